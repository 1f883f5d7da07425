// What visitors are told just now, so that nobody at the desk has to hear it from them.

import { LinkedText } from '../../shared/components/linked_text/linked_text.js';
import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';
import { useSession } from '../session.js';

export function CrisisBanner() {
  const notice = useSession().state.value.crisisNotice;
  return html`
    <div role="alert" aria-atomic="false">
      ${notice && html`
        <section class="crisis" aria-labelledby="crisis-heading">
          <h2 class="crisis__heading" id="crisis-heading">${t('crisis.heading')}</h2>
          <div class="crisis__texts">
            <div lang="sv"><${LinkedText} text=${notice.sv} /></div>
            ${notice.en && html`<div lang="en"><${LinkedText} text=${notice.en} /></div>`}
          </div>
          <p class="crisis__when" aria-live="off">${notice.when} ${t('crisis.author', { name: notice.author.name })}</p>
        </section>`}
    </div>`;
}
