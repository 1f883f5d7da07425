import assert from 'node:assert/strict';
import { test } from 'node:test';

import { QuickExit } from './quick_exit.js';

/** @param {number[]} presses when each comes, in milliseconds */
function pressed(presses) {
  let now = 0;
  const exit = new QuickExit({ now: () => now });
  return presses.map((at) => {
    now = at;
    return exit.pressed();
  });
}

test('three presses in quick succession leave, and no fewer', () => {
  assert.deepEqual(pressed([0, 300, 600]), [false, false, true]);
  assert.deepEqual(pressed([0, 300, 600, 700, 800, 900]), [false, false, true, false, false, true]);
});

test('presses with thought between them do not', () => {
  assert.deepEqual(pressed([0, 1500, 3000, 4500, 6000]), [false, false, false, false, false]);
  assert.deepEqual(pressed([0, 2500, 2700, 2900]), [false, false, false, true], 'an old press does not hinder the new ones');
});
