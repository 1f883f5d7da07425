// What the visitor's browser remembers, and for how long. Nothing is written before the visitor writes.
//
//   key       of the conversation, for all tabs; gone with "Avsluta och rensa" and when the server has forgotten it
//   unsent    what was written but not acknowledged, for this tab: survives a reload without a network
//   draft     what stands in the composer, for this tab
//   language  the visitor's own choice, for this tab
//
// Where storing is forbidden (as in some frames of other sites) the page around the frame keeps all of it for its tab, as
// one text; if it cannot, everything lives as long as the page.

const PREFIX = 'vagledare.';

/** @typedef {import('../../shared/connection.js').Frame & {id: string}} Unsent */
/** @typedef {(kept: string | null, changed: string) => void} Keeper hears what is to be kept, and the name of what changed */

export class Memory {
  #lasting;
  #ofTab;
  /** @type {Map<string, string>} */
  #fallback = new Map();
  /** Keeps everything outside of this page. @type {Keeper | null} */
  #keeper = null;

  /** @param {() => Storage} lasting @param {() => Storage} ofTab functions, because even asking may be refused */
  constructor(lasting = () => localStorage, ofTab = () => sessionStorage) {
    this.#lasting = lasting;
    this.#ofTab = ofTab;
  }

  /** Whether the conversation outlives the page. Only asked, nothing is written. */
  get lasts() {
    try {
      if (this.#keeper) return true;
      this.#lasting().getItem(PREFIX + 'key');
      return true;
    } catch {
      return false;
    }
  }

  /** Whether the page around keeps it, and only for its tab. */
  get isOfTab() {
    return this.#keeper !== null;
  }

  get key() {
    return this.#read(this.#lasting, 'key');
  }

  set key(key) {
    this.#write(this.#lasting, 'key', key);
  }

  /**
   * The page around can keep things, and has kept these, or none. It is asked to only where the frame stores nothing.
   * @param {string} kept @param {Keeper} keeper
   * @returns {boolean} whether it keeps from now on
   */
  keptBy(kept, keeper) {
    if (this.lasts) return false;
    this.#keeper = keeper;
    try {
      for (const [name, value] of Object.entries(JSON.parse(kept))) this.#fallback.set(name, String(value));
    } catch {
      // Nothing, or what an older chat has kept: the key alone.
      if (kept) this.#fallback.set('key', kept);
    }
    return true;
  }

  get draft() {
    return this.#read(this.#ofTab, 'draft') ?? '';
  }

  set draft(draft) {
    this.#write(this.#ofTab, 'draft', draft || null);
  }

  get language() {
    return this.#read(this.#ofTab, 'language');
  }

  set language(language) {
    this.#write(this.#ofTab, 'language', language);
  }

  /** @returns {Unsent[]} */
  get unsent() {
    try {
      return JSON.parse(this.#read(this.#ofTab, 'unsent') ?? '[]');
    } catch {
      return [];
    }
  }

  set unsent(frames) {
    this.#write(this.#ofTab, 'unsent', frames.length ? JSON.stringify(frames) : null);
  }

  /** Leaves nothing behind. */
  clear() {
    this.key = null;
    this.draft = '';
    this.language = null;
    this.unsent = [];
    this.#fallback.clear();
  }

  /** Hears when another tab begins or clears a conversation. @param {(key: string | null) => void} run */
  onKeyElsewhere(run) {
    window.addEventListener('storage', (event) => {
      if (event.key !== PREFIX + 'key') return;
      this.#fallback.delete('key');
      run(event.newValue);
    });
  }

  /** @param {() => Storage} storage @param {string} name */
  #read(storage, name) {
    try {
      return storage().getItem(PREFIX + name) ?? this.#fallback.get(name) ?? null;
    } catch {
      return this.#fallback.get(name) ?? null;
    }
  }

  /** @param {() => Storage} storage @param {string} name @param {string | null} value */
  #write(storage, name, value) {
    if (value === this.#read(storage, name)) return;
    if (value === null) this.#fallback.delete(name);
    else this.#fallback.set(name, value);
    try {
      if (value === null) storage().removeItem(PREFIX + name);
      else storage().setItem(PREFIX + name, value);
    } catch {
      // Full or forbidden: the page's own memory has it.
    }
    this.#keeper?.(this.#fallback.size ? JSON.stringify(Object.fromEntries(this.#fallback)) : null, name);
  }
}
