// Where else somebody answers, while the chat does not reach the desk: from what the page already has.

import { toCall } from '../../shared/links.js';
import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';

/** @param {{chat: import('../state/chat.js').Chat}} props */
export function Contact({ chat }) {
  const { phone, email } = chat.settings;
  return html`
    <p class="connection__text connection__contact">
      <span class="connection__lead">${t('contact.lead')}</span>
      ${phone && html`<a href=${toCall(phone)}>${t('contact.call', { phone })}</a>`}
      ${email && html`<a href=${`mailto:${email}`}>${t('contact.write', { email })}</a>`}
    </p>`;
}
