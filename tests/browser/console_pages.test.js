// Leaders and editors see which pages cannot be read, as it changes; agents are not troubled with it.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { accessible, shot } from './support/browser.js';
import { scene } from './support/scene.js';
import { go, staff } from './support/staff.js';

const here = scene(async () => ({ ownPages: true }));

test('a page that is broken is named with its line, and goes from the list when it is mended', async () => {
  const lena = await staff(here, 'leader');
  await lena.page.getByRole('button', { name: 'Sidor', exact: true }).click();
  const part = lena.page.getByRole('region', { name: 'Sidor som inte kan läsas' });
  await part.getByText('Alla filer går att läsa.').waitFor();
  await accessible(lena.page, 'no page is broken');

  const page = join(here.server.knowledge, 'pages/cykel.md');
  const good = readFileSync(page, 'utf8');
  writeFileSync(page, good.replace('url = ', 'url '));
  const row = part.getByRole('row').filter({ hasText: 'cykel.md' });
  await row.getByRole('cell', { name: '3', exact: true }).waitFor();
  await row.getByText('sidan visas som den var innan').waitFor();
  await lena.page.getByRole('button', { name: 'Sidor 1' }).waitFor();
  await accessible(lena.page, 'a page is broken');
  await shot(lena.page, 'console_pages');
  await lena.page.setViewportSize({ width: 320, height: 640 });
  const wide = await lena.page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `${wide} px at 320 px`);
  await accessible(lena.page, 'a page is broken, at 320 px');

  writeFileSync(page, good);
  await part.getByText('Alla filer går att läsa.').waitFor();
  assert.equal(await row.count(), 0);
  assert.deepEqual(lena.faults, []);
  await lena.page.setViewportSize({ width: 1280, height: 800 });
  await go(lena);
});

test('an agent is not troubled with pages', async () => {
  const anna = await staff(here, 'first');
  assert.equal(await anna.page.getByRole('button', { name: 'Sidor', exact: true }).count(), 0);
  await go(anna);
});
