import assert from 'node:assert/strict';
import { test } from 'node:test';

import { unsentWords } from './words.js';

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
