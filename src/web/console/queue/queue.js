// Who waits, since when, and with what.

import { Button } from '../../shared/components/button/button.js';
import { language, t } from '../../shared/text.js';
import { clockTime } from '../../shared/time.js';
import { html, useEffect, useRef, useSignal } from '../../shared/ui.js';
import { Mark } from '../conversation/mark.js';
import { PageLink } from '../conversation/page_link.js';
import { may } from '../roles.js';
import { useSession } from '../session.js';
import { cameFrom, languageName, span, thereWords } from '../words.js';

/**
 * @param {object} props
 * @param {boolean} [props.folds] on a narrow screen the list folds away behind its heading
 */
export function Queue({ folds = false }) {
  const session = useSession();
  const { queue } = session.state.value;
  const open = useSignal(false);
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const wanted = session.focus.value === 'queue';
  useEffect(() => {
    if (!wanted) return;
    heading.current?.focus();
    session.focus.value = null;
  }, [wanted]);
  return html`
    <section class="queue" aria-labelledby="queue" data-folded=${folds && !open.value}>
      <div class="queue__head">
        <h2 class="part-heading" id="queue" tabindex="-1" ref=${heading}>
          ${t('queue.heading')}<span class="queue__count">${t('queue.count', { n: queue.length })}</span>
        </h2>
        ${folds && queue.length > 0 && html`
          <button type="button" class="queue__fold" aria-expanded=${open.value} aria-controls="queue-list" onClick=${() => (open.value = !open.value)}>
            ${t(open.value ? 'queue.fold' : 'queue.unfold')}
          </button>`}
      </div>
      ${queue.length === 0
        ? html`<p class="quiet">${t('queue.empty')}</p>`
        : html`<ol class="queue__list" id="queue-list">${queue.map((one) => html`<${One} key=${one.conversation} one=${one} />`)}</ol>`}
    </section>`;
}

/** @param {{one: import('../state/wire.js').Waiting}} props */
function One({ one }) {
  const session = useSession();
  const { capacity, offers, person, urgentAbove } = session.state.value;
  const offered = offers.some((offer) => offer.conversation === one.conversation);
  const full = session.mine.value.length >= capacity;
  // Whoever may be in danger does not wait until something else has ended.
  const above = full && one.urgent && urgentAbove;
  const takes = may(person?.roles, 'answer') && !offered && (!full || above);
  return html`
    <li class="waiting" data-urgent=${one.urgent}>
      <p class="waiting__time">
        <${Mark} urgent=${one.urgent} concern=${one.concern} />
        ${offered && html`<span class="badge badge--brand">${t('queue.offered')}</span>`}
        ${one.returned && html`<span class="badge badge--notice">${t('queue.returned')}</span>`}
        ${session.connection.state.value === 'open' && html`<span class="waiting__waited">${t('queue.waited', { wait: span(session.now.value - Date.parse(one.since)) })}</span>`}
        <time class="waiting__since" datetime=${one.since}>${t('queue.since', { time: clockTime(one.since, language.value) })}</time>
      </p>
      <p class="waiting__words" lang=${one.language ?? undefined}>${one.first_line}</p>
      ${one.handover && html`<p class="waiting__from">${cameFrom(one.handover)}</p>`}
      ${one.visitor && one.visitor.presence !== 'here' && html`<p class="waiting__there">${thereWords(one.visitor, session.now.value)}</p>`}
      ${takes && above && html`<p class="waiting__above" id=${`above-${one.conversation}`}>${t('queue.above', { n: session.mine.value.length, capacity })}</p>`}
      <div class="waiting__foot">
        <p class="facts">
          <span>${languageName(one.language)}</span>
          ${one.page && html`<${PageLink} page=${one.page} />`}
        </p>
        ${takes && html`
          <${Button} kind=${above ? 'danger' : 'quiet'} small label=${t(above ? 'queue.take_above_this' : 'queue.take_this', { text: one.first_line })}
            aria-describedby=${above ? `above-${one.conversation}` : undefined} onClick=${() => session.accept(one.conversation)}>
            ${t(above ? 'queue.take_above' : 'queue.take')}
          <//>`}
      </div>
    </li>`;
}
