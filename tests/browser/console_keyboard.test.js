// A whole conversation without a mouse, and the screen in every look.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LOOKS, accessible, dialogFits, fits, newPage, settled, shot } from './support/browser.js';
import { scene } from './support/scene.js';
import { accountOf, go, staff, visitorWho } from './support/staff.js';

const here = scene();

/**
 * Presses Tab until what has the keyboard answers to the name; fails if the page has been gone through without it.
 * @param {import('playwright-core').Page} page
 * @param {RegExp} name
 * @param {string} [key]
 */
async function tabTo(page, name, key = 'Tab') {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press(key);
    const reached = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return '';
      const labels = 'labels' in element ? [.../** @type {any} */ (element).labels ?? []].map((/** @type {any} */ label) => label.textContent.trim()) : [];
      return element.getAttribute('aria-label') ?? labels[0] ?? element.textContent?.trim() ?? '';
    });
    if (name.test(reached)) return;
  }
  assert.fail(`the keyboard does not reach ${name}`);
}

test('from signing in to closing without a mouse', async () => {
  const words = 'Var lämnar jag batterier?';
  const { page, context, faults } = await newPage(here.browser);
  const account = accountOf(here, 'first');
  await page.goto(`${here.server.address}/console`);
  await page.getByLabel('Användarnamn').waitFor();
  await page.keyboard.type(account.name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(account.password);
  await page.keyboard.press('Enter');
  await page.getByRole('radio', { name: 'Frånvarande', exact: true, checked: true }).waitFor({ state: 'attached' });

  await tabTo(page, /^Frånvarande$/);
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('radio', { name: 'Tillgänglig', exact: true, checked: true }).waitFor({ state: 'attached' });
  const visitor = await visitorWho(here, words);
  await page.locator('.offer').waitFor();
  await tabTo(page, /^Ta samtalet$/);
  await page.keyboard.press('Enter');
  await page.locator('.composer__text:focus').waitFor();

  await page.keyboard.type('I batteriholken vid återvinningen.');
  await page.keyboard.press('Enter');
  await visitor.sees('I batteriholken vid återvinningen.');
  await tabTo(page, /^Svar$/, 'Shift+Tab');
  await page.keyboard.press('ArrowRight');
  await tabTo(page, /^Intern anteckning/);
  await page.keyboard.type('Vanlig fråga.');
  await page.keyboard.press('Enter');
  await page.locator('.note').getByText('Vanlig fråga.').waitFor();

  await tabTo(page, /^Avsluta$/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  // Escape gives the keyboard back to where it was, and Enter opens again, however soon it comes.
  for (let times = 0; times < 20; times += 1) {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), 'Avsluta');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
  }
  await tabTo(page, /^Besvarad$/);
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  // What is closed stays to be read until it is put away.
  await page.locator(':is(#mine, .conversation__heading):focus').waitFor();
  await tabTo(page, /^Ta bort från skärmen$/);
  await page.keyboard.press('Enter');
  await page.getByText('Du har inga samtal').waitFor();
  await page.locator('#mine:focus').waitFor();
  assert.deepEqual(faults, []);
  await page.getByRole('radio', { name: 'Frånvarande', exact: true }).check();
  await page.locator('.presence [aria-busy="false"]').waitFor();
  await context.close();
  await visitor.context.close();
});

test('several conversations are tabs where they do not fit, and arrows move between them', async () => {
  const anna = await staff(here, 'first', { viewport: { width: 375, height: 812 } });
  await anna.becomes('Tillgänglig');
  const words = ['Första frågan', 'Andra frågan', 'Tredje frågan'];
  const visitors = [];
  for (const one of words) {
    visitors.push(await visitorWho(here, one));
    await anna.takes(one);
  }
  const [first, second] = [anna.page.getByRole('tab', { name: words[0] }), anna.page.getByRole('tab', { name: words[1] })];
  assert.equal(await anna.page.getByRole('tab', { name: words[2] }).getAttribute('aria-selected'), 'true', 'the new one is shown');
  await visitors[0].says('Är du kvar?');
  await anna.page.getByRole('tab', { name: /1 olästa/ }).waitFor();
  await second.click();
  await anna.page.keyboard.press('ArrowLeft');
  assert.equal(await first.getAttribute('aria-selected'), 'true');
  await anna.logOf(words[0]).getByText('Är du kvar?').waitFor();
  await accessible(anna.page, 'tabs');
  await anna.page.setViewportSize({ width: 1280, height: 800 });
  await anna.conversation(words[1]).waitFor();
  assert.equal(await anna.page.getByRole('tab').count(), 0, 'wide enough: side by side');
  assert.equal(await anna.page.getByRole('log').count(), 3);
  await shot(anna.page, 'console_three');
  for (const one of words) await anna.closes(one, 'Annat');
  await go(anna, ...visitors);
});

test('every view is accessible and fits in every look', async () => {
  const words = 'En fråga som ska rymmas överallt';
  const lena = await staff(here, 'leader');
  const anna = await staff(here, 'first');
  await anna.becomes('Tillgänglig');
  const visitor = await visitorWho(here, words);
  await anna.takes(words);
  for (const { name, viewport, colorScheme } of LOOKS) {
    for (const { page } of [anna, lena]) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
    }
    for (const view of ['Morgonlistan', 'Ledning']) {
      await lena.page.getByRole('button', { name: view }).click();
      await lena.page.getByRole('heading', { name: view }).waitFor();
      await settled(lena.page);
      await accessible(lena.page, `${view} ${name}`);
      await fits(lena.page, `${view} ${name}`);
    }
    await settled(anna.page);
    await accessible(anna.page, `work ${name}`);
    await fits(anna.page, `work ${name}`);
    await shot(anna.page, `console_${name}`);
  }
  // However long the names are, the leader's bar is one row at 1280.
  await lena.page.setViewportSize({ width: 1280, height: 800 });
  await lena.page.evaluate(() => {
    for (const [of, text] of [['.top-bar__desk', 'Kontakt Örnsköldsvik och Timrå'], ['.account__name', 'Maria Alexandersson-Lindqvist']]) {
      /** @type {Element} */ (document.querySelector(of)).textContent = text;
    }
  });
  assert.ok(await lena.page.locator('.top-bar').evaluate((bar) => bar.clientHeight) < 64, 'one row');
  await fits(lena.page, 'long names');
  // Dialogs on the smallest screen, and with text of 200 %.
  for (const [width, size] of /** @type {[number, string][]} */ ([[320, ''], [640, '200%']])) {
    await anna.page.setViewportSize({ width, height: 568 });
    await anna.page.evaluate((one) => (document.documentElement.style.fontSize = one), size);
    for (const name of ['Lämna över', 'Avsluta']) {
      await anna.conversation(words).getByRole('button', { name, exact: true }).click();
      await dialogFits(anna.page, `${name} ${width} ${size}`);
      await anna.page.keyboard.press('Escape');
    }
  }
  await anna.page.evaluate(() => (document.documentElement.style.fontSize = ''));
  await anna.closes(words, 'Annat');
  await go(lena, anna, visitor);
});
