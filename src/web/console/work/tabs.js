// Own conversations as tabs: arrows move between them, as the ARIA practices have it.

import { t } from '../../shared/text.js';
import { html, useRef } from '../../shared/ui.js';
import { Mark } from '../conversation/mark.js';
import { useSession } from '../session.js';
import { Waits } from '../news/waits.js';
import { title } from '../state/conversation.js';

/** @param {{conversations: import('../state/conversation.js').Conversation[]}} props */
export function Tabs({ conversations }) {
  const session = useSession();
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const ids = conversations.map((known) => known.id);

  const move = (/** @type {KeyboardEvent} */ event) => {
    const at = ids.indexOf(session.selected.value ?? '');
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    session.selected.value = ids[(to + ids.length) % ids.length];
    list.current?.querySelectorAll('button')[(to + ids.length) % ids.length]?.focus();
  };

  return html`
    <div class="tabs" role="tablist" aria-label=${t('mine.tabs')} ref=${list} onKeyDown=${move}>
      ${conversations.map((known) => html`<${Tab} key=${known.id} known=${known} />`)}
    </div>`;
}

/** @param {{known: import('../state/conversation.js').Conversation}} props */
function Tab({ known }) {
  const session = useSession();
  const selected = session.selected.value === known.id;
  const unseen = session.news.value.unseen.get(known.id)?.count ?? 0;
  return html`
    <button type="button" role="tab" class="tabs__tab" id=${`tab-${known.id}`} aria-selected=${selected}
      aria-controls=${selected ? `conversation-${known.id}` : undefined} tabindex=${selected ? 0 : -1}
      data-urgent=${known.urgent} onClick=${() => (session.selected.value = known.id)}>
      <${Mark} urgent=${known.urgent} concern=${known.concern} short />
      <span class="tabs__words">${title(known) || t('mine.untitled')}</span>
      <${Waits} known=${known} brief />
      ${unseen > 0 && html`
        <span class="count" aria-hidden="true">${unseen}</span>
        <span class="only-heard">${t('mine.unread', { n: unseen })}</span>`}
    </button>`;
}
