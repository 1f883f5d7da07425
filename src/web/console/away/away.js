// Somebody who missed an offer gets no more until they say that they are there. They must not have to guess why.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';
import { useSession } from '../session.js';

export function AwayBanner() {
  const session = useSession();
  const { setAway } = session.state.value;
  return html`
    <div role="alert">
      ${setAway && html`
        <div class="away">
          <div class="away__words">
            <p class="away__heading">${t('away.heading')}</p>
            <p>${t('away.text')}</p>
          </div>
          <${Button} onClick=${() => session.bePresent('available')}>${t('away.back')}<//>
        </div>`}
    </div>`;
}
