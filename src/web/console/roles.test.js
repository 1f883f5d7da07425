import assert from 'node:assert/strict';
import { test } from 'node:test';

import { landing, may, viewsOf } from './roles.js';

test('each role has its own room, and several roles have the union', () => {
  for (const [roles, begins, views] of /** @type {[string[], string, string[]][]} */ ([
    [['agent'], 'work', ['work', 'morning']],
    [['leader'], 'lead', ['lead', 'pages', 'gaps']],
    [['editor'], 'gaps', ['pages', 'gaps']],
    [['admin'], 'account', ['account']],
    [['agent', 'editor'], 'work', ['work', 'morning', 'pages', 'gaps']],
    [['admin', 'leader'], 'lead', ['lead', 'pages', 'gaps']],
    [['agent', 'leader', 'editor', 'admin'], 'work', ['work', 'morning', 'lead', 'pages', 'gaps']],
    [[], 'account', ['account']],
    [['auditor'], 'account', ['account']],
  ])) {
    // The server tells of problems to leaders and editors only.
    const problems = roles.some((role) => role === 'leader' || role === 'editor');
    assert.deepEqual([landing(roles), viewsOf(roles, problems)], [begins, views], roles.join());
    assert.equal(may(roles, 'answer'), roles.includes('agent'), roles.join());
  }
});

test('before anybody is known there is no room yet', () => {
  assert.deepEqual(viewsOf(undefined, false), []);
  assert.equal(may(undefined, 'answer'), false);
});
