// A visitor is answered: by a person when there is one, by the pages when there is none.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { shot } from './support/browser.js';
import { scene } from './support/scene.js';
import { Visitor } from './support/visitor.js';

const here = scene();

test('nobody is there: the pages answer, with their source', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Vilka vänorter har Linköping?');
  await visitor.sees(/Tönsberg/);
  await visitor.isAt('Automatiska svar');
  const answer = visitor.log.locator('.entry--assistant').first();
  await answer.getByText('Automatiskt svar').first().waitFor();
  const source = answer.getByRole('link', { name: /Vänorter/ }).first();
  assert.match((await source.getAttribute('href')) ?? '', /^https:\/\//);
  assert.equal(await source.getAttribute('target'), '_blank');
  assert.match((await source.getAttribute('rel')) ?? '', /noopener/);
  await answer.getByText(/Senast granskad 11 juni 2021/).first().waitFor();
  await answer.getByText('Inte bekräftad av kommunen än').first().waitFor();
  // An answer is what the page is: a list is a list. An entry is an article with a heading to step to, and one's own words,
  // which one has heard while writing them, are not said by the log.
  assert.ok(await answer.getByRole('listitem').filter({ hasText: 'Tönsberg' }).count() > 0);
  const [entries, headings] = ['article', 'heading'].map((role) => visitor.log.getByRole(/** @type {'article'} */ (role)));
  assert.equal(await headings.count(), await entries.count());
  assert.match((await headings.last().textContent()) ?? '', /^Automatiskt svar/);
  assert.deepEqual(await visitor.log.locator('[aria-live]').evaluateAll((all) => all.map((one) => [one.className, one.getAttribute('aria-live')])),
    [['entry entry--visitor entry--own', 'off']]);
  await shot(visitor.page, 'answer');
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('a person answers, and both see the same', async () => {
  const agent = await here.agent();
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Hej, jag vill prata om förskolan.');
  await visitor.isAt(/nummer 1 i kön/);
  await shot(visitor.page, 'queued');
  await agent.takesOffer();
  await visitor.isAt(/Du chattar med/);
  await agent.sees('Hej, jag vill prata om förskolan.');
  await agent.says('Hej! Vad undrar du?');
  await visitor.sees('Hej! Vad undrar du?');
  await visitor.log.getByText(/^Samhällsvägledare \S/).first().waitFor();
  await visitor.says('När öppnar kön?');
  await agent.sees('När öppnar kön?');
  await agent.says('I augusti.');
  await visitor.sees('I augusti.');
  await shot(visitor.page, 'with_agent');
  await shot(agent.page, 'console_with_visitor');

  // A reload keeps the conversation, and the chat is still folded out.
  await visitor.page.reload();
  await visitor.sees('I augusti.');
  await visitor.hasExactly(/^När öppnar kön/, ['När öppnar kön?']);

  // Another tab is the same visitor.
  const second = await visitor.context.newPage();
  const other = new Visitor(second);
  await other.visits(here.server.address);
  await other.opensChat();
  await other.sees('I augusti.');
  await other.says('Från den andra fliken.');
  await visitor.sees('Från den andra fliken.');
  await visitor.hasExactly(/andra fliken/, ['Från den andra fliken.']);
  await other.hasExactly(/andra fliken/, ['Från den andra fliken.']);
  await second.close();

  await visitor.presses('Avsluta');
  await shot(visitor.page, 'ending');
  await visitor.presses('Avsluta och rensa');
  await visitor.chat.getByRole('heading', { name: /Välkommen/ }).waitFor();
  // The demonstration is of the chat's own origin, so that what the loader keeps lies in the same store.
  const left = await visitor.page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  assert.deepEqual(left, []);
  assert.deepEqual([...visitor.faults, ...agent.faults], []);
  await visitor.context.close();
  await agent.context.close();
});

test('a personal number is pointed out before it leaves', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Jag heter Ada, 19121212-1212, och undrar en sak.');
  await visitor.chat.getByText('Det står ett personnummer i texten.').waitFor();
  await shot(visitor.page, 'personal_number');
  assert.equal(await visitor.log.locator('.entry').count(), 0, 'nothing has been said yet');
  await visitor.presses('Skicka utan det');
  await visitor.sees('Jag heter Ada, och undrar en sak.');
  await visitor.context.close();
});

test('the other language is one press away', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.presses('English');
  await visitor.chat.getByText('Write your question').waitFor();
  assert.equal(await visitor.chat.locator('html').getAttribute('lang'), 'en');
  await shot(visitor.page, 'english');
  await visitor.context.close();
});
