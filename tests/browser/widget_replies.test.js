// What the assistant says that is no answer: a choice between pages, whose matter it is, and that it knows no cases.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { shot } from './support/browser.js';
import { scene } from './support/scene.js';

const here = scene();

test('two words that fit two pages get a choice, and a press asks for one of them', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('parkeringskort');
  await visitor.sees('Vad gäller din fråga?');
  const choice = visitor.log.getByRole('button', { name: /Parkering för företag/ });
  await choice.waitFor();
  await shot(visitor.page, 'clarify');
  await choice.click();
  await visitor.sees(/under ”Parkering för företag”/);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('in doubt the assistant asks back, and every choice, the telephone and a message are in sight', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Får jag ha höns?');
  await visitor.sees(/Jag är inte säker/);
  const choices = visitor.log.getByRole('button', { name: /^(?!Lämna|Chatta)/ });
  await visitor.newestIsInSight();
  assert.ok((await choices.count()) >= 2);
  await visitor.log.getByRole('link', { name: '013-20 60 00' }).waitFor();
  await visitor.log.getByRole('button', { name: 'Lämna ett meddelande' }).waitFor();
  await shot(visitor.page, 'doubt');
  const choice = choices.first();
  const [page] = ((await choice.textContent()) ?? '').split(': ');
  await choice.click();
  await visitor.sees(new RegExp(`Så här står det på sidan ”${page}`));
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
