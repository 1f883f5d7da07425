// The page that a visitor came from.

import { safeAddress } from '../../shared/links.js';
import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';
import { shortAddress } from '../words.js';

/**
 * @param {object} props
 * @param {import('../state/wire.js').Page} props.page
 * @param {boolean} [props.address] shows the address too
 */
export function PageLink({ page, address = false }) {
  const href = safeAddress(page.url);
  const words = html`${page.title || shortAddress(page.url)}${address && page.title && html`
    <span class="page-link__address">${shortAddress(page.url)}</span>`}`;
  if (!href) return html`<span class="page-link">${words}</span>`;
  return html`
    <a class="page-link" href=${href} target="_blank" rel="noopener noreferrer">${words}<span class="only-heard"> ${t('link.new_tab')}</span></a>`;
}
