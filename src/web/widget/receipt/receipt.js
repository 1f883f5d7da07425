// Coming back with a receipt code: the code is typed, the conversation is read, saved or erased.

import { Button } from '../../shared/components/button/button.js';
import { language, t } from '../../shared/text.js';
import { html, useEffect, useRef, useState } from '../../shared/ui.js';
import { OWN_NAMES } from '../languages/languages.js';
import { Field } from '../leave_message/field.js';
import { QuickExitButton } from '../quick_exit/quick_exit.js';
import { Conversation } from './conversation.js';

/** @typedef {import('./visit.js').Visit} Visit */

/** @param {{visit: Visit}} props */
export function ReceiptPage({ visit }) {
  const { desk, municipality, languages } = visit.settings;
  const [title, close] = [t('receipt.title'), t('receipt.close')];
  useEffect(() => {
    document.title = `${title} – ${desk}`;
  }, [title]);
  return html`
    <div class="receipt app__frame">
      <header class="header">
        <div class="header__names">
          <p class="header__desk"><strong>${desk}</strong></p>
          <p class="header__municipality">${municipality}</p>
        </div>
        ${visit.isWatched.value && html`<${QuickExitButton} chat=${{ settings: visit.settings, leave: () => visit.leaveAtOnce() }} />`}
        ${languages.filter((other) => other !== language.value).map((other) => html`
          <${Button} key=${other} kind="header" lang=${other} onClick=${() => visit.speak(other)}>${OWN_NAMES[other] ?? other}<//>`)}
        ${visit.opened.value && html`
          <${Button} kind="header" label=${close} title=${close} onClick=${() => visit.leave()}>
            <svg class="header__cross" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18" /></svg>
          <//>`}
      </header>
      <main class="receipt__main"><${Now} visit=${visit} /></main>
    </div>`;
}

/** @param {{visit: Visit}} props */
function Now({ visit }) {
  if (visit.opened.value) return html`<${Conversation} visit=${visit} opened=${visit.opened.value} />`;
  if (visit.erased.value) return html`<${Erased} visit=${visit} />`;
  return html`<${CodeForm} visit=${visit} />`;
}

/** @param {{visit: Visit}} props */
function CodeForm({ visit }) {
  const [typed, setTyped] = useState('');
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!(await visit.open(typed))) form.current?.querySelector('input')?.focus();
  };
  return html`
    <form class="receipt__form" novalidate ref=${form} onSubmit=${submit}>
      <h1 class="receipt__heading">${t('receipt.title')}</h1>
      <p id="receipt-lead">${t('receipt.lead')}</p>
      <${Field} name="code" label=${t('receipt.field')} value=${typed} onInput=${setTyped} fault=${visit.trouble.value || undefined}
        autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="60" />
      <div class="receipt__choices">
        <${Button} type="submit" disabled=${visit.busy.value}>${t(visit.busy.value ? 'receipt.fetching' : 'receipt.open')}<//>
      </div>
    </form>`;
}

/** @param {{visit: Visit}} props */
function Erased({ visit }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), []);
  return html`
    <section class="receipt__form">
      <h1 class="receipt__heading" tabindex="-1" ref=${heading}>${t('receipt.erased')}</h1>
      <p>${t('receipt.erased_explain')}</p>
      <div class="receipt__choices"><${Button} kind="quiet" onClick=${() => visit.leave()}>${t('receipt.another')}<//></div>
    </section>`;
}
