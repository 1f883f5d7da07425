// Somebody for this person: take or decline, before the time runs out.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef } from '../../shared/ui.js';
import { Mark } from '../conversation/mark.js';
import { PageLink } from '../conversation/page_link.js';
import { useSession } from '../session.js';
import { cameFrom, languageName } from '../words.js';

/** How long an offer stands as a rule; only the bar's full length is made of it. */
const USUAL_S = 30;

export function OfferCards() {
  const { offers } = useSession().state.value;
  return html`
    <div class="offers">
      <p class="only-heard" role="alert">${offers.map(announced).join(' ')}</p>
      ${offers.map((offer) => html`<${OfferCard} key=${offer.conversation} offer=${offer} />`)}
    </div>`;
}

/** @param {import('../state/wire.js').Offer} offer */
function announced({ first_line, handover, urgent, concern }) {
  const mark = urgent ? `${t('danger.urgent')}. ` : concern ? `${t('danger.concern')}. ` : '';
  const words = mark + t('offer.announce', { text: first_line });
  return handover ? `${words} ${cameFrom(handover)}` : words;
}

/** @param {{offer: import('../state/wire.js').Offer}} props */
function OfferCard({ offer }) {
  const session = useSession();
  const card = useRef(/** @type {HTMLElement | null} */ (null));
  const left = Math.max(0, Math.ceil((Date.parse(offer.expires_at) - session.now.value) / 1000));
  const wanted = session.focus.value === `offer:${offer.conversation}`;
  useEffect(() => {
    if (!wanted) return;
    card.current?.querySelector('button')?.focus();
    session.focus.value = null;
  }, [wanted]);
  const asked = [...session.state.value.asked.values()].some(
    (frame) => (frame.type === 'accept' || frame.type === 'decline') && frame.conversation === offer.conversation,
  );
  const heading = `offer-${offer.conversation}`;
  return html`
    <section class="offer" aria-labelledby=${heading} ref=${card} aria-busy=${asked}>
      <div class="offer__head">
        <h2 class="offer__heading" id=${heading}>${t('offer.heading')}</h2>
        <p class="offer__left" role="timer">${t('offer.left', { n: left })}</p>
      </div>
      <progress class="offer__time" max=${USUAL_S} value=${left} aria-hidden="true"></progress>
      ${offer.handover && html`<p class="offer__from">${cameFrom(offer.handover)}</p>`}
      <${Mark} urgent=${offer.urgent} concern=${offer.concern} />
      <p class="offer__words" lang=${offer.language ?? undefined}>${offer.first_line}</p>
      <p class="facts">
        <span>${languageName(offer.language)}</span>
        ${offer.page && html`<${PageLink} page=${offer.page} />`}
      </p>
      <div class="offer__answers">
        <${Button} onClick=${() => session.accept(offer.conversation)}>${t('offer.accept')}<//>
        <${Button} kind="quiet" onClick=${() => session.decline(offer.conversation)}>${t('offer.decline')}<//>
      </div>
    </section>`;
}
