// The whole chat from the keyboard: what has the focus is always where the reader expects it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fits, shot } from './support/browser.js';
import { expectEventually } from './support/eventually.js';
import { scene } from './support/scene.js';

const here = scene();

/** What has the focus inside the chat: its text, label or id. @param {import('./support/visitor.js').Visitor} visitor */
const focused = (visitor) => visitor.chat.locator('html').evaluate(() => {
  const element = document.activeElement;
  return element?.id || element?.getAttribute('aria-label') || element?.textContent?.trim() || '';
});

test('what is typed as soon as the chat is open is not lost, and reading still begins at the heading', async () => {
  const visitor = await here.visitor();
  const { keyboard } = visitor.page;
  await visitor.visits(here.server.address);
  await visitor.button.focus();
  await keyboard.press('Enter');
  await expectEventually(async () => assert.match(await focused(visitor), /Kontakt Linköping/));
  // What writes nothing leaves the focus where it is.
  for (const key of ['Shift', 'Control+c', 'ArrowDown', ' ']) await keyboard.press(key);
  assert.match(await focused(visitor), /Kontakt Linköping/);
  await keyboard.type('Vilka vänorter har Linköping?');
  assert.equal(await visitor.field.inputValue(), 'Vilka vänorter har Linköping?');
  await keyboard.press('Enter');
  await visitor.sees(/Tönsberg/);
  await visitor.context.close();
});

test('a question is asked, a message begun and the chat folded without a mouse', async () => {
  const visitor = await here.visitor();
  const { keyboard } = visitor.page;
  await visitor.visits(here.server.address);
  await visitor.button.focus();
  await keyboard.press('Enter');
  await visitor.stage.waitFor();
  await expectEventually(async () => assert.match(await focused(visitor), /Kontakt Linköping/));

  // Forward until the field; everything on the way can be reached, and nothing traps.
  /** @type {string[]} */
  const way = [];
  while ((await focused(visitor)) !== 'composer-text' && way.length < 20) {
    await keyboard.press('Tab');
    way.push(await focused(visitor));
  }
  assert.ok(way.includes('English') && way.includes('Stäng chatten'), way.join(' → '));
  await keyboard.type('Vilka vänorter');
  await keyboard.press('Shift+Enter');
  await keyboard.type('har Linköping?');
  assert.equal(await visitor.field.inputValue(), 'Vilka vänorter\nhar Linköping?');
  await keyboard.press('Enter');
  await visitor.sees(/Tönsberg/);
  assert.equal(await focused(visitor), 'composer-text', 'what arrives does not take the focus');
  assert.equal(await visitor.field.inputValue(), '');

  // A personal number: the focus goes to what is said about it, and back to the text.
  await keyboard.type('19121212-1212');
  await keyboard.press('Enter');
  await visitor.chat.getByText('Det står ett personnummer').waitFor();
  assert.match(await focused(visitor), /Det står ett personnummer/);
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  assert.equal(await focused(visitor), 'Skicka utan det');
  await keyboard.press('Shift+Tab');
  assert.equal(await focused(visitor), 'Ta bort numret');
  await keyboard.press('Enter');
  await expectEventually(async () => assert.equal(await focused(visitor), 'composer-text'));
  assert.equal(await visitor.field.inputValue(), '', 'the number is gone, and nothing was sent');

  // A message: the first fault gets the focus; Escape goes back to the chat, and from there folds it.
  await visitor.chat.getByRole('button', { name: 'Lämna ett meddelande' }).last().focus();
  await keyboard.press('Enter');
  const text = visitor.chat.getByLabel('Ditt meddelande');
  await text.waitFor();
  await keyboard.type('Ring mig om bygglov.');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await visitor.chat.getByText('Skriv din e-post eller ditt telefonnummer.').waitFor();
  assert.equal(await visitor.chat.getByLabel('E-post').evaluate((field) => field === document.activeElement), true);
  await keyboard.press('Escape');
  await expectEventually(async () => assert.equal(await focused(visitor), 'composer-text'));
  await keyboard.press('Escape');
  await expectEventually(async () => {
    const name = await visitor.page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent);
    assert.equal(name, 'Chatta');
  });
  assert.equal(await visitor.page.locator('iframe').isVisible(), false);
  await visitor.context.close();
});

test('at 400 % zoom everything can be reached by scrolling one way', async () => {
  const visitor = await here.visitor({ viewport: { width: 320, height: 256 } });
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Vilka vänorter har Linköping?');
  await visitor.sees(/Tönsberg/);
  await fits(visitor.page, 'zoomed');
  const answer = visitor.log.getByText(/Tönsberg/).first();
  await answer.scrollIntoViewIfNeeded();
  const seen = await answer.evaluate((element) => {
    const { left, top } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(left + 5, top + 5));
  });
  assert.equal(seen, true, 'nothing lies over the answer');
  await shot(visitor.page, 'zoomed');
  await visitor.context.close();
});

test('every entry is added to the one log, once, and is announced as an addition', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  assert.equal(await visitor.chat.locator('[role=log]').count(), 1);
  await visitor.log.evaluate((log) => {
    const added = /** @type {string[]} */ ([]);
    Object.assign(window, { added });
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof HTMLElement && node.matches('.entry')) added.push(node.innerText);
    }).observe(log, { childList: true });
  });
  await visitor.says('Vilka vänorter har Linköping?');
  await visitor.sees(/Tönsberg/);
  await visitor.says('tack');
  await visitor.hasExactly(/^(Vilka vänorter har|tack)/, ['Vilka vänorter har Linköping?', 'tack']);
  await expectEventually(async () => {
    const added = await visitor.log.evaluate(() => /** @type {any} */ (window).added);
    const shown = await visitor.log.locator('.entry').count();
    assert.equal(added.length, shown, `added: ${added.join(' | ')}`);
    assert.equal(added.filter((/** @type {string} */ text) => /^Du\s/.test(text)).length, 2, 'an own message is one element before and after its number');
  });
  await visitor.context.close();
});
