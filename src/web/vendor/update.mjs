// Copies the browser's libraries from npm's packages into this folder, as single ES modules.
//
//   cd tests/browser && npm ci && npm run vendor            writes the files
//   node src/web/vendor/update.mjs --check                  says which of them differ, and fails
//
// The versions stand in one place, tests/browser/package.json. A browser cannot resolve `from "preact"`, so that
// bare imports become relative ones; the maps are left out, because the modules are served as they lie here.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, '../../../tests/browser/node_modules');

/** What is copied: the package, its module, what it is called here, and how it is imported by name. */
const modules = [
  { package: 'preact', file: 'dist/preact.mjs', as: 'preact.js', name: 'preact' },
  { package: 'preact', file: 'hooks/dist/hooks.mjs', as: 'preact-hooks.js', name: 'preact/hooks' },
  { package: 'htm', file: 'dist/htm.mjs', as: 'htm.js', name: 'htm' },
  { package: '@preact/signals-core', file: 'dist/signals-core.mjs', as: 'signals-core.js', name: '@preact/signals-core' },
  { package: '@preact/signals', file: 'dist/signals.mjs', as: 'signals.js', name: '@preact/signals' },
];

/** @param {string} name */
const manifest = (name) => JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));

/**
 * A module as it is served: bare names made relative, no map, its origin in the first line.
 * @param {typeof modules[number]} module
 */
function served(module) {
  const { version, license } = manifest(module.package);
  const source = readFileSync(join(packages, module.package, module.file), 'utf8')
    .replace(/\b(from|import)\s*"([^"./][^"]*)"/g, (_, word, name) => {
      const target = modules.find((other) => other.name === name);
      if (!target) throw new Error(`${module.package} imports ${name}, which is not copied here`);
      return `${word}"./${target.as}"`;
    })
    .replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n');
  return `/* ${module.name} ${version}, ${license}, see LICENSES.txt; written by update.mjs */\n${source}`;
}

/** The licence texts of all packages that are copied, each under its name and version. */
function licenses() {
  const names = [...new Set(modules.map((module) => module.package))];
  return names
    .map((name) => {
      const text = readFileSync(join(packages, name, 'LICENSE'), 'utf8').trim();
      return `${name} ${manifest(name).version}\n\n${text}\n`;
    })
    .join('\n----------------------------------------\n\n');
}

/** Every file that belongs here, by its name. @returns {Map<string, string>} */
export function files() {
  const result = new Map(modules.map((module) => [module.as, served(module)]));
  for (const { as, name } of modules) result.set(as.replace(/\.js$/, '.d.ts'), types(name));
  return result.set('LICENSES.txt', licenses());
}

/** @param {string} name */
const types = (name) =>
  `export * from '${name}';\n${name === 'htm' ? `export { default } from '${name}';\n` : ''}`;

/** The names of those files that are missing here or differ. */
export function outdated() {
  return [...files()].filter(([name, text]) => current(name) !== text).map(([name]) => name);
}

/** @param {string} name */
function current(name) {
  try {
    return readFileSync(join(here, name), 'utf8');
  } catch {
    return null;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes('--check')) {
    const names = outdated();
    if (names.length) console.error(`differ from npm's packages: ${names.join(', ')}; run npm run vendor`);
    process.exitCode = names.length ? 1 : 0;
  } else {
    for (const [name, text] of files()) writeFileSync(join(here, name), text);
  }
}
