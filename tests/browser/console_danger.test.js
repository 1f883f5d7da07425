// What an agent sees of danger: that there may be some, how sure that is, and of what, in words. Whoever has as many
// conversations as they may can still take somebody who may be in danger.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { accessible, shot } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
import { scene } from './support/scene.js';
import { go, staff, visitorWho } from './support/staff.js';

const here = scene(async () => ({ settings: { ROUTING__CAPACITY: '1' } }));
const FIRE = 'Hjälp, det brinner hemma hos mig!';
const CALM = 'Vilka tider gäller på återvinningen?';
const HELLO = 'Hej!';
const WORRIED = 'jag är orolig för grannen, har inte sett henne på flera dagar';

test('an agent sees which conversation is urgent, which is a concern, and what each may be about', async () => {
  // Too narrow for both at once: there are tabs.
  const anna = await staff(here, 'first', { viewport: { width: 800, height: 800 } });
  await anna.becomes('Tillgänglig');
  const worried = await visitorWho(here, WORRIED);
  const waiting = anna.page.locator('.waiting').filter({ hasText: WORRIED });
  await waiting.getByText('Kan vara i nöd').waitFor();
  assert.equal(await waiting.getByText('försvunnen person').count(), 0, 'whoever passes by need not know of what');
  await anna.takes(WORRIED);
  await anna.conversation(WORRIED).locator('.conversation__head').getByText('Kan vara i nöd').waitFor();
  const urgent = await visitorWho(here, FIRE);
  const card = anna.page.locator('.waiting').filter({ hasText: FIRE });
  const take = card.getByRole('button', { name: `Ta samtalet ändå: ${FIRE}` });
  await take.waitFor();
  assert.equal(await anna.offer.count(), 0, 'nobody who is full is asked');
  await card.getByText('Du har redan 1 av 1 samtal.').waitFor();
  const patient = await visitorWho(here, CALM);
  const next = anna.page.locator('.waiting').filter({ hasText: CALM });
  await next.waitFor();
  assert.equal(await next.getByRole('button', { name: /^Ta samtalet/ }).count(), 0, 'nobody else is taken above the capacity');
  await shot(anna.page, 'console_danger_above');
  await accessible(anna.page, 'above the capacity');
  await take.click();
  await anna.conversation(FIRE).waitFor();
  const head = anna.conversation(FIRE).locator('.conversation__head');
  await head.getByText('Akut').waitFor();
  await head.getByText(/^Det kan gälla: .*brand/).waitFor();
  await anna.page.getByRole('tab', { name: /^Akut/ }).waitFor();
  await anna.page.getByRole('tab', { name: /^Nöd\?/ }).waitFor();
  await anna.logOf(FIRE).locator('.entry--event-emergency .entry__author').getByText('Automatiskt svar').waitFor();
  await shot(anna.page, 'console_danger');
  await accessible(anna.page, 'danger');
  assert.deepEqual(anna.faults, []);
  await go(patient);
  await anna.closes(FIRE, 'Besvarad');
  await anna.closes(WORRIED, 'Besvarad');
  await go(anna, worried, urgent);
});

test('what told of danger is on the card, the offer and the heading, and before the eyes of who takes it', async () => {
  const anna = await staff(here, 'first', { viewport: { width: 1280, height: 560 } });
  await anna.becomes('Tillgänglig');
  const visitor = await visitorWho(here, HELLO);
  await anna.offer.filter({ hasText: HELLO }).getByRole('button', { name: 'Avböj' }).click();
  await anna.offer.waitFor({ state: 'detached' });
  await visitor.says(FIRE);
  const offer = anna.offer.filter({ hasText: FIRE });
  await offer.getByText('Akut', { exact: true }).waitFor();
  await anna.page.getByRole('alert').getByText(`Akut. Nytt samtal till dig: ${FIRE}`).waitFor({ state: 'attached' });
  await anna.page.locator('.waiting').filter({ hasText: FIRE }).getByText('Akut', { exact: true }).waitFor();
  await shot(anna.page, 'console_danger_offer');
  await accessible(anna.page, 'an offer in danger');
  await anna.takes(FIRE);
  const said = anna.logOf(FIRE).locator('.entry--visitor').filter({ hasText: FIRE });
  await anna.logOf(FIRE).getByText(/har tagit samtalet/).waitFor();
  await expectEventually(async () => {
    const { top, bottom, from, to } = await said.evaluate((element) => {
      const [box, view] = [element, /** @type {Element} */ (element.closest('[data-scrolls]'))].map((one) => one.getBoundingClientRect());
      return { top: box.top, bottom: box.bottom, from: view.top, to: view.bottom };
    });
    assert.ok(top >= from - 1 && bottom <= to + 1, `${top}–${bottom} in ${from}–${to}`);
  });
  await shot(anna.page, 'console_danger_taken');

  const head = anna.conversation(FIRE).locator('.conversation__head');
  await head.getByText('Akut', { exact: true }).waitFor();
  await anna.closes(FIRE, 'Besvarad');
  assert.deepEqual(anna.faults, []);
  await go(anna, visitor);
});
