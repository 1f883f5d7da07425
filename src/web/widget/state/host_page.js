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
   * Says that we are ready, and hears when the chat is folded out or back, and what the page asks for the visitor.
   * @param {object} heard
   * @param {(page: Page, focus: boolean) => void} heard.opened
   * @param {() => void} heard.closed
   * @param {(text: string) => void} heard.asked
   */
  listen({ opened, closed, asked }) {
    this.#window.addEventListener('message', ({ origin, source, data }) => {
      if (origin !== this.#origin || source !== this.#window.parent) return;
      if (data?.type === 'vagledare.opened') opened(pageOf(data.page), data.focus === true);
      if (data?.type === 'vagledare.closed') closed();
      if (data?.type === 'vagledare.ask' && typeof data.text === 'string') asked(data.text);
    });
    this.#tell({ type: 'vagledare.ready' });
  }

  close() {
    this.#tell({ type: 'vagledare.close' });
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

/** @param {any} page @returns {Page} */
function pageOf(page) {
  return { url: String(page?.url ?? ''), title: String(page?.title ?? '') };
}
