// Open or closed by hand until a time: with a reason for staff, and with a text for visitors, who never read the reason.
// The hours' own rule holds again after that by itself.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useRef, useSignal } from '../../shared/ui.js';
import { useSession } from '../session.js';
import { useSettings } from '../settings.js';
import { Field, Until } from './field.js';
import { officeInstant, wall } from './office_time.js';

/** What a leader most often means: two hours from now. */
const USUALLY_MS = 2 * 3_600_000;

/** What the server takes: characters of each text. */
const MAX_CHARS = 200;

/** @typedef {'until' | 'reason' | 'public_sv' | 'public_en'} Part */
/** @typedef {{until: number, reason: string, public_sv: string, public_en: string}} Draft */

export function Override() {
  const session = useSession();
  const { desk, publicText } = session.state.value;
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const open = useSignal(!(desk?.open ?? false));
  const wrong = useSignal(/** @type {Partial<Record<Part, string>>} */ ({}));
  const [date, time] = useRef(wall(session.now.peek() + USUALLY_MS).split(' ')).current;
  const value = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.current?.elements.namedItem(name));
  /** What was begun before another view was opened, or the page was loaded again. @param {string} name */
  const kept = (name) => ({
    value: session.field(`override:${name}`),
    onInput: (/** @type {any} */ event) => session.writeField(`override:${name}`, event.target.value),
  });

  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const said = (/** @type {string} */ name) => value(name)?.value.trim() ?? '';
    const draft = { until: officeInstant(said('date'), said('time')), reason: said('reason'), public_sv: said('public_sv'), public_en: said('public_en') };
    wrong.value = check(draft, session.now.peek());
    const first = /** @type {Part[]} */ (['until', 'reason', 'public_sv', 'public_en']).find((part) => wrong.value[part] !== undefined);
    if (first) return value(first === 'until' ? 'date' : first).focus();
    session.override(open.value, new Date(draft.until).toISOString(), draft.reason, { sv: draft.public_sv, en: draft.public_en });
    for (const name of publicText ? ['reason', 'public_sv', 'public_en'] : ['reason']) value(name).value = '';
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
        <${Until} form="override" date=${date} time=${time} min=${wall(session.now.peek()).slice(0, 10)} wrong=${wrong.value.until} />
        <${Field} form="override" name="reason" type="text" label=${t('lead.reason')} hint=${t('lead.reason_hint')} wrong=${wrong.value.reason}
          ...${kept('reason')} />
        ${publicText && /** @type {const} */ (['sv', 'en']).map((language) => html`
          <${Field} key=${language} form="override" name=${`public_${language}`} type="text" lang=${language} label=${t(`lead.public.${language}`)}
            hint=${t(`lead.public_hint.${language}`)} wrong=${wrong.value[`public_${language}`]}
            ...${kept(`public_${language}`)} />`)}
        <${Button} type="submit">${t(open.value ? 'lead.submit_open' : 'lead.submit_closed')}<//>
      </form>
    </section>`;
}

/** @param {Draft} draft @param {number} now @returns {Partial<Record<Part, string>>} */
function check({ until, ...texts }, now) {
  const long = /** @type {const} */ (['reason', 'public_sv', 'public_en']).filter((part) => [...texts[part]].length > MAX_CHARS);
  return {
    ...(Number.isNaN(until) && { until: t('lead.until_missing') }),
    ...(until <= now && { until: t('lead.until_past') }),
    ...(texts.reason === '' && { reason: t('lead.reason_missing') }),
    ...(texts.public_sv === '' && texts.public_en !== '' && { public_sv: t('lead.public_sv_missing') }),
    ...Object.fromEntries(long.map((part) => [part, t('lead.too_long', { n: MAX_CHARS })])),
  };
}
