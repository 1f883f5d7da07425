// The page that holds the frame: which origin it has, and what the two say to each other.
//
// The website's script names its origin in the frame's address. Whoever lies there gains nothing: the browser delivers
// a message only to the origin that it is addressed to, and only origins that the municipality has listed are spoken to.

/** @typedef {{url: string, title: string}} Page */

export class HostPage {
  #origin;
  #window;

  /**
   * @param {string[]} allowed origins that may hold the frame, our own among them
   * @param {Window} [self]
   */
  constructor(allowed, self = window) {
    const named = new URLSearchParams(self.location.search).get('host');
    this.#window = self;
    this.#origin = named !== null && allowed.includes(named) && self.parent !== self ? named : null;
  }

  /** Whether a page that we know holds us; else the chat has the window to itself. */
  get isThere() {
    return this.#origin !== null;
  }

  /**
   * Says that we are ready, and hears when the chat is folded out or back, what the page asks for the visitor, and that
   * somebody is at the page: that a key was pressed or the mouse used, never which or where, except for Escape.
   * @param {object} heard
   * @param {(page: Page, focus: boolean, kept: string | null) => void} heard.opened with what the page has kept for us,
   *   empty when it is nothing; null from one that keeps nothing
   * @param {() => void} heard.closed
   * @param {(text: string) => void} heard.asked
   * @param {() => void} heard.active
   * @param {() => void} heard.escaped
   */
  listen({ opened, closed, asked, active, escaped }) {
    this.#window.addEventListener('message', ({ origin, source, data }) => {
      if (origin !== this.#origin || source !== this.#window.parent) return;
      if (data?.type === 'vagledare.opened') opened(pageOf(data.page), data.focus === true, textOf(data.kept));
      if (data?.type === 'vagledare.closed') closed();
      if (data?.type === 'vagledare.ask' && typeof data.text === 'string') asked(data.text);
      if (data?.type === 'vagledare.active') active();
      if (data?.type === 'vagledare.escape') escaped();
    });
    this.#tell({ type: 'vagledare.ready' });
  }

  close() {
    this.#tell({ type: 'vagledare.close' });
  }

  /** Something has to be seen although the chat is folded. */
  open() {
    this.#tell({ type: 'vagledare.open' });
  }

  /** The page keeps this for us while its tab is there, and gives it back when it opens the chat. @param {string | null} all */
  keep(all) {
    // Scripts of websites look for it under this name, also those of versions before.
    this.#tell({ type: 'vagledare.keep', key: all });
  }

  /** Nothing of the conversation is left here: the page forgets that the chat was open. */
  cleared() {
    this.#tell({ type: 'vagledare.cleared' });
  }

  /** The visitor's whole tab goes to another page, and back does not lead here. @param {string} url */
  leave(url) {
    if (this.isThere) this.#tell({ type: 'vagledare.leave', url });
    else this.#window.location.replace(url);
  }

  /** @param {number} count */
  unread(count) {
    this.#tell({ type: 'vagledare.unread', count });
  }

  /** @param {object} message */
  #tell(message) {
    if (this.#origin) this.#window.parent.postMessage(message, this.#origin);
  }
}

/** A page with an older script says nothing of what it keeps. @param {unknown} kept */
function textOf(kept) {
  return typeof kept === 'string' ? kept : null;
}

/** @param {any} page @returns {Page} */
function pageOf(page) {
  return { url: String(page?.url ?? ''), title: String(page?.title ?? '') };
}
