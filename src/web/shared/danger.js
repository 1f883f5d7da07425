// Entries about danger: an alarm, and a concern, which is less. Their first line may be in the visitor's own language,
// which the server does not otherwise write.

/** @typedef {import('./wire.d.ts').Entry} Entry */

/** Languages that are written from the right. */
const FROM_RIGHT = new Set(['ar', 'fa', 'prs']);
/** Danger that comes from somebody who may look at the screen. */
const WATCHED = ['violence', 'child'];

/** @param {Pick<Entry, 'event'>} entry */
export const isAlarm = ({ event }) => event === 'emergency';

/** @param {Pick<Entry, 'event'>} entry */
export const isOfDanger = (entry) => isAlarm(entry) || entry.event === 'concern';

/** Whether somebody may be near who must not see the chat. @param {Pick<Entry, 'event' | 'data'>} entry */
export function mayBeWatched({ event, data }) {
  const kinds = event === 'emergency' && Array.isArray(data?.kinds) ? data.kinds : [];
  return WATCHED.some((kind) => kinds.includes(kind));
}

/**
 * The first line, and what follows it; put together again with a line break they are the text.
 * @param {Pick<Entry, 'text'>} entry
 * @returns {{first: string, rest: string}}
 */
export function parts({ text }) {
  const end = text.indexOf('\n');
  return end < 0 ? { first: text, rest: '' } : { first: text.slice(0, end), rest: text.slice(end + 1) };
}

/**
 * What the first line is written in.
 * @param {Pick<Entry, 'data'>} entry
 * @param {string} servers the language of the server's other words
 * @returns {{lang: string, dir: 'auto' | 'rtl'}}
 */
export function firstLine({ data }, servers) {
  const lang = typeof data?.language === 'string' ? data.language : servers;
  return { lang, dir: FROM_RIGHT.has(lang) ? 'rtl' : 'auto' };
}
