// The work itself: offers and queue at the side, the person's own conversations beside each other. Where they do not
// all fit, they become tabs.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useLayoutEffect, useRef, useSignal } from '../../shared/ui.js';
import { Conversation } from '../conversation/conversation.js';
import { Tabs } from './tabs.js';
import { OfferCards } from '../offers/offers.js';
import { Queue } from '../queue/queue.js';
import { useSession } from '../session.js';
import { columnsIn } from './columns.js';

export function Work() {
  return html`
    <div class="work">
      <div class="work__side">
        <${OfferCards} />
        <${Queue} folds />
      </div>
      <${Mine} />
    </div>`;
}

function Mine() {
  const session = useSession();
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const columns = useColumns(place);
  const conversations = session.conversations.value;
  const wanted = session.focus.value === 'mine';
  useEffect(() => {
    if (!wanted) return;
    // A heading that is seen comes first: of the conversation that is worked on now.
    (document.getElementById(`heading-${session.selected.peek()}`) ?? heading.current)?.focus();
    session.focus.value = null;
  }, [wanted]);
  const tabbed = conversations.length > columns;
  const shown = tabbed ? conversations.filter((known) => known.id === session.selected.value) : conversations;
  return html`
    <section class="mine" aria-labelledby="mine" ref=${place}>
      <h2 class=${conversations.length > 0 ? 'only-heard' : 'part-heading'} id="mine" tabindex="-1" ref=${heading}>${t('mine.heading')}</h2>
      ${tabbed && html`<${Tabs} conversations=${conversations} />`}
      ${conversations.length === 0 && html`<${None} />`}
      <div class="mine__columns" data-count=${shown.length}>
        ${shown.map((known) => html`<${Conversation} key=${known.id} known=${known} tabbed=${tabbed} alone=${shown.length === 1} />`)}
      </div>
    </section>`;
}

function None() {
  const session = useSession();
  const available = session.state.value.presence === 'available';
  return html`
    <div class="none">
      <p class="none__heading">${t('mine.none')}</p>
      <p class="quiet">${t(available ? 'mine.none_available' : 'mine.none_away')}</p>
      ${!available && html`<${Button} onClick=${() => session.bePresent('available')}>${t('mine.become_available')}<//>`}
    </div>`;
}

/**
 * How many conversations fit beside each other.
 * @param {{current: HTMLElement | null}} place
 */
function useColumns(place) {
  const columns = useSignal(1);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    // Larger text needs wider columns.
    const scale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const measure = () => (columns.value = columnsIn(element.clientWidth, scale));
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    measure();
    return () => resized.disconnect();
  }, []);
  return columns.value;
}
