// A field of a form with its name, a hint, and what is wrong with it.

import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';

/**
 * @param {object} props
 * @param {string} props.form the name of the form, for ids
 * @param {string} props.name
 * @param {'text' | 'date' | 'time' | 'textarea'} props.type
 * @param {string} props.label
 * @param {string} [props.hint]
 * @param {string} [props.value] to begin with
 * @param {string} [props.min]
 * @param {string} [props.lang] of what is written in it
 * @param {string} [props.count] how much more fits, in words
 * @param {string} [props.warning] what is not wrong, but to be known
 * @param {string} [props.wrong] what is wrong; empty when the words stand at another field
 * @param {(event: any) => void} [props.onInput]
 */
export function Field({ form, name, type, label, hint, value, min, lang, count, warning, wrong, onInput }) {
  const id = `${form}-${name}`;
  const described = [hint && `${id}-hint`, wrong && `${id}-error`, count && `${id}-count`, warning && `${id}-warning`];
  const given = {
    class: 'field__input', id, name, lang, onInput, defaultValue: value,
    'aria-invalid': wrong !== undefined, 'aria-describedby': described.filter(Boolean).join(' ') || undefined,
  };
  return html`
    <div class="field">
      <label class="field__label" for=${id}>${label}</label>
      ${hint && html`<p class="field__hint" id=${`${id}-hint`}>${hint}</p>`}
      ${wrong && html`<p class="field__error" id=${`${id}-error`}>${wrong}</p>`}
      ${type === 'textarea' ? html`<textarea rows="3" ...${given}></textarea>` : html`<input type=${type} min=${min} ...${given} />`}
      ${count && html`<p class="field__hint" id=${`${id}-count`}>${count}</p>`}
      ${warning && html`<p class="field__hint" id=${`${id}-warning`}>${warning}</p>`}
    </div>`;
}

/**
 * A date and a time on the office's clock, as one thing to fill in.
 * @param {object} props
 * @param {string} props.form
 * @param {string} props.date to begin with
 * @param {string} props.time to begin with
 * @param {string} props.min the first date that can be chosen
 * @param {string} [props.wrong]
 * @param {(event: any) => void} [props.onInput]
 */
export function Until({ form, date, time, min, wrong, onInput }) {
  return html`
    <div class="until">
      <${Field} form=${form} name="date" type="date" label=${t('lead.date')} value=${date} min=${min} wrong=${wrong} onInput=${onInput} />
      <${Field} form=${form} name="time" type="time" label=${t('lead.time')} value=${time} wrong=${wrong && ''} onInput=${onInput} />
    </div>`;
}
