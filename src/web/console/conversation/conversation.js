// One conversation, whole: what it is about, the log with staff's notes in it, and where to write.

import { Button } from '../../shared/components/button/button.js';
import { Log, VISITORS_WORDS } from '../../shared/components/log/log.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef } from '../../shared/ui.js';
import { Composer } from '../composer/composer.js';
import { useSession } from '../session.js';
import { title } from '../state/conversation.js';
import { Suggestions } from '../suggestions/suggestions.js';
import { There, Waits } from '../news/waits.js';
import { Facts } from './facts.js';
import { Lines } from './lines.js';

/** @typedef {import('../state/conversation.js').Conversation} Known */

/**
 * @param {object} props
 * @param {Known} props.known
 * @param {boolean} props.tabbed whether a tab stands for it
 * @param {boolean} props.alone whether no other stands beside it
 */
export function Conversation({ known, tabbed, alone }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const news = useSession().news.value.unseen.get(known.id);
  const name = title(known) || t('mine.untitled');
  const heading = `heading-${known.id}`;
  useSeen(known, alone, place);
  const items = known.transcript.items.value;
  const mark = `${items.at(-1)?.key} ${items.length} ${known.notes.length} ${known.saving.length}`;
  return html`
    <section class="conversation" id=${`conversation-${known.id}`} role=${tabbed ? 'tabpanel' : undefined}
      aria-labelledby=${tabbed ? `tab-${known.id}` : heading} data-conversation=${known.id} data-urgent=${known.urgent && !known.nobodyInDanger}
      data-news=${news !== undefined} ref=${place}>
      <header class="conversation__head">
        <h3 class="conversation__heading" id=${heading} tabindex="-1" title=${name}>${name}</h3>
        <p class="conversation__now">
          ${news && html`<span class="badge badge--brand">${t('conversation.news', { count: news.count })}</span>`}
          <${There} known=${known} />
          <${Waits} known=${known} />
        </p>
        <${Facts} known=${known}>${known.standing === 'mine' && html`<${Actions} id=${known.id} name=${name} />`}<//>
      </header>
      <div class="conversation__log" data-scrolls tabindex="0" role="group" aria-label=${t('conversation.log', { title: name })}>
        <${Log} label=${t('conversation.log', { title: name })} mark=${mark} keeps=${VISITORS_WORDS}><${Lines} known=${known} /><//>
      </div>
      <div class="conversation__foot">
        <${Typing} known=${known} />
        ${known.standing === 'mine'
          ? html`<${Suggestions} known=${known} /><${Composer} known=${known} name=${name} />`
          : html`<${Left} known=${known} />`}
      </div>
    </section>`;
}

/** @param {{id: string, name: string}} props */
function Actions({ id, name }) {
  const session = useSession();
  const open = (/** @type {'transfer' | 'close'} */ kind) => () => (session.dialog.value = { kind, conversation: id });
  return html`
    <div class="conversation__actions" role="group" aria-label=${name}>
      <${Button} kind="quiet" small onClick=${open('transfer')}>${t('conversation.transfer')}<//>
      <${Button} kind="quiet" small onClick=${open('close')}>${t('conversation.close')}<//>
    </div>`;
}

/** Seen by eye only: the words themselves are soon in the log, which is heard. @param {{known: Known}} props */
function Typing({ known }) {
  const writes = known.typingUntil > useSession().now.value;
  return html`<p class="conversation__typing" data-writes=${writes}>${writes ? t('conversation.typing') : ''}</p>`;
}

/** What became of a conversation that is not the person's any more. @param {{known: Known}} props */
function Left({ known }) {
  const session = useSession();
  return html`
    <div class="left" role="status">
      <p>${whatBecame(known.stage)}</p>
      <${Button} kind="quiet" small onClick=${() => session.dismiss(known.id)}>${t('conversation.dismiss')}<//>
    </div>`;
}

/** @param {import('../state/wire.js').Stage | null} stage */
function whatBecame(stage) {
  if (stage?.kind === 'closed') return t('conversation.left_closed');
  if (stage?.kind === 'queued') return t('conversation.left_queued');
  return t('conversation.left');
}

/** What shows that somebody attends to one of several conversations. */
const ATTENDS = ['focusin', 'pointermove', 'pointerdown', 'wheel'];

/**
 * Tells the server that the end has been before the person's eyes, now or when the window is looked at again. Of several
 * that stand beside each other the eyes are on the one that is worked in.
 * @param {Known} known @param {boolean} alone @param {{current: HTMLElement | null}} place
 */
function useSeen(known, alone, place) {
  const session = useSession();
  useEffect(() => {
    const element = place.current;
    if (known.unread === 0 || !element) return undefined;
    const attends = () => document.visibilityState === 'visible' && document.hasFocus() && session.seen(known.id);
    const look = () => (alone || element.contains(document.activeElement)) && attends();
    look();
    window.addEventListener('focus', look);
    for (const sign of ATTENDS) element.addEventListener(sign, attends, { passive: true });
    return () => {
      window.removeEventListener('focus', look);
      for (const sign of ATTENDS) element.removeEventListener(sign, attends);
    };
  }, [known.unread, known.transcript.highestSeq(), alone]);
}
