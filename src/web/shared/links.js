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
const MAIL = String.raw`[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*\.[A-Za-zÅÄÖåäö]{2,}`;
// Swedish numbers as they are written: 013-20 60 00, 020-50 50 50, 0200-239 500, 0771-117700, +46 13 20 60 00.
const LONG = String.raw`\+46[ \u00a0\u2009\u202f\-]?(?:\(0\)[ \u00a0\u2009\u202f\-]?)?\d{1,3}(?:[ \u00a0\u2009\u202f\-]?\d{2,4}){2,4}|0\d{1,3}(?:[ \u00a0\u2009\u202f\-‑–]\d{2,3}(?:[ \u00a0\u2009\u202f]\d{2,3}){1,3}|[\-‑–]\d{5,8})`;
// The numbers of help that are short enough to be something else: only these, as any other is a year, a sum or a case.
const SHORT = String.raw`112|1177|113[ \u00a0\u2009\u202f]?13|114[ \u00a0\u2009\u202f]?14|116[ \u00a0\u2009\u202f]?(?:000|006|111|117|123)|901[ \u00a0\u2009\u202f]?01|903[ \u00a0\u2009\u202f]?90`;
const ANY = new RegExp(`(${WEB})|(${MAIL})|(${LONG})|(${SHORT})`, 'gu');

/** The fewest digits that a Swedish number has with its area code: "08-12 13" is when something is open. */
const DIGITS = 8;
/** A number goes on before it: the end of another one, of a word or of a sign. */
const GOES_ON_BEFORE = /(?:[\p{L}\p{N}_#§+]|[\p{L}\p{N}][\-–/]|\p{N}[.,: \u00a0\u2009\u202f])$/u;
/** A number goes on after it: a longer one, a time, a sum, a date, the name of a website. */
const GOES_ON_AFTER = /^(?:[\p{L}\p{N}_]|[\-–/:.,]\p{N}|[ \u00a0\u2009\u202f]\d{3}(?!\d)|:-|\.(?:se|nu|com)(?!\p{L}))/iu;
/** What a short number counts or names when one of these stands before it. */
const NAMES = [
  String.raw`buss(?:en|ar)?|linje[nr]?|busslinje|spårvagn(?:en)?|tåg(?:et)?|riksväg|länsväg|väg`,
  String.raw`rum(?:met)?|sal(?:en)?|lokal(?:en)?|lägenhet|lgh|port|box|sid(?:a|an|or|orna)|paragraf|kapitel|artikel|plats`,
  String.raw`ärende|ärendet|dnr|kod(?:en)?|\p{L}+kod(?:en)?|pin|år(?:et)?|årtal`,
  String.raw`(?:ärende|diarie|kund|faktura|post|konto|order|referens|kö|rums|linje|buss|lägenhets)(?:nummer|numret|nr)`,
  String.raw`bus|line|tram|train|route|road|room|flat|page|section|case|code|year|street|avenue`,
  // Addresses: Storgatan, Nya vägen, Trädgårdstorget.
  String.raw`\p{L}*(?:gatan?|vägen|\p{L}väg|gränd(?:en)?|torg(?:et)?|allén?|stigen|backen|esplanaden|platsen|leden|kajen)`,
].join('|');
const NAMED = new RegExp(String.raw`(?:^|[^\p{L}])(?:${NAMES})(?:[ \u00a0](?:nr\.?|nummer|no\.?|number))?[ \u00a0:]{1,2}$`, 'iu');
/** What a short number counts when one of these stands after it; and two towns whose postcodes look like numbers of help. */
const COUNTS = [
  String.raw`kr|kronor|sek|tkr|mkr|euro|€|%|procent|percent|crowns|grader|degrees`,
  String.raw`år|månader|veckor|dagar|timmar|tim|h|minuter|min|sekunder|years|months|weeks|days|hours|minutes`,
  String.raw`m|m²|m2|kvm|km|cm|meter|kilometer|kg|kilo|gram|liter|l`,
  String.raw`personer|platser|elever|invånare|hushåll|lägenheter|bostäder|stycken|st|gånger|ord|tecken|sidor|people|places|pupils|pages|times`,
  String.raw`stockholm|umeå`,
].join('|');
const COUNTED = new RegExp(String.raw`^[ \u00a0]?(?:${COUNTS})(?![\p{L}\p{N}])`, 'iu');

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
    if ((match[3] || match[4]) && !isCalled(text, match)) continue;
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

/** Whether digits are a number to call, by what stands around them. @param {string} text @param {RegExpMatchArray & {index: number}} match */
function isCalled(text, { 0: shown, 3: long, index }) {
  // No street has a longer name, and a long text is not looked through from its beginning for each number in it.
  const [before, after] = [text.slice(Math.max(0, index - 40), index), text.slice(index + shown.length, index + shown.length + 20)];
  if (GOES_ON_BEFORE.test(before) || GOES_ON_AFTER.test(after)) return false;
  if (long) return shown.replace(/\D/g, '').length >= DIGITS;
  return !NAMED.test(before) && !COUNTED.test(after);
}

/** A full stop or bracket after an address belongs to the sentence. @param {string} address */
function withoutEnd(address) {
  const trimmed = address.replace(/[.,;:!?]+$/, '');
  return trimmed.endsWith(')') && !trimmed.includes('(') ? trimmed.slice(0, -1) : trimmed;
}

/** The address of a telephone number as people write it, with words around it or without. @param {string} shown */
export function toCall(shown) {
  const [number] = shown.match(/\+?\(?\d(?:[\s.()\-‑–]*\d){2,}/u) ?? [shown];
  return `tel:${number.replace(/\(0\)/, '').replace(/[^\d+]/g, '')}`;
}

/** @param {string} shown @param {RegExpMatchArray} match */
function address(shown, match) {
  if (match[2]) return `mailto:${shown}`;
  if (match[3] || match[4]) return toCall(shown);
  return shown.startsWith('www.') ? `https://${shown}` : shown;
}
