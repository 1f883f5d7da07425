// A conversation is saved: as files, and with a code that opens it again on a page of its own.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { expectEventually } from './support/eventually.js';
import { otherSite } from './support/other_site.js';
import { scene } from './support/scene.js';

/** @type {Awaited<ReturnType<typeof otherSite>>} */
let site;
const here = scene(async () => {
  // Another site and not only another origin: browsers are strictest with its frames.
  site = await otherSite('localhost');
  return { sites: [site.origin] };
});
test.after(() => site.close());
test.beforeEach(() => site.embed(`${here.server.address}/widget.js`));

const QUESTION = 'Vilka vänorter har Linköping?';
const CODE = /^[0-9A-Z]{3}(-[0-9A-Z]{3}){5}$/;

/** A visitor on another site with an answer. */
async function answered() {
  const visitor = await here.visitor();
  await visitor.visits(site.origin);
  await visitor.opensChat();
  await visitor.says(QUESTION);
  await visitor.sees(/Tönsberg/);
  return visitor;
}

/** @param {Awaited<ReturnType<typeof answered>>} visitor */
async function ends(visitor) {
  await visitor.isEnded();
}

/** @param {Awaited<ReturnType<typeof answered>>} visitor */
async function getsCode(visitor) {
  await visitor.presses('Få en kvittokod');
  const code = await visitor.chat.locator('.save__code').textContent();
  assert.match(code ?? '', CODE);
  return String(code);
}

/** What the browser saves when something is pressed. @param {import('playwright-core').Page} page @param {() => Promise<void>} press */
async function saved(page, press) {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** @param {import('playwright-core').Page} page @param {string} code */
async function opens(page, code) {
  await page.getByLabel('Kvittokod').fill(code);
  await page.getByRole('button', { name: 'Öppna samtalet' }).click();
}

test('in a frame of another site both files are saved and a code is given and copied', async () => {
  const visitor = await answered();
  /** @type {string[]} */
  const addresses = [];
  visitor.page.on('request', (request) => addresses.push(request.url()));
  await ends(visitor);
  await visitor.chat.getByText('Spara samtalet').click();
  const text = await saved(visitor.page, () => visitor.presses('Ladda ner som text'));
  assert.match(text.name, /^samtal-\d{4}-\d\d-\d\d\.txt$/);
  assert.match(text.bytes.toString(), /^\uFEFFSamtal med Kontakt Linköping/);
  assert.match(text.bytes.toString(), new RegExp(`Du, kl \\d\\d\\.\\d\\d:\n    ${QUESTION.replace('?', '\\?')}`));
  await visitor.chat.getByText(`Filen ${text.name} är nedladdad.`).waitFor();
  const pdf = await saved(visitor.page, () => visitor.presses('Ladda ner som PDF'));
  assert.match(pdf.name, /^samtal-\d{4}-\d\d-\d\d\.pdf$/);
  assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-');
  const code = await getsCode(visitor);
  const focused = await visitor.chat.locator('html').evaluate(() => document.activeElement?.textContent);
  assert.equal(focused, 'Din kvittokod', 'the button has gone');
  const { top } = await visitor.chat.locator('.header').evaluate((header) => header.getBoundingClientRect());
  assert.equal(top, 0, 'only what can be scrolled has moved');
  await visitor.chat.getByText(/Kommunen sparar samtalet till .* \d{4}\. Så länge gäller koden\./).waitFor();
  await visitor.presses('Kopiera koden');
  await visitor.chat.getByText('Koden är kopierad.').waitFor();
  assert.ok(!addresses.some((address) => address.includes(code.slice(0, 7))), 'a code stands in no address');
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('the code opens the conversation elsewhere, from the keyboard, until it is erased there', async () => {
  const visitor = await here.visitor();
  await visitor.visits(site.origin);
  await visitor.opensChat();
  const [page] = await Promise.all([
    visitor.context.waitForEvent('page'),
    visitor.chat.getByRole('link', { name: /Har du en kvittokod/ }).click(),
  ]);
  await page.getByRole('heading', { name: 'Öppna ett sparat samtal' }).waitFor();
  await page.close();
  await visitor.says(QUESTION);
  await visitor.sees(/Tönsberg/);
  await ends(visitor);
  await visitor.chat.getByText('Spara samtalet').click();
  const code = await getsCode(visitor);

  const phone = await here.visitor();
  const { page: elsewhere } = phone;
  const { keyboard } = elsewhere;
  await elsewhere.goto(`${here.server.address}/kvitto`);
  const field = elsewhere.getByLabel('Kvittokod');
  await field.focus();
  await keyboard.press('Enter');
  await elsewhere.getByText('Skriv din kvittokod.').waitFor();
  await keyboard.type('123-456');
  await keyboard.press('Enter');
  await elsewhere.getByText('Koden ska ha 18 tecken. Du har skrivit 6.').waitFor();
  // One wrong character is told without asking the server.
  const wrong = code.slice(0, -1) + (code.endsWith('7') ? '8' : '7');
  await field.fill(wrong);
  await keyboard.press('Enter');
  await elsewhere.getByText('Något i koden är felskrivet.').waitFor();
  assert.equal(await field.evaluate((element) => element === document.activeElement), true);
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await field.fill(code.toLowerCase().replaceAll('-', ' '));
  await keyboard.press('Enter');
  await elsewhere.getByRole('heading', { name: 'Ditt samtal' }).waitFor();
  const focused = () => elsewhere.evaluate(() => document.activeElement?.textContent);
  await expectEventually(async () => assert.equal(await focused(), 'Ditt samtal'));
  await elsewhere.getByText(QUESTION, { exact: true }).waitFor();
  await elsewhere.getByText('Automatiskt svar').first().waitFor();
  await elsewhere.getByText(/Senast granskad 11 juni 2021/).first().waitFor();
  const text = await saved(elsewhere, () => elsewhere.getByRole('button', { name: 'Ladda ner som text' }).click());
  assert.ok(text.bytes.toString().includes(QUESTION));
  const pdf = await saved(elsewhere, () => elsewhere.getByRole('button', { name: 'Ladda ner som PDF' }).click());
  assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-');

  const erase = elsewhere.getByRole('button', { name: 'Radera samtalet' }).first();
  await erase.focus();
  await keyboard.press('Enter');
  await elsewhere.getByRole('dialog', { name: 'Vill du radera samtalet?' }).waitFor();
  await keyboard.press('Escape');
  await elsewhere.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await focused(), 'Radera samtalet', 'the keyboard is where it was');
  await keyboard.press('Enter');
  await elsewhere.getByRole('dialog').getByRole('button', { name: 'Radera samtalet' }).press('Enter');
  await elsewhere.getByRole('heading', { name: 'Samtalet är raderat' }).waitFor();
  await expectEventually(async () => assert.equal(await focused(), 'Samtalet är raderat'));
  // The tab that was still open has nothing left of it.
  await visitor.log.getByText(QUESTION).waitFor({ state: 'detached' });
  await elsewhere.getByRole('button', { name: 'Öppna ett annat samtal' }).click();
  await opens(elsewhere, code);
  await elsewhere.getByText(/Koden öppnar inget samtal\./).waitFor();
  const left = await elsewhere.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  assert.deepEqual(left, [], 'the page keeps nothing');
  assert.deepEqual([...visitor.faults, ...phone.faults], []);
  await phone.context.close();
  await visitor.context.close();
});

test('an opened conversation follows the language and is gone when the page is left', async () => {
  const visitor = await answered();
  await visitor.presses('Avsluta');
  await visitor.chat.getByText('Spara samtalet').click();
  const code = await getsCode(visitor);
  const { page, context } = await here.visitor();
  await page.goto(`${here.server.address}/kvitto`);
  await opens(page, code);
  await page.getByText('Samtalet har börjat.').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('The conversation has begun.').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.goto(here.server.address);
  await page.goBack();
  await page.getByLabel(/^(Kvittokod|Receipt code)$/).waitFor();
  assert.equal(await page.getByText(QUESTION).count(), 0);
  await context.close();
  await visitor.context.close();
});
