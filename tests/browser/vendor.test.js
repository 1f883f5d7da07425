// The libraries that browsers get are those that package.json names, byte for byte.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { outdated } from '../../src/web/vendor/update.mjs';

test('the vendored libraries are what their packages hold', () => {
  assert.deepEqual(outdated(), []);
});
