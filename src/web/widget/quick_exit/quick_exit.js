// The way out for who must not be seen here: always in the same place, one press, no question.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';

/** @param {{chat: import('../state/chat.js').Chat}} props */
export function QuickExitButton({ chat }) {
  if (!chat.settings.quick_exit_url) return null;
  return html`
    <span class="quick-exit">
      <${Button} kind="header" title=${t('leave.explain')} onClick=${() => chat.leave()}>${t('leave.button')}<//>
    </span>`;
}
