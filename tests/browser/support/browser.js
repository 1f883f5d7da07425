// Chromium, and what a test looks at in it.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const out = join(dirname(fileURLToPath(import.meta.url)), '../out');
export const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** How long a condition is waited for. */
export const PATIENCE_MS = 20_000;

export const LOOKS = [
  { name: 'light-1280', colorScheme: /** @type {const} */ ('light'), viewport: { width: 1280, height: 800 } },
  { name: 'dark-1280', colorScheme: /** @type {const} */ ('dark'), viewport: { width: 1280, height: 800 } },
  { name: 'light-320', colorScheme: /** @type {const} */ ('light'), viewport: { width: 320, height: 640 } },
  { name: 'dark-320', colorScheme: /** @type {const} */ ('dark'), viewport: { width: 320, height: 640 } },
];

const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
};

export function openBrowser() {
  return chromium.launch(LAUNCH);
}

/**
 * A page in a profile of its own. Third-party storage is blocked there: a frame of another site may not store
 * anything. A script that throws or a violated policy fails the test that looks at `faults`.
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').BrowserContextOptions} [look]
 */
export async function newPage(browser, look = {}) {
  return pageIn(await browser.newContext({ locale: 'sv-SE', ...look }));
}

/** What a browser lets be stored: in a frame of another site as well, apart for each site that holds it; or nowhere. */
const STORES = {
  everywhere: { cookie_controls_mode: 0 },
  nowhere: { default_content_setting_values: { cookies: 2 } },
};

/** A page in a profile on disk. @param {keyof typeof STORES} stores */
export async function newPageOnDisk(stores) {
  const folder = mkdtempSync(join(tmpdir(), 'vagledare-profile-'));
  mkdirSync(join(folder, 'Default'));
  writeFileSync(join(folder, 'Default/Preferences'), JSON.stringify({ profile: STORES[stores] }));
  const context = await chromium.launchPersistentContext(folder, { ...LAUNCH, locale: 'sv-SE' });
  // The browser writes there until it has gone.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return pageIn(context);
}

/** @param {import('playwright-core').BrowserContext} context */
async function pageIn(context) {
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) faults.push(message.text());
  });
  return { context, page, faults };
}

/** @param {import('playwright-core').Page} page @param {string} name */
export async function shot(page, name) {
  mkdirSync(out, { recursive: true });
  await page.screenshot({ path: join(out, `${name}.png`) });
}

/**
 * The page and its frames have no fault that axe can see.
 * @param {import('playwright-core').Page} page
 * @param {string} state
 * @param {string[]} [without] rules that cannot be held in this state
 */
export async function accessible(page, state, without = []) {
  const { violations, passes } = await new AxeBuilder({ page }).withTags(TAGS).disableRules(without).analyze();
  const framed = await page.locator('iframe').isVisible();
  const inside = passes.some(({ nodes }) => nodes.some((node) => node.target.length > 1));
  assert.equal(inside, framed, `${state}: the frame is looked into`);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
  assert.deepEqual(found, [], state);
}

/** Nothing has to be scrolled sideways, and nothing of the chat is cut off at its side. @param {import('playwright-core').Page} page @param {string} state */
export async function fits(page, state) {
  for (const frame of page.frames()) {
    const over = await frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0, `${state}: ${frame.url()}`);
    const outside = await frame.evaluate(() => [...document.querySelectorAll('.app__frame *:not(.only-heard)')]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => element.className));
    assert.deepEqual(outside, [], `${state}: ${frame.url()}`);
  }
}

/**
 * Nothing of an open dialog is cut off at its side, and each of its buttons can be brought into sight.
 * @param {import('playwright-core').Page} page
 * @param {string} state
 */
export async function dialogFits(page, state) {
  const found = await page.evaluate(() => {
    const dialog = /** @type {HTMLDialogElement} */ (document.querySelector('dialog[open]'));
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const inside = [...dialog.querySelectorAll('*:not(.only-heard)')].map((one) => ({ one, box: one.getBoundingClientRect() }));
    const cut = inside.filter(({ box }) => box.width > 1 && (box.right > right || box.left < left)).map(({ one }) => one.className || one.tagName);
    const unseen = [...dialog.querySelectorAll('button')].filter((button) => {
      button.scrollIntoView({ block: 'nearest' });
      const box = button.getBoundingClientRect();
      return box.top < Math.max(0, top) || box.bottom > Math.min(innerHeight, bottom);
    });
    dialog.scrollTop = 0;
    return { cut, unseen: unseen.map((button) => button.textContent), over: dialog.scrollWidth - dialog.clientWidth, on: left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight };
  });
  assert.deepEqual(found, { cut: [], unseen: [], over: 0, on: true }, state);
}

/** The shades in between must not be measured; in what is folded away time stands still. @param {import('playwright-core').Page} page */
export async function settled(page) {
  for (const frame of page.frames()) {
    await frame.evaluate(() => Promise.allSettled(document.getAnimations()
      .filter(({ effect }) => effect instanceof KeyframeEffect && effect.target?.checkVisibility() && effect.getTiming().iterations !== Infinity)
      .map((one) => one.finished)));
  }
}
