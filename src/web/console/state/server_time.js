// What the server's clock shows, whatever the computer's own shows: times that come over the wire are compared with this
// and with nothing else.

/** A frame that says so much less than the one before was not late on its way: the server's clock has been set. */
const SET_MS = 60_000;

export class ServerTime {
  #watch;
  /** What the server's clock shows more than the stopwatch. */
  #ahead_ms;

  /**
   * @param {import('../../shared/clock.js').Clock} clock what is shown until the server has said something
   * @param {() => number} [watch] milliseconds that pass, whatever a clock is set to
   */
  constructor(clock, watch = () => performance.now()) {
    this.#watch = watch;
    this.#ahead_ms = clock.now() - watch();
  }

  /** Milliseconds since 1970. */
  now() {
    return this.#watch() + this.#ahead_ms;
  }

  /**
   * The server's clock when a frame left it; older servers do not say. Of two frames the one that was faster here knows
   * better.
   * @param {string | undefined} instant
   * @param {boolean} anew whether it is the first of a connection, which may lead to another server
   */
  heard(instant, anew) {
    const ahead_ms = Date.parse(instant ?? '') - this.#watch();
    if (Number.isNaN(ahead_ms)) return;
    if (anew || ahead_ms > this.#ahead_ms || ahead_ms < this.#ahead_ms - SET_MS) this.#ahead_ms = ahead_ms;
  }
}
