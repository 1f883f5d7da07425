// What somebody writes to do harm is text and nothing else, wherever it is shown: nothing runs, nothing is fetched, and the
// pages' security policy has nothing to report, in the widget and in the console.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { newPage } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
import { HOSTILE } from './support/hostile.js';
import { otherSite } from './support/other_site.js';
import { scene } from './support/scene.js';
import { Staff } from './support/staff.js';
import { beginsToWrite, hasWritten } from './support/writing.js';

/** @type {Awaited<ReturnType<typeof otherSite>>} */
let site;
const here = scene(async () => {
  site = await otherSite();
  return {
    sites: [site.origin], ownPages: true,
    settings: { LIMITS__VISITOR_MESSAGES_PER_MINUTE: '100000', LIMITS__VISITOR_BURST: '10000', LIMITS__AGENT_MESSAGES_PER_MINUTE: '100000' },
  };
});
test.after(() => site.close());

/** Runs in every frame before its scripts: whatever hostile text can do is called `harmed`. */
function watches() {
  const seen = /** @type {string[]} */ ([]);
  Object.assign(window, { seen, harmed: (/** @type {unknown} */ how) => seen.push(`ran: ${how}`) });
  for (const name of ['alert', 'confirm', 'prompt']) Object.assign(window, { [name]: () => seen.push(`ran: ${name}`) });
  addEventListener('securitypolicyviolation', (event) => seen.push(`policy: ${event.violatedDirective} ${event.blockedURI}`));
}

/** @param {import('playwright-core').Page} page */
async function watched(page) {
  /** @type {string[]} */
  const foreign = [];
  await page.addInitScript(watches);
  page.on('request', (request) => {
    if (!/^(https?|wss?):\/\/(127\.0\.0\.1|localhost):|^(data|blob|about):/.test(request.url())) foreign.push(request.url());
  });
  return foreign;
}

/** What has happened in a page and its frames that should not, and what of it became elements. @param {import('playwright-core').Page} page */
async function harm(page) {
  const all = await Promise.all(page.frames().map((frame) => frame.evaluate(() => {
    const made = document.querySelectorAll('.log img, .log script, .log svg, .log iframe, .log object, .log style, .log form, .log [onerror], .log [onload], .log [srcdoc]');
    const links = [...document.querySelectorAll('a[href]')].map((link) => /** @type {HTMLAnchorElement} */ (link).protocol);
    return [
      .../** @type {any} */ (window).seen ?? [],
      ...[...made].map((element) => `element: ${element.outerHTML.slice(0, 80)}`),
      ...links.filter((one) => !['http:', 'https:', 'mailto:', 'tel:'].includes(one)).map((one) => `link: ${one}`),
    ];
  })));
  return all.flat();
}

/** Whether the words are there as they were written, whitespace and control characters aside. @param {string} text */
const bare = (text) => text.replace(/\p{Surrogate}/gu, '\uFFFD').normalize('NFC').replace(/[\s\p{Cc}\p{Cf}]/gu, '');

test(`${HOSTILE.length} hostile texts as message of both sides, and some as name`, async () => {
  const name = '<img src=x onerror=harmed("name")>"\'\u202Egnp.exe';
  const password = here.server.adds('elak', name);
  const { page, faults, context } = await newPage(here.browser);
  const foreign = await watched(page);
  const agent = Object.assign(new Staff(page, { name: 'elak', role: 'samhällsvägledare', password }), { context, faults });
  await agent.signsIn(here.server, agent.account);
  await agent.becomes('Tillgänglig');

  const visitor = await here.visitor();
  foreign.push(...await watched(visitor.page));
  site.head = '<base href="/">';
  site.embed(`${here.server.address}/widget.js`);
  await visitor.visits(site.origin);
  await visitor.opensChat();
  await visitor.says('Hej <b onclick=harmed(1)>alla</b>');
  await agent.takes('Hej <b onclick=harmed(1)>alla</b>');
  await visitor.sees(/img src=x onerror/);
  const { frame } = visitor;
  const texts = HOSTILE.map((text, index) => `${text} §${index}`);
  await beginsToWrite(frame, '#composer-text', texts);
  await beginsToWrite(agent.page, '.composer__text', texts);
  await hasWritten(frame, texts.length);
  await hasWritten(agent.page, texts.length);
  for (const log of [visitor.log, agent.page.getByRole('log')]) {
    await expectEventually(async () => {
      const shown = await log.locator('.entry__body > .linked-text').evaluateAll((all) => all.map((one) => /** @type {HTMLElement} */ (one).textContent ?? ''));
      const times = new Map();
      for (const text of shown) times.set(bare(text), (times.get(bare(text)) ?? 0) + 1);
      const missing = texts.filter((text) => times.get(bare(text)) !== 2);
      assert.deepEqual(missing.map((text) => text.slice(0, 60)), [], 'every text is shown by both, as it is');
    });
  }
  // What can be pressed is pressed nowhere else: links open beside the chat, without a way back.
  const rels = await visitor.log.locator('a[href^=http]').evaluateAll((links) => links.map((link) => /** @type {HTMLAnchorElement} */ (link).rel));
  assert.ok(rels.length > 0 && rels.every((rel) => rel.includes('noopener')));
  assert.deepEqual(await harm(visitor.page), []);
  assert.deepEqual(await harm(agent.page), []);
  assert.deepEqual([...visitor.faults, ...agent.faults, ...foreign], []);
  await visitor.context.close();
  await agent.becomes('Frånvarande');
  await context.close();
});

test('hostile texts as title and address of the page the visitor stands on', async () => {
  const { page, faults, context } = await newPage(here.browser);
  const foreign = await watched(page);
  const agent = Object.assign(new Staff(page, here.server.account('samhällsvägledare')), { context, faults });
  await agent.signsIn(here.server, agent.account);
  await agent.becomes('Tillgänglig');
  site.head = '';
  site.embed(`${here.server.address}/widget.js`);
  // A few of each kind, as each takes a conversation.
  for (const [index, seed] of HOSTILE.filter((_, index) => index % 45 === 0).entries()) {
    const visitor = await here.visitor();
    foreign.push(...await watched(visitor.page));
    await visitor.visits(`${site.origin}/${encodeURIComponent([...seed.replace(/\p{Surrogate}/gu, '')].slice(0, 80).join(''))}`);
    await visitor.page.evaluate((title) => (document.title = title), seed);
    await visitor.opensChat();
    await visitor.says(`Fråga ${index} om titeln`);
    await agent.takes(`Fråga ${index} om titeln`);
    await visitor.isAt(/Du chattar med/);
    assert.deepEqual([...await harm(agent.page), ...await harm(visitor.page), ...visitor.faults], [], seed);
    await visitor.isEnded();
    await visitor.context.close();
  }
  assert.deepEqual([...faults, ...foreign], []);
  await agent.becomes('Frånvarande');
  await context.close();
});

test('hostile texts in a page that is quoted as an answer', async () => {
  const folder = join(here.server.knowledge, 'pages');
  mkdirSync(folder, { recursive: true });
  const lines = HOSTILE.filter((text) => text.length < 300 && !/[\n\r\0]/.test(text)).slice(0, 40);
  writeFileSync(join(folder, 'elak.md'), [
    '+++', 'title = "Blåbärskvastar <script>harmed(1)</script>"', 'url = "https://www.linkoping.se/elak/"', 'language = "sv"', 'confirmed = false', '+++',
    '# Blåbärskvastar <script>harmed(1)</script>', '', '## Hyra blåbärskvast', '', 'En blåbärskvast hyr du på blåbärskvasthuset.',
    '', ...lines.map((line) => `- ${line}`), '',
  ].join('\n'));
  const visitor = await here.visitor();
  const foreign = await watched(visitor.page);
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  let asked = 0;
  await expectEventually(async () => {
    asked += 1;
    await visitor.says('Hur hyr jag en blåbärskvast?');
    await visitor.log.locator('.entry--assistant').nth(asked - 1).waitFor();
    assert.match(String(await visitor.log.locator('.entry--assistant').last().textContent()), /blåbärskvasthuset/);
  });
  assert.deepEqual(await harm(visitor.page), []);
  assert.deepEqual([...visitor.faults, ...foreign], []);
  await visitor.context.close();
});
