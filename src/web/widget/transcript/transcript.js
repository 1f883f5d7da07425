// What was said and what happened, in the one log, with a line between days.

import { Button } from '../../shared/components/button/button.js';
import { Entry } from '../../shared/components/entry/entry.js';
import { Log } from '../../shared/components/log/log.js';
import { language, t } from '../../shared/text.js';
import { day, dayName } from '../../shared/time.js';
import { html, useEffect } from '../../shared/ui.js';
import { Helpful } from '../helpful/helpful.js';
import { Actions } from './actions.js';

/** @typedef {import('../../shared/transcript.js').Item} Item */

/** @param {{chat: import('../state/chat.js').Chat, onAsk: () => void}} props `onAsk` goes to where the visitor writes */
export function Transcript({ chat, onAsk }) {
  const items = chat.transcript.items.value;
  const last = items.at(-1);
  useEffect(() => chat.read(), [items]);
  const asked = items.findLast((item) => item.entry.actions?.length);
  return html`
    <${Log} label=${t('transcript.label')} mark=${`${last?.key} ${last?.progress} ${chat.typing.value?.kind}`}>
      ${items.flatMap((item, index) => [
        divider(items[index - 1], item, last),
        html`
          <${Entry} key=${item.key} item=${item} own="visitor" status=${status(chat, item)} onFile=${chat.fetchFile}>
            ${item.progress === 'failed' && html`
              <${Button} kind="quiet" small onClick=${() => chat.sayAgain(String(item.id), item.entry.text)}>${t('entry.again')}<//>`}
            ${item === asked && !chat.unhelped.value && html`<${Actions} chat=${chat} actions=${item.entry.actions} />`}
            <${Helpful} chat=${chat} item=${item} onAsk=${onAsk} />
          <//>`,
      ])}
    <//>
    <${Typing} chat=${chat} />`;
}

/**
 * The day, when it is another than that of the entry before; of the first entry, when it is another than that of the last.
 * @param {Item | undefined} before
 * @param {Item} item
 * @param {Item | undefined} last
 */
function divider(before, item, last) {
  const other = before ?? last;
  if (!other || day(other.entry.at) === day(item.entry.at)) return null;
  return html`<p class="log__day" key=${`day-${item.key}`}>${dayName(item.entry.at, language.value)}</p>`;
}

/** Under the last own message that an agent has seen. @param {import('../state/chat.js').Chat} chat @param {Item} item */
function status(chat, item) {
  const seen = chat.seenByAgent.value;
  const lastSeen = chat.transcript.items.value.findLast((one) => one.progress === 'sent' && (one.seq ?? Infinity) <= seen);
  if (item === lastSeen) return t('entry.seen');
  const lastSent = chat.transcript.items.value.findLast((one) => one.progress === 'sent');
  return item === lastSent ? t('entry.sent') : null;
}

/** Seen only: heard, it would come between the words of the log. @param {{chat: import('../state/chat.js').Chat}} props */
function Typing({ chat }) {
  const author = chat.typing.value;
  if (!author || author.kind === 'visitor') return null;
  return html`
    <p class="typing" aria-hidden="true">
      <span class="typing__dots"><span></span><span></span><span></span></span>
      ${author.name ? t('typing.named', { name: author.name }) : t('typing.someone')}
    </p>`;
}
