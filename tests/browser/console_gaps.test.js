// Editors and leaders see which questions find no good answer; an editor says which page answers them, and they come
// back by themselves when they are asked in vain again.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LOOKS, accessible, dialogFits, fits, settled, shot } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
import { scene } from './support/scene.js';
import { staff } from './support/staff.js';

const here = scene();
const NO_ANSWER = 'Hur stämmer man ett gammalt dragspel?';
const SAME = 'Hur stämmer man gamla dragspel?';
const NOT_HELPED = 'Vilka vänorter har Linköping?';

/** One visitor asks everything, one question after the other. @param {string[]} questions */
async function asked(questions) {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  for (const [index, question] of questions.entries()) {
    await visitor.says(question);
    await visitor.log.locator('.entry--assistant').nth(index).waitFor();
  }
  return visitor;
}

/** @param {import('playwright-core').Page} page */
const part = (page) => page.getByRole('region', { name: 'Frågor utan bra svar' });

/** @param {import('playwright-core').Page} page */
async function opens(page) {
  await page.getByRole('button', { name: 'Luckor', exact: true }).click();
  await part(page).waitFor();
}

/** The list as it is now. @param {import('playwright-core').Page} page */
async function refreshed(page) {
  await page.getByRole('button', { name: 'Samtal', exact: false }).first().click();
  await opens(page);
}

/** A group by one of its questions. @param {import('playwright-core').Page} page @param {string} name */
const group = (page, name) => part(page).getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });

test('a question without an answer is handled with a page, and comes back when it is asked in vain again', async () => {
  const lena = await staff(here, 'leader');
  await opens(lena.page);
  await part(lena.page).getByText('Alla frågor har fått svar under den här tiden.').waitFor();
  await shot(lena.page, 'console_gaps_none');

  const visitor = await asked([NO_ANSWER, SAME, NO_ANSWER, NOT_HELPED]);
  await visitor.log.getByRole('group', { name: 'Hjälpte svaret?' }).getByRole('button', { name: 'Nej' }).click();
  await visitor.sees('Nu vet vi att något saknas.');
  await refreshed(lena.page);
  // Whoever asks the same again counts once.
  await part(lena.page).getByText('2 frågor i 2 grupper').waitFor();
  const gap = group(lena.page, NO_ANSWER);
  await gap.getByText('1 utan svar').waitFor();
  await gap.getByRole('list', { name: 'Andra sätt att fråga' }).getByText(SAME).waitFor();
  const other = group(lena.page, NOT_HELPED);
  await other.getByText('1 svar hjälpte inte').waitFor();
  await other.getByRole('link', { name: /Vänorter/ }).waitFor();

  // From the keyboard: the dialog, a page that is looked for, and the focus back where reading goes on.
  await gap.getByRole('button', { name: /^Markera som åtgärdad/ }).focus();
  await lena.page.keyboard.press('Enter');
  const dialog = lena.page.getByRole('dialog', { name: 'Vilken sida svarar nu?' });
  await dialog.getByText('fortfarande inte få något svar').waitFor();
  await dialog.getByRole('button', { name: 'Markera som åtgärdad' }).click();
  await dialog.getByText('Välj en sida.').waitFor();
  assert.equal(await lena.page.evaluate(() => document.activeElement?.id), 'gap-search');
  await lena.page.keyboard.type('felanm');
  const page = dialog.getByRole('radio', { name: /Felanmäl/ });
  await page.check();
  await shot(lena.page, 'console_gaps_dialog');
  await dialog.getByRole('button', { name: 'Markera som åtgärdad' }).click();
  await dialog.waitFor({ state: 'detached' });
  await gap.waitFor({ state: 'detached' });
  assert.equal(await lena.page.evaluate(() => document.activeElement?.id), 'gaps');
  await part(lena.page).getByText('1 fråga i 1 grupp').waitFor();

  await part(lena.page).getByRole('checkbox', { name: 'Visa åtgärdade (1)' }).check();
  await gap.getByText('Åtgärdad', { exact: true }).waitFor();
  await gap.getByRole('link', { name: /Felanmäl/ }).waitFor();

  await visitor.says(SAME);
  await visitor.log.locator('.entry--assistant').nth(4).waitFor();
  await refreshed(lena.page);
  await gap.getByText('Har kommit tillbaka').waitFor();
  await gap.getByText(/1 fråga efter .*, trots sidan/).waitFor();
  await shot(lena.page, 'console_gaps_back');

  // Handled once more, and taken back by hand.
  await gap.getByRole('button', { name: /^Markera som åtgärdad/ }).click();
  await dialog.getByRole('radio').first().check();
  await dialog.getByRole('button', { name: 'Markera som åtgärdad' }).click();
  await gap.waitFor({ state: 'detached' });
  await part(lena.page).getByRole('checkbox', { name: /Visa åtgärdade/ }).check();
  await gap.getByRole('button', { name: /^Öppna igen/ }).click();
  await gap.getByText('1 utan svar').waitFor();
  await gap.getByText('Åtgärdad', { exact: true }).waitFor({ state: 'detached' });

  // Put aside, undone at once; put aside, found in the list of those, and brought back.
  const focused = () => lena.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.id);
  await gap.getByRole('button', { name: /^Lägg undan/ }).click();
  await gap.waitFor({ state: 'detached' });
  await expectEventually(async () => assert.match(await focused() ?? '', /^Ångra/));
  await shot(lena.page, 'console_gaps_aside');
  await lena.page.keyboard.press('Enter');
  await gap.waitFor();
  await expectEventually(async () => assert.equal(await focused(), 'gaps'));
  await gap.getByRole('button', { name: /^Lägg undan/ }).click();
  await gap.waitFor({ state: 'detached' });
  await part(lena.page).getByRole('checkbox', { name: 'Visa undanlagda (1)' }).check();
  await gap.getByText('Undanlagd', { exact: true }).waitFor();
  await gap.getByRole('button', { name: /^Ta tillbaka/ }).click();
  await gap.getByRole('button', { name: /^Lägg undan/ }).waitFor();
  assert.deepEqual(lena.faults, []);
  await lena.page.context().close();
  await visitor.context.close();
});

test('the list tells when it cannot be fetched, and is fetched again on demand', async () => {
  const lena = await staff(here, 'leader');
  await lena.page.route('**/api/gaps*', (route) => route.abort());
  await opens(lena.page);
  await part(lena.page).getByText('Listan kunde inte hämtas.').waitFor();
  await lena.page.unroute('**/api/gaps*');
  await part(lena.page).getByRole('button').filter({ hasText: /igen/i }).first().click();
  await part(lena.page).getByText('Listan kunde inte hämtas.').waitFor({ state: 'detached' });
  await part(lena.page).getByRole('radio', { name: '7 dagar' }).check();
  await group(lena.page, NO_ANSWER).waitFor();
  await lena.page.context().close();
});

test('who only answers visitors has no such part', async () => {
  const anna = await staff(here, 'first');
  assert.equal(await anna.page.getByRole('button', { name: 'Luckor', exact: true }).count(), 0);
  assert.equal(await anna.page.evaluate(() => fetch('/api/gaps').then((answer) => answer.status)), 403);
  await anna.page.context().close();
});

for (const { name, ...look } of LOOKS) {
  test(`it looks right: ${name}`, async () => {
    const lena = await staff(here, 'leader', look);
    await opens(lena.page);
    await group(lena.page, NO_ANSWER).waitFor();
    await settled(lena.page);
    await shot(lena.page, `console_gaps-${name}`);
    await fits(lena.page, `gaps ${name}`);
    await accessible(lena.page, `gaps ${name}`);
    await group(lena.page, NO_ANSWER).getByRole('button', { name: /^Markera som åtgärdad/ }).click();
    const dialog = lena.page.getByRole('dialog', { name: 'Vilken sida svarar nu?' });
    await dialog.getByRole('radio').first().waitFor();
    await settled(lena.page);
    await shot(lena.page, `console_gaps_handling-${name}`);
    await fits(lena.page, `handling ${name}`);
    await dialogFits(lena.page, `handling ${name}`);
    if (name === 'light-320') {
      await lena.page.setViewportSize({ width: 320, height: 568 });
      await dialogFits(lena.page, 'handling at 320 × 568');
      // As a reader who has doubled the text.
      await lena.page.setViewportSize({ width: 640, height: 568 });
      await lena.page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      await dialogFits(lena.page, 'handling with text of 200 %');
      await lena.page.evaluate(() => (document.documentElement.style.fontSize = ''));
    }
    await accessible(lena.page, `handling ${name}`);
    await lena.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expectEventually(async () => {
      const focus = await lena.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      assert.match(focus ?? '', /^Markera som åtgärdad/, 'back to the button');
    });
    await lena.page.context().close();
  });
}
