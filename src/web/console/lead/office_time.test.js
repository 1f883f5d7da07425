import assert from 'node:assert/strict';
import { test } from 'node:test';

import { officeInstant, wall } from './office_time.js';

/** @param {string} date @param {string} time */
const utc = (date, time) => new Date(officeInstant(date, time)).toISOString();

test('a time of day is Sweden’s, whatever the computer’s zone', () => {
  assert.equal(utc('2026-03-02', '16:00'), '2026-03-02T15:00:00.000Z');
  assert.equal(utc('2026-07-01', '16:00'), '2026-07-01T14:00:00.000Z');
});

test('both sides of the clock changes are right', () => {
  assert.equal(utc('2026-03-29', '01:59'), '2026-03-29T00:59:00.000Z');
  assert.equal(utc('2026-03-29', '03:00'), '2026-03-29T01:00:00.000Z');
  assert.equal(utc('2026-10-25', '02:30'), '2026-10-25T00:30:00.000Z');
  assert.equal(utc('2026-10-25', '03:00'), '2026-10-25T02:00:00.000Z');
});

test('the hour that spring leaves out is read an hour later', () => {
  assert.equal(wall(officeInstant('2026-03-29', '02:30')), '2026-03-29 03:30');
});

test('what is no time is no instant', () => {
  assert.ok(Number.isNaN(officeInstant('', '16:00')));
  assert.ok(Number.isNaN(officeInstant('2026-03-02', '')));
});
