// What every test begins with: a server, a browser, and the people at it. Everything is cleared away afterwards.

import { after, before } from 'node:test';

import { Agent } from './agent.js';
import { newPage, newPageOnDisk, openBrowser } from './browser.js';
import { Server } from './server.js';
import { Visitor } from './visitor.js';

export class Scene {
  /** @type {Server} */
  server = /** @type {any} */ (null);
  /** @type {import('playwright-core').Browser} */
  browser = /** @type {any} */ (null);

  /** @param {import('playwright-core').BrowserContextOptions} [look] */
  async visitor(look) {
    const { context, page, faults } = await newPage(this.browser, look);
    return Object.assign(new Visitor(page), { context, faults });
  }

  /** A visitor whose browser lets the frame of the chat store on another site. */
  async visitorWithStore() {
    return visitorOnDisk('everywhere');
  }

  /** A visitor whose browser lets no page store anything. */
  async visitorWithoutStore() {
    return visitorOnDisk('nowhere');
  }

  /** An agent who is signed in and takes conversations. @param {import('playwright-core').BrowserContextOptions} [look] */
  async agent(look) {
    const { context, page, faults } = await newPage(this.browser, look);
    const agent = Object.assign(new Agent(page), { context, faults });
    await agent.signsIn(this.server, this.server.account('samhällsvägledare'));
    await agent.isAvailable();
    return agent;
  }
}

/** @param {Parameters<typeof newPageOnDisk>[0]} stores */
async function visitorOnDisk(stores) {
  const { context, page, faults } = await newPageOnDisk(stores);
  return Object.assign(new Visitor(page), { context, faults });
}

/** @param {() => Promise<{sites?: string[], ownPages?: boolean, host?: string, settings?: Record<string, string>, direct?: boolean}>} [settings] */
export function scene(settings = async () => ({})) {
  const made = new Scene();
  before(async () => {
    made.server = await Server.start(await settings());
    made.browser = await openBrowser();
  });
  after(async () => {
    await made.browser?.close();
    await made.server?.stop();
  });
  return made;
}
