// What calls an agent who looks elsewhere, to an offer and to a visitor's next words: a sound, a notification on the
// desktop, a number in the tab's title, a mark.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { calledStaff } from './support/alerts.js';
import { accessible, shot } from './support/browser.js';
import { scene } from './support/scene.js';
import { go, visitorWho } from './support/staff.js';

const here = scene();
const QUIET = 'Konsolen – Vägledaren';
const WRITING = '(1) Nytt meddelande – Vägledaren';
const CALLING = '(1) Nytt samtal till dig – Vägledaren';

test('an offer rings once, notifies without the question and counts in the title, until it is gone', async () => {
  const words = 'Får jag försörjningsstöd?';
  const anna = await calledStaff(here, 'first');
  await anna.hasTitle(QUIET);
  assert.deepEqual(await anna.recorded(), { tones: [], notifications: [] }, 'nobody has called');
  const visitor = await visitorWho(here, words);
  await anna.offer.filter({ hasText: words }).waitFor();
  await anna.hasTitle(CALLING);
  await anna.isCalled(({ tones, notifications }) => {
    assert.deepEqual(tones, [{ hertz: 660, ended: true }, { hertz: 880, ended: true }]);
    assert.deepEqual(notifications.map(({ title, shown, closed }) => ({ title, shown, closed })),
      [{ title: 'Nytt samtal till dig', shown: true, closed: false }]);
  });
  const page = await visitor.page.title();
  const { notifications: [notification] } = await anna.recorded();
  assert.equal(notification.body, page, 'the page that the visitor comes from, and no word of theirs');
  assert.ok(!JSON.stringify(notification).includes('stöd'), JSON.stringify(notification));

  await anna.offer.getByRole('button', { name: 'Avböj' }).click();
  await anna.offer.filter({ hasText: words }).waitFor({ state: 'detached' });
  await anna.hasTitle(QUIET);
  await anna.isCalled(({ notifications }) => assert.deepEqual(notifications.map(({ closed }) => closed), [true]));
  assert.equal((await anna.recorded()).tones.length, 2, 'going away makes no sound');
  assert.deepEqual(anna.faults, []);
  await go(visitor, anna);
});

test('with the sound off an offer is quiet and still notifies, also after a reload', async () => {
  const words = 'När öppnar biblioteket?';
  const anna = await calledStaff(here, 'second');
  await anna.choosesSound(false);
  await anna.page.reload();
  await anna.page.getByRole('radio', { name: 'Tillgänglig', exact: true, checked: true }).waitFor({ state: 'attached' });
  const visitor = await visitorWho(here, words);
  await anna.offer.filter({ hasText: words }).waitFor();
  await anna.hasTitle(CALLING);
  await anna.isCalled(({ notifications }) => assert.deepEqual(notifications.map(({ shown }) => shown), [true]));
  assert.deepEqual((await anna.recorded()).tones, []);

  await anna.takes(words);
  await anna.page.getByRole('button', { name: 'Morgonlistan' }).click();
  await visitor.says('Och på lördag?');
  await anna.hasTitle(WRITING);
  await anna.isCalled(({ notifications }) => assert.equal(notifications.at(-1)?.title, 'Nytt meddelande i ett av dina samtal'));
  assert.deepEqual((await anna.recorded()).tones, []);
  await go(visitor, anna);
});

test('a visitor’s next words call once whoever looks at another part, without a word of them, until they are seen', async () => {
  const words = 'Hur ansöker jag om vigsel?';
  const anna = await calledStaff(here, 'first');
  const visitor = await visitorWho(here, words);
  await anna.takes(words);
  await anna.hasTitle(QUIET);
  const before = (await anna.recorded()).tones.length;
  // Before her eyes nothing calls.
  await visitor.says('Vi är två.');
  await anna.logOf(words).getByText('Vi är två.').waitFor();
  const heard = anna.page.locator('#heard');
  await anna.page.getByRole('button', { name: 'Morgonlistan' }).click();
  const place = anna.page.getByRole('heading', { name: 'Morgonlistan' });
  await anna.page.waitForFunction((element) => element === document.activeElement, await place.elementHandle());
  await visitor.says('Det brådskar');
  await anna.hasTitle(WRITING);
  await visitor.says('om det går.');
  await anna.hasTitle('(2) Nya meddelanden – Vägledaren');
  await anna.page.getByRole('button', { name: 'Samtal 2 nya' }).waitFor();
  assert.equal(await heard.textContent(), `Nytt meddelande i samtalet: ${words}`);
  await anna.isCalled(({ tones, notifications }) => {
    assert.deepEqual(tones.slice(before), [{ hertz: 520, ended: true }], 'one sound for the burst, and none for what she saw');
    const told = notifications.filter(({ tag }) => tag.startsWith('message:'));
    assert.deepEqual(told.map(({ title, body, closed }) => ({ title, body, closed })),
      [{ title: 'Nytt meddelande i ett av dina samtal', body: '', closed: false }]);
  });
  assert.ok(await place.evaluate((element) => element === document.activeElement), 'the keyboard stays where it was');
  await shot(anna.page, 'console_news_elsewhere');
  await accessible(anna.page, 'news, elsewhere');

  await anna.page.getByRole('button', { name: 'Samtal 2 nya' }).click();
  await anna.hasTitle(QUIET);
  await anna.conversation(words).getByText(/Väntar på svar: \d+ s/).waitFor();
  await shot(anna.page, 'console_news_seen');
  await anna.isCalled(({ notifications }) => assert.ok(notifications.every(({ closed }) => closed)));
  assert.equal(await heard.textContent(), '');
  await anna.answers(words, 'Välkomna!');
  await anna.conversation(words).getByText(/Väntar på svar/).waitFor({ state: 'detached' });
  assert.deepEqual(anna.faults, []);
  await go(visitor, anna);
});

test('of two conversations beside each other the one that is not worked in calls and is marked until it is attended to', async () => {
  const [one, other] = ['Var lämnar jag glas?', 'Var lämnar jag färg?'];
  const anna = await calledStaff(here, 'first');
  const first = await visitorWho(here, one);
  await anna.takes(one);
  const second = await visitorWho(here, other);
  await anna.takes(other);
  const field = anna.conversation(other).getByRole('textbox');
  await field.focus();
  const tones = (await anna.recorded()).tones.length;
  await first.says('Det är ganska mycket.');
  await anna.conversation(one).getByText('1 nytt meddelande').waitFor();
  await anna.hasTitle(WRITING);
  await anna.isCalled((recorded) => assert.equal(recorded.tones.length, tones + 1));
  assert.ok(await field.evaluate((element) => element === document.activeElement), 'the keyboard stays where it was');
  await shot(anna.page, 'console_news_beside');
  await anna.conversation(one).getByRole('log').hover();
  await anna.hasTitle(QUIET);
  await anna.conversation(one).getByText('1 nytt meddelande').waitFor({ state: 'detached' });
  await go(first, second, anna);
});
