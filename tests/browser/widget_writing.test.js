// What the field says and keeps, the days in the log, and which languages are offered.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Desk } from './support/desk.js';
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
  assert.equal(await visitor.field.inputValue(), 'Jag är och undrar en sak.');
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
  await visitor.says('Hur stämmer man ett gammalt dragspel?');
  await visitor.log.locator('.entry--assistant').first().waitFor();
  await visitor.chat.getByRole('button', { name: 'Lämna ett meddelande' }).last().click();
  const text = visitor.chat.getByLabel('Ditt meddelande');
  assert.equal(await text.inputValue(), 'Hur stämmer man ett gammalt dragspel?');
  await visitor.page.keyboard.type(' Tre?');
  assert.match(await text.inputValue(), /dragspel\? Tre\?$/);
  await visitor.chat.getByLabel('E-post').fill('ada@exempel.se');
  await visitor.page.keyboard.press('Enter');
  await visitor.isAt('Du har lämnat ett meddelande');
  await expectEventually(async () => {
    const focused = await visitor.frame.evaluate(() => document.activeElement?.textContent ?? '');
    assert.equal(focused, 'Du har lämnat ett meddelande');
  });
  await visitor.context.close();
});

test('a left message is confirmed with when it will be read, and with where the answer goes', async () => {
  const desk = await Desk.of(here);
  const soon = 'En samhällsvägledare läser det så snart någon är ledig.';
  for (const isOpen of [true, false]) {
    await (isOpen ? desk.opens() : desk.closes());
    const visitor = await here.visitor();
    await visitor.visits(here.server.address);
    await visitor.opensChat();
    // Open, with nobody who could be given: that it is open would only contradict what is done about it.
    await visitor.isAt(isOpen ? 'Ingen samhällsvägledare är ledig just nu.' : /Chatten är stängd/);
    await visitor.chat.getByRole('button', { name: 'Lämna ett meddelande' }).last().click();
    const form = visitor.chat.locator('.leave-message');
    await form.getByText(isOpen ? 'så snart någon är ledig' : /Chatten är stängd till/).waitFor();
    await form.getByLabel('Ditt meddelande').fill('Ring mig om bygglov, tack.');
    await form.getByLabel('E-post').fill('ada@exempel.se');
    await form.getByLabel('Telefon').fill('013-20 60 00');
    await visitor.presses('Skicka meddelandet');
    await visitor.isAt('Du har lämnat ett meddelande');
    await visitor.isAt(isOpen ? soon : /Chatten är stängd till/);
    await visitor.isAt('Svaret kommer till ada@exempel.se, 013-20 60 00.');
    await visitor.log.getByText(/Ditt meddelande är lämnat/).filter({ hasText: isOpen ? soon : /Chatten är stängd till/ }).waitFor();
    assert.doesNotMatch((await visitor.chat.locator('body').innerText()) ?? '', /Chatten är öppen tills vidare/);
    // It is not kept here, for who comes to the computer afterwards.
    const kept = await visitor.frame.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]));
    assert.doesNotMatch(kept, /ada@exempel/);
    // The desk has it and keeps it; the browser need not.
    await visitor.presses('Avsluta');
    await visitor.chat.getByText('Ditt meddelande är kvar hos kommunen och blir läst.').waitFor();
    // How long it is kept is the same wherever it is told.
    await visitor.chat.getByText('Spara samtalet').click();
    await visitor.presses('Få en kvittokod');
    await visitor.chat.getByText('Så länge gäller koden.').waitFor();
    const days = (await visitor.chat.locator('.ending').innerText()).match(/\d+ dagar/g);
    assert.deepEqual(days, ['60 dagar', '60 dagar', '60 dagar']);
    await visitor.presses('Avsluta och rensa');
    await expectEventually(async () => assert.equal(await visitor.log.locator('.entry').count(), 0));
    assert.equal(await visitor.chat.getByText('ada@exempel.se').count(), 0);
    await visitor.context.close();
  }
  await desk.opens();
  await desk.page.context().close();
});

test('on a Finnish website the chat is whole in the desk’s first language, and Finnish is not offered', async () => {
  const visitor = await here.visitor();
  await visitor.context.addInitScript(() => {
    // The website's own page, not the chat's in its frame.
    if (window === window.top) document.addEventListener('readystatechange', () => (document.documentElement.lang = 'fi'));
  });
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.chat.getByText('Skriv din fråga').waitFor();
  assert.equal(await visitor.chat.locator('html').getAttribute('lang'), 'sv');
  assert.deepEqual(await visitor.chat.locator('.languages button').allTextContents(), ['Svenska', 'English']);
  assert.equal(await visitor.chat.locator('[lang=fi]').count(), 0);
  await visitor.says('Missä voin hakea rakennuslupaa?');
  await visitor.sees(/ruotsiksi tai englanniksi/);
  assert.equal(await visitor.log.getByText(/ruotsiksi tai englanniksi/).getAttribute('lang'), 'fi');
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
