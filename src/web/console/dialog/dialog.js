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
 * @param {string} [props.cancel] the words of the button that does not
 * @param {(form: FormData) => boolean | Promise<boolean>} props.onSubmit false if something is missing; the dialog then stays
 * @param {() => void} [props.onClosed] for a dialog that is not the session's
 * @param {any} props.children the questions
 */
export function Dialog({ heading, submit, cancel = t('cancel'), onSubmit, onClosed, children }) {
  const session = useSession();
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  // Both at once: the browser tells `close` only afterwards, when the next dialog may be open already.
  const leave = () => {
    dialog.current?.close();
    if (onClosed) onClosed();
    else session.dialog.value = null;
  };
  const go = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (await onSubmit(new FormData(/** @type {HTMLFormElement} */ (event.target)))) leave();
  };
  return html`
    <dialog class="dialog" ref=${dialog} aria-labelledby="dialog-heading" onCancel=${leave}>
      <form class="dialog__form" onSubmit=${go} novalidate>
        <h2 class="dialog__heading" id="dialog-heading" tabindex="-1">${heading}</h2>
        ${children}
        <div class="dialog__answers">
          <${Button} type="submit">${submit}<//>
          <${Button} kind="quiet" onClick=${leave}>${cancel}<//>
        </div>
      </form>
    </dialog>`;
}
