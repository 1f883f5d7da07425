// Many messages, written in the page itself as fast as the other end takes them.

/** @typedef {import('playwright-core').Frame | import('playwright-core').Page} Place */

/** With many cuts in a row an end may get on slowly. */
const LONG_MS = 150_000;
/** How many may wait for their number; what the client keeps has an end. */
const WAITING_AT_MOST = 20;

/**
 * Writes into the composer, and goes on when the call has returned.
 * @param {Place} place
 * @param {string} field the composer's selector
 * @param {string[]} texts
 */
export function beginsToWrite(place, field, texts) {
  return place.evaluate(({ selector, texts, most }) => {
    const done = /** @type {{written: number}} */ (Object.assign(window, { written: 0 }));
    const drawn = () => new Promise((next) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => next(port1.close());
      port2.postMessage(null);
    });
    const type = async (/** @type {string} */ text) => {
      const input = /** @type {HTMLTextAreaElement} */ (document.querySelector(selector));
      input.value = text;
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await drawn();
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      await drawn();
    };
    void (async () => {
      for (const text of texts) {
        while (document.querySelectorAll('[data-progress="sending"]').length >= most) await drawn();
        await type(text);
        done.written += 1;
      }
    })();
  }, { selector: field, texts, most: WAITING_AT_MOST });
}

/** @param {Place} place @param {number} count */
export async function hasWritten(place, count) {
  await place.waitForFunction((wanted) => /** @type {any} */ (window).written >= wanted, count, { timeout: LONG_MS });
}

/**
 * Runs in a page before its scripts: waits for another attempt pass as if the clock went faster. What a line is given
 * before it counts as dead (ten seconds) stays as long as it is.
 */
export function hurriesBackOff() {
  const [slow, TIMES] = [window.setTimeout, 25];
  const quick = (/** @type {() => void} */ run, wait_ms = 0, /** @type {any[]} */ ...rest) => (
    slow(run, wait_ms >= 500 && wait_ms < 10_000 ? wait_ms / TIMES : wait_ms, ...rest));
  window.setTimeout = /** @type {any} */ (quick);
}
