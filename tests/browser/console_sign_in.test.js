// Who gets in, who does not, and what they are told.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { accessible, newPage, newPageOnDisk, shot } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
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
  await anna.signsOut();
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
  const stored = () => anna.page.evaluate(() => sessionStorage.length);
  // Over a reload: a note stays a note, the reason of a transfer waits in its dialog, and what is sent is gone.
  await field.fill('Skickat');
  await field.press('Enter');
  await anna.logOf(question).getByText('Skickat').waitFor();
  await expectEventually(async () => assert.equal(await stored(), 0));
  await anna.conversation(question).getByRole('radio', { name: 'Anteckning' }).check();
  await field.fill('Ring tillbaka i morgon');
  await anna.conversation(question).getByRole('button', { name: 'Lämna över' }).click();
  await anna.page.getByLabel('Anledning (syns bara för personal)').fill('Gäller bygglov');
  await anna.page.reload();
  await field.waitFor();
  assert.equal(await field.inputValue(), 'Ring tillbaka i morgon');
  assert.equal(await anna.conversation(question).getByRole('radio', { name: 'Anteckning' }).isChecked(), true);
  await anna.conversation(question).getByRole('button', { name: 'Lämna över' }).click();
  assert.equal(await anna.page.getByLabel('Anledning (syns bara för personal)').inputValue(), 'Gäller bygglov');
  await anna.page.keyboard.press('Escape');
  await anna.conversation(question).getByRole('radio', { name: 'Svar' }).check();

  await field.fill('Jag tittar efter');
  const signedOutElsewhere = async () => {
    const other = await anna.context.newPage();
    await other.goto(`${here.server.address}/console`);
    await anna.signsOut(other);
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
  await anna.page.getByRole('heading', { name: 'Mina samtal' }).waitFor();
  assert.equal(await stored(), 0, 'nothing is left for somebody else');
  await anna.signsOut();
  assert.equal(await takesAgain(), '');
  await go(visitor, anna);
});

test('who signs out in the middle of something is asked first, and the keyboard is never left nowhere', async () => {
  const question = 'Hej, var lämnar jag batterier?';
  const anna = await staff(here, 'first');
  await expectEventually(async () => assert.equal(await anna.focus(), 'mine', 'after signing in'));
  await anna.becomes('Tillgänglig');
  const visitor = await visitorWho(here, question);
  await anna.takes(question);
  const composer = anna.conversation(question).getByRole('textbox');
  await expectEventually(async () => assert.match(await anna.focus(), /^composer-/, 'after taking'));
  await composer.fill('Vid återvinningen.');
  await anna.conversation(question).getByRole('button', { name: 'Skicka' }).click();
  assert.match(await anna.focus(), /^composer-/, 'after sending');
  await anna.page.locator('.notices').getByRole('button', { name: 'Dölj' }).click({ timeout: 500 }).catch(() => undefined);

  await composer.fill('Och en sak till');
  await anna.page.getByRole('button', { name: /^Ditt konto/ }).click();
  await anna.page.getByRole('button', { name: 'Logga ut', exact: true }).click();
  const dialog = anna.page.getByRole('dialog', { name: 'Logga ut mitt i arbetet?' });
  await dialog.getByText('Du har 1 pågående samtal. Det går tillbaka till kön, först på tur').waitFor();
  await dialog.getByText('1 text är inte skickad. Den tas bort.').waitFor();
  await accessible(anna.page, 'signing out with a conversation');
  await shot(anna.page, 'console_leaving');
  await dialog.getByRole('button', { name: 'Stanna kvar' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.notEqual(await anna.focus(), 'nowhere', 'after staying');
  assert.equal(await composer.inputValue(), 'Och en sak till');

  // What has the keyboard goes away under it: the visitor ends while the agent writes.
  await composer.focus();
  await visitor.isEnded();
  await anna.conversation(question).getByText('Samtalet är avslutat.', { exact: true }).first().waitFor();
  await expectEventually(async () => assert.match(await anna.focus(), /^heading-/, 'after the composer is gone'));
  await anna.conversation(question).getByRole('button', { name: 'Ta bort från skärmen' }).click();
  await expectEventually(async () => assert.equal(await anna.focus(), 'mine', 'after the last one'));
  await anna.becomes('Frånvarande');
  await anna.signsOut();
  assert.equal(await anna.focus(), 'sign-in-name');
  assert.deepEqual(anna.faults, []);
  await anna.context.close();
  await visitor.context.close();
});

test('each role lands in its own room, without what only others do', async () => {
  for (const [name, role, heading] of [['lea', 'leader', 'Ledning'], ['edit', 'editor', 'Frågor utan bra svar'], ['adam', 'admin', 'Ditt konto']]) {
    const password = here.server.adds(name, name, role);
    const { page, context, faults } = await newPage(here.browser);
    await page.goto(`${here.server.address}/console`);
    await page.getByLabel('Användarnamn').fill(name);
    await page.getByLabel('Lösenord').fill(password);
    await page.getByLabel('Lösenord').press('Enter');
    await page.getByRole('heading', { name: heading, exact: true }).waitFor();
    await page.locator('.line[data-state="open"]').waitFor({ state: 'attached' });
    await expectEventually(async () => assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), 'BODY', role));
    for (const others of ['.presence', '.work', '.offer']) assert.equal(await page.locator(others).count(), 0, `${role} ${others}`);
    assert.equal(await page.locator('.queue').count(), role === 'leader' ? 1 : 0, role);
    assert.equal(await page.getByRole('button', { name: /^Morgonlistan/ }).count(), 0, role);
    if (role === 'admin') {
      await page.getByText(/^Som administratör lägger du till konton, .+ på servern, med kommandot vagledare staff/).waitFor();
      assert.equal(await page.getByText('Därför finns inget att göra här.').count(), 0);
    }
    await accessible(page, `the room of ${role}`);
    await shot(page, `console_room_${role}`);
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test('where nobody can sign in, it is said before anybody tries, with the way in', async () => {
  const own = `${here.server.address}/console`;
  const { page, context } = await newPage(here.browser);
  await page.goto(own.replace('127.0.0.1', 'localhost'));
  await page.getByRole('alert').getByText('Du kan inte logga in på den här adressen.').waitFor();
  assert.equal(await page.getByLabel('Lösenord').count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
  await accessible(page, 'another address');
  await shot(page, 'console_elsewhere');
  await page.getByRole('link', { name: own }).click();
  await page.getByLabel('Lösenord').waitFor();
  await context.close();

  const without = await newPageOnDisk('nowhere');
  await without.page.goto(own);
  await without.page.getByRole('alert').getByText('Webbläsaren sparar inga kakor').waitFor();
  await without.context.close();
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
