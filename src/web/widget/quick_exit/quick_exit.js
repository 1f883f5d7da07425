// The way out for who must not be seen here: always in the same place, and beside an alarm that somebody else must not
// see; one press, no question.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';

/** @param {{chat: import('../state/chat.js').Chat, kind?: 'header' | 'quiet'}} props `kind` is how the button looks where it stands */
export function QuickExitButton({ chat, kind = 'header' }) {
  if (!chat.settings.quick_exit_url) return null;
  return html`
    <span class="quick-exit">
      <${Button} kind=${kind} title=${t('leave.explain')} onClick=${() => chat.leave()}>${t('leave.button')}<//>
    </span>`;
}
