// Where the visitor writes. On keys Enter sends and Shift + Enter breaks the line; a personal number is pointed out before it
// leaves, and a text that is too long before it is refused.

import { Button } from '../../shared/components/button/button.js';
import { Attach } from '../../shared/components/file/attach.js';
import { keyboard } from '../../shared/keyboard.js';
import { isForInputMethod } from '../../shared/keys.js';
import { personalNumbers } from '../../shared/personal_number.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useState } from '../../shared/ui.js';
import { Left } from './left.js';
import { PersonalNumberWarning } from './personal_number_warning.js';
import { without } from './without.js';

/** @param {{chat: import('../state/chat.js').Chat, field: {current: HTMLElement | null}}} props */
export function Composer({ chat, field }) {
  const [text, setText] = useState(() => chat.draft);
  const [warned, setWarned] = useState(/** @type {string[]} */ ([]));
  const left = chat.left(text);

  const write = (/** @type {string} */ written) => {
    setText(written);
    setWarned([]);
    chat.drafted(written);
  };
  const send = (/** @type {string} */ written) => {
    const said = written.trim();
    if (said === '' || chat.left(said) < 0) return field.current?.focus();
    const numbers = personalNumbers(said);
    if (numbers.length > 0) return setWarned(numbers);
    chat.say(said);
    write('');
    return field.current?.focus();
  };
  useEffect(() => {
    if (chat.proposed.value === 0) return;
    setText(chat.draft);
    setWarned(personalNumbers(chat.draft));
  }, [chat.proposed.value]);
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' || !keyboard.sends(event) || isForInputMethod(event)) return;
    event.preventDefault();
    send(text);
  };
  const label = t(chat.begun.value ? 'composer.label' : 'composer.label_first');
  return html`
    <form class="composer" onSubmit=${(/** @type {Event} */ event) => (event.preventDefault(), send(text))}>
      <${Offers} chat=${chat} />
      ${warned.length > 0 && html`
        <${PersonalNumberWarning} numbers=${warned}
          onRemove=${() => (write(without(text)), field.current?.focus())}
          onWithout=${() => send(without(text))} />`}
      <label class="composer__label" for="composer-text">${label}</label>
      <div class="composer__row">
        <textarea class="field__input composer__text" id="composer-text" rows="2" dir="auto" autocomplete="off"
          enterkeyhint=${keyboard.isThere.value ? 'send' : 'enter'} placeholder=${label}
          aria-describedby="composer-hint composer-left" aria-invalid=${left < 0 ? 'true' : undefined} ref=${field} value=${text}
          onInput=${(/** @type {any} */ event) => write(event.target.value)} onKeyDown=${onKeyDown}></textarea>
        <${Button} type="submit">${t('composer.send')}<//>
      </div>
      <p class="composer__hints">
        <span id="composer-hint">${keyboard.isThere.value && t('composer.hint')}</span>
        <${Left} left=${left} id="composer-left" />
      </p>
    </form>`;
}

/** The way to a person, or to a message when there is none: always in sight. @param {{chat: import('../state/chat.js').Chat}} props */
function Offers({ chat }) {
  const kind = chat.stage.value?.kind;
  const reachable = chat.desk.value?.reachable;
  const person = kind === 'assistant' || (kind === undefined && reachable);
  const message = kind === 'assistant' || kind === 'queued' || (kind === undefined && chat.desk.value && !reachable);
  const offered = chat.offered.value;
  return html`
    <div class="composer__offers">
      ${person && !offered.includes('ask_for_person') && html`<${Button} kind="quiet" small onClick=${() => chat.askForPerson()}>${t('offer.person')}<//>`}
      ${message && !offered.includes('leave_message') && html`<${Button} kind="quiet" small onClick=${() => (chat.view.value = 'leave_message')}>${t('offer.message')}<//>`}
      ${chat.takesFiles.value && html`<${Attach} rules=${chat.settings.files} send=${chat.sendFile} />`}
    </div>`;
}
