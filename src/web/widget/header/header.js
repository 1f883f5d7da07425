// Who one chats with, and the way out that keeps what was said. Once violence was told of, also the one that leaves nothing.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useSignal } from '../../shared/ui.js';
import { QuickExitButton } from '../quick_exit/quick_exit.js';

/** @param {{chat: import('../state/chat.js').Chat, heading: {current: HTMLElement | null}}} props */
export function Header({ chat, heading }) {
  const { desk, municipality, logo } = chat.settings;
  const isLost = useSignal(false);
  const close = t(chat.begun.value ? 'leave.keep' : 'header.close');
  return html`
    <header class="header">
      ${logo && !isLost.value && html`<img class="header__logo" src=${logo} alt="" onError=${() => (isLost.value = true)} />`}
      <div class="header__names">
        <h1 class="header__desk" tabindex="-1" ref=${heading}><span class="only-heard">${t('header.chat_with')} </span>${desk}</h1>
        <p class="header__municipality">${municipality}</p>
      </div>
      ${chat.danger.isWatched.value && html`<${QuickExitButton} chat=${chat} />`}
      ${chat.canFold && html`
        <${Button} kind="header" label=${close} title=${close} onClick=${() => chat.fold()}>
          <svg class="header__cross" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18" /></svg>
        <//>`}
    </header>`;
}
