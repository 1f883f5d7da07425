// The way to the page for coming back, in a window of its own: there it works without the website around the chat.

import { language, t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';

export function ComeBack() {
  return html`
    <a class="welcome__policy" href=${`/kvitto?language=${language.value}`} target="_blank" rel="noopener"
      >${t('receipt.have_code')}<span class="only-heard"> ${t('link.new_tab')}</span></a>`;
}
