// What the desk says, with its paragraphs, lists and tables as what they are, each in its language.

import { blocks } from '../../blocks.js';
import { html } from '../../ui.js';
import { LinkedText, linked } from '../linked_text/linked_text.js';

/** @typedef {import('../../blocks.js').List} List */
/** @typedef {import('../../blocks.js').Table} Table */

/**
 * @param {object} props
 * @param {string} props.text
 * @param {string} [props.lang] of what is in no other language
 * @param {{from: number, to: number, language: string}[]} [props.languages] pieces that are
 * @param {boolean} [props.written] by a person, whose empty lines are left as they are
 */
export function Prose({ text, lang, languages = [], written = false }) {
  // A piece in another language is a block of its own.
  const cuts = [0, ...languages.flatMap(({ from, to }) => [from, to]), text.length].sort((one, other) => one - other);
  const found = cuts.flatMap((from, at) => blocks(text.slice(from, cuts[at + 1] ?? from)).map((block) => ({ ...block, at: from + block.at })));
  if (found.every(({ kind }) => kind === 'text') && (written || found.length < 2)) return html`<${LinkedText} text=${text} lang=${spoken(0)} />`;
  return found.map((block) => {
    const own = { key: block.at, lang: spoken(block.at), dir: 'auto' };
    if (block.kind === 'text') return html`<${LinkedText} text=${block.text} ...${own} />`;
    return block.kind === 'list' ? list(block, own) : table(block, own);
  });

  /** @param {number} at */
  function spoken(at) {
    return languages.find(({ from, to }) => from <= at && at < to)?.language ?? lang;
  }
}

/** @param {List} block @param {Record<string, any>} [own] @returns {any} */
function list({ items }, own = {}) {
  return html`
    <${items[0].number === null ? 'ul' : 'ol'} class="prose__list" ...${own}>
      ${items.map(({ number, text, inner }) => html`<li value=${number ?? undefined}>${linked(text)}${inner && list(inner)}</li>`)}
    <//>`;
}

/** @param {Table} block @param {Record<string, any>} own */
function table({ head, rows }, own) {
  return html`
    <table class=${`prose__table ${Math.max(head.length, ...rows.map(({ length }) => length)) < 3 ? 'prose__table--pair' : ''}`.trim()} ...${own}>
      ${head.length > 0 && html`<thead><tr>${head.map((name) => html`<th scope="col">${linked(name)}</th>`)}</tr></thead>`}
      <tbody>${rows.map((row) => html`<tr>${row.map((cell, at) => (at > 0 ? html`<td data-column=${head[at] || undefined}>${linked(cell)}</td>` : html`<th scope="row">${linked(cell)}</th>`))}</tr>`)}</tbody>
    </table>`;
}
