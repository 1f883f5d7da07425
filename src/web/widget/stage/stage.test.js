import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { speak } from '../../shared/text.js';
import { expected } from './stage.js';

test('the wait is said in whole minutes, and never promised to the second', async () => {
  await speak('sv', ['widget'], async (url) => JSON.parse(readFileSync(url, 'utf8')));
  assert.equal(expected(0), 'Du får svar inom någon minut.');
  assert.equal(expected(59), 'Du får svar inom någon minut.');
  assert.equal(expected(60), 'Väntetiden är ungefär 1 minut.');
  assert.equal(expected(61), 'Väntetiden är ungefär 2 minuter.');
  assert.equal(expected(null), 'Vi kan inte säga hur lång väntetiden är just nu.');
});
