// Saving the conversation before it leaves the browser: as a file, or with a code to come back with.

import { Button } from '../../shared/components/button/button.js';
import { language, t } from '../../shared/text.js';
import { html, useState } from '../../shared/ui.js';
import { Trouble, giveCode } from '../receipt/api.js';
import { Code } from './code.js';
import { Downloads } from './downloads.js';

/** @typedef {import('../state/chat.js').Chat} Chat */

/** @param {{chat: Chat}} props */
export function Save({ chat }) {
  const [given, setGiven] = useState(/** @type {{code: string, kept: string} | null} */ (null));
  const [trouble, setTrouble] = useState('');
  const opener = () => ({ key: chat.key ?? '' });
  const give = async () => {
    setTrouble('');
    try {
      setGiven(await giveCode(opener()));
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      setTrouble(error.message);
    }
  };
  return html`
    <details class="save">
      <summary class="save__summary">${t('receipt.save')}</summary>
      <div class="save__body">
        <${Downloads} opener=${opener} />
        <p class="save__soft">${t('receipt.shared')}</p>
        ${given
          ? html`<${Code} ...${given} address=${`${location.origin}/kvitto?language=${language.value}`} />`
          : html`
            <p>${t('receipt.get_why')}</p>
            <div class="save__choices"><${Button} kind="quiet" onClick=${give}>${t('receipt.get')}<//></div>`}
        <p class="save__status" role="status">${trouble}</p>
      </div>
    </details>`;
}
