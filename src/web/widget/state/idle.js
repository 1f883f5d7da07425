// Nobody has done anything for a while: the visitor may have left a computer that others use. Asked first, with time to
// answer that begins anew as often as it is asked for (WCAG 2.2.1); without an answer it is over.
//
//   quiet ──after_s without a sign──▶ asked ──warning_s without an answer──▶ over
//     ▲──────────────stay────────────────┘

import { signal } from '../../shared/ui.js';

const SECOND_MS = 1000;

export class Idle {
  /** Seconds left to answer; null while nothing is asked. */
  left_s = signal(/** @type {number | null} */ (null));

  #given;
  #last = 0;
  #ends = 0;
  /** @type {unknown} */
  #timer = null;

  /**
   * @param {object} given
   * @param {number} given.after_s 0 when nobody is ever asked
   * @param {number} given.warning_s
   * @param {() => boolean} given.concerns whether there is anything to clear, of somebody who does not just wait
   * @param {() => void} given.asks the question has to come into sight
   * @param {() => void} given.over
   * @param {import('../../shared/clock.js').Clock} given.clock
   */
  constructor(given) {
    this.#given = given;
  }

  start() {
    if (this.#given.after_s > 0) this.#quiet();
  }

  /** A sign of life; one beside the question is no answer to it. */
  active() {
    this.#last = this.#given.clock.now();
  }

  /** The visitor is there. */
  stay() {
    if (this.left_s.peek() === null) return this.active();
    this.left_s.value = null;
    return this.#quiet();
  }

  #quiet() {
    this.#last = this.#given.clock.now();
    this.#wait(() => this.#look(), this.#given.after_s * SECOND_MS);
  }

  #look() {
    const { after_s, warning_s, concerns, asks, clock } = this.#given;
    const rest_ms = this.#last + after_s * SECOND_MS - clock.now();
    if (rest_ms > 0) return this.#wait(() => this.#look(), rest_ms);
    if (!concerns()) return this.#quiet();
    this.#ends = clock.now() + warning_s * SECOND_MS;
    this.#count();
    return asks();
  }

  // By the clock and not by counting: timers of a page in the background come late.
  #count() {
    const left_ms = this.#ends - this.#given.clock.now();
    if (left_ms > 0) {
      this.left_s.value = Math.ceil(left_ms / SECOND_MS);
      return this.#wait(() => this.#count(), SECOND_MS);
    }
    this.left_s.value = null;
    this.#quiet();
    return this.#given.over();
  }

  /** @param {() => void} run @param {number} wait_ms */
  #wait(run, wait_ms) {
    this.#given.clock.cancel(this.#timer);
    this.#timer = this.#given.clock.after(run, wait_ms);
  }
}
