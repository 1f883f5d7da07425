// "Hjälpte svaret?" under the newest answer, and what helps when it did not. An answer further up only says what was
// said of it.
//
// The buttons stay where they are, so that the focus is not lost and a mind can change. The thanks is an addition to the
// log around it, which is what a screen reader hears, once.

import { Button } from '../../shared/components/button/button.js';
import { serverLanguage, t } from '../../shared/text.js';
import { html, useId, useLayoutEffect, useRef } from '../../shared/ui.js';

/** @typedef {import('../state/chat.js').Chat} Chat */
/** @typedef {import('../../shared/transcript.js').Item} Item */

/** @param {{chat: Chat, item: Item, onAsk: () => void}} props `onAsk` goes to where the visitor writes */
export function Helpful({ chat, item, onAsk }) {
  if (item.entry.reply !== 'answer') return null;
  const rating = chat.ratings.of(item.seq);
  if (chat.askedAbout.value === item.seq) return html`<${Question} chat=${chat} seq=${item.seq} rating=${rating} onAsk=${onAsk} />`;
  return rating && html`<p class="helpful helpful--past">${t(rating.helpful ? 'helpful.did' : 'helpful.did_not')}</p>`;
}

/** @param {{chat: Chat, seq: number, rating: import('../state/ratings.js').Rating | null, onAsk: () => void}} props */
function Question({ chat, seq, rating, onAsk }) {
  const id = useId();
  const part = useRef(/** @type {HTMLElement | null} */ (null));
  const pressed = useRef(false);
  // Thanked only when the server has it: what is said to be kept is kept.
  const thanked = rating !== null && rating.id === null;
  useLayoutEffect(() => {
    // What was pressed for comes into sight; after a reload nobody has pressed.
    if (thanked && pressed.current) part.current?.scrollIntoView({ block: 'nearest' });
  }, [thanked, rating?.helpful]);
  const rate = (/** @type {boolean} */ helpful) => {
    pressed.current = true;
    chat.rate(seq, helpful);
  };
  return html`
    <div class="helpful" ref=${part}>
      <div class="helpful__question" role="group" aria-labelledby=${id}>
        <p class="helpful__words" id=${id}>${t('helpful.question')}</p>
        ${[true, false].map((helpful) => html`
          <${Button} key=${helpful} kind="quiet" small aria-pressed=${rating?.helpful === helpful} onClick=${() => rate(helpful)}
            >${t(helpful ? 'helpful.yes' : 'helpful.no')}<//>`)}
      </div>
      ${thanked && rating.helpful && html`<p class="helpful__thanks">${t('helpful.thanks')}</p>`}
      ${thanked && !rating.helpful && html`<${Onward} chat=${chat} onAsk=${onAsk} />`}
    </div>`;
}

/** The ways on from an answer that did not help, with the truth about when a person can be reached. @param {{chat: Chat, onAsk: () => void}} props */
function Onward({ chat, onAsk }) {
  const ways = chat.onward.value;
  const desk = chat.desk.value;
  return html`
    <p class="helpful__thanks">${t('helpful.thanks_missing')}</p>
    ${ways.length > 0 && html`
      ${desk && !desk.reachable && html`<p class="helpful__hours" lang=${serverLanguage.value}>${desk.text}</p>`}
      <p class="helpful__onward">${t('helpful.onward')}</p>
      <div class="helpful__ways">
        <${Button} kind="quiet" small onClick=${onAsk}>${t('helpful.other_words')}<//>
        ${ways.includes('ask_for_person') && html`<${Button} kind="quiet" small onClick=${() => chat.askForPerson()}>${t('offer.person')}<//>`}
        ${ways.includes('leave_message') && html`<${Button} kind="quiet" small onClick=${() => (chat.view.value = 'leave_message')}>${t('offer.message')}<//>`}
      </div>`}`;
}
