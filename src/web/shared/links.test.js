import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pieces, safeAddress } from './links.js';

/** @param {string} text */
const links = (text) => pieces(text).filter((piece) => piece.href).map((piece) => [piece.text, piece.href]);

test('put together again the pieces are the text', () => {
  const text = 'Ring 013-20 60 00 eller 112, skriv till a@b.se (se https://www.linkoping.se/a_(b).) javascript:alert(1)';
  assert.equal(pieces(text).map((piece) => piece.text).join(''), text);
});

test('an address, a letter and a call become links', () => {
  assert.deepEqual(links('Se https://www.linkoping.se/vanorter, skriv kontakt@linkoping.se eller ring 013-20 60 00.'), [
    ['https://www.linkoping.se/vanorter', 'https://www.linkoping.se/vanorter'],
    ['kontakt@linkoping.se', 'mailto:kontakt@linkoping.se'],
    ['013-20 60 00', 'tel:013206000'],
  ]);
});

test('emergency numbers are links, years and amounts are not', () => {
  assert.deepEqual(links('Ring 112. Ring 1177 eller 020-50 50 50.').map(([text]) => text), ['112', '1177', '020-50 50 50']);
  assert.deepEqual(links('1 112 kronor, 2026-03-02, 112,50 och 11,2'), []);
});

test('nothing but http, https, mailto and tel may be followed', () => {
  for (const address of ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', ' java\nscript:alert(1)', 'file:///etc/passwd', '/path']) {
    assert.equal(safeAddress(address), null, address);
  }
  assert.equal(safeAddress('tel:112'), 'tel:112');
});
