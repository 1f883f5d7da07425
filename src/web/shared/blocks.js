// A text that was made of a page, as what the page shows: paragraphs, lists and tables. The server has made their marks
// (`knowledge/markdown.rs`), and the text may have been kept since then, sent, or put into an answer by a person. It stays
// text: what is read here becomes elements by the framework.

/**
 * @typedef {{number: number | null, text: string, inner: List | null}} ListItem
 * @typedef {{kind: 'list', items: ListItem[]}} List
 * @typedef {{kind: 'table', head: string[], rows: string[][]}} Table
 * @typedef {{kind: 'text', text: string}} Words
 * @typedef {(List | Table | Words) & {at: number}} Block `at` is where it begins in the text
 * @typedef {{depth: number, number: number | null, text: string}} Marked
 */

const MARK = /^( *)(?:[–•]|(\d{1,3})\.) /;
/** Stands between the cells of a row, and nowhere else. */
const CELL = '\u2002';

/** @param {string} text @returns {Block[]} */
export function blocks(text) {
  /** @type {Block[]} */
  const made = [];
  let at = 0;
  for (const part of text.split(/(\n\n+)/)) {
    if (part.trim()) for (const block of read(part.replace(/^\n|\n$/g, ''))) made.push({ ...block, at });
    at += part.length;
  }
  return made;
}

/** @param {string} part without empty lines @returns {(List | Table | Words)[]} */
function read(part) {
  const lines = part.split('\n');
  if (lines.some((line) => line.startsWith('• ') && line.includes(CELL))) return [table(lines)];
  const first = lines.findIndex((line) => MARK.test(line));
  if (first < 0) return [{ kind: 'text', text: part }];
  /** @type {Marked[]} */
  const items = [];
  for (const line of lines.slice(first)) {
    const mark = MARK.exec(line);
    if (mark) items.push({ depth: mark[1].length, number: mark[2] ? Number(mark[2]) : null, text: line.slice(mark[0].length) });
    else items[items.length - 1].text += `\n${line}`;
  }
  return [...(first > 0 ? [/** @type {Words} */ ({ kind: 'text', text: lines.slice(0, first).join('\n') })] : []), list(items)];
}

/** @param {Marked[]} marked @returns {List} */
function list(marked) {
  /** @type {(Marked & {within: Marked[]})[]} */
  const items = [];
  for (const one of marked) {
    if (items.length > 0 && one.depth > marked[0].depth) items[items.length - 1].within.push(one);
    else items.push({ ...one, within: [] });
  }
  return { kind: 'list', items: items.map(({ number, text, within }) => ({ number, text, inner: within.length > 0 ? list(within) : null })) };
}

/** @param {string[]} lines @returns {Table} */
function table(lines) {
  const head = lines[0].startsWith('• ') ? [] : cells(lines[0]);
  const rows = lines.slice(head.length ? 1 : 0).map((line) => {
    const row = head.map(() => '');
    let column = -1;
    for (const cell of cells(line.replace(/^• /, ''))) {
      // Of many columns each cell says which it is of.
      const named = head.length > 2 ? head.findIndex((name, at) => at > column && at > 0 && name !== '' && cell.startsWith(`${name}: `)) : -1;
      column = column < 0 || named < 0 ? column + 1 : named;
      row[column] = named < 0 || column === 0 ? cell : cell.slice(head[column].length + 2);
    }
    return row;
  });
  return { kind: 'table', head, rows };
}

/** @param {string} line */
const cells = (line) => line.split(CELL).map((cell, at, all) => (at + 1 < all.length ? cell.replace(at > 0 ? /;$/ : /(?: –|:)$/, '') : cell));
