// Where the keyboard goes when what had it is gone: to the heading of what it stood in, or of the view. Left to itself a
// browser gives it to the page as a whole, and whoever uses no mouse or no eyes starts again from the top.

/** Headings that take the keyboard. */
const HEADINGS = ':is(h1, h2, h3)[tabindex="-1"]';
/** The heading of the view, and where there is none yet, the place of the view. */
const VIEWS = ['dialog[open] h2', '#mine', '.page__heading', '#main'];

/**
 * Follows the keyboard in a page until the returned function is called.
 * @param {Document} page
 */
export function keepFocus(page) {
  /** @type {Element[]} what has the keyboard, and everything around it, from the inside out */
  let path = [];
  const follow = (/** @type {Event} */ event) => {
    path = [];
    for (let one = /** @type {Element | null} */ (event.target); one && one !== page.body; one = one.parentElement) path.push(one);
  };
  const nobody = () => page.activeElement === null || page.activeElement === page.body;
  const look = () => {
    const [last, ...around] = path;
    if (!nobody() || !last || (last.isConnected && last.checkVisibility())) return;
    path = [];
    place(page, around)?.focus();
  };
  // Whoever clicks beside everything leaves it on purpose, and is not called back later.
  const leave = () => {
    if (nobody()) path = [];
  };
  // What is drawn next may take the keyboard itself; it has the first word.
  const soon = () => requestAnimationFrame(() => requestAnimationFrame(look));
  const changes = new MutationObserver(soon);
  changes.observe(page.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['hidden', 'disabled', 'open'] });
  page.addEventListener('focusin', follow);
  page.addEventListener('click', leave, true);
  return () => {
    changes.disconnect();
    page.removeEventListener('focusin', follow);
    page.removeEventListener('click', leave, true);
  };
}

/**
 * The nearest heading around a place that is gone.
 * @param {Document} page
 * @param {readonly Element[]} path from the inside out
 * @returns {HTMLElement | null}
 */
function place(page, path) {
  for (const around of path) {
    // Around the view everything is near, and nothing is meant.
    if (!around.isConnected || around.id === 'main' || around.contains(page.getElementById('main'))) continue;
    const heading = around.querySelector(HEADINGS);
    if (heading instanceof HTMLElement && heading.checkVisibility()) return heading;
  }
  for (const view of VIEWS) {
    const found = page.querySelector(view);
    if (found instanceof HTMLElement) return found;
  }
  return null;
}
