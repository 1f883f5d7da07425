// Room: what a visitor has to know stands in the first screen, and on a small phone more than half of it is for what is said,
// in every stage. The server's part is played, so that every stage is there at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fits, shot } from './support/browser.js';
import { playsServer } from './support/played_server.js';
import { scene } from './support/scene.js';

const TOPICS = '[{ sv = "Bygglov", en = "Building permits" }, { sv = "Förskola och skola", en = "Preschool and school" }, { sv = "Avfall", en = "Waste" }]';
const here = scene(async () => ({ settings: { WIDGET__TOPICS: TOPICS, FILES__ENABLED: 'true' } }));

/** @param {import('playwright-core').BrowserContextOptions} look */
async function opened(look) {
  const visitor = await here.visitor(look);
  await visitor.context.addInitScript(playsServer);
  await visitor.context.addInitScript(() => (/** @type {any} */ (window).played.stage = null));
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  const says = (/** @type {object} */ frame) => visitor.frame.evaluate((said) => /** @type {any} */ (window).played.says(said), frame);
  return Object.assign(visitor, { says });
}

/** @param {import('playwright-core').Locator} part @returns {Promise<{top: number, bottom: number, height: number}>} */
const box = (part) => part.evaluate((one) => {
  const { top, bottom, height } = one.getBoundingClientRect();
  return { top, bottom, height };
});

const PHONE = { hasTouch: true, isMobile: true };
for (const look of [{ viewport: { width: 1280, height: 800 } }, { viewport: { width: 375, height: 667 }, ...PHONE }]) {
  test(`the topics and how personal data is treated stand in the first screen: ${look.viewport.width}`, async () => {
    const visitor = await opened(look);
    const view = await box(visitor.chat.locator('.app__scroll'));
    for (const part of [visitor.chat.getByText('Vi sparar det du skriver'), visitor.chat.getByText('Så behandlar vi personuppgifter'), visitor.chat.locator('.topics')]) {
      const { top, bottom, height } = await box(part);
      assert.ok(height > 0 && top >= view.top && bottom <= view.bottom, `${top}–${bottom} in ${view.top}–${view.bottom}`);
    }
    await shot(visitor.page, `room_first-${look.viewport.width}`);
    await visitor.context.close();
  });
}

test('on 320 × 568 more than half of the height is conversation, in every stage, and one can always write', async () => {
  const visitor = await opened({ viewport: { width: 320, height: 568 }, ...PHONE });
  const desk = (/** @type {boolean} */ reachable) => ({ type: 'desk', desk: { open: true, reachable, text: 'Chatten är öppen till kl. 16 i dag.' } });
  const stage = (/** @type {object} */ it) => ({ type: 'stage', stage: it });
  const queued = stage({ kind: 'queued', position: 12, wait_s: 1740 });
  const text = 'Vattnet i Ljungsbro måste kokas innan det dricks, tills vidare. Läs mer på www.linkoping.se/vatten.';
  /** @type {Array<[string, object[]]>} */
  const states = [
    ['nothing said, nobody reachable', [desk(false)]],
    ['nothing said, somebody reachable', [desk(true)]],
    ['assistant', [{ type: 'entry', seq: 1, at: '2026-03-02T08:00:00Z', author: { kind: 'visitor' }, text: 'Hej' }, stage({ kind: 'assistant' })]],
    ['queued', [queued]],
    ['with an agent', [stage({ kind: 'with_agent', agent: { name: 'Anna-Karin Bergström Lindqvist' } })]],
    ['left message', [stage({ kind: 'left_message' })]],
    ['closed', [stage({ kind: 'closed', reason: 'ended' })]],
    ['queued, with a notice', [queued, { type: 'crisis_notice', notice: { text, language: 'sv', when: 'Gäller till kl. 16 i dag.', until: '2026-03-02T15:00:00Z' } }]],
    ['assistant, with a notice', [stage({ kind: 'assistant' })]],
    ['alarm', [{ type: 'crisis_notice', notice: null }, {
      type: 'entry', seq: 2, at: '2026-03-02T08:00:00Z', author: { kind: 'system' }, event: 'emergency', data: { kinds: ['violence'], about: 'self' },
      actions: [{ kind: 'no_danger', label: 'Ingen är i fara' }],
      text: 'Är någon i fara just nu? Ring 112 direkt.\n– 112, SOS Alarm: när liv är i fara\n– 020-50 50 50, Kvinnofridslinjen: dygnet runt',
    }]],
  ];
  const room = [];
  for (const [name, frames] of states) {
    for (const frame of frames) await visitor.says(frame);
    const [{ height }, foot] = [await box(visitor.chat.locator('.app__scroll')), await box(visitor.chat.locator('.app__foot'))];
    room.push(`${name}: ${Math.round(height)}`);
    await shot(visitor.page, `room_${name.replaceAll(/[ ,]+/g, '_')}`);
    assert.ok(height > 568 / 2, room.join(', '));
    if (name === 'closed') continue;
    const field = await box(visitor.field);
    assert.ok(field.top >= foot.top && field.bottom <= 568, `${name}: the field is seen whole`);
  }
  // On glass nothing is said of keys, and Enter breaks the line.
  assert.equal(await visitor.chat.locator('#composer-hint').textContent(), '');
  await visitor.field.fill('Rad ett');
  await visitor.field.press('Enter');
  assert.equal(await visitor.field.inputValue(), 'Rad ett\n');
  await visitor.context.close();
});

test('a long word stands whole in a table on a phone, and where two columns have no room they come below each other', async () => {
  const text = 'Så här står det:\n\nAvfall:\u2002Lämnas\n• Elavfall, kemikalier, stora saker –\u2002Återvinningscentral\n• Förpackningar och tidningar –\u2002Återvinningsstation';
  const visitor = await opened({ viewport: { width: 375, height: 667 }, ...PHONE });
  await visitor.says({ type: 'entry', seq: 1, at: '2026-03-02T08:00:00Z', author: { kind: 'assistant' }, text, reply: 'answer', sources: [], actions: [] });
  await visitor.log.getByRole('table').waitFor();
  for (const [width, stands] of /** @type {Array<[number, string]>} */ ([[375, 'table-cell'], [360, 'table-cell'], [320, 'block']])) {
    await visitor.page.setViewportSize({ width, height: 667 });
    const cells = await visitor.log.locator('td').evaluateAll((all) => all.map((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return { lines: new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size, stands: getComputedStyle(cell).display };
    }));
    assert.deepEqual(cells, [1, 1].map((lines) => ({ lines, stands })), `${width}`);
    await fits(visitor.page, `table ${width}`);
    await shot(visitor.page, `table-${width}`);
  }
  await visitor.context.close();
});

test('below the field nothing is left empty where nothing is offered above it', async () => {
  const visitor = await opened({ viewport: { width: 375, height: 667 }, ...PHONE });
  await visitor.says({ type: 'stage', stage: { kind: 'left_message' } });
  await visitor.isAt('Du har lämnat ett meddelande');
  await shot(visitor.page, 'room_foot');
  assert.ok(667 - (await box(visitor.field)).bottom < 24, `${(await box(visitor.field)).bottom}`);
  await visitor.context.close();
});

test('what was rated before a person came is asked about again after them', async () => {
  const visitor = await opened({ viewport: { width: 375, height: 667 }, ...PHONE });
  const entry = (/** @type {number} */ seq, /** @type {object} */ its) => visitor.says({ type: 'entry', seq, at: '2026-03-02T08:00:00Z', text: 'Hej', author: { kind: 'system' }, ...its });
  await visitor.says({ type: 'stage', stage: { kind: 'assistant' } });
  await entry(1, { author: { kind: 'visitor' } });
  await visitor.says({ type: 'rated', score: 2 });
  await visitor.presses('Avsluta');
  await visitor.chat.getByText('Tack för ditt betyg!').waitFor();
  await visitor.presses('Fortsätt chatta');
  await entry(2, { event: 'accepted', data: { name: 'Anna' } });
  await visitor.says({ type: 'stage', stage: { kind: 'closed', reason: 'by_agent' } });
  await visitor.chat.getByText('Hur nöjd är du med chatten?').waitFor();
  assert.equal(await visitor.chat.getByText('Tack för ditt betyg!').count(), 0);
  await visitor.context.close();
});
