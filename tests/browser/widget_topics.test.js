// A topic before the first message, where the municipality offers some: nobody has to choose, and it can be changed.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { accessible, fits, settled, shot } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
import { scene } from './support/scene.js';

const TOPICS = '[{ sv = "Bygglov", en = "Building permits" }, { sv = "Förskola och skola", en = "Preschool and school" }]';
const here = scene(async () => ({ settings: { WIDGET__TOPICS: TOPICS } }));

test('a topic begins the message, another takes its place, and the agent reads it', async () => {
  const visitor = await here.visitor({ viewport: { width: 320, height: 640 } });
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  const topics = visitor.chat.getByRole('group', { name: /Vad gäller din fråga/ });
  await topics.getByRole('button', { name: 'Förskola och skola' }).click();
  const field = visitor.chat.getByRole('textbox', { name: /Skriv/ });
  const written = () => field.evaluate((one) => [/** @type {any} */ (one).value, document.activeElement === one]);
  await expectEventually(async () => assert.deepEqual(await written(), ['Förskola och skola: ', true]));
  await topics.getByRole('button', { name: 'Bygglov' }).click();
  await expectEventually(async () => assert.deepEqual(await written(), ['Bygglov: ', true]));
  await field.pressSequentially('vad kostar det?');
  assert.deepEqual(visitor.faults, []);
  await settled(visitor.page);
  await fits(visitor.page, 'topics');
  await accessible(visitor.page, 'topics');
  await shot(visitor.page, 'topics-light-320');
  await field.press('Enter');
  await visitor.sees('Bygglov: vad kostar det?');
  await topics.waitFor({ state: 'detached' });
  await visitor.context.close();
});
