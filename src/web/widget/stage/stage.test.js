import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { speak } from '../../shared/text.js';
import { expected, wordsOfLine } from './stage.js';

test('the wait is said in whole minutes, and never promised to the second', async () => {
  await speak('sv', ['widget'], async (url) => JSON.parse(readFileSync(url, 'utf8')));
  assert.equal(expected(0), 'Du får svar inom någon minut.');
  assert.equal(expected(59), 'Du får svar inom någon minut.');
  assert.equal(expected(60), 'Väntetiden är ungefär 1 minut.');
  assert.equal(expected(61), 'Väntetiden är ungefär 2 minuter.');
  assert.equal(expected(null), 'Vi kan inte säga hur lång väntetiden är just nu.');
});

test('the state of the line is said plainly, and in the same words from one attempt to the next', () => {
  const line = { state: /** @type {const} */ ('open'), reason: null, welcomed: true, failed: false, online: true };
  assert.equal(wordsOfLine(line), null);
  for (const state of /** @type {const} */ (['waiting', 'connecting'])) {
    assert.equal(wordsOfLine({ ...line, state }), 'connection.lost');
    assert.equal(wordsOfLine({ ...line, state, welcomed: false, failed: true }), 'connection.not_yet');
    assert.equal(wordsOfLine({ ...line, state, online: false }), 'connection.offline');
  }
  assert.equal(wordsOfLine({ ...line, state: 'connecting', welcomed: false }), null, 'the first attempt is no fault');
  assert.equal(wordsOfLine({ ...line, online: false }), 'connection.offline', 'the line has not noticed yet');
  assert.equal(wordsOfLine({ ...line, state: 'closed', reason: 'replaced' }), 'connection.replaced');
  assert.equal(wordsOfLine({ ...line, state: 'closed', reason: 'replaced', welcomed: false, failed: true }), 'connection.replaced');
  assert.equal(wordsOfLine({ ...line, state: 'closed', welcomed: false }), null, 'nobody has opened it yet');
});
