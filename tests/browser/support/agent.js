// A samhällsvägledare at the console.

import assert from 'node:assert/strict';

import { expectEventually } from './eventually.js';

export class Agent {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.log = page.getByRole('log');
    this.field = page.locator('.composer__text');
  }

  /** @param {import('./server.js').Server} server @param {import('./server.js').Account} account */
  async signsIn(server, account) {
    await this.page.goto(`${server.address}/console`);
    await this.page.getByLabel('Användarnamn').fill(account.name);
    await this.page.getByLabel('Lösenord').fill(account.password);
    await this.page.getByRole('button', { name: 'Logga in' }).click();
    await this.page.getByRole('radio', { name: 'Tillgänglig' }).waitFor({ state: 'attached' });
  }

  async isAvailable() {
    // The radio itself is hidden behind its words.
    await this.page.locator('label').filter({ hasText: 'Tillgänglig' }).click();
    await this.page.getByRole('radio', { name: 'Tillgänglig', checked: true }).waitFor({ state: 'attached' });
  }

  async takesOffer() {
    await this.page.locator('.offer').getByRole('button', { name: 'Ta samtalet' }).click();
    await this.field.waitFor();
  }

  /** @param {string} text */
  async says(text) {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  /** @param {string | RegExp} text */
  async sees(text) {
    await this.log.getByText(text).first().waitFor();
  }

  /** @param {RegExp} word @param {string[]} wanted */
  async hasExactly(word, wanted) {
    await expectEventually(async () => {
      const all = await this.log.locator('.entry__body > .linked-text').allTextContents();
      assert.deepEqual(all.filter((text) => word.test(text)), wanted);
    });
  }
}
