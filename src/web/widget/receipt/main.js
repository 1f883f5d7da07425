// The page for coming back with a receipt code: settings, words, then the form.

import { isForInputMethod } from '../../shared/keys.js';
import { nameDesk, speak } from '../../shared/text.js';
import { html, render } from '../../shared/ui.js';
import { WORDS } from '../state/chat.js';
import { readSettings } from '../state/settings.js';
import { ReceiptPage } from './receipt.js';
import { Visit } from './visit.js';

const settings = readSettings();
const asked = new URLSearchParams(location.search).get('language') ?? '';
const language = settings.languages.includes(asked) ? asked : settings.languages[0];
const visit = new Visit(settings);

document.documentElement.lang = language;
nameDesk(settings.desk);
await speak(language, WORDS);
render(html`<${ReceiptPage} visit=${visit} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
// As in the chat, wherever on the page the focus is.
window.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.repeat && !isForInputMethod(event)) visit.escaped();
}, { capture: true });
// Whoever comes back to this page with the back button may be somebody else.
window.addEventListener('pagehide', () => visit.leave());
