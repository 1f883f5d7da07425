// What the tabs of one visitor tell each other beside what is stored: that somebody is there, and that all is cleared. Where
// nothing can be stored, which conversation it is as well: a new tab asks, and whoever knows tells.

/** @typedef {'active' | 'cleared' | 'asks' | {key: string}} Told */

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

  /** @param {{active: () => void, cleared: () => void, asks: () => void, key: (key: string) => void}} heard */
  listen(heard) {
    this.#channel?.addEventListener('message', ({ data }) => {
      if (data === 'active' || data === 'cleared' || data === 'asks') heard[/** @type {'active'} */ (data)]();
      else if (typeof data?.key === 'string') heard.key(data.key);
    });
  }
}
