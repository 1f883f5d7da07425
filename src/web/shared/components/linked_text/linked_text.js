// Plain text on screen: line breaks kept, addresses and telephone numbers made clickable. Everything is a text node;
// nothing that somebody wrote is ever read as HTML.

import { pieces } from '../../links.js';
import { html } from '../../ui.js';

/**
 * @param {object} props
 * @param {string} props.text
 * @param {string} [props.lang] when it is another than the page's
 * @param {'auto' | 'rtl'} [props.dir]
 * @param {string} [props.name] a class beside its own
 */
export function LinkedText({ text, lang, dir = 'auto', name = '' }) {
  return html`<p class=${`linked-text ${name}`.trim()} dir=${dir} lang=${lang}>${linked(text)}</p>`;
}

/** A text with its links, for what is a paragraph of another kind. @param {string} text */
export const linked = (text) => pieces(text).map(({ text: shown, href }) => (href ? link(shown, href) : shown));

/** @param {string} shown @param {string} href */
function link(shown, href) {
  // A web page opens beside the chat; a call or a letter needs no window of its own.
  const outside = href.startsWith('http');
  return html`<a href=${href} target=${outside ? '_blank' : undefined} rel=${outside ? 'noopener noreferrer' : undefined}>${shown}</a>`;
}
