// What can be done about an alarm, under it: say that nobody is in danger, and leave at once where somebody may look.

import { Button } from '../../shared/components/button/button.js';
import { mayBeWatched } from '../../shared/danger.js';
import { language, serverLanguage, t } from '../../shared/text.js';
import { html, useLayoutEffect, useRef } from '../../shared/ui.js';
import { QuickExitButton } from '../quick_exit/quick_exit.js';

/**
 * To the end of the log, where the reply comes, with the focus: the button that had it has gone. Not to the composer: a
 * phone's keyboard would cover the reply.
 * @param {HTMLElement | null} place
 */
function goOn(place) {
  const scroller = /** @type {HTMLElement | null | undefined} */ (place?.closest('[data-scrolls]'));
  if (!scroller) return;
  scroller.focus({ preventScroll: true });
  scroller.scrollTop = scroller.scrollHeight;
}

/** @param {{chat: import('../state/chat.js').Chat, item: import('../../shared/transcript.js').Item}} props */
export function AlarmActions({ chat, item }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const pressed = useRef(false);
  const asks = chat.danger.asksAbout.value === item.seq;
  const action = asks ? item.entry.actions?.find(({ kind }) => kind === 'no_danger') : undefined;
  const saying = asks && chat.danger.isSaying.value;
  useLayoutEffect(() => {
    if (!asks && pressed.current) goOn(place.current);
    pressed.current = false;
  }, [asks]);
  const say = () => {
    pressed.current = true;
    chat.noDanger(Number(item.seq));
  };
  // Not `disabled`, which would take the focus away; the log around says the new words.
  return html`
    <div class="actions actions--alarm" ref=${place}>
      ${action && html`
        <${Button} kind="quiet" lang=${(saying ? language : serverLanguage).value} aria-disabled=${saying ? 'true' : undefined} onClick=${say}>
          ${saying ? t('entry.sending') : action.label}
        <//>`}
      ${mayBeWatched(item.entry) && chat.settings.quick_exit_url && html`
        <${QuickExitButton} chat=${chat} kind="quiet" /><p class="actions__how">${t('leave.how')}</p>`}
    </div>`;
}
