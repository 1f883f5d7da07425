// What stands before the first message: how personal data is treated, what one may ask about, who answers and when. The
// first two stand in the first screen of a phone. It stays on top of the transcript, so that it can be read again at any time.

import { LinkedText } from '../../shared/components/linked_text/linked_text.js';
import { safeAddress } from '../../shared/links.js';
import { serverLanguage, t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';
import { Languages } from '../languages/languages.js';
import { ComeBack } from '../receipt/come_back.js';
import { Topics } from '../topics/topics.js';
import { firstOf } from './first_of.js';

/** @param {{chat: import('../state/chat.js').Chat, onTopic: () => void}} props `onTopic` goes to where the visitor writes */
export function Welcome({ chat, onTopic }) {
  const { settings, desk } = chat;
  const inLanguage = (/** @type {Record<string, string>} */ texts) => texts[serverLanguage.value] ?? '';
  const notice = firstOf(inLanguage(settings.personal_data.text));
  return html`
    <section class="welcome" aria-labelledby="welcome-heading">
      <${Languages} chat=${chat} />
      <h2 class="welcome__heading" id="welcome-heading" lang=${serverLanguage.value}>${inLanguage(settings.welcome)}</h2>
      ${desk.value && chat.stage.value && html`<p class="welcome__hours" lang=${serverLanguage.value}>${desk.value.text}</p>`}
      ${!chat.lasts.value && html`<p>${t('welcome.not_kept')}</p>`}
      <div class="welcome__personal">
        <${LinkedText} text=${notice.first} lang=${serverLanguage.value} />
        <details>
          <summary class="welcome__summary">${t('welcome.personal_data')}</summary>
          ${notice.rest && html`<${LinkedText} text=${notice.rest} lang=${serverLanguage.value} />`}
          ${policy(settings.personal_data.url)}
        </details>
      </div>
      ${!chat.begun.value && html`<${Topics} chat=${chat} onChosen=${onTopic} />`}
      <p lang=${serverLanguage.value}>${inLanguage(settings.who)}</p>
      ${desk.value && !desk.value.reachable && html`<p>${t('welcome.assistant')}</p>`}
      ${!chat.begun.value && html`<p><${ComeBack} /></p>`}
    </section>`;
}

/** @param {string | null} url */
function policy(url) {
  const href = url && safeAddress(url);
  if (!href) return null;
  return html`
    <a class="welcome__policy" href=${href} target="_blank" rel="noopener noreferrer"
      >${t('welcome.policy')}<span class="only-heard"> ${t('link.new_tab')}</span></a>`;
}
