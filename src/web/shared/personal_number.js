// Finds Swedish personal numbers in what somebody is about to send, so that it can be pointed out first.
// The server masks them in any case; the rule is the same on both sides.
//
// A personnummer is a date, three digits and a check digit: YYMMDD-NNNC or YYYYMMDD-NNNC, with `-`, `+` (older than
// 100 years), a space or nothing between. A samordningsnummer adds 60 to the day. Skatteverket SKV 704: the last digit
// is a Luhn check over the nine before it.

const SHAPE = /(?<!\d)(?:(\d{2})[- ]?)??(\d{2})[- ]?(\d{2})[- ]?(\d{2})\s?[-–+ ]?\s?(\d{3})[- ]?(\d)(?!\d)/g;

/**
 * The personal numbers in a text, as they are written there.
 * @param {string} text
 * @returns {string[]}
 */
export function personalNumbers(text) {
  return [...text.matchAll(SHAPE)].filter((match) => isPersonalNumber(match)).map((match) => match[0].trim());
}

/** @param {RegExpMatchArray} match */
function isPersonalNumber([, century, year, month, day, serial, check]) {
  return luhn(year + month + day + serial) === Number(check) && dateExists(century, year, month, day);
}

/** @param {string | undefined} century @param {string} year @param {string} month @param {string} day */
function dateExists(century, year, month, day) {
  if (century !== undefined && !['18', '19', '20'].includes(century)) return false;
  const number = Number(day) > 60 ? Number(day) - 60 : Number(day);
  // Without a century the 29th of February is believed: 2000 was a leap year, and every fourth year before it.
  const date = new Date(Date.UTC(Number((century ?? '20') + year), Number(month) - 1, number));
  return number > 0 && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === number;
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
