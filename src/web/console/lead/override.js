// Open or closed by hand until a time, with a reason. The hours' own rule holds again after that by itself.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useRef, useSignal } from '../../shared/ui.js';
import { useSession } from '../session.js';
import { useSettings } from '../settings.js';
import { Field, Until } from './field.js';
import { officeInstant, wall } from './office_time.js';

/** What a leader most often means: two hours from now. */
const USUALLY_MS = 2 * 3_600_000;

export function Override() {
  const session = useSession();
  const { desk } = session.state.value;
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const open = useSignal(!(desk?.open ?? false));
  /** What is wrong, by field: keys of the locale. */
  const wrong = useSignal(/** @type {{until?: string, reason?: string}} */ ({}));
  const [date, time] = useRef(wall(session.now.peek() + USUALLY_MS).split(' ')).current;
  const value = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.current?.elements.namedItem(name));

  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const until = officeInstant(value('date').value, value('time').value);
    const reason = value('reason').value.trim();
    wrong.value = check(until, reason, session.clock.now());
    if (wrong.value.until) return value('date').focus();
    if (wrong.value.reason) return value('reason').focus();
    session.override(open.value, new Date(until).toISOString(), reason);
    value('reason').value = '';
  };

  return html`
    <section class="card" aria-labelledby="override">
      <h2 class="part-heading" id="override">${t('lead.override', { desk: useSettings().desk })}</h2>
      ${desk && html`<p class="override__now" data-open=${desk.open}>${t('lead.now')}: <strong>${desk.text}</strong></p>`}
      <form class="override" ref=${form} onSubmit=${submit} novalidate>
        <fieldset class="choices">
          <legend class="field__label">${t('lead.state')}</legend>
          <div class="segmented">
            ${[true, false].map((one) => html`
              <label class="segmented__choice" key=${one}>
                <input class="segmented__input" type="radio" name="open" value=${String(one)} checked=${open.value === one} onChange=${() => (open.value = one)} />
                <span class="segmented__words">${t(one ? 'lead.open' : 'lead.closed')}</span>
              </label>`)}
          </div>
        </fieldset>
        <${Until} form="override" date=${date} time=${time} min=${wall(session.now.peek()).slice(0, 10)} wrong=${words(wrong.value.until)} />
        <${Field} form="override" name="reason" type="text" label=${t('lead.reason')} hint=${t('lead.reason_hint')} wrong=${words(wrong.value.reason)} />
        <${Button} type="submit">${t(open.value ? 'lead.submit_open' : 'lead.submit_closed')}<//>
      </form>
    </section>`;
}

/** @param {string | undefined} key */
function words(key) {
  return key && t(key);
}

/**
 * @param {number} until
 * @param {string} reason
 * @param {number} now
 */
function check(until, reason, now) {
  return {
    ...(Number.isNaN(until) && { until: 'lead.until_missing' }),
    ...(until <= now && { until: 'lead.until_past' }),
    ...(reason === '' && { reason: 'lead.reason_missing' }),
  };
}
