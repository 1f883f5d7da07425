// What visitors have written that nobody has looked at, and when it calls: no clock, no sound, no page, so that what an
// agent hears can be tested without a browser.

/** @typedef {import('./conversation.js').Conversation} Conversation */
/**
 * @typedef {object} Unseen what is new in one conversation
 * @property {number} count how many messages
 * @property {number} seq the newest of them; 0 when all of them stood there before the conversation was taken
 * @property {number} at when the newest was noticed, in milliseconds
 */
/**
 * @typedef {object} News
 * @property {ReadonlyMap<string, Unseen>} unseen by conversation
 * @property {readonly string[]} calls the conversations in which somebody has just begun to write
 * @property {boolean} sounds whether that is to be heard
 * @property {number} sounded when it was heard last, in milliseconds
 */

/** @type {News} */
export const NO_NEWS = { unseen: new Map(), calls: [], sounds: false, sounded: -Infinity };

/** Messages in one conversation that follow each other within this are one burst, and call once. */
const BURST_MS = 10_000;

/** Two who write at the same moment are heard as one. */
const APART_MS = 2_000;

/**
 * The news after a look at the agent's own conversations; the same object where nothing has changed.
 * @param {News} before
 * @param {readonly Conversation[]} mine
 * @param {number} now in milliseconds, of a clock that only has to go on
 * @returns {News}
 */
export function lookedAt(before, mine, now) {
  /** @type {Map<string, Unseen>} */
  const unseen = new Map();
  /** @type {string[]} */
  const calls = [];
  for (const known of mine) {
    if (known.unread === 0) continue;
    const newest = newestSinceTaken(known);
    const last = before.unseen.get(known.id);
    const isNew = newest > (last?.seq ?? 0);
    if (isNew && !(last && now - last.at < BURST_MS)) calls.push(known.id);
    unseen.set(known.id, { count: known.unread, seq: newest, at: isNew || !last ? now : last.at });
  }
  if (calls.length === 0 && isSame(unseen, before.unseen)) return before;
  const sounds = calls.length > 0 && now - before.sounded >= APART_MS;
  return { unseen, calls, sounds, sounded: sounds ? now : before.sounded };
}

/** @param {ReadonlyMap<string, Unseen>} one @param {ReadonlyMap<string, Unseen>} other */
function isSame(one, other) {
  if (one.size !== other.size) return false;
  return [...one].every(([id, { count, seq }]) => other.get(id)?.count === count && other.get(id)?.seq === seq);
}

/** How many messages nobody has looked at. @param {News} news */
export function countOf(news) {
  return [...news.unseen.values()].reduce((sum, { count }) => sum + count, 0);
}

/**
 * The number of the visitor's newest message since the conversation was last taken, 0 when there is none: what stands
 * above that is no news, it is why it was taken.
 * @param {Conversation} known
 */
function newestSinceTaken(known) {
  let newest = 0;
  const items = known.transcript.items.value;
  for (let at = items.length - 1; at >= 0; at -= 1) {
    const { seq, author, event } = /** @type {import('../../shared/transcript.js').Item} */ (items[at]).entry;
    if (author.kind === 'visitor') newest = Math.max(newest, seq);
    if (event === 'accepted' || event === 'transferred') break;
  }
  return newest;
}
