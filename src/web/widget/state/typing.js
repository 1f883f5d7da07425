// Who is writing just now: told to the other side while the visitor writes, and taken to be over when nobody says more.

import { signal } from '../../shared/ui.js';

/** It is told at most this often, and that it has ended after as long without a word. */
const TOLD_MS = 3000;
/** The other side is taken to have stopped after this long. */
const ENDS_MS = 6000;

/** @typedef {import('../../shared/wire.d.ts').Author} Author */

export class Typing {
  /** The one on the other side who is writing. */
  other = signal(/** @type {Author | null} */ (null));

  #tell;
  #clock;
  #told = -Infinity;
  /** @type {unknown} */
  #ends = null;

  /**
   * @param {object} given
   * @param {(on: boolean) => boolean} given.tell whether it could be told
   * @param {import('../../shared/clock.js').Clock} given.clock
   */
  constructor({ tell, clock }) {
    this.#tell = tell;
    this.#clock = clock;
  }

  /** The visitor has changed what stands in the composer. @param {boolean} isHeard whether there is a person to tell */
  written(isHeard) {
    this.#clock.cancel(this.#ends);
    this.#ends = this.#clock.after(() => this.stopped(), TOLD_MS);
    const now = this.#clock.now();
    if (isHeard && now - this.#told >= TOLD_MS && this.#tell(true)) this.#told = now;
  }

  /** The visitor does not write any more: what was written is sent or taken back, or nothing more comes. */
  stopped() {
    this.#clock.cancel(this.#ends);
    if (this.#told === -Infinity) return;
    this.#told = -Infinity;
    this.#tell(false);
  }

  /** The conversation is forgotten, and with it who wrote in it. */
  forget() {
    this.#clock.cancel(this.#ends);
    this.#told = -Infinity;
    this.other.value = null;
  }

  /** Somebody writes on the other side. @param {Author} author */
  heard(author) {
    this.other.value = author;
    this.#clock.after(() => {
      if (this.other.peek() === author) this.other.value = null;
    }, ENDS_MS);
  }

  /** Something has come from somebody: then they are done with it. @param {Author} author */
  said(author) {
    if (author.kind === this.other.peek()?.kind) this.other.value = null;
  }
}
