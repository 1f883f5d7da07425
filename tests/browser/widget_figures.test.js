// What the widget costs and how quick it is, measured in the browser and printed beside the same figures of Live Helper
// Chat, which were measured in the same way on two cores.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

import { otherSite } from './support/other_site.js';
import { scene } from './support/scene.js';
import { staff } from './support/staff.js';

/** @type {Awaited<ReturnType<typeof otherSite>>} */
let site;
const here = scene(async () => {
  site = await otherSite();
  // What is measured is the chat, and not the line that other tests cut.
  return { sites: [site.origin], direct: true, settings: { LIMITS__VISITOR_MESSAGES_PER_MINUTE: '10000', LIMITS__VISITOR_BURST: '1000' } };
});
test.after(() => site.close());

const TIMES = 30;
/** @type {Array<[string, string, string]>} */
const table = [['', 'this chat', 'Live Helper Chat']];
// Kept for the runner, which prints it at the end of the whole run.
test.after(() => {
  const widths = [0, 1].map((column) => Math.max(...table.map((row) => row[column].length)));
  const lines = table.map(([what, ours, theirs]) => `${what.padEnd(widths[0])}  ${ours.padEnd(widths[1])}  ${theirs}\n`);
  mkdirSync(new URL('out/', import.meta.url), { recursive: true });
  writeFileSync(new URL('out/figures.txt', import.meta.url), lines.join(''));
});

/**
 * Notes, in every frame, when it was clicked and when a text can be written in it: the field is there and has been drawn.
 * By the computer's one clock; what drives the browser would add its own time.
 */
function notesOpening() {
  const marks = /** @type {any} */ (window);
  const now = () => performance.timeOrigin + performance.now();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => void (marks.usable ??= now());
  addEventListener('click', () => void (marks.clicked = now()), true);
  new MutationObserver((_, observer) => {
    if (document.querySelector('textarea') === null) return;
    observer.disconnect();
    // What is sent from here comes after the frame has been drawn.
    requestAnimationFrame(() => port2.postMessage(null));
  }).observe(document, { childList: true, subtree: true });
}

/** @param {import('playwright-core').Frame | import('playwright-core').Page} place @param {'clicked' | 'usable'} what */
const noted = (place, what) => place.waitForFunction((name) => /** @type {any} */ (window)[name], what).then((at) => at.jsonValue());

/** @param {number[]} all */
const middle = (all) => [...all].sort((one, other) => one - other)[Math.floor(all.length / 2)];
/** @param {number} ms */
const inMs = (ms) => `${ms.toFixed(1)} ms`;

test('before the click, at the click, and no other host in a whole conversation', async () => {
  site.embed(`${here.server.address}/widget.js`);
  const visitor = await here.visitor();
  await visitor.context.addInitScript(notesOpening);
  /** @type {string[]} */
  const asked = [];
  /** @type {Array<Promise<number>>} */
  const sizes = [];
  visitor.page.on('request', (request) => asked.push(request.url()));
  visitor.page.on('websocket', (socket) => asked.push(socket.url()));
  visitor.page.on('requestfinished', (request) => {
    if (request.url().startsWith(here.server.address)) sizes.push(request.sizes().then((size) => size.responseBodySize + size.responseHeadersSize));
  });
  await visitor.visits(site.origin);
  await visitor.page.waitForLoadState('load');
  const ours = () => asked.filter((url) => !url.startsWith(site.origin));
  const [requests, bytes] = [ours().length, (await Promise.all(sizes)).reduce((all, one) => all + one, 0)];
  const stored = await visitor.page.evaluate(() => localStorage.length + sessionStorage.length);
  const cookies = (await visitor.context.cookies()).length;
  table.push(['requests before the click', `${requests}`, '13'], ['bytes before the click', `${(bytes / 1000).toFixed(1)} kB`, '306 kB']);
  table.push(['stored before the click', `${stored} keys, ${cookies} cookies`, 'a session key, a cookie for 180 days']);
  assert.deepEqual([requests, stored, cookies], [1, 0, 0]);
  assert.ok(bytes < 8000, `${bytes} bytes`);

  await visitor.button.click();
  await visitor.field.waitFor();
  const { frame } = visitor;
  const usable = (await noted(frame, 'usable')) - (await noted(visitor.page, 'clicked'));
  table.push(['click to usable', inMs(usable), '–']);
  assert.ok(usable > 10 && usable < 3000, `${usable} ms`);
  await visitor.stage.waitFor();
  const chat = (await Promise.all(sizes)).reduce((all, one) => all + one, 0);
  table.push(['bytes until the chat is open, words and headers too', `${(chat / 1000).toFixed(1)} kB`, '–']);

  await visitor.says('Vilka vänorter har Linköping?');
  await visitor.sees(/Tönsberg/);
  await visitor.presses('Avsluta');
  await visitor.chat.getByText('Spara samtalet').click();
  await visitor.presses('Få en kvittokod');
  await visitor.chat.locator('.save__code').waitFor();
  const own = [here.server.address, here.server.address.replace('http', 'ws')];
  assert.deepEqual(ours().filter((url) => !own.some((one) => url.startsWith(one))), [], 'no other host is ever asked');
  assert.deepEqual(await visitor.context.cookies(), []);
  await visitor.context.close();
});

/**
 * Notes when texts come into a log, by the computer's one clock.
 * @param {import('playwright-core').Frame | import('playwright-core').Page} place
 */
const notes = (place) => place.evaluate(() => {
  const came = /** @type {Record<string, number>} */ ({});
  Object.assign(window, { came });
  new MutationObserver(() => {
    const at = performance.timeOrigin + performance.now();
    for (const one of document.querySelectorAll('[role=log] .entry__body > .linked-text')) came[one.textContent ?? ''] ??= at;
  }).observe(/** @type {Element} */ (document.querySelector('[role=log]')), { childList: true, subtree: true });
});

test('delivery, as both see it, and what becomes of a message when the server is killed or the network is gone', async () => {
  const anna = await staff(here, 'first');
  await anna.becomes('Tillgänglig');
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Hej, finns ni?');
  await anna.takes('Hej, finns ni?');
  await visitor.isAt(/Du chattar med/);
  const { frame } = visitor;
  for (const place of [frame, anna.page]) await notes(place);
  const fields = { visitor: visitor.field, agent: anna.conversation('Hej, finns ni?').getByRole('textbox') };
  for (const [who, from, to] of /** @type {const} */ ([['visitor', frame, anna.page], ['agent', anna.page, frame]])) {
    const waits = [];
    for (let time = 1; time <= TIMES; time += 1) {
      const text = `${who} ${time}`;
      await fields[who].fill(text);
      await fields[who].press('Enter');
      await to.waitForFunction((wanted) => /** @type {any} */ (window).came[wanted], text);
      const [left, came] = await Promise.all([from, to].map((place) => place.evaluate((wanted) => /** @type {any} */ (window).came[wanted], text)));
      waits.push(came - left);
    }
    table.push([`delivery from the ${who}, p50 and worst of ${TIMES}`, `${inMs(middle(waits))}, ${inMs(Math.max(...waits))}`, '1,700 ms, 3,500 ms']);
    assert.ok(middle(waits) <= 50 && Math.max(...waits) <= 200, `${who}: ${waits.map(inMs).join(', ')}`);
  }

  await here.server.kill();
  await visitor.says('Under ett stopp');
  await here.server.run();
  await visitor.hasExactly(/^Under ett stopp/, ['Under ett stopp']);
  table.push(['server killed while sending', 'kept, and sent once', 'lost, spins until reload']);
  await visitor.context.setOffline(true);
  await visitor.chat.getByText('Du har inget internet').waitFor();
  await visitor.says('Utan nät');
  assert.equal(await visitor.field.isEditable(), true);
  await visitor.context.setOffline(false);
  await visitor.hasExactly(/^Utan nät/, ['Utan nät']);
  table.push(['offline while sending', 'kept, and sent once', 'not sent again, field read-only']);
  await visitor.context.close();
});
