// The frame's first breath: settings, words, then the chat.

import { nameDesk, speak } from '../shared/text.js';
import { html, render } from '../shared/ui.js';
import { App } from './app/app.js';
import { Chat, WORDS } from './state/chat.js';
import { HostPage } from './state/host_page.js';
import { Memory } from './state/memory.js';
import { readSettings } from './state/settings.js';

/** How soon words that did not come are asked for again. */
const AGAIN_MS = 5000;

const settings = readSettings();
const memory = new Memory();
const asked = memory.language ?? new URLSearchParams(location.search).get('language') ?? '';
const language = settings.languages.includes(asked) ? asked : settings.languages[0];
const hostPage = new HostPage([...settings.embed_origins, location.origin]);
const chat = new Chat({ settings, memory, hostPage });

document.documentElement.lang = language;
nameDesk(settings.desk);
// Without its words it is not there: the page around shows meanwhile where else somebody answers.
while (!(await speak(language, WORDS).then(() => true, () => false))) await new Promise((again) => setTimeout(again, AGAIN_MS));
render(html`<${App} chat=${chat} hostPage=${hostPage} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
// A frame waits for its page to say which page it is; a window of its own begins at once.
if (!hostPage.isThere) chat.start();
