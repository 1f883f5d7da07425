// The conversation as a file, in two kinds.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useState } from '../../shared/ui.js';
import { Trouble, download } from '../receipt/api.js';

/** @param {{opener: () => import('../receipt/api.js').Opener}} props */
export function Downloads({ opener }) {
  const [status, setStatus] = useState('');
  const save = async (/** @type {'text' | 'pdf'} */ kind) => {
    setStatus(t('receipt.fetching'));
    try {
      setStatus(t('receipt.downloaded', { name: await download(kind, opener()) }));
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      setStatus(error.message);
    }
  };
  return html`
    <div class="save__choices">
      <${Button} kind="quiet" onClick=${() => save('pdf')}>${t('receipt.pdf')}<//>
      <${Button} kind="quiet" onClick=${() => save('text')}>${t('receipt.text')}<//>
    </div>
    <p class="save__status" role="status">${status}</p>`;
}
