// What the assistant says that is no answer: a guess, whose matter it is, and that it knows no cases.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { shot } from './support/browser.js';
import { scene } from './support/scene.js';

const here = scene();

test('in doubt the assistant shows what may be the answer with its pages, and the telephone and a message are in sight', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Vem bestämmer över skolan?');
  await visitor.sees(/Jag är inte säker\. Kanske är det här svaret:/);
  await visitor.newestIsInSight();
  const guess = visitor.log.getByRole('article').last();
  assert.match((await guess.textContent()) ?? '', /Så här står det på sidan ”.+”/);
  assert.ok((await guess.getByRole('list').last().getByRole('link').count()) >= 1, 'the pages that are quoted');
  await visitor.log.getByRole('link', { name: '013-20 60 00' }).first().waitFor();
  await visitor.log.getByRole('button', { name: 'Lämna ett meddelande' }).waitFor();
  await shot(visitor.page, 'guess');
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('another authority is named with its address, and one\'s own case leads to people', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('När får jag tillbaka på skatten?');
  await visitor.sees(/Skatteverket/);
  const link = visitor.log.getByRole('link', { name: /skatteverket\.se/ }).first();
  assert.equal(await link.getAttribute('href'), 'https://www.skatteverket.se/');
  await visitor.says('Hur går det för mitt ärende?');
  await visitor.sees(/kan inte se ärenden/);
  await visitor.log.getByRole('button', { name: 'Lämna ett meddelande' }).first().waitFor();
  await shot(visitor.page, 'personal_case');
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});
