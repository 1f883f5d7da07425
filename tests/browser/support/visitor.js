// A visitor at the screen: what they press, write and see.

import assert from 'node:assert/strict';

import { expectEventually } from './eventually.js';

export class Visitor {
  /** What opens their conversation, as far as it was heard. @type {string | null} */
  #key = null;

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => {
      const frame = JSON.parse(String(payload));
      if (frame.type === 'welcome' && frame.features && !frame.agent) this.#key = frame.key;
    }));
    this.button = page.getByRole('button', { name: /^(Chatta|Chat)/ });
    this.chat = page.frameLocator('iframe[src*="/widget"]');
    this.field = this.chat.locator('#composer-text');
    this.log = this.chat.getByRole('log');
    this.stage = this.chat.locator('.stage');
  }

  /** The frame of the chat, to look into; there once the chat is open. */
  get frame() {
    const frame = this.page.frames().find((one) => one.url().includes('/widget'));
    assert.ok(frame, 'the chat is open');
    return frame;
  }

  /** @param {string} address */
  async visits(address) {
    await this.page.goto(address);
    await this.button.waitFor();
  }

  async opensChat() {
    await this.button.click();
    await this.stage.waitFor();
  }

  /** @param {string} text */
  async says(text) {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  /** The conversation ends without them: as if in another client with its key. */
  async isEnded() {
    await this.frame.evaluate((heard) => new Promise((done, fail) => {
      const key = heard ?? localStorage.getItem('vagledare.key');
      const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws/visitor`, 'vagledare.v1');
      socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', key, last_seq: 0 }));
      socket.onmessage = ({ data }) => {
        const { type, text } = JSON.parse(data);
        if (type === 'welcome') socket.send(JSON.stringify({ type: 'end', id: 'elsewhere' }));
        if (type === 'error') fail(new Error(text));
        if (type === 'ack') done(socket.close());
      };
    }), this.#key);
    await this.isAt('Samtalet är avslutat');
  }

  /** @param {string | RegExp} text */
  async sees(text) {
    await this.log.getByText(text).first().waitFor();
  }

  /** @param {string | RegExp} text */
  async isAt(text) {
    await this.stage.getByText(text).waitFor();
  }

  /** The newest entry can be read, at least where it begins. */
  async newestIsInSight() {
    await expectEventually(async () => {
      const { top, bottom, from, to } = await this.log.evaluate((log) => {
        const box = (/** @type {Element | null | undefined} */ element) => /** @type {Element} */ (element).getBoundingClientRect();
        const entry = box([...log.querySelectorAll('.entry')].at(-1));
        const view = box(log.closest('[data-scrolls]'));
        return { top: entry.top, bottom: entry.bottom, from: view.top, to: view.bottom };
      });
      assert.ok(top >= from - 1 && (bottom <= to + 1 || top <= from + 40), `entry ${top}–${bottom} in ${from}–${to}`);
    });
  }

  /** All of it can be seen without scrolling. @param {import('playwright-core').Locator} part of the log */
  async isInSight(part) {
    await expectEventually(async () => {
      const { top, bottom, from, to } = await part.evaluate((element) => {
        const [box, view] = [element, /** @type {Element} */ (element.closest('[data-scrolls]'))].map((one) => one.getBoundingClientRect());
        return { top: box.top, bottom: box.bottom, from: view.top, to: view.bottom };
      });
      assert.ok(top >= from - 1 && bottom <= to + 1, `${top}–${bottom} in ${from}–${to}`);
    });
  }

  /** @param {string} name */
  async presses(name) {
    await this.chat.getByRole('button', { name, exact: true }).click();
  }

  /** The texts in the log that hold a word, in their order. @param {RegExp} word @returns {Promise<string[]>} */
  async texts(word) {
    const all = await this.log.locator('.entry__body > .linked-text').allTextContents();
    return all.filter((text) => word.test(text));
  }

  /** Exactly these are shown, once each and in this order, and the server has every one. @param {RegExp} word @param {string[]} wanted */
  async hasExactly(word, wanted) {
    await expectEventually(async () => {
      assert.deepEqual(await this.texts(word), wanted);
      assert.equal(await this.log.locator('[data-progress="sending"], [data-progress="failed"]').count(), 0);
    });
  }
}
