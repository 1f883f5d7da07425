// What the field says and keeps, the days in the log, and the chat in Finnish.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LOOKS, accessible, fits, settled, shot } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
import { scene } from './support/scene.js';

const here = scene();

test('the field says what the keys do, counts down near the end, and is heard after a pause', async () => {
  const visitor = await here.visitor();
  await visitor.context.clock.install();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  const said = () => visitor.field.evaluate((field) => (field.getAttribute('aria-describedby') ?? '').split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? `no ${id}`));
  assert.deepEqual(await said(), ['Enter skickar. Shift + Enter ger ny rad.', '']);
  await visitor.context.clock.pauseAt(new Date(Date.now() + 3_600_000));
  await visitor.field.fill('å'.repeat(3700));
  await visitor.chat.getByText('300 tecken kvar').waitFor();
  await visitor.field.press('a');
  await visitor.field.press('a');
  await visitor.chat.getByText('298 tecken kvar').waitFor();
  assert.equal((await said())[1], '', 'nothing is heard while the keys go');
  await visitor.context.clock.runFor(1100);
  await expectEventually(async () => assert.equal((await said())[1], '298 tecken kvar'));
  assert.equal(await visitor.chat.locator('#composer-left').getAttribute('role'), 'status');
  await visitor.context.close();
});

test('a draft survives a reload', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.field.fill('Halva frågan\noch lite till');
  await visitor.page.reload();
  await visitor.field.waitFor();
  assert.equal(await visitor.field.inputValue(), 'Halva frågan\noch lite till');
  await visitor.context.close();
});

test('the number can be taken out of the text before it is sent, or left out of what is sent', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Jag är 701063-2391 och undrar en sak.');
  await visitor.presses('Ta bort numret');
  assert.equal(await visitor.field.inputValue(), 'Jag är  och undrar en sak.');
  assert.equal(await visitor.log.locator('.entry').count(), 0, 'nothing is sent yet');
  await visitor.says('Jag är 701063-2391 och undrar en sak.');
  await visitor.presses('Skicka utan det');
  await visitor.sees(/^Jag är\s+och undrar en sak\.$/);
  await visitor.context.close();
});

test('a key that ends a word of an input method sends nothing, in the order of each browser', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.field.fill('にほんご');
  await visitor.field.evaluate((field) => {
    const enter = (/** @type {KeyboardEventInit} */ more) => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...more }));
    // Chromium and Firefox: the key belongs to the word that is being composed.
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    enter({ isComposing: true, keyCode: 229 });
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    // Safari: the word has ended before the key is told.
    enter({ keyCode: 229 });
  });
  assert.equal(await visitor.field.inputValue(), 'にほんご');
  assert.equal(await visitor.log.locator('.entry').count(), 0);
  await visitor.field.press('Enter');
  await visitor.sees('にほんご');
  await visitor.context.close();
});

test('a message begins with the question that was asked, and what confirms it has the focus', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Hur många katter får man ha i en lägenhet i Skäggetorp?');
  await visitor.log.locator('.entry--assistant').first().waitFor();
  await visitor.chat.getByRole('button', { name: 'Lämna ett meddelande' }).last().click();
  const text = visitor.chat.getByLabel('Ditt meddelande');
  assert.equal(await text.inputValue(), 'Hur många katter får man ha i en lägenhet i Skäggetorp?');
  await visitor.page.keyboard.type(' Tre?');
  assert.match(await text.inputValue(), /Skäggetorp\? Tre\?$/);
  await visitor.chat.getByLabel('E-post').fill('ada@exempel.se');
  await visitor.page.keyboard.press('Enter');
  await visitor.isAt('Du har lämnat ett meddelande');
  await expectEventually(async () => {
    const focused = await visitor.frame.evaluate(() => document.activeElement?.textContent ?? '');
    assert.equal(focused, 'Du har lämnat ett meddelande');
  });
  await visitor.context.close();
});

test('a left message is confirmed with when it will be read', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.chat.getByRole('button', { name: 'Lämna ett meddelande' }).last().click();
  await visitor.chat.getByLabel('Ditt meddelande').fill('Ring mig om bygglov, tack.');
  await visitor.chat.getByLabel('E-post').fill('ada@exempel.se');
  await visitor.presses('Skicka meddelandet');
  await visitor.isAt('Du har lämnat ett meddelande');
  const hours = /Chatten (är öppen|öppnar)/;
  await visitor.isAt(hours);
  await visitor.log.getByText(/Ditt meddelande är lämnat/).filter({ hasText: hours }).waitFor();
  // The desk has it and keeps it; the browser need not.
  await visitor.presses('Avsluta');
  await visitor.chat.getByText('Ditt meddelande är kvar hos kommunen och blir läst.').waitFor();
  await visitor.presses('Avsluta och rensa');
  await expectEventually(async () => assert.equal(await visitor.log.locator('.entry').count(), 0));
  await visitor.context.close();
});

test('in Finnish the words are Finnish, and what the server says is marked as Swedish', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.presses('Suomi');
  await visitor.chat.getByText('Kirjoita kysymyksesi').waitFor();
  assert.equal(await visitor.chat.locator('html').getAttribute('lang'), 'fi');
  assert.equal(await visitor.chat.getByRole('button', { name: 'Suomi' }).getAttribute('aria-current'), 'true');
  await visitor.says('Vilka vänorter har Linköping?');
  await visitor.sees(/Tönsberg/);
  await visitor.log.getByText('Automaattinen vastaus').first().waitFor();
  assert.equal(await visitor.log.locator('.entry--own .linked-text').getAttribute('lang'), null, 'the visitor’s own words are theirs');
  // Each text that was not made of the widget's own words lies in something that says it is Swedish.
  for (const text of [/Tönsberg/, /Välkommen till Linköpings kommuns chatt/, /Vi sparar det du skriver/]) {
    const language = await visitor.chat.getByText(text).first().evaluate((element) => element.closest('[lang]')?.getAttribute('lang'));
    assert.equal(language, 'sv', String(text));
  }
  const sentence = visitor.log.locator('.entry--assistant, .entry--system').first().locator('.linked-text');
  assert.equal(await sentence.getAttribute('lang'), 'sv');
  await visitor.page.reload();
  await visitor.chat.getByText('Kirjoita viestisi').waitFor();
  await visitor.presses('Svenska');
  await visitor.chat.getByText('Skriv ditt meddelande').waitFor();
  assert.equal(await visitor.chat.locator('[lang=""], [lang=fi]:not(.button)').count(), 0, 'every mark has changed with the language');
  await visitor.context.close();
});

test('Finnish website, Finnish chat', async () => {
  const visitor = await here.visitor();
  await visitor.context.addInitScript(() => document.addEventListener('readystatechange', () => (document.documentElement.lang = 'fi')));
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.chat.getByText('Kirjoita kysymyksesi').waitFor();
  await visitor.context.close();
});

test('days are told apart', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Vilka vänorter har Linköping?');
  await visitor.sees(/Tönsberg/);
  assert.equal(await visitor.log.locator('.log__day').count(), 0, 'of one day nothing need be said');
  // Without a line a message has the browser's own time: two days later.
  here.server.line.cut();
  await visitor.chat.getByText('Anslutningen bröts.').waitFor();
  await visitor.context.clock.install({ time: new Date(Date.now() + 2 * 86_400_000) });
  await visitor.says('Jag är tillbaka.');
  await visitor.sees('Jag är tillbaka.');
  const days = await visitor.log.locator('.log__day').allTextContents();
  assert.equal(days.length, 2, 'above the first entry and between the days');
  assert.match(days[0], /^\S+dag \d+ \S+$/);
  assert.notEqual(days[0], days[1]);
  here.server.line.mend();
  await visitor.context.close();
});

for (const { name, ...look } of LOOKS) {
  test(`the widget in Finnish: ${name}`, async () => {
    const visitor = await here.visitor(look);
    await visitor.visits(here.server.address);
    await visitor.opensChat();
    await visitor.presses('Suomi');
    await visitor.chat.getByText('Kirjoita kysymyksesi').waitFor();
    await settled(visitor.page);
    await shot(visitor.page, `widget_finnish-${name}`);
    await fits(visitor.page, `widget_finnish ${name}`);
    await accessible(visitor.page, `widget_finnish ${name}`);
    await visitor.context.close();
  });
}
