// Values as the console says them.

import { language, t } from '../shared/text.js';
import { clockTime, day, dayName } from '../shared/time.js';

/** "40 s", "12 min", "3 tim 5 min" @param {number} ms */
export function span(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return t('seconds', { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('minutes', { n: minutes });
  return t('hours_minutes', { h: Math.floor(minutes / 60), m: minutes % 60 });
}

/**
 * How long a left message has waited, in opening hours. Where none have passed, "0 s" would say that it came just now; and
 * while the desk is held open out of turn, no time is counted either.
 * @param {Pick<import('./state/wire.js').LeftMessage, 'at' | 'age_office_minutes'>} left @param {number} now
 */
export function age({ at, age_office_minutes: minutes }, now) {
  if (minutes > 0) return t('morning.age', { age: span(minutes * 60_000) });
  return t(now - Date.parse(at) < 60_000 ? 'morning.age_new' : 'morning.age_none');
}

/** "13:05" today, "måndag 2 mars 13:05" on any other day. @param {string} instant @param {number} now */
export function moment(instant, now) {
  const time = clockTime(instant, language.value);
  const today = day(new Date(now).toISOString());
  return day(instant) === today ? time : `${dayName(instant, language.value)} ${time}`;
}

/** The name of a language, for those that have one here. @param {string | null | undefined} code */
export function languageName(code) {
  return code === 'sv' || code === 'en' ? t(`language.${code}`) : (code ?? '');
}

/** Whether a visitor is there. @param {import('./state/wire.js').VisitorPresence} there @param {number} now */
export function thereWords({ presence, since }, now) {
  if (presence === 'away') return since ? t('there.away_since', { time: moment(since, now) }) : t('there.away');
  return t(presence === 'here' ? 'there.here' : 'there.unknown');
}

/** From which colleague a conversation comes, and why. @param {import('./state/wire.js').Handover} handover */
export function cameFrom({ from, reason }) {
  const name = from.name || t('handover.somebody');
  return reason ? t('handover.from', { name, reason }) : t('handover.from_without', { name });
}

/** An address without what nobody reads: scheme, www and a last slash. @param {string} url */
export function shortAddress(url) {
  return url.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
}
