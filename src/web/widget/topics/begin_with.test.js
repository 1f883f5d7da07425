import assert from 'node:assert/strict';
import { test } from 'node:test';

import { beginWith } from './begin_with.js';

const TOPICS = ['Bygglov', 'Förskola'];

test('a topic stands before what is written, and another one takes its place', () => {
  assert.equal(beginWith('Bygglov', '', TOPICS), 'Bygglov: ');
  assert.equal(beginWith('Bygglov', 'Får jag bygga?', TOPICS), 'Bygglov: Får jag bygga?');
  assert.equal(beginWith('Förskola', 'Bygglov: Får jag bygga?', TOPICS), 'Förskola: Får jag bygga?');
});
