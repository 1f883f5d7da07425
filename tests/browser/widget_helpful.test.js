// "Hjälpte svaret?": asked under the newest answer, by keyboard and by ear; kept, once, whatever happens to the line.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LOOKS, accessible, fits, settled, shot } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
import { scene } from './support/scene.js';
import { staff, visitorWho } from './support/staff.js';

const here = scene();
const ASKED = 'Vilka vänorter har Linköping?';

/** The question under the newest answer. @param {import('./support/visitor.js').Visitor} visitor */
const question = (visitor) => visitor.log.getByRole('group', { name: 'Hjälpte svaret?' });

/** @param {import('./support/visitor.js').Visitor} visitor @param {string} answer */
const choice = (visitor, answer) => question(visitor).getByRole('button', { name: answer, exact: true });

/** What stands in the field of the focus. @param {import('./support/visitor.js').Visitor} visitor */
const focused = (visitor) => visitor.chat.locator('html').evaluate(() => document.activeElement?.id || document.activeElement?.textContent);

/** The gaps that the answer to the question has left. @param {import('./support/staff.js').Staff} lena @param {string} asked */
async function gaps(lena, asked) {
  const { items } = await lena.page.evaluate(() => fetch('/api/gaps').then((answer) => answer.json()));
  return items.filter((/** @type {any} */ gap) => gap.name === asked).map((/** @type {any} */ gap) => gap.not_helped);
}

test('yes and no are said from the keyboard, thanked once, kept once, and may change', async () => {
  const lena = await staff(here, 'leader');
  const visitor = await visitorWho(here, ASKED);
  await question(visitor).waitFor();
  await visitor.log.evaluate((log) => {
    const heard = /** @type {string[]} */ ([]);
    Object.assign(window, { heard });
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) heard.push(node.textContent ?? '');
    }).observe(log, { childList: true, subtree: true });
  });
  await choice(visitor, 'Ja').focus();
  await visitor.page.keyboard.press('Enter');
  await visitor.sees('Tack för ditt svar.');
  assert.equal(await focused(visitor), 'Ja', 'the focus stays');
  assert.equal(await choice(visitor, 'Ja').getAttribute('aria-pressed'), 'true');
  await visitor.page.keyboard.press('Enter');
  const heard = await visitor.log.evaluate(() => /** @type {any} */ (window).heard.join('|'));
  assert.equal(heard.split('Tack för ditt svar.').length, 2, heard);
  const others = visitor.chat.locator('[aria-live]:not([aria-live=off]), [role=status]:not(.connection), [role=alert]');
  assert.equal((await others.allTextContents()).join(''), '', 'nothing else announces it');
  assert.deepEqual(await gaps(lena, ASKED), []);

  await visitor.page.keyboard.press('Tab');
  await visitor.page.keyboard.press('Space');
  await visitor.sees('Nu vet vi att något saknas.');
  assert.equal(await focused(visitor), 'Nej');
  await choice(visitor, 'Nej').click();
  assert.deepEqual(await gaps(lena, ASKED), [1]);

  // A reload, and another tab: the server knows.
  const tab = await visitor.context.newPage();
  await tab.goto(here.server.address);
  await tab.getByRole('button', { name: /^Chatta/ }).click();
  const inTab = tab.frameLocator('iframe[src*="/widget"]');
  await inTab.getByRole('button', { name: 'Nej', pressed: true }).waitFor();
  await visitor.page.reload();
  await visitor.chat.getByRole('button', { name: 'Nej', pressed: true }).waitFor();
  await choice(visitor, 'Ja').click();
  await inTab.getByRole('button', { name: 'Ja', pressed: true }).waitFor();
  assert.deepEqual(await gaps(lena, ASKED), []);

  // The next question leaves a line where the buttons were.
  await visitor.says('Vilka är Linköpings vänorter?');
  await visitor.sees('Du svarade att svaret hjälpte.');
  await expectEventually(async () => assert.equal(await question(visitor).count(), 1));
  assert.deepEqual(visitor.faults, []);
  await visitor.context.close();
  await lena.page.context().close();
});

test('after a no the ways on are told, with the truth about when, and each of them works', async () => {
  const visitor = await visitorWho(here, ASKED);
  await choice(visitor, 'Nej').click();
  const part = visitor.log.locator('.helpful');
  const hours = await part.locator('.helpful__hours').textContent();
  assert.equal(hours, 'Ingen samhällsvägledare är ledig just nu.', 'the desk is open, and nobody there');
  assert.equal(await part.getByRole('button', { name: 'Chatta med en människa' }).count(), 0, 'nobody would come');
  await part.getByRole('button', { name: 'Fråga med andra ord' }).click();
  assert.equal(await focused(visitor), 'composer-text');
  assert.equal(await visitor.chat.getByRole('button', { name: 'Lämna ett meddelande' }).count(), 1, 'offered once');

  // Somebody is there: the same place says so, without a reload.
  const anna = await here.agent();
  const person = part.getByRole('button', { name: 'Chatta med en människa' });
  await person.waitFor();
  await part.locator('.helpful__hours').waitFor({ state: 'detached' });
  await part.getByRole('button', { name: 'Lämna ett meddelande' }).click();
  await visitor.chat.getByLabel('Ditt meddelande').waitFor();
  await visitor.page.keyboard.press('Escape');
  await person.click();
  await visitor.isAt(/i kön/);
  await anna.takesOffer();
  await visitor.isAt(/Du chattar med/);
  await part.locator('.helpful__ways').waitFor({ state: 'detached' });
  await visitor.context.close();
  await anna.page.evaluate(() => fetch('/api/session', { method: 'DELETE' }));
  await anna.context.close();
});

test('what is said while the line loses it survives a reload, and is thanked when the server has it', async () => {
  const visitor = await visitorWho(here, ASKED);
  await question(visitor).waitFor();
  let loses = true;
  await visitor.context.routeWebSocket(/\/ws\/visitor/, (socket) => {
    const server = socket.connectToServer();
    // The line takes what is said and loses it.
    socket.onMessage((frame) => (loses && String(frame).includes('"rate"')) || server.send(frame));
  });
  await visitor.page.reload();
  await choice(visitor, 'Nej').click();
  await visitor.chat.getByRole('button', { name: 'Nej', pressed: true }).waitFor();
  assert.equal(await visitor.log.getByText('Tack för ditt svar.').count(), 0, 'not thanked before it is kept');
  await visitor.page.reload();
  await visitor.chat.getByRole('button', { name: 'Nej', pressed: true }).waitFor();
  loses = false;
  await visitor.page.reload();
  await visitor.sees('Nu vet vi att något saknas.');
  await visitor.context.close();
});

test('neither an abstention nor a guess nor a greeting is asked about', async () => {
  const visitor = await visitorWho(here, 'Hur stämmer man ett gammalt dragspel?');
  await visitor.sees(/hittar inget säkert svar/);
  for (const [said, seen] of [['parkeringskort', /Kanske är det här svaret/], ['Hej!', /Hej/]]) {
    await visitor.says(String(said));
    await visitor.log.locator('.entry--assistant').getByText(seen).first().waitFor();
  }
  assert.equal(await visitor.log.locator('.helpful').count(), 0);
  await visitor.context.close();
});

for (const { name, ...look } of LOOKS) {
  test(`it looks right: ${name}`, async () => {
    const visitor = await here.visitor(look);
    await visitor.visits(here.server.address);
    await visitor.opensChat();
    await visitor.says(ASKED);
    await choice(visitor, 'Ja').scrollIntoViewIfNeeded();
    await settled(visitor.page);
    await shot(visitor.page, `helpful_asked-${name}`);
    await choice(visitor, 'Nej').click();
    await visitor.sees('Nu vet vi att något saknas.');
    await expectEventually(async () => {
      const inSight = await visitor.log.getByRole('button', { name: 'Lämna ett meddelande' }).evaluate((button) => {
        const { top, bottom } = button.getBoundingClientRect();
        const around = /** @type {Element} */ (button.closest('[data-scrolls]')).getBoundingClientRect();
        return top >= around.top && bottom <= around.bottom + 1;
      });
      assert.ok(inSight, 'the ways on are in sight');
    });
    await settled(visitor.page);
    await shot(visitor.page, `helpful_no-${name}`);
    await fits(visitor.page, `did not help ${name}`);
    await accessible(visitor.page, `did not help ${name}`);
    await visitor.context.close();
  });
}
