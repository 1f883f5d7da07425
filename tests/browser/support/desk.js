// What a leader does for all visitors at once, by the same frames as the console's, with times that a test can choose.

import { staff } from './staff.js';

const HOUR_MS = 3_600_000;

export class Desk {
  /** @param {import('./scene.js').Scene} here */
  static async of(here) {
    return new Desk((await staff(here, 'leader')).page);
  }

  /** @param {import('playwright-core').Page} page of a leader who is signed in */
  constructor(page) {
    this.page = page;
  }

  opens() {
    return this.#says({ type: 'override', open: true, until: later(), reason: 'Prov' });
  }

  closes() {
    return this.#says({ type: 'override', open: false, until: later(), reason: 'Prov' });
  }

  /** @param {string} sv */
  async warns(sv) {
    await this.#says({ type: 'crisis_notice', sv, until: later() });
  }

  async takesWarningDown() {
    await this.page.getByRole('button', { name: 'Ledning' }).click();
    await this.page.getByRole('button', { name: 'Ta bort meddelandet' }).click();
  }

  /** @param {Record<string, unknown>} frame */
  #says(frame) {
    return this.page.evaluate((said) => new Promise((done, fail) => {
      const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws/agent`, 'vagledare.v1');
      const id = `${Math.random()}`;
      socket.onopen = () => socket.send(JSON.stringify({ type: 'hello' }));
      socket.onmessage = ({ data }) => {
        const heard = JSON.parse(data);
        if (heard.type === 'welcome') socket.send(JSON.stringify({ ...said, id }));
        if (heard.type === 'error') fail(new Error(heard.text));
        if (heard.type === 'ack') done(socket.close());
      };
    }), frame);
  }
}

const later = () => new Date(Date.now() + HOUR_MS).toISOString();
