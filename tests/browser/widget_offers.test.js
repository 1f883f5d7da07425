// What the log offers can be done: a button goes when a press on it would be refused, and why one was refused is not told
// any longer than until the next thing happens.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { expectEventually } from './support/eventually.js';
import { playsServer } from './support/played_server.js';
import { scene } from './support/scene.js';

const here = scene();

/** A chat whose server is played by the test: `says` says a frame, and `entry` one of the log. */
async function playedChat() {
  const visitor = await here.visitor();
  await visitor.page.addInitScript(playsServer);
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  const says = (/** @type {object} */ frame) => visitor.frame.evaluate((said) => /** @type {any} */ (window).played.says(said), frame);
  let seq = 0;
  const entry = (/** @type {object} */ its) => says({ type: 'entry', seq: (seq += 1), at: '2026-03-02T08:00:00Z', text: 'Något har hänt.', ...its });
  const offered = () => visitor.log.locator('.actions button').allTextContents();
  return { visitor, says, entry, offered };
}

const SYSTEM = { kind: 'system' };
const NOBODY = { author: SYSTEM, event: 'nobody_reachable', actions: [
  { kind: 'use_assistant', label: 'Få automatiska svar' }, { kind: 'leave_message', label: 'Lämna ett meddelande' },
] };

test('what was offered goes when a person answers, and when a message is left', async () => {
  const { visitor, says, entry, offered } = await playedChat();
  await says({ type: 'stage', stage: { kind: 'queued', position: 1, wait_s: null } });
  await entry(NOBODY);
  await expectEventually(async () => assert.deepEqual(await offered(), ['Få automatiska svar', 'Lämna ett meddelande']));
  // The assistant answers already then: a press would do nothing.
  await says({ type: 'stage', stage: { kind: 'assistant' } });
  await expectEventually(async () => assert.deepEqual(await offered(), ['Lämna ett meddelande']));
  for (const stage of [{ kind: 'with_agent', agent: { name: 'Anna' } }, { kind: 'left_message' }]) {
    await says({ type: 'stage', stage });
    await expectEventually(async () => assert.deepEqual(await offered(), [], stage.kind));
    await says({ type: 'stage', stage: { kind: 'assistant' } });
    await expectEventually(async () => assert.deepEqual(await offered(), ['Lämna ett meddelande']));
  }
  // Nobody was there, and somebody is after all: the wait goes on, and the choice is past.
  await says({ type: 'stage', stage: { kind: 'queued', position: 1, wait_s: null } });
  await entry({ author: SYSTEM, event: 'queued' });
  await expectEventually(async () => assert.deepEqual(await offered(), []));
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('why a press was refused is told until the next thing happens', async () => {
  const { visitor, says, entry } = await playedChat();
  const told = visitor.chat.locator('.connection').getByText('Det går inte att göra det just nu.');
  const refused = () => says({ type: 'error', code: 'not_allowed', text: 'Det går inte att göra det just nu.', id: 'pressed' });
  await refused();
  await told.waitFor();
  await entry({ author: { kind: 'agent', name: 'Anna' }, text: 'Hej!' });
  await told.waitFor({ state: 'detached' });
  await says({ type: 'stage', stage: { kind: 'queued', position: 2, wait_s: 60 } });
  await refused();
  await told.waitFor();
  // One's place that moves up is no answer to it.
  await says({ type: 'stage', stage: { kind: 'queued', position: 1, wait_s: 30 } });
  await visitor.isAt('Du är nummer 1 i kön');
  assert.equal(await told.count(), 1);
  await says({ type: 'stage', stage: { kind: 'with_agent', agent: { name: 'Anna' } } });
  await told.waitFor({ state: 'detached' });
  await visitor.context.close();
});
