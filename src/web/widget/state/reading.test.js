import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { Reading } from './reading.js';

/** Entries of a transcript by who wrote them, and what became of reading them. */
function here({ isOpen = false } = {}) {
  /** @type {string[]} */
  const authors = [];
  /** @type {{notice: {id: number} | null, isHeard: boolean}} */
  const state = { notice: null, isHeard: true };
  /** @type {number[]} */
  const told = [];
  /** @type {number[]} */
  const counted = [];
  const items = () => authors.map((kind, at) => ({ seq: at + 1, entry: { author: { kind } } }));
  const transcript = /** @type {any} */ ({ highestSeq: () => authors.length, items: { peek: items } });
  const tell = (/** @type {number} */ seq) => state.isHeard && told.push(seq) > 0;
  const count = (/** @type {number} */ unread) => void counted.push(unread);
  return { reading: new Reading({ isOpen, transcript, notice: { peek: () => state.notice }, tell, count }), authors, state, told, counted };
}

/** @param {'visible' | 'hidden'} visibilityState */
const screenIs = (visibilityState) => Object.assign(globalThis, { document: { visibilityState } });
beforeEach(() => screenIs('visible'));

test('what comes while the chat is folded is counted, but not what the visitor wrote in another tab', () => {
  const { reading, authors, told, counted } = here();
  authors.push('assistant', 'visitor', 'agent');
  reading.read();
  reading.opened();
  reading.closed();
  authors.push('agent');
  reading.read();
  assert.deepEqual(counted, [2, 0, 1]);
  assert.deepEqual(told, [3]);
});

test('in a window that nobody sees nothing is read, and it is told once when it is seen', () => {
  const { reading, authors, told } = here({ isOpen: true });
  authors.push('agent');
  screenIs('hidden');
  reading.read();
  assert.deepEqual(told, []);
  screenIs('visible');
  reading.read();
  reading.read();
  assert.deepEqual(told, [1]);
  reading.forgetTold();
  reading.read();
  assert.deepEqual(told, [1, 1], 'to a server that does not know it');
});

test('what nobody heard is told again', () => {
  const { reading, authors, state, told } = here({ isOpen: true });
  authors.push('agent');
  state.isHeard = false;
  reading.read();
  state.isHeard = true;
  reading.read();
  assert.deepEqual(told, [1]);
});

test('a crisis notice counts until it has been in front of the visitor, and a new one does again', () => {
  const { reading, state, counted } = here();
  state.notice = { id: 1 };
  reading.read();
  reading.opened();
  reading.closed();
  reading.read();
  state.notice = { id: 2 };
  reading.read();
  assert.deepEqual(counted, [1, 0, 0, 1]);
});
