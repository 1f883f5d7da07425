// Somebody may be in danger: the numbers are in sight until they are read, can be pressed, and are nowhere that somebody
// else would see them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fits, shot } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
import { otherSite } from './support/other_site.js';
import { scene } from './support/scene.js';

/** @type {Awaited<ReturnType<typeof otherSite>>} */
let neutral;
const here = scene(async () => {
  neutral = await otherSite('neutral.localhost');
  return { settings: { WIDGET__QUICK_EXIT_URL: `${neutral.origin}/vader` } };
});
test.after(() => neutral.close());

const PHONE = { viewport: { width: 320, height: 568 } };
const FIRE = 'Hjälp, det brinner hemma hos mig!';
const VIOLENCE = 'min man slår mig och barnen';
const WORRIED = 'jag är orolig för grannen, har inte sett henne på flera dagar';
const QUESTION = 'Vilka vänorter har Linköping?';
/** What must not be read by somebody else. */
const TELLS = /våld|slår|fara|emergency|danger|violence/i;

/** A visitor on a small phone who has written one thing; nobody is free. @param {string} words */
async function writes(words) {
  const visitor = await here.visitor(PHONE);
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says(words);
  return Object.assign(visitor, { alarm: visitor.log.locator('.entry--event-emergency').last(), reminder: visitor.chat.locator('.reminder') });
}

/** Every link in it calls somebody. @param {import('playwright-core').Locator} part */
async function canBeCalled(part) {
  const links = await part.getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  assert.ok(links.includes('tel:112') && links.every((href) => href?.startsWith('tel:')), String(links));
}

test('an alarm is in sight at once, and when more lines come its number stays above them until it is read', async () => {
  const visitor = await writes(FIRE);
  await visitor.isInSight(visitor.alarm.locator('.entry__first'));
  await visitor.isInSight(visitor.alarm.getByRole('link', { name: '112' }).first());
  await canBeCalled(visitor.alarm);
  await visitor.alarm.locator('.entry__author').getByText('Automatiskt svar').waitFor();
  assert.equal(await visitor.reminder.count(), 0, 'what is in sight is not shown twice');
  await shot(visitor.page, 'alarm');

  await visitor.says(QUESTION);
  await visitor.sees(/Tönsberg/);
  await visitor.reminder.waitFor();
  await canBeCalled(visitor.reminder);
  await fits(visitor.page, 'reminder');
  await shot(visitor.page, 'alarm_reminder');
  assert.equal(await visitor.chat.getByRole('log').count(), 1);
  assert.equal(await visitor.reminder.evaluate((element) => element.closest('[aria-live], [role=log], [role=status], [role=alert]')), null, 'it is not heard again');
  // Whoever scrolls back to the alarm has it itself.
  await visitor.alarm.locator('.entry__first').scrollIntoViewIfNeeded();
  await visitor.reminder.waitFor({ state: 'detached' });
  await visitor.log.getByText(/Tönsberg/).last().scrollIntoViewIfNeeded();
  await visitor.reminder.getByRole('button', { name: 'Jag har läst' }).click();
  await visitor.reminder.waitFor({ state: 'detached' });
  assert.match(await visitor.frame.evaluate(() => document.activeElement?.className ?? ''), /app__scroll/, 'the focus is not lost');
  for (const frame of visitor.page.frames()) {
    assert.doesNotMatch(await frame.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])), TELLS);
  }
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('who says that nobody is in danger gets the ordinary reply, and the alarm goes', async () => {
  const visitor = await writes(FIRE);
  await visitor.alarm.waitFor();
  const replies = visitor.log.locator('.entry--assistant');
  const before = await replies.count();
  const button = visitor.alarm.getByRole('button', { name: 'Ingen är i fara' });
  await button.click();
  await button.waitFor({ state: 'detached' });
  await expectEventually(async () => assert.ok((await replies.count()) > before));
  await visitor.newestIsInSight();
  assert.equal(await visitor.reminder.count(), 0);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('what a press is answered with comes into sight, also after an alarm', async () => {
  const visitor = await writes(FIRE);
  await visitor.isInSight(visitor.alarm.locator('.entry__first'));
  const nobody = visitor.log.locator('.entry--event-nobody_reachable');
  const before = await nobody.count();
  await visitor.chat.getByRole('button', { name: 'Chatta med en människa' }).click();
  await expectEventually(async () => assert.equal(await nobody.count(), before + 1));
  await visitor.newestIsInSight();
  // The number stays above it.
  await visitor.reminder.waitFor();
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('the numbers are a list, close to the first line, and the number of 1177 is its name once', async () => {
  const visitor = await writes('Mitt barn har ätit svamp och är medvetslöst');
  await visitor.alarm.waitFor();
  for (const width of [375, 320]) {
    await visitor.page.setViewportSize({ width, height: 667 });
    await fits(visitor.page, `alarm ${width}`);
    await shot(visitor.page, `alarm_list-${width}`);
  }
  assert.match((await visitor.alarm.getByRole('listitem').first().textContent()) ?? '', /^112, SOS Alarm: /);
  const text = await visitor.alarm.locator('.entry__body').innerText();
  assert.match(text, /1177: råd/);
  assert.doesNotMatch(text, /1177, 1177|^– /m);
  const gap = await visitor.alarm.evaluate((alarm) => {
    const [first, list] = ['.entry__first', 'ul'].map((part) => /** @type {Element} */ (alarm.querySelector(part)).getBoundingClientRect());
    return list.top - first.bottom;
  });
  assert.ok(gap >= 0 && gap < 16, `${gap}`);
  await visitor.context.close();
});

test('a conversation about violence that a code opens has the same ways out, in sight from its beginning to its end', async () => {
  const visitor = await writes(VIOLENCE);
  await visitor.alarm.waitFor();
  await visitor.presses('Avsluta');
  await visitor.chat.getByText('Spara samtalet').click();
  await visitor.presses('Få en kvittokod');
  const code = String(await visitor.chat.locator('.save__code').textContent());
  const { page } = visitor;
  const opens = async () => {
    await page.goto(`${here.server.address}/kvitto`);
    assert.equal(await page.getByRole('button', { name: 'Lämna snabbt' }).count(), 0);
    await page.getByLabel('Kvittokod').fill(code);
    await page.getByRole('button', { name: 'Öppna samtalet' }).click();
    await page.getByRole('heading', { name: 'Ditt samtal' }).waitFor();
  };
  await opens();
  for (const where of [0, 1e6]) {
    await page.evaluate((top) => scrollTo(0, top), where);
    for (const name of ['Lämna snabbt', 'Stäng samtalet']) {
      const box = await page.getByRole('button', { name }).boundingBox();
      assert.ok(box && box.y >= 0 && box.y + box.height <= PHONE.viewport.height, `${name} at ${where}`);
    }
  }
  await shot(page, 'receipt_violence');
  await fits(page, 'receipt about violence');
  await page.getByRole('button', { name: 'Stäng samtalet' }).click();
  await page.getByLabel('Kvittokod').waitFor();
  await opens();
  await page.getByRole('button', { name: 'Lämna snabbt' }).click();
  await page.waitForURL(`${neutral.origin}/vader`);
  await opens();
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('Escape');
  await page.waitForURL(`${neutral.origin}/vader`);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});

test('a concern is a calm line of the machine with a number, in sight when the reply has come', async () => {
  const visitor = await writes(WORRIED);
  const concern = visitor.log.locator('.entry--event-concern');
  await concern.locator('.entry__author').getByText('Automatiskt svar').waitFor();
  assert.ok((await concern.locator('a[href^="tel:"]').count()) > 0);
  await visitor.log.locator('.entry--assistant').first().waitFor();
  await visitor.isInSight(concern.locator('.entry__first'));
  await shot(visitor.page, 'concern');
  await visitor.context.close();
});

test('violence is named nowhere but in the log, and the way out stands beside its alarm', async () => {
  const visitor = await writes(VIOLENCE);
  await visitor.alarm.waitFor();
  for (const frame of visitor.page.frames()) assert.doesNotMatch(await frame.title(), TELLS);
  await visitor.presses('Avsluta');
  await visitor.chat.getByText('Spara samtalet').click();
  const download = visitor.page.waitForEvent('download');
  await visitor.presses('Ladda ner som text');
  assert.doesNotMatch((await download).suggestedFilename(), TELLS);
  await visitor.chat.locator('.header').getByRole('button', { name: 'Stäng och behåll samtalet' }).click();
  await visitor.button.waitFor();
  assert.doesNotMatch(`${await visitor.button.textContent()} ${await visitor.button.getAttribute('aria-label')}`, TELLS);
  await visitor.button.click();
  await visitor.alarm.getByRole('button', { name: 'Lämna snabbt' }).click();
  await visitor.page.waitForURL(`${neutral.origin}/vader`);
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
});
