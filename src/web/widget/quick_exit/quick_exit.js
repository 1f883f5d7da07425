// The way out for who must not be seen here: beside an alarm that somebody else must not see, and from then on in the
// header; one press, no question. Nobody else finds it: it looks like a way to leave, and takes everything away.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';

/** @param {{chat: {settings: import('../state/settings.js').Settings, leave: () => void}, kind?: 'header' | 'quiet'}} props `kind` is how the button looks where it stands */
export function QuickExitButton({ chat, kind = 'header' }) {
  if (!chat.settings.quick_exit_url) return null;
  return html`
    <span class="quick-exit">
      <${Button} kind=${kind} title=${t('leave.explain')} onClick=${() => chat.leave()}>${t('leave.button')}<//>
    </span>`;
}
