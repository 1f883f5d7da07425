// The leader sees the team and the queue, and opens or closes the desk until a time.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { accessible, shot } from './support/browser.js';
import { scene } from './support/scene.js';
import { go, staff } from './support/staff.js';

const here = scene();

test('the leader closes the desk with a reason and opens it again, and all see it', async () => {
  const [lena, anna] = [await staff(here, 'leader'), await staff(here, 'first')];
  await lena.page.getByRole('button', { name: 'Ledning' }).click();
  await anna.page.locator('.top-bar__state').getByText('Öppet').waitFor();

  const form = lena.page.getByRole('region', { name: /^Öppna eller stäng/ });
  await form.getByRole('radio', { name: 'Stängt' }).check();
  await form.getByRole('button', { name: 'Håll stängt' }).click();
  await form.getByText('Skriv en anledning.').waitFor();
  await accessible(lena.page, 'an override without a reason');
  await form.getByLabel('Anledning').fill('Utbildningsdag');
  await form.getByRole('button', { name: 'Håll stängt' }).click();
  await lena.notices.getByText('Öppettiden är ändrad: stängt.').waitFor();
  await anna.page.locator('.top-bar__state').getByText('Stängt').waitFor();

  await form.getByRole('radio', { name: 'Öppet' }).check();
  await form.getByLabel('Anledning').fill('Utbildningen slutade tidigare');
  await form.getByRole('button', { name: 'Håll öppet' }).click();
  await anna.page.locator('.top-bar__state').getByText('Öppet').waitFor();
  await shot(lena.page, 'console_lead');
  assert.deepEqual(lena.faults, []);
  await go(lena, anna);
});

test('visitors read what the leader writes for them, and only staff read the reason', async () => {
  const [lena, anna, visitor] = [await staff(here, 'leader'), await staff(here, 'first'), await here.visitor()];
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await lena.page.getByRole('button', { name: 'Ledning' }).click();
  const form = lena.page.getByRole('region', { name: /^Öppna eller stäng/ });
  await form.getByRole('radio', { name: 'Stängt' }).check();
  await form.getByLabel('Anledning').fill('Anna är sjuk');
  await form.getByLabel('Text till besökare (på engelska)').fill('Please call us');
  await form.getByRole('button', { name: 'Håll stängt' }).click();
  await form.getByText('Skriv texten på svenska också.').waitFor();
  assert.equal(await lena.page.evaluate(() => document.activeElement?.id), 'override-public_sv');
  await accessible(lena.page, 'an override with a text for visitors in English only');
  await form.getByLabel('Text till besökare (på svenska)').fill('Ring oss gärna');
  await form.getByRole('button', { name: 'Håll stängt' }).click();
  await visitor.chat.getByText('Ring oss gärna.').first().waitFor();
  assert.equal(await visitor.chat.getByText('Anna är sjuk').count(), 0);
  await anna.page.locator('.top-bar__reason').getByText('Anna är sjuk').waitFor();
  await accessible(anna.page, 'a desk that is closed by hand');
  await form.getByText('Besökarna läser också: Ring oss gärna. På engelska: Please call us.').waitFor();

  await form.getByRole('radio', { name: 'Öppet' }).check();
  await form.getByLabel('Anledning').fill('Anna är frisk');
  await form.getByRole('button', { name: 'Håll öppet' }).click();
  await anna.page.locator('.top-bar__reason').waitFor({ state: 'detached' });
  await go(lena, anna, visitor);
});

test('a time that has passed is refused at once', async () => {
  const lena = await staff(here, 'leader');
  await lena.page.getByRole('button', { name: 'Ledning' }).click();
  const form = lena.page.getByRole('region', { name: /^Öppna eller stäng/ });
  await form.getByLabel('Till datum').fill('2020-01-01');
  await form.getByLabel('Anledning').fill('Prov');
  await form.getByRole('button', { name: /^Håll/ }).click();
  await form.getByText('Tiden har redan passerat.').waitFor();
  assert.equal(await lena.page.evaluate(() => document.activeElement?.id), 'override-date');
  await go(lena);
});

test('the leader sees who is at work, as it changes', async () => {
  const [lena, anna] = [await staff(here, 'leader'), await staff(here, 'first')];
  await lena.page.getByRole('button', { name: 'Ledning' }).click();
  const team = lena.page.getByRole('table');
  await anna.becomes('Frånvarande');
  await team.getByRole('row').filter({ hasText: 'Frånvarande' }).first().waitFor();
  await anna.becomes('Tillgänglig');
  await team.getByRole('row').filter({ hasText: 'Tillgänglig' }).first().waitFor();
  await anna.becomes('Frånvarande');
  await go(lena, anna);
});

test('an agent has no leader’s view', async () => {
  const anna = await staff(here, 'first');
  assert.equal(await anna.page.getByRole('button', { name: 'Ledning' }).count(), 0);
  await go(anna);
});
