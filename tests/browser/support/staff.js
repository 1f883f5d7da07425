// Staff at the console, for tests with more than one of them: who they are, and what they do beside answering.

import { Agent } from './agent.js';
import { newPage } from './browser.js';

export class Staff extends Agent {
  /** @param {import('playwright-core').Page} page @param {import('./server.js').Account} account */
  constructor(page, account) {
    super(page);
    this.account = account;
    this.offer = page.locator('.offer');
    this.banner = page.getByRole('alert').filter({ hasText: 'Du sattes som frånvarande' });
    this.notices = page.locator('.notices');
  }

  /** The conversation that began with these words. @param {string} words */
  conversation(words) {
    return this.page.locator('.conversation').filter({ has: this.page.getByRole('heading', { name: words }) });
  }

  /** @param {string} words */
  logOf(words) {
    return this.conversation(words).getByRole('log');
  }

  /** @param {'Tillgänglig' | 'Frånvarande'} status */
  async becomes(status) {
    const radio = this.page.getByRole('radio', { name: status, exact: true });
    await radio.check();
    await this.page.locator('.presence [aria-busy="false"]').waitFor();
  }

  /** @param {string} words */
  async takes(words) {
    await this.offer.filter({ hasText: words }).getByRole('button', { name: 'Ta samtalet' }).click();
    await this.conversation(words).waitFor();
  }

  /** Signs out, of whatever is going on. @param {import('playwright-core').Page} [page] */
  async signsOut(page = this.page) {
    await page.getByRole('button', { name: /^Ditt konto/ }).click();
    await page.getByRole('button', { name: 'Logga ut', exact: true }).click();
    const [asked, out] = [page.getByRole('dialog', { name: 'Logga ut mitt i arbetet?' }), page.getByText('Du är utloggad.')];
    await asked.or(out).waitFor();
    if (await asked.isVisible()) await asked.getByRole('button', { name: 'Logga ut' }).click();
    await out.waitFor();
  }

  /** Where the keyboard is: an element's id, else its words. */
  focus() {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return 'nowhere';
      return element.id || (element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '');
    });
  }

  /** @param {string} words @param {string} text */
  async answers(words, text) {
    const field = this.conversation(words).getByRole('textbox');
    await field.fill(text);
    await field.press('Enter');
  }

  /** @param {string} words @param {string} text */
  async notes(words, text) {
    await this.conversation(words).getByRole('radio', { name: 'Anteckning' }).check();
    await this.answers(words, text);
    await this.conversation(words).getByRole('radio', { name: 'Svar' }).check();
  }

  /** Closes a conversation, and puts it away. @param {string} words @param {string} code */
  async closes(words, code) {
    await this.ends(words, code);
    await this.conversation(words).getByRole('button', { name: 'Ta bort från skärmen' }).click();
    await this.conversation(words).waitFor({ state: 'detached' });
  }

  /** Closes a conversation, which then is there to be read. @param {string} words @param {string} code */
  async ends(words, code) {
    await this.conversation(words).getByRole('button', { name: 'Avsluta' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Avsluta samtalet' });
    await dialog.getByRole('radio', { name: code }).check();
    await dialog.getByRole('button', { name: 'Avsluta samtalet' }).click();
    await this.conversation(words).getByRole('status').getByText('Samtalet är avslutat.').waitFor();
  }
}

/**
 * The two agents and the leader of the demonstration, each signed in at a browser of their own.
 * @param {import('./scene.js').Scene} here
 * @param {'first' | 'second' | 'leader'} who
 * @param {import('playwright-core').BrowserContextOptions} [look]
 */
export async function staff(here, who, look) {
  const { page, context, faults } = await newPage(here.browser, look);
  const person = Object.assign(new Staff(page, accountOf(here, who)), { context, faults });
  await person.signsIn(here.server, person.account);
  return person;
}

/** @param {import('./scene.js').Scene} here @param {'first' | 'second' | 'leader'} who */
export function accountOf(here, who) {
  const agents = here.server.accounts.filter((account) => account.role.startsWith('samhällsvägledare'));
  const leader = here.server.accounts.find((account) => !account.role.startsWith('samhällsvägledare'));
  const account = who === 'leader' ? leader : agents[who === 'first' ? 0 : 1];
  if (!account) throw new Error(`nobody is ${who}: ${JSON.stringify(here.server.accounts.map(({ role }) => role))}`);
  return account;
}

/**
 * They go: agents as away, so that nobody is offered to an empty chair, and visitors out of the queue.
 * @param {...(Staff | import('./visitor.js').Visitor)} people
 */
export async function go(...people) {
  for (const one of people) {
    if (one instanceof Staff) await one.becomes('Frånvarande');
    else await ends(one);
    await one.page.context().close();
  }
}

/** @param {import('./visitor.js').Visitor} visitor */
async function ends(visitor) {
  const button = visitor.stage.getByRole('button', { name: 'Avsluta' });
  if (!(await button.isVisible())) return;
  await button.click();
  await visitor.presses('Avsluta och rensa');
  await visitor.chat.getByText('Samtalet är avslutat och rensat').waitFor();
}

/**
 * A visitor on the demonstration page who has said one thing.
 * @param {import('./scene.js').Scene} here
 * @param {string} words
 */
export async function visitorWho(here, words) {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says(words);
  return visitor;
}
