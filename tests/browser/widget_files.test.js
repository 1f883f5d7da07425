// Files between visitor and agent: by keyboard, told once, kept as they were sent, and refused with what would be right.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { LOOKS, accessible, fits, settled, shot } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
import { scene } from './support/scene.js';

const PDF = Buffer.from('%PDF-1.7 en ritning över huset');
const drawing = { name: 'Ritning över huset.pdf', mimeType: 'application/pdf', buffer: PDF };

const here = scene(async () => ({ settings: { FILES__ENABLED: 'true', FILES__MAX_BYTES: '200000', FILES__PER_CONVERSATION: '2' } }));

/** A visitor and the agent who has taken the conversation. @param {import('playwright-core').BrowserContextOptions} [look] */
async function both(look) {
  const agent = await here.agent(look);
  const visitor = await here.visitor(look);
  // The browser hands choosers over only from some time after somebody has asked for them: so long before one opens.
  visitor.page.on('filechooser', () => {});
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  assert.equal(await visitor.chat.getByRole('button', { name: 'Bifoga fil' }).count(), 0, 'nobody is there to look at one');
  await visitor.says('Hej, jag har en ritning');
  await visitor.isAt(/i kön/);
  await agent.takesOffer();
  return { agent, visitor };
}

/** @param {Awaited<ReturnType<typeof both>>} people */
async function leave({ agent, visitor }) {
  await visitor.context.close();
  await agent.page.evaluate(() => fetch('/api/session', { method: 'DELETE' }));
  await agent.context.close();
}

/** What a press keeps. @param {import('playwright-core').Page} page @param {import('playwright-core').Locator} button */
async function kept(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.press('Enter')]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('a file goes both ways by keyboard and comes as it was sent', async () => {
  const people = await both();
  const { agent, visitor } = people;
  const attach = visitor.chat.getByRole('button', { name: 'Bifoga fil' });
  await attach.focus();
  const [chooser] = await Promise.all([visitor.page.waitForEvent('filechooser'), visitor.page.keyboard.press('Enter')]);
  await chooser.setFiles(drawing);
  const own = visitor.log.getByRole('button', { name: 'Ladda ner filen Ritning över huset.pdf' });
  await own.waitFor();
  await attach.evaluate((button) => button === document.activeElement || Promise.reject(new Error('the focus has moved')));
  const theirs = agent.log.getByRole('button', { name: 'Ladda ner filen Ritning över huset.pdf' });
  for (const [page, button] of /** @type {const} */ ([[visitor.page, own], [agent.page, theirs]])) {
    assert.deepEqual(await kept(page, button), { name: drawing.name, bytes: PDF });
  }
  await agent.page.locator('.attach__input').setInputFiles({ ...drawing, name: 'Blankett.pdf' });
  const form = visitor.log.getByRole('button', { name: 'Ladda ner filen Blankett.pdf' });
  assert.deepEqual((await kept(visitor.page, form)).bytes, PDF);
  // One entry each, and the log is the only place that says so.
  assert.equal(await visitor.log.locator('.file').count(), 2);
  assert.equal(await visitor.chat.locator('.attach [role="alert"]').textContent(), '');
  await visitor.page.reload();
  await form.waitFor();
  assert.equal(await visitor.log.locator('.file').count(), 2);
  assert.deepEqual([...visitor.faults, ...agent.faults], []);
  await leave(people);
});

test('what is not taken is told with what would be right', async () => {
  const people = await both();
  const { visitor } = people;
  const input = visitor.chat.locator('.attach__input');
  const told = visitor.chat.locator('.attach [role="alert"]');
  const tells = (/** @type {RegExp} */ words) => expectEventually(async () => assert.match((await told.textContent()) ?? '', words));
  await input.setInputFiles({ ...drawing, buffer: Buffer.alloc(1_234_000, '%PDF-') });
  await tells(/^Filen är för stor: 1,2 MB\. Den får vara högst 200 kB\.$/);
  await input.setInputFiles({ name: 'bild.png', mimeType: 'image/png', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') });
  await tells(/^Den sortens fil går inte att skicka\. Välj PNG, JPEG, GIF, WEBP eller PDF\.$/);
  for (const name of ['ett.pdf', 'två.pdf']) {
    await input.setInputFiles({ ...drawing, name });
    await visitor.log.getByRole('button', { name: `Ladda ner filen ${name}` }).waitFor();
    assert.equal(await told.textContent(), '');
  }
  await input.setInputFiles({ ...drawing, name: 'tre.pdf' });
  await tells(/^Det går inte att skicka fler filer/);
  await leave(people);
});

test('a file that did not arrive is sent again, and is there once', async () => {
  const people = await both();
  const { visitor } = people;
  // It reaches the server, and the answer is lost on the way back.
  await visitor.page.route('**/files', async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await visitor.chat.locator('.attach__input').setInputFiles(drawing);
  await visitor.chat.getByText('Filen kom inte fram.').waitFor();
  await visitor.chat.getByRole('button', { name: 'Försök igen' }).click();
  await visitor.chat.getByText('Filen kom inte fram.').waitFor({ state: 'detached' });
  await visitor.log.locator('.file').first().waitFor();
  assert.equal(await visitor.log.locator('.file').count(), 1);
  await leave(people);
});

for (const { name, ...look } of LOOKS) {
  test(`files are readable for everybody: ${name}`, async () => {
    const people = await both(look);
    const { agent, visitor } = people;
    await visitor.chat.locator('.attach__input').setInputFiles(drawing);
    await agent.log.locator('.file').waitFor();
    await agent.page.locator('.attach__input').setInputFiles({ ...drawing, name: 'Blankett för bygglov och anmälan.pdf' });
    await visitor.log.locator('.entry--agent .file').waitFor();
    await visitor.chat.locator('.attach__input').setInputFiles({ ...drawing, name: 'tre.pdf' });
    await visitor.chat.getByText('Det går inte att skicka fler filer').waitFor();
    await visitor.newestIsInSight();
    for (const [who, { page }] of Object.entries(people)) {
      await settled(page);
      await shot(page, `file_${who}-${name}`);
      await fits(page, `file ${who} ${name}`);
      await accessible(page, `file ${who} ${name}`);
    }
    await leave(people);
  });
}
