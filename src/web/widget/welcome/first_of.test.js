import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { firstOf } from './first_of.js';

const DEFAULTS = readFileSync(new URL('../../../../config/default.toml', import.meta.url), 'utf8');

test('what a visitor has to know first is seen without a press, in both languages', () => {
  const [, notice] = DEFAULTS.split('[desk.personal_data]');
  const [sv, en] = [...notice.matchAll(/"""\n(.*?)"""/gs)].map(([, text]) => text.replace(/\\\n/g, ''));
  assert.match(firstOf(sv).first, /^Vi sparar det du skriver.*Skriv inte personnummer.*hälsa\.$/);
  assert.match(firstOf(sv).rest, /^Vi behandlar.*svarat\.$/);
  assert.match(firstOf(en).first, /^We save what you write.*Do not write personal.*health\.$/);
});

test('no sentence is cut, and nothing is lost', () => {
  const long = `Å${'å'.repeat(199)}`;
  for (const [text, first] of [
    ['', ''],
    ['Kort.', 'Kort.'],
    ['Vi sparar t.ex. namn i 30 dagar. Läs mer om det.', 'Vi sparar t.ex. namn i 30 dagar. Läs mer om det.'],
    [`En mening. ${long}. Slut.`, 'En mening.'],
    [`${long}. Slut på det.`, `${long}. Slut på det.`],
    [`${long}${long}. Slut på det.`, `${long}${long}.`],
    [`${long}${long}`, `${long}${long}`],
    [`Vi sparar t.ex. namn ${long}${long}. Slut.`, `Vi sparar t.ex. namn ${long}${long}.`],
  ]) {
    const parts = firstOf(text);
    assert.equal(parts.first, first);
    assert.equal([parts.first, parts.rest].filter(Boolean).join(' '), text);
  }
});
