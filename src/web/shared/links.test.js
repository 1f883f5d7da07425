import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { pieces, safeAddress, toCall } from './links.js';

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

const CALLED = /** @type {const} */ ([
  ['112', '112'], ['Ring 112.', '112'], ['Är någon i fara just nu? Ring 112 direkt.', '112'], ['– 112, SOS Alarm: när liv är i fara', '112'],
  ['Hjälpen är på väg. Ring 112!', '112'], ['(112)', '112'], ['Soita heti numeroon 112', '112'], ['اتصل بالرقم 112 فورًا', '112'],
  ['ring nummer 112', '112'], ['Det brinner på Storgatan! 112?', '112'], ['Ring 1177 eller läs på 1177.se', '1177'], ['– 1177, råd om vård', '1177'],
  ['113 13', '11313'], ['Ring 11313', '11313'], ['Polisen har 114 14.', '11414'], ['ring 11414', '11414'], ['116 000', '116000'],
  ['– 116 111, Bris', '116111'], ['116\u00a0111', '116111'], ['90101', '90101'], ['– 90390, Hjälplinjen', '90390'], ['901 01', '90101'],
  ['020-50 50 50', '020505050'], ['0200-239 500', '0200239500'], ['020-555 666', '020555666'], ['010-456 67 00', '0104566700'],
  ['08-702 16 80', '087021680'], ['013-20 75 26', '013207526'], ['tel. 013-20 75 26.', '013207526'], ['0771-11 77 00', '0771117700'], ['0771-117700', '0771117700'],
  ['013\u201120 75 26', '013207526'], ['+46 13 20 60 00', '+4613206000'], ['+46 (0)13-20 60 00', '+4613206000'], ['+46132060 00', '+4613206000'],
  ['Ring 013-20 60 00, vi svarar', '013206000'],
]);

for (const [text, number] of CALLED) {
  test(`can be called: ${text}`, () => assert.deepEqual(links(text).map(([, href]) => href), [`tel:${number}`]));
}

const NOT_CALLED = [
  '112 kronor', 'kostar 1177 kr', '1 112 kronor', '112,50', '11,2', '112:-', '1177:50', '112 000', '112 %', 'klockan 11:12', 'kl. 1.12', '112 dagar',
  'i 112 minuter', '2026-03-02', 'år 1177', 'Storgatan 112', 'Storgatan 112 B', 'Nya Kungsvägen 112', 'Trädgårdstorget 112', 'buss 112',
  'linje nr 112', 'Linje 112:', 'rum 112', 'ärende 112', 'dnr: 1177', 'KS 2026-112', 'Dnr 2026/112', '112-2026', 'A112', 'KS-112', '#112', '112a',
  '12345', '90102', '58181', 'ärendenummer 90101', 'portkoden 1177', '113 13 Stockholm', '901 01 Umeå', '11312', '116 112', '1112', '11770',
  '1177.se', '08-12 13', '08-16', 'öppet 08-12 13.30-16', '08-12 13-16', '19121212-1212', '100–112', '010203-1234', '2026 112',
];

for (const text of NOT_CALLED) {
  test(`cannot be called: ${text}`, () => assert.deepEqual(links(text), []));
}

test('each number of an alarm can be called, and nothing else in it', () => {
  const text = 'Är någon i fara just nu? Ring 112 direkt.\n– 112, SOS Alarm: dygnet runt\n– 020-50 50 50, Kvinnofridslinjen\n– 013-20 75 26, Sociala jouren. 112 kan koppla dig.\n– 116 111, Bris: under 18 år';
  assert.deepEqual(links(text).map(([shown]) => shown), ['112', '112', '020-50 50 50', '013-20 75 26', '112', '116 111']);
});

// Where the server has the numbers that it tells people to ring. A number that is put there is pressed here.
const REFERRALS = readFileSync(new URL('../../../knowledge/referrals.toml', import.meta.url), 'utf8');
const TOLD = [...REFERRALS.matchAll(/^(?:number|phone) = "(.+)"$/gmu)].map(([, number]) => number);

test('each number that the server tells people to ring can be called', () => {
  for (const number of ['112', '1177', '90101', '90390', '113 13', '114 14', '116 000', '116 111']) assert.ok(TOLD.includes(number), number);
  assert.ok(TOLD.length >= 40, String(TOLD.length));
  for (const number of TOLD) {
    const called = `tel:${number.replace(/\D/g, '')}`;
    for (const text of [number, `– ${number}, Hjälpen: dygnet runt`, `Ring ${number}.`, `Telefon: ${number}`, `(${number})`, number.replaceAll(' ', '\u00a0'), number.replaceAll(' ', '\u202f')]) {
      assert.deepEqual(links(text).map(([, href]) => href), [called], text);
    }
  }
});

test('a number that stands in a setting can be called, however it is written', () => {
  const written = {
    '013-20 60 00': '013206000', '+46 (0)13 20 60 00': '+4613206000', '(013) 20 60 00': '013206000', '013‑20 60 00 (vardagar 8–16)': '013206000',
    'Växel (24 h): 0771-11 77 00': '0771117700', 112: '112', '+358 9 310 1691': '+35893101691',
  };
  for (const [number, called] of Object.entries(written)) assert.equal(toCall(number), `tel:${called}`, number);
});

test('nothing but http, https, mailto and tel may be followed', () => {
  for (const address of ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', ' java\nscript:alert(1)', 'file:///etc/passwd', '/path']) {
    assert.equal(safeAddress(address), null, address);
  }
  assert.equal(safeAddress('tel:112'), 'tel:112');
});
