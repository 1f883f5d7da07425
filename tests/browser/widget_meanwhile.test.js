// While one waits for a person: what the pages say stands below the log, said once and never as an answer.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LOOKS, accessible, fits, settled, shot } from './support/browser.js';
import { scene } from './support/scene.js';

const here = scene();
const ASKED = 'Vilka vänorter har Linköping?';

test('who waits reads what the pages say until a person comes', async () => {
  const agent = await here.agent();
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says(ASKED);
  const shown = visitor.chat.getByRole('region', { name: 'Medan du väntar' });
  await shown.getByText('Tönsberg').first().waitFor();
  await shown.getByText('Automatiskt förslag').waitFor();
  await shown.getByRole('link', { name: /Vänorter/ }).first().waitFor();
  assert.equal(await visitor.chat.getByRole('status').filter({ hasText: 'Medan du väntar' }).count(), 1, 'it is heard that it is there');
  assert.equal(await visitor.log.getByText('Tönsberg').count(), 0, 'it is no entry');
  assert.deepEqual(visitor.faults, []);
  for (const { name, colorScheme, viewport } of LOOKS) {
    await visitor.page.emulateMedia({ colorScheme });
    await visitor.page.setViewportSize(viewport);
    await shown.scrollIntoViewIfNeeded();
    await settled(visitor.page);
    await fits(visitor.page, name);
    await accessible(visitor.page, name);
    await shot(visitor.page, `meanwhile-${name}`);
  }
  await visitor.page.setViewportSize({ width: 1280, height: 900 });
  await agent.takesOffer();
  await shown.waitFor({ state: 'detached' });
  await visitor.context.close();
  await agent.context.close();
});
