// Which page answers a group of questions from now on: what the assistant would say today, and pages to choose from.

import { t } from '../../shared/text.js';
import { html, useEffect, useRef, useSignal } from '../../shared/ui.js';
import { Dialog } from '../dialog/dialog.js';
import { Refused, findPages, handleGap, tryQuestion } from '../state/api.js';
import { shortAddress } from '../words.js';

/** @typedef {import('../state/wire.js').KnownPage} KnownPage */

/** As long after the last key, pages are looked for. */
const PAUSE_MS = 200;

/** @param {{gap: import('../state/wire.js').Gap, onDone: () => Promise<void>, onClosed: () => void}} props */
export function Handling({ gap, onDone, onClosed }) {
  const tried = useSignal(/** @type {import('../state/wire.js').Tried | null} */ (null));
  const pages = useSignal(/** @type {KnownPage[]} */ ([]));
  const chosen = useSignal(/** @type {KnownPage | null} */ (null));
  const wrong = useSignal('');
  const said = useSignal('');

  useEffect(() => {
    void tryQuestion(gap.name).then((answer) => {
      tried.value = answer;
      pages.value = answer.near;
      if (answer.reply === 'answer') chosen.value ??= answer.page;
    }).catch((error) => (wrong.value = words(error)));
  }, []);

  const search = useSearch(async (text) => {
    try {
      pages.value = text === '' ? (tried.value?.near ?? []) : await findPages(text);
      said.value = text === '' ? '' : t('gaps.pages_found', { count: pages.value.length });
    } catch (error) {
      wrong.value = words(error);
    }
  });
  const submit = async () => {
    if (!chosen.value) {
      wrong.value = t('gaps.page_missing');
      document.getElementById('gap-search')?.focus();
      return false;
    }
    try {
      await handleGap(gap.questions, chosen.value.slug);
    } catch (error) {
      wrong.value = words(error);
      return false;
    }
    void onDone();
    return true;
  };

  // What is chosen stays in sight, whatever is looked for.
  const offered = chosen.value && !pages.value.some((page) => page.slug === chosen.value?.slug) ? [chosen.value, ...pages.value] : pages.value;
  return html`
    <${Dialog} heading=${t('gaps.handle_heading')} submit=${t('gaps.handle')} onSubmit=${submit} onClosed=${onClosed}>
      <blockquote class="handling__question" lang=${gap.languages[0]}>${gap.name}</blockquote>
      <${Today} tried=${tried.value} />
      <div class="field">
        <label class="field__label" for="gap-search">${t('gaps.search')}</label>
        <input class="field__input" id="gap-search" type="search" autocomplete="off" aria-describedby=${wrong.value ? 'gap-wrong' : undefined}
          onInput=${(/** @type {any} */ event) => search(event.target.value.trim())}
          onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && event.preventDefault()} />
      </div>
      <p class="only-heard" role="status">${said.value}</p>
      <fieldset class="choices handling__pages">
        <legend class="field__label">${t('gaps.which_page')}</legend>
        ${offered.map((page) => html`
          <label class="choice choice--card" key=${page.slug}>
            <input type="radio" name="page" value=${page.slug} checked=${chosen.value?.slug === page.slug}
              onChange=${() => ((chosen.value = page), (wrong.value = ''))} />
            <span class="choice__words">${page.title}<span class="choice__more handling__address">${shortAddress(page.url)}</span></span>
          </label>`)}
        ${tried.value && offered.length === 0 && html`<p class="quiet">${t('gaps.no_page')}</p>`}
      </fieldset>
      <p class="field__error" id="gap-wrong" role="alert">${wrong.value}</p>
    <//>`;
}

/** What the assistant would say if somebody asked now. @param {{tried: import('../state/wire.js').Tried | null}} props */
function Today({ tried }) {
  if (!tried) return html`<p class="quiet">${t('loading')}</p>`;
  const answers = tried.reply === 'answer';
  return html`
    <div class="handling__today" data-answers=${answers}>
      <p>${answers ? t('gaps.answered_today', { title: tried.page?.title ?? '' }) : t('gaps.not_answered_today')}</p>
      <details>
        <summary>${t('gaps.see_answer')}</summary>
        <p class="handling__answer">${tried.text}</p>
      </details>
    </div>`;
}

/** Runs when the typing pauses. @param {(text: string) => Promise<void>} run @returns {(text: string) => void} */
function useSearch(run) {
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => () => clearTimeout(timer.current), []);
  return (text) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void latest.current(text), PAUSE_MS);
  };
}

/** @param {unknown} error */
function words(error) {
  if (!(error instanceof Refused)) throw error;
  return error.message || t('signin.unreachable');
}
