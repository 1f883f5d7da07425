import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signal } from '../../shared/ui.js';
import { Reach } from './reach.js';

/** Time that a test moves. */
class ManualClock {
  #now = 0;
  /** @type {Set<{at: number, run: () => void}>} */
  #timers = new Set();
  now = () => this.#now;
  after = (/** @type {() => void} */ run, /** @type {number} */ wait_ms) => {
    const timer = { at: this.#now + wait_ms, run };
    this.#timers.add(timer);
    return timer;
  };
  cancel = (/** @type {any} */ timer) => void this.#timers.delete(timer);
  /** @param {number} seconds */
  pass(seconds) {
    for (const end = this.#now + seconds * 1000; this.#now < end;) {
      this.#now += 100;
      for (const timer of [...this.#timers]) if (timer.at <= this.#now && this.#timers.delete(timer)) timer.run();
    }
  }
}

/** A chat that has just been opened, and how often the visitor was told. */
function opened() {
  const clock = new ManualClock();
  const connection = {
    state: signal(/** @type {import('../../shared/connection.js').State} */ ('connecting')),
    reason: signal(/** @type {string | null} */ (null)),
    overdue: signal(false),
  };
  const online = signal(true);
  const reach = new Reach({ connection, online, clock });
  const told = { times: 0 };
  reach.isLost.subscribe((isLost) => void (told.times += isLost ? 1 : 0));
  reach.start();
  return { clock, connection, online, reach, told };
}

/** From here on nothing comes through any more; what is certain is told at once. @type {Array<[string, (chat: ReturnType<typeof opened>) => void, boolean?]>} */
const WAYS = [
  ['a hello that is never answered', () => {}],
  ['attempts that fail one after the other', ({ clock, connection: { state } }) => {
    for (let times = 0; times < 6; times += 1) {
      clock.pass(1);
      state.value = times % 2 ? 'connecting' : 'waiting';
    }
  }],
  ['an open line that breaks', ({ connection: { state } }) => (state.value = 'open', state.value = 'waiting')],
  ['a line that is greeted and broken again and again', ({ clock, connection: { state } }) => {
    for (let times = 0; times < 4; times += 1) {
      state.value = 'open';
      clock.pass(1);
      state.value = 'waiting';
      clock.pass(1);
    }
  }],
  ['a farewell that is not for good', ({ connection: { state, reason } }) => (state.value = 'waiting', reason.value = 'restart')],
  ['a farewell for good', ({ connection: { state, reason } }) => (reason.value = 'replaced', state.value = 'closed'), true],
  ['a refusal', ({ reach }) => (reach.isRefused.value = true), true],
  ['no network, although the line has not noticed', ({ connection: { state }, online }) => (state.value = 'open', online.value = false), true],
  ['a line that greets and acknowledges nothing', ({ connection: { state, overdue } }) => (overdue.value = true, state.value = 'open'), true],
];

for (const [name, happens, atOnce = false] of WAYS) {
  test(`within ten seconds the visitor knows where else to turn, once: ${name}`, () => {
    const chat = opened();
    happens(chat);
    if (atOnce) assert.equal(chat.reach.isLost.value, true);
    chat.clock.pass(9 - chat.clock.now() / 1000);
    assert.deepEqual([chat.reach.isLost.value, chat.told.times], [true, 1]);
    chat.clock.pass(600);
    assert.deepEqual([chat.reach.isLost.value, chat.told.times], [true, 1], 'and it stays');
  });
}

test('what comes back soon is not told, and what was told stands until the line has held for a moment', () => {
  const { clock, connection: { state }, reach, told } = opened();
  clock.pass(3);
  state.value = 'open';
  clock.pass(60);
  state.value = 'waiting';
  clock.pass(6);
  state.value = 'open';
  clock.pass(60);
  assert.equal(told.times, 0);
  state.value = 'waiting';
  clock.pass(8);
  assert.equal(reach.isLost.value, true);
  state.value = 'open';
  clock.pass(1);
  state.value = 'connecting';
  clock.pass(1);
  assert.equal(reach.isLost.value, true, 'it broke again at once');
  state.value = 'open';
  clock.pass(3);
  assert.deepEqual([reach.isLost.value, told.times], [false, 1]);
});

test('everything that is cleared opens a new line, and nobody is alarmed', () => {
  const { clock, connection: { state }, reach } = opened();
  state.value = 'open';
  clock.pass(10);
  state.value = 'closed';
  state.value = 'connecting';
  assert.equal(reach.isLost.value, false);
  state.value = 'open';
  clock.pass(20);
  assert.equal(reach.isLost.value, false);
});
