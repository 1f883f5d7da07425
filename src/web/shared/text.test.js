import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { choose, fill, nameDesk, speak, t } from './text.js';

const locale = new URL('../locale/', import.meta.url);
const languages = readdirSync(locale);
/** @param {string} language @param {string} part */
const read = (language, part) => JSON.parse(readFileSync(new URL(`${language}/${part}`, locale), 'utf8'));
/** @param {unknown} phrase */
const names = (phrase) => [...new Set(JSON.stringify(phrase).match(/\{\w+\}/g) ?? [])].sort();

test('every language has the same parts, keys, names and forms', () => {
  assert.deepEqual([...languages].sort(), ['en', 'sv']);
  for (const part of readdirSync(new URL('sv/', locale))) {
    const swedish = read('sv', part);
    for (const language of languages) {
      const other = read(language, part);
      assert.deepEqual(Object.keys(other), Object.keys(swedish), `${language}/${part}`);
      for (const [key, phrase] of Object.entries(swedish)) {
        assert.deepEqual(names(other[key]), names(phrase), `${language}/${part}: ${key}`);
        assert.equal(typeof other[key], typeof phrase, `${language}/${part}: ${key}`);
        if (typeof phrase === 'object') assert.ok(other[key].one && other[key].other, `${language}/${part}: ${key}`);
      }
    }
  }
});

// Björnsson's LIX: words in a sentence, and how many in a hundred have more than six letters. Below 40 is the easy half.
test('the Swedish of the widget is easy to read: LIX is at most 40', () => {
  const texts = ['shared.json', 'widget.json'].flatMap((part) => Object.values(read('sv', part)))
    .flatMap((phrase) => (typeof phrase === 'string' ? [phrase] : Object.values(phrase)))
    // Only whole sentences: labels and buttons of a word or two would make everything look easy.
    .filter((text) => /[.?!]$/.test(text))
    .map((text) => text.replace(/\{\w+\}/g, '3'));
  const sentences = texts.flatMap((text) => text.split(/[.?!:]+(?:\s+|$)/)).filter(Boolean);
  const words = sentences.flatMap((sentence) => sentence.match(/[\p{L}\d]+/gu) ?? []);
  const long = words.filter((word) => word.length > 6);
  const lix = words.length / sentences.length + (100 * long.length) / words.length;
  assert.ok(sentences.length > 50, `only ${sentences.length} sentences were found`);
  assert.ok(lix <= 40, `LIX is ${lix.toFixed(1)}`);
});

test('every key that the code asks for is there, and none is left over', () => {
  const keys = readdirSync(new URL('sv/', locale)).flatMap((part) => Object.keys(read('sv', part)));
  const web = new URL('../', import.meta.url);
  const code = readdirSync(web, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.js') && !path.endsWith('.test.js') && !path.startsWith('vendor'))
    .map((path) => readFileSync(new URL(path, web), 'utf8'))
    .join('\n');
  const asked = [...code.matchAll(/\bt\('([\w.]+)'/g)].map((match) => match[1]);
  assert.deepEqual(asked.filter((key) => !keys.includes(key)), []);
  // Some keys are put together from a kind, as `author.${kind}`: their first part must be asked for.
  const families = [...code.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1]);
  const unused = keys.filter((key) => !code.includes(`'${key}'`) && !code.includes(`words.${key}`) && !families.some((family) => key.startsWith(family)));
  assert.deepEqual(unused, []);
});

test('a sentence is filled, and the number chooses its form', async () => {
  const files = { shared: { wait: { one: 'ungefär {count} minut', other: 'ungefär {count} minuter' } } };
  await speak('sv', ['shared'], async () => files.shared);
  assert.equal(t('wait', { count: 1 }), 'ungefär 1 minut');
  assert.equal(t('wait', { count: 4 }), 'ungefär 4 minuter');
  assert.equal(t('missing.key'), 'missing.key');
  assert.equal(fill('{name} {unknown}', { name: 'Anna' }, 'sv'), 'Anna {unknown}');
  assert.equal(choose('same', {}, 'en'), 'same');
  await speak('sv', ['shared'], async () => ({ desk: 'Från {desk}' }));
  nameDesk('Fråga Ekköping');
  assert.equal(t('desk'), 'Från Fråga Ekköping');
  assert.equal(t('desk', { desk: 'en annan' }), 'Från en annan');
});
