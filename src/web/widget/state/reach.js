// Whether the chat reaches the desk. When it does not, the visitor is told where else somebody answers: soon, once, and
// until the line has held for a moment, however often it comes and breaks meanwhile.
//
//   reached ──no line for so long, or it is certain──▶ lost ──a line that holds──▶ reached

import { effect, signal } from '../../shared/ui.js';

/** What comes back within this long, as after a restart, is not worth a telephone call. It has to be less than 10 s. */
const LIMIT_MS = 7000;
/** A line that breaks sooner than this has not been back. */
const HOLDS_MS = 2000;

/**
 * @template T
 * @typedef {{readonly value: T}} Read
 */

export class Reach {
  isLost = signal(false);
  /** Whether the server has greeted us with a refusal. */
  isRefused = signal(false);

  #given;
  /** When the line was lost that has not held since; null while it holds. @type {number | null} */
  #since = null;
  /** @type {unknown} */
  #timer = null;

  /**
   * @param {object} given
   * @param {Pick<import('../../shared/connection.js').Connection, 'state' | 'reason' | 'overdue'>} given.connection
   * @param {Read<boolean>} given.online whether there is a network at all
   * @param {import('../../shared/clock.js').Clock} given.clock
   */
  constructor(given) {
    this.#given = given;
  }

  /** From now on there should be a line. @returns {() => void} ends it */
  start() {
    const { connection, online } = this.#given;
    return effect(() => this.#look(connection.state.value, !online.value || connection.overdue.value || this.isRefused.value, connection.reason.value));
  }

  /** @param {import('../../shared/connection.js').State} state @param {boolean} isCertain @param {string | null} reason */
  #look(state, isCertain, reason) {
    const { clock } = this.#given;
    clock.cancel(this.#timer);
    if (state === 'open' && !isCertain) {
      if (this.#since !== null) this.#timer = clock.after(() => this.#back(), HOLDS_MS);
      return;
    }
    this.#since ??= clock.now();
    // Closed for a reason, it does not come back by itself.
    const rest_ms = isCertain || (state === 'closed' && reason !== null) ? 0 : this.#since + LIMIT_MS - clock.now();
    if (rest_ms > 0) this.#timer = clock.after(() => (this.isLost.value = true), rest_ms);
    else this.isLost.value = true;
  }

  #back() {
    this.#since = null;
    this.isLost.value = false;
  }
}
