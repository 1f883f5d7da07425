// The browser's clock as an argument: what waits takes one, so that tests move time by hand.

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds since 1970
 * @property {(run: () => void, wait_ms: number) => unknown} after runs once after the wait, and returns what `cancel` takes
 * @property {(timer: unknown) => void} cancel
 */

/** @type {Clock} */
export const browserClock = {
  now: () => Date.now(),
  after: (run, wait_ms) => setTimeout(run, wait_ms),
  cancel: (timer) => clearTimeout(/** @type {number} */ (timer)),
};
