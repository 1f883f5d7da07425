import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Ratings } from './ratings.js';

test('what is chosen stands at once, and the server has it when it says so', () => {
  const ratings = new Ratings();
  assert.equal(ratings.of(3), null);
  ratings.sending(3, false, 'a');
  assert.deepEqual(ratings.of(3), { helpful: false, id: 'a', before: null });
  ratings.acknowledged('a');
  assert.deepEqual(ratings.of(3), { helpful: false, id: null, before: null });
});

test('a mind that changes while the first choice is on its way', () => {
  const ratings = new Ratings();
  ratings.sending(3, false, 'a');
  ratings.sending(3, true, 'b');
  ratings.acknowledged('a');
  assert.equal(ratings.of(3)?.id, 'b', 'the acknowledgement of the first says nothing of the second');
  ratings.counts(3, false);
  assert.equal(ratings.of(3)?.helpful, true, 'what the server had comes before what is on its way');
  ratings.acknowledged('b');
  assert.deepEqual(ratings.of(3), { helpful: true, id: null, before: null });
});

test('what another tab has chosen is shown here', () => {
  const ratings = new Ratings();
  ratings.counts(3, true);
  ratings.counts(3, false);
  assert.equal(ratings.of(3)?.helpful, false);
});

test('what is refused is as it was before', () => {
  const ratings = new Ratings();
  ratings.sending(3, true, 'a');
  ratings.refused('a');
  assert.equal(ratings.of(3), null);
  ratings.counts(3, true);
  ratings.sending(3, false, 'b');
  ratings.sending(3, true, 'c');
  ratings.sending(3, false, 'd');
  ratings.refused('d');
  assert.deepEqual(ratings.of(3), { helpful: true, id: null, before: null });
  ratings.clear();
  assert.equal(ratings.of(3), null);
});

test('the whole conversation is rated once the server has it, can be rated again when it refuses, and is forgotten with it', () => {
  const ratings = new Ratings();
  ratings.wholeSending('a');
  ratings.acknowledged('other');
  assert.equal(ratings.whole.value, 'sending');
  ratings.refused('a');
  assert.equal(ratings.whole.value, null);
  ratings.wholeSending('b');
  ratings.acknowledged('b');
  assert.equal(ratings.whole.value, 'kept');
  ratings.clear();
  assert.equal(ratings.whole.value, null);
  ratings.acknowledged('b');
  assert.equal(ratings.whole.value, null, 'what comes late belongs to what is forgotten');
});
