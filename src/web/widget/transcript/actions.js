// What an entry offers to do next, as buttons under the newest entry that offers anything, while it can be done.

import { Button } from '../../shared/components/button/button.js';
import { serverLanguage } from '../../shared/text.js';
import { html } from '../../shared/ui.js';
import { taken } from '../state/offers.js';

/** @typedef {import('../../shared/wire.d.ts').Action} Action */
/** @typedef {import('../state/chat.js').Chat} Chat */

/** @type {Record<string, (chat: Chat, action: Action) => void>} */
const DO = {
  ask_for_person: (chat) => chat.askForPerson(),
  leave_message: (chat) => (chat.view.value = 'leave_message'),
  use_assistant: (chat) => chat.useAssistant(),
  ask: (chat, action) => chat.say(action.text ?? action.label),
};

/** @param {{chat: Chat, item: import('../../shared/transcript.js').Item}} props */
export function Actions({ chat, item }) {
  const actions = taken(item, chat.stage.value);
  if (actions.length === 0) return null;
  return html`
    <div class="actions">
      ${actions.map((action) => html`
        <${Button} key=${action.kind + action.label} kind="quiet" lang=${serverLanguage.value} onClick=${() => DO[action.kind](chat, action)}>${action.label}<//>`)}
    </div>`;
}
