// What agents do with a conversation, and what the visitor sees of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { accessible, shot } from './support/browser.js';
import { scene } from './support/scene.js';
import { go, staff, visitorWho } from './support/staff.js';

const here = scene();

test('an offer is taken, answered and closed with a code', async () => {
  const words = 'Hej, jag undrar över bygglov för en altan.';
  const anna = await staff(here, 'first');
  await anna.becomes('Tillgänglig');
  const visitor = await visitorWho(here, words);
  await anna.offer.getByText(words).waitFor();
  assert.match(await anna.page.title(), /^\(1\)/, 'the tab says that somebody waits');
  await anna.offer.getByText(/\d+ s kvar att svara/).waitFor();
  await accessible(anna.page, 'an offer');
  await anna.takes(words);
  const field = anna.conversation(words).getByRole('textbox');
  await anna.page.waitForFunction((element) => element === document.activeElement, await field.elementHandle());
  assert.doesNotMatch(await anna.page.title(), /^\(/);
  await anna.conversation(words).getByRole('link', { name: /Vänorter/ }).waitFor();

  await anna.answers(words, 'Hej! Hur stor är altanen?');
  await visitor.sees('Hej! Hur stor är altanen?');
  await visitor.says('Tolv kvadratmeter.');
  await anna.logOf(words).getByText('Tolv kvadratmeter.').waitFor();
  assert.equal(await anna.logOf(words).getByText('Hej! Hur stor är altanen?').count(), 1);
  await anna.logOf(words).getByText('Läst av besökaren').waitFor();

  // A new line is a new line, not a message.
  await field.fill('En rad');
  await field.press('Shift+Enter');
  await field.pressSequentially('och en till');
  assert.equal(await field.inputValue(), 'En rad\noch en till');
  await field.press('Enter');
  await visitor.sees(/En rad\s+och en till/);
  await shot(anna.page, 'console_conversation');
  await accessible(anna.page, 'a conversation');

  await anna.conversation(words).getByRole('button', { name: 'Avsluta' }).click();
  const dialog = anna.page.getByRole('dialog', { name: 'Avsluta samtalet' });
  await dialog.getByRole('button', { name: 'Avsluta samtalet' }).click();
  await dialog.getByText('Välj hur samtalet slutade.').waitFor();
  await accessible(anna.page, 'closing without a code');
  await anna.page.keyboard.press('Escape');
  await anna.closes(words, 'Besvarad');
  assert.equal(await anna.page.evaluate(() => document.activeElement?.id), 'mine', 'the keyboard is at the list');
  await visitor.isAt('Samtalet är avslutat');
  assert.deepEqual([...anna.faults, ...visitor.faults], []);
  await go(anna, visitor);
});

test('a note is seen by staff where it was written, and never by the visitor', async () => {
  const words = 'Har ni fått in min felanmälan?';
  const anna = await staff(here, 'first');
  await anna.becomes('Tillgänglig');
  const visitor = await visitorWho(here, words);
  await anna.takes(words);
  await anna.conversation(words).getByRole('radio', { name: 'Anteckning' }).check();
  await anna.conversation(words).getByLabel('Intern anteckning, syns inte för besökaren').waitFor();
  await accessible(anna.page, 'writing a note');
  await anna.notes(words, 'Har ringt om samma sak i går.');
  const note = anna.logOf(words).locator('.note').filter({ hasText: 'Har ringt om samma sak i går.' });
  await note.getByText('Intern anteckning, syns inte för besökaren').waitFor();
  await anna.answers(words, 'Efter anteckningen.');
  await visitor.sees('Efter anteckningen.');
  assert.equal(await visitor.log.getByText('Har ringt om samma sak').count(), 0);
  assert.deepEqual(
    await anna.logOf(words).locator('.linked-text').filter({ hasText: /anteckningen|Har ringt/ }).allTextContents(),
    ['Har ringt om samma sak i går.', 'Efter anteckningen.'],
  );

  // It is there after a reload too, and still only there.
  await anna.page.reload();
  await note.waitFor();
  await visitor.page.reload();
  await visitor.sees('Efter anteckningen.');
  assert.equal(await visitor.log.getByText('Har ringt om samma sak').count(), 0);
  await anna.closes(words, 'Annat');
  await go(anna, visitor);
});

test('a conversation goes to a colleague who accepts it, with notes and all', async () => {
  const words = 'Vem sköter bygglov för plank?';
  const [anna, berit] = [await staff(here, 'first'), await staff(here, 'second')];
  await anna.becomes('Tillgänglig');
  const visitor = await visitorWho(here, words);
  await anna.takes(words);
  await anna.notes(words, 'Fråga bygglovsenheten.');
  await berit.becomes('Tillgänglig');
  await anna.conversation(words).getByRole('button', { name: 'Lämna över' }).click();
  const dialog = anna.page.getByRole('dialog', { name: 'Lämna över samtalet' });
  await accessible(anna.page, 'transfer');
  await dialog.getByRole('radio').first().check();
  await dialog.getByLabel(/^Anledning/).fill('Kan bygglov bättre');
  await dialog.getByRole('button', { name: 'Lämna över' }).click();
  await anna.conversation(words).getByText(/har fått frågan om att ta över/).waitFor();

  await berit.offer.getByText(/^Från .+: Kan bygglov bättre$/).waitFor();
  await shot(berit.page, 'console_handover_offer');
  await accessible(berit.page, 'an offer from a colleague');
  await berit.takes(words);
  await berit.logOf(words).getByText('Fråga bygglovsenheten.').waitFor();
  const handover = berit.logOf(words).locator('.note').filter({ hasText: 'Anledning: Kan bygglov bättre' });
  await handover.getByText('Överlämning, syns inte för besökaren').waitFor();
  await berit.conversation(words).getByText('Besökaren är här').waitFor();
  await anna.conversation(words).getByText('Samtalet är inte längre ditt.').waitFor();
  await anna.conversation(words).getByRole('button', { name: 'Ta bort från skärmen' }).click();
  await anna.conversation(words).waitFor({ state: 'detached' });
  await berit.answers(words, 'Hej, nu är det jag som hjälper dig.');
  await visitor.sees('Hej, nu är det jag som hjälper dig.');
  assert.equal(await visitor.log.getByText('Kan bygglov bättre').count(), 0);
  await visitor.page.context().close();
  await berit.conversation(words).getByText(/^Borta sedan \d\d[.:]\d\d$/).waitFor();
  await shot(berit.page, 'console_handover');
  await accessible(berit.page, 'a conversation that was handed over, whose visitor is away');
  await berit.closes(words, 'Hänvisad vidare');
  await go(anna, berit);
});

test('a conversation given back to the queue goes to a colleague', async () => {
  const words = 'Kan jag få hjälp med en ansökan?';
  const [anna, berit] = [await staff(here, 'first'), await staff(here, 'second')];
  await anna.becomes('Tillgänglig');
  const visitor = await visitorWho(here, words);
  await anna.takes(words);
  await berit.becomes('Tillgänglig');
  await anna.becomes('Frånvarande');
  await anna.conversation(words).getByRole('button', { name: 'Lämna över' }).click();
  const dialog = anna.page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /^Tillbaka till kön/ }).check();
  await dialog.getByRole('button', { name: 'Lämna över' }).click();
  await anna.conversation(words).waitFor({ state: 'detached' });
  await berit.offer.getByText(/^Från .+, utan angiven anledning$/).waitFor();
  await berit.takes(words);
  await berit.closes(words, 'Annat');
  await go(anna, berit, visitor);
});

test('a conversation that the visitor ends stays to be read until it is put away', async () => {
  const words = 'Jag hittar inte blanketten.';
  const anna = await staff(here, 'first');
  await anna.becomes('Tillgänglig');
  const visitor = await visitorWho(here, words);
  await anna.takes(words);
  await go(visitor);
  await anna.conversation(words).getByRole('status').getByText('Samtalet är avslutat.').waitFor();
  assert.equal(await anna.conversation(words).getByRole('textbox').count(), 0);
  await anna.logOf(words).getByText(words).waitFor();
  await anna.conversation(words).getByRole('button', { name: 'Ta bort från skärmen' }).click();
  await anna.page.getByText('Du har inga samtal').waitFor();
  await go(anna);
});

test('a passage from the pages goes into the draft, and no further', async () => {
  const anna = await staff(here, 'first');
  await anna.becomes('Tillgänglig');
  const words = 'Vilka vänorter har Linköping?';
  const visitor = await visitorWho(here, words);
  await anna.takes(words);
  const field = anna.conversation(words).getByRole('textbox');
  await field.fill('Så här står det på sidan:');
  await anna.conversation(words).getByRole('button', { name: 'Förslag från sidorna' }).click();
  const passage = anna.conversation(words).locator('.passage').filter({ hasText: 'Vänorter' }).first();
  await passage.waitFor();
  await accessible(anna.page, 'suggestions');
  await passage.getByRole('button', { name: /^Infoga i svaret/ }).click();
  assert.match(await field.inputValue(), /^Så här står det på sidan:\n\n[^]+https:\/\//);
  assert.equal(await visitor.log.getByText('Så här står det på sidan:').count(), 0);
  await field.press('Enter');
  await visitor.sees(/Så här står det på sidan:/);
  await anna.closes(words, 'Besvarad');
  await go(anna, visitor);
});
