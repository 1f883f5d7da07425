import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PolledLine } from './polling.js';

/** @typedef {{path: string, method: string, poll: string | null, body: any, answers: (status: number, body?: object, headers?: Record<string, string>) => Promise<void>, fails: () => Promise<void>}} Asked */

/** Lets everything go on that waits for nothing but its turn. */
const turn = () => new Promise((done) => void setImmediate(() => done(null)));

/** A line whose requests the test answers, and whose waits are over at once when the test says. */
async function setup() {
  /** @type {Asked[]} */
  const asked = [];
  /** @type {Array<() => void>} */
  let timers = [];
  /** @type {string[]} */
  const events = [];
  /** @type {any[]} */
  const heard = [];
  const page = new EventTarget();
  const line = new PolledLine('/poll/visitor', {
    fetch: /** @type {any} */ ((/** @type {string} */ url, /** @type {any} */ init) => new Promise((done, fail) => {
      init.signal?.addEventListener('abort', () => fail(new Error('aborted')));
      asked.push({
        path: url.replace('/poll/visitor', ''),
        method: init.method,
        poll: init.headers['vagledare-poll'] ?? null,
        body: init.body === undefined ? null : JSON.parse(init.body),
        answers: (status, body, headers) => {
          done(new Response(body ? JSON.stringify(body) : null, { status, headers }));
          return turn().then(() => undefined);
        },
        fails: () => {
          fail(new TypeError('cut'));
          return turn().then(() => undefined);
        },
      });
    })),
    clock: {
      now: () => 0,
      after: (run) => {
        timers.push(run);
        return run;
      },
      cancel: (timer) => void (timers = timers.filter((other) => other !== timer)),
    },
    random: () => 0,
    page,
  });
  for (const type of ['open', 'close']) line.addEventListener(type, () => events.push(type));
  line.addEventListener('message', (event) => heard.push(JSON.parse(/** @type {any} */ (event).data)));
  /** All waits are over. */
  const pass = async () => {
    const due = timers;
    timers = [];
    for (const run of due) run();
    await turn();
  };
  /** The requests of one kind. @param {string} path */
  const to = (path) => asked.filter((one) => one.path === path && one.method === 'POST');
  const latest = (/** @type {string} */ path) => /** @type {Asked} */ (to(path).at(-1));
  await turn();
  return { line, asked, events, heard, page, pass, to, latest };
}

async function welcomed() {
  const all = await setup();
  all.line.send('{"type":"hello"}');
  await all.latest('').answers(200, { poll: 'secret', batch: 1, frames: [{ type: 'welcome' }] });
  return all;
}

test('the first frame opens the line, and what came is confirmed by the next request', async () => {
  const { events, heard, latest } = await welcomed();
  assert.deepEqual(events, ['open']);
  assert.deepEqual(heard, [{ type: 'welcome' }]);
  assert.deepEqual(latest('/next').body, { batch: 1 });
  assert.equal(latest('/next').poll, 'secret');
  await latest('/next').answers(200, { batch: 2, frames: [{ type: 'ack' }, { type: 'entry' }] });
  assert.deepEqual(heard.slice(1), [{ type: 'ack' }, { type: 'entry' }]);
  assert.deepEqual(latest('/next').body, { batch: 2 });
});

test('what is said while a request is under way goes together in the next, in its order', async () => {
  const { line, latest, to } = await welcomed();
  for (const id of ['a', 'b', 'c']) line.send(JSON.stringify({ id }));
  await turn();
  assert.deepEqual(to('/send').map((one) => one.body), [{ frames: [{ id: 'a' }] }]);
  await latest('/send').answers(204);
  assert.deepEqual(latest('/send').body, { frames: [{ id: 'b' }, { id: 'c' }] });
});

test('long messages go in requests that the server takes', async () => {
  const { line, latest, to } = await welcomed();
  const long = JSON.stringify({ text: 'å'.repeat(7000) });
  for (let sent = 0; sent < 5; sent += 1) line.send(long);
  await turn();
  while (to('/send').length < 3) await latest('/send').answers(204);
  assert.deepEqual(to('/send').map((one) => one.body.frames.length), [1, 2, 2]);
});

test('a request whose answer is lost is made again, the same', async () => {
  const { line, heard, latest, to, pass, events } = await welcomed();
  line.send('{"id":"a"}');
  await turn();
  await latest('/send').fails();
  await latest('/next').fails();
  await pass();
  assert.equal(to('/send').length, 2);
  assert.deepEqual(to('/send')[0].body, to('/send')[1].body);
  assert.deepEqual(latest('/next').body, { batch: 1 });
  await latest('/next').answers(200, { batch: 2, frames: [{ type: 'ack' }] });
  assert.equal(heard.length, 2);
  assert.deepEqual(events, ['open']);
});

test('a request that is never answered is given up and made again', async () => {
  const { to, pass } = await welcomed();
  await pass();
  await pass();
  assert.equal(to('/next').length, 2);
});

test('three failures in a row lose the line, and so does a server that does not know it', async () => {
  const cut = await welcomed();
  for (let failures = 0; failures < 3; failures += 1) {
    await cut.latest('/next').fails();
    await cut.pass();
  }
  assert.deepEqual(cut.events, ['open', 'close']);
  const unknown = await welcomed();
  await unknown.latest('/next').answers(404, {});
  assert.deepEqual(unknown.events, ['open', 'close']);
});

test('a proxy that is briefly without a server does not lose the line', async () => {
  const { latest, pass, to, events } = await welcomed();
  await latest('/next').answers(502);
  await pass();
  assert.equal(to('/next').length, 2);
  assert.deepEqual(events, ['open']);
});

test('whoever leaves says so, and hears no more', async () => {
  const { line, asked, events, heard, latest } = await welcomed();
  const waiting = latest('/next');
  line.close();
  await waiting.answers(200, { batch: 2, frames: [{ type: 'entry' }] });
  assert.deepEqual(asked.at(-1) && [asked.at(-1)?.method, asked.at(-1)?.poll], ['DELETE', 'secret']);
  assert.equal(heard.length, 1);
  assert.deepEqual(events, ['open'], 'a close on purpose is no loss');
});

test('a page that is left leaves the line, and a page that comes back finds it lost', async () => {
  const { page, asked, events } = await welcomed();
  page.dispatchEvent(new Event('pagehide'));
  await turn();
  assert.equal(asked.at(-1)?.method, 'DELETE');
  assert.deepEqual(events, ['open', 'close']);
});

test('a hello that is refused loses the line at once', async () => {
  const { line, latest, events } = await setup();
  line.send('{"type":"hello"}');
  await latest('').answers(429, {});
  assert.deepEqual(events, ['open', 'close']);
});

test('a server that lets nobody in says when to come back, and whoever holds the line hears it', async () => {
  const { line, latest } = await setup();
  /** @type {any[]} */
  const ends = [];
  line.addEventListener('close', (event) => ends.push(/** @type {any} */ (event).retry_after_ms));
  line.send('{"type":"hello"}');
  await latest('').answers(503, {}, { 'retry-after': '17' });
  assert.deepEqual(ends, [17_000]);
});

test('why a hello is refused is told before the line is lost', async () => {
  const { line, latest, events, heard } = await setup();
  line.send('{"type":"hello"}');
  await latest('').answers(429, { error: { code: 'too_many', text: 'Just nu är det fullt. Ring 013-20 60 00.' } });
  assert.deepEqual(heard, [{ type: 'error', code: 'too_many', text: 'Just nu är det fullt. Ring 013-20 60 00.' }]);
  assert.deepEqual(events, ['open', 'close']);
});
