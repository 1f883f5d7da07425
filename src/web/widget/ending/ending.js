// How a visitor leaves, and what is there after the end: until it is cleared, a conversation that can be read and saved.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef } from '../../shared/ui.js';
import { Rating } from '../rating/rating.js';
import { Save } from '../save/save.js';

/** @typedef {import('../state/chat.js').Chat} Chat */

/**
 * The two ways to leave, each with what it keeps and for how long.
 * @param {{chat: Chat, onBack: () => void}} props
 */
export function Ending({ chat, onBack }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), []);
  const minutes = Math.ceil(chat.settings.idle_clear_s / 60);
  // What is left for the desk is not taken back by ending.
  const ends = chat.stage.value?.kind === 'left_message' ? 'ending.message_stays' : 'ending.ends';
  return html`
    <section class="ending" aria-labelledby="ending-heading">
      <h2 class="ending__heading" id="ending-heading" tabindex="-1" ref=${heading}>${t('ending.heading')}</h2>
      ${chat.canFold && html`
        <div class="ending__way">
          <${Button} aria-describedby="ending-keeps" onClick=${() => chat.fold()}>${t('leave.keep')}<//>
          <p id="ending-keeps">
            ${t(`kept.${chat.keptBy}`, { count: chat.daysKept })} ${t('leave.come_back')}
            ${minutes > 0 && ` ${t('leave.idle', { count: minutes })}`}
          </p>
        </div>`}
      <div class="ending__way">
        <${Button} kind="quiet" aria-describedby="ending-ends" onClick=${() => (chat.end(), onBack())}>${t('ending.end_and_clear')}<//>
        <p id="ending-ends">${t(ends)} ${t('closed.kept', { count: chat.daysKept })}</p>
      </div>
      <div><${Button} kind="plain" onClick=${onBack}>${t('ending.stay')}<//></div>
      <${Save} chat=${chat} />
      <${Rating} chat=${chat} />
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
      </div>
    </section>`;
}
