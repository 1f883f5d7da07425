import assert from 'node:assert/strict';
import { test } from 'node:test';

import { columnsIn } from './columns.js';

/** The queue takes 17.5rem of a screen that is no wider than 86rem. @param {number} screen_px @param {number} scale */
const beside = (screen_px, scale) => columnsIn(screen_px - 280 * scale, scale);

test('three conversations stand beside the queue at 1280 pixels, and larger text needs more', () => {
  assert.deepEqual([1024, 1264, 1280, 1366].map((screen_px) => beside(screen_px, 1)), [2, 3, 3, 3]);
  assert.deepEqual([1.25, 1.5, 2].map((scale) => beside(1280, scale)), [2, 1, 1]);
  assert.equal(columnsIn(320, 1), 1);
  assert.equal(columnsIn(320, 2), 1, 'one there is always');
});
