// Name and password. What is wrong is said beside the field it belongs to, or above when it concerns both.

import { Button } from '../../shared/components/button/button.js';
import { safeAddress } from '../../shared/links.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef, useSignal } from '../../shared/ui.js';
import { useSettings } from '../settings.js';
import { Refused, signIn, whoAmI } from '../state/api.js';
import { span } from '../words.js';
import { keepsCookies, obstacle } from './obstacle.js';

/** @typedef {'name' | 'password'} Field */

/**
 * @param {object} props
 * @param {string | null} props.farewell why the last session ended, a key of the locale
 * @param {(person: import('../state/wire.js').Person) => void} props.onSignedIn
 */
export function SignIn({ farewell, onSignedIn }) {
  const settings = useSettings();
  const busy = useSignal(false);
  const wrong = useSignal('');
  const missing = useSignal(/** @type {Field[]} */ ([]));
  const stands = useRef(obstacle(
    { origin: window.location.origin, secure: window.isSecureContext, cookies: keepsCookies() }, settings.address ?? '',
  )).current;
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const field = (/** @type {Field} */ name) => /** @type {HTMLInputElement} */ (form.current?.elements.namedItem(name));

  useEffect(() => {
    document.title = `${t('signin.heading')} – ${t('product')}`;
    if (stands) heading.current?.focus();
    else field('name').focus();
  }, []);

  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    wrong.value = '';
    missing.value = /** @type {Field[]} */ (['name', 'password']).filter((name) => field(name).value === '');
    if (missing.value.length > 0) return field(missing.value[0]).focus();
    busy.value = true;
    try {
      const person = await signIn(field('name').value.trim(), field('password').value);
      // Some browsers drop the cookie without a word.
      if (await whoAmI()) onSignedIn(person);
      else wrong.value = t('signin.no_cookies');
    } catch (error) {
      wrong.value = explain(error);
      field('password').select();
    } finally {
      busy.value = false;
    }
  };

  return html`
    <main class="sign-in">
      <div class="sign-in__card">
        <p class="sign-in__product"><span class="mark" aria-hidden="true"></span>${t('product')}</p>
        <h1 class="sign-in__heading" tabindex="-1" ref=${heading}>${t('signin.heading')}</h1>
        <p class="sign-in__lead">${t('signin.lead', { desk: settings.desk })}</p>
        ${stands && html`<${Stands} stands=${stands} address=${`${settings.address}/console`} />`}
        ${!stands && html`<form class="sign-in__form" ref=${form} onSubmit=${submit} novalidate>
          <div class="sign-in__told" role="alert">
            ${wrong.value && html`<p class="sign-in__wrong">${wrong.value}</p>`}
          </div>
          ${farewell && !wrong.value && html`<p class="sign-in__farewell" role="status">${t(farewell)}</p>`}
          <${Input} name="name" type="text" autocomplete="username" missing=${missing.value.includes('name')} />
          <${Input} name="password" type="password" autocomplete="current-password" missing=${missing.value.includes('password')} />
          <${Button} type="submit" aria-disabled=${busy.value}>${t(busy.value ? 'signin.busy' : 'signin.submit')}<//>
        </form>`}
      </div>
      <p class="sign-in__foot">${settings.municipality}</p>
    </main>`;
}

/** What keeps everybody out here, and the way in. @param {{stands: import('./obstacle.js').Obstacle, address: string}} props */
function Stands({ stands, address }) {
  const href = safeAddress(address);
  return html`
    <div class="sign-in__wrong" role="alert">
      <p>${t(`signin.${stands}`, { origin: window.location.origin })}</p>
      ${stands === 'elsewhere' && href && html`<p class="sign-in__way"><a href=${href}>${address}</a></p>`}
      ${stands === 'no_cookies' && html`<p class="sign-in__way"><${Button} kind="quiet" onClick=${() => window.location.reload()}>${t('signin.again')}<//></p>`}
    </div>`;
}

/** @param {{name: Field, type: string, autocomplete: string, missing: boolean}} props */
function Input({ name, type, autocomplete, missing }) {
  const id = `sign-in-${name}`;
  return html`
    <div class="field">
      <label class="field__label" for=${id}>${t(`signin.${name}`)}</label>
      ${missing && html`<p class="field__error" id=${`${id}-error`}>${t(`signin.${name}_missing`)}</p>`}
      <input class="field__input" id=${id} name=${name} type=${type} autocomplete=${autocomplete} autocapitalize="none"
        spellcheck=${false} aria-invalid=${missing} aria-describedby=${missing ? `${id}-error` : undefined} />
    </div>`;
}

/** @param {unknown} error */
function explain(error) {
  if (!(error instanceof Refused)) throw error;
  if (error.code === 'too_fast') return t('signin.throttled', { wait: span(error.retry_after_ms) });
  if (error.code === 'unreachable') return t('signin.unreachable');
  // Anything but this says nothing about the name and the password: the server tells what it is.
  if (error.code === 'signed_out') return t('signin.wrong');
  return error.message || t('signin.unreachable');
}
