import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { ServerTime } from './server_time.js';

const NINE = '2026-03-02T08:00:00.000Z';
/** @param {number} ms */
const after = (ms) => new Date(Date.parse(NINE) + ms).toISOString();

/** A computer whose clock is wrong by so much, and the stopwatch in it. @param {number} wrong_ms */
function computer(wrong_ms) {
  const watch = { passed_ms: 5000 };
  const clock = { now: () => Date.parse(NINE) + wrong_ms, after: () => null, cancel: () => {} };
  return { watch, time: new ServerTime(clock, () => watch.passed_ms) };
}

test('a countdown is right however wrong the computer’s clock is, and whenever it is set', () => {
  for (const wrong_ms of [0, -2 * 3_600_000, 89_000, 400 * 86_400_000]) {
    const { watch, time } = computer(wrong_ms);
    time.heard(NINE, true);
    watch.passed_ms += 12_000;
    assert.equal(Date.parse(after(30_000)) - time.now(), 18_000, `${wrong_ms} ms wrong`);
  }
});

test('a frame that was long on its way does not turn time back, and one that was faster puts it forward', () => {
  const { watch, time } = computer(0);
  time.heard(NINE, true);
  watch.passed_ms += 10_000;
  time.heard(after(6000), false);
  assert.equal(time.now(), Date.parse(after(10_000)), '4 s late');
  time.heard(after(10_500), false);
  assert.equal(time.now(), Date.parse(after(10_500)), 'the first one was late');
});

test('a computer that slept, a server whose clock is set, and another server are heard', () => {
  const { watch, time } = computer(0);
  time.heard(NINE, true);
  // Stopwatches of some computers stand still meanwhile.
  time.heard(after(3_600_000), false);
  assert.equal(time.now(), Date.parse(after(3_600_000)), 'slept');
  watch.passed_ms += 1000;
  time.heard(NINE, false);
  assert.equal(time.now(), Date.parse(NINE), 'set back');
  watch.passed_ms += 1000;
  time.heard(after(-30_000), true);
  assert.equal(time.now(), Date.parse(after(-30_000)), 'another one');
});

test('an older server says nothing, and the computer’s clock has to do', () => {
  const { watch, time } = computer(3000);
  time.heard(undefined, true);
  watch.passed_ms += 2000;
  assert.equal(time.now(), Date.parse(after(5000)));
});

test('nothing else in the console reads a clock, and nothing at all in the browser reads it by itself', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const reads = /Date\.now\b|\bDate\(\)|performance\.now\b|\bclock\.now\b/;
  const allowed = new Map([
    ['shared/clock.js', /now: \(\) => Date\.now\(\)/],
    ['console/state/server_time.js', /watch = \(\) => performance\.now\(\)|clock\.now\(\) - watch\(\)/],
    // A burst of messages is a span, and is compared with nothing that the server says.
    ['console/alerts.js', /lookedAt\(.*performance\.now\(\)\)/],
    // The script that websites embed measures its own patience, and is one file.
    ['widget/widget.js', /const now = performance\.now\(\)/],
  ]);
  const files = readdirSync(root, { recursive: true }).map((path) => String(path).replaceAll('\\', '/'))
    .filter((path) => /^(console|shared|widget)\/.*\.js$/.test(path) && !path.endsWith('.test.js'));
  assert.ok(files.length > 80, `${files.length} files`);
  // Spans in the widget are measured by the clock it is given; only the console compares with what the server says.
  const forbidden = (/** @type {string} */ path) => (path.startsWith('console/') ? reads : /Date\.now\b|\bDate\(\)|performance\.now\b/);
  const found = files.flatMap((path) => readFileSync(root + path, 'utf8').split('\n')
    .filter((line) => forbidden(path).test(line) && !allowed.get(path)?.test(line))
    .map((line) => `${path}: ${line.trim()}`));
  assert.deepEqual(found, []);
});
