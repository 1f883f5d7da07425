// A text without its personal numbers, as if they had never stood there: no blank too many, no empty brackets, no comma
// that parts nothing. What does not touch a number is left as it is.

import { personalNumberPlaces } from '../../shared/personal_number.js';

/** What may stand between two numbers and is about nothing else. */
const BETWEEN = /^[\s,;/&]*(?:och|samt|eller|and|or)?[\s,;/&]*$/i;
/** What encloses a number, as `(…)` does. */
const PAIRS = ['()', '[]', '””', '""', '“”', "''", '’’', '«»', '»»', '<>'];

/** @param {string} text */
export function without(text) {
  /** @type {[number, number][]} */
  const places = [];
  for (const [from, to] of personalNumberPlaces(text)) {
    const before = places.at(-1);
    if (before && BETWEEN.test(text.slice(before[1], from))) before[1] = to;
    else places.push([from, to]);
  }
  // From the end, so that the places before stay where they are.
  return places.reduceRight((left, [from, to]) => joined(left.slice(0, from), left.slice(to)), text);
}

/** What stood before a number and after it, as one text. @param {string} before @param {string} after @returns {string} */
function joined(before, after) {
  const [inner, outer] = [before.trimEnd(), after.trimStart()];
  if (PAIRS.includes(inner.slice(-1) + outer.slice(0, 1))) return joined(inner.slice(0, -1), outer.slice(1));
  const [begins, ends] = [/(?:^|\n)[^\S\n]*$/.test(before), /^[^\S\n]*(?:\n|$)/.test(after)];
  // It had its line for itself.
  if (begins && ends) return alone(before.replace(/[^\S\n]+$/, ''), after.replace(/^[^\S\n]+/, ''));
  if (begins || /[([][^\S\n]*$/.test(before)) return before + after.replace(/^[^\S\n]*[,;]?[^\S\n]*/, '');
  if (ends) return before.replace(/[^\S\n]*[,;(]?[^\S\n]*$/, '') + after.replace(/^[^\S\n]+/, '');
  const parted = /[,;][^\S\n]*$/.test(before) && /^[^\S\n]*[,;.!?)]/.test(after) ? before.replace(/[^\S\n]*[,;][^\S\n]*$/, '') : before;
  if (/^[^\S\n]*[,;.:!?)\]]/.test(after)) return parted.replace(/[^\S\n]+$/, '') + after.replace(/^[^\S\n]+/, '');
  return /\s$/.test(before) ? before + after.replace(/^[^\S\n]+/, '') : before + after;
}

/** A line is gone: of two empty lines around it one goes with it. @param {string} before @param {string} after */
function alone(before, after) {
  if (before === '') return after.replace(/^\n+/, '');
  if (after === '') return before.replace(/\n+$/, '');
  return /\n\n$/.test(before) && /^\n\n/.test(after) ? before + after.slice(2) : before + after.slice(1);
}
