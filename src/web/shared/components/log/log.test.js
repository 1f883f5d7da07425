import assert from 'node:assert/strict';
import { test } from 'node:test';

import { VISITORS_WORDS, holding } from './log.js';

/** A line of the log, as far as it is asked. @param {string} name @param {string} [is] a selector that it matches */
const line = (name, is = '') => ({ name, isConnected: true, matches: (/** @type {string} */ selector) => is !== '' && selector.split(', ').includes(is) });

const ALARM = line('alarm', '[data-holds]');
const OWN = line('own', '.entry--own');
const AGENT = line('agent', '.entry--agent');
const QUEUED = line('queued');
const ANSWERS = line('answers', '[data-answers]');

test('an alarm holds through all that the machine adds in the same moment or after it', () => {
  assert.equal(holding(null, [OWN, ALARM, QUEUED, QUEUED]), ALARM);
  assert.equal(holding(ALARM, [QUEUED]), ALARM);
  assert.equal(holding(ALARM, []), ALARM);
});

test('what the reader writes, and what a person answers, is gone on to', () => {
  assert.equal(holding(ALARM, [OWN]), null);
  assert.equal(holding(ALARM, [QUEUED, AGENT]), null);
  assert.equal(holding(ALARM, [ANSWERS]), null, 'what was pressed for is looked for');
  assert.equal(holding(null, [ALARM, OWN, QUEUED]), null, 'as when an old conversation is read again');
});

test('the newest alarm holds, and one that is read or gone does not', () => {
  const second = line('second', '[data-holds]');
  assert.equal(holding(ALARM, [OWN, second]), second);
  assert.equal(holding(line('read'), [QUEUED]), null);
  assert.equal(holding({ ...ALARM, isConnected: false }, [QUEUED]), null);
});

test('for staff the visitor’s last words hold, whatever was answered before, until something is written here', () => {
  const [words, more] = [line('words', '.entry--visitor'), line('more', '.entry--visitor')];
  assert.equal(holding(null, [words, ALARM, QUEUED, AGENT], VISITORS_WORDS), words);
  assert.equal(holding(words, [AGENT, more, QUEUED], VISITORS_WORDS), more);
  assert.equal(holding(more, [line('written', '[data-progress="sending"]')], VISITORS_WORDS), null);
});
