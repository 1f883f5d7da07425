// A message for the desk to answer when it is open, with a way to reach the visitor. It begins with the question that has
// found no answer: nobody has to write it again.

import { Button } from '../../shared/components/button/button.js';
import { personalNumbers } from '../../shared/personal_number.js';
import { serverLanguage, t } from '../../shared/text.js';
import { html, useEffect, useRef, useState } from '../../shared/ui.js';
import { Field } from './field.js';

/** @typedef {{text: string, email: string, phone: string}} Written */
/** @typedef {Partial<Record<keyof Written, string>>} Faults */

/** @param {{chat: import('../state/chat.js').Chat, onBack: () => void}} props */
export function LeaveMessage({ chat, onBack }) {
  const [written, setWritten] = useState(() => ({ text: chat.draft || chat.asked(), email: '', phone: '' }));
  const [found, setFound] = useState(/** @type {Faults} */ ({}));
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  useEffect(() => {
    const field = form.current?.querySelector('textarea');
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }, []);

  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const wrong = faults(written, chat.settings.text_chars);
    setFound(wrong);
    const first = Object.keys(wrong)[0];
    if (first) return /** @type {HTMLElement | null | undefined} */ (form.current?.querySelector(`[name=${first}]`))?.focus();
    const contact = { ...(written.email && { email: written.email.trim() }), ...(written.phone && { phone: written.phone.trim() }) };
    chat.leaveMessage(written.text.trim(), contact);
    return chat.drafted('');
  };
  const desk = chat.desk.value;
  /** @param {keyof Written} name */
  const field = (name) => ({
    name,
    value: written[name],
    fault: found[name],
    onInput: (/** @type {string} */ value) => setWritten({ ...written, [name]: value }),
  });
  return html`
    <form class="leave-message" novalidate ref=${form} onSubmit=${submit}>
      <h2 class="leave-message__heading">${t('message.heading')}</h2>
      <p>${t(desk?.open ? 'message.lead_open' : 'message.lead')}</p>
      ${desk && !desk.open && html`<p lang=${serverLanguage.value}>${desk.text}</p>`}
      <${Field} ...${field('text')} label=${t('message.text')} lines=${4} />
      <fieldset class="leave-message__contact">
        <legend class="field__label">${t('message.contact')}</legend>
        <${Field} ...${field('email')} label=${t('message.email')} type="email" autocomplete="email" />
        <${Field} ...${field('phone')} label=${t('message.phone')} type="tel" autocomplete="tel" />
      </fieldset>
      <div class="leave-message__choices">
        <${Button} type="submit" disabled=${chat.leaving.value !== null}>
          ${t(chat.leaving.value === null ? 'message.send' : 'message.sending')}
        <//>
        <${Button} kind="plain" onClick=${onBack}>${t('message.back')}<//>
      </div>
    </form>`;
}

/** What stands in the way of sending, in the order of the fields. @param {Written} written @param {number} text_chars @returns {Faults} */
export function faults({ text, email, phone }, text_chars) {
  /** @type {Faults} */
  const found = {};
  const length = [...text.trim()].length;
  if (length === 0) found.text = t('message.text_missing');
  else if (length > text_chars) found.text = t('composer.too_long', { count: length - text_chars });
  else if (personalNumbers(text).length > 0) found.text = t('message.personal_number');
  if (email.trim() === '' && phone.trim() === '') found.email = t('message.contact_missing');
  else if (email.trim() !== '' && !/^\S+@\S+\.\S+$/.test(email.trim())) found.email = t('message.email_wrong');
  if (phone.trim() !== '' && phone.replace(/\D/g, '').length < 6) found.phone = t('message.phone_wrong');
  return found;
}
