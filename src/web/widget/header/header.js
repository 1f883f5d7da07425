// Who one chats with, the other language, and the way out.

import { Button } from '../../shared/components/button/button.js';
import { language, t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';

/** What each language calls itself; never translated. */
export const OWN_NAMES = /** @type {Record<string, string>} */ ({ sv: 'Svenska', en: 'English', fi: 'Suomi' });

/** @param {{chat: import('../state/chat.js').Chat, heading: {current: HTMLElement | null}}} props */
export function Header({ chat, heading }) {
  const { desk, municipality, languages } = chat.settings;
  return html`
    <header class="header">
      <div class="header__names">
        <h1 class="header__desk" tabindex="-1" ref=${heading}><span class="only-heard">${t('header.chat_with')} </span>${desk}</h1>
        <p class="header__municipality">${municipality}</p>
      </div>
      ${languages.filter((other) => other !== language.value).map((other) => html`
        <${Button} key=${other} kind="header" lang=${other} onClick=${() => chat.speak(other)}>${OWN_NAMES[other] ?? other}<//>`)}
      ${chat.canFold && html`
        <${Button} kind="header" label=${t('header.close')} title=${t('header.close')} onClick=${() => chat.fold()}>
          <svg class="header__cross" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18" /></svg>
        <//>`}
    </header>`;
}
