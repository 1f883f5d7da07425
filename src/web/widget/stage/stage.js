// Where the conversation stands, always in sight. What changes in it is also an entry of the log, which is what a screen
// reader hears; this bar is therefore no live region, but for the place in the queue, which is no entry: it is heard when
// it is another one, without the wait, which is told anew with every look at the desk. The state of the line is nowhere
// else either, and is one.
//
// What changes here has its text for its key, so that it is drawn anew: a browser that translates the page has put words of
// its own in the place of the old ones, which would stand there for ever.

import { Button } from '../../shared/components/button/button.js';
import { online } from '../../shared/online.js';
import { language, serverLanguage, t } from '../../shared/text.js';
import { html, useEffect, useRef } from '../../shared/ui.js';
import { Contact } from './contact.js';

/** @typedef {import('../../shared/wire.d.ts').Stage} Stage */

/** @param {{chat: import('../state/chat.js').Chat}} props */
export function StageBar({ chat }) {
  const stage = chat.stage.value;
  const [title, leaves] = [useRef(/** @type {HTMLElement | null} */ (null)), useRef(false)];
  const confirmed = stage?.kind === 'left_message' && chat.view.value === 'chat';
  leaves.current ||= chat.leaving.value !== null;
  // The form has gone, and the focus with it: it goes to what says that the message has come.
  useEffect(() => {
    if (!confirmed) return;
    if (leaves.current && [document.body, null].includes(/** @type {any} */ (document.activeElement))) title.current?.focus();
    leaves.current = false;
  }, [confirmed]);
  if (!chat.welcomed.value || (!stage && !chat.desk.value)) return null;
  const [desk, answerTo] = [chat.desk.value, chat.answerTo.value];
  const kind = stage ? stage.kind : desk?.reachable ? 'reachable' : 'not_reachable';
  const words = stage ? titleOf(stage) : desk?.text;
  const canEnd = stage && stage.kind !== 'closed' && chat.view.value === 'chat';
  const shown = html`
    <strong class="stage__title" key=${words} lang=${stage ? language.value : serverLanguage.value} tabindex="-1" ref=${title}>${words}</strong>`;
  return html`
    <div class="stage stage--${kind}">
      <span class="stage__mark" aria-hidden="true"></span>
      <p class="stage__text">
        <span role="status">${stage?.kind === 'queued' && shown}</span>
        ${stage?.kind !== 'queued' && shown}
        ${stage && html`<span class="stage__detail" key=${detail(stage, desk)}>${detail(stage, desk)}</span>`}
        ${stage?.kind === 'left_message' && !desk?.open && html`
          <span class="stage__detail" key=${desk?.text} lang=${serverLanguage.value}>${desk?.text}</span>`}
        ${stage?.kind === 'left_message' && answerTo && html`<span class="stage__detail" key=${answerTo}>${t('stage.answer_to', { contact: answerTo })}</span>`}
      </p>
      ${canEnd && html`<${Button} kind="plain" small onClick=${() => (chat.view.value = 'ending')}>${t('ending.open')}<//>`}
    </div>`;
}

/** @param {Stage} stage */
function titleOf(stage) {
  if (stage.kind === 'queued') return t('stage.queued', { position: stage.position });
  if (stage.kind === 'with_agent') return t('stage.with_agent', { name: stage.agent.name });
  return t(`stage.${stage.kind}`);
}

/** @param {Stage} stage @param {import('../../shared/wire.d.ts').Desk | null} desk */
function detail(stage, desk) {
  if (stage.kind === 'queued') return expected(stage.wait_s ?? null);
  if (stage.kind === 'left_message' && desk?.open) return t('stage_detail.left_message_open');
  return t(`stage_detail.${stage.kind}`);
}

/** The expected wait in words; an estimate is never given to the second. @param {number | null} wait_s */
export function expected(wait_s) {
  if (wait_s === null) return t('wait.unknown');
  if (wait_s < 60) return t('wait.under_a_minute');
  return t('wait.minutes', { count: Math.ceil(wait_s / 60) });
}

/**
 * Each part is heard when it comes, and no other with it; nothing comes and goes with each attempt, and no button goes away
 * under the finger.
 * @param {{chat: import('../state/chat.js').Chat}} props
 */
export function ConnectionStatus({ chat }) {
  const { state, reason, mute } = chat.connection;
  const words = wordsOfLine({
    state: state.value,
    reason: reason.value,
    welcomed: chat.welcomed.value,
    failed: mute.value > 0 || chat.reach.isLost.value,
    online: online.value,
  });
  return html`
    <div class="connection" role="status" aria-atomic="false">
      ${words && html`
        <p class="connection__text">
          ${online.value && html`<span class="connection__mark" aria-hidden="true"></span>`}
          <span key=${words}>${t(words)}</span>
          ${online.value && html`
            <${Button} kind="quiet" small onClick=${() => chat.connection.restart()}>${t('connection.again')}<//>`}
        </p>`}
      ${chat.trouble.value && html`<p class="connection__text" lang=${serverLanguage.value}>${chat.trouble.value}</p>`}
      ${chat.reach.isLost.value && html`<${Contact} chat=${chat} />`}
      ${chat.note.value && html`<p class="connection__text">${t(`note.${chat.note.value}`)}</p>`}
    </div>`;
}

/**
 * What is said of the line; nothing while it is open. The words stay the same from one attempt to the next: a screen
 * reader says each change.
 * @param {{state: import('../../shared/connection.js').State, reason: string | null, welcomed: boolean, failed: boolean, online: boolean}} line
 */
export function wordsOfLine({ state, reason, welcomed, failed, online }) {
  if (!online) return 'connection.offline';
  if (state === 'open') return null;
  if (state === 'closed') return welcomed || failed ? `connection.${reason === 'replaced' ? 'replaced' : 'closed'}` : null;
  if (welcomed) return 'connection.lost';
  return failed || state === 'waiting' ? 'connection.not_yet' : null;
}
