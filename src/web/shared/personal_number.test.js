import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { luhn, personalNumberPlaces, personalNumbers, signOf } from './personal_number.js';

/** @param {string} name */
const data = (name) => JSON.parse(readFileSync(new URL(`../../../tests/data/${name}`, import.meta.url), 'utf8'));

/** What the server holds to as well: what every character is, and texts with their numbers between ⟦ and ⟧. */
const TABLE = data('personal_numbers.json');
const MASK = '[personnummer borttaget]';

/** @param {string} text @param {(number: string) => string} shown */
function replaced(text, shown) {
  let [result, kept] = ['', 0];
  for (const [start, end] of personalNumberPlaces(text)) {
    result += text.slice(kept, start) + shown(text.slice(start, end));
    kept = end;
  }
  return result + text.slice(kept);
}

test('each text of the table is read as it says', () => {
  assert.ok(TABLE.cases.length >= 100);
  for (const text of TABLE.cases) assert.equal(replaced(text.replace(/[⟦⟧]/g, ''), (number) => `⟦${number}⟧`), text);
});

test('each character is what the table says', () => {
  /** @type {Map<number, any>} */
  const told = new Map();
  for (const [name, ranges] of Object.entries(TABLE.signs)) {
    for (const [first, last, value] of ranges) {
      for (let code = first; code <= last; code += 1) told.set(code, name === 'digit' ? (value + code - first) % 10 : name);
    }
  }
  for (let code = 0; code < 0x110000; code += 1) {
    if (code < 0xd800 || code > 0xdfff) assert.equal(signOf(String.fromCodePoint(code)), told.get(code) ?? 'other', code.toString(16));
  }
});

// The server wrote down what it makes of these; its own test fails when that is no longer true.
test('the browser finds what the server masks', () => {
  const texts = data('personal_numbers_masked.json');
  assert.ok(texts.length >= 1_000);
  for (const [text, masked] of texts) assert.equal(replaced(text, () => MASK), masked, JSON.stringify(text));
});

test('what is found is as it was written', () => {
  assert.deepEqual(personalNumbers('121212-1212 och 1912 1212\n1212'), ['121212-1212', '1912 1212\n1212']);
  assert.deepEqual(personalNumbers('😀 121212-1212'), ['121212-1212']);
});

test('the check digit is that of Skatteverket', () => {
  assert.equal(luhn('811218987'), 6);
  assert.equal(luhn('121212121'), 2);
});
