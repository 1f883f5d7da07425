// The line is cut and the server killed while both sides write; nothing is lost, doubled or out of order.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { shot } from './support/browser.js';
import { bothBegin, lines } from './support/lines.js';
import { scene } from './support/scene.js';

const here = scene();

test('the line is cut while both write', async () => {
  const agent = await here.agent();
  const visitor = await here.visitor();
  await bothBegin(visitor, agent, here.server.address);

  here.server.line.cut();
  await visitor.chat.getByText('Anslutningen bröts.').waitFor();
  for (const line of lines('Besökaren', 2, 4)) await visitor.says(line);
  for (const line of lines('Handläggaren', 2, 4)) await agent.says(line);
  await visitor.chat.locator('[data-progress="sending"]').nth(2).waitFor();
  await shot(visitor.page, 'lost_connection');
  here.server.line.mend();
  await visitor.chat.getByText('Anslutningen bröts.').waitFor({ state: 'detached' });
  // Cut again in the middle of what is being sent.
  await visitor.says('Besökaren rad 5.');
  here.server.line.cut();
  await visitor.says('Besökaren rad 6.');
  await agent.says('Handläggaren rad 5.');
  here.server.line.mend();

  await visitor.hasExactly(/^Besökaren rad/, lines('Besökaren', 1, 6));
  await visitor.hasExactly(/^Handläggaren rad/, lines('Handläggaren', 1, 5));
  await agent.hasExactly(/^Besökaren rad/, lines('Besökaren', 1, 6));
  await agent.hasExactly(/^Handläggaren rad/, lines('Handläggaren', 1, 5));
  await visitor.context.close();
  await agent.context.close();
});

test('the server is killed in the middle, and nothing is lost', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Före rad 1.');
  await visitor.hasExactly(/^Före rad/, ['Före rad 1.']);
  await here.server.kill();
  await visitor.chat.getByText('Anslutningen bröts.').waitFor();
  await visitor.says('Under rad 1.');
  // A reload would lose the page; the words are kept for the tab, and the chat folds out again.
  await here.server.run();
  await visitor.hasExactly(/^(Före|Under) rad/, ['Före rad 1.', 'Under rad 1.']);
  await visitor.page.reload();
  await visitor.hasExactly(/^(Före|Under) rad/, ['Före rad 1.', 'Under rad 1.']);
  await visitor.context.close();
});

test('what could not be sent survives a reload', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Först rad 1.');
  await visitor.hasExactly(/^Först rad/, ['Först rad 1.']);
  // Only the line is blocked, so that the page itself can be fetched again.
  await visitor.context.routeWebSocket(/\/ws\/visitor/, (socket) => void socket.close());
  await visitor.context.route(/\/poll\/visitor/, (route) => route.abort());
  await visitor.page.reload();
  await visitor.field.waitFor();
  await visitor.says('Sedan rad 2.');
  await visitor.chat.locator('[data-progress="sending"]').waitFor();
  await visitor.page.reload();
  await visitor.chat.locator('[data-progress="sending"]').getByText('Sedan rad 2.').waitFor();
  await visitor.context.close();
});

test('who comes back to a conversation that is not there any more is told so, and nobody else is', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  // Its server is another one after this: a conversation that has not begun is missed by nobody.
  await visitor.presses('English');
  await visitor.chat.getByText('Write your question').waitFor();
  await visitor.presses('Svenska');
  await visitor.chat.getByText('Skriv din fråga').waitFor();
  const gone = visitor.chat.getByText('Samtalet som du hade här finns inte kvar hos oss. Skriv din fråga en gång till.');
  assert.equal(await gone.count(), 0);
  await visitor.says('Vilka vänorter har Linköping?');
  await visitor.sees(/Tönsberg/);
  // As after an older copy was restored: the key opens nothing.
  await visitor.frame.evaluate(() => {
    const key = String(localStorage.getItem('vagledare.key'));
    localStorage.setItem('vagledare.key', (key[0] === 'A' ? 'B' : 'A') + key.slice(1));
  });
  await visitor.page.reload();
  await gone.waitFor();
  await shot(visitor.page, 'conversation_gone');
  await visitor.says('Vilka vänorter har Linköping?');
  await visitor.sees(/Tönsberg/);
  assert.equal(await gone.count(), 0);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});
