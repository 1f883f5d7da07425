// The chat on a host under the website's own domain: the way to a conversation that lasts in browsers that block
// third-party storage.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { otherSite } from './support/other_site.js';
import { scene } from './support/scene.js';

/** @type {Awaited<ReturnType<typeof otherSite>>} */
let site;
const here = scene(async () => {
  site = await otherSite('www.kommun.localhost');
  return { sites: [site.origin], host: 'chatt.kommun.localhost' };
});
test.after(() => site.close());

test('a reload and the next page keep the conversation where third-party storage is blocked', async () => {
  site.embed(`${here.server.address}/widget.js`);
  const visitor = await here.visitor();
  await visitor.visits(`${site.origin}/forst`);
  await visitor.opensChat();
  await visitor.says('Vilka vänorter har Linköping?');
  await visitor.sees(/Tönsberg/);
  for (const move of [() => visitor.page.reload(), () => visitor.page.goto(`${site.origin}/sedan`), () => visitor.page.goBack()]) {
    await move();
    await visitor.sees(/Tönsberg/);
    await visitor.hasExactly(/vänorter har/, ['Vilka vänorter har Linköping?']);
  }
  assert.equal(await visitor.chat.getByText('Webbläsaren sparar inte samtalet.').count(), 0);
  assert.deepEqual(await visitor.context.cookies(), []);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});
