// Every state that the widget has, in the order in which people come to it. One table: what stands here is looked at in
// every look, and what the code knows and this table does not fails the run (widget_states.test.js).

import assert from 'node:assert/strict';

import { expectEventually } from './eventually.js';
import { Visitor } from './visitor.js';

/**
 * @typedef {object} Cast
 * @property {import('./scene.js').Scene} here
 * @property {Visitor & {context: import('playwright-core').BrowserContext}} visitor
 * @property {import('./desk.js').Desk} desk
 * @property {() => Promise<import('./staff.js').Staff>} agent signed in, the same one each time
 * @property {import('playwright-core').Page} page what is looked at; the visitor's, if nothing else is said
 * @property {{send: (frame: string) => void} | null} line the server's end of the visitor's socket, for what it never says by itself
 * @property {string} [code] the receipt code that the visitor was given
 */
/**
 * @typedef {object} State
 * @property {string} name
 * @property {string[]} shows what is in sight in it, as selectors inside of the chat
 * @property {string[]} [says] keys of `connection.*` that are said in it
 * @property {boolean} [whole] whether the page around is looked into as well
 * @property {(cast: Cast) => Promise<unknown>} reach from the state before it
 */

const QUESTION = 'Vilka vänorter har Linköping?';
const NUMBER = '19121212-1212';
const BOIL = 'Vattnet i Ljungsbro måste kokas. Läs mer på https://www.linkoping.se/vatten.';

/** @type {Record<string, State[]>} */
export const ACTS = {
  'nobody is there': [
    { name: 'closed', shows: [], whole: true, reach: ({ visitor, here }) => visitor.visits(here.server.address) },
    {
      name: 'closed hours', shows: ['.stage--not_reachable', '.welcome', '.composer'],
      reach: async ({ desk, visitor }) => {
        await desk.closes();
        await visitor.opensChat();
        await visitor.isAt(/stäng/i);
      },
    },
    {
      name: 'welcome', shows: ['.welcome', '.topics', '.languages', '.header', '.composer'], whole: true,
      reach: async ({ desk, visitor }) => {
        await desk.opens();
        await visitor.stage.getByText(/stängd/i).waitFor({ state: 'detached' });
      },
    },
    {
      name: 'open hours', shows: ['.stage--reachable', '.welcome', '.composer'],
      reach: async ({ visitor, agent }) => {
        await (await agent()).becomes('Tillgänglig');
        await visitor.chat.locator('.stage--reachable').waitFor();
      },
    },
    {
      name: 'answer with sources', shows: ['.stage--assistant', '.sources', '.helpful'],
      reach: async ({ visitor, agent }) => {
        await (await agent()).becomes('Frånvarande');
        await visitor.chat.locator('.stage--not_reachable').waitFor();
        await visitor.says(QUESTION);
        await visitor.sees(/Tönsberg/);
        await visitor.newestIsInSight();
      },
    },
    {
      name: 'answer that did not help', shows: ['.helpful__ways'],
      reach: async ({ visitor }) => {
        await visitor.presses('Nej');
        await visitor.chat.getByText('Nu vet vi att något saknas').waitFor();
      },
    },
    { name: 'guess', shows: ['.actions'], reach: ({ visitor }) => asks(visitor, 'parkeringskort', /Kanske är det här svaret/) },
    { name: 'abstention', shows: ['.actions'], reach: ({ visitor }) => asks(visitor, 'Hur stämmer man ett gammalt dragspel?', /hittar|hittade|vet inte/) },
    {
      name: 'personnummer warning', shows: ['.composer'],
      reach: async ({ visitor }) => {
        await visitor.says(NUMBER);
        await visitor.chat.getByText('Det står ett personnummer').waitFor();
      },
    },
    {
      name: 'too long', shows: ['.composer'],
      reach: async ({ visitor }) => {
        await visitor.presses('Ta bort numret');
        await visitor.field.fill('å'.repeat(4001));
        await visitor.chat.getByText('1 tecken för mycket').waitFor();
      },
    },
    {
      name: 'offline', shows: ['.connection__text'], says: ['connection.offline'],
      reach: async ({ visitor }) => {
        await visitor.field.fill('');
        await visitor.context.setOffline(true);
      },
    },
    {
      name: 'reconnecting', shows: ['.connection__text', '[data-progress="sending"]'], says: ['connection.lost'],
      reach: async ({ visitor, here }) => {
        here.server.line.cut();
        await visitor.context.setOffline(false);
        await visitor.says('Hej igen');
      },
    },
    {
      name: 'leave a message', shows: ['.leave-message', '.field__error'],
      reach: async ({ visitor, here }) => {
        here.server.line.mend();
        await visitor.chat.locator('.connection__text').first().waitFor({ state: 'detached' });
        await visitor.hasExactly(/^Hej igen/, ['Hej igen']);
        await visitor.chat.getByRole('button', { name: 'Lämna ett meddelande' }).last().click();
        await visitor.chat.getByRole('button', { name: 'Skicka meddelandet' }).click();
      },
    },
    {
      name: 'left message', shows: ['.stage--left_message'],
      reach: async ({ visitor }) => {
        await visitor.chat.getByLabel('Ditt meddelande').fill('Ring mig om bygglov, tack.');
        await visitor.chat.getByLabel('E-post').fill('ada@exempel.se');
        await visitor.chat.getByRole('button', { name: 'Skicka meddelandet' }).click();
        await visitor.chat.locator('.leave-message').waitFor({ state: 'detached' });
      },
    },
    {
      name: 'idle question', shows: ['.idle'],
      reach: ({ visitor }) => visitor.context.clock.fastForward(1_801_000),
    },
  ],

  'somebody may be in danger': [
    {
      name: 'concern', shows: ['.entry--event-concern'],
      reach: async ({ visitor, here, desk }) => {
        await desk.opens();
        await visitor.visits(here.server.address);
        await visitor.opensChat();
        await visitor.says('jag är orolig för grannen, har inte sett henne på flera dagar');
        await visitor.isInSight(visitor.log.locator('.entry--event-concern .entry__first'));
      },
    },
    {
      name: 'alarm with nobody free', shows: ['.entry--event-emergency', '.actions--alarm .button'],
      reach: async ({ visitor }) => {
        await visitor.says('Hjälp, det brinner hemma hos mig!');
        await visitor.isInSight(visitor.log.locator('.entry--event-emergency .entry__first'));
      },
    },
    {
      name: 'alarm about violence', shows: ['.quick-exit', '.actions__how'],
      reach: async ({ visitor }) => {
        await visitor.says('Min man slår mig');
        await visitor.log.getByRole('button', { name: 'Lämna snabbt' }).waitFor();
      },
    },
    {
      name: 'alarm out of sight', shows: ['.reminder', '.reminder--emergency'],
      reach: ({ visitor }) => asks(visitor, QUESTION, /Tönsberg/),
    },
    {
      name: 'alarm in Arabic', shows: ['.entry__first[lang="ar"][dir="rtl"]'],
      // The server's part is played: what stands in its knowledge for other languages is not this test's matter.
      reach: async (cast) => {
        const { visitor } = cast;
        const last = Math.max(...await visitor.log.locator('[data-seq]').evaluateAll((all) => all.map((one) => Number(/** @type {HTMLElement} */ (one).dataset.seq))));
        cast.line?.send(JSON.stringify({
          type: 'entry', seq: last + 1, at: new Date().toISOString(), author: { kind: 'system' }, event: 'emergency',
          data: { kinds: ['fire'], about: 'self', language: 'ar' }, actions: [{ kind: 'no_danger', label: 'Ingen är i fara' }],
          text: 'هل هناك من هو في خطر الآن؟ اتصل بالرقم 112 فورًا.\nÄr någon i fara just nu? Ring 112 direkt.\n– 112, SOS Alarm: när liv är i fara',
        }));
        await visitor.isInSight(visitor.log.locator('.entry__first[lang="ar"]'));
      },
    },
  ],

  'a person answers': [
    {
      name: 'crisis notice', shows: ['.crisis', '.welcome'],
      reach: async ({ visitor, here, desk }) => {
        await desk.warns(BOIL);
        await visitor.visits(here.server.address);
        await visitor.opensChat();
      },
    },
    {
      name: 'queued', shows: ['.stage--queued', '.crisis'],
      reach: async ({ visitor, agent }) => {
        await (await agent()).becomes('Tillgänglig');
        await visitor.chat.locator('.stage--reachable').waitFor();
        await visitor.says('Hej, finns ni?');
      },
    },
    {
      name: 'queued, with something to read', shows: ['.meanwhile'],
      reach: async ({ visitor }) => {
        await visitor.says(QUESTION);
        await visitor.chat.locator('.meanwhile').scrollIntoViewIfNeeded();
      },
    },
    {
      name: 'with agent', shows: ['.stage--with_agent', '.entry--agent'],
      reach: async ({ visitor, agent, desk }) => {
        await desk.takesWarningDown();
        await visitor.chat.locator('.crisis').waitFor({ state: 'detached' });
        const anna = await agent();
        await anna.takes('Hej, finns ni?');
        await anna.answers('Hej, finns ni?', 'Hej! Läs mer på https://www.linkoping.se eller ring 013-20 60 00.');
        await visitor.sees(/Läs mer/);
        await visitor.newestIsInSight();
      },
    },
    {
      name: 'file', shows: ['.file', '.attach'],
      reach: async ({ visitor }) => {
        const buffer = Buffer.from('%PDF-1.7 en ritning över huset');
        await visitor.chat.locator('.attach__input').setInputFiles({ name: 'Ritning över huset.pdf', mimeType: 'application/pdf', buffer });
        await visitor.log.locator('.file').first().waitFor();
        await visitor.newestIsInSight();
      },
    },
    {
      name: 'replaced', shows: ['.connection__text'], says: ['connection.replaced'],
      reach: async (cast) => cast.line?.send(JSON.stringify({ type: 'bye', reason: 'replaced' })),
    },
    {
      name: 'disconnected', shows: ['.connection__text'], says: ['connection.closed'],
      reach: async (cast) => {
        await cast.visitor.presses('Försök nu');
        await cast.visitor.chat.locator('.connection__text').first().waitFor({ state: 'detached' });
        cast.line?.send(JSON.stringify({ type: 'bye', reason: 'signed_out' }));
      },
    },
    {
      name: 'ending', shows: ['.ending', '.save'],
      reach: async ({ visitor }) => {
        await visitor.presses('Försök nu');
        await visitor.chat.locator('.connection__text').first().waitFor({ state: 'detached' });
        await visitor.presses('Avsluta');
      },
    },
    { name: 'ended', shows: ['.stage--closed', '.rating'], reach: ({ visitor }) => visitor.isEnded() },
    {
      name: 'rating', shows: ['.rating', '.field__error'],
      reach: async ({ visitor }) => {
        await visitor.chat.getByRole('radio', { name: '4' }).check();
        await visitor.chat.getByLabel('Vill du säga något mer?').fill(NUMBER);
        await visitor.presses('Skicka betyget');
      },
    },
    {
      name: 'rated', shows: ['.rating__thanks'],
      reach: async ({ visitor }) => {
        await visitor.chat.getByLabel('Vill du säga något mer?').fill('Tack!');
        await visitor.presses('Skicka betyget');
      },
    },
    {
      name: 'receipt', shows: ['.save__code'],
      reach: async ({ visitor }) => {
        await visitor.chat.getByText('Spara samtalet').click();
        await visitor.presses('Få en kvittokod');
      },
    },
    {
      name: 'receipt, coming back', shows: ['.receipt__form', '.field__error'],
      reach: async (cast) => {
        const code = String(await cast.visitor.chat.locator('.save__code').textContent());
        cast.page = await cast.visitor.context.newPage();
        await cast.page.goto(`${cast.here.server.address}/kvitto`);
        await cast.page.getByLabel('Kvittokod').fill('123-456');
        await cast.page.getByRole('button', { name: 'Öppna samtalet' }).click();
        await cast.page.getByText('Koden ska ha 18 tecken.').waitFor();
        cast.code = code;
      },
    },
    {
      name: 'receipt, opened', shows: ['.receipt', '.receipt__log .entry'],
      reach: async ({ page, code }) => {
        await page.getByLabel('Kvittokod').fill(String(code));
        await page.getByRole('button', { name: 'Öppna samtalet' }).click();
      },
    },
    {
      name: 'receipt, erasing', shows: ['dialog.dialog'],
      reach: ({ page }) => page.getByRole('button', { name: 'Radera samtalet' }).click(),
    },
    {
      name: 'receipt, erased', shows: ['.receipt__form'],
      reach: ({ page }) => page.getByRole('dialog').getByRole('button', { name: 'Radera samtalet' }).click(),
    },
  ],

  'no network from the start': [
    {
      name: 'not yet connected', shows: ['.connection__text', '.welcome'], says: ['connection.not_yet'],
      reach: async ({ visitor, here }) => {
        await visitor.context.routeWebSocket(/\/ws\/visitor/, (socket) => void socket.close());
        await visitor.context.route(/\/poll\/visitor/, (route) => route.abort());
        await visitor.visits(here.server.address);
        await visitor.button.click();
      },
    },
  ],
};

/** @param {Visitor} visitor @param {string} question @param {string | RegExp} answer */
async function asks(visitor, question, answer) {
  const answers = visitor.log.locator('.entry--assistant, .entry--system');
  const before = await answers.count();
  await visitor.says(question);
  await expectEventually(async () => assert.ok((await answers.count()) > before));
  await answers.getByText(answer).last().waitFor();
  await visitor.newestIsInSight();
}
