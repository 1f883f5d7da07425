import assert from 'node:assert/strict';
import { test } from 'node:test';

import { luhn, personalNumbers } from './personal_number.js';

// Numbers that Skatteverket has set aside for tests; nobody has them.
test('a personal number is found however it is written', () => {
  const ways = [
    '19121212-1212', '191212121212', '121212-1212', '1212121212', '19121212 1212', '121212 1212', '121212+1212', '19121212+1212',
    '1912-12-12-1212', '1912 12 12 1212',
  ];
  for (const way of ways) assert.equal(personalNumbers(`Jag har ${way}, tack.`).length, 1, way);
});

test('a coordination number is found', () => {
  const nine = '701063239';
  assert.deepEqual(personalNumbers(`${nine.slice(0, 6)}-${nine.slice(6)}${luhn(nine)}`).length, 1);
});

test('other numbers are left in peace', () => {
  const others = [
    '013-20 60 00', '0700-12 34 56', '+46 13 20 60 00', '121212-1213', '121312-1212', 'ärende 20260302-1', '5020 1234 5678 9012 3456',
    '2026-03-02 13:05', '556016-0680', '1 250 000 kronor', '19121212-12123',
  ];
  for (const other of others) assert.deepEqual(personalNumbers(other), [], other);
});

test('every number in a text is found', () => {
  assert.deepEqual(personalNumbers('121212-1212 och 191212121212'), ['121212-1212', '191212121212']);
});
