import assert from 'node:assert/strict';
import { test } from 'node:test';

import { firstLine, isAlarm, isOfDanger, mayBeWatched, parts } from './danger.js';

test('an alarm and a concern are about danger, and nothing else is', () => {
  assert.deepEqual(['emergency', 'concern', 'queued', undefined].map((event) => [isAlarm({ event }), isOfDanger({ event })]), [
    [true, true], [false, true], [false, false], [false, false],
  ]);
});

test('only where the danger is a person somebody may look at the screen', () => {
  /** @param {unknown} kinds @param {string} [event] */
  const watched = (kinds, event = 'emergency') => mayBeWatched({ event, data: { kinds } });
  assert.deepEqual([['violence'], ['life', 'child'], ['fire'], [], undefined, 'violence'].map((kinds) => watched(kinds)), [true, true, false, false, false, false]);
  assert.equal(watched(['violence'], 'concern'), false);
  assert.equal(mayBeWatched({ event: 'emergency' }), false);
});

test('the first line stands apart, and put together again the parts are the text', () => {
  assert.deepEqual(parts({ text: 'Ring 112.\n– 112, SOS Alarm\n– 1177' }), { first: 'Ring 112.', rest: '– 112, SOS Alarm\n– 1177' });
  assert.deepEqual(parts({ text: 'Ring 112.' }), { first: 'Ring 112.', rest: '' });
});

test('the first line is in the language that the entry names, from the right where that is written so', () => {
  assert.deepEqual(firstLine({ data: { language: 'ar' } }, 'sv'), { lang: 'ar', dir: 'rtl' });
  assert.deepEqual(firstLine({ data: { language: 'prs' } }, 'sv'), { lang: 'prs', dir: 'rtl' });
  assert.deepEqual(firstLine({ data: { language: 'so' } }, 'sv'), { lang: 'so', dir: 'auto' });
  assert.deepEqual(firstLine({ data: { kinds: ['fire'] } }, 'en'), { lang: 'en', dir: 'auto' }, 'a server that does not say');
});
