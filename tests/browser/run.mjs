// Runs the tests of the browser's side.
//
//   node run.mjs unit       the logic of src/web, without a browser
//   node run.mjs browser    widget and console in Chromium against the real server (VAGLEDARE_BIN)
//   node run.mjs browser widget_axe        only the files whose names hold these words

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [kind, ...words] = process.argv.slice(2);
const folder = kind === 'unit' ? join(here, '../../src/web') : here;

const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((path) => path.endsWith('.test.js') && !path.includes('node_modules'))
  .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
  .map((path) => join(folder, path))
  .sort();

if (!['unit', 'browser'].includes(kind) || files.length === 0) {
  console.error('usage: node run.mjs unit|browser [part of a file name …]; no test was found');
  process.exit(2);
}

// One file at a time: each starts a server and a browser of its own, and two cores carry one of each.
const atOnce = kind === 'unit' ? [] : ['--test-concurrency=1'];
// What is measured in the browser is read when everything has run.
const figures = join(here, 'out/figures.txt');
if (kind === 'browser') rmSync(figures, { force: true });
const { status } = spawnSync(process.execPath, ['--test', '--test-reporter=spec', ...atOnce, ...files], { stdio: 'inherit' });
if (kind === 'browser' && existsSync(figures)) console.log(`\nFigures, as seen in the browser\n${readFileSync(figures, 'utf8')}`);
process.exit(status ?? 1);
