// One conversation as the agent's screen holds it: the log, the notes beside it, and what the server says about it.
// A value, except for the transcript, which is the same object for as long as the conversation is known.

import { Transcript } from '../../shared/transcript.js';

/** How long "is writing" stands after the last word of it. The visitor's page repeats it sooner. */
const TYPING_MS = 6000;

/**
 * @typedef {object} Saving a note written here that the server has not shown back
 * @property {string} id
 * @property {string} text
 * @property {string | null} refused why the server said no, in the reader's language
 */
/**
 * @typedef {object} Conversation
 * @property {string} id
 * @property {'unnamed' | 'mine' | 'left'} standing `mine` has not named it yet; it is the agent's; it was the agent's
 * @property {import('./wire.js').Stage | null} stage
 * @property {number} readSeq the last number that the agent has seen
 * @property {number} unread
 * @property {import('./wire.js').Page | null} page
 * @property {string | null} language
 * @property {boolean} urgent
 * @property {boolean} concern the visitor may be in distress, which is less than urgent
 * @property {readonly string[]} danger what it may be about, by kind
 * @property {boolean} nobodyInDanger the visitor has said so since
 * @property {Transcript} transcript
 * @property {readonly import('./wire.js').Note[]} notes
 * @property {readonly Saving[]} saving
 * @property {number} typingUntil the visitor writes, as far as is known, until then
 * @property {number} seenSeq the last number that the visitor has seen
 * @property {string | null} offeredTo the colleague who is asked to take it over
 * @property {import('./wire.js').VisitorPresence | null} there whether the visitor is there; null while nobody has said
 * @property {readonly import('./wire.js').Passage[] | null} passages
 */

/** @param {string} id @returns {Conversation} */
export function begun(id) {
  return {
    id,
    standing: 'unnamed',
    stage: null,
    readSeq: 0,
    unread: 0,
    page: null,
    language: null,
    urgent: false,
    concern: false,
    danger: [],
    nobodyInDanger: false,
    transcript: new Transcript('agent'),
    notes: [],
    saving: [],
    typingUntil: 0,
    seenSeq: 0,
    offeredTo: null,
    there: null,
    passages: null,
  };
}

/** @param {Conversation} known @param {import('./wire.js').Mine} brief @returns {Conversation} */
export function withBrief(known, brief) {
  const { stage, page = null, language = null, urgent = false, concern = false, danger = [] } = brief;
  const nobodyInDanger = brief.nobody_in_danger === true;
  const readSeq = Math.max(known.readSeq, brief.read);
  // An older server does not say; then what was asked last stands.
  const offeredTo = brief.offered_to === undefined ? known.offeredTo : (brief.offered_to?.name ?? null);
  // Until the log is here, the server's count has to do.
  const unread = known.transcript.highestSeq() === 0 ? brief.unread : known.transcript.countAfter('visitor', readSeq);
  return { ...known, standing: 'mine', stage, readSeq, unread, page, language, urgent, concern, danger, nobodyInDanger, offeredTo };
}

/** The agent has read to the end. @param {Conversation} known @returns {Conversation} */
export function read(known) {
  return { ...known, readSeq: known.transcript.highestSeq(), unread: 0 };
}

/** @param {Conversation} known @returns {Conversation} */
export function left(known) {
  return { ...known, standing: 'left', unread: 0, typingUntil: 0, offeredTo: null };
}

/** The agent has closed it. @param {Conversation} known @returns {Conversation} */
export function closed(known) {
  return { ...left(known), stage: { kind: 'closed', reason: 'by_agent' } };
}

/** @param {Conversation} known @param {import('./wire.js').Entry} entry @returns {Conversation} */
export function withEntry(known, entry) {
  known.transcript.add(entry);
  if (entry.author.kind !== 'visitor') return known;
  // Who answers has read what stands above.
  const seenSeq = Math.max(known.seenSeq, entry.seq);
  return { ...known, typingUntil: 0, seenSeq, unread: known.transcript.countAfter('visitor', known.readSeq) };
}

/**
 * Notes have no number of their own; they come again after a new connection, and the same one counts once.
 * @param {Conversation} known
 * @param {import('./wire.js').Note} note
 * @returns {Conversation}
 */
export function withNote(known, note) {
  const same = (/** @type {import('./wire.js').Note} */ other) =>
    other.at_seq === note.at_seq && other.at === note.at && other.text === note.text && other.what === note.what;
  return known.notes.some(same) ? known : { ...known, notes: [...known.notes, note] };
}

/**
 * Whether the visitor is there, and what they have read as far as is known.
 * @param {Conversation} known
 * @param {import('./wire.js').VisitorPresence & {seen: number | null}} frame
 * @returns {Conversation}
 */
export function withVisitor(known, { presence, since, seen }) {
  return { ...known, there: { presence, since }, seenSeq: Math.max(known.seenSeq, seen ?? 0) };
}

/** Nobody hears of the visitor any more. @param {Conversation} known @returns {Conversation} */
export function unheard(known) {
  return { ...known, there: null, typingUntil: 0 };
}

/** @param {Conversation} known @param {boolean} on @param {number} now @returns {Conversation} */
export function withTyping(known, on, now) {
  return { ...known, typingUntil: on ? now + TYPING_MS : 0 };
}

/**
 * @param {Conversation} known
 * @param {{author?: import('./wire.js').Author, seq: number}} seen
 * @returns {Conversation}
 */
export function withSeen(known, { author, seq }) {
  if (author && author.kind !== 'visitor') return known;
  return { ...known, seenSeq: Math.max(known.seenSeq, seq) };
}

/**
 * A message or a note leaves for the server; sent again under the same id it takes its old place.
 * @param {Conversation} known
 * @param {{type: 'say' | 'note', id: string, text: string}} frame
 * @param {number} now
 * @returns {Conversation}
 */
export function withSent(known, { type, id, text }, now) {
  if (type === 'say') {
    known.transcript.sending(id, text, new Date(now).toISOString());
    return known;
  }
  const others = known.saving.filter((one) => one.id !== id);
  return { ...known, saving: [...others, { id, text, refused: null }] };
}

/**
 * The server has it safe.
 * @param {Conversation} known
 * @param {string} id
 * @param {number | null} seq null for a note, which stands beside the log and is shown when the server tells it
 * @returns {Conversation}
 */
export function withKept(known, id, seq) {
  if (seq !== null) known.transcript.acknowledged(id, seq);
  return without(known, id);
}

/** @param {Conversation} known @param {string} id @param {string} why @returns {Conversation} */
export function withRefused(known, id, why) {
  known.transcript.failed(id, why);
  return { ...known, saving: known.saving.map((one) => (one.id === id ? { ...one, refused: why } : one)) };
}

/** Takes back what was not sent. @param {Conversation} known @param {string} id @returns {Conversation} */
export function withoutSent(known, id) {
  known.transcript.forget(id);
  return without(known, id);
}

/** @param {Conversation} known @param {string} id @returns {Conversation} */
function without(known, id) {
  return { ...known, saving: known.saving.filter((one) => one.id !== id) };
}

/** What the server said no to, as it was sent. @param {Conversation} known */
export function refusedWords(known) {
  const said = known.transcript.items.value.filter((item) => item.progress === 'failed').map(({ entry }) => ({ type: 'say', text: entry.text }));
  const noted = known.saving.filter((one) => one.refused !== null).map(({ text }) => ({ type: 'note', text }));
  return [...said, ...noted].map((one) => ({ ...one, conversation: known.id }));
}

/**
 * Since when the visitor waits for a person's answer: their last word, or that they asked for a person; null when staff
 * spoke last. What is on its way to the server answers nobody yet, and neither do notes, machines and events.
 * @param {Conversation} known
 * @returns {string | null}
 */
export function waitsSince(known) {
  const last = known.transcript.items.value.findLast(({ seq, entry }) =>
    seq !== null && (entry.author.kind === 'visitor' || entry.author.kind === 'agent' || entry.event === 'queued'));
  return last && last.entry.author.kind !== 'agent' ? last.entry.at : null;
}

/**
 * What a person would call the conversation: what the visitor wrote when danger was told of, else their first words, else
 * the page.
 * @param {Conversation} known
 * @returns {string} empty while nothing is known
 */
export function title(known) {
  const items = known.transcript.items.value;
  const told = items.findLastIndex(({ entry }) => entry.event === 'emergency');
  const danger = told >= 0 ? told : items.findLastIndex(({ entry }) => entry.event === 'concern');
  const words = items.slice(0, Math.max(0, danger)).findLast(saysSomething) ?? items.find(saysSomething);
  return words?.entry.text ?? known.page?.title ?? '';
}

/** @param {import('../../shared/transcript.js').Item} item */
const saysSomething = ({ entry }) => entry.author.kind === 'visitor' && entry.text !== '';
