// "Är du kvar?": asked before the conversation is cleared from a computer that others may use. The browser's own dialog
// keeps the keyboard inside it, and gives it back to where it was.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useLayoutEffect } from '../../shared/ui.js';

/** The seconds are seen; heard is the whole time at the beginning, and once more when so little is left. */
const HEARD_AT_S = 20;

/** @typedef {import('../state/chat.js').Chat} Chat */

/** @param {{chat: Chat, dialog: {current: HTMLDialogElement | null}}} props */
export function IdleQuestion({ chat, dialog }) {
  const left = chat.idle.left_s.value;
  return left === null ? null : html`<${Question} chat=${chat} left=${left} dialog=${dialog} />`;
}

/** @param {{chat: Chat, left: number, dialog: {current: HTMLDialogElement | null}}} props */
function Question({ chat, left, dialog }) {
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const stay = (/** @type {Event} */ event) => {
    event.preventDefault();
    chat.stay();
  };
  const { idle_warning_s } = chat.settings;
  return html`
    <dialog class="dialog idle" role="alertdialog" aria-labelledby="idle-heading" aria-describedby="idle-explain" ref=${dialog} onCancel=${stay}>
      <h2 class="dialog__heading" id="idle-heading">${t('idle.heading')}</h2>
      <p id="idle-explain">${t('idle.explain', { count: idle_warning_s })}</p>
      <p class="idle__left" key=${left} aria-hidden="true">${t('idle.left', { count: left })}</p>
      <p class="only-heard" role="status">${left <= HEARD_AT_S && HEARD_AT_S < idle_warning_s && t('idle.left', { count: HEARD_AT_S })}</p>
      <div class="dialog__answers">
        <${Button} onClick=${stay}>${t('idle.stay')}<//>
        <${Button} kind="quiet" onClick=${() => (chat.stay(), chat.end())}>${t('ending.end_and_clear')}<//>
      </div>
    </dialog>`;
}
