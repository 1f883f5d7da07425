// The whole chat: header, what every visitor is told, stage, what was said, and what can be done now.

import { isForInputMethod } from '../../shared/keys.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef } from '../../shared/ui.js';
import { Composer } from '../composer/composer.js';
import { Crisis } from '../crisis/crisis.js';
import { Closed, Ending } from '../ending/ending.js';
import { Header } from '../header/header.js';
import { IdleQuestion } from '../idle/idle.js';
import { LeaveMessage } from '../leave_message/leave_message.js';
import { Meanwhile } from '../meanwhile/meanwhile.js';
import { Reminder } from '../reminder/reminder.js';
import { ConnectionStatus, StageBar } from '../stage/stage.js';
import { Transcript } from '../transcript/transcript.js';
import { Welcome } from '../welcome/welcome.js';

/** @typedef {import('../state/chat.js').Chat} Chat */

/** @param {{chat: Chat, hostPage: import('../state/host_page.js').HostPage}} props */
export function App({ chat, hostPage }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const composer = useRef(/** @type {HTMLElement | null} */ (null));
  const scroll = useRef(/** @type {HTMLElement | null} */ (null));
  const question = useRef(/** @type {HTMLDialogElement | null} */ (null));
  // Where reading begins: at the welcome for who is new, at the composer for who comes back, and before all else at a
  // question, which could not take the focus while the chat was folded.
  const takeFocus = () => {
    const asked = question.current?.querySelector('button');
    (asked ?? (chat.begun.peek() && composer.current ? composer : heading).current)?.focus();
  };

  useEffect(() => {
    let started = false;
    hostPage.listen({
      opened: (page, focus, kept) => {
        chat.opened(page, kept);
        if (!started) chat.start();
        started = true;
        if (focus) takeFocus();
      },
      closed: () => chat.closed(),
      asked: (text) => chat.ask(text),
      active: () => chat.activeAround(),
      escaped: () => chat.escaped(),
    });
    const seen = () => chat.read();
    document.addEventListener('visibilitychange', seen);
    const ends = [() => document.removeEventListener('visibilitychange', seen), signsOfLife(chat)];
    return () => ends.forEach((end) => end());
  }, []);

  // Cleared, the field is another one: who stood in it is where reading begins, and not nowhere.
  useEffect(() => {
    if (chat.cleared.value > 0 && document.hasFocus() && document.activeElement === document.body) heading.current?.focus();
  }, [chat.cleared.value]);

  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    // Reading begins at the heading, and what somebody types there all the same is not lost: it goes to the field, this
    // character too.
    if (event.target === heading.current && isTyped(event)) return composer.current?.focus();
    if (event.key !== 'Escape' || event.defaultPrevented || isForInputMethod(event)) return;
    if (chat.view.value === 'chat') chat.fold();
    else backToChat(chat, takeFocus);
  };
  return html`
    <main class="app__frame" aria-label=${t('app.label')} onKeyDown=${onKeyDown}>
      <${Header} chat=${chat} heading=${heading} />
      <${Crisis} chat=${chat} />
      <div class="app__main" data-view=${chat.view.value}>
        <${StageBar} chat=${chat} />
        <${Reminder} chat=${chat} scroll=${scroll} />
        <div class="app__scroll" data-scrolls tabindex="0" role="region" aria-label=${t('app.scroll')} ref=${scroll}>
          <${Welcome} chat=${chat} onTopic=${() => composer.current?.focus()} />
          <${Transcript} chat=${chat} onAsk=${() => composer.current?.focus()} />
          <${Meanwhile} chat=${chat} />
        </div>
        <${ConnectionStatus} chat=${chat} />
        <div class="app__foot"><${Foot} chat=${chat} composer=${composer} onBack=${() => backToChat(chat, takeFocus)} /></div>
      </div>
    </main>
    <${IdleQuestion} chat=${chat} dialog=${question} />`;
}

/** Whether a key writes something. @param {KeyboardEvent} event */
function isTyped({ key, ctrlKey, metaKey, altKey }) {
  return key !== ' ' && [...key].length === 1 && !metaKey && ctrlKey === altKey;
}

/** Heard before anything in the chat makes something else of a key. @param {Chat} chat @returns {() => void} ends it */
function signsOfLife(chat) {
  const active = () => chat.active();
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape') active();
    else if (!event.repeat && !isForInputMethod(event)) chat.escaped();
  };
  const heard = /** @type {Array<[string, (event: any) => void]>} */ ([['keydown', pressed], ['pointerdown', active], ['wheel', active]]);
  for (const [kind, run] of heard) window.addEventListener(kind, run, { capture: true, passive: true });
  return () => heard.forEach(([kind, run]) => window.removeEventListener(kind, run, { capture: true }));
}

/** @param {{chat: Chat, composer: {current: HTMLElement | null}, onBack: () => void}} props */
function Foot({ chat, composer, onBack }) {
  if (chat.view.value === 'leave_message') return html`<${LeaveMessage} key=${chat.cleared.value} chat=${chat} onBack=${onBack} />`;
  if (chat.view.value === 'ending') return html`<${Ending} chat=${chat} onBack=${onBack} />`;
  if (chat.stage.value?.kind === 'closed') return html`<${Closed} chat=${chat} />`;
  // Cleared, it is another one: nothing of what stood in the field is left.
  return html`<${Composer} key=${chat.cleared.value} chat=${chat} field=${composer} />`;
}

/** @param {Chat} chat @param {() => void} takeFocus */
function backToChat(chat, takeFocus) {
  chat.view.value = 'chat';
  // After the composer is back on screen.
  requestAnimationFrame(() => takeFocus());
}
