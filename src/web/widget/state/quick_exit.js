// Escape three times in quick succession, wherever on the page the presses fall: the first one may fold the chat, and the
// rest then reach the page around it.

const PRESSES = 3;
const WITHIN_MS = 2000;

export class QuickExit {
  #clock;
  /** @type {number[]} when it was pressed */
  #pressed = [];

  /** @param {Pick<import('../../shared/clock.js').Clock, 'now'>} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /** Escape was pressed. @returns {boolean} whether that was the last press needed */
  pressed() {
    const now = this.#clock.now();
    this.#pressed = [...this.#pressed.filter((at) => now - at < WITHIN_MS), now];
    if (this.#pressed.length < PRESSES) return false;
    this.#pressed = [];
    return true;
  }
}
