// Times as people read them. The desk stands in Sweden: a visitor abroad sees the same clock as the agent.

const LOCALES = /** @type {Record<string, string>} */ ({ en: 'en-GB' });
const ZONE = 'Europe/Stockholm';
/** @type {Map<string, Intl.DateTimeFormat>} making a format is slow, and a transcript needs one per entry */
const formats = new Map();

/** @param {string} language @param {Intl.DateTimeFormatOptions} options */
function format(language, options) {
  const locale = LOCALES[language] ?? 'sv-SE';
  const name = locale + JSON.stringify(options);
  let made = formats.get(name);
  if (!made) formats.set(name, (made = new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options })));
  return made;
}

/** "13:05" @param {string} instant @param {string} language */
export function clockTime(instant, language) {
  return format(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant));
}

/** "11 juni 2021", of an instant or a date such as 2021-06-11. @param {string} instant @param {string} language */
export function longDate(instant, language) {
  return format(language, { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(instant));
}

/** "måndag 2 mars" @param {string} instant @param {string} language */
export function dayName(instant, language) {
  return format(language, { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(instant));
}

/** "2026-03-02" in Sweden; two instants are on the same day when these are equal. @param {string} instant */
export function day(instant) {
  return format('sv', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(instant));
}
