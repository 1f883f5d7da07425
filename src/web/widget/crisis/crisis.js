// What the desk tells every visitor at once, above the conversation whatever becomes of it. It is heard when it comes:
// the words stay the same when the line comes back, so that they are not heard again; nor is its time, which is told in
// other words on the next day.

import { LinkedText } from '../../shared/components/linked_text/linked_text.js';
import { serverLanguage, t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';

/** @param {{chat: import('../state/chat.js').Chat}} props */
export function Crisis({ chat }) {
  const notice = chat.crisisNotice.value;
  return html`
    <div role="alert" aria-atomic="false">
      ${notice && html`
        <section class="crisis" aria-labelledby="crisis-heading">
          <h2 class="crisis__heading" id="crisis-heading">
            <svg class="crisis__mark" viewBox="0 0 24 24" aria-hidden="true">
              <path d="M12 3 22 20.5H2Z" /><path d="M12 10v5M12 17.6v.4" />
            </svg>${t('crisis.heading')}
          </h2>
          <div class="crisis__text" lang=${notice.language} tabindex="0" role="group" aria-labelledby="crisis-heading"><${LinkedText} text=${notice.text} /></div>
          <p class="crisis__when" aria-live="off" lang=${serverLanguage.value}>${notice.when}</p>
        </section>`}
    </div>`;
}
