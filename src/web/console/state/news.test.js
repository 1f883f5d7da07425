import assert from 'node:assert/strict';
import { test } from 'node:test';

import { begun, read, withBrief, withEntry } from './conversation.js';
import { NO_NEWS, countOf, lookedAt } from './news.js';

/** @typedef {import('./conversation.js').Conversation} Conversation */

/** @param {number} seq @param {'visitor' | 'agent' | 'system'} kind @param {string} [event] @returns {any} */
const entry = (seq, kind, event) => ({ seq, at: '2026-03-02T08:00:00Z', author: { kind }, text: `${seq}`, event });
/** @param {Conversation} known @param {...any} entries */
const then = (known, ...entries) => entries.reduce(withEntry, known);
/** @type {any} */
const brief = { stage: { kind: 'with_agent' }, read: 0, unread: 1, last: null, page: null, language: 'sv', urgent: false };
/** A conversation that the agent has taken and read. @param {string} id */
const taken = (id) => read(then(withBrief(begun(id), brief), entry(1, 'visitor'), entry(2, 'system', 'accepted')));
/** What is heard when the agent looks at so many seconds. @param {[number, Conversation[]][]} looks */
function heard(looks) {
  let news = NO_NEWS;
  return looks.map(([seconds, mine]) => {
    news = lookedAt(news, mine, seconds * 1000);
    return [news.calls.join(' '), news.sounds, countOf(news)];
  });
}

test('a burst calls once, and what comes after a pause calls again', () => {
  let known = taken('a');
  let news = lookedAt(NO_NEWS, [known], 0);
  assert.equal(news, NO_NEWS, 'nothing is no news');
  // The transcript is the same object all along: each message is written when it is its turn.
  const written = [[1_000, 3], [9_000, 4], [18_000, 5], [28_000, 6]].map(([at, seq]) => {
    known = then(known, entry(/** @type {number} */ (seq), 'visitor'));
    news = lookedAt(news, [known], /** @type {number} */ (at));
    return [news.calls.join(), news.sounds, countOf(news)];
  });
  assert.deepEqual(written, [['a', true, 1], ['', false, 2], ['', false, 3], ['a', true, 4]]);
  assert.equal(lookedAt(news, [known], 60_000), news, 'time alone is no news');
});

test('two who write at the same moment are heard as one, and each is told of', () => {
  const [one, other] = [then(taken('a'), entry(3, 'visitor')), then(taken('b'), entry(3, 'visitor'))];
  assert.deepEqual(heard([[0, [one]], [1, [one, other]]]), [['a', true, 1], ['b', false, 2]]);
});

test('what was written before the conversation was taken is unread, and calls nobody', () => {
  const waited = then(withBrief(begun('a'), brief), entry(1, 'visitor'), entry(2, 'visitor'), entry(3, 'system', 'transferred'));
  assert.deepEqual(heard([[0, [waited]]]), [['', false, 2]]);
  assert.deepEqual(heard([[0, [then(waited, entry(4, 'visitor'))]]]), [['a', true, 3]]);
});

test('own words, events and what the server only counts call nobody; what has been seen is gone', () => {
  assert.deepEqual(heard([[0, [then(taken('a'), entry(3, 'agent'), entry(4, 'system', 'notice'))]]]), [['', false, 0]]);
  assert.deepEqual(heard([[0, [withBrief(begun('a'), brief)]]]), [['', false, 1]], 'the log is not here yet');
  const unread = then(taken('a'), entry(3, 'visitor'));
  assert.deepEqual(heard([[0, [unread]], [1, [read(unread)]], [2, []]]), [['a', true, 1], ['', false, 0], ['', false, 0]]);
});
