import assert from 'node:assert/strict';
import { test } from 'node:test';

import { faults } from './leave_message.js';

const WHOLE = { text: 'Ring mig om bygglov.', email: 'ada@exempel.se', phone: '' };
/** @param {Partial<typeof WHOLE>} change */
const wrong = (change) => Object.keys(faults({ ...WHOLE, ...change }, 4000));

test('one way to be reached is enough', () => {
  assert.deepEqual(wrong({}), []);
  assert.deepEqual(wrong({ email: '', phone: '013-20 60 00' }), []);
  assert.deepEqual(wrong({ email: ' ', phone: '' }), ['email']);
});

test('each fault is told at its own field', () => {
  assert.deepEqual(wrong({ text: ' ' }), ['text']);
  assert.deepEqual(wrong({ text: 'a'.repeat(4001) }), ['text']);
  assert.deepEqual(wrong({ text: 'Jag har 19121212-1212' }), ['text']);
  assert.deepEqual(wrong({ email: 'ada@' }), ['email']);
  assert.deepEqual(wrong({ phone: '12' }), ['phone']);
});

test('a character that takes two places is one', () => {
  assert.deepEqual(wrong({ text: '😀'.repeat(4000) }), []);
});
