// The line is cut at random points while both sides write as fast as they can: nothing is lost, doubled or out of order in
// what either browser shows. A short form in CI; `tests/run --long` makes it 100 cuts, `CUTS=1000 ENTRIES=20000` any number,
// `SEED=…` repeats a run.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { expectEventually } from './support/eventually.js';
import { scene } from './support/scene.js';
import { staff, visitorWho } from './support/staff.js';
import { beginsToWrite, hasWritten, hurriesBackOff } from './support/writing.js';

const IS_LONG = Boolean(process.env.VAGLEDARE_LONG);
const CUTS = Number(process.env.CUTS ?? (IS_LONG ? 100 : 30));
const ENTRIES = Number(process.env.ENTRIES ?? (IS_LONG ? 2000 : 600));
const EACH = ENTRIES / 2;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

const here = scene(async () => ({
  settings: {
    LIMITS__VISITOR_MESSAGES_PER_MINUTE: '1000000', LIMITS__VISITOR_BURST: '100000',
    LIMITS__AGENT_MESSAGES_PER_MINUTE: '1000000', LIMITS__ENTRIES_PER_CONVERSATION: String(ENTRIES * 2),
  },
}));

/** Lehmer's generator: the same numbers for the same seed. */
function chance() {
  let state = SEED || 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** @param {string} who */
const lines = (who) => Array.from({ length: EACH }, (_, index) => `${who} ${index + 1} av ${EACH}`);

/** Everything that a log shows, in its order. @param {import('playwright-core').Locator} log */
const shown = (log) => log.locator('.entry').evaluateAll((entries) => entries.map((entry) => ({
  seq: Number(entry.getAttribute('data-seq')), text: entry.querySelector('.linked-text')?.textContent ?? '',
})));

test(`${CUTS} cuts while both sides write ${ENTRIES} entries (seed ${SEED})`, async (context) => {
  const anna = await staff(here, 'first');
  await anna.becomes('Tillgänglig');
  const visitor = await visitorWho(here, 'Hej, finns ni?');
  await anna.takes('Hej, finns ni?');
  await visitor.isAt(/Du chattar med/);
  const { frame } = visitor;
  // From here on: what has begun to wait is not concerned, and nothing has.
  for (const place of [frame, anna.page]) await place.evaluate(hurriesBackOff);

  const random = chance();
  const points = Array.from({ length: CUTS }, () => ({ at: Math.ceil(random() * (EACH - 1)), place: random() < 0.5 ? frame : anna.page }));
  points.sort((one, other) => one.at - other.at);
  const from = Date.now();
  await beginsToWrite(frame, '#composer-text', lines('Ada'));
  await beginsToWrite(anna.page, '.composer__text', lines('Anna'));
  for (const { at, place } of points) {
    await hasWritten(place, at);
    here.server.line.cut();
    here.server.line.mend();
  }
  for (const place of [frame, anna.page]) await hasWritten(place, EACH);

  for (const log of [visitor.log, anna.logOf('Hej, finns ni?')]) {
    await expectEventually(async () => assert.equal(await log.locator('[data-progress="sending"]').count(), 0));
    await expectEventually(async () => assert.ok((await log.locator('.entry').count()) >= ENTRIES));
    const all = await shown(log);
    assert.deepEqual(all.map(({ seq }) => seq), all.map((_, index) => index + 1), 'every number once and in order');
    for (const who of ['Ada', 'Anna']) {
      const texts = all.map(({ text }) => text).filter((text) => text.startsWith(who) && text.endsWith(` av ${EACH}`));
      const wrong = texts.findIndex((text, index) => text !== lines(who)[index]);
      assert.equal(wrong, -1, `the first that is wrong: ${JSON.stringify(texts.slice(Math.max(0, wrong - 3), wrong + 5))}`);
      assert.equal(texts.length, EACH);
    }
  }
  context.diagnostic(`${CUTS} cuts, ${ENTRIES} entries in ${Math.round((Date.now() - from) / 1000)} s: 0 lost, 0 doubled, 0 out of order on both sides`);
  assert.deepEqual([visitor.faults, anna.faults], [[], []]);
});
