// For an account that nothing in the console is for: what an administrator's is for, or who can give it a role.

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
      ${admin
        ? html`<p>${t('own.admin')}</p>`
        : html`<p>${t('own.nothing')}</p><p class="quiet">${t('own.ask')}</p>`}
    </section>`;
}
