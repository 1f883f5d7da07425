// The tag on a page of another origin: by version and hash, under a strict policy, and without moving anything.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { expectEventually } from './support/eventually.js';
import { otherSite } from './support/other_site.js';
import { scene } from './support/scene.js';
import { Visitor } from './support/visitor.js';

/** @type {Awaited<ReturnType<typeof otherSite>>} */
let site;
const here = scene(async () => {
  site = await otherSite();
  return { sites: [site.origin] };
});
test.after(() => site.close());
test.beforeEach(() => {
  Object.assign(site, { head: '', main: '', headers: {} });
  site.embed(`${here.server.address}/widget.js`);
});

const QUESTION = 'Vilka vänorter har Linköping?';

async function visitorAtSite() {
  const visitor = await here.visitor();
  await visitor.visits(site.origin);
  return visitor;
}

/** A tab that has just been opened knows what was said in the first, and what one says now the other hears. @param {Visitor} first @param {Visitor} second */
async function areInStep(first, second) {
  await second.sees(/Tönsberg/);
  await second.says('Från den andra fliken.');
  await first.sees('Från den andra fliken.');
  await first.says('Från den första fliken.');
  for (const tab of [first, second]) await tab.hasExactly(/fliken\.$/, ['Från den andra fliken.', 'Från den första fliken.']);
}

test('the tag with a hash that the program prints loads, and only these bytes', async () => {
  const printed = here.server.prints('widget', '--json');
  site.embed(printed.src, `integrity="${printed.integrity}" crossorigin="anonymous"`);
  assert.equal(printed.pinned_tag, `<script src="${printed.src}" integrity="${printed.integrity}" crossorigin="anonymous" async></script>`);
  assert.deepEqual(printed.embed_origins, [site.origin]);
  const visitor = await visitorAtSite();
  await visitor.opensChat();
  await visitor.says(QUESTION);
  await visitor.sees(/Tönsberg/);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();

  // Somebody on the way has changed the script by one space.
  const deceived = await here.visitor();
  await deceived.page.route(printed.src, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()} ` });
  });
  const refused = deceived.page.waitForEvent('console', (message) => /integrity/.test(message.text()));
  await deceived.page.goto(site.origin);
  await refused;
  assert.equal(await deceived.button.count(), 0);
  await deceived.context.close();
});

test('a page with the strictest policy needs the two lines that the program prints, and nothing else', async () => {
  const { content_security_policy: policy, src, integrity } = here.server.prints('widget', '--json');
  const lines = Object.entries(policy).map(([name, value]) => `${name} ${value}`);
  assert.deepEqual(lines.sort(), [`frame-src ${here.server.address}`, `script-src ${here.server.address}`]);
  site.headers = {
    'content-security-policy': `default-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; ${lines.join('; ')}`,
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'storage-access=()',
    'cross-origin-opener-policy': 'same-origin',
  };
  site.embed(src, `integrity="${integrity}" crossorigin="anonymous"`);
  const visitor = await here.visitor();
  await visitor.page.addInitScript(() => {
    const own = /** @type {any} */ (window);
    own.reports = [];
    document.addEventListener('securitypolicyviolation', (event) => own.reports.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await visitor.visits(site.origin);
  await visitor.opensChat();
  await visitor.says(QUESTION);
  await visitor.sees(/Tönsberg/);
  const style = await visitor.button.evaluate((button) => getComputedStyle(button).position);
  assert.equal(style, 'fixed', 'the styles hold');
  for (const frame of visitor.page.frames()) assert.deepEqual(await frame.evaluate(() => /** @type {any} */ (window).reports), [], frame.url());
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('nothing on the page moves, even one laid out as a grid with rules for everything in it', async () => {
  site.head = `<style>
    body { display: grid; gap: 40px; margin: 0; padding: 20px }
    body > * { margin-top: 30px; padding: 10px; border: 3px solid red; position: relative; display: block; min-height: 50px }
    iframe, button { width: 300px !important; display: block !important; position: static !important }
  </style>`;
  const tag = { with: `${here.server.address}/widget.js`, without: '' };
  const measure = async (/** @type {Visitor} */ { page }) =>
    page.evaluate(() => [...document.querySelectorAll('html, body, main, main *')].map((element) => JSON.stringify(element.getBoundingClientRect())));
  site.embed(tag.without);
  const bare = await here.visitor();
  await bare.page.goto(site.origin);
  const wanted = await measure(bare);
  await bare.context.close();

  site.embed(tag.with);
  const visitor = await here.visitor();
  await visitor.page.addInitScript(() => {
    const own = /** @type {any} */ (window);
    own.shifts = [];
    new PerformanceObserver((list) => own.shifts.push(...list.getEntries().map((entry) => /** @type {any} */ (entry).value))).observe({
      type: 'layout-shift',
      buffered: true,
    });
  });
  await visitor.visits(site.origin);
  assert.deepEqual(await measure(visitor), wanted, 'loaded');
  await visitor.opensChat();
  assert.deepEqual(await measure(visitor), wanted, 'open');
  await visitor.page.evaluate(() => /** @type {any} */ (window).vagledare.close());
  assert.deepEqual(await measure(visitor), wanted, 'closed');
  // Two frames have been painted, so that what there was to observe has been observed.
  await visitor.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.deepEqual(await visitor.page.evaluate(() => /** @type {any} */ (window).shifts), []);
  await visitor.context.close();
});

test('on paper the page is as it is without the chat', async () => {
  const visitor = await visitorAtSite();
  await visitor.opensChat();
  await visitor.page.emulateMedia({ media: 'print' });
  assert.equal(await visitor.button.isVisible(), false);
  assert.equal(await visitor.page.locator('iframe').isVisible(), false);
  const printed = await visitor.page.screenshot({ fullPage: true });
  await visitor.page.evaluate(() => document.querySelector('vagledare-chat')?.remove());
  assert.ok(printed.equals(await visitor.page.screenshot({ fullPage: true })), 'every pixel');
  await visitor.page.emulateMedia({ media: 'screen' });
  await visitor.context.close();
});

test('a reload, the next page and the back button keep the conversation', async () => {
  const visitor = await here.visitorWithStore();
  await visitor.visits(`${site.origin}/forst`);
  await visitor.opensChat();
  await visitor.says(QUESTION);
  await visitor.sees(/Tönsberg/);
  const entries = await visitor.page.evaluate(() => history.length);
  for (const move of [
    () => visitor.page.reload(),
    () => visitor.page.goto(`${site.origin}/sedan`),
    () => visitor.page.goBack(),
    () => visitor.page.goForward(),
  ]) {
    await move();
    await visitor.sees(/Tönsberg/);
    await visitor.hasExactly(/vänorter har/, [QUESTION]);
  }
  assert.equal(new URL(visitor.page.url()).pathname, '/sedan');
  assert.equal(await visitor.page.evaluate(() => history.length), entries + 1, 'the frame adds nothing to go back through');

  // A second tab of the same browser is in step with the first.
  const other = new Visitor(await visitor.context.newPage());
  await other.visits(site.origin);
  assert.equal(await other.page.locator('iframe').count(), 0, 'a new tab begins folded');
  await other.opensChat();
  await areInStep(visitor, other);
  await visitor.context.close();
});

const NOT_KEPT = 'Webbläsaren sparar inte samtalet.';

/** What the website's page has stored, by name. @param {Visitor} visitor */
const storedByPage = ({ page }) => page.evaluate(() => Object.entries(sessionStorage).filter(([name]) => name !== 'vagledare.open'));

/** @param {Visitor} visitor */
const storesInFrame = ({ chat }) => chat.locator('html').evaluate(() => {
  try {
    return String(localStorage.length);
  } catch (refused) {
    return /** @type {Error} */ (refused).name;
  }
});

test('where the frame may not store, the page keeps key and draft for its tab, and the tabs tell each other the key', async () => {
  const visitor = await visitorAtSite();
  await visitor.opensChat();
  await visitor.stage.waitFor();
  assert.equal(await storesInFrame(visitor), 'SecurityError', 'this browser blocks third-party storage');
  assert.deepEqual([await visitor.chat.getByText(NOT_KEPT).count(), await storedByPage(visitor)], [0, []], 'nothing before a word is said');
  await visitor.says(QUESTION);
  await visitor.sees(/Tönsberg/);
  const [[name, key], ...more] = await storedByPage(visitor);
  assert.deepEqual([name, more], ['vagledare.key', []]);
  for (const move of [() => visitor.page.reload(), () => visitor.page.goto(`${site.origin}/sedan`), () => visitor.page.goBack()]) {
    await move();
    await visitor.sees(/Tönsberg/);
    await visitor.hasExactly(/vänorter har/, [QUESTION]);
    assert.deepEqual(await storedByPage(visitor), [[name, key]]);
  }

  await visitor.field.fill('Och finns det');
  await visitor.page.reload();
  await visitor.sees(/Tönsberg/);
  await expectEventually(async () => assert.equal(await visitor.field.inputValue(), 'Och finns det'));
  await visitor.field.fill('');
  assert.deepEqual(await storedByPage(visitor), [[name, key]], 'nothing is left of the draft');

  // A new tab knows nothing, and asks the others.
  const other = new Visitor(await visitor.context.newPage());
  await other.visits(site.origin);
  await other.opensChat();
  await areInStep(visitor, other);
  await other.page.reload();
  await other.sees('Från den första fliken.');

  await visitor.presses('Avsluta');
  await visitor.presses('Avsluta och rensa');
  for (const tab of [visitor, other]) {
    await expectEventually(async () => {
      assert.deepEqual(await storedByPage(tab), []);
      assert.equal(await tab.log.locator('.entry').count(), 0);
    });
  }
  await other.says('En ny fråga.');
  await visitor.sees('En ny fråga.');
  assert.notDeepEqual(await storedByPage(visitor), [[name, key]], 'another conversation');
  await visitor.page.reload();
  await visitor.opensChat();
  await visitor.hasExactly(/En ny fråga|vänorter har|fliken/, ['En ny fråga.']);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('where nothing may be stored at all, the chat works as long as the page and says what will be lost', async () => {
  const visitor = await here.visitorWithoutStore();
  await visitor.visits(site.origin);
  await visitor.opensChat();
  await visitor.chat.getByText(NOT_KEPT).waitFor();
  assert.equal(await storesInFrame(visitor), 'SecurityError');
  await visitor.says(QUESTION);
  await visitor.sees(/Tönsberg/);
  here.server.line.cut();
  await visitor.chat.getByText('Anslutningen bröts.').waitFor();
  await visitor.says('Skrivet utan nät.');
  here.server.line.mend();
  await visitor.hasExactly(/utan nät|vänorter har/, [QUESTION, 'Skrivet utan nät.']);
  await visitor.page.evaluate(() => /** @type {any} */ (window).vagledare.close());
  await visitor.opensChat();
  await visitor.hasExactly(/utan nät|vänorter har/, [QUESTION, 'Skrivet utan nät.']);

  await visitor.page.reload();
  await visitor.opensChat();
  await visitor.chat.getByRole('heading', { name: /Välkommen/ }).waitFor();
  assert.equal(await visitor.log.locator('.entry').count(), 0, 'what was said to be lost is lost');
  await visitor.says(QUESTION);
  await visitor.sees(/Tönsberg/);
  await visitor.context.close();
});

test('where the frame stores for itself, nothing is asked of the page', async () => {
  const visitor = await here.visitorWithStore();
  await visitor.visits(site.origin);
  await visitor.opensChat();
  await visitor.says(QUESTION);
  await visitor.sees(/Tönsberg/);
  assert.deepEqual([await visitor.chat.getByText(NOT_KEPT).count(), await storedByPage(visitor)], [0, []]);
  await visitor.context.close();
});

test('where the website changes its pages without loading them there is one button, and the conversation stays', async () => {
  const visitor = await visitorAtSite();
  const { page } = visitor;
  const again = (/** @type {string} */ src) => new Promise((done) => document.head.append(Object.assign(document.createElement('script'), { src, onload: done })));
  const nextBody = () => {
    const next = document.createElement('body');
    next.innerHTML = '<main><h1>Nästa sida</h1></main>';
    document.body.replaceWith(next);
    history.pushState({}, '', '/nasta');
  };
  const isThereOnce = async () => {
    await expectEventually(async () => assert.deepEqual([await page.locator('vagledare-chat').count(), await visitor.button.count()], [1, 1]));
    await visitor.button.waitFor();
  };
  // Before it is opened: nothing opens by itself.
  await page.evaluate(nextBody);
  await isThereOnce();
  assert.equal(await page.locator('iframe').count(), 0);
  await visitor.opensChat();
  await visitor.says(QUESTION);
  await visitor.sees(/Tönsberg/);
  /** @type {Record<string, () => unknown>} */
  const moves = {
    'another body, as Turbo does it': nextBody,
    'other content of the body, as htmx does it': () => void (document.body.innerHTML = '<main><h1>Tredje sidan</h1></main>'),
    'a view transition': () => document.startViewTransition(() => void (document.body.innerHTML = '<main><h1>Fjärde sidan</h1></main>')).finished.catch(() => {}),
    'whatever it does not know is taken out': () => document.querySelector('vagledare-chat')?.remove(),
  };
  for (const move of Object.values(moves)) {
    await page.evaluate(move);
    await isThereOnce();
    await visitor.sees(/Tönsberg/);
    await visitor.hasExactly(/vänorter har/, [QUESTION]);
  }
  // A frame beside the body is left alone by the next page: what is being written stays.
  await visitor.field.fill('Och finns det');
  const frame = visitor.frame;
  for (const move of [nextBody, nextBody]) await page.evaluate(move);
  await page.evaluate(again, `${here.server.address}/widget.js`);
  await isThereOnce();
  assert.equal(visitor.frame, frame);
  assert.equal(await visitor.field.inputValue(), 'Och finns det');
  // One that takes it out each time has the last word, and is not hung up by it.
  await page.evaluate(() => new MutationObserver(() => document.querySelector('vagledare-chat')?.remove()).observe(document, { childList: true, subtree: true }));
  await page.evaluate(() => document.querySelector('vagledare-chat')?.remove());
  await page.waitForTimeout(300);
  assert.equal(await page.locator('vagledare-chat').count(), 0);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('however the script is loaded it works, or says how to embed it', async () => {
  const src = `${here.server.address}/widget.js`;
  /** @type {Record<string, (page: import('playwright-core').Page) => unknown>} */
  const ways = {
    module: (page) => page.evaluate((of) => void document.head.append(Object.assign(document.createElement('script'), { type: 'module', src: of })), src),
    import: (page) => page.evaluate((of) => import(of), src),
    defer: (page) => page.setContent(`<script src="${src}" defer></script><p>En sida</p>`),
    'a tag manager': (page) => page.evaluate((of) => void document.head.append(Object.assign(document.createElement('script'), { async: true, src: of })), src),
    'text in a tag': (page) => page.evaluate(async (of) => {
      const text = await (await fetch(of)).text();
      document.head.append(Object.assign(document.createElement('script'), { textContent: text }));
    }, src),
    'text that is evaluated': (page) => page.evaluate(async (of) => {
      try {
        (0, eval)(await (await fetch(of)).text());
      } catch {
        // As a tag manager would: the page is not told.
      }
    }, src),
  };
  site.embed('data:text/javascript,');
  for (const isKnown of [true, false]) {
    for (const [name, load] of Object.entries(ways)) {
      const { context } = await here.visitor();
      const visitor = new Visitor(await context.newPage());
      /** @type {string[]} */
      const said = [];
      visitor.page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
      await visitor.page.route(src, async (route) => {
        const response = await route.fetch();
        const body = await response.text();
        assert.ok(body.includes(`const known = '${here.server.address}';`));
        await route.fulfill({ response, body: isKnown ? body : body.replace(`const known = '${here.server.address}'`, "const known = ''") });
      });
      await visitor.page.goto(site.origin);
      await load(visitor.page);
      if (!isKnown && name.startsWith('text')) {
        await expectEventually(async () => assert.match(said.join('\n'), /Embed it with <script src="https:\/\/THE-CHAT-HOST\/widget\.js" async><\/script>/));
        assert.equal(await visitor.button.count(), 0);
      } else {
        await visitor.button.waitFor();
        await visitor.opensChat();
        assert.deepEqual(said, [], name);
      }
      await context.close();
    }
  }
});

test('a website that is isolated from others shows the chat', async () => {
  for (const embedder of ['require-corp', 'credentialless']) {
    site.headers = { 'cross-origin-embedder-policy': embedder, 'cross-origin-opener-policy': 'same-origin' };
    const visitor = await visitorAtSite();
    assert.equal(await visitor.page.evaluate(() => crossOriginIsolated), true, embedder);
    await visitor.opensChat();
    await visitor.says(QUESTION);
    await visitor.sees(/Tönsberg/);
    assert.deepEqual(visitor.faults, [], embedder);
    await visitor.context.close();
  }
});
