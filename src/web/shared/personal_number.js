// Finds Swedish personal numbers in what somebody is about to send, so that it can be pointed out first. The server masks
// them in any case.
//
// The rule is that of `src/privacy/personal_number.rs`, which says why it is as it is; the same names stand for the same
// things, and `tests/data/personal_numbers.json` holds the two together. Skatteverket SKV 704: the last digit is a Luhn
// check over the nine before it; a samordningsnummer has 60 added to the day.

/** First and last character, and the digit that the first one is. */
// prettier-ignore
const DIGITS = [
  [0x30, 0x39, 0], [0xb2, 0xb3, 2], [0xb9, 0xb9, 1], [0x660, 0x669, 0], [0x6f0, 0x6f9, 0], [0x7c0, 0x7c9, 0],
  [0x966, 0x96f, 0], [0x9e6, 0x9ef, 0], [0xa66, 0xa6f, 0], [0xae6, 0xaef, 0], [0xb66, 0xb6f, 0],
  [0xbe6, 0xbef, 0], [0xc66, 0xc6f, 0], [0xce6, 0xcef, 0], [0xd66, 0xd6f, 0], [0xde6, 0xdef, 0],
  [0xe50, 0xe59, 0], [0xed0, 0xed9, 0], [0xf20, 0xf29, 0], [0x1040, 0x1049, 0], [0x1090, 0x1099, 0],
  [0x17e0, 0x17e9, 0], [0x1810, 0x1819, 0], [0x1946, 0x194f, 0], [0x19d0, 0x19d9, 0], [0x1a80, 0x1a89, 0],
  [0x1a90, 0x1a99, 0], [0x1b50, 0x1b59, 0], [0x1bb0, 0x1bb9, 0], [0x1c40, 0x1c49, 0], [0x1c50, 0x1c59, 0],
  [0x2070, 0x2070, 0], [0x2074, 0x2079, 4], [0x2080, 0x2089, 0], [0x2460, 0x2468, 1], [0x2474, 0x247c, 1],
  [0x2488, 0x2490, 1], [0x24ea, 0x24ea, 0], [0x24f5, 0x24fd, 1], [0x24ff, 0x24ff, 0], [0x2776, 0x277e, 1],
  [0x2780, 0x2788, 1], [0x278a, 0x2792, 1], [0xa620, 0xa629, 0], [0xa8d0, 0xa8d9, 0], [0xa900, 0xa909, 0],
  [0xa9d0, 0xa9d9, 0], [0xa9f0, 0xa9f9, 0], [0xaa50, 0xaa59, 0], [0xabf0, 0xabf9, 0], [0xff10, 0xff19, 0],
  [0x104a0, 0x104a9, 0], [0x10d30, 0x10d39, 0], [0x10d40, 0x10d49, 0], [0x11066, 0x1106f, 0],
  [0x110f0, 0x110f9, 0], [0x11136, 0x1113f, 0], [0x111d0, 0x111d9, 0], [0x112f0, 0x112f9, 0],
  [0x11450, 0x11459, 0], [0x114d0, 0x114d9, 0], [0x11650, 0x11659, 0], [0x116c0, 0x116c9, 0],
  [0x116d0, 0x116d9, 0], [0x116da, 0x116e3, 0], [0x11730, 0x11739, 0], [0x118e0, 0x118e9, 0],
  [0x11950, 0x11959, 0], [0x11bf0, 0x11bf9, 0], [0x11c50, 0x11c59, 0], [0x11d50, 0x11d59, 0],
  [0x11da0, 0x11da9, 0], [0x11de0, 0x11de9, 0], [0x11f50, 0x11f59, 0], [0x16130, 0x16139, 0],
  [0x16a60, 0x16a69, 0], [0x16ac0, 0x16ac9, 0], [0x16b50, 0x16b59, 0], [0x16d70, 0x16d79, 0],
  [0x1ccf0, 0x1ccf9, 0], [0x1d7ce, 0x1d7ff, 0], [0x1e140, 0x1e149, 0], [0x1e2f0, 0x1e2f9, 0],
  [0x1e4f0, 0x1e4f9, 0], [0x1e5f1, 0x1e5fa, 0], [0x1e950, 0x1e959, 0], [0x1f100, 0x1f100, 0],
  [0x1f101, 0x1f10a, 0], [0x1f10b, 0x1f10c, 0], [0x1fbf0, 0x1fbf9, 0],
];
/** Blanks, and what is drawn as one. */
const BLANKS = [
  [0x09, 0x0d], [0x20, 0x20], [0x85, 0x85], [0xa0, 0xa0], [0x1680, 0x1680], [0x2000, 0x200a], [0x2028, 0x2029], [0x202f, 0x202f],
  [0x205f, 0x205f], [0x2800, 0x2800], [0x3000, 0x3000], [0x3164, 0x3164], [0xffa0, 0xffa0],
];
/** Control characters, soft hyphen, joiners, marks of direction, what is drawn over the sign before, selectors. */
const UNSEEN = [
  [0x00, 0x08], [0x0e, 0x1f], [0x7f, 0x84], [0x86, 0x9f], [0xad, 0xad], [0x300, 0x36f], [0x61c, 0x61c], [0x115f, 0x1160], [0x17b4, 0x17b5],
  [0x180b, 0x180f], [0x1ab0, 0x1aff], [0x1dc0, 0x1dff], [0x200b, 0x200f], [0x202a, 0x202e], [0x2060, 0x206f], [0x20d0, 0x20ff],
  [0xfe00, 0xfe0f], [0xfe20, 0xfe2f], [0xfeff, 0xfeff], [0xfff9, 0xfffb], [0xe0000, 0xe0fff],
];
/** What may stand between the parts of a number, by what it does elsewhere. @type {[string, string][]} */
const JOINTS = [
  ['dash', '-\u02d7\u058a\u05be\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u207b\u208b\u2212\u2796\u2e3a\u2e3b\u301c\u3030\ufe31\ufe32\ufe58\ufe63\uff0d'],
  ['plus', '+\u207a\u208a\u2795\ufe62\uff0b'],
  ['dot', '.\u00b7\u2022\u2024\u2027\u2219\u22c5\u3002\u30fb\ufe52\uff0e'],
  ['slash', '/\\\u2044\u2215\u29f8\uff0f\uff3c'],
  ['comma', ',;\u060c\u066b\u066c\u3001\uff0c\uff1b'],
  ['colon', ':\u2236\ua789\uff1a'],
  ['mark', '_*~=|()[]{}\'"`\u00b4\u2018\u2019\u201c\u201d\u2032\u2223\u223c\u2502\uff08\uff09\uff1d\uff3f\uff5c\uff5e'],
];
/** The letters that are read as a digit between two digits: Latin, Greek, Cyrillic. */
const READ_AS = new Map([...'Oo\u039f\u03bf\u041e\u043e'].map((c) => /** @type {[string, number]} */ ([c, 0])).concat([...'Il\u0399\u0406'].map((c) => [c, 1])));
/** The letters that stand for the first of the last four in an interim number, and count as a 1. */
const INTERIM = new Set('TRSUWXJKLMNPtrsuwxjklmnp');

/** @typedef {number | 'blank' | 'unseen' | 'dash' | 'plus' | 'dot' | 'slash' | 'comma' | 'colon' | 'mark' | 'other'} Sign A number is the digit that it is. */

/** @param {number[][]} ranges @param {number} code */
const within = (ranges, code) => ranges.find(([first, last]) => first <= code && code <= last);

/** What a character is. @param {string} c @returns {Sign} */
export function signOf(c) {
  const code = /** @type {number} */ (c.codePointAt(0));
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (c === ' ' || c === '\n') return 'blank';
  if (isAsciiLetter(code) || (code >= 0xc0 && code <= 0x2d6)) return 'other';
  const digit = within(DIGITS, code);
  if (digit) return (digit[2] + code - digit[0]) % 10;
  if (within(BLANKS, code)) return 'blank';
  if (within(UNSEEN, code)) return 'unseen';
  return /** @type {Sign} */ (JOINTS.find(([, signs]) => signs.includes(c))?.[0] ?? 'other');
}

/** @param {number} code */
const isAsciiLetter = (code) => (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
/** @param {string} c */
const isLetter = (c) => {
  const code = /** @type {number} */ (c.codePointAt(0));
  return isAsciiLetter(code) || (code >= 0xc0 && signOf(c) === 'other');
};
/** Full width letters are letters. @param {string} c */
const plain = (c) => (c >= '\uff21' && c <= '\uff5a' ? String.fromCharCode(c.charCodeAt(0) - 0xfee0) : c);

/** What is between two marks. @typedef {{broken: boolean, blanks: number, signs: number, joint: Sign | null}} Gap */
/** A digit of the text, or the letter of an interim number. @typedef {{value: number, letter: boolean, start: number, end: number, gap: Gap, taken: boolean}} Mark */
/** The gap beside a window and the digits beyond it. @typedef {{gap: Gap, digits: number} | null} Beside */

const FEWEST_DIGITS = 4;
const LAST = 4;

/** @returns {Gap} */
const nothing = () => ({ broken: false, blanks: 0, signs: 0, joint: null });
/** @returns {Gap} */
const broken = () => ({ broken: true, blanks: 0, signs: 0, joint: null });
/** @param {Gap} gap */
const isNothing = (gap) => !gap.broken && gap.blanks === 0 && gap.signs === 0;
/** @param {Gap} gap */
const isTight = (gap) => !gap.broken && gap.signs > 0 && gap.blanks === 0;
/** @param {Gap} gap @param {number} blanks @param {number} signs */
const fits = (gap, blanks, signs) => !gap.broken && gap.blanks <= blanks && gap.signs <= signs;
/** @param {Gap} gap */
const isInner = (gap) => fits(gap, 2, 1) && !['plus', 'comma', 'colon'].includes(String(gap.joint));
/** @param {Gap} gap */
const isStrong = (gap) => isNothing(gap) || gap.joint === 'dash' || gap.joint === 'plus';
/** @param {Gap} gap @param {boolean} dateIsParted */
function isMain(gap, dateIsParted) {
  const ends = gap.joint === 'comma' || gap.joint === 'colon' || (gap.joint === 'dot' && gap.blanks > 0);
  return fits(gap, 12, 3) && !(dateIsParted && ends);
}

/**
 * The personal numbers in a text, as they are written there.
 * @param {string} text
 * @returns {string[]}
 */
export function personalNumbers(text) {
  return personalNumberPlaces(text).map(([start, end]) => text.slice(start, end));
}

/**
 * The places of personal numbers in a text, from left to right.
 * @param {string} text
 * @returns {[number, number][]}
 */
export function personalNumberPlaces(text) {
  let digits = 0;
  for (const c of text) {
    if (typeof signOf(c) === 'number') digits += 1;
    if (digits === FEWEST_DIGITS) return search(text, marksOf(text));
  }
  return [];
}

/** The digits of a text with the gaps between them. @param {string} text */
function marksOf(text) {
  /** @type {{at: number, c: string, sign: Sign}[]} */
  const seen = [];
  let at = 0;
  for (const c of text) {
    const sign = signOf(c);
    if (sign !== 'unseen') seen.push({ at, c, sign });
    at += c.length;
  }
  /** @type {Mark[]} */
  const marks = [];
  let gap = broken();
  // How many letters in a row were read as digits.
  let read = 0;
  seen.forEach(({ at: start, c, sign }, index) => {
    const next = seen[index + 1];
    // With what nobody sees after it, which would be left over.
    const end = next ? next.at : text.length;
    const value = READ_AS.get(plain(c));
    const put = (/** @type {number} */ digit, letter = false) => marks.push({ value: digit, letter, start, end, gap, taken: false });
    if (typeof sign === 'number') {
      put(sign);
      [gap, read] = [nothing(), 0];
    } else if (sign === 'other' && value !== undefined && isNothing(gap) && read < 2 && goesOn(next)) {
      put(value);
      read += 1;
    } else if (!gap.broken && INTERIM.has(plain(c)) && !(index > 0 && isLetter(seen[index - 1].c)) && threeFollow(seen, index)) {
      put(1, true);
      [gap, read] = [nothing(), 0];
    } else if (sign === 'blank') {
      gap = { ...gap, blanks: gap.blanks + 1 };
    } else if (sign !== 'other' && sign !== 'unseen') {
      const first = sign === 'dash' || sign === 'plus' ? null : gap.joint;
      gap = { ...gap, signs: gap.signs + 1, joint: first ?? sign };
    } else {
      gap = broken();
    }
  });
  return marks;
}

/** Whether a letter that stands after a digit may be one: not at the end of a number or in a word. @param {{c: string, sign: Sign} | undefined} next */
function goesOn(next) {
  if (!next) return false;
  if (typeof next.sign === 'number' || next.sign === 'dash' || next.sign === 'plus') return true;
  return next.sign === 'other' && READ_AS.has(plain(next.c));
}

/** Whether three digits and no fourth come next. @param {{sign: Sign}[]} seen @param {number} index */
function threeFollow(seen, index) {
  const isDigit = (/** @type {number} */ ahead) => typeof seen[index + ahead]?.sign === 'number';
  return isDigit(1) && isDigit(2) && isDigit(3) && !isDigit(4);
}

/** @param {string} text @param {Mark[]} marks */
function search(text, marks) {
  /** @type {[number, number][]} */
  const found = [];
  // What stands beside a number that was found is beside no digits any more.
  for (let time = 0; time < 3; time += 1) {
    const before = found.length;
    let at = 0;
    while (at + 10 <= marks.length) {
      const length = [12, 10].find((tried) => isNumber(text, marks, at, tried));
      if (length !== undefined) {
        for (const mark of marks.slice(at, at + length)) mark.taken = true;
        found.push([marks[at].start, marks[at + length - 1].end]);
      }
      at += length ?? 1;
    }
    if (found.length === before) break;
  }
  return found.sort((a, b) => a[0] - b[0]);
}

/** @param {string} text @param {Mark[]} marks @param {number} at @param {number} length */
function isNumber(text, marks, at, length) {
  const touches = (/** @type {Mark | undefined} */ mark) => mark !== undefined && isNothing(mark.gap) && !mark.letter;
  if (at + length > marks.length || touches(marks[at]) || touches(marks[at + length])) return false;
  for (let place = at; place < at + length; place += 1) {
    if (marks[place].taken || (place > at && marks[place].gap.broken)) return false;
  }
  const window = marks.slice(at, at + length);
  return hasSense(window) && hasShape(window) && isApart(text, marks, at, window);
}

/** Whether what stands around it makes it no part of something else. @param {string} text @param {Mark[]} marks @param {number} at @param {Mark[]} window */
function isApart(text, marks, at, window) {
  const last = window.slice(-LAST);
  const [before, after] = [beforeOf(marks, at), afterOf(marks, at + window.length)];
  const single = (/** @type {Beside} */ beside) => beside !== null && beside.digits === 1 && isInner(beside.gap);
  if (!isNothing(window[1].gap) && single(before)) return false;
  if (!isNothing(last[1].gap) && single(after)) return false;
  const [first, second] = [last[0].value, last[1].value];
  const year = last.slice(1).every((mark) => isNothing(mark.gap)) && ((first === 1 && second >= 8) || (first === 2 && second === 0));
  if (year && after && isTight(after.gap) && after.digits === 2) return false;
  if (window.slice(1).every((mark) => isNothing(mark.gap))) {
    return !(before && isTight(before.gap) && before.gap.joint === 'dot' && before.digits < 4);
  }
  return isStrong(last[0].gap) || (!continues(before) && !isContinued(after, last) && !isCounted(text, window));
}

/** The gap and the digits that stand before a mark, unless they are a number's. @param {Mark[]} marks @param {number} at @returns {Beside} */
function beforeOf(marks, at) {
  const gap = marks[at].gap;
  if (at === 0 || gap.broken || marks[at - 1].taken) return null;
  let digits = 1;
  while (digits < 6 && at > digits && isNothing(marks[at - digits].gap)) digits += 1;
  return { gap, digits };
}

/** The gap and the digits that stand after a window, unless they are a number's. @param {Mark[]} marks @param {number} end @returns {Beside} */
function afterOf(marks, end) {
  const first = marks[end];
  if (!first || first.gap.broken || first.taken) return null;
  let digits = 1;
  while (digits < 7 && marks[end + digits] && isNothing(marks[end + digits].gap)) digits += 1;
  return { gap: first.gap, digits };
}

/** @param {Gap} gap */
const isFraction = (gap) => gap.joint === 'dot' || gap.joint === 'comma' || gap.joint === 'colon';
/** Whether a number goes on from what stands before. @param {Beside} before */
function continues(before) {
  return before !== null && isTight(before.gap) && before.digits <= (isFraction(before.gap) ? 3 : 4);
}
/** Whether the last four go on: an area code and its number, a sum and its fraction. @param {Beside} after @param {Mark[]} last */
function isContinued(after, last) {
  return after !== null && isTight(after.gap) && (isFraction(after.gap) ? after.digits <= 2 : last[0].value === 0);
}

/** "2026-03-02 1250 kr": the last four are a sum or an amount. @param {string} text @param {Mark[]} window */
function isCounted(text, window) {
  const rest = [...text.slice(window[window.length - 1].end).slice(0, 20)].slice(0, 10).join('').replace(/^[ \u00a0\u202f]+/, '');
  let word = '';
  for (const c of rest) {
    if (!isLetter(c)) break;
    word += c.charCodeAt(0) < 0x80 ? c.toLowerCase() : c;
  }
  return ['kr', 'kronor', 'sek', 'st', 'stycken'].includes(word) || [':-', ',-', '%', '\u20ac'].some((sign) => rest.startsWith(sign));
}

/** Whether century, date and check digit are those of a number. @param {Mark[]} window */
function hasSense(window) {
  const last = window.slice(-LAST);
  const letters = window.filter((mark) => mark.letter).length;
  if (letters > 1 || (letters === 1 && !last[0].letter)) return false;
  const digits = window.map((mark) => mark.value).join('');
  const short = digits.slice(-10);
  return dateExists(digits.slice(0, -10), short) && (luhn(short.slice(0, 9)) === Number(short[9]) || (letters === 1 && isPlainlyInterim(window)));
}

/** Universities give interim numbers without a check digit: then nothing but the usual way of writing will do. @param {Mark[]} window */
function isPlainlyInterim(window) {
  const main = window[window.length - LAST];
  return isStrong(main.gap) && main.gap.blanks === 0 && window.slice(1).every((mark) => mark === main || isNothing(mark.gap));
}

/** @param {string} century @param {string} short */
function dateExists(century, short) {
  if (century !== '' && !['18', '19', '20'].includes(century)) return false;
  const [month, day] = [Number(short.slice(2, 4)), Number(short.slice(4, 6))];
  const number = day > 60 ? day - 60 : day;
  // Without a century the 29th of February is believed: 2000 was a leap year, and every fourth year before it.
  const date = new Date(Date.UTC(Number((century || '20') + short.slice(0, 2)), month - 1, number));
  return number > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === number;
}

/** Whether the gaps are where a number is parted. @param {Mark[]} window */
function hasShape(window) {
  const gaps = window.map((mark) => mark.gap);
  const main = gaps[gaps.length - LAST];
  const [parts, ends] = [gaps.slice(1, -LAST), gaps.slice(-LAST + 1)];
  // Between year and month, between month and day; a gap stands in `parts` one place before its digit.
  const [year, month] = [parts[parts.length - 4], parts[parts.length - 2]];
  const each = parts.every((gap) => !isNothing(gap));
  const inPairs = parts.every((gap, place) => place % 2 === 1 || isNothing(gap));
  const alike = isNothing(year) || isNothing(month) || year.joint === month.joint;
  if (!(each || (inPairs && alike)) || !parts.every(isInner)) return false;
  if (!isMain(main, parts.some((gap) => !isNothing(gap)))) return false;
  const bothOrNone = isNothing(year) === isNothing(month);
  if (isNothing(main)) return bothOrNone && ends.every(isNothing);
  // "0701-23 45 67" and its kin are telephone numbers.
  if (window.length === 10 && window[0].value === 0 && !bothOrNone) return false;
  const blank = (/** @type {Gap} */ gap) => fits(gap, 2, 0);
  const [a, b, c] = ends;
  if (ends.every(isNothing)) return true;
  // 811218-987-6
  if (isNothing(a) && isNothing(b)) return fits(c, 1, 1) && (c.joint === null || c.joint === 'dash');
  // 81 12 18 98 76, and no span of times.
  if (isNothing(a) && isNothing(c)) return blank(b) && parts.every(blank) && (isStrong(main) || main.signs === 0);
  return ends.every((gap) => !isNothing(gap) && isInner(gap));
}

/** The check digit of nine digits. @param {string} digits */
export function luhn(digits) {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const doubled = Number(digits[i]) * (i % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10;
}
