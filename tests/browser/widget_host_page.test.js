// What the website may call, what it hears, and who else may not: `window.vagledare` on a page of another origin.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { expectEventually } from './support/eventually.js';
import { otherSite } from './support/other_site.js';
import { scene } from './support/scene.js';
import { go, staff } from './support/staff.js';

/** @type {Awaited<ReturnType<typeof otherSite>>} */
let site;
/** @type {Awaited<ReturnType<typeof otherSite>>} listed as well, so that it may hold a frame of its own */
let neighbour;
/** @type {Awaited<ReturnType<typeof otherSite>>} */
let stranger;
const here = scene(async () => {
  [site, neighbour, stranger] = await Promise.all([otherSite(), otherSite(), otherSite()]);
  return { sites: [site.origin, neighbour.origin] };
});
test.after(() => [site, neighbour, stranger].forEach((one) => one.close()));
test.beforeEach(() => {
  Object.assign(site, { head: '', main: '', headers: {} });
  site.embed(`${here.server.address}/widget.js`);
});

/** Writes every event into `window.heard`. */
function listen() {
  const own = /** @type {any} */ (window);
  own.heard = [];
  for (const event of ['ready', 'open', 'close', 'message', 'unheard of']) {
    own.vagledare.on(event, (/** @type {object} */ detail) => own.heard.push([event, detail]));
  }
}

/** @param {import('playwright-core').Page} page @returns {Promise<any[]>} */
const heard = (page) => page.evaluate(() => /** @type {any} */ (window).heard);

/** Calls one of the website's verbs. @param {import('playwright-core').Page} page @param {string} verb @param {...unknown} given */
const calls = (page, verb, ...given) =>
  page.evaluate(([verb, given]) => void /** @type {any} */ (window).vagledare[verb](...given), /** @type {[string, any[]]} */ ([verb, given]));

async function visitorAtSite() {
  const visitor = await here.visitor();
  await visitor.visits(site.origin);
  return visitor;
}

test('the page opens and closes the chat, and hears of it', async () => {
  const visitor = await visitorAtSite();
  await visitor.page.evaluate(listen);
  await calls(visitor.page, 'open');
  await visitor.stage.waitFor();
  await expectEventually(async () => assert.deepEqual(await heard(visitor.page), [['open', {}], ['ready', {}]]));
  await calls(visitor.page, 'open');
  await calls(visitor.page, 'close');
  await calls(visitor.page, 'close');
  await visitor.button.click();
  await visitor.chat.getByRole('button', { name: 'Stäng chatten' }).click();
  await expectEventually(async () => {
    const events = (await heard(visitor.page)).map(([event]) => event);
    assert.deepEqual(events, ['open', 'ready', 'close', 'open', 'close'], 'once for each time, whoever did it');
  });
  // Who listens too late for what happens once is told all the same; who has gone hears nothing.
  const late = await visitor.page.evaluate(async () => {
    const { vagledare } = /** @type {any} */ (window);
    const events = /** @type {string[]} */ ([]);
    vagledare.on('ready', () => events.push('ready'));
    const off = vagledare.on('open', () => events.push('open'));
    off();
    off();
    vagledare.open();
    await new Promise((done) => setTimeout(done));
    return events;
  });
  assert.deepEqual(late, ['ready']);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('a listener that fails hinders neither the chat nor another listener', async () => {
  const visitor = await visitorAtSite();
  await visitor.page.evaluate(() => {
    /** @type {any} */ (window).vagledare.on('open', () => {
      throw new Error('of the page itself');
    });
  });
  await visitor.page.evaluate(listen);
  await visitor.opensChat();
  assert.equal((await heard(visitor.page))[0][0], 'open');
  assert.deepEqual(visitor.faults, ['of the page itself']);
  await visitor.context.close();
});

test('the page asks once, whatever happens around it', async () => {
  const visitor = await here.visitorWithStore();
  await visitor.visits(site.origin);
  const { page } = visitor;
  // A double click, before the frame has loaded.
  await page.evaluate(() => {
    const { vagledare } = /** @type {any} */ (window);
    vagledare.ask('  Vilka vänorter har <b>Linköping</b>?  ');
    vagledare.ask('Vilka vänorter har <b>Linköping</b>?');
    for (const nothing of [undefined, null, '', '  ', 7, {}, ['Hej']]) vagledare.ask(nothing);
  });
  await visitor.sees(/Tönsberg/);
  const once = ['Vilka vänorter har <b>Linköping</b>?'];
  await visitor.hasExactly(/vänorter har/, once);
  assert.equal(await visitor.log.locator('b').count(), 0, 'what the page says is text');
  await page.reload();
  await visitor.sees(/Tönsberg/);
  await visitor.hasExactly(/vänorter har/, once);
  await calls(page, 'close');
  await calls(page, 'open');
  await visitor.hasExactly(/vänorter har/, once);

  // What the visitor is writing is left as it is, and the same may be asked anew later on.
  await visitor.field.fill('Jag undrar också');
  await calls(page, 'ask', 'Var ligger biblioteket?');
  await visitor.hasExactly(/biblioteket\?$/, ['Var ligger biblioteket?']);
  assert.equal(await visitor.field.inputValue(), 'Jag undrar också');
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('what a visitor could not send the page cannot send either: it stands in the composer', async () => {
  const visitor = await visitorAtSite();
  await calls(visitor.page, 'ask', 'å'.repeat(4003));
  await visitor.chat.getByText('3 tecken för mycket').waitFor();
  await visitor.field.fill('Hej!');
  await calls(visitor.page, 'ask', 'Mitt nummer är 19121212-1212');
  await visitor.chat.getByText('Det står ett personnummer i texten.').waitFor();
  assert.equal(await visitor.field.inputValue(), 'Hej!\nMitt nummer är 19121212-1212');
  assert.equal(await visitor.log.locator('.entry').count(), 0, 'nothing has been said');
  await visitor.context.close();
});

test('something new while folded is told by its number and never by its words', async () => {
  const visitor = await visitorAtSite();
  const agent = await staff(here, 'first');
  await agent.becomes('Tillgänglig');
  await visitor.opensChat();
  await visitor.says('Hej, finns ni?');
  await agent.takes('Hej, finns ni?');
  await visitor.isAt(/Du chattar med/);
  await visitor.page.evaluate(listen);
  await agent.answers('Hej, finns ni?', 'Ja, här är jag.');
  await visitor.sees('Ja, här är jag.');
  await calls(visitor.page, 'close');
  await agent.answers('Hej, finns ni?', 'Hemligheten är blå.');
  await visitor.button.and(visitor.page.getByRole('button', { name: /olästa meddelanden: 1/ })).waitFor();
  await agent.answers('Hej, finns ni?', 'Och grön.');
  await expectEventually(async () => {
    const events = await heard(visitor.page);
    assert.deepEqual(events.slice(-2), [['message', { unread: 1 }], ['message', { unread: 2 }]]);
    assert.deepEqual(events.map(([event]) => event), ['ready', 'close', 'message', 'message'], 'an open chat is no news');
  });
  await go(agent);
  await visitor.context.close();
});

test('calls from before the script has come are kept until it has', async () => {
  // An element of the same name is a property of the window too, and is not in the way.
  site.head = '<script>(window.vagledare ??= []).push((chat) => chat.ask("Vilka vänorter har Linköping?"))</script>';
  site.main = '<p id="vagledare">Text</p>';
  const visitor = await visitorAtSite();
  await visitor.sees(/Tönsberg/);
  await visitor.hasExactly(/vänorter har/, ['Vilka vänorter har Linköping?']);
  const later = await visitor.page.evaluate(() => new Promise((done) => (/** @type {any} */ (window).vagledare.push((/** @type {any} */ chat) => done(Object.keys(chat))))));
  assert.deepEqual(later, ['open', 'close', 'ask', 'on', 'push']);
  await visitor.context.close();

  site.head = '';
  const other = await visitorAtSite();
  await other.opensChat();
  await other.context.close();
});

test('the script twice on a page is one chat', async () => {
  site.main = `<script src="${here.server.address}/widget.js"></script>`;
  const visitor = await visitorAtSite();
  await visitor.page.waitForLoadState('load');
  assert.equal(await visitor.button.count(), 1);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

/** Says everything that the two frames say to each other. @param {Window} to @param {string} target */
function sayEverything(to, target) {
  const page = { url: 'https://ond.example/', title: 'Ond' };
  for (const message of [
    { type: 'vagledare.ready' },
    { type: 'vagledare.unread', count: 66 },
    { type: 'vagledare.opened', page, focus: true },
    { type: 'vagledare.ask', text: 'Ond fråga' },
    { type: 'vagledare.closed' },
    { type: 'vagledare.close' },
    { type: 'vagledare.unheard of' },
    null,
    'vagledare.close',
  ]) to.postMessage(message, target);
}

test('a hostile frame on the page is heard by neither side', async () => {
  site.main = `<iframe name="hostile" src="${stranger.origin}/"></iframe><iframe name="twin" src="/tom"></iframe>`;
  stranger.main = '';
  const visitor = await visitorAtSite();
  await visitor.opensChat();
  await visitor.page.evaluate(listen);

  // A frame of another origin speaks to the page, and finds no way to the chat's frame, which is in a shadow tree.
  const hostile = visitor.page.frame('hostile');
  assert.ok(hostile);
  await hostile.evaluate(`(${sayEverything})(parent, '*')`);
  assert.equal(await hostile.evaluate(() => parent.frames.length), 2, 'itself and its twin, not the chat');

  // A frame of the page's own origin gets hold of the chat's: right origin, wrong source.
  await visitor.page.evaluate((source) => {
    const chat = document.querySelector('vagledare-chat')?.shadowRoot?.querySelector('iframe')?.contentWindow;
    const twin = /** @type {any} */ (window).frames.twin;
    twin.chat = chat;
    twin.eval(`(${source})(chat, '*'); (${source})(parent, '*')`);
  }, String(sayEverything));
  // And the page itself says what it does not know.
  await visitor.page.evaluate(() => {
    const chat = document.querySelector('vagledare-chat')?.shadowRoot?.querySelector('iframe')?.contentWindow;
    for (const data of [{ type: 'vagledare.unheard of' }, { type: 'vagledare.ask' }, { type: 'vagledare.ask', text: { a: 1 } }, 3]) chat?.postMessage(data, '*');
  });
  // Messages come in their order: when this is answered all of them have been heard.
  await calls(visitor.page, 'ask', 'Vilka vänorter har Linköping?');
  await visitor.sees(/Tönsberg/);
  await visitor.hasExactly(/fråga|vänorter har/, ['Vilka vänorter har Linköping?']);
  assert.deepEqual((await heard(visitor.page)).map(([event]) => event), ['ready']);
  assert.equal(await visitor.button.getAttribute('aria-label'), null, 'nothing counts as unread');
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('a listed page that names another one in the frame gets no word out of it', async () => {
  neighbour.main = `<iframe name="chat" src="${here.server.address}/widget?host=${encodeURIComponent(site.origin)}"></iframe>`;
  const visitor = await here.visitor();
  await visitor.page.addInitScript(() => {
    const own = /** @type {any} */ (window);
    own.told = [];
    addEventListener('message', (event) => own.told.push(event.data));
  });
  await visitor.page.goto(neighbour.origin);
  await visitor.page.frameLocator('iframe').locator('.stage, .app__frame').first().waitFor();
  await visitor.page.evaluate(`(${sayEverything})(frames.chat, '*')`);
  await visitor.page.frameLocator('iframe').locator('.app__frame').waitFor();
  assert.deepEqual(await visitor.page.evaluate(() => /** @type {any} */ (window).told), []);
  assert.equal(await visitor.page.frameLocator('iframe').locator('.entry').count(), 0);
  await visitor.context.close();
});
