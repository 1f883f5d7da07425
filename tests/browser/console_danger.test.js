// What an agent sees of danger: that there may be some, how sure that is, and of what, in words. Whoever has as many
// conversations as they may can still take somebody who may be in danger.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { accessible, shot } from './support/browser.js';
import { scene } from './support/scene.js';
import { go, staff, visitorWho } from './support/staff.js';

const here = scene(async () => ({ settings: { ROUTING__CAPACITY: '1' } }));
const FIRE = 'Hjälp, det brinner hemma hos mig!';
const CALM = 'Vilka tider gäller på återvinningen?';
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
