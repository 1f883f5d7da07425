// The first sentences of a text, to be seen at once, and the rest of it, for who wants to read on.

/** As much as fits beside what else stands in the first screen of a phone. */
const AT_MOST = 160;

/**
 * Whole sentences; put together again they are the text. Of a text whose first sentence is longer than that, all is first
 * if it is not much longer, as a rest of some words would be no help.
 * @param {string} text
 * @returns {{first: string, rest: string}}
 */
export function firstOf(text) {
  const ends = [...text.matchAll(/[.!?](?=\s+\p{Lu})/gu)].map(({ index }) => index + 1);
  const fits = (/** @type {number} */ most) => (text.length <= most ? text.length : undefined);
  const end = fits(AT_MOST) ?? ends.findLast((one) => one <= AT_MOST) ?? fits(AT_MOST * 1.5) ?? ends[0] ?? text.length;
  return { first: text.slice(0, end), rest: text.slice(end).trim() };
}
