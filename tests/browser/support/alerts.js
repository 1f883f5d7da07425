// What calls an agent: a record of the sounds and notifications that a page makes, kept beside the real ones.

import assert from 'node:assert/strict';

import { expectEventually } from './eventually.js';
import { newPage } from './browser.js';
import { Staff, accountOf } from './staff.js';

/**
 * @typedef {object} Recorded
 * @property {{hertz: number, ended: boolean}[]} tones
 * @property {{title: string, body: string, tag: string, shown: boolean, closed: boolean}[]} notifications
 */

/** An agent whose browser may notify, and what it lets them hear and see. */
export class Called extends Staff {
  /** @returns {Promise<Recorded>} */
  recorded() {
    return this.page.evaluate(() => /** @type {any} */ (window).recorded);
  }

  /** @param {(recorded: Recorded) => void} assertion */
  async isCalled(assertion) {
    await expectEventually(async () => assertion(await this.recorded()));
  }

  /** @param {string} title */
  async hasTitle(title) {
    await expectEventually(async () => assert.equal(await this.page.title(), title));
  }

  /** Opens the menu of the account and chooses whether offers and messages sound. @param {boolean} on */
  async choosesSound(on) {
    await this.page.getByRole('button', { name: 'Ditt konto' }).click();
    await this.page.getByRole('checkbox', { name: 'Ljud vid erbjudanden och nya meddelanden' }).setChecked(on);
    await this.page.keyboard.press('Escape');
  }
}

/**
 * @param {import('./scene.js').Scene} here
 * @param {'first' | 'second'} who
 */
export async function calledStaff(here, who) {
  const { page, context, faults } = await newPage(here.browser, { permissions: ['notifications'] });
  await page.addInitScript(record);
  const person = Object.assign(new Called(page, accountOf(here, who)), { context, faults });
  await person.signsIn(here.server, person.account);
  await person.becomes('Tillgänglig');
  return person;
}

/** Runs in the page before its scripts. The real tone sounds and the real notification is shown: both are only noted. */
function record() {
  /** @type {Recorded} */
  const recorded = { tones: [], notifications: [] };
  window.OscillatorNode = class extends OscillatorNode {
    /** @override @param {number} [when] */
    start(when) {
      const tone = { hertz: this.frequency.value, ended: false };
      recorded.tones.push(tone);
      this.addEventListener('ended', () => (tone.ended = true));
      super.start(when);
    }
  };
  window.Notification = class extends Notification {
    /** @param {string} title @param {NotificationOptions} [options] */
    constructor(title, options) {
      super(title, options);
      const notification = { title: this.title, body: this.body, tag: this.tag, shown: false, closed: false };
      recorded.notifications.push(notification);
      this.addEventListener('show', () => (notification.shown = true));
      this.addEventListener('close', () => (notification.closed = true));
    }
  };
  Object.assign(window, { recorded });
}
