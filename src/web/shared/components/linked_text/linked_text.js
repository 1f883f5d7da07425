// Plain text on screen: line breaks kept, addresses and telephone numbers made clickable. Everything is a text node;
// nothing that somebody wrote is ever read as HTML.

import { pieces } from '../../links.js';
import { html } from '../../ui.js';

/** @param {{text: string, lang?: string}} props `lang` when it is another than the page's */
export function LinkedText({ text, lang }) {
  return html`<p class="linked-text" dir="auto" lang=${lang}>${pieces(text).map(({ text: shown, href }) => (href ? link(shown, href) : shown))}</p>`;
}

/** @param {string} shown @param {string} href */
function link(shown, href) {
  // A web page opens beside the chat; a call or a letter needs no window of its own.
  const outside = href.startsWith('http');
  return html`<a href=${href} target=${outside ? '_blank' : undefined} rel=${outside ? 'noopener noreferrer' : undefined}>${shown}</a>`;
}
