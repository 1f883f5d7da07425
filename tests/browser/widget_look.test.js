// The municipality's own colours, logo and name, as they are seen: in light and in dark, and never instead of forced ones.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { LOOKS, accessible, fits, settled, shot } from './support/browser.js';
import { scene } from './support/scene.js';

const folder = mkdtempSync(join(tmpdir(), 'vagledare-logo-'));
const logo = join(folder, 'logo.svg');
writeFileSync(logo, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 40" width="32" height="40">
  <path fill="#ffffff" d="M0 0h32v22c0 10-8 16-16 18C8 38 0 32 0 22Z"/><path fill="#c9a227" d="M4 14h24v8H4z"/>
  <script>document.documentElement.remove()</script></svg>`);
test.after(() => rmSync(folder, { recursive: true }));

const here = scene(async () => ({
  settings: {
    DESK__NAME: 'Fråga Ekköping',
    DESK__MUNICIPALITY: 'Ekköpings kommun',
    DESK__WELCOME__SV: 'Välkommen till Ekköpings kommuns chatt! Här svarar Fråga Ekköping på frågor om kommunen.',
    LOOK__LOGO: logo,
    LOOK__LIGHT__BRAND: '#1d5c3a',
    LOOK__LIGHT__BRAND_DEEP: '#12422a',
    LOOK__LIGHT__ON_BRAND_SOFT: '#d5eadd',
    LOOK__LIGHT__BRAND_SOFT: '#e6f3eb',
    LOOK__LIGHT__ON_BRAND_SOFT_GROUND: '#154a2d',
    LOOK__LIGHT__LINK: '#1a5535',
    LOOK__LIGHT__OWN_GROUND: '#205f3d',
    LOOK__LIGHT__FOCUS: '#1d5c3a',
    LOOK__DARK__BRAND: '#143d28',
    LOOK__DARK__BRAND_DEEP: '#0d2c1c',
    LOOK__DARK__ON_BRAND_SOFT: '#c5e3d0',
    LOOK__DARK__BRAND_SOFT: '#1b3a29',
    LOOK__DARK__ON_BRAND_SOFT_GROUND: '#cdeedb',
    LOOK__DARK__LINK: '#8fd9ac',
    LOOK__DARK__OWN_GROUND: '#22653f',
    LOOK__DARK__FOCUS: '#9fe6bb',
  },
}));

const WANTED = {
  light: { header: '#1d5c3a', municipality: '#d5eadd', own: '#205f3d', link: '#1a5535', send: '#1d5c3a', focus: '#1d5c3a' },
  // A button in the dark has the ground of one's own words.
  dark: { header: '#143d28', municipality: '#c5e3d0', own: '#22653f', link: '#8fd9ac', send: '#22653f', focus: '#9fe6bb' },
};

const POINTED = { light: '#12422a', dark: '#143d28' };

/** @param {import('playwright-core').Locator} at @param {string} property */
async function colour(at, property) {
  const shown = await at.first().evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
  const parts = /** @type {RegExpMatchArray} */ (shown.match(/\d+/g)).slice(0, 3).map(Number);
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

for (const { name, ...look } of LOOKS) {
  test(`the municipality's colours and logo are shown and readable: ${name}`, async () => {
    const visitor = await here.visitor(look);
    await visitor.visits(here.server.address);
    assert.equal(await colour(visitor.button, 'background-color'), '#1d5c3a');
    await visitor.button.hover();
    assert.equal(await colour(visitor.button, 'background-color'), '#12422a');
    await visitor.opensChat();
    await settled(visitor.page);
    // Before the first picture: taking one hides the caret by a style that the policy refuses.
    assert.deepEqual(visitor.faults, []);
    await shot(visitor.page, `look_welcome-${name}`);
    await accessible(visitor.page, `look_welcome ${name}`);
    await visitor.says('Vilka vänorter har Linköping?');
    await visitor.sees(/Tönsberg/);
    await visitor.field.fill('En fråga till');
    await visitor.page.mouse.move(0, 0);
    await settled(visitor.page);
    const { chat } = visitor;
    const shown = {
      header: await colour(chat.locator('.header'), 'background-color'),
      municipality: await colour(chat.locator('.header__municipality'), 'color'),
      own: await colour(chat.locator('.entry--own .entry__body'), 'background-color'),
      link: await colour(chat.locator('.sources a'), 'color'),
      send: await colour(chat.getByRole('button', { name: 'Skicka', exact: true }), 'background-color'),
      focus: await colour(visitor.field, 'outline-color'),
    };
    assert.deepEqual(shown, WANTED[look.colorScheme]);
    await chat.getByRole('button', { name: 'Skicka', exact: true }).hover();
    await settled(visitor.page);
    assert.equal(await colour(chat.getByRole('button', { name: 'Skicka', exact: true }), 'background-color'), POINTED[look.colorScheme]);
    const picture = chat.locator('.header__logo');
    assert.equal(await picture.evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalHeight > 0), true);
    assert.equal(await picture.getAttribute('alt'), '', 'the name stands beside it');
    await chat.getByRole('heading', { name: 'Chatt med Fråga Ekköping' }).waitFor();
    await chat.getByText('Ekköpings kommun', { exact: true }).waitFor();
    await visitor.newestIsInSight();
    await shot(visitor.page, `look_answer-${name}`);
    await fits(visitor.page, `look ${name}`);
    await accessible(visitor.page, `look_answer ${name}`);
    await visitor.context.close();
  });
}

test('what the desk itself says, it says by its own name', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  await visitor.says('Hjälp, det brinner hemma hos mig!');
  await visitor.log.locator('.entry--system .entry__author', { hasText: 'Fråga Ekköping' }).first().waitFor();
  assert.equal(await visitor.chat.getByText('Kontakt Linköping', { exact: true }).count(), 0);
  await visitor.context.close();
});

const SVG = 'image/svg+xml';
const svg = (/** @type {string} */ attributes) => ({ contentType: SVG, body: `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><path fill="#fff" d="M0 0h4000v4000H0z"/></svg>` });
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
/** By their names; the missing one is the last, as its picture is gone for good. @type {Record<string, Parameters<import('playwright-core').Route['fulfill']>[0] | null>} */
const LOGOS = {
  slow: null,
  wide: svg('width="4000" height="40" viewBox="0 0 4000 40"'),
  high: svg('width="40" height="4000" viewBox="0 0 40 4000"'),
  'without a size': svg(''),
  'as large as its place': svg('width="100%" height="100%"'),
  tiny: { contentType: 'image/png', body: Buffer.from(PIXEL, 'base64') },
  missing: { status: 404 },
};

test('no logo breaks the header, with large text neither', async () => {
  const visitor = await here.visitor();
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  const { page, frame } = visitor;
  const source = String(await visitor.chat.locator('.header__logo').getAttribute('src'));
  await page.route(({ pathname, search }) => pathname === source && search !== '', (route) => {
    const answer = LOGOS[decodeURIComponent(new URL(route.request().url()).search.slice(1))];
    return answer ? route.fulfill(answer) : undefined;
  });
  for (const name of Object.keys(LOGOS)) {
    await frame.evaluate(([src, waits]) => new Promise((done) => {
      const image = /** @type {HTMLImageElement} */ (document.querySelector('.header__logo'));
      for (const end of ['load', 'error']) image.addEventListener(end, () => setTimeout(done), { once: true });
      image.src = String(src);
      if (waits) setTimeout(done, 50);
    }), [`${source}?${encodeURIComponent(name)}`, name === 'slow']);
    for (const width of [320, 375, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      for (const size of ['100%', '200%']) {
        const found = await frame.evaluate((text) => {
          document.documentElement.style.fontSize = text;
          const rect = (/** @type {string} */ one) => document.querySelector(one)?.getBoundingClientRect();
          const [header, names] = [/** @type {DOMRect} */ (rect('.header')), /** @type {DOMRect} */ (rect('.header__names'))];
          const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
          const outside = [...document.querySelectorAll('.header *:not(.only-heard)')].map((one) => one.getBoundingClientRect())
            .filter(({ left, right, top, bottom }) => left < 0 || right > innerWidth + 1 || top < header.top - 1 || bottom > header.bottom + 1);
          return { outside: outside.length, names: names.width / rem, height: header.height / rem, logo: (rect('.header__logo')?.height ?? 0) / rem };
        }, size);
        const where = `${name}, ${width}, ${size}: ${JSON.stringify(found)}`;
        assert.ok(found.outside === 0 && found.names >= 6.9 && found.height <= 9 && found.logo <= 2.6, where);
        if (width === 1280) await shot(page, `look_logo_${name.replaceAll(' ', '_')}-${size.slice(0, 3)}`);
      }
    }
  }
  assert.equal(await visitor.chat.locator('.header__logo').count(), 0, 'one that does not come leaves no gap');
  await visitor.context.close();
});

test('colours that a visitor forces win', async () => {
  const visitor = await here.visitor({ forcedColors: 'active' });
  await visitor.visits(here.server.address);
  await visitor.opensChat();
  assert.equal(await colour(visitor.chat.locator('.header'), 'background-color'), '#ffffff');
  // The logo is made for the municipality's own ground, and has it still.
  assert.equal(await colour(visitor.chat.locator('.header__logo'), 'background-color'), '#1d5c3a');
  await shot(visitor.page, 'look_forced');
  await visitor.context.close();
});
