// What an agent sees of danger: that there may be some, how sure that is, and of what, in words.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { accessible, shot } from './support/browser.js';
import { scene } from './support/scene.js';
import { go, staff, visitorWho } from './support/staff.js';

const here = scene();
const FIRE = 'Hjälp, det brinner hemma hos mig!';
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
  await anna.takes(FIRE);
  const head = anna.conversation(FIRE).locator('.conversation__head');
  await head.getByText('Akut').waitFor();
  await head.getByText(/^Det kan gälla: .*brand/).waitFor();
  await anna.page.getByRole('tab', { name: /^Akut/ }).waitFor();
  await anna.page.getByRole('tab', { name: /^Nöd\?/ }).waitFor();
  await anna.logOf(FIRE).locator('.entry--event-emergency .entry__author').getByText('Automatiskt svar').waitFor();
  await shot(anna.page, 'console_danger');
  await accessible(anna.page, 'danger');
  assert.deepEqual(anna.faults, []);
  await anna.closes(FIRE, 'Besvarad');
  await anna.closes(WORRIED, 'Besvarad');
  await go(anna, worried, urgent);
});
