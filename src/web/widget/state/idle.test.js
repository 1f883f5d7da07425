import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Idle } from './idle.js';

/** Time that a test moves, second by second. */
class ManualClock {
  #now = 0;
  /** @type {Map<number, {at: number, run: () => void}>} */
  #timers = new Map();
  #next = 1;
  now = () => this.#now;
  after = (/** @type {() => void} */ run, /** @type {number} */ wait_ms) => {
    this.#timers.set(this.#next, { at: this.#now + wait_ms, run });
    return this.#next++;
  };
  cancel = (/** @type {any} */ timer) => void this.#timers.delete(timer);
  /** @param {number} seconds */
  pass(seconds) {
    for (let second = 0; second < seconds; second += 1) {
      this.#now += 1000;
      for (const [timer, { at, run }] of [...this.#timers]) if (at <= this.#now && this.#timers.delete(timer)) run();
    }
  }
  /** The computer has slept: what was due comes late, and once. @param {number} seconds */
  sleep(seconds) {
    this.#now += (seconds - 1) * 1000;
    this.pass(1);
  }
}

/** Ten minutes of silence, then half a minute to answer. */
function visitor({ after_s = 600, waits = false } = {}) {
  const clock = new ManualClock();
  const seen = { asked: 0, over: 0, waits };
  const idle = new Idle({
    after_s, warning_s: 30, clock, concerns: () => !seen.waits, asks: () => (seen.asked += 1), over: () => (seen.over += 1),
  });
  idle.start();
  return { idle, clock, seen };
}

test('silence is asked about, counted down and then over, once', () => {
  const { idle, clock, seen } = visitor();
  clock.pass(599);
  assert.deepEqual([idle.left_s.value, seen.asked], [null, 0]);
  clock.pass(1);
  assert.deepEqual([idle.left_s.value, seen.asked], [30, 1]);
  clock.pass(29);
  assert.deepEqual([idle.left_s.value, seen.over], [1, 0]);
  clock.pass(1);
  assert.deepEqual([idle.left_s.value, seen.asked, seen.over], [null, 1, 1]);
});

test('every sign of life begins the time anew', () => {
  const { idle, clock, seen } = visitor();
  for (let times = 0; times < 5; times += 1) {
    clock.pass(500);
    idle.active();
  }
  assert.equal(seen.asked, 0);
  clock.pass(600);
  assert.equal(seen.asked, 1);
});

test('one press is enough, and twenty times are not too many', () => {
  const { idle, clock, seen } = visitor();
  for (let times = 1; times <= 20; times += 1) {
    clock.pass(600 + 29);
    assert.deepEqual([idle.left_s.value, seen.asked], [1, times]);
    idle.stay();
    assert.equal(idle.left_s.value, null);
  }
  assert.equal(seen.over, 0);
});

test('a key on the way to the answer is no answer', () => {
  const { idle, clock, seen } = visitor();
  clock.pass(610);
  idle.active();
  clock.pass(20);
  assert.equal(seen.over, 1);
});

test('nobody is asked who only waits, or where it is switched off', () => {
  const waiting = visitor({ waits: true });
  waiting.clock.pass(1300);
  assert.equal(waiting.seen.asked, 0);
  waiting.seen.waits = false;
  waiting.clock.pass(600);
  assert.equal(waiting.seen.asked, 1, 'and afterwards is asked again');
  const off = visitor({ after_s: 0 });
  off.clock.pass(10_000);
  assert.equal(off.seen.asked, 0);
});

test('a computer that has slept still gives the whole time to answer', () => {
  const { idle, clock, seen } = visitor();
  clock.sleep(50_000);
  assert.deepEqual([idle.left_s.value, seen.over], [30, 0]);
});
