// The end of a conversation: what it was worth, and what becomes of it now. Nobody has to say anything.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { expectEventually } from './support/eventually.js';
import { scene } from './support/scene.js';

const here = scene(async () => ({ settings: { PRIVACY__RETENTION_DAYS: '30', PRIVACY__RETENTION_DAYS_ASSISTANT: '1' } }));

/** What leaves the browser, by type. @param {import('playwright-core').Page} page */
function sent(page) {
  /** @type {any[]} */
  const frames = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => frames.push(JSON.parse(String(payload)))));
  return frames;
}

test('a conversation is rated by keyboard, with a comment, and thanked for', async () => {
  const visitor = await here.visitor();
  const frames = sent(visitor.page);
  const { keyboard } = visitor.page;
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Vilka vänorter har Linköping?');
  await visitor.sees(/Tönsberg/);
  await visitor.isEnded();
  await visitor.chat.getByText('Kommunen raderar samtalet efter 1 dag.').waitFor();

  // Nothing is asked for but a figure, and nothing can leave before there is one.
  assert.equal(await visitor.chat.getByRole('button', { name: 'Skicka betyget' }).count(), 0);
  await visitor.chat.getByRole('radio', { name: '1' }).focus();
  await keyboard.press('Space');
  for (let times = 0; times < 3; times += 1) await keyboard.press('ArrowRight');
  assert.equal(await visitor.chat.getByRole('radio', { name: '4' }).isChecked(), true);
  const comment = visitor.chat.getByLabel('Vill du säga något mer?');
  await comment.fill('Tack, men mitt nummer är 19121212-1212.');
  await visitor.presses('Skicka betyget');
  await visitor.chat.getByText('Ta bort personnumret ur texten.').waitFor();
  assert.deepEqual(frames.filter(({ type }) => type === 'rate'), []);
  await comment.fill('Tack för hjälpen.');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  const thanks = visitor.chat.getByText('Tack för ditt betyg!');
  await thanks.waitFor();
  await expectEventually(async () => assert.equal(await thanks.evaluate((text) => text === document.activeElement), true));
  const [rate, ...more] = frames.filter(({ type }) => type === 'rate');
  assert.deepEqual([rate.score, rate.comment, rate.seq, more.length], [4, 'Tack för hjälpen.', undefined, 0]);

  // Whoever comes back is thanked, and not asked again.
  await visitor.page.reload();
  await thanks.waitFor();
  assert.equal(await visitor.chat.getByRole('radio').count(), 0);

  // What comes next begins with a clean page.
  await visitor.presses('Rensa och börja om');
  await visitor.field.waitFor();
  await visitor.says('Hej igen');
  await visitor.log.locator('.entry--assistant').waitFor();
  await visitor.isEnded();
  await visitor.chat.getByRole('radio', { name: '5' }).waitFor();
  assert.equal(await visitor.chat.getByRole('radio', { checked: true }).count(), 0);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('a rating that could not leave is sent when the line is back', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Vilka vänorter har Linköping?');
  await visitor.sees(/Tönsberg/);
  await visitor.isEnded();
  here.server.line.cut();
  await visitor.chat.getByText('Anslutningen bröts.').waitFor();
  await visitor.chat.getByRole('radio', { name: '2' }).check();
  await visitor.presses('Skicka betyget');
  await visitor.chat.getByRole('button', { name: 'Skickas …' }).waitFor();
  assert.equal(await visitor.chat.getByText('Tack för ditt betyg!').count(), 0, 'not thanked before the server has it');
  here.server.line.mend();
  await visitor.chat.getByText('Tack för ditt betyg!').waitFor();
  await visitor.context.close();
});

test('what a person has answered is kept longer, and the visitor is told so', async () => {
  const agent = await here.agent();
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Hej, finns ni?');
  await agent.takesOffer();
  await agent.says('Hej! Vad undrar du?');
  await visitor.sees('Hej! Vad undrar du?');
  await visitor.isEnded();
  await visitor.chat.getByText('Kommunen raderar samtalet efter 30 dagar.').waitFor();
  await visitor.page.reload();
  await visitor.chat.getByText('Kommunen raderar samtalet efter 30 dagar.').waitFor();
  await visitor.context.close();
  await agent.page.evaluate(() => fetch('/api/session', { method: 'DELETE' }));
  await agent.context.close();
});
