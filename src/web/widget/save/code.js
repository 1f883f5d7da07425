// A receipt code as it is given: shown large, once, with what it is for and how long it works.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef, useState } from '../../shared/ui.js';

/** @param {{code: string, kept: string, address: string}} props */
export function Code({ code, kept, address }) {
  const [status, setStatus] = useState('');
  const shown = useRef(/** @type {HTMLElement | null} */ (null));
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  // The button that was pressed has gone.
  useEffect(() => heading.current?.focus(), []);
  const copy = async () => {
    setStatus('');
    setStatus(t((await copied(code, shown.current)) ? 'receipt.copied' : 'receipt.copy_failed'));
  };
  return html`
    <section class="save__given" aria-labelledby="save-code-heading">
      <h3 class="save__heading" id="save-code-heading" tabindex="-1" ref=${heading}>${t('receipt.code_heading')}</h3>
      <p class="save__code" translate="no" ref=${shown}>${groups(code)}</p>
      <div class="save__choices"><${Button} kind="quiet" onClick=${copy}>${t('receipt.copy')}<//></div>
      <p class="save__status" role="status">${status}</p>
      <p>${t('receipt.code_once')}</p>
      <p>${t('receipt.code_use')} <a href=${address} target="_blank" rel="noopener">${address.replace(/^https?:\/\/|\?.*$/g, '')}<span class="only-heard"> ${t('link.new_tab')}</span></a></p>
      <p>${kept} ${t('receipt.code_until')}</p>
    </section>`;
}

/** @param {string} code */
function groups(code) {
  const parts = code.split('-');
  return parts.map((part, index) => html`<span class="save__group" key=${index}>${part}${index < parts.length - 1 ? '-' : ''}</span>`);
}

/**
 * A frame of another site may not be allowed to use the clipboard; what is marked on the page it may copy.
 * @param {string} code @param {HTMLElement | null} shown
 */
async function copied(code, shown) {
  try {
    await navigator.clipboard.writeText(code);
    return true;
  } catch {
    if (shown) getSelection()?.selectAllChildren(shown);
    return document.execCommand('copy');
  }
}
