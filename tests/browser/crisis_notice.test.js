// A leader tells every visitor something at once: it stands on top of everything in every open chat, is heard once, and
// is gone when it is taken down or its time is out.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LOOKS, accessible, fits, settled, shot } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
import { scene } from './support/scene.js';
import { go, staff } from './support/staff.js';

const BOIL = 'Vattnet i Ljungsbro måste kokas. Läs mer på https://www.linkoping.se/vatten.';
/** As long as one may be. */
const LONGEST = `${'Vattnet i Ljungsbro, Berg och Vreta kloster måste kokas innan du dricker det eller lagar mat. '.repeat(3).slice(0, 262)} https://www.linkoping.se/vattnet-nu`;

const here = scene();

/** @typedef {Awaited<ReturnType<typeof staff>>} Staff */

/** @param {import('playwright-core').BrowserContextOptions} [look] */
async function leader(look) {
  const lena = await staff(here, 'leader', look);
  await lena.page.getByRole('button', { name: 'Ledning' }).click();
  return lena;
}

/** @param {Staff} lena */
const form = (lena) => lena.page.getByRole('region', { name: 'Krismeddelande', exact: true });

/** @param {Staff} lena @param {string} sv @param {string} [en] */
async function putsUp(lena, sv, en = '') {
  await form(lena).getByLabel('Text på svenska').fill(sv);
  await form(lena).getByLabel('Text på engelska').fill(en);
  await form(lena).getByRole('button', { name: /^(Visa för alla|Ändra)/ }).click();
  await lena.notices.getByText('Krismeddelandet visas nu').waitFor();
}

/** @param {Staff} lena */
async function takesDown(lena) {
  await form(lena).getByRole('button', { name: 'Ta bort meddelandet' }).click();
  await lena.notices.getByText('Krismeddelandet är borttaget.').waitFor();
}

/** @param {import('playwright-core').BrowserContextOptions} [look] */
async function chatter(look) {
  const visitor = await here.visitor(look);
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  return Object.assign(visitor, { notice: visitor.chat.getByRole('region', { name: 'Viktigt meddelande' }) });
}

test('what the leader writes stands at once in every chat, before it has begun and during it, until it is taken down', async () => {
  const [lena, anna] = [await leader(), await staff(here, 'first')];
  const [new_, busy] = [await chatter(), await chatter()];
  await busy.says('Vilka vänorter har Linköping?');
  await busy.sees(/Tönsberg/);
  assert.equal(await new_.notice.count(), 0);

  await putsUp(lena, BOIL);
  for (const visitor of [new_, busy]) {
    await visitor.notice.getByText('Vattnet i Ljungsbro måste kokas.').waitFor();
    assert.match(String(await visitor.notice.locator('.crisis__when').textContent()), /^Skrivet i dag kl \d+(\.\d\d)?\. Gäller till i morgon kl \d+(\.\d\d)?\.$/);
    const link = visitor.notice.getByRole('link');
    assert.equal(await link.getAttribute('href'), 'https://www.linkoping.se/vatten');
    const before = await visitor.notice.evaluate((notice) => notice.getBoundingClientRect().bottom);
    assert.ok(before <= await visitor.stage.evaluate((stage) => stage.getBoundingClientRect().top), 'it stands above the rest');
  }
  const banner = anna.page.getByRole('region', { name: 'Krismeddelande till besökarna' });
  await banner.getByText('Vattnet i Ljungsbro måste kokas.').waitFor();
  const display = String(await lena.page.evaluate(() => fetch('/api/session').then((it) => it.json()).then((it) => it.display)));
  await banner.getByText(`Av ${display}.`).waitFor();
  const late = await chatter();
  await late.notice.getByText('Vattnet i Ljungsbro måste kokas.').waitFor();

  await putsUp(lena, 'Vattnet i Ljungsbro går att dricka igen.');
  await busy.notice.getByText('går att dricka igen').waitFor();
  await takesDown(lena);
  for (const visitor of [new_, busy, late]) await visitor.notice.waitFor({ state: 'detached' });
  await banner.waitFor({ state: 'detached' });
  assert.equal(await form(lena).getByLabel('Text på svenska').inputValue(), 'Vattnet i Ljungsbro går att dricka igen.', 'the words are not lost');
  assert.deepEqual([lena.faults, anna.faults, new_.faults], [[], [], []]);
  await go(lena, anna, new_, busy, late);
});

test('whoever has folded the chat is told on its button', async () => {
  const [lena, visitor] = [await leader(), await chatter()];
  await visitor.chat.getByRole('button', { name: 'Stäng chatten' }).click();
  await visitor.button.waitFor();
  assert.equal(await visitor.button.textContent(), 'Chatta');
  await putsUp(lena, BOIL);
  await visitor.page.getByText('Chatta (1)').waitFor();
  assert.match(String(await visitor.button.getAttribute('aria-label')), /olästa meddelanden: 1/);
  await visitor.button.click();
  await visitor.notice.getByText('Vattnet i Ljungsbro måste kokas.').waitFor();
  await visitor.chat.getByRole('button', { name: 'Stäng chatten' }).click();
  await visitor.page.getByText('Chatta', { exact: true }).waitFor();
  await takesDown(lena);
  await go(lena, visitor);
});

test('it goes by itself when its time is out', async () => {
  const [lena, visitor] = [await leader(), await chatter()];
  // The form takes whole minutes: the same frame with a time that a test can wait for.
  await lena.page.evaluate(() => new Promise((done) => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws/agent`, 'vagledare.v1');
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello' }));
    socket.onmessage = ({ data }) => {
      const { type } = JSON.parse(data);
      const until = new Date(Date.now() + 4000).toISOString();
      if (type === 'welcome') socket.send(JSON.stringify({ type: 'crisis_notice', id: `${Math.random()}`, sv: 'Snart över.', until }));
      if (type === 'ack') done(socket.close());
    };
  }));
  await visitor.notice.getByText('Snart över.').waitFor();
  await visitor.notice.waitFor({ state: 'detached' });
  await form(lena).getByRole('button', { name: 'Visa för alla besökare' }).waitFor();
  await go(lena, visitor);
});

test('it is heard once when it comes, and not again when the line comes back', async () => {
  const [lena, visitor] = [await leader(), await chatter()];
  const alert = visitor.chat.locator('.app__frame > [role="alert"]');
  assert.equal(await alert.count(), 1, 'the place is there before the words come');
  await alert.evaluate((element) => {
    const spoken = /** @type {any} */ (window).spoken = /** @type {string[]} */ ([]);
    new MutationObserver((changes) => spoken.push(...changes.map((change) => change.target.textContent ?? '')))
      .observe(element, { childList: true, characterData: true, subtree: true });
  });
  const spoken = () => alert.evaluate(() => /** @type {string[]} */ (/** @type {any} */ (window).spoken));
  await putsUp(lena, BOIL);
  await visitor.notice.waitFor();
  assert.equal((await spoken()).length, 1);
  here.server.line.cut();
  await visitor.chat.getByText('Anslutningen bröts.').waitFor();
  here.server.line.mend();
  await visitor.chat.getByText('Anslutningen bröts.').waitFor({ state: 'detached' });
  await visitor.notice.waitFor();
  assert.equal((await spoken()).length, 1, 'nothing of it changed');
  assert.equal(await visitor.notice.locator('.crisis__when').getAttribute('aria-live'), 'off');
  await lena.page.locator('.line[data-state="open"]').waitFor();
  await takesDown(lena);
  await go(lena, visitor);
});

test('who reads English gets the English text, or the Swedish one marked as Swedish', async () => {
  const [lena, visitor] = [await leader(), await chatter()];
  await visitor.presses('English');
  const notice = visitor.chat.getByRole('region', { name: 'Important notice' });
  await putsUp(lena, BOIL);
  await notice.locator('.crisis__text[lang="sv"]').getByText('måste kokas').waitFor();
  await notice.getByText(/^Written today at/).waitFor();
  await putsUp(lena, BOIL, 'Boil the tap water in Ljungsbro.');
  await notice.locator('.crisis__text[lang="en"]').getByText('Boil the tap water').waitFor();
  await takesDown(lena);
  await visitor.context.close();
  await go(lena);
});

test('what is wrong is said at its field, by the clock of the server, and nothing that was written is lost', async () => {
  const lena = await leader();
  const [sv, date, time] = ['Text på svenska', 'Till datum', 'Klockslag'].map((label) => form(lena).getByLabel(label));
  const submit = form(lena).getByRole('button', { name: 'Visa för alla besökare' });
  /** @param {string} id */
  const focused = async (id) => assert.equal(await lena.page.evaluate(() => document.activeElement?.id), id);
  await submit.click();
  await form(lena).getByText('Skriv en text på svenska.').waitFor();
  await focused('crisis-sv');
  await accessible(lena.page, 'a crisis notice without a text');
  await sv.fill('å'.repeat(301));
  await form(lena).getByText('1 tecken för mycket').waitFor();
  await submit.click();
  await form(lena).getByText('Den får ha högst 300 tecken.').waitFor();
  await sv.fill('Ring 19121212-1212.');
  await form(lena).getByText('Det ser ut som ett personnummer.').waitFor();
  await date.fill('2020-01-01');
  await submit.click();
  await form(lena).getByText('Tiden har redan passerat.').waitFor();
  await focused('crisis-date');
  const day = (/** @type {number} */ ahead) => new Date(Date.now() + ahead * 24 * 3_600_000).toISOString().slice(0, 10);
  await date.fill(day(9));
  await submit.click();
  await form(lena).getByText('Välj en tid inom 7 dygn.').waitFor();

  // A computer whose clock is three days behind finds yesterday as wrong as any other: the server's time is what counts.
  await lena.page.clock.setFixedTime(Date.now() - 3 * 24 * 3_600_000);
  await date.fill(day(-1));
  await submit.click();
  await form(lena).getByText('Tiden har redan passerat.').waitFor();
  assert.equal(await date.getAttribute('aria-invalid'), 'true');
  assert.deepEqual([await sv.inputValue(), await date.inputValue()], ['Ring 19121212-1212.', day(-1)]);
  await lena.page.clock.setFixedTime(Date.now());
  await date.fill(day(1));
  await time.fill('12:00');
  await submit.click();
  const banner = lena.page.getByRole('region', { name: 'Krismeddelande till besökarna' });
  await banner.getByText('Ring [personnummer borttaget].').waitFor();
  await takesDown(lena);
  await go(lena);
});

test('all of it is done with the keyboard, on both sides', async () => {
  const [lena, visitor] = [await leader(), await chatter({ viewport: { width: 320, height: 640 } })];
  await form(lena).getByLabel('Text på svenska').focus();
  await lena.page.keyboard.type(LONGEST);
  for (let step = 0; step < 20; step += 1) {
    await lena.page.keyboard.press('Tab');
    if (await lena.page.evaluate(() => document.activeElement?.textContent === 'Visa för alla besökare')) break;
  }
  await lena.page.keyboard.press('Enter');
  await visitor.notice.waitFor();
  // From the heading over the header's buttons to the notice, and on to its link.
  await visitor.chat.getByRole('heading', { level: 1 }).focus();
  /** @type {string[]} */
  const passed = [];
  for (let step = 0; step < 4; step += 1) {
    await visitor.page.keyboard.press('Tab');
    passed.push(await visitor.chat.locator(':focus').evaluate((element) => element.className || element.tagName));
  }
  assert.deepEqual(passed.slice(passed.indexOf('crisis__text')).slice(0, 2), ['crisis__text', 'A'], passed.join(', '));
  await visitor.page.keyboard.press('Shift+Tab');
  await visitor.page.keyboard.press('End');
  await expectEventually(async () => {
    // On a small phone the notice scrolls as a whole, elsewhere its text does.
    const { scrolled, end } = await visitor.notice.locator('.crisis__text').evaluate((text) => {
      const it = [text, /** @type {Element} */ (text.closest('.crisis'))].find((one) => one.scrollHeight > one.clientHeight + 1) ?? text;
      return { scrolled: it.scrollTop, end: it.scrollHeight - it.clientHeight };
    });
    assert.ok(end > 0 && scrolled >= end - 1, `${scrolled} of ${end}`);
  });
  await takesDown(lena);
  await go(lena, visitor);
});

/** @param {{page: import('playwright-core').Page}} person @param {string} state @param {string} look */
async function looks({ page }, state, look) {
  await settled(page);
  await shot(page, `${state}-${look}`);
  await fits(page, `${state} ${look}`);
  // Forced colours are the reader's own; axe measures those of the style sheet.
  await accessible(page, `${state} ${look}`, look.startsWith('forced') ? ['color-contrast'] : []);
}

// The notice in every look is a state of the widget (`widget_states`); here both sides stand together, and the longest.
const BOTH = LOOKS.filter(({ name }) => ['light-1280', 'dark-320'].includes(name));
const FORCED = { viewport: { width: 320, height: 640 }, name: 'forced-320', forcedColors: /** @type {const} */ ('active') };

for (const { name, ...look } of [...BOTH, FORCED]) {
  test(`the notice on both sides: ${name}`, async () => {
    const lena = await leader(look);
    await putsUp(lena, BOIL, 'Boil the tap water in Ljungsbro.');
    const visitor = await chatter(look);
    await visitor.notice.waitFor();
    await looks(visitor, 'widget_crisis_welcome', name);
    await lena.page.getByText('Krismeddelandet visas nu').waitFor({ state: 'detached' });
    await lena.page.evaluate(() => scrollTo(0, 0));
    await looks(lena, 'console_crisis', name);
    await form(lena).scrollIntoViewIfNeeded();
    await shot(lena.page, `console_crisis_form-${name}`);
    const outside = await form(lena).evaluate((card) => [...card.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > card.getBoundingClientRect().right).map((element) => element.id));
    assert.deepEqual(outside, [], 'nothing of the form is outside of its card');
    await putsUp(lena, LONGEST);
    await visitor.says('Vilka vänorter har Linköping?');
    await visitor.sees(/Tönsberg/);
    await visitor.newestIsInSight();
    await looks(visitor, 'widget_crisis_longest', name);
    const room = await visitor.field.evaluate((field) => {
      const [box, log] = [field.getBoundingClientRect(), /** @type {Element} */ (document.querySelector('.app__scroll')).getBoundingClientRect()];
      return { below: innerHeight - box.bottom, log: log.height };
    });
    assert.ok(await visitor.notice.locator('.crisis__when').isVisible());
    assert.ok(room.below >= 0 && room.log >= 90, `there is room to read and to write: ${JSON.stringify(room)}`);
    await takesDown(lena);
    await visitor.context.close();
    await go(lena);
  });
}
