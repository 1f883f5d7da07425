import assert from 'node:assert/strict';
import { test } from 'node:test';

import { offering, taken } from './offers.js';

/** @param {number} seq @param {string | undefined} event @param {string[]} kinds @returns {any} */
const item = (seq, event, kinds) => ({ seq, entry: { seq, event, actions: kinds.map((kind) => ({ kind, label: kind })) } });
/** @param {any} stage @param {...string} kinds */
const left = (stage, ...kinds) => taken(item(1, undefined, kinds), stage && { kind: stage }).map(({ kind }) => kind);

const ALL = ['ask', 'ask_for_person', 'leave_message', 'use_assistant', 'no_danger', 'of_a_later_version'];

test('a stage offers what it takes, and nothing else', () => {
  assert.deepEqual(left('assistant', ...ALL), ['ask', 'ask_for_person', 'leave_message']);
  assert.deepEqual(left('queued', ...ALL), ['ask', 'leave_message', 'use_assistant']);
  for (const stage of ['with_agent', 'left_message', 'closed', null]) assert.deepEqual(left(stage, ...ALL), [], `${stage}`);
});

test('the newest offer stands, and an alarm after it takes nothing away', () => {
  const [answer, nobody, alarm] = [item(1, undefined, ['ask']), item(2, 'nobody_reachable', ['use_assistant']), item(3, 'emergency', ['no_danger'])];
  assert.equal(offering([answer, nobody, alarm]), nobody);
  assert.equal(offering([alarm]), undefined);
});

test('what was offered before a wait began is past', () => {
  const closed = item(1, 'desk_closed', ['use_assistant', 'leave_message']);
  for (const event of ['queued', 'returned']) {
    assert.equal(offering([closed, item(2, event, [])]), undefined, event);
    const soon = item(3, 'notice', ['leave_message']);
    assert.equal(offering([closed, item(2, event, []), soon]), soon, event);
  }
});
