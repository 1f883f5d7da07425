// Everything that a state has to hold, in every look and at every width: what axe sees, and what it cannot see.

import assert from 'node:assert/strict';

import axe from 'axe-core';

import { TAGS, accessible, fits, settled, shot } from './browser.js';

const COLOURS = [
  { name: 'light', media: { colorScheme: 'light', forcedColors: 'none' } },
  { name: 'dark', media: { colorScheme: 'dark', forcedColors: 'none' } },
  { name: 'forced', media: { colorScheme: 'light', forcedColors: 'active' } },
];
const SIZES = [{ width: 1280, height: 800 }, { width: 768, height: 1024 }, { width: 320, height: 640 }];
/** What is looked at by eye. */
const SHOTS = new Set(['light-1280', 'light-320', 'dark-320', 'forced-320', 'dark-768']);

/**
 * @param {import('playwright-core').Page} page
 * @param {string} state
 * @param {{whole?: boolean}} [how] whether the page around the chat is looked into as well
 */
export async function holdsInEveryLook(page, state, { whole = false } = {}) {
  for (const { width, height } of SIZES) {
    await page.setViewportSize({ width, height });
    for (const { name, media } of COLOURS) {
      const look = `${name}-${width}`;
      await page.emulateMedia(/** @type {any} */ (media));
      await settled(page);
      if (SHOTS.has(look)) await shot(page, `state_${state.replaceAll(' ', '_')}-${look}`);
      const contrast = ['color-contrast'];
      // Colours move nothing: every rule is asked once a width, and in the dark only whether the colours can be read.
      // Forced colours are the reader's own; axe measures those of the style sheet, so it is asked the rest, once.
      if (name === 'light') {
        if (whole) await accessible(page, `${state} ${look}`);
        else await chatIsAccessible(page, `${state} ${look}`, { runOnly: TAGS });
        await fits(page, `${state} ${look}`);
      } else if (name === 'dark') {
        await chatIsAccessible(page, `${state} ${look}`, { runOnly: { type: 'rule', values: contrast } });
      } else if (width === SIZES[0].width) {
        await chatIsAccessible(page, `${state} ${look}`, { runOnly: TAGS, rules: { 'color-contrast': { enabled: false } } });
      }
    }
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
  await saysEverything(page, state);
  await targetsAreLarge(page, state);
  await takesSpacing(page, state);
  await page.setViewportSize(SIZES[0]);
}

/** Where the chat is: in its frame, or the page itself. @param {import('playwright-core').Page} page */
const chatOf = (page) => page.frames().find((frame) => /\/widget(\?|$)/.test(frame.url())) ?? page.mainFrame();

/** @param {import('playwright-core').Page} page @param {string} state @param {import('axe-core').RunOptions} asked */
async function chatIsAccessible(page, state, asked) {
  const frame = chatOf(page);
  if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(axe.source);
  const found = await frame.evaluate(async (options) => {
    const { violations, passes } = await /** @type {any} */ (window).axe.run(document, { resultTypes: ['violations', 'passes'], ...options });
    // Of many rules many have something to look at, of one rule itself.
    if (passes.length < (Array.isArray(options.runOnly) ? 10 : 1)) return ['axe has looked at nothing'];
    return violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.map((/** @type {any} */ node) => node.target.join(' ')).join(', ')}`);
  }, asked);
  assert.deepEqual(found, [], state);
}

/** No text has a place in it that nobody has filled, such as `{count}`. @param {import('playwright-core').Page} page @param {string} state */
async function saysEverything(page, state) {
  const text = await chatOf(page).evaluate(() => {
    const heard = [...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap((element) =>
      ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''));
    return [document.body.innerText, ...heard].join('\n');
  });
  assert.ok(text.length > 10, `${state}: the text is read`);
  assert.deepEqual(text.match(/\{\w+\}/g) ?? [], [], `${state}: unfilled`);
}

/** WCAG 2.5.8 and, for what a visitor presses most, 2.5.5. Links within text are as large as the text. @param {import('playwright-core').Page} page @param {string} state */
async function targetsAreLarge(page, state) {
  const small = await chatOf(page).evaluate(() => {
    const seen = (/** @type {Element} */ element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const own = [...document.querySelectorAll('button, summary, textarea, input, select, a[href]')].filter(seen);
    return own.flatMap((element) => {
      if (element.matches('p a, li a, .linked-text a, .sources a')) return [];
      const box = (element.closest('label') ?? element).getBoundingClientRect();
      const main = element.matches('.button:not(.button--small), textarea, input');
      const wanted = main ? 44 : 24;
      return Math.min(box.width, box.height) >= wanted - 0.5 ? [] : [`${element.className || element.tagName} ${element.textContent}: ${box.width} × ${box.height}`];
    });
  });
  assert.deepEqual(small, [], `${state}: targets`);
}

/** WCAG 1.4.12: a reader's own spacing of lines, words and letters cuts nothing off. @param {import('playwright-core').Page} page @param {string} state */
async function takesSpacing(page, state) {
  const frame = chatOf(page);
  await frame.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
      p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
  });
  await fits(page, `${state} spaced`);
  const cut = await frame.evaluate(() => [...document.querySelectorAll('body *:not(.only-heard):not(.app__frame)')].flatMap((element) => {
    const { overflowX, overflowY } = getComputedStyle(element);
    const hides = [overflowX, overflowY].some((value) => value === 'hidden' || value === 'clip') && element.checkVisibility();
    const over = hides && (overflowY !== 'auto' && element.scrollHeight > element.clientHeight + 1);
    return over ? [element.className] : [];
  }));
  assert.deepEqual(cut, [], `${state} spaced: cut off`);
  await frame.evaluate(() => void (document.adoptedStyleSheets = []));
}
