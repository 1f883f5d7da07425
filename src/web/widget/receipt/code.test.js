import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LENGTH, faultOf, lengthOf } from './code.js';

const CODE = '123-456-789-ABC-DEF-GZ3';

test('a code that the server made is taken however it is typed', () => {
  for (const typed of [CODE, CODE.toLowerCase(), CODE.replaceAll('-', ''), ` l23 – 456—789 abc def gz3 `]) {
    assert.equal(faultOf(typed), null, typed);
  }
});

test('one wrong character is always told', () => {
  const plain = CODE.replaceAll('-', '');
  for (let at = 0; at < LENGTH; at += 1) {
    for (const other of '0123456789ABCDEFGHJKMNPQRSTVWXYZUÅ!') {
      if (other === plain[at]) continue;
      assert.equal(faultOf(plain.slice(0, at) + other + plain.slice(at + 1)), 'mistyped', `${other} at ${at}`);
    }
  }
});

test('two that have changed places are told, and so are too few and too many', () => {
  assert.equal(faultOf('213-456-789-ABC-DEF-GZ3'), 'mistyped');
  assert.equal(faultOf(''), 'missing');
  assert.equal(faultOf(' - '), 'missing');
  assert.equal(faultOf('123-456'), 'length');
  assert.equal(lengthOf('123-456'), 6);
  assert.equal(faultOf(`${CODE}0`), 'length');
});
