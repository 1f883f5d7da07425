// Asks once more before a conversation is erased. The browser's own dialog keeps the keyboard inside it, closes on
// Escape and gives the keyboard back to where it was.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef } from '../../shared/ui.js';

/** @param {{visit: import('./visit.js').Visit, onClosed: () => void}} props */
export function Erase({ visit, onClosed }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => dialog.current?.showModal(), []);
  const leave = () => {
    dialog.current?.close();
    onClosed();
  };
  return html`
    <dialog class="dialog" ref=${dialog} aria-labelledby="erase-heading" onCancel=${leave}>
      <h2 class="dialog__heading" id="erase-heading">${t('receipt.erase_heading')}</h2>
      <div>
        <p>${t('receipt.erase_explain')}</p>
        <p class="field__error" role="status">${visit.trouble.value}</p>
      </div>
      <div class="dialog__answers">
        <${Button} kind="quiet" onClick=${leave}>${t('receipt.keep')}<//>
        <${Button} kind="danger" disabled=${visit.busy.value} onClick=${() => visit.erase()}>${t('receipt.erase')}<//>
      </div>
    </dialog>`;
}
