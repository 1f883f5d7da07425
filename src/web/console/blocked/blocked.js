// Pages come through and sockets do not: whoever sits here can do nothing about it, but knows whom to ask.

import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';
import { useSession } from '../session.js';

export function BlockedBanner() {
  const session = useSession();
  return html`
    <div role="alert">
      ${session.blocked.value && html`
        <div class="blocked">
          <p class="blocked__heading">${t('blocked.heading')}</p>
          <p>${t('blocked.text', { host: window.location.host })}</p>
        </div>`}
    </div>`;
}
