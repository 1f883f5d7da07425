import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Typing } from './typing.js';

/** A clock that a test moves, and what was told by it. */
function here() {
  let now = 0;
  /** @type {Array<{at: number, then: () => void}>} */
  let waiting = [];
  /** @type {boolean[]} */
  const told = [];
  const clock = /** @type {any} */ ({
    now: () => now,
    after: (/** @type {() => void} */ then, /** @type {number} */ ms) => {
      const timer = { at: now + ms, then };
      waiting.push(timer);
      return timer;
    },
    cancel: (/** @type {any} */ timer) => void (waiting = waiting.filter((one) => one !== timer)),
  });
  const pass = (/** @type {number} */ ms) => {
    now += ms;
    const due = waiting.filter(({ at }) => at <= now);
    waiting = waiting.filter(({ at }) => at > now);
    for (const { then } of due) then();
  };
  return { typing: new Typing({ tell: (on) => told.push(on) > 0, clock }), told, pass };
}

test('whoever writes on is told of every three seconds, and once more when it ends', () => {
  const { typing, told, pass } = here();
  for (let key = 0; key < 50; key += 1) {
    typing.written(true);
    pass(100);
  }
  assert.deepEqual(told, [true, true]);
  pass(3000);
  assert.deepEqual(told, [true, true, false]);
  typing.stopped();
  assert.equal(told.length, 3, 'it has ended once');
});

test('nothing is told where nobody hears it, nor its end', () => {
  const { typing, told, pass } = here();
  typing.written(false);
  pass(10_000);
  typing.stopped();
  assert.deepEqual(told, []);
});

test('who writes on the other side is seen until they say it, stop, or the conversation is forgotten', () => {
  const { typing, pass } = here();
  const anna = /** @type {any} */ ({ kind: 'agent', name: 'Anna' });
  typing.heard(anna);
  typing.said(/** @type {any} */ ({ kind: 'system' }));
  assert.equal(typing.other.value, anna);
  typing.said(anna);
  assert.equal(typing.other.value, null);
  typing.heard(anna);
  pass(5000);
  typing.heard({ ...anna });
  pass(2000);
  assert.notEqual(typing.other.value, null, 'the later word counts');
  pass(4000);
  assert.equal(typing.other.value, null);
  typing.heard(anna);
  typing.forget();
  assert.equal(typing.other.value, null);
});
