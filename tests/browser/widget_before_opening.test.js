// Before the visitor presses the button nothing of ours touches the browser but the script.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { scene } from './support/scene.js';
import { otherSite } from './support/other_site.js';
import { shot } from './support/browser.js';

/** @type {Awaited<ReturnType<typeof otherSite>>} */
let site;
const here = scene(async () => {
  site = await otherSite();
  return { sites: [site.origin] };
});
test.after(() => site.close());

test('a page of another origin asks for the script and nothing else', async () => {
  site.embed(`${here.server.address}/widget.js`);
  const visitor = await here.visitor();
  /** @type {string[]} */
  const asked = [];
  visitor.page.on('request', (request) => asked.push(request.url()));
  visitor.page.on('websocket', (socket) => asked.push(socket.url()));
  await visitor.visits(`${site.origin}/sida?namn=Ada#h`);
  assert.deepEqual(asked.filter((url) => url.startsWith(here.server.address)), [`${here.server.address}/widget.js`]);
  assert.deepEqual(asked.filter((url) => !url.startsWith(here.server.address) && !url.startsWith(site.origin)), []);
  assert.deepEqual(await visitor.context.cookies(), []);
  assert.deepEqual(await visitor.page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
  assert.equal(await visitor.page.locator('iframe').count(), 0);

  // The button comes last, after everything of the page's own.
  await visitor.page.keyboard.press('Tab');
  assert.equal(await visitor.page.evaluate(() => document.activeElement?.textContent), 'stycke');
  await visitor.page.keyboard.press('Tab');
  assert.equal(await visitor.page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent), 'Chatta');

  const before = await visitor.page.evaluate(() => document.documentElement.scrollHeight);
  await visitor.opensChat();
  assert.equal(await visitor.page.evaluate(() => document.documentElement.scrollHeight), before, 'no layout of the page moves');
  await visitor.says('Vilka vänorter har Linköping?');
  await visitor.sees(/Tönsberg/);
  await shot(visitor.page, 'other_origin');
  const foreign = asked.filter((url) => ![here.server.address, site.origin, here.server.address.replace('http', 'ws')].some((own) => url.startsWith(own)));
  assert.deepEqual(foreign, [], 'no other host is ever asked');
  assert.deepEqual(await visitor.context.cookies(), [], 'a visitor never gets a cookie');
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('a site that is not listed cannot hold the frame', async () => {
  const stranger = await otherSite();
  stranger.embed(`${here.server.address}/widget.js`);
  const visitor = await here.visitor();
  await visitor.visits(stranger.origin);
  // Listening before pressing: the browser may refuse before the press returns.
  const refused = visitor.page.waitForEvent('console', (message) => /frame-ancestors/.test(message.text()));
  await visitor.button.click();
  await refused;
  assert.equal(await visitor.chat.locator('#app').count(), 0);
  await visitor.context.close();
  stranger.close();
});
