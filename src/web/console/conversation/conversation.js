// One conversation, whole: what it is about, the log with staff's notes in it, and where to write.

import { Button } from '../../shared/components/button/button.js';
import { Log } from '../../shared/components/log/log.js';
import { t } from '../../shared/text.js';
import { html, useEffect } from '../../shared/ui.js';
import { Composer } from '../composer/composer.js';
import { useSession } from '../session.js';
import { title } from '../state/conversation.js';
import { Suggestions } from '../suggestions/suggestions.js';
import { Facts } from './facts.js';
import { Lines } from './lines.js';

/** @typedef {import('../state/conversation.js').Conversation} Known */

/**
 * @param {object} props
 * @param {Known} props.known
 * @param {boolean} props.tabbed whether a tab stands for it
 */
export function Conversation({ known, tabbed }) {
  const name = title(known) || t('mine.untitled');
  const heading = `heading-${known.id}`;
  useSeen(known);
  const items = known.transcript.items.value;
  const mark = `${items.at(-1)?.key} ${items.length} ${known.notes.length} ${known.saving.length}`;
  return html`
    <section class="conversation" id=${`conversation-${known.id}`} role=${tabbed ? 'tabpanel' : undefined}
      aria-labelledby=${tabbed ? `tab-${known.id}` : heading} data-conversation=${known.id} data-urgent=${known.urgent}>
      <header class="conversation__head">
        <h3 class="conversation__heading" id=${heading} tabindex="-1" title=${name}>${name}</h3>
        <${Facts} known=${known}>${known.standing === 'mine' && html`<${Actions} id=${known.id} name=${name} />`}<//>
      </header>
      <div class="conversation__log" data-scrolls tabindex="0" role="group" aria-label=${t('conversation.log', { title: name })}>
        <${Log} label=${t('conversation.log', { title: name })} mark=${mark}><${Lines} known=${known} /><//>
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

/** Tells the server that the end has been before the person's eyes, now or when the window is looked at again. @param {Known} known */
function useSeen(known) {
  const session = useSession();
  useEffect(() => {
    if (known.unread === 0) return undefined;
    const look = () => document.visibilityState === 'visible' && document.hasFocus() && session.seen(known.id);
    look();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [known.unread, known.transcript.highestSeq()]);
}
