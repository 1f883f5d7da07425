// Presence, offers that are missed, and a line that breaks.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { accessible, shot } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
import { scene } from './support/scene.js';
import { go, staff, visitorWho } from './support/staff.js';

const here = scene();
/** An offer stands for 30 seconds; nothing shorter shows that it was missed. */
const MISSED_MS = 45_000;

test('one press makes an agent away or available, and a reload keeps it', async () => {
  const anna = await staff(here, 'first');
  await anna.becomes('Tillgänglig');
  await anna.page.reload();
  await anna.page.getByRole('radio', { name: 'Tillgänglig', exact: true, checked: true }).waitFor({ state: 'attached' });
  await anna.becomes('Frånvarande');
  assert.equal(await anna.banner.count(), 0, 'nobody is told what they chose themselves');
  await anna.page.getByText('Du är frånvarande och får inga erbjudanden.').waitFor();
  await go(anna);
});

test('a missed offer makes away, says so, and one press brings back', async () => {
  const anna = await staff(here, 'first');
  // A computer whose clock is two hours slow counts down as everybody else's.
  await anna.page.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() - 2 * 3_600_000;
  });
  await anna.page.reload();
  await anna.becomes('Tillgänglig');
  const visitor = await visitorWho(here, 'Är någon där?');
  await anna.offer.waitFor();
  assert.match(await anna.offer.getByRole('timer').textContent() ?? '', /^(30|[12]?\d) s kvar/);
  assert.match(await anna.page.locator('.waiting__waited').first().textContent() ?? '', /^Väntat \d+ s$/);
  await anna.banner.waitFor({ timeout: MISSED_MS });
  assert.equal(await anna.offer.count(), 0);
  await anna.page.getByRole('radio', { name: 'Frånvarande', exact: true, checked: true }).waitFor({ state: 'attached' });
  await accessible(anna.page, 'set away');
  await shot(anna.page, 'console_away');
  await anna.page.getByRole('button', { name: 'Jag är tillbaka' }).click();
  await anna.page.getByRole('radio', { name: 'Tillgänglig', exact: true, checked: true }).waitFor({ state: 'attached' });
  assert.equal(await anna.banner.count(), 0);
  await go(visitor, anna);
});

test('an offer that is declined goes away without making anybody away', async () => {
  const anna = await staff(here, 'second');
  await anna.becomes('Tillgänglig');
  const visitor = await visitorWho(here, 'En fråga till någon annan');
  await anna.offer.getByRole('button', { name: 'Avböj' }).click();
  await anna.offer.filter({ hasText: 'En fråga till någon annan' }).waitFor({ state: 'detached' });
  await anna.page.getByRole('radio', { name: 'Tillgänglig', exact: true, checked: true }).waitFor({ state: 'attached' });
  await go(visitor, anna);
});

test('a broken line is said, and what is written meanwhile arrives once', async () => {
  const words = 'Hör du mig?';
  const anna = await staff(here, 'second');
  await anna.becomes('Tillgänglig');
  const visitor = await visitorWho(here, words);
  await anna.takes(words);
  const head = anna.conversation(words).locator('.conversation__head');
  await head.getByText('Besökaren är här').waitFor();
  await head.getByText(/^Väntar på svar/).waitFor();
  await visitor.field.pressSequentially('Hallå');
  const writes = anna.conversation(words).getByText('Besökaren skriver …');
  await writes.waitFor();
  here.server.line.cut();
  await anna.page.getByText('Ingen kontakt. Försöker igen …').waitFor();
  await expectEventually(async () => {
    for (const claim of [head.getByText('Besökaren är här'), head.getByText(/^Väntar på svar/), writes]) assert.equal(await claim.count(), 0);
  });
  await anna.answers(words, 'Jag hör dig.');
  await anna.logOf(words).getByText('Skickas …').waitFor();
  here.server.line.mend();
  await visitor.sees('Jag hör dig.');
  await anna.logOf(words).getByText('Skickas …').waitFor({ state: 'detached' });
  assert.equal(await anna.logOf(words).getByText('Jag hör dig.').count(), 1);
  await head.getByText('Besökaren är här').waitFor();
  await anna.closes(words, 'Besvarad');
  await go(visitor, anna);
});
