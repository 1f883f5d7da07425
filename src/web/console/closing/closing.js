// How a conversation ended, in one of a few words that statistics can count.

import { t } from '../../shared/text.js';
import { html, useSignal } from '../../shared/ui.js';
import { Dialog } from '../dialog/dialog.js';
import { useSession } from '../session.js';

const CODES = ['answered', 'referred', 'no_answer', 'abuse', 'other'];

/** @param {{conversation: string}} props */
export function Closing({ conversation }) {
  const session = useSession();
  const missing = useSignal(false);
  const submit = (/** @type {FormData} */ form) => {
    const code = form.get('code');
    missing.value = code === null;
    if (code === null) return false;
    session.close(conversation, String(code));
    return true;
  };
  return html`
    <${Dialog} heading=${t('close.heading')} submit=${t('close.submit')} onSubmit=${submit}>
      <p class="quiet">${t('close.hint')}</p>
      <fieldset class="choices" aria-describedby=${missing.value ? 'close-error' : undefined}>
        <legend class="field__label">${t('close.code')}</legend>
        <div role="alert">${missing.value && html`<p class="field__error" id="close-error">${t('close.code_missing')}</p>`}</div>
        ${CODES.map((code) => html`
          <label class="choice choice--card" key=${code}>
            <input type="radio" name="code" value=${code} />
            <span class="choice__words">${t(`code.${code}`)}</span>
          </label>`)}
      </fieldset>
    <//>`;
}
