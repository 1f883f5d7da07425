// The person's own: language, sound, notifications, the way out. A button that folds a panel out.

import { Button } from '../../shared/components/button/button.js';
import { language, speak, t } from '../../shared/text.js';
import { html, useEffect, useRef, useSignal } from '../../shared/ui.js';
import { askPermission, permission, ring, sound } from '../alerts.js';
import { chosen } from '../choices.js';
import { may } from '../roles.js';
import { useSession } from '../session.js';
import { useSettings } from '../settings.js';

/** @param {{onLeave: () => void}} props */
export function Account({ onLeave }) {
  const open = useSignal(false);
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const { person } = useSession().state.value;

  useEffect(() => {
    if (!open.value) return undefined;
    const outside = (/** @type {Event} */ event) => {
      if (!root.current?.contains(/** @type {Node} */ (event.target))) open.value = false;
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open.value]);

  const escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape' || !open.value) return;
    open.value = false;
    root.current?.querySelector('button')?.focus();
  };

  return html`
    <div class="account" ref=${root} onKeyDown=${escape}>
      <button type="button" class="account__button" aria-expanded=${open.value} aria-controls="account"
        onClick=${() => (open.value = !open.value)}>
        <span class="account__initial" aria-hidden="true">${person?.display.slice(0, 1) ?? ''}</span>
        <span class="account__name" aria-hidden="true">${person?.display ?? ''}</span>
        <span class="only-heard">${t('bar.menu')}: ${person?.display ?? ''}</span>
      </button>
      <div class="account__panel" id="account" hidden=${!open.value}>
        <p class="account__person">${person?.display ?? ''}</p>
        <${Languages} />
        ${may(person?.roles, 'answer') && html`<${Alerts} />`}
        <${Button} kind="quiet" onClick=${onLeave}>${t('bar.sign_out')}<//>
      </div>
    </div>`;
}

function Languages() {
  const { languages } = useSettings();
  const choose = async (/** @type {string} */ code) => {
    await speak(code, ['shared', 'console']);
    document.documentElement.lang = code;
    chosen.keep({ language: code });
  };
  return html`
    <fieldset class="account__group">
      <legend class="account__legend">${t('bar.language')}</legend>
      ${languages.map((code) => html`
        <label class="choice" key=${code}>
          <input type="radio" name="language" value=${code} checked=${language.value === code} onChange=${() => choose(code)} />
          ${t(`language.${code}`)}
        </label>`)}
    </fieldset>`;
}

function Alerts() {
  const choose = (/** @type {boolean} */ on) => {
    sound.value = on;
    chosen.keep({ sound: on });
  };
  return html`
    <fieldset class="account__group">
      <legend class="account__legend">${t('bar.alerts')}</legend>
      <label class="choice">
        <input type="checkbox" checked=${sound.value} onChange=${(/** @type {any} */ event) => choose(event.target.checked)} />
        ${t('bar.sound')}
      </label>
      <${Button} kind="plain" small onClick=${ring}>${t('bar.hear')}<//>
      ${permission.value === 'default' && html`<${Button} kind="quiet" small onClick=${askPermission}>${t('bar.notify')}<//>`}
      ${permission.value === 'granted' && html`<p class="account__told">${t('bar.notify_on')}</p>`}
      ${permission.value === 'denied' && html`<p class="account__told">${t('bar.notify_denied')}</p>`}
    </fieldset>`;
}
