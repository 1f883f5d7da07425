// The languages that the chat speaks, each by its own name.

import { Button } from '../../shared/components/button/button.js';
import { language, t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';

/** What each language calls itself; never translated. */
export const OWN_NAMES = /** @type {Record<string, string>} */ ({ sv: 'Svenska', en: 'English' });

/** @param {{chat: import('../state/chat.js').Chat}} props */
export function Languages({ chat }) {
  const { languages } = chat.settings;
  if (languages.length < 2) return null;
  return html`
    <div class="languages" role="group" aria-label=${t('welcome.language')}>
      ${languages.map((one) => html`
        <${Button} key=${one} kind="plain" small lang=${one} aria-current=${one === language.value ? 'true' : undefined}
          onClick=${() => one !== language.value && chat.speak(one)}>${OWN_NAMES[one] ?? one}<//>`)}
    </div>`;
}
