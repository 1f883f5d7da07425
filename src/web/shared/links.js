// Which addresses may become links, and where they stand in plain text.

const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** An address that may be followed, or null: `javascript:` and the like are never links. @param {string} address */
export function safeAddress(address) {
  try {
    const url = new URL(address);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** @typedef {{text: string, href: string | null}} Piece */

const WEB = String.raw`https?:\/\/[^\s<>"']+|www\.[^\s<>"']+\.[^\s<>"']+`;
const MAIL = String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-zÅÄÖåäö]{2,}`;
// Swedish numbers as they are written: 013-20 60 00, 020-50 50 50, 0771-11 77 00, +46 13 20 60 00, and 112, 1177, 11414.
const PHONE = String.raw`(?<![\d-])(?:\+46\s?\(?0?\)?\s?\d{1,3}|0\d{1,3})[-\s]\d{2,3}(?:[ ]\d{2,3}){1,3}(?![\d-])|(?<![\d:.,-]|\d\s)(?:112|1177|114\s14|116\s1\d{2})(?![\d:.,]*\d)`;
const ANY = new RegExp(`(${WEB})|(${MAIL})|(${PHONE})`, 'g');

/**
 * Cuts a text into words and links, in order; put together again the pieces are the text.
 * @param {string} text
 * @returns {Piece[]}
 */
export function pieces(text) {
  /** @type {Piece[]} */
  const result = [];
  let from = 0;
  for (const match of text.matchAll(ANY)) {
    const shown = match[1] ? withoutEnd(match[1]) : match[0];
    const href = safeAddress(address(shown, match));
    if (!href) continue;
    if (match.index > from) result.push({ text: text.slice(from, match.index), href: null });
    result.push({ text: shown, href });
    from = match.index + shown.length;
  }
  if (from < text.length) result.push({ text: text.slice(from), href: null });
  return result;
}

/** A full stop or bracket after an address belongs to the sentence. @param {string} address */
function withoutEnd(address) {
  const trimmed = address.replace(/[.,;:!?]+$/, '');
  return trimmed.endsWith(')') && !trimmed.includes('(') ? trimmed.slice(0, -1) : trimmed;
}

/** @param {string} shown @param {RegExpMatchArray} match */
function address(shown, match) {
  if (match[2]) return `mailto:${shown}`;
  if (match[3]) return `tel:${shown.replace(/\(0\)/, '').replace(/[^\d+]/g, '')}`;
  return shown.startsWith('www.') ? `https://${shown}` : shown;
}
