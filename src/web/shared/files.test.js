import assert from 'node:assert/strict';
import { test } from 'node:test';

import { size, whyNot } from './files.js';

test('a size is told in the unit that people read', () => {
  assert.deepEqual(size(0), { unit: 'kb', n: 1 });
  assert.deepEqual(size(1499), { unit: 'kb', n: 1 });
  assert.deepEqual(size(999_499), { unit: 'kb', n: 999 });
  assert.deepEqual(size(999_500), { unit: 'mb', n: 1 });
  assert.deepEqual(size(5_260_000), { unit: 'mb', n: 5.3 });
});

test('a proxy that says no with a page of its own means the same as the server', () => {
  const page = '<html><head><title>413 Request Entity Too Large</title></head></html>';
  for (const [status, body, why] of /** @type {[number, string, string | null][]} */ ([
    [200, '{"seq":7}', null],
    [200, '{"seq":null}', null],
    [413, '{"error":{"code":"too_large","text":"Filen är för stor."}}', 'too_large'],
    [413, page, 'too_large'],
    [413, '', 'too_large'],
    [429, page, 'too_fast'],
    [429, '{"error":{"code":"too_many","text":""}}', 'too_many'],
    [415, page, 'wrong_kind'],
    [502, page, 'failed'],
    [504, '', 'failed'],
    [200, '<html><form action="/login"></form></html>', 'failed'],
    [200, '{}', 'failed'],
    [200, 'null', 'failed'],
    [409, '{"error":{"code":"closed","text":""}}', 'closed'],
  ])) {
    assert.equal(whyNot(status, body), why, `${status} ${body}`);
  }
});
