import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signal } from '../../shared/ui.js';
import { Danger } from './danger.js';

/** @param {string} event @param {number} seq @param {string[]} actions */
const item = (event, seq, actions = []) => /** @type {any} */ ({ seq, entry: { seq, event, author: { kind: 'system' }, text: '', actions: actions.map((kind) => ({ kind, label: kind })) } });
/** @param {number} seq */
const alarm = (seq) => item('emergency', seq, ['no_danger']);

/** @param {Danger} danger */
const seqOf = (danger) => danger.unread.value?.seq ?? null;

function here() {
  const items = signal(/** @type {any[]} */ ([]));
  const stage = signal(/** @type {any} */ ({ kind: 'assistant' }));
  const features = signal(['concern', 'no_danger']);
  return { danger: new Danger({ items, stage, features }), items, stage, features };
}

test('an alarm stays until it is read, before a concern that came after it', () => {
  const { danger, items } = here();
  items.value = [item('concern', 1), alarm(2), item('concern', 3), item('queued', 4)];
  assert.equal(seqOf(danger), 2);
  danger.read(2);
  assert.equal(seqOf(danger), 3, 'what is older than what was read does not come back');
  danger.read(3);
  assert.equal(seqOf(danger), null);
  items.value = [...items.value, alarm(5)];
  assert.equal(seqOf(danger), 5);
});

test('only the newest alarm asks, while the assistant answers and the server understands it', () => {
  const { danger, items, stage, features } = here();
  items.value = [alarm(1), item('', 2), alarm(3), item('', 4)];
  assert.equal(danger.asksAbout.value, 3);
  stage.value = { kind: 'queued', position: 1 };
  assert.equal(danger.asksAbout.value, null);
  stage.value = { kind: 'assistant' };
  features.value = [];
  assert.equal(danger.asksAbout.value, null);
  features.value = ['no_danger'];
  items.value = [item('emergency', 5)];
  assert.equal(danger.asksAbout.value, null, 'a server that offers nothing is asked nothing');
});

test('when the server knows that nobody is in danger the alarm neither asks nor stays, until the next one', () => {
  const { danger, items } = here();
  items.value = [alarm(1)];
  danger.saying('a', 1);
  assert.deepEqual([danger.isSaying.value, danger.asksAbout.value, danger.unread.value?.seq], [true, 1, 1]);
  danger.acknowledged('other');
  assert.equal(danger.isSaying.value, true);
  danger.acknowledged('a');
  assert.deepEqual([danger.isSaying.value, danger.asksAbout.value, danger.unread.value], [false, null, null]);
  items.value = [alarm(1), alarm(3)];
  assert.deepEqual([danger.asksAbout.value, danger.unread.value?.seq], [3, 3]);
});

test('what is refused can be said again, and another conversation knows nothing', () => {
  const { danger, items } = here();
  items.value = [alarm(7)];
  danger.saying('a', 7);
  danger.refused('a');
  assert.deepEqual([danger.isSaying.value, danger.asksAbout.value], [false, 7]);
  danger.read(7);
  danger.forget();
  items.value = [alarm(1)];
  assert.deepEqual([danger.unread.value?.seq, danger.asksAbout.value], [1, 1]);
});

test('the way out that leaves nothing is there from the first alarm about violence on, and for nothing else', () => {
  const { danger, items } = here();
  assert.equal(danger.isWatched.value, false);
  items.value = [alarm(1)];
  assert.equal(danger.isWatched.value, false);
  const violent = alarm(2);
  items.value = [alarm(1), { ...violent, entry: { ...violent.entry, data: { kinds: ['violence'] } } }, item('answer', 3)];
  assert.equal(danger.isWatched.value, true, 'also when others have come after it');
});
