// How long a client waits before it tries again.

const FLOOR_MS = 500;
const CEILING_MS = 30_000;
/** Where everybody may have lost the line in the same moment: the ceiling of the first wait, and of those after it. */
const TOGETHER_MS = [8_000, 16_000];

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

/**
 * As `wait_ms`, where a line broke that was open and nobody said why. Perhaps it was this network alone; perhaps the server
 * died, and everybody waits from the same moment on. It does not know by then who was there, so that only chance keeps
 * any second from seeing more than a fifth of them, whenever the server is back.
 *
 * @param {number} failures how many attempts have failed since the line broke, from 0
 * @param {() => number} random from 0 up to but not including 1
 * @returns {number} milliseconds
 */
export function spread_ms(failures, random) {
  const ceiling = TOGETHER_MS[Math.min(failures, TOGETHER_MS.length - 1)];
  const later = Math.min(CEILING_MS, FLOOR_MS * 2 ** Math.min(failures + 1, 10));
  return Math.round(FLOOR_MS + random() * (Math.max(ceiling, later) - FLOOR_MS));
}
