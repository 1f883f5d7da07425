// Who gets in, who does not, and what they are told.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { accessible, newPage } from './support/browser.js';
import { scene } from './support/scene.js';
import { accountOf, go, staff, visitorWho } from './support/staff.js';

const here = scene();

test('what is missing is said at its field, and the keyboard is put there', async () => {
  const { page, context, faults } = await newPage(here.browser);
  await page.goto(`${here.server.address}/console`);
  await page.getByRole('button', { name: 'Logga in' }).click();
  const name = page.getByLabel('Användarnamn');
  assert.equal(await name.evaluate((field) => field === document.activeElement), true);
  assert.equal(await name.getAttribute('aria-invalid'), 'true');
  await page.getByText('Skriv ditt användarnamn.').waitFor();
  await page.getByText('Skriv ditt lösenord.').waitFor();
  await accessible(page, 'sign-in with nothing written');
  assert.deepEqual(faults, []);
  await context.close();
});

test('a wrong password is told without saying which of the two was wrong', async () => {
  const { page, context } = await newPage(here.browser);
  await page.goto(`${here.server.address}/console`);
  await page.getByLabel('Användarnamn').fill(accountOf(here, 'first').name);
  await page.getByLabel('Lösenord').fill('inte det här');
  await page.getByLabel('Lösenord').press('Enter');
  await page.getByRole('alert').getByText('Fel användarnamn eller lösenord.').waitFor();
  await accessible(page, 'sign-in refused');
  await context.close();
});

test('whoever signs in stays so over a reload, until they sign out', async () => {
  const anna = await staff(here, 'first');
  await anna.page.reload();
  await anna.page.getByRole('radio', { name: 'Frånvarande', exact: true }).waitFor({ state: 'attached' });
  await anna.page.getByRole('button', { name: /^Ditt konto/ }).click();
  await anna.page.getByRole('button', { name: 'Logga ut' }).click();
  await anna.page.getByText('Du är utloggad.').waitFor();
  await anna.page.reload();
  await anna.page.getByRole('heading', { name: 'Logga in' }).waitFor();
  assert.deepEqual(anna.faults, []);
  await anna.context.close();
});

test('signing out in one window is seen in the other', async () => {
  const anna = await staff(here, 'first');
  const other = await anna.context.newPage();
  await other.goto(`${here.server.address}/console`);
  await other.getByRole('button', { name: /^Ditt konto/ }).click();
  await other.getByRole('button', { name: 'Logga ut' }).click();
  await anna.page.getByText('Du har loggats ut.').waitFor();
  await anna.context.close();
});

test('whoever is signed out while writing finds the words again, and nobody else does', async () => {
  const question = 'Hej, hur länge gäller mitt färdtjänsttillstånd?';
  const anna = await staff(here, 'first');
  await anna.becomes('Tillgänglig');
  const visitor = await visitorWho(here, question);
  await anna.takes(question);
  const field = anna.conversation(question).getByRole('textbox');
  await field.fill('Jag tittar efter');
  const signedOutElsewhere = async () => {
    const other = await anna.context.newPage();
    await other.goto(`${here.server.address}/console`);
    await other.getByRole('button', { name: /^Ditt konto/ }).click();
    await other.getByRole('button', { name: 'Logga ut' }).click();
    await anna.page.getByText('Du har loggats ut.').waitFor();
    await other.close();
  };
  /** @param {'first' | 'second'} who */
  const signsIn = async (who) => {
    const { name, password } = accountOf(here, who);
    await anna.page.getByLabel('Användarnamn').fill(name);
    await anna.page.getByLabel('Lösenord').fill(password);
    await anna.page.getByRole('button', { name: 'Logga in' }).click();
  };
  // Whoever signs out gives the visitor back to the queue.
  const takesAgain = async () => {
    await signsIn('first');
    await anna.becomes('Tillgänglig');
    await anna.takes(question);
    await field.waitFor();
    return field.inputValue();
  };
  await signedOutElsewhere();
  assert.equal(await takesAgain(), 'Jag tittar efter');

  await signedOutElsewhere();
  await signsIn('second');
  await anna.page.getByRole('button', { name: /^Ditt konto/ }).click();
  await anna.page.getByRole('button', { name: 'Logga ut' }).click();
  assert.equal(await takesAgain(), '');
  await go(visitor, anna);
});

test('English is one choice away, and is remembered', async () => {
  const anna = await staff(here, 'first');
  await anna.page.getByRole('button', { name: /^Ditt konto/ }).click();
  await anna.page.getByRole('radio', { name: 'Engelska' }).check();
  await anna.page.getByRole('radio', { name: 'Available' }).waitFor({ state: 'attached' });
  assert.equal(await anna.page.locator('html').getAttribute('lang'), 'en');
  await anna.page.reload();
  await anna.page.getByRole('radio', { name: 'Available' }).waitFor({ state: 'attached' });
  await anna.context.close();
});

// The last one: afterwards nobody gets in from here for a while.
test('too many tries are told with the time to wait', async () => {
  const { page, context } = await newPage(here.browser);
  await page.goto(`${here.server.address}/console`);
  await page.getByLabel('Användarnamn').fill(accountOf(here, 'second').name);
  const told = page.getByRole('alert').getByText(/Du kan försöka igen om \d+ (s|min)/);
  for (let tries = 0; tries < 40 && !(await told.isVisible()); tries += 1) {
    const answer = page.waitForResponse((response) => response.url().endsWith('/api/session'));
    await page.getByLabel('Lösenord').fill(`gissning ${tries}`);
    await page.getByLabel('Lösenord').press('Enter');
    await answer;
    await page.getByRole('alert').getByText(/\S/).waitFor();
  }
  await told.waitFor();
  await context.close();
});
