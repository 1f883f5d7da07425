// What every visitor is told at once, until a time: written, changed and taken down here.

import { Button } from '../../shared/components/button/button.js';
import { personalNumbers } from '../../shared/personal_number.js';
import { t } from '../../shared/text.js';
import { html, useRef, useSignal } from '../../shared/ui.js';
import { useSession } from '../session.js';
import { Field, Until } from './field.js';
import { officeInstant, wall } from './office_time.js';

/** What the server takes: characters of a text, and days ahead. */
export const MAX_CHARS = 300;
const MAX_DAYS = 7;
const DAY_MS = 24 * 3_600_000;

/** @typedef {'sv' | 'en' | 'until'} Part */
/** @typedef {{sv: string, en: string, until: number}} Draft */

export function CrisisForm() {
  const session = useSession();
  const { crisisNotice, crisisRefused } = session.state.value;
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  // What is up is what one begins to change; whatever comes later, nothing that is being written is taken away.
  const begun = useRef(crisisNotice).current;
  const [date, time] = useRef(wall(begun ? Date.parse(begun.until) : session.now.peek() + DAY_MS).split(' ')).current;
  const [sv, en] = [begun?.sv ?? '', begun?.en ?? ''];
  const texts = useSignal({ sv: session.field('crisis:sv') ?? sv, en: session.field('crisis:en') ?? en });
  const wrong = useSignal(/** @type {Partial<Record<Part, string>>} */ ({}));
  const value = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.current?.elements.namedItem(name));
  /** What is wrong in a field: found here, or by the server. @param {Part} part */
  const fault = (part) => wrong.value[part] ?? (crisisRefused?.field === part ? crisisRefused.text : undefined);

  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const draft = { sv: value('sv').value.trim(), en: value('en').value.trim(), until: officeInstant(value('date').value, value('time').value) };
    wrong.value = check(draft, session.now.peek());
    const first = /** @type {Part[]} */ (['sv', 'en', 'until']).find((part) => wrong.value[part] !== undefined);
    if (first) return value(first === 'until' ? 'date' : first).focus();
    return session.putUpCrisisNotice(draft.sv, draft.en, new Date(draft.until).toISOString());
  };
  const write = (/** @type {'sv' | 'en'} */ part) => (/** @type {any} */ event) => {
    texts.value = { ...texts.value, [part]: event.target.value };
    session.writeField(`crisis:${part}`, event.target.value, { sv, en }[part]);
    mended(part);
  };
  // A field that is being mended is not called wrong any more.
  const mended = (/** @type {Part} */ part) => {
    wrong.value = { ...wrong.value, [part]: undefined };
    session.crisisMended(part);
  };

  return html`
    <section class="card" aria-labelledby="crisis-form">
      <h2 class="part-heading" id="crisis-form">${t('crisis.form')}</h2>
      <p class="crisis-form__lead">${t('crisis.lead')}</p>
      <form class="crisis-form" ref=${form} onSubmit=${submit} novalidate>
        ${/** @type {const} */ (['sv', 'en']).map((part) => html`
          <${Field} key=${part} form="crisis" name=${part} type="textarea" lang=${part} label=${t(`crisis.${part}`)} hint=${t(`crisis.${part}_hint`)}
            value=${texts.peek()[part]} count=${remaining(texts.value[part])} wrong=${fault(part)} onInput=${write(part)}
            warning=${personalNumbers(texts.value[part]).length > 0 ? t('composer.personal_number') : undefined} />`)}
        <${Until} form="crisis" date=${date} time=${time} min=${wall(session.now.peek()).slice(0, 10)} wrong=${fault('until')} onInput=${() => mended('until')} />
        <div class="crisis-form__answers">
          <${Button} type="submit">${t(crisisNotice ? 'crisis.change' : 'crisis.put_up')}<//>
          ${crisisNotice && html`
            <${Button} kind="quiet" onClick=${() => session.withdrawCrisisNotice(crisisNotice.id)}>${t('crisis.withdraw')}<//>`}
        </div>
      </form>
    </section>`;
}

/** @param {string} text */
function remaining(text) {
  const left = MAX_CHARS - [...text.trim()].length;
  return t(left < 0 ? 'composer.too_long' : 'composer.left', { n: Math.abs(left) });
}

/** @param {Draft} draft @param {number} now @returns {Partial<Record<Part, string>>} */
function check({ sv, en, until }, now) {
  const long = (/** @type {string} */ text) => [...text].length > MAX_CHARS;
  return {
    ...(sv === '' && { sv: t('crisis.sv_missing') }),
    ...(long(sv) && { sv: t('crisis.too_long', { n: MAX_CHARS }) }),
    ...(long(en) && { en: t('crisis.too_long', { n: MAX_CHARS }) }),
    ...(Number.isNaN(until) && { until: t('lead.until_missing') }),
    ...(until <= now && { until: t('lead.until_past') }),
    ...(until - now > MAX_DAYS * DAY_MS && { until: t('crisis.until_far', { n: MAX_DAYS }) }),
  };
}
