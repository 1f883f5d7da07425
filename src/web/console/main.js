// Where the console starts: settings from the shell, words, then the page.

import { nameDesk, speak } from '../shared/text.js';
import { html, render } from '../shared/ui.js';
import { App } from './app/app.js';
import { chosen } from './choices.js';

/** The shell's settings. @returns {import('./settings.js').Settings} */
function readSettings() {
  return JSON.parse(document.getElementById('settings')?.textContent ?? '{}');
}

const root = document.getElementById('console');
if (!root) throw new Error('the shell has no place for the console');
const settings = readSettings();
nameDesk(settings.desk);
await speak(chosen.language(settings.languages), ['shared', 'console']);
document.documentElement.lang = chosen.language(settings.languages);
render(html`<${App} settings=${settings} />`, root);
