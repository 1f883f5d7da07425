import assert from 'node:assert/strict';
import { test } from 'node:test';

import { wait_ms } from './backoff.js';

test('the wait is never under half a second nor over thirty', () => {
  for (let failures = 0; failures < 40; failures += 1) {
    assert.equal(wait_ms(failures, () => 0), 500);
    assert.ok(wait_ms(failures, () => 0.999_999) <= 30_000);
  }
});

test('the ceiling doubles until it is reached', () => {
  const ceilings = [0, 1, 2, 3, 4, 5, 6].map((failures) => wait_ms(failures, () => 1));
  assert.deepEqual(ceilings, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});
