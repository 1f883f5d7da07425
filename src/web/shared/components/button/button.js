// A button. What it does stands in its text; an icon alone needs `label`.

import { html } from '../../ui.js';

/**
 * @param {object} props
 * @param {'main' | 'quiet' | 'plain' | 'danger'} [props.kind]
 * @param {boolean} [props.small] where many stand together; at least 24 px in any case
 * @param {string} [props.label] what is heard, when it differs from what is seen
 * @param {(event: MouseEvent) => void} [props.onClick]
 * @param {'button' | 'submit'} [props.type]
 * @param {any} [props.children]
 */
export function Button({ kind = 'main', small = false, label, type = 'button', children, ...rest }) {
  const classes = ['button', kind === 'main' ? '' : `button--${kind}`, small ? 'button--small' : ''];
  return html`<button type=${type} class=${classes.filter(Boolean).join(' ')} aria-label=${label} ...${rest}>${children}</button>`;
}
