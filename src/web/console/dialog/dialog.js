// A question that must be answered or cancelled first. The browser's own dialog keeps the keyboard inside it, closes
// on Escape and gives the keyboard back to where it was.

import { t } from '../../shared/text.js';
import { Button } from '../../shared/components/button/button.js';
import { html, useEffect, useRef } from '../../shared/ui.js';
import { useSession } from '../session.js';

/**
 * @param {object} props
 * @param {string} props.heading
 * @param {string} props.submit the words of the button that goes through with it
 * @param {(form: FormData) => boolean} props.onSubmit false if something is missing; the dialog then stays
 * @param {any} props.children the questions
 */
export function Dialog({ heading, submit, onSubmit, children }) {
  const session = useSession();
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  // Both at once: the browser tells `close` only afterwards, when the next dialog may be open already.
  const leave = () => {
    dialog.current?.close();
    session.dialog.value = null;
  };
  const go = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!onSubmit(new FormData(/** @type {HTMLFormElement} */ (event.target)))) return;
    leave();
  };
  return html`
    <dialog class="dialog" ref=${dialog} aria-labelledby="dialog-heading" onCancel=${leave}>
      <form class="dialog__form" onSubmit=${go} novalidate>
        <h2 class="dialog__heading" id="dialog-heading">${heading}</h2>
        ${children}
        <div class="dialog__answers">
          <${Button} type="submit">${submit}<//>
          <${Button} kind="quiet" onClick=${leave}>${t('cancel')}<//>
        </div>
      </form>
    </dialog>`;
}
