// What a screen reader is told without being asked.

/**
 * What live regions say from now on that holds a word.
 * @param {import('playwright-core').Frame | import('playwright-core').Page} place
 * @param {RegExp} word
 */
export async function hears(place, word) {
  await place.evaluate(() => {
    const heard = /** @type {string[]} */ ([]);
    Object.assign(window, { heard });
    const roots = [document, ...[...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? [])];
    for (const root of roots) {
      new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) {
          const within = target instanceof Element ? target : target.parentElement;
          if (within?.closest('[role=status], [role=alert], [role=log], [aria-live]')) heard.push(...[...addedNodes].map((node) => node.textContent ?? ''));
        }
      }).observe(root, { childList: true, characterData: true, subtree: true });
    }
  });
  return async () => (await place.evaluate(() => /** @type {any} */ (window).heard)).filter((/** @type {string} */ text) => word.test(text));
}
