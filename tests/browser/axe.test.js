// No fault that axe can see, and nothing to scroll sideways, in the console, light and dark, on a phone and a desktop. The
// widget's states have a table of their own (widget_states.test.js).

import { test } from 'node:test';

import { LOOKS, accessible, fits, settled, shot } from './support/browser.js';
import { scene } from './support/scene.js';

const here = scene();

/** @param {{page: import('playwright-core').Page}} person @param {string} state @param {string} look */
async function looks({ page }, state, look) {
  await settled(page);
  await shot(page, `${state}-${look}`);
  await fits(page, `${state} ${look}`);
  await accessible(page, `${state} ${look}`);
}

for (const { name, ...look } of LOOKS) {
  test(`an offer and a conversation: ${name}`, async () => {
    const agent = await here.agent(look);
    const visitor = await here.visitor();
    await visitor.visits(here.server.address);
    await visitor.opensChat();
    await visitor.says('Hej, finns ni?');
    await visitor.isAt(/i kön/);
    await agent.page.locator('.offer').getByRole('button', { name: 'Ta samtalet' }).waitFor();
    await looks(agent, 'console_offer', name);
    await agent.takesOffer();
    await agent.says('Hej! Läs mer på https://www.linkoping.se eller ring 013-20 60 00.');
    await visitor.sees(/Läs mer/);
    await looks(agent, 'console_conversation', name);
    await visitor.context.close();
    // Signed out, so that the next look finds nobody reachable again.
    await agent.page.evaluate(() => fetch('/api/session', { method: 'DELETE' }));
    await agent.context.close();
  });
}

for (const { name, ...look } of LOOKS) {
  test(`signing in to the console: ${name}`, async () => {
    const context = await here.browser.newContext({ locale: 'sv-SE', ...look });
    const page = await context.newPage();
    await page.goto(`${here.server.address}/console`);
    await page.getByRole('button', { name: 'Logga in' }).waitFor();
    await looks({ page }, 'console_sign_in', name);
    await context.close();
  });
}
