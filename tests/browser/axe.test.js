// No fault that axe can see, and nothing to scroll sideways, in every state, light and dark, on a phone and a desktop.

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
  test(`the widget: ${name}`, async () => {
    const visitor = await here.visitor(look);
    await visitor.visits(here.server.address);
    await looks(visitor, 'widget_folded', name);
    await visitor.opensChat();
    await looks(visitor, 'widget_welcome', name);
    await visitor.says('Vilka vänorter har Linköping?');
    await visitor.sees(/Tönsberg/);
    await visitor.newestIsInSight();
    await looks(visitor, 'widget_answer', name);
    await visitor.says('Hur lagar jag en trasig rymdraket?');
    await visitor.log.locator('.entry--assistant').nth(1).waitFor();
    await looks(visitor, 'widget_abstention', name);
    await visitor.says('Hjälp, det brinner hemma hos mig!');
    await visitor.sees(/112/);
    await looks(visitor, 'widget_emergency', name);
    await visitor.says('19121212-1212');
    await visitor.chat.getByText('Det står ett personnummer').waitFor();
    await looks(visitor, 'widget_personal_number', name);
    await visitor.presses('Ta bort numret');
    await visitor.field.fill('å'.repeat(3990));
    await visitor.chat.getByText('10 tecken kvar').waitFor();
    await visitor.field.fill('å'.repeat(4001));
    await visitor.chat.getByText('1 tecken för mycket').waitFor();
    await looks(visitor, 'widget_too_long', name);
    await visitor.field.fill('');
    here.server.line.cut();
    await visitor.chat.getByText('Anslutningen bröts.').waitFor();
    await visitor.says('Hej igen');
    await looks(visitor, 'widget_lost', name);
    here.server.line.mend();
    await visitor.chat.getByText('Anslutningen bröts.').waitFor({ state: 'detached' });
    await visitor.chat.getByRole('button', { name: 'Lämna ett meddelande' }).last().click();
    await visitor.chat.getByRole('button', { name: 'Skicka meddelandet' }).click();
    await visitor.chat.getByText('Skriv din e-post').waitFor();
    await looks(visitor, 'widget_message_faults', name);
    await visitor.chat.getByLabel('Ditt meddelande').fill('Ring mig om bygglov, tack.');
    await visitor.chat.getByLabel('E-post').fill('ada@exempel.se');
    await visitor.chat.getByRole('button', { name: 'Skicka meddelandet' }).click();
    await visitor.isAt('Du har lämnat ett meddelande');
    await looks(visitor, 'widget_left_message', name);
    await visitor.context.close();
  });

  test(`widget and console with a person: ${name}`, async () => {
    const agent = await here.agent(look);
    const visitor = await here.visitor(look);
    await visitor.visits(here.server.address);
    await visitor.opensChat();
    await visitor.says('Hej, finns ni?');
    await visitor.isAt(/i kön/);
    await visitor.newestIsInSight();
    await looks(visitor, 'widget_queued', name);
    await agent.page.locator('.offer').getByRole('button', { name: 'Ta samtalet' }).waitFor();
    await looks(agent, 'console_offer', name);
    await agent.takesOffer();
    await agent.says('Hej! Läs mer på https://www.linkoping.se eller ring 013-20 60 00.');
    await visitor.sees(/Läs mer/);
    await visitor.newestIsInSight();
    await looks(visitor, 'widget_with_agent', name);
    await looks(agent, 'console_conversation', name);
    await visitor.presses('Avsluta');
    await visitor.chat.getByText('Vill du avsluta samtalet?').waitFor();
    await looks(visitor, 'widget_ending', name);
    await visitor.presses('Avsluta');
    await visitor.isAt('Samtalet är avslutat');
    await looks(visitor, 'widget_closed', name);
    await visitor.chat.getByRole('radio', { name: '4' }).check();
    await visitor.chat.getByLabel('Vill du säga något mer?').fill('19121212-1212');
    await visitor.presses('Skicka betyget');
    await visitor.chat.getByText('Ta bort personnumret').waitFor();
    await looks(visitor, 'widget_rating', name);
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
