// What the visitor has said of the assistant's answers and of the whole conversation: which of it the server has, and what
// is still on its way.

import { signal } from '../../shared/ui.js';

/**
 * @typedef {object} Rating
 * @property {boolean} helpful as the visitor has chosen
 * @property {string | null} id of the frame that is on its way; null when the server has it
 * @property {boolean | null} before what the server had until then
 */

export class Ratings {
  /** @type {import('../../vendor/signals.js').Signal<ReadonlyMap<number, Rating>>} by the answer's number */
  #all = signal(/** @type {ReadonlyMap<number, Rating>} */ (new Map()));

  /** What became of the rating of the whole conversation. */
  whole = signal(/** @type {null | 'sending' | 'kept'} */ (null));
  /** The frame that it leaves with. */
  #whole = '';

  /** @param {string} id */
  wholeSending(id) {
    this.#whole = id;
    this.whole.value = 'sending';
  }

  /** @param {number | null} seq */
  of(seq) {
    return this.#all.value.get(seq ?? 0) ?? null;
  }

  /** A choice leaves; one before it that is still on its way does not count any more. @param {number} seq @param {boolean} helpful @param {string} id */
  sending(seq, helpful, id) {
    const known = this.#all.peek().get(seq);
    const before = known ? (known.id === null ? known.helpful : known.before) : null;
    this.#put(seq, { helpful, id, before });
  }

  /** The server says what counts; what is on its way from here comes after it. @param {number} seq @param {boolean} helpful */
  counts(seq, helpful) {
    const known = this.#all.peek().get(seq);
    if (known?.id) this.#put(seq, { ...known, before: helpful });
    else this.#put(seq, { helpful, id: null, before: null });
  }

  /** @param {string} id */
  acknowledged(id) {
    if (id === this.#whole && this.whole.peek() === 'sending') this.whole.value = 'kept';
    const found = this.#sent(id);
    if (found) this.#put(found[0], { helpful: found[1].helpful, id: null, before: null });
  }

  /** What the server has refused is as it was. @param {string} id */
  refused(id) {
    if (id === this.#whole) this.whole.value = null;
    const found = this.#sent(id);
    if (!found) return;
    const [seq, { before }] = found;
    if (before !== null) return this.#put(seq, { helpful: before, id: null, before: null });
    const all = new Map(this.#all.peek());
    all.delete(seq);
    this.#all.value = all;
  }

  clear() {
    this.#all.value = new Map();
    this.whole.value = null;
  }

  /** @param {string} id */
  #sent(id) {
    return [...this.#all.peek()].find(([, rating]) => rating.id === id);
  }

  /** @param {number} seq @param {Rating} rating */
  #put(seq, rating) {
    this.#all.value = new Map(this.#all.peek()).set(seq, rating);
  }
}
