import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { blocks } from './blocks.js';

/** @typedef {import('./blocks.js').Block} Block */

/** As `tests/data/blocks.json` writes it. @param {Omit<Block, 'at'>} block @returns {unknown} */
function written(block) {
  const one = /** @type {Block} */ (block);
  if (one.kind === 'text') return { p: one.text };
  if (one.kind === 'table') return { head: one.head, rows: one.rows };
  const items = one.items.map(({ number, text, inner }) => [...(number === null ? [] : [number]), text, ...(inner ? [written(inner)] : [])]);
  return { [one.items[0].number === null ? 'ul' : 'ol']: items };
}

test('what the server writes of a page is read back as what the page shows', () => {
  const all = JSON.parse(readFileSync(new URL('../../../tests/data/blocks.json', import.meta.url), 'utf8'));
  for (const one of all) assert.deepEqual(blocks(one.text).map(written), one.blocks, one.text);
});

test('a text as people write it stays as it is, and every block knows where it begins', () => {
  for (const text of ['Hej!', 'Rad ett\nrad två', '- inte vår lista', '24.12 är det stängt', '10:30 – 11', 'a – b: c; d']) {
    assert.deepEqual(blocks(text), [{ kind: 'text', text, at: 0 }]);
  }
  const text = 'Ett.\n\n\nTvå.\n\n– tre';
  assert.deepEqual(blocks(text).map(({ at }) => text.slice(at, at + 3)), ['Ett', 'Två', '– t']);
  assert.deepEqual(blocks(''), []);
});

test('a row of a table that was cut out, or kept from before tables were read back, loses no words', () => {
  assert.deepEqual(blocks('• Maj: 8–16\n• Juni: 8–15').map(written), [{ ul: [['Maj: 8–16'], ['Juni: 8–15']] }]);
  assert.deepEqual(blocks('• Maj:\u20028–16').map(written), [{ head: [], rows: [['Maj', '8–16']] }]);
  const odd = blocks('A:\u2002B\n• a:\u2002b;\u2002c\n• d');
  assert.deepEqual(odd.map(written), [{ head: ['A', 'B'], rows: [['a', 'b', 'c'], ['d', '']] }]);
});
