// What the tabs of one visitor tell each other beside what is stored: that somebody is there, and that all is cleared.

/** @typedef {'active' | 'cleared'} Told */

export class Tabs {
  /** @type {BroadcastChannel | null} */
  #channel = null;

  constructor(open = () => new BroadcastChannel('vagledare')) {
    try {
      this.#channel = open();
    } catch {
      // Forbidden in some frames of other sites: each tab then stands for itself.
    }
  }

  /** The other tabs hear it, this one does not. @param {Told} told */
  tell(told) {
    this.#channel?.postMessage(told);
  }

  /** @param {Record<Told, () => void>} heard */
  listen(heard) {
    this.#channel?.addEventListener('message', ({ data }) => {
      if (data === 'active' || data === 'cleared') heard[/** @type {Told} */ (data)]();
    });
  }
}
