// A computer that others use: whoever leaves it leaves nothing behind, in no tab, whether they say so, have to be quick, or
// just go away.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { expectEventually } from './support/eventually.js';
import { otherSite } from './support/other_site.js';
import { scene } from './support/scene.js';
import { Visitor } from './support/visitor.js';

/** @type {Awaited<ReturnType<typeof otherSite>>} */
let site;
/** @type {Awaited<ReturnType<typeof otherSite>>} */
let neutral;
const here = scene(async () => {
  // Names under one domain: there a browser that blocks third-party storage lets the chat keep its conversation.
  site = await otherSite('www.kommun.localhost');
  neutral = await otherSite('neutral.localhost');
  const settings = { WIDGET__QUICK_EXIT_URL: `${neutral.origin}/vader`, WIDGET__IDLE_CLEAR_S: '600', WIDGET__IDLE_WARNING_S: '60' };
  return { sites: [site.origin], host: 'chatt.kommun.localhost', settings };
});
test.after(() => (site.close(), neutral.close()));

const SECRET = 'Vilka vänorter har Linköping?';
const DRAFT = 'Något som ingen ska se';

/** @typedef {Visitor & {context: import('playwright-core').BrowserContext, faults: string[]}} Someone */

/** A visitor on the municipality's website who has asked something and begun to write more. @param {Someone} visitor */
async function hasWritten(visitor) {
  site.embed(`${here.server.address}/widget.js`);
  await visitor.visits(`${site.origin}/fore`);
  await visitor.page.goto(`${site.origin}/sida`);
  await visitor.opensChat();
  await visitor.says(SECRET);
  await visitor.sees(/Tönsberg/);
  await visitor.field.fill(DRAFT);
  return visitor;
}

/** What is told of violence brings the way out that leaves nothing. @param {Someone} visitor */
async function tellsOfViolence(visitor) {
  const exit = visitor.chat.locator('.header').getByRole('button', { name: 'Lämna snabbt' });
  assert.equal(await exit.count(), 0, 'nobody else finds it');
  await visitor.says('min man slår mig och barnen');
  await exit.waitFor();
  await visitor.field.fill(DRAFT);
  return exit;
}

/** Another tab of the same visitor, with something of its own in the field. @param {Someone} visitor */
async function secondTab(visitor) {
  const other = new Visitor(await visitor.context.newPage());
  await other.visits(`${site.origin}/andra`);
  await other.opensChat();
  await other.sees(/Tönsberg/);
  await other.field.fill(`${DRAFT} heller`);
  return other;
}

/** The whole store of the browser: the website's, and the chat's own in its frame. @param {Visitor} visitor */
async function kept(visitor) {
  /** @type {string[]} */
  const names = [];
  for (const frame of visitor.page.frames()) {
    names.push(...await frame.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]));
    assert.equal(await frame.evaluate(() => history.state), null);
  }
  return names;
}

/** Nothing on the page and in its fields tells what was written. @param {Visitor} visitor */
async function isClean(visitor) {
  await expectEventually(async () => {
    assert.deepEqual(await kept(visitor), []);
    assert.equal(await visitor.field.inputValue(), '');
    assert.equal(await visitor.log.locator('.entry').count(), 0);
  });
}

/** What another person finds who opens the chat on this computer. @param {Someone} visitor */
async function findsNothing(visitor) {
  const next = new Visitor(await visitor.context.newPage());
  await next.visits(`${site.origin}/nasta`);
  assert.deepEqual(await kept(next), []);
  assert.equal(await next.page.locator('iframe').count(), 0, 'the chat does not fold out by itself');
  await next.opensChat();
  await expectEventually(async () => assert.deepEqual(await kept(next), ['vagledare.open']));
  assert.equal(await next.field.inputValue(), '');
  assert.equal(await next.log.locator('.entry').count(), 0);
  assert.deepEqual(await visitor.context.cookies(), []);
}

test('"Avsluta och rensa" leaves nothing, in this tab and the others', async () => {
  const visitor = await hasWritten(await here.visitor());
  const other = await secondTab(visitor);
  assert.ok((await kept(visitor)).length >= 2, 'before, there was something');
  await visitor.presses('Avsluta');
  // There are two ways to leave, and each says what it keeps and for how long.
  const ways = visitor.chat.locator('.ending__way');
  assert.deepEqual(await ways.getByRole('button').allTextContents(), ['Stäng och behåll samtalet', 'Avsluta och rensa']);
  const said = await ways.getByRole('button').evaluateAll((all) => all.map((one) => document.getElementById(one.getAttribute('aria-describedby') ?? '')?.textContent ?? ''));
  assert.match(said[0], /finns kvar.*Tryck på Chatta.*frågar vi om du är kvar/s);
  assert.match(said[1], /försvinner ur webbläsaren.*Kommunen .* efter \d+ dagar\./s);
  await ways.getByRole('button', { name: 'Stäng och behåll samtalet' }).click();
  await expectEventually(async () => assert.equal(await visitor.page.locator('iframe').isVisible(), false));
  await visitor.button.click();
  await visitor.sees(/Tönsberg/);
  assert.equal(await visitor.field.inputValue(), DRAFT);
  await visitor.presses('Avsluta');
  await visitor.presses('Avsluta och rensa');
  await visitor.chat.getByText('Samtalet är avslutat och rensat ur webbläsaren.').waitFor();
  await isClean(visitor);
  await isClean(other);
  await visitor.page.reload();
  await findsNothing(visitor);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('"Avsluta och rensa" does not wait for a network', async () => {
  const visitor = await hasWritten(await here.visitor());
  here.server.line.cut();
  await visitor.chat.getByText('Anslutningen bröts.').waitFor();
  await visitor.presses('Avsluta');
  await visitor.presses('Avsluta och rensa');
  await isClean(visitor);
  here.server.line.mend();
  await visitor.context.close();
});

test('the quick exit ends, clears, and back does not lead here', async () => {
  const visitor = await hasWritten(await here.visitor());
  const exit = await tellsOfViolence(visitor);
  const other = await secondTab(visitor);
  await visitor.page.bringToFront();
  await exit.click();
  await visitor.page.waitForURL(`${neutral.origin}/vader`);
  await isClean(other);
  await visitor.page.goBack();
  assert.equal(visitor.page.url(), `${site.origin}/fore`, 'the page with the chat is not in the history any more');
  assert.deepEqual(await visitor.page.evaluate(() => Object.keys(sessionStorage)), []);
  await findsNothing(visitor);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('whoever answered sees that the visitor has gone', async () => {
  const agent = await here.agent();
  const visitor = await here.visitor();
  site.embed(`${here.server.address}/widget.js`);
  await visitor.visits(`${site.origin}/sida`);
  await visitor.opensChat();
  await visitor.says('Hej, finns ni?');
  await agent.takesOffer();
  await visitor.isAt(/Du chattar med/);
  await (await tellsOfViolence(visitor)).click();
  await visitor.page.waitForURL(`${neutral.origin}/vader`);
  await agent.sees('Besökaren har avslutat samtalet.');
  // Signed out, so that nobody is reachable in what follows.
  await agent.page.evaluate(() => fetch('/api/session', { method: 'DELETE' }));
  await agent.context.close();
  await visitor.context.close();
});

test('Escape three times leaves, from the field and on past the first one, which folds the chat', async () => {
  const visitor = await hasWritten(await here.visitor());
  await visitor.field.focus();
  await visitor.page.keyboard.press('Escape');
  await expectEventually(async () => assert.equal(await visitor.page.locator('iframe').isVisible(), false));
  assert.equal(new URL(visitor.page.url()).origin, site.origin, 'one press only folds');
  await visitor.page.keyboard.press('Escape');
  await visitor.page.keyboard.press('Escape');
  await visitor.page.waitForURL(`${neutral.origin}/vader`);
  await findsNothing(visitor);
  await visitor.context.close();
});

test('Escape three times leaves from the page around, and a key that is held down counts once', async () => {
  const visitor = await hasWritten(await here.visitor());
  await visitor.page.locator('h1').click();
  for (let times = 0; times < 5; times += 1) await visitor.page.keyboard.down('Escape');
  await visitor.page.keyboard.up('Escape');
  await visitor.field.waitFor();
  for (let times = 0; times < 2; times += 1) await visitor.page.keyboard.press('Escape');
  await visitor.page.waitForURL(`${neutral.origin}/vader`);
  await visitor.context.close();
});

test('without a network the quick exit clears all the same', async () => {
  const visitor = await hasWritten(await here.visitor());
  const exit = await tellsOfViolence(visitor);
  const other = await secondTab(visitor);
  await visitor.page.bringToFront();
  // The neutral page does not answer either.
  await visitor.context.setOffline(true);
  await exit.click();
  await isClean(other);
  await expectEventually(async () => assert.notEqual(new URL(visitor.page.url()).origin, site.origin));
  await visitor.context.setOffline(false);
  await findsNothing(visitor);
  await visitor.context.close();
});

test('in a window of its own the chat leaves by itself', async () => {
  const visitor = await here.visitor();
  await visitor.page.goto(`${here.server.address}/widget`);
  await visitor.page.locator('#composer-text').fill(DRAFT);
  for (let times = 0; times < 3; times += 1) await visitor.page.keyboard.press('Escape');
  await visitor.page.waitForURL(`${neutral.origin}/vader`);
  await visitor.context.close();
});

/** @param {Someone} visitor */
const asked = (visitor) => visitor.chat.getByRole('alertdialog', { name: 'Är du kvar?' });

test('who is silent is asked, can stay as often as they like, and is cleared without an answer', async () => {
  const visitor = await here.visitor();
  await visitor.context.clock.install();
  await hasWritten(visitor);
  for (let times = 1; times <= 11; times += 1) {
    await visitor.context.clock.fastForward(601_000);
    await asked(visitor).waitFor();
    await visitor.context.clock.runFor(40_000);
    await visitor.page.keyboard.press('Enter');
    await asked(visitor).waitFor({ state: 'detached' });
    assert.equal(await visitor.field.inputValue(), DRAFT, `still there after ${times}`);
  }
  // The chat is folded: the question comes into sight, with the focus on its first answer.
  await visitor.field.press('Escape');
  await expectEventually(async () => assert.equal(await visitor.page.locator('iframe').isVisible(), false));
  await visitor.context.clock.fastForward(601_000);
  await asked(visitor).waitFor();
  assert.equal(await visitor.chat.locator('html').evaluate(() => document.activeElement?.textContent), 'Ja, jag är kvar');
  await visitor.context.clock.runFor(30_000);
  await asked(visitor).getByText(/^(29|30|31) sekunder kvar$/).waitFor();
  const heard = asked(visitor).getByRole('status');
  assert.equal(await heard.textContent(), '', 'the seconds are not read out');
  await visitor.context.clock.runFor(15_000);
  assert.equal(await heard.textContent(), '20 sekunder kvar');
  await visitor.context.clock.runFor(16_000);
  await visitor.chat.getByText('Samtalet är rensat, eftersom ingen svarade.').waitFor();
  await isClean(visitor);
  await findsNothing(visitor);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('who does something is not asked: in the chat, on the page around it, in another tab', async () => {
  const visitor = await here.visitor();
  await visitor.context.clock.install();
  await hasWritten(visitor);
  const other = await secondTab(visitor);
  const { clock } = visitor.context;
  for (const act of [() => visitor.field.press('a'), () => visitor.page.locator('h1').click(), () => other.field.press('a')]) {
    await clock.fastForward(500_000);
    await act();
  }
  await clock.fastForward(500_000);
  assert.equal(await asked(visitor).count(), 0);
  // The question in one tab is answered in the other.
  await clock.fastForward(200_000);
  await asked(visitor).waitFor();
  await other.chat.getByRole('button', { name: 'Ja, jag är kvar' }).click();
  await asked(visitor).waitFor({ state: 'detached' });
  await visitor.context.close();
});
