// A browser that translates the page puts words of its own in the place of ours. What changes afterwards changes all the same.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { playsServer } from './support/played_server.js';
import { scene } from './support/scene.js';

const here = scene();

/** What Chromium's own translation does to a page: each text is taken out, and its translation stands in two `font`s. */
function translates() {
  const texts = [];
  const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (all.nextNode()) texts.push(/** @type {Text} */ (all.currentNode));
  for (const text of texts.filter(({ data }) => data.trim() !== '')) {
    const [outer, inner] = [document.createElement('font'), document.createElement('font')];
    inner.textContent = `«${text.data}»`;
    outer.append(inner);
    text.replaceWith(outer);
  }
}

test('state, place in the queue and the state of the line go on changing in a translated chat', async () => {
  const visitor = await here.visitor();
  await visitor.page.addInitScript(playsServer);
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  const says = (/** @type {object} */ frame) => visitor.frame.evaluate((said) => /** @type {any} */ (window).played.says(said), frame);
  const queued = (/** @type {number} */ position) => says({ type: 'stage', stage: { kind: 'queued', position, wait_s: position * 240 } });
  await queued(4);
  await visitor.isAt('Du är nummer 4 i kön');
  await visitor.frame.evaluate(translates);
  await visitor.isAt('«Du är nummer 4 i kön»');
  for (const position of [3, 2, 1]) {
    await queued(position);
    await visitor.isAt(`Du är nummer ${position} i kön`);
    await visitor.isAt(`Väntetiden är ungefär ${position * 4} minuter.`);
    await visitor.frame.evaluate(translates);
    assert.equal(await visitor.stage.locator('.stage__text').evaluate((all) => /nummer [^\d]*(\d)[^]*nummer/.test(all.textContent ?? '')), false, 'the old words are gone');
  }
  await says({ type: 'stage', stage: { kind: 'with_agent', agent: { name: 'Anna' } } });
  await visitor.isAt('Du chattar med Anna');
  await visitor.context.close();
});
