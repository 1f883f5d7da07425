import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Connection, isPassing } from './connection.js';

/** A clock moved by hand. */
class ManualClock {
  time = 0;
  /** @type {Array<{at: number, run: () => void}>} */
  timers = [];
  now = () => this.time;
  after = (/** @type {() => void} */ run, /** @type {number} */ wait_ms) => {
    const timer = { at: this.time + wait_ms, run };
    this.timers.push(timer);
    return timer;
  };
  cancel = (/** @type {unknown} */ timer) => {
    this.timers = this.timers.filter((other) => other !== timer);
  };
  /** @param {number} ms */
  pass(ms) {
    const until = this.time + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.cancel(next);
      this.time = next.at;
      next.run();
    }
    this.time = until;
  }
}

/** A line whose far end is the test. */
class Line extends EventTarget {
  /** @type {any[]} */
  sent = [];
  closed = false;
  send(/** @type {string} */ data) {
    this.sent.push(JSON.parse(data));
  }
  close() {
    this.closed = true;
  }
  opens() {
    this.dispatchEvent(new Event('open'));
  }
  hears(/** @type {object} */ frame) {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(frame) }));
  }
  breaks() {
    this.dispatchEvent(new Event('close'));
  }
  welcomes() {
    this.opens();
    this.hears({ type: 'welcome' });
  }
}

/** @param {() => number} [random] @param {boolean} [withFallback] */
function setup(random = () => 0, withFallback = false) {
  const clock = new ManualClock();
  const network = new EventTarget();
  /** @type {Line[]} */
  const lines = [];
  /** @type {string[]} what each line is */
  const kinds = [];
  /** @type {any[]} */
  const heard = [];
  const listen = { then: () => {} };
  /** @param {string} kind */
  const open = (kind) => {
    kinds.push(kind);
    lines.push(new Line());
    return /** @type {any} */ (lines.at(-1));
  };
  const connection = new Connection({
    url: 'ws://desk/ws/visitor',
    hello: () => ({ type: 'hello', last_seq: heard.length }),
    onFrame: (frame) => {
      heard.push(frame);
      listen.then();
    },
    open: () => open('socket'),
    ...(withFallback ? { fallback: () => open('fallback') } : {}),
    clock,
    random,
    network,
  });
  const line = () => /** @type {Line} */ (lines.at(-1));
  return { clock, network, lines, kinds, heard, listen, connection, line };
}

test('half a character, as a cut emoji leaves it, goes as a sign for what cannot be shown', () => {
  const { connection, line } = setup();
  connection.connect();
  line().welcomes();
  connection.send({ type: 'say', id: 'a', text: 'Hej \uD83D, 👩🏽‍🚒!', contact: { email: '\uDE00' } });
  assert.deepEqual(line().sent.at(-1), { type: 'say', id: 'a', text: 'Hej \uFFFD, 👩🏽‍🚒!', contact: { email: '\uFFFD' } });
});

test('what was not acknowledged is sent again under the same id, after the welcome', () => {
  const { clock, connection, line } = setup();
  connection.connect();
  line().welcomes();
  connection.send({ type: 'say', id: 'a', text: 'Hej' });
  connection.send({ type: 'say', id: 'b', text: 'Finns ni?' });
  line().hears({ type: 'ack', id: 'a', seq: 1 });
  line().breaks();
  assert.equal(connection.state.value, 'waiting');
  clock.pass(500);
  line().opens();
  assert.deepEqual(line().sent.map((frame) => frame.type), ['hello']);
  line().hears({ type: 'welcome' });
  assert.deepEqual(line().sent.slice(1), [{ type: 'say', id: 'b', text: 'Finns ni?' }]);
});

test('who hears the welcome may tell something at once, before what was kept', () => {
  const { clock, connection, line, listen } = setup();
  connection.connect();
  line().welcomes();
  connection.send({ type: 'say', id: 'a', text: 'Hej' });
  line().breaks();
  listen.then = () => {
    connection.tell({ type: 'watch' });
    connection.send({ type: 'say', id: 'b', text: 'Nytt' });
  };
  clock.pass(500);
  line().welcomes();
  assert.deepEqual(line().sent.map((frame) => frame.id ?? frame.type), ['hello', 'watch', 'b', 'a']);
});

test('each failure waits longer, and a welcome begins anew', () => {
  const { clock, connection, lines, line } = setup(() => 1);
  connection.connect();
  for (const wait of [1000, 2000, 4000]) {
    line().breaks();
    const before = lines.length;
    clock.pass(wait - 1);
    assert.equal(lines.length, before);
    clock.pass(1);
    assert.equal(lines.length, before + 1);
  }
  line().welcomes();
  line().hears({ type: 'bye', reason: 'slow', retry_after_ms: 0 });
  clock.pass(1000);
  assert.equal(lines.length, 5);
});

/** What chance gives, the same each time. */
function chance(seed = 1) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** The largest part of all that falls into any one second. @param {number[]} times in milliseconds */
function crowd(times) {
  const sorted = [...times].sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  sorted.forEach((time, last) => {
    while (sorted[first] <= time - 1000) first += 1;
    most = Math.max(most, last - first + 1);
  });
  return most / sorted.length;
}

/**
 * When each of so many is back whose line ends in the same moment.
 * @param {number} down_ms how long the server is away
 * @param {(line: Line, number: number) => void} ends
 * @param {number} [count]
 */
function comeBack(down_ms, ends, count = 2000) {
  return Array.from({ length: count }, (_, number) => {
    const { clock, connection, lines, line } = setup(chance(number * 7919 + 1));
    connection.connect();
    line().welcomes();
    ends(line(), number);
    for (let seen = 1; connection.state.value !== 'open'; ) {
      clock.pass(10);
      assert.ok(clock.time < 120_000, 'it comes back');
      if (lines.length === seen) continue;
      seen = lines.length;
      if (clock.time < down_ms) line().breaks();
      else line().welcomes();
    }
    return clock.time;
  });
}

test('when the server dies, two thousand come back apart, whenever it is there again', () => {
  for (const down_ms of [0, 1000, 2000, 5000, 12_000]) {
    const times = comeBack(down_ms, (line) => line.breaks(), 2000);
    assert.ok(crowd(times) <= 0.2, `${down_ms}: ${crowd(times)} of them in one second`);
    assert.ok(Math.max(...times) <= down_ms + 31_000 && Math.max(...times) <= 60_000, `${down_ms}: all within a minute`);
  }
});

test('each comes back when the server has told it to, and not before', () => {
  const times = comeBack(2000, (line, number) => line.hears({ type: 'bye', reason: 'restart', retry_after_ms: 500 + number * 25 }));
  times.forEach((time, number) => assert.ok(time >= 1000 + number * 25, `${number} at ${time}`));
  assert.ok(crowd(times) <= 0.2 && Math.max(...times) <= 60_000, `${crowd(times)}, ${Math.max(...times)}`);
});

test('who has something to say does not sit out what is waited for the sake of others', () => {
  const { clock, connection, lines, line } = setup(() => 0.999);
  connection.connect();
  line().welcomes();
  line().breaks();
  clock.pass(2000);
  assert.equal(lines.length, 1);
  connection.send({ type: 'say', id: 'a', text: 'Hej' });
  clock.pass(1000);
  assert.equal(lines.length, 2);
  line().welcomes();
  connection.send({ type: 'say', id: 'b', text: 'Hej' });
  line().breaks();
  clock.pass(1000);
  assert.equal(lines.length, 3, 'nor who was saying something when the line broke');
  // What the server has asked for is kept to.
  line().welcomes();
  line().hears({ type: 'ack', id: 'a', seq: 1 });
  line().hears({ type: 'ack', id: 'b', seq: 2 });
  line().hears({ type: 'bye', reason: 'restart', retry_after_ms: 20_000 });
  connection.send({ type: 'say', id: 'c', text: 'Hej' });
  clock.pass(20_000);
  assert.equal(lines.length, 3);
  clock.pass(1000);
  assert.equal(lines.length, 4);
});

test('a line that closes with the time to come back is obeyed as a farewell is', () => {
  const { clock, connection, lines, line } = setup();
  connection.connect();
  line().dispatchEvent(Object.assign(new Event('close'), { retry_after_ms: 7000 }));
  clock.pass(7499);
  assert.equal(lines.length, 1);
  clock.pass(1);
  assert.equal(lines.length, 2);
});

test('the network coming back is not waited for', () => {
  const { connection, lines, line, network } = setup(() => 1);
  connection.connect();
  line().breaks();
  network.dispatchEvent(new Event('online'));
  assert.equal(lines.length, 2);
  assert.equal(connection.state.value, 'connecting');
});

test('a farewell says how long to stay away', () => {
  const { clock, connection, lines, line } = setup();
  connection.connect();
  line().welcomes();
  line().hears({ type: 'bye', reason: 'restart', retry_after_ms: 3000 });
  clock.pass(3499);
  assert.equal(lines.length, 1);
  clock.pass(1);
  assert.equal(lines.length, 2);
});

test('who is replaced or signed out does not come back', () => {
  for (const reason of ['replaced', 'signed_out']) {
    const { clock, connection, lines, line, network } = setup();
    connection.connect();
    line().welcomes();
    line().hears({ type: 'bye', reason, retry_after_ms: 0 });
    network.dispatchEvent(new Event('online'));
    clock.pass(3_600_000);
    assert.equal(lines.length, 1);
    assert.equal(connection.state.value, 'closed');
    assert.equal(connection.reason.value, reason);
  }
});

test('who is sent home for being idle comes back with the next word', () => {
  const { clock, connection, lines, line } = setup();
  connection.connect();
  line().welcomes();
  line().hears({ type: 'bye', reason: 'idle', retry_after_ms: 0 });
  clock.pass(3_600_000);
  assert.equal(lines.length, 1);
  connection.send({ type: 'say', id: 'a', text: 'Hej igen' });
  line().welcomes();
  assert.equal(line().sent.at(-1).id, 'a');
});

test('a line that owes an acknowledgement for eight seconds is dead, until another one acknowledges it', () => {
  const { clock, connection, lines, line } = setup();
  connection.connect();
  line().welcomes();
  clock.pass(60_000);
  assert.equal(connection.state.value, 'open', 'silence alone is no fault');
  connection.send({ type: 'say', id: 'a', text: 'Hej' });
  clock.pass(8000);
  assert.equal(lines[0].closed, true);
  assert.deepEqual([connection.state.value, connection.overdue.value], ['waiting', true]);
  clock.pass(10_000);
  line().welcomes();
  assert.equal(connection.overdue.value, true, 'a greeting alone carries nothing');
  line().hears({ type: 'ack', id: 'a', seq: 1 });
  assert.equal(connection.overdue.value, false);
});

test('a dead line that speaks after all is not heard', () => {
  const { clock, connection, heard, lines, line } = setup();
  connection.connect();
  line().breaks();
  clock.pass(500);
  lines[0].hears({ type: 'entry', seq: 1 });
  lines[0].breaks();
  assert.deepEqual(heard, []);
  assert.equal(connection.state.value, 'connecting');
});

test('what came too fast is sent again when the server says', () => {
  const { clock, connection, line } = setup();
  connection.connect();
  line().welcomes();
  connection.send({ type: 'say', id: 'a', text: 'Hej' });
  line().hears({ type: 'error', code: 'too_fast', id: 'a', retry_after_ms: 2000 });
  clock.pass(2000);
  assert.deepEqual(line().sent.filter((frame) => frame.id === 'a').length, 2);
});

test('what would have to wait for an hour is told, and not sent again by itself', () => {
  const { clock, connection, heard, line } = setup();
  connection.connect();
  line().welcomes();
  connection.send({ type: 'say', id: 'a', text: 'Hej' });
  line().hears({ type: 'error', code: 'too_fast', id: 'a', text: 'Försök igen kl 10.00.', retry_after_ms: 2_400_000 });
  clock.pass(2_400_000);
  assert.equal(line().sent.filter((frame) => frame.id === 'a').length, 1);
  assert.deepEqual(connection.unacknowledged(), []);
  assert.equal(heard.at(-1)?.text, 'Försök igen kl 10.00.');
  assert.equal(isPassing({ type: 'error', code: 'too_fast', retry_after_ms: 60_000 }), true);
});

test('what is refused for good is not sent again', () => {
  const { clock, connection, line } = setup();
  connection.connect();
  line().welcomes();
  connection.send({ type: 'say', id: 'a', text: 'x' });
  line().hears({ type: 'error', code: 'too_long', id: 'a' });
  line().breaks();
  clock.pass(500);
  line().welcomes();
  assert.deepEqual(line().sent.map((frame) => frame.type), ['hello']);
});

test('what is only true now is forgotten while away', () => {
  const { clock, connection, line } = setup();
  connection.connect();
  assert.equal(connection.tell({ type: 'typing', on: true }), false);
  line().welcomes();
  assert.equal(connection.tell({ type: 'typing', on: true }), true);
  line().breaks();
  clock.pass(500);
  line().welcomes();
  assert.deepEqual(line().sent.map((frame) => frame.type), ['hello']);
});

test('no more than a hundred frames are kept', () => {
  const { connection } = setup();
  connection.connect();
  for (let i = 0; i < 100; i += 1) assert.equal(connection.send({ type: 'say', id: `n${i}`, text: 'x' }), true);
  assert.equal(connection.send({ type: 'say', id: 'too many', text: 'x' }), false);
});

test('a greeting that nobody answers is given up', () => {
  const { clock, connection, line } = setup();
  connection.connect();
  line().opens();
  clock.pass(10_000);
  assert.equal(connection.state.value, 'waiting');
});

test('frames that cannot be read and frames of a later version do no harm', () => {
  const { connection, heard, line } = setup();
  connection.connect();
  line().welcomes();
  line().dispatchEvent(Object.assign(new Event('message'), { data: '{' }));
  line().hears({ type: 'from_next_year', more: [] });
  assert.equal(connection.state.value, 'open');
  assert.equal(heard.length, 2);
});

/** A connection whose first two sockets are refused, and that was then welcomed by the fallback. */
function blocked() {
  const all = setup(() => 0, true);
  all.connection.connect();
  all.line().breaks();
  all.clock.pass(500);
  all.line().breaks();
  all.clock.pass(500);
  all.line().welcomes();
  assert.deepEqual(all.kinds, ['socket', 'socket', 'fallback']);
  return all;
}

test('two sockets that stay mute make room for the fallback, which keeps what was not acknowledged', () => {
  const { connection, clock, line, kinds } = setup(() => 0, true);
  connection.connect();
  connection.send({ type: 'say', id: 'a', text: 'Hej' });
  line().breaks();
  clock.pass(500);
  // A network that swallows: the socket opens and nothing comes.
  line().opens();
  clock.pass(10_500);
  line().welcomes();
  assert.deepEqual(kinds, ['socket', 'socket', 'fallback']);
  assert.deepEqual(line().sent.map((frame) => frame.type), ['hello', 'say']);
});

test('a socket that has been heard and breaks is followed by a socket', () => {
  const { connection, clock, line, kinds } = setup(() => 0, true);
  connection.connect();
  for (let cut = 0; cut < 3; cut += 1) {
    line().welcomes();
    line().breaks();
    clock.pass(500);
  }
  assert.deepEqual(kinds, ['socket', 'socket', 'socket', 'socket']);
});

test('without a fallback sockets are tried for ever, and how many were mute is told', () => {
  const { connection, clock, line, kinds } = setup();
  connection.connect();
  for (let cut = 0; cut < 5; cut += 1) {
    line().breaks();
    clock.pass(500);
  }
  assert.equal(kinds.length, 6);
  assert.equal(connection.mute.value, 5);
});

test('a fallback that breaks comes back as one, and one that is mute takes turns with sockets', () => {
  const { clock, line, kinds } = blocked();
  line().breaks();
  clock.pass(500);
  line().breaks();
  clock.pass(500);
  line().breaks();
  clock.pass(500);
  assert.deepEqual(kinds.slice(2), ['fallback', 'fallback', 'socket', 'fallback']);
});

test('a socket is tried beside the fallback, less and less often, and nothing is disturbed while it stays mute', () => {
  const { connection, clock, line, kinds } = blocked();
  for (const wait of [30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]) {
    const before = kinds.length;
    clock.pass(wait - 1);
    assert.equal(kinds.length, before);
    clock.pass(1);
    assert.equal(kinds.at(-1), 'socket');
    line().breaks();
  }
  assert.equal(connection.state.value, 'open');
});

test('a socket that opens and says nothing is no way back', () => {
  const { connection, clock, line, lines } = blocked();
  clock.pass(30_000);
  line().opens();
  clock.pass(10_000);
  assert.equal(line().closed, true);
  assert.equal(lines[2].closed, false);
  assert.equal(connection.state.value, 'open');
});

test('a socket that answers takes over, and what was not acknowledged goes there', () => {
  const { connection, clock, line, lines, kinds, heard } = blocked();
  clock.pass(30_000);
  connection.send({ type: 'say', id: 'a', text: 'Hej' });
  line().opens();
  assert.deepEqual(line().sent, [{ type: 'typing', on: false }]);
  const before = heard.length;
  line().hears({ type: 'error', code: 'not_allowed' });
  assert.equal(heard.length, before, 'the answer to the trial is nobody else’s matter');
  assert.equal(lines[2].closed, true);
  line().welcomes();
  assert.deepEqual(kinds.slice(3), ['socket', 'socket']);
  assert.deepEqual(line().sent.map((frame) => frame.id ?? frame.type), ['hello', 'a']);
  clock.pass(7_000);
  assert.equal(kinds.length, 5, 'nothing more is tried');
});

test('another network may let sockets through: while one waits, while the fallback is tried, and beside it', () => {
  for (const moment of ['waiting', 'connecting', 'open']) {
    const all = blocked();
    if (moment !== 'open') all.line().breaks();
    if (moment === 'connecting') all.clock.pass(500);
    assert.equal(all.connection.state.value, moment);
    all.network.dispatchEvent(new Event('online'));
    assert.equal(all.kinds.at(-1), 'socket');
  }
});
