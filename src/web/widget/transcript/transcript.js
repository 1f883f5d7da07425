// What was said and what happened, in the one log, with a line between days.

import { Button } from '../../shared/components/button/button.js';
import { Entry } from '../../shared/components/entry/entry.js';
import { Log } from '../../shared/components/log/log.js';
import { isAlarm, isOfDanger } from '../../shared/danger.js';
import { Drawn } from '../../shared/drawn.js';
import { language, t } from '../../shared/text.js';
import { day, dayName } from '../../shared/time.js';
import { html, useEffect, useRef } from '../../shared/ui.js';
import { AlarmActions } from '../alarm/alarm.js';
import { Helpful } from '../helpful/helpful.js';
import { offering } from '../state/offers.js';
import { Actions } from './actions.js';

/** @typedef {import('../../shared/transcript.js').Item} Item */

/** @typedef {import('../state/chat.js').Chat} Chat */

/** @param {{chat: Chat, onAsk: () => void}} props `onAsk` goes to where the visitor writes */
export function Transcript({ chat, onAsk }) {
  const lines = useRef(/** @type {Drawn<Item>} */ (new Drawn()));
  const items = chat.transcript.items.value;
  const last = items.at(-1);
  useEffect(() => chat.read(), [items]);
  const asked = offering(items);
  const seen = items.findLast((item) => item.progress === 'sent' && (item.seq ?? Infinity) <= chat.seenByAgent.value);
  const sent = items.findLast((item) => item.progress === 'sent');
  const status = (/** @type {Item} */ item) => (item === seen ? 'entry.seen' : item === sent ? 'entry.sent' : null);
  return html`
    <${Log} label=${t('transcript.label')} mark=${`${last?.key} ${last?.progress} ${chat.typing.other.value?.kind}`}>
      ${items.map((item, index) => {
        const [before, said, asks] = [items[index - 1] ?? last, status(item), item === asked];
        return lines.current.of(item, [before, said, asks], () => html`
          <${Line} key=${item.key} item=${item} before=${before} status=${said} asks=${asks} chat=${chat} onAsk=${onAsk} />`);
      })}
    <//>
    <${Typing} chat=${chat} />`;
}

/**
 * @typedef {object} LineProps
 * @property {Item} item
 * @property {Item | undefined} before the one before it; of the first one the last, so that a day is named that is past
 * @property {string | null} status the key of what is said under it
 * @property {boolean} asks whether its actions are offered
 * @property {Chat} chat
 * @property {() => void} onAsk
 */

/** @param {LineProps} props */
function Line({ item, before, status, asks, chat, onAsk }) {
  return html`
    ${before && day(before.entry.at) !== day(item.entry.at) && html`<p class="log__day" key="day">${dayName(item.entry.at, language.value)}</p>`}
    <${Entry} key="entry" item=${item} own="visitor" status=${status && t(status)} onFile=${chat.fetchFile}
      holds=${isOfDanger(item.entry) && chat.danger.holds(item.seq)} answers=${item.seq !== null && chat.answersPress(item.seq)}>
      ${item.progress === 'failed' && html`
        <${Button} kind="quiet" small onClick=${() => chat.sayAgain(String(item.id), item.entry.text)}>${t('entry.again')}<//>`}
      ${asks && !chat.unhelped.value && html`<${Actions} chat=${chat} item=${item} />`}
      ${isAlarm(item.entry) && html`<${AlarmActions} chat=${chat} item=${item} />`}
      <${Helpful} chat=${chat} item=${item} onAsk=${onAsk} />
    <//>`;
}

/** Seen only: heard, it would come between the words of the log. @param {{chat: import('../state/chat.js').Chat}} props */
function Typing({ chat }) {
  const author = chat.typing.other.value;
  if (!author || author.kind === 'visitor') return null;
  return html`
    <p class="typing" aria-hidden="true">
      <span class="typing__dots"><span></span><span></span><span></span></span>
      ${author.name ? t('typing.named', { name: author.name }) : t('typing.someone')}
    </p>`;
}
