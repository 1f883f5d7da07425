// What one side sees of a conversation: the numbered entries, and behind them what that side has said but the server
// has not numbered yet.
//
// An own message is told twice, as `ack` to the socket that sent it and as `entry` to every socket of its author, in
// any order. Both lead to the same item with the same key, so that a screen reader hears it once.

import { batch, computed, signal } from './ui.js';

/** @typedef {import('./wire.d.ts').Entry} Entry */
/** @typedef {import('./wire.d.ts').Author} Author */
/** @typedef {'sending' | 'sent' | 'failed'} Progress */
/** @typedef {{id: string, text: string, at: string, progress: Progress, seq: number | null, error: string | null}} Pending */
/**
 * What a transcript shows: an entry or a pending message.
 * @typedef {object} Item
 * @property {string} key the same for a message before and after it has a number
 * @property {number | null} seq null while the server has not numbered it
 * @property {Progress | null} progress null for what others said
 * @property {string | null} id of the frame, for own messages of this session
 * @property {string | null} error why it failed, in the reader's language
 * @property {Entry} entry for a pending message what it will look like
 */

export class Transcript {
  /** @type {Author['kind']} */
  #own;
  /** @type {Map<number, Entry>} */
  #entries = new Map();
  /** What has a number, in order. An item stays the same object while nothing in it changes: whoever draws it can tell. */
  #numbered = signal(/** @type {Item[]} */ ([]));
  /** Up to here nothing is missing. */
  #whole = 0;
  /** @type {import('../vendor/signals.js').Signal<Pending[]>} */
  #pending = signal(/** @type {Pending[]} */ ([]));
  /** @type {Map<number, string>} which frame of ours became which number; keeps an item's key */
  #ids = new Map();

  /** @param {Author['kind']} own who "I" am here: `visitor` or `agent` */
  constructor(own) {
    this.#own = own;
  }

  /** Everything to show, in order: numbered entries, then own messages on their way. */
  items = computed(() => {
    const numbered = this.#numbered.value;
    const waiting = this.#pending.value.filter((one) => !this.#shown(one)).map((one) => this.#waiting(one));
    return waiting.length > 0 ? [...numbered, ...waiting] : numbered;
  });

  /** The number up to which nothing is missing; what `hello` and `watch` say. */
  lastSeq() {
    return this.#whole;
  }

  /** The highest number there is, for `seen`. */
  highestSeq() {
    return this.#numbered.peek().at(-1)?.entry.seq ?? 0;
  }

  /** How many entries of one author come after a number. @param {Author['kind']} author @param {number} seq */
  countAfter(author, seq) {
    const items = this.#numbered.peek();
    const after = items.slice(items.findLastIndex(({ entry }) => entry.seq <= seq) + 1);
    return after.filter(({ entry }) => entry.author.kind === author).length;
  }

  /**
   * Takes an entry in. One that is there already changes nothing, unless the server says it in other words, as after a
   * change of language.
   * @param {Entry} entry
   * @returns {boolean} false if a number before it is missing, and the log should be asked for again
   */
  add(entry) {
    if (this.#entries.get(entry.seq)?.text !== entry.text) {
      batch(() => {
        if (entry.author.kind === this.#own && !this.#ids.has(entry.seq)) this.#guess(entry);
        this.#entries.set(entry.seq, entry);
        while (this.#entries.has(this.#whole + 1)) this.#whole += 1;
        this.#place(entry);
      });
    }
    return this.#whole >= entry.seq;
  }

  /** An own message leaves. @param {string} id @param {string} text @param {string} at */
  sending(id, text, at) {
    this.#pending.value = [...this.#others(id), { id, text, at, progress: 'sending', seq: null, error: null }];
  }

  /** The server has it, under this number (null for what makes no entry). @param {string} id @param {number | null} seq */
  acknowledged(id, seq) {
    if (seq === null) return this.forget(id);
    batch(() => {
      // A guess may have given this number to another message with the same words.
      this.#pending.value = this.#pending.peek().map((one) => (one.seq === seq && one.id !== id ? { ...one, seq: null } : one));
      this.#ids.set(seq, id);
      const entry = this.#entries.get(seq);
      if (entry) this.#place(entry);
      this.#pending.value = entry ? this.#others(id) : this.#change(id, { seq, progress: 'sent' });
    });
  }

  /** The server has refused it; the words stay on screen. @param {string} id @param {string} error */
  failed(id, error) {
    this.#pending.value = this.#change(id, { progress: 'failed', error });
  }

  /** A message that has no number is taken away. @param {string} id */
  forget(id) {
    this.#pending.value = this.#others(id);
  }

  /** Own messages that have no number yet. */
  pending() {
    return this.#pending.peek();
  }

  /** The server does not know this conversation: what it numbered is gone, what was not acknowledged stays. */
  reset() {
    batch(() => {
      this.#ids.clear();
      this.#entries.clear();
      this.#numbered.value = [];
      this.#whole = 0;
      this.#pending.value = this.#pending.peek().filter((one) => one.progress !== 'sent');
    });
  }

  /** Everything is forgotten. */
  clear() {
    batch(() => {
      this.reset();
      this.#pending.value = [];
    });
  }

  /**
   * An own entry that comes before its acknowledgement belongs to the oldest message with these words. Words that the
   * server has masked match nothing, and the acknowledgement, milliseconds later, settles it.
   * @param {Entry} entry
   */
  #guess(entry) {
    const one = this.#pending.peek().find((waits) => waits.seq === null && waits.text === entry.text);
    if (!one) return;
    this.#ids.set(entry.seq, one.id);
    this.#pending.value = this.#change(one.id, { seq: entry.seq });
  }

  /** Puts an entry where it belongs, nearly always at the end. @param {Entry} entry */
  #place(entry) {
    const items = [...this.#numbered.peek()];
    const before = items.findLastIndex((item) => item.entry.seq < entry.seq) + 1;
    const after = items[before]?.entry.seq === entry.seq ? before + 1 : before;
    items.splice(before, after - before, this.#item(entry));
    this.#numbered.value = items;
  }

  /** @param {Entry} entry @returns {Item} */
  #item(entry) {
    const id = this.#ids.get(entry.seq) ?? null;
    const progress = entry.author.kind === this.#own ? 'sent' : null;
    return { key: id ?? `entry-${entry.seq}`, seq: entry.seq, progress, id, error: null, entry };
  }

  /** @param {Pending} one @returns {Item} */
  #waiting(one) {
    const entry = { seq: 0, at: one.at, author: { kind: this.#own }, text: one.text };
    return { key: one.id, seq: null, progress: one.progress, id: one.id, error: one.error, entry };
  }

  /** @param {Pending} one */
  #shown(one) {
    return one.seq !== null && this.#entries.has(one.seq);
  }

  /** @param {string} id */
  #others(id) {
    return this.#pending.peek().filter((one) => one.id !== id);
  }

  /** @param {string} id @param {Partial<Pending>} change */
  #change(id, change) {
    return this.#pending.peek().map((one) => (one.id === id ? { ...one, ...change } : one));
  }
}
