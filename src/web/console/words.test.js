import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { speak } from '../shared/text.js';
import { age } from './words.js';

/** Monday 2 March 2026, 05:00 in Sweden: the desk is closed. */
const FIVE = '2026-03-02T04:00:00Z';

test('a message for which no opening hours have passed is not said to have waited for 0 seconds', async () => {
  await speak('sv', ['console'], async (url) => JSON.parse(readFileSync(url, 'utf8')));
  const after = (/** @type {number} */ seconds, /** @type {number} */ minutes) =>
    age({ at: FIVE, age_office_minutes: minutes }, Date.parse(FIVE) + seconds * 1000);
  assert.equal(after(30, 0), 'Alldeles nytt');
  assert.equal(after(120, 0), 'Ingen ordinarie öppettid har gått');
  assert.equal(after(4 * 3600, 60), 'Väntat 1 tim 0 min');
});
