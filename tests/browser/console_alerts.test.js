// What calls an agent who looks elsewhere: a sound, a notification on the desktop, a number in the tab's title.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { calledStaff } from './support/alerts.js';
import { scene } from './support/scene.js';
import { go, visitorWho } from './support/staff.js';

const here = scene();
const QUIET = 'Konsolen – Vägledaren';
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
  await go(visitor, anna);
});
