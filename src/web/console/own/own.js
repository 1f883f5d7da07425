// For an account that nothing in the console is for, such as an administrator's: what it is, and who can change that.

import { t } from '../../shared/text.js';
import { html, useEffect, useRef } from '../../shared/ui.js';
import { useSession } from '../session.js';

export function Own() {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), []);
  const admin = useSession().state.value.person?.roles.includes('admin');
  return html`
    <section class="page" aria-labelledby="own">
      <h2 class="page__heading" id="own" tabindex="-1" ref=${heading}>${t('nav.account')}</h2>
      <p>${t('own.nothing')}</p>
      <p class="quiet">${t(admin ? 'own.admin' : 'own.ask')}</p>
    </section>`;
}
