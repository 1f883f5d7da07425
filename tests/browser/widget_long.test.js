// A conversation of 5,000 entries costs no more than a short one: each new entry is there at once, and is an addition to
// the log, once, whatever happened to the line.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hears } from './support/heard.js';
import { playsServer } from './support/played_server.js';
import { scene } from './support/scene.js';

const here = scene();

/** A chat whose server is played by the test, and its frame. */
async function chatOfTheTest() {
  const visitor = await here.visitor();
  await visitor.page.addInitScript(playsServer);
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  const { frame } = visitor;
  await frame.evaluate(() => {
    const page = /** @type {any} */ (window);
    page.entry = (/** @type {number} */ seq) => page.played.says({
      type: 'entry', seq, at: '2026-03-02T08:00:00Z', text: `Rad nr-${seq} om bygglov, och var man läser mer.`,
      author: seq % 2 ? { kind: 'visitor' } : { kind: 'agent', name: 'Anna' },
    });
    page.drawn = () => new Promise((next) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => next(port1.close());
      port2.postMessage(null);
    });
    page.added = [];
    page.removed = 0;
    const log = document.querySelector('[role=log]');
    new MutationObserver((changes) => {
      for (const { addedNodes, removedNodes } of changes) {
        page.added.push(...[...addedNodes].filter((node) => node instanceof HTMLElement && node.matches('.entry')).map((node) => Number(/** @type {HTMLElement} */ (node).dataset.seq)));
        page.removed += removedNodes.length;
      }
    }).observe(/** @type {Element} */ (log), { childList: true });
  });
  return { visitor, frame };
}

test('one entry more in a log of 5,000 costs hardly more than its layout, and the log scrolls', async (context) => {
  const { visitor, frame } = await chatOfTheTest();
  const figures = await frame.evaluate(async () => {
    const page = /** @type {any} */ (window);
    const from = performance.now();
    for (let seq = 1; seq <= 5000; seq += 1) {
      page.entry(seq);
      // As many in a row as a socket hands over before the page gets a turn.
      if (seq % 100 === 0) await page.drawn();
    }
    const all_ms = performance.now() - from;
    const scroller = /** @type {Element} */ (document.querySelector('[data-scrolls]'));
    const added_ms = [];
    for (let seq = 5001; seq <= 5041; seq += 1) {
      const start = performance.now();
      page.entry(seq);
      await page.drawn();
      void scroller.scrollHeight;
      added_ms.push(performance.now() - start);
    }
    const added = page.added.length;
    // What the browser takes by itself for one more of the same lines in the same log: nothing of ours runs.
    const log = /** @type {Element} */ (document.querySelector('[role=log]'));
    const bare_ms = [];
    for (let time = 0; time < 41; time += 1) {
      const line = /** @type {Element} */ (log.lastElementChild).cloneNode(true);
      const start = performance.now();
      log.append(line);
      await page.drawn();
      void scroller.scrollHeight;
      bare_ms.push(performance.now() - start);
      log.removeChild(line);
    }
    const frames_ms = [];
    let last = await new Promise(requestAnimationFrame);
    for (let step = 0; step < 30; step += 1) {
      scroller.scrollTop -= 5000;
      const now = await new Promise(requestAnimationFrame);
      frames_ms.push(now - last);
      last = now;
    }
    const middle = (/** @type {number[]} */ all) => all.sort((one, other) => one - other)[Math.floor(all.length / 2)];
    return { all_ms, added_ms: middle(added_ms), bare_ms: middle(bare_ms), frame_ms: middle(frames_ms), shown: document.querySelectorAll('.entry').length, added };
  });
  context.diagnostic(`5,000 entries in ${Math.round(figures.all_ms)} ms; one more ${figures.added_ms.toFixed(1)} ms, of which the browser's own ${figures.bare_ms.toFixed(1)} ms, a frame while scrolling ${figures.frame_ms.toFixed(1)} ms (medians)`);
  assert.deepEqual([figures.shown, figures.added], [5041, 5041], 'each is added once');
  // Of ours there may be as much again: to find the line's place and to see that no other line has changed.
  assert.ok(figures.added_ms < 2 * figures.bare_ms, `one entry more takes ${figures.added_ms} ms, ${figures.bare_ms} ms without us`);
  assert.ok(figures.frame_ms < 100, `a frame takes ${figures.frame_ms} ms`);
  await visitor.context.close();
});

test('200 of 200 entries reach the accessibility tree as one addition each, also after the line was lost', async () => {
  const { visitor, frame } = await chatOfTheTest();
  await visitor.field.focus();
  await frame.evaluate(async () => {
    const page = /** @type {any} */ (window);
    for (let seq = 1; seq <= 100; seq += 1) {
      page.entry(seq);
      await page.drawn();
    }
    page.played.drops();
  });
  await visitor.chat.getByText('Anslutningen bröts.').waitFor();
  await visitor.chat.getByText('Anslutningen bröts.').waitFor({ state: 'detached' });
  const { last, added, removed } = await frame.evaluate(async () => {
    const page = /** @type {any} */ (window);
    // The server begins a little before what was said to be known, as after a lost acknowledgement.
    for (let seq = page.played.last - 4; seq <= 200; seq += 1) page.entry(seq);
    await page.drawn();
    return { last: page.played.last, added: page.added, removed: page.removed };
  });
  assert.equal(last, 100);
  assert.deepEqual(added, Array.from({ length: 200 }, (_, index) => index + 1), 'each once, in order');
  assert.equal(removed, 0, 'nothing is taken out and put in again');
  assert.equal(await visitor.field.evaluate((field) => field === document.activeElement), true, 'nothing takes the focus');

  const cdp = await visitor.context.newCDPSession(visitor.page);
  const { frameTree } = await cdp.send('Page.getFrameTree');
  const id = frameTree.childFrames?.find((one) => one.frame.url.includes('/widget'))?.frame.id;
  const { nodes } = await cdp.send('Accessibility.getFullAXTree', { frameId: id });
  const log = nodes.find((node) => node.role?.value === 'log' && !node.ignored);
  assert.equal(log?.properties?.find(({ name }) => name === 'live')?.value.value, 'polite');
  const heard = nodes.filter((node) => !node.ignored && node.role?.value === 'StaticText' && /^Rad nr-\d+ om/.test(String(node.name?.value)));
  assert.deepEqual(heard.map((node) => Number(String(node.name?.value).match(/nr-(\d+)/)?.[1])), added, 'each stands there once');
  const live = nodes.filter((node) => !node.ignored && node.properties?.some(({ name, value }) => name === 'live' && value.value !== 'off'));
  const others = live.filter((node) => node !== log && /Rad nr/.test(String(node.name?.value ?? '')));
  assert.deepEqual(others, [], 'and no other live region says it');
  await visitor.context.close();
});

test('the place in the queue is heard when it is another one, once: not the wait, and not again after a lost line', async () => {
  const { visitor, frame } = await chatOfTheTest();
  const heard = await hears(frame, /kön|Väntetiden/);
  const stands = (/** @type {number} */ position, /** @type {number | null} */ wait_s) => frame.evaluate((stage) => {
    const { played } = /** @type {any} */ (window);
    played.says({ type: 'stage', stage });
    // What a welcome says from now on.
    played.stage = stage;
  }, { kind: 'queued', position, wait_s });
  await stands(3, 240);
  await visitor.isAt('Du är nummer 3 i kön');
  await stands(3, 180);
  await visitor.isAt('Väntetiden är ungefär 3 minuter.');
  await frame.evaluate(() => /** @type {any} */ (window).played.drops());
  await visitor.chat.locator('.connection__text').first().waitFor();
  await visitor.chat.getByRole('button', { name: 'Försök nu' }).click();
  await visitor.chat.locator('.connection__text').first().waitFor({ state: 'detached' });
  await stands(2, null);
  await visitor.isAt('Du är nummer 2 i kön');
  await visitor.isAt('Vi kan inte säga hur lång väntetiden är just nu.');
  assert.deepEqual(await heard(), ['Du är nummer 3 i kön', 'Du är nummer 2 i kön']);
  await visitor.context.close();
});
