// Where staff write: to the visitor, or a note for each other. Which of the two is never in doubt.

import { Button } from '../../shared/components/button/button.js';
import { Attach } from '../../shared/components/file/attach.js';
import { isForInputMethod } from '../../shared/keys.js';
import { personalNumbers } from '../../shared/personal_number.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef } from '../../shared/ui.js';
import { useSession } from '../session.js';
import { useSettings } from '../settings.js';
import { fileSender } from '../state/api.js';

/** From how many characters before the limit the count is shown. */
const COUNT_FROM = 300;

/** @param {{known: import('../state/conversation.js').Conversation, name: string}} props */
export function Composer({ known, name }) {
  const session = useSession();
  const { text_chars, files } = useSettings();
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const { text, kind } = session.draft(known.id);
  const left = text_chars - [...text].length;
  const id = `composer-${known.id}`;

  const wanted = session.focus.value === `composer:${known.id}`;
  useEffect(() => {
    if (!wanted) return;
    field.current?.focus();
    session.focus.value = null;
  }, [wanted]);

  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (left >= 0) session.submit(known.id);
    field.current?.focus();
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Enter' && !event.shiftKey && !isForInputMethod(event)) submit(event);
  };

  return html`
    <form class="composer" data-kind=${kind} onSubmit=${submit} aria-label=${name}>
      <fieldset class="segmented segmented--small composer__kinds">
        <legend class="only-heard">${t('composer.kind')}</legend>
        ${(/** @type {const} */ (['say', 'note'])).map((one) => html`
          <label class="segmented__choice" key=${one}>
            <input class="segmented__input" type="radio" name=${`${id}-kind`} value=${one} checked=${kind === one}
              onChange=${() => session.write(known.id, { kind: one })} />
            <span class="segmented__words">${t(one === 'say' ? 'composer.answer' : 'composer.note')}</span>
          </label>`)}
      </fieldset>
      <label class=${kind === 'say' ? 'only-heard' : 'composer__label'} for=${id}>
        ${t(kind === 'say' ? 'composer.answer_label' : 'composer.note_label')}
      </label>
      <textarea class="composer__text" id=${id} rows="2" ref=${field} value=${text} onKeyDown=${key}
        aria-invalid=${left < 0} aria-describedby=${`${id}-hint`} lang=${kind === 'say' ? known.language ?? undefined : undefined}
        placeholder=${kind === 'say' ? t('composer.answer_label') : undefined}
        onInput=${(/** @type {any} */ event) => session.write(known.id, { text: event.target.value })}></textarea>
      ${personalNumbers(text).length > 0 && html`<p class="composer__warning" role="status">${t('composer.personal_number')}</p>`}
      ${files && kind === 'say' && html`<${Attach} key=${known.id} rules=${files} send=${fileSender(known.id)} />`}
      <div class="composer__foot">
        <p class="composer__hint" id=${`${id}-hint`}>
          ${left < COUNT_FROM
            ? html`<span data-wrong=${left < 0}>${t(left < 0 ? 'composer.too_long' : 'composer.left', { n: Math.abs(left) })}</span>`
            : t('composer.hint')}
        </p>
        <${Button} type="submit" aria-disabled=${left < 0}>${t(kind === 'say' ? 'composer.send' : 'composer.save_note')}<//>
      </div>
    </form>`;
}
