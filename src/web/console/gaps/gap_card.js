// One group of questions: how many, how they were put, when, which page was shown, and what has been done.

import { Button } from '../../shared/components/button/button.js';
import { safeAddress } from '../../shared/links.js';
import { language, t } from '../../shared/text.js';
import { longDate } from '../../shared/time.js';
import { html, useId } from '../../shared/ui.js';
import { languageName } from '../words.js';

/** @typedef {import('../state/wire.js').Gap} Gap */

/** Whether somebody has seen to it, and nobody has asked in vain since. @param {Gap} gap */
export const isHandled = (gap) => gap.handled !== null && gap.since_handled === 0;
/** Whether somebody has put it aside, and nobody else has asked since. @param {Gap} gap */
export const isAside = (gap) => gap.put_aside?.since === 0;
/** How many visitors asked it. @param {Gap} gap */
export const countOf = (gap) => gap.count ?? gap.questions.length;

/** @param {{gap: Gap, mayHandle: boolean, onHandle: () => void, onReopen: () => void, onAside: () => void, onBack: () => void}} props */
export function GapCard({ gap, mayHandle, onHandle, onReopen, onAside, onBack }) {
  const id = useId();
  const [handled, aside] = [isHandled(gap), isAside(gap)];
  return html`
    <li class="gap" data-handled=${handled || aside} aria-labelledby=${id}>
      <p class="gap__count"><strong class="gap__number">${countOf(gap)}</strong> ${t('gaps.times', { count: countOf(gap) })}</p>
      <div class="gap__what">
        <h3 class="gap__name" id=${id} lang=${gap.languages[0]}>${gap.name}</h3>
        ${gap.put_aside && html`<${Aside} aside=${gap.put_aside} />`}
        ${gap.handled && html`<${Done} gap=${gap} handled=${handled} />`}
        ${gap.samples.length > 0 && html`
          <ul class="gap__samples" aria-label=${t('gaps.samples')} lang=${gap.languages[0]}>
            ${gap.samples.map(({ text, count }) => html`<li key=${text}>${text}${count > 1 && html` <span class="quiet">× ${count}</span>`}</li>`)}
          </ul>`}
        <p class="facts">
          ${gap.abstentions > 0 && html`<span>${t('gaps.abstentions', { count: gap.abstentions })}</span>`}
          ${gap.not_helped > 0 && html`<span>${t('gaps.not_helped', { count: gap.not_helped })}</span>`}
          <span>${when(gap)}</span>
          ${gap.languages.some((one) => one !== 'sv') && html`<span>${gap.languages.map(languageName).join(', ')}</span>`}
        </p>
        ${gap.page && html`<p class="gap__page"><span class="quiet">${t('gaps.shown_page')}</span> <${PageName} page=${gap.page} /></p>`}
      </div>
      ${mayHandle && html`
        <div class="gap__actions">
          ${handled && html`<${Button} kind="quiet" small label=${t('gaps.reopen_this', { name: gap.name })} onClick=${onReopen}>${t('gaps.reopen')}<//>`}
          ${aside && html`<${Button} kind="quiet" small label=${t('gaps.bring_back_this', { name: gap.name })} onClick=${onBack}>${t('gaps.bring_back')}<//>`}
          ${!handled && !aside && html`
            <${Button} kind="quiet" label=${t('gaps.handle_this', { name: gap.name })} onClick=${onHandle}>${t('gaps.handle')}<//>
            <${Button} kind="plain" label=${t('gaps.put_aside_this', { name: gap.name })} onClick=${onAside}>${t('gaps.put_aside')}<//>`}
        </div>`}
    </li>`;
}

/** @param {{aside: NonNullable<Gap['put_aside']>}} props */
function Aside({ aside: { at, since } }) {
  const date = longDate(at, language.value);
  return html`
    <p class="gap__done">
      <span class=${`badge badge--${since === 0 ? 'brand' : 'notice'}`}>${t(since === 0 ? 'gaps.aside' : 'gaps.back')}</span>
      ${' '}<span>${since === 0 ? date : t('gaps.aside_since', { count: since, date })}</span>
    </p>`;
}

/** @param {{gap: Gap, handled: boolean}} props */
function Done({ gap, handled }) {
  const { at, page } = /** @type {NonNullable<Gap['handled']>} */ (gap.handled);
  const date = longDate(at, language.value);
  return html`
    <p class="gap__done">
      <span class=${`badge badge--${handled ? 'good' : 'notice'}`}>${t(handled ? 'gaps.handled' : 'gaps.back')}</span>
      ${' '}
      <span>${handled ? t('gaps.handled_on', { date }) : t('gaps.back_since', { count: gap.since_handled, date })}</span>
      ${' '}<${PageName} page=${page} />
    </p>`;
}

/** @param {{page: import('../../shared/wire.d.ts').Page}} props */
function PageName({ page }) {
  const href = safeAddress(page.url);
  if (!href) return html`<span>${page.title}</span>`;
  return html`<a class="page-link" href=${href} target="_blank" rel="noopener noreferrer">${page.title}<span class="only-heard"> ${t('link.new_tab')}</span></a>`;
}

/** @param {Gap} gap */
function when(gap) {
  const [first, last] = [gap.first, gap.last].map((at) => longDate(at, language.value));
  return first === last ? last : t('gaps.between', { first, last });
}
