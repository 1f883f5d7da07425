import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Transcript } from './transcript.js';

const AT = '2026-03-02T08:00:00Z';
/** @param {number} seq @param {string} text @param {'visitor' | 'agent' | 'system'} [kind] */
const entry = (seq, text, kind = 'visitor') => ({ seq, at: AT, author: { kind }, text });
/** @param {Transcript} transcript */
const shown = (transcript) => transcript.items.value.map((item) => `${item.seq ?? '-'} ${item.entry.text} ${item.progress ?? ''}`.trim());

test('an own message is shown once, whether the number or the entry comes first', () => {
  for (const ackFirst of [true, false]) {
    const transcript = new Transcript('visitor');
    transcript.sending('a', 'Hej', AT);
    const key = transcript.items.value[0].key;
    const steps = [() => transcript.acknowledged('a', 1), () => transcript.add(entry(1, 'Hej'))];
    for (const step of ackFirst ? steps : steps.reverse()) {
      step();
      assert.equal(transcript.items.value.length, 1);
      assert.equal(transcript.items.value[0].key, key, 'the same element goes on living');
    }
    assert.deepEqual(shown(transcript), ['1 Hej sent']);
  }
});

test('a masked message is settled by its acknowledgement', () => {
  const transcript = new Transcript('visitor');
  transcript.sending('a', 'Jag har 121212-1212', AT);
  transcript.add(entry(1, 'Jag har [personnummer]'));
  transcript.acknowledged('a', 1);
  assert.deepEqual(shown(transcript), ['1 Jag har [personnummer] sent']);
});

test('the same words twice are two messages', () => {
  const transcript = new Transcript('visitor');
  transcript.sending('a', 'Hej', AT);
  transcript.sending('b', 'Hej', AT);
  transcript.add(entry(1, 'Hej'));
  assert.deepEqual(shown(transcript), ['1 Hej sent', '- Hej sending']);
  // The guess was wrong: the first number belongs to the second message.
  transcript.acknowledged('b', 1);
  assert.deepEqual(shown(transcript), ['1 Hej sent', '- Hej sending']);
  transcript.acknowledged('a', 2);
  transcript.add(entry(2, 'Hej'));
  assert.deepEqual(shown(transcript), ['1 Hej sent', '2 Hej sent']);
});

test('entries are in order and none is doubled', () => {
  const transcript = new Transcript('visitor');
  for (const seq of [1, 3, 2, 3, 1]) transcript.add(entry(seq, `nr ${seq}`, 'agent'));
  assert.deepEqual(shown(transcript), ['1 nr 1', '2 nr 2', '3 nr 3']);
});

test('a missing number is told, and the log is asked for from before it', () => {
  const transcript = new Transcript('visitor');
  assert.equal(transcript.add(entry(1, 'a', 'agent')), true);
  assert.equal(transcript.add(entry(3, 'c', 'agent')), false);
  assert.equal(transcript.lastSeq(), 1);
  assert.equal(transcript.add(entry(2, 'b', 'agent')), true);
  assert.equal(transcript.lastSeq(), 3);
});

test('a reset forgets what was numbered and keeps what was not', () => {
  const transcript = new Transcript('visitor');
  transcript.add(entry(1, 'gammalt', 'agent'));
  transcript.sending('a', 'inte framme', AT);
  transcript.sending('b', 'framme', AT);
  transcript.acknowledged('b', 2);
  transcript.reset();
  assert.deepEqual(shown(transcript), ['- inte framme sending']);
  assert.equal(transcript.lastSeq(), 0);
});

test('a refused message stays on screen with its reason', () => {
  const transcript = new Transcript('visitor');
  transcript.sending('a', 'för långt', AT);
  transcript.failed('a', 'Meddelandet är för långt.');
  assert.deepEqual(shown(transcript), ['- för långt failed']);
  assert.equal(transcript.items.value[0].error, 'Meddelandet är för långt.');
});

test('an entry that comes again in another language takes its place', () => {
  const transcript = new Transcript('visitor');
  transcript.add(entry(1, 'Du står i kön.', 'system'));
  transcript.add(entry(1, 'You are in the queue.', 'system'));
  assert.deepEqual(shown(transcript), ['1 You are in the queue.']);
});

test('an item stays the same object until something in it changes', () => {
  const transcript = new Transcript('visitor');
  for (const seq of [1, 2, 3]) transcript.add(entry(seq, `nr ${seq}`, 'agent'));
  const before = transcript.items.value;
  transcript.add(entry(4, 'nr 4', 'agent'));
  transcript.add(entry(2, 'no 2', 'agent'));
  const after = transcript.items.value;
  assert.deepEqual(after.map((item, index) => item === before[index]), [true, false, true, false]);
  assert.notEqual(after, before, 'whoever watches the list sees that it has changed');
  assert.deepEqual([transcript.lastSeq(), transcript.highestSeq(), transcript.countAfter('agent', 2)], [4, 4, 2]);
});
