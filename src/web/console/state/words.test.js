import assert from 'node:assert/strict';
import { test } from 'node:test';

import { countWords, forgetWords, keepWords, keptWords, unsentWords } from './words.js';

/** @param {'say' | 'note'} type @param {string} text */
const frame = (type, text, conversation = 'c1') => ({ type, id: text, conversation, text });
/** @param {'say' | 'note'} kind @param {string} text @returns {[string, import('./words.js').Draft]} */
const draft = (kind, text) => ['c1', { text, kind }];

test('what was sent and not taken stands before what was being written', () => {
  const unsent = [frame('say', 'Ja.'), { type: 'presence', id: 'p', status: 'away' }, frame('say', 'Jag är kvar.'), frame('say', 'Hej!', 'c2')];
  const words = unsentWords(new Map([draft('say', 'Och nu')]), unsent);
  assert.deepEqual(words.get('c1'), { text: 'Ja.\nJag är kvar.\nOch nu', kind: 'say' });
  assert.deepEqual(words.get('c2'), { text: 'Hej!', kind: 'say' });
});

test('a note never becomes a message, and an empty field is no note', () => {
  assert.equal(unsentWords(new Map([draft('note', 'Ring hem.')]), [frame('say', 'Ja.')]).get('c1')?.kind, 'note');
  assert.equal(unsentWords(new Map([draft('say', 'Ja.')]), [frame('note', 'Ring hem.')]).get('c1')?.kind, 'note');
  assert.equal(unsentWords(new Map([draft('note', '')]), [frame('say', 'Ja.')]).get('c1')?.kind, 'say');
});

/** A tab's storage, which the browser may refuse. @param {boolean} [refuses] */
function store(refuses = false) {
  /** @type {Map<string, string>} */
  const held = new Map();
  const use = (/** @type {() => any} */ act) => {
    if (refuses) throw new Error('not allowed');
    return act();
  };
  return {
    held,
    getItem: (/** @type {string} */ key) => use(() => held.get(key) ?? null),
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => use(() => void held.set(key, text)),
    removeItem: (/** @type {string} */ key) => use(() => void held.delete(key)),
  };
}

test('words are found again as they stood, and leave nothing behind when they are gone', () => {
  const tab = store();
  const words = { of: 'anna', drafts: new Map([draft('note', 'Ring hem.')]), fields: new Map([['transfer:c2', 'Kan bygglov']]) };
  keepWords(words, tab);
  assert.deepEqual(keptWords(tab), words);
  assert.equal(countWords(words), 2);
  const empty = { of: 'anna', drafts: new Map([draft('say', ' ')]), fields: new Map() };
  assert.equal(countWords(empty), 0);
  keepWords(empty, tab);
  assert.deepEqual([tab.held.size, keptWords(tab)], [0, null]);
  keepWords(words, tab);
  forgetWords(tab);
  assert.deepEqual([tab.held.size, keptWords(tab)], [0, null]);
});

test('where nothing may be stored they last as long as the page, and what others stored is not ours', () => {
  const tab = store(true);
  const words = { of: 'anna', drafts: new Map([draft('say', 'Hej')]), fields: new Map() };
  keepWords(words, tab);
  assert.deepEqual(keptWords(tab), words);
  forgetWords(tab);
  assert.equal(keptWords(tab), null);
  for (const text of ['', 'null', '{"of":1}', '[]', '{']) {
    assert.equal(keptWords({ getItem: () => text }), null, text);
  }
});
