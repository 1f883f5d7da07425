// Whether the person takes conversations, and how many of those possible are taken.

import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';
import { useSession } from '../session.js';

export function Presence() {
  const session = useSession();
  const { presence, presenceAsked, capacity } = session.state.value;
  const shown = presenceAsked ?? presence;
  return html`
    <div class="presence">
      <p class="presence__load">${t('bar.capacity', { n: session.mine.value.length, capacity })}</p>
      <fieldset class="segmented" aria-busy=${presenceAsked !== null}>
        <legend class="only-heard">${t('bar.presence')}</legend>
        ${(/** @type {const} */ (['available', 'away'])).map((status) => html`
          <label class="segmented__choice presence__choice--${status}" key=${status}>
            <input class="segmented__input" type="radio" name="presence" value=${status} checked=${shown === status}
              onChange=${() => session.bePresent(status)} />
            <span class="segmented__words"><span class="dot" aria-hidden="true"></span>${t(`bar.${status}`)}</span>
          </label>`)}
      </fieldset>
    </div>`;
}
