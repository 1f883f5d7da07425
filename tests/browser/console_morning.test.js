// Messages left when nobody could answer: oldest first, taken, noted and closed.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { accessible, newPage, shot } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
import { scene } from './support/scene.js';
import { go, staff } from './support/staff.js';

const here = scene();
const FIRST = 'Gatlyktan på Vasavägen är trasig.';
const THIRD = 'När kommer sopbilen?';
const SECOND = 'Kan någon ringa mig om färdtjänst?';

/** A visitor leaves a message over the wire and goes. @param {string} text @param {{email?: string, phone?: string}} contact */
async function leaves(text, contact) {
  const { page, context } = await newPage(here.browser);
  await page.goto(`${here.server.address}/console`);
  await page.evaluate(({ text, contact }) => new Promise((done, fail) => {
    const socket = new WebSocket(`ws://${location.host}/ws/visitor`, 'vagledare.v1');
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', language: 'sv' }));
    socket.onerror = () => fail(new Error('no contact'));
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.type === 'welcome') socket.send(JSON.stringify({ type: 'leave_message', id: 'm1', text, contact }));
      if (frame.type === 'ack') done(null);
      if (frame.type === 'error') fail(new Error(frame.text));
    };
  }), { text, contact });
  await context.close();
}

test('the oldest comes first; taken, it is a conversation to note in and close', async () => {
  await leaves(FIRST, { phone: '013-20 60 00' });
  await leaves(SECOND, { email: 'kerstin@example.se' });
  const anna = await staff(here, 'first');
  await anna.page.getByRole('button', { name: 'Morgonlistan' }).click();
  const items = anna.page.locator('.left-message');
  await items.nth(1).waitFor();
  assert.deepEqual(await items.locator('.left-message__text').allTextContents(), [FIRST, SECOND]);
  await items.first().getByText('Alldeles nytt').waitFor();
  assert.equal(await items.first().getByRole('link', { name: '013-20 60 00' }).getAttribute('href'), 'tel:013206000');
  await accessible(anna.page, 'the morning list');
  await shot(anna.page, 'console_morning');

  await items.first().getByRole('button', { name: /^Ta meddelandet/ }).click();
  await anna.conversation(FIRST).waitFor();
  await anna.conversation(FIRST).getByRole('link', { name: '013-20 60 00' }).waitFor();
  await anna.page.reload();
  await anna.conversation(FIRST).getByRole('link', { name: '013-20 60 00' }).waitFor();
  await anna.notes(FIRST, 'Anmält till gatukontoret.');
  await anna.logOf(FIRST).getByText('Anmält till gatukontoret.').waitFor();
  await anna.ends(FIRST, 'Besvarad');
  await expectEventually(async () => assert.match(await anna.focus(), /^heading-/, 'the keyboard is at what can be read'));
  await anna.conversation(FIRST).getByRole('link', { name: '013-20 60 00' }).waitFor();
  assert.equal(await anna.conversation(FIRST).getByRole('textbox').count(), 0);

  await anna.page.getByRole('button', { name: 'Morgonlistan' }).click();
  await items.filter({ hasText: SECOND }).waitFor();
  assert.equal(await items.count(), 1);
  await anna.page.getByRole('button', { name: 'Samtal', exact: true }).click();
  await anna.conversation(FIRST).getByRole('link', { name: '013-20 60 00' }).waitFor();
  await accessible(anna.page, 'a conversation that was closed here');
  await shot(anna.page, 'console_closed');
  await anna.conversation(FIRST).getByRole('button', { name: 'Ta bort från skärmen' }).click();
  await anna.page.getByText('Du har inga samtal').waitFor();
  assert.deepEqual(anna.faults, []);
  await go(anna);
});

test('what a colleague has taken is told, and cannot be taken again', async () => {
  const [anna, berit] = [await staff(here, 'first'), await staff(here, 'second')];
  for (const one of [anna, berit]) {
    await one.page.getByRole('button', { name: 'Morgonlistan' }).click();
    await one.page.getByRole('button', { name: `Ta meddelandet: ${SECOND}` }).waitFor();
  }
  await anna.page.getByRole('button', { name: `Ta meddelandet: ${SECOND}` }).click();
  await anna.conversation(SECOND).waitFor();
  await berit.page.getByRole('button', { name: `Ta meddelandet: ${SECOND}` }).click();
  await berit.page.getByRole('alert').getByText('En kollega hann före.').waitFor();
  await berit.page.getByText(/ har tagit det$/).waitFor();
  await anna.closes(SECOND, 'Besvarad');
  await go(anna, berit);
});

test('the list is read anew every minute while somebody looks at it', async () => {
  const anna = await staff(here, 'first');
  await anna.page.clock.install();
  await anna.page.reload();
  await anna.page.getByRole('button', { name: 'Morgonlistan' }).click();
  await anna.page.getByText('Inga meddelanden väntar.').waitFor();
  await leaves(THIRD, { phone: '013-20 60 00' });
  await anna.page.clock.runFor(61_000);
  await anna.page.locator('.left-message').filter({ hasText: THIRD }).waitFor();
  await go(anna);
});
