// What an entry offers to do next, as buttons under the newest entry that offers anything.

import { Button } from '../../shared/components/button/button.js';
import { serverLanguage } from '../../shared/text.js';
import { html } from '../../shared/ui.js';

/** @typedef {import('../../shared/wire.d.ts').Action} Action */
/** @typedef {import('../state/chat.js').Chat} Chat */

/** @type {Record<string, (chat: Chat, action: Action) => void>} */
const DO = {
  ask_for_person: (chat) => chat.askForPerson(),
  leave_message: (chat) => (chat.view.value = 'leave_message'),
  use_assistant: (chat) => chat.useAssistant(),
  ask: (chat, action) => chat.say(action.text ?? action.label),
};

/** Whether an entry offers anything here; what an alarm offers stands under it in any case. @param {{actions?: Action[]}} entry */
export const offers = ({ actions = [] }) => actions.some(({ kind }) => kind !== 'no_danger');

/** @param {{chat: Chat, actions: Action[] | undefined}} props */
export function Actions({ chat, actions = [] }) {
  // An action of a later version has no meaning here, and gets no button.
  const known = actions.filter((action) => action.kind in DO);
  if (known.length === 0 || chat.stage.value?.kind === 'closed') return null;
  return html`
    <div class="actions">
      ${known.map((action) => html`
        <${Button} key=${action.kind + action.label} kind="quiet" lang=${serverLanguage.value} onClick=${() => DO[action.kind](chat, action)}>${action.label}<//>`)}
    </div>`;
}
