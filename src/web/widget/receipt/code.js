// A receipt code as somebody types it: read as forgivingly as the server does, so that a slip is told before anything is
// sent. The server's `conversation/receipt.rs` is the authority.

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** How many characters a code has; the last one is a check over the others. */
export const LENGTH = 18;

/** Blanks, and every dash that a keyboard may make of a hyphen. */
const SEPARATORS = /[\s\-\u2010-\u2015\u2212]/g;

/** @typedef {'missing' | 'length' | 'mistyped'} Fault */

/** What is wrong with a code, as far as it can be told without asking; null when nothing is. @param {string} typed @returns {Fault | null} */
export function faultOf(typed) {
  const values = valuesOf(typed);
  if (values.length === 0) return 'missing';
  if (values.length !== LENGTH) return 'length';
  if (values.includes(-1)) return 'mistyped';
  return values.reduce((sum, value) => timesAlpha(sum) ^ value, 0) === 0 ? null : 'mistyped';
}

/** How many characters were typed, without what only parts them. @param {string} typed */
export function lengthOf(typed) {
  return valuesOf(typed).length;
}

/** @param {string} typed the value of each character, -1 for one that is in no code */
function valuesOf(typed) {
  const meant = typed.replace(SEPARATORS, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  return [...meant].map((character) => ALPHABET.indexOf(character));
}

/** In GF(2⁵), with x⁵ + x² + 1. @param {number} value */
function timesAlpha(value) {
  const doubled = value << 1;
  return doubled & 32 ? doubled ^ 0b100101 : doubled;
}
