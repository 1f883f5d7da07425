// What is known about a conversation beside its words: urgency, language, page, contact, who is asked to take over.

import { safeAddress } from '../../shared/links.js';
import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';
import { useContact } from '../morning/contact.js';
import { languageName } from '../words.js';
import { Mark } from './mark.js';
import { PageLink } from './page_link.js';

/** What there are words for; a later server may know more. */
const KINDS = new Set(['life', 'suicide', 'violence', 'child', 'poisoning', 'fire', 'missing_person']);

/**
 * @param {object} props
 * @param {import('../state/conversation.js').Conversation} props.known
 * @param {any} [props.children] beside the last line: what can be done
 */
export function Facts({ known, children }) {
  const contact = useContact(known);
  const kinds = known.danger.filter((kind) => KINDS.has(kind)).map((kind) => t(`danger.${kind}`));
  return html`
    ${known.urgent && !known.nobodyInDanger && html`
      <p class="conversation__urgent"><${Mark} urgent /> ${t('conversation.urgent_text')}</p>`}
    ${known.concern && !known.urgent && html`
      <p class="conversation__concern"><${Mark} concern /> ${t('conversation.concern_text')}</p>`}
    ${(kinds.length > 0 || known.nobodyInDanger) && html`
      <p class="conversation__danger">
        ${kinds.length > 0 && t('conversation.danger', { kinds: kinds.join(', ') })}
        ${known.nobodyInDanger && html` <span class="conversation__nobody">${t('conversation.nobody_in_danger')}</span>`}
      </p>`}
    ${known.page && html`
      <p class="conversation__page"><span class="only-heard">${t('conversation.page')}: </span><${PageLink} page=${known.page} address /></p>`}
    <div class="conversation__last">
      <dl class="conversation__facts">
        ${contact?.email && html`<div><dt>${t('conversation.email')}</dt><dd>${way(`mailto:${contact.email}`, contact.email)}</dd></div>`}
        ${contact?.phone && html`<div><dt>${t('conversation.phone')}</dt><dd>${way(`tel:${contact.phone.replace(/[^\d+]/g, '')}`, contact.phone)}</dd></div>`}
        ${known.language && html`<div><dt class="only-heard">${t('bar.language')}</dt><dd>${languageName(known.language)}</dd></div>`}
      </dl>
      ${children}
    </div>
    ${known.offeredTo && known.standing === 'mine' && html`
      <p class="conversation__offered" role="status">${t('conversation.offered_to', { name: known.offeredTo })}</p>`}`;
}

/** @param {string} address @param {string} words */
export function way(address, words) {
  const href = safeAddress(address);
  return href ? html`<a href=${href}>${words}</a>` : words;
}
