// How long a client waits before it tries again.

const FLOOR_MS = 500;
const CEILING_MS = 30_000;

/**
 * Full jitter: anything between half a second and a ceiling that doubles with each failure, at most 30 seconds.
 * After a restart thousands of tabs come back, and nothing but chance spreads them out.
 *
 * @param {number} failures how many attempts in a row have failed, from 0
 * @param {() => number} random from 0 up to but not including 1
 * @returns {number} milliseconds
 */
export function wait_ms(failures, random) {
  const ceiling = Math.min(CEILING_MS, FLOOR_MS * 2 ** Math.min(failures + 1, 10));
  return Math.round(FLOOR_MS + random() * (ceiling - FLOOR_MS));
}
