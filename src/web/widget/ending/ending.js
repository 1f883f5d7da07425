// How a conversation ends: asked first, and afterwards the choice between a new one and a browser that remembers nothing.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef } from '../../shared/ui.js';
import { Rating } from '../rating/rating.js';
import { Save } from '../save/save.js';

/** @typedef {import('../state/chat.js').Chat} Chat */

/** What is left for the desk is not taken back by ending: then only the browser can be cleared. @param {{chat: Chat, onBack: () => void}} props */
export function Ending({ chat, onBack }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), []);
  return html`
    <section class="ending" aria-labelledby="ending-heading">
      <h2 class="ending__heading" id="ending-heading" tabindex="-1" ref=${heading}>${t('ending.heading')}</h2>
      <p>${t('ending.explain')}</p>
      <${Save} chat=${chat} />
      <div class="ending__choices">
        ${chat.stage.value?.kind !== 'left_message' && html`<${Button} onClick=${() => chat.end()}>${t('ending.end')}<//>`}
        <${Button} kind="quiet" onClick=${() => chat.end({ clear: true })}>${t('ending.end_and_clear')}<//>
        <${Button} kind="plain" onClick=${onBack}>${t('ending.stay')}<//>
      </div>
    </section>`;
}

/** @param {{chat: Chat}} props */
export function Closed({ chat }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  // The composer has gone; who stood in it lands here, and nobody else's focus is touched.
  useEffect(() => {
    if (document.activeElement === document.body && document.hasFocus()) heading.current?.focus();
  }, []);
  return html`
    <section class="ending" aria-labelledby="closed-heading">
      <h2 class="ending__heading" id="closed-heading" tabindex="-1" ref=${heading}>${t('closed.heading')}</h2>
      <${Rating} chat=${chat} />
      <p>${t('closed.kept', { count: chat.daysKept })} ${t('closed.explain')}</p>
      <${Save} chat=${chat} />
      <div class="ending__choices">
        <${Button} onClick=${() => chat.clear()}>${t('closed.new')}<//>
        ${chat.canFold && html`
          <${Button} kind="quiet" onClick=${() => (chat.clear(), chat.fold())}>${t('closed.clear')}<//>`}
      </div>
    </section>`;
}
