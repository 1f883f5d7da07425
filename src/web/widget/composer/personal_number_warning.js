// Says that a personal number stands in the text, before it has left the visitor's hands.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef } from '../../shared/ui.js';

/** @param {{numbers: string[], onRemove: () => void, onWithout: () => void}} props */
export function PersonalNumberWarning({ numbers, onRemove, onWithout }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.focus(), []);
  return html`
    <div class="warning" role="group" aria-labelledby="warning-text" tabindex="-1" ref=${box}>
      <p id="warning-text"><strong>${t('warning.personal_number', { count: numbers.length })}</strong> ${t('warning.why')}</p>
      <div class="warning__choices">
        <${Button} kind="quiet" small onClick=${onRemove}>${t('warning.remove', { count: numbers.length })}<//>
        <${Button} small onClick=${onWithout}>${t('warning.without', { count: numbers.length })}<//>
      </div>
    </div>`;
}
