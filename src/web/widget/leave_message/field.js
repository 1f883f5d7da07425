// A labelled field with its fault, which is tied to the field for those who hear it.

import { html, useId } from '../../shared/ui.js';

/**
 * @param {object} props
 * @param {string} props.name
 * @param {string} props.label
 * @param {string} props.value
 * @param {(value: string) => void} props.onInput
 * @param {string} [props.fault]
 * @param {number} [props.lines] more than one line
 * @param {string} [props.type]
 * @param {string} [props.autocomplete]
 */
export function Field({ label, fault, lines, onInput, ...rest }) {
  const id = useId();
  const given = {
    ...rest,
    id,
    class: 'field__input',
    'aria-invalid': fault ? 'true' : undefined,
    'aria-describedby': fault ? `${id}-fault` : undefined,
    onInput: (/** @type {any} */ event) => onInput(event.target.value),
  };
  return html`
    <div class="field">
      <label class="field__label" for=${id}>${label}</label>
      ${lines ? html`<textarea rows=${lines} ...${given}></textarea>` : html`<input ...${given} />`}
      ${fault && html`<p class="field__error" id=${`${id}-fault`}>${fault}</p>`}
    </div>`;
}
