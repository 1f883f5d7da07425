// The interface's own words, from `locale/<language>/<part>.json`. Nothing on screen is written in code.
//
// A value is a sentence with names in braces, or `{"one": …, "other": …}` chosen by `count` after the language's rules.

import { signal } from './ui.js';

/** @typedef {string | Record<string, string>} Phrase */
/** @typedef {Record<string, Phrase>} Phrases */
/** @typedef {(key: string, values?: Record<string, string | number>) => string} Translate */

/** The language that is shown; components that use `t` are drawn again when it changes. */
export const language = signal('sv');
/** @type {import('../vendor/signals.js').Signal<Phrases>} */
const phrases = signal({});

/** The language of what the server says, for `lang`: no language is offered that it does not speak. */
export const serverLanguage = language;

/** @type {{desk?: string}} */
let names = {};

/** What the municipality calls its desk: `{desk}` in every sentence. @param {string} desk */
export function nameDesk(desk) {
  names = { desk };
}

/**
 * A sentence in the language that is shown. A key that is missing is shown as itself, so that it is seen and mended.
 * @type {Translate}
 */
export const t = (key, values = {}) => {
  const phrase = phrases.value[key];
  return phrase === undefined ? key : fill(choose(phrase, values, language.value), { ...names, ...values }, language.value);
};

/**
 * Fetches a language's words and shows them.
 * @param {string} wanted
 * @param {string[]} parts such as `['shared', 'widget']`
 * @param {(path: URL) => Promise<Phrases>} [read]
 */
export async function speak(wanted, parts, read = fetchJson) {
  const files = await Promise.all(parts.map((part) => read(new URL(`../locale/${wanted}/${part}.json`, import.meta.url))));
  phrases.value = Object.assign({}, ...files);
  language.value = wanted;
}

/** @param {URL} url @returns {Promise<Phrases>} */
async function fetchJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  return response.json();
}

/** @param {Phrase} phrase @param {Record<string, string | number>} values @param {string} wanted */
export function choose(phrase, values, wanted) {
  if (typeof phrase === 'string') return phrase;
  const form = new Intl.PluralRules(wanted).select(Number(values.count ?? 0));
  return phrase[form] ?? phrase.other;
}

/** @param {string} sentence @param {Record<string, string | number>} values @param {string} wanted */
export function fill(sentence, values, wanted) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? new Intl.NumberFormat(wanted).format(value) : value;
  });
}
