// What the message is about, for those who want to say: a press begins the message with it, where it can be changed.

import { Button } from '../../shared/components/button/button.js';
import { serverLanguage, t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';
import { beginWith } from './begin_with.js';

/** @param {{chat: import('../state/chat.js').Chat, onChosen: () => void}} props */
export function Topics({ chat, onChosen }) {
  const topics = chat.settings.topics.map((topic) => topic[serverLanguage.value]).filter(Boolean);
  if (topics.length === 0) return null;
  return html`
    <div class="topics" role="group" aria-labelledby="topics-heading">
      <p class="topics__heading" id="topics-heading">${t('topics.heading')}</p>
      ${topics.map((topic) => html`
        <${Button} key=${topic} kind="quiet" small lang=${serverLanguage.value}
          onClick=${() => (chat.propose(beginWith(topic, chat.draft, topics)), onChosen())}>${topic}<//>`)}
    </div>`;
}
