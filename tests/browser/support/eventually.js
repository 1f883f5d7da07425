// Waiting for what will be true, without sleeping for a guessed time.

import { PATIENCE_MS } from './browser.js';

/**
 * Asks until the assertion holds; its last failure is the test's.
 * @param {() => Promise<void>} assertion
 */
export async function expectEventually(assertion) {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await assertion();
    } catch (failure) {
      if (Date.now() > until) throw failure;
    }
  }
}
