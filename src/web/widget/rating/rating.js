// What the conversation was worth to the visitor, from 1 to 5, and in words for who wants to. Nobody has to.

import { Button } from '../../shared/components/button/button.js';
import { personalNumbers } from '../../shared/personal_number.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef, useState } from '../../shared/ui.js';

const SCORES = [1, 2, 3, 4, 5];

/** @typedef {import('../state/chat.js').Chat} Chat */

/** @param {{chat: Chat}} props */
export function Rating({ chat }) {
  const thanks = useRef(/** @type {HTMLElement | null} */ (null));
  const kept = chat.rated.value === 'kept';
  const sent = useRef(false);
  if (chat.rated.value === 'sending') sent.current = true;
  // The button that was pressed is gone; whoever stood on it hears what became of it.
  useEffect(() => {
    if (kept && sent.current && document.activeElement === document.body) thanks.current?.focus();
  }, [kept]);
  if (kept) return html`<p class="rating__thanks" tabindex="-1" ref=${thanks}>${t('rating.thanks')}</p>`;
  return html`<${Form} chat=${chat} />`;
}

/** @param {{chat: Chat}} props */
function Form({ chat }) {
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState('');
  const [fault, setFault] = useState('');
  const field = useRef(/** @type {HTMLElement | null} */ (null));
  const sending = chat.rated.value === 'sending';
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const wrong = faultOf(chat, comment);
    setFault(wrong);
    if (wrong) return field.current?.focus();
    return score > 0 && chat.rateConversation(score, comment.trim());
  };
  return html`
    <form class="rating" novalidate onSubmit=${submit}>
      <fieldset class="rating__scores">
        <legend class="rating__question">${t('rating.question')}</legend>
        <p class="rating__scale">${t('rating.scale')}</p>
        ${SCORES.map((one) => html`
          <label class="rating__score" key=${one}>
            <input type="radio" name="score" value=${one} checked=${score === one} onChange=${() => setScore(one)} />
            <span>${one}</span>
          </label>`)}
      </fieldset>
      ${score > 0 && html`
        <div class="field">
          <label class="field__label" for="rating-comment">${t('rating.comment')}</label>
          <textarea class="field__input" id="rating-comment" rows="2" dir="auto" autocomplete="off" value=${comment} ref=${field}
            aria-invalid=${fault ? 'true' : undefined} aria-describedby=${fault ? 'rating-fault' : undefined}
            onInput=${(/** @type {any} */ event) => setComment(event.target.value)}></textarea>
          ${fault && html`<p class="field__error" id="rating-fault">${fault}</p>`}
        </div>
        <div><${Button} kind="quiet" type="submit" disabled=${sending}>${t(sending ? 'rating.sending' : 'rating.send')}<//></div>`}
    </form>`;
}

/** What stands in the way of the comment. @param {Chat} chat @param {string} comment */
function faultOf(chat, comment) {
  if (chat.left(comment) < 0) return t('composer.too_long', { count: -chat.left(comment) });
  return personalNumbers(comment).length > 0 ? t('message.personal_number') : '';
}
