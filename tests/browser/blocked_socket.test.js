// A network that lets pages through and no WebSocket: the visitor's chat goes on by polling, and the console says why it
// does not.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { LOOKS, PATIENCE_MS, accessible, fits, settled, shot } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
import { hears } from './support/heard.js';
import { bothBegin, lines } from './support/lines.js';
import { scene } from './support/scene.js';

const here = scene();
afterEach(() => {
  here.server.line.blocked = null;
});

/** How the visitor's frames travel: the requests to each address so far. @param {import('playwright-core').Page} page */
function watched(page) {
  const polls = { opened: 0, frames: 0 };
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname === '/poll/visitor' && request.method() === 'POST') polls.opened += 1;
  });
  page.on('websocket', (socket) => socket.on('framereceived', () => void (polls.frames += 1)));
  return polls;
}

test('a whole conversation by polling: both write, the line is cut in the middle, and the page is reloaded', async () => {
  const agent = await here.agent();
  here.server.line.blocked = '/ws/visitor';
  const visitor = await here.visitor();
  const polls = watched(visitor.page);
  await bothBegin(visitor, agent, here.server.address);
  await agent.field.pressSequentially('Hand');
  await visitor.chat.getByText(/skriver$/).waitFor();

  here.server.line.cut();
  for (const line of lines('Besökaren', 2, 4)) await visitor.says(line);
  for (const line of lines('Handläggaren', 2, 4)) await agent.says(line);
  await visitor.chat.locator('[data-progress="sending"]').nth(2).waitFor();
  here.server.line.mend();
  await visitor.hasExactly(/^Besökaren rad/, lines('Besökaren', 1, 4));
  await visitor.says('Besökaren rad 5.');
  here.server.line.cut();
  await visitor.says('Besökaren rad 6.');
  await agent.says('Handläggaren rad 5.');
  here.server.line.mend();
  await visitor.hasExactly(/^Besökaren rad/, lines('Besökaren', 1, 6));
  await visitor.hasExactly(/^Handläggaren rad/, lines('Handläggaren', 1, 5));

  await visitor.page.reload();
  await visitor.hasExactly(/^Besökaren rad/, lines('Besökaren', 1, 6));
  await visitor.says('Besökaren rad 7.');
  await agent.hasExactly(/^Besökaren rad/, lines('Besökaren', 1, 7));
  await agent.says('Handläggaren rad 6.');
  await visitor.hasExactly(/^Handläggaren rad/, lines('Handläggaren', 1, 6));
  assert.equal(polls.frames, 0, 'nothing came over a socket');
  assert.ok(polls.opened >= 2, `${polls.opened} polls`);
  assert.deepEqual([visitor.faults, agent.faults], [[], []]);
  await visitor.context.close();
  await agent.context.close();
});

test('without internet the chat says so at once, and with it a socket is tried anew', async () => {
  here.server.line.blocked = '/ws/visitor';
  for (const { name, ...look } of LOOKS) {
    const visitor = await here.visitor(look);
    const polls = watched(visitor.page);
    await visitor.visits(here.server.address);
    await visitor.opensChat();
    await visitor.says('Före rad 1.');
    await visitor.hasExactly(/rad/, ['Före rad 1.']);
    await visitor.context.setOffline(true);
    await visitor.chat.getByText('Du har inget internet just nu.').waitFor();
    await visitor.says('Under rad 2.');
    await settled(visitor.page);
    await accessible(visitor.page, `offline ${name}`);
    await fits(visitor.page, `offline ${name}`);
    await shot(visitor.page, `widget_offline-${name}`);
    // Another network than before.
    here.server.line.blocked = null;
    await visitor.context.setOffline(false);
    await visitor.chat.getByText('Du har inget internet just nu.').waitFor({ state: 'detached' });
    await visitor.hasExactly(/rad/, ['Före rad 1.', 'Under rad 2.']);
    await visitor.says('Efter rad 3.');
    await visitor.hasExactly(/rad/, ['Före rad 1.', 'Under rad 2.', 'Efter rad 3.']);
    await expectEventually(async () => assert.ok(polls.frames > 0, 'a socket carries the frames'));
    here.server.line.blocked = '/ws/visitor';
    await visitor.context.close();
  }
});

test('before the first welcome the chat says that it tries to connect, and keeps what is written', async () => {
  const visitor = await here.visitor();
  await visitor.context.routeWebSocket(/\/ws\/visitor/, (socket) => void socket.close());
  let isBlocked = true;
  await visitor.context.route(/\/poll\/visitor/, (route) => (isBlocked ? route.abort() : route.continue()));
  await visitor.visits(here.server.address);
  await visitor.button.click();
  await visitor.chat.getByText('Vi försöker ansluta.').waitFor();
  await visitor.field.waitFor();
  await visitor.says('Först rad 1.');
  // Where else somebody answers is said within ten seconds, once, however many attempts there are.
  const call = visitor.chat.getByRole('link', { name: 'Ring 013-20 60 00' });
  const heard = await hears(visitor.frame, /^Du når oss också/);
  await call.waitFor({ timeout: 10_000 });
  assert.equal(await call.getAttribute('href'), 'tel:013206000');
  await settled(visitor.page);
  await accessible(visitor.page, 'not yet');
  await shot(visitor.page, 'widget_not_yet');
  isBlocked = false;
  // By now the next attempt may be half a minute away.
  await visitor.presses('Försök nu');
  await visitor.hasExactly(/^Först rad/, ['Först rad 1.']);
  await visitor.chat.getByText('Vi försöker ansluta.').waitFor({ state: 'detached' });
  await call.waitFor({ state: 'detached' });
  assert.deepEqual(await heard(), ['Du når oss också så här:Ring 013-20 60 00']);
  await visitor.context.close();
});

for (const [what, path] of /** @type {Array<[string, RegExp]>} */ ([['the page of the frame', /\/widget\?/], ['its scripts', /\/widget\/main\.js/], ['its words', /\/locale\/.*\/widget\.json/]])) {
  test(`where the chat does not come, the website says where else somebody answers, until it comes: ${what}`, async () => {
    const visitor = await here.visitor({ viewport: { width: 320, height: 568 } });
    await visitor.context.route(path, (route) => route.abort());
    await visitor.visits(here.server.address);
    const heard = await hears(visitor.page, /Ring/);
    await visitor.button.click();
    const call = visitor.page.getByRole('link', { name: 'Ring 013-20 60 00' });
    await call.waitFor({ timeout: 10_000 });
    assert.equal(await call.getAttribute('href'), 'tel:013206000');
    assert.equal(await visitor.page.locator('iframe').evaluate((frame) => getComputedStyle(frame).visibility), 'hidden');
    const box = await call.boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 320 && box.height >= 24, JSON.stringify(box));
    await shot(visitor.page, 'widget_no_frame');
    // It can be closed, and is there again when it is opened.
    await visitor.button.click();
    assert.equal(await call.isVisible(), false);
    await visitor.button.click();
    await call.waitFor();
    await visitor.context.unroute(path);
    await visitor.page.evaluate(() => window.dispatchEvent(new Event('online')));
    await visitor.stage.waitFor();
    await call.waitFor({ state: 'detached' });
    assert.deepEqual(await heard(), ['Chatten går inte att öppna just nu. Vi försöker igen.Ring 013-20 60 00']);
    await visitor.context.close();
  });
}

test('the console says that the network stops its socket, and to whom to turn', async () => {
  const agent = await here.agent();
  here.server.line.blocked = '/ws/agent';
  here.server.line.cut();
  here.server.line.mend();
  // The line broke while it was open: perhaps everybody's did, so the two attempts after it are spread over 8 and 16 s.
  await agent.page.getByText('Nätverket släpper inte igenom konsolen').waitFor({ timeout: 8_000 + 16_000 + PATIENCE_MS });
  await agent.page.getByText(`släppa igenom WebSocket till ${new URL(here.server.address).host}.`).waitFor();
  for (const { name, colorScheme, viewport } of LOOKS) {
    await agent.page.emulateMedia({ colorScheme });
    await agent.page.setViewportSize(viewport);
    await settled(agent.page);
    await accessible(agent.page, `blocked ${name}`);
    await shot(agent.page, `console_blocked-${name}`);
  }
  here.server.line.blocked = null;
  // The next attempt may be half a minute away by now; a network that comes is not waited for.
  await agent.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await agent.page.getByText('Nätverket släpper inte igenom konsolen').waitFor({ state: 'detached' });
  await agent.page.locator('.line[data-state="open"]').waitFor({ state: 'attached' });
  await agent.context.close();
});
