import assert from 'node:assert/strict';
import { test } from 'node:test';

import { size } from './files.js';

test('a size is told in the unit that people read', () => {
  assert.deepEqual(size(0), { unit: 'kb', n: 1 });
  assert.deepEqual(size(1499), { unit: 'kb', n: 1 });
  assert.deepEqual(size(999_499), { unit: 'kb', n: 999 });
  assert.deepEqual(size(999_500), { unit: 'mb', n: 1 });
  assert.deepEqual(size(5_260_000), { unit: 'mb', n: 5.3 });
});
