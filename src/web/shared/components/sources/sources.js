// Where an answer comes from: page, section, when it was last reviewed, and whether the municipality stands for it.

import { safeAddress } from '../../links.js';
import { language, serverLanguage, t } from '../../text.js';
import { longDate } from '../../time.js';
import { html } from '../../ui.js';

/** @param {{sources: import('../../wire.d.ts').Source[]}} props */
export function Sources({ sources }) {
  if (sources.length === 0) return null;
  return html`
    <div class="sources">
      <p class="sources__heading">${t('sources.heading', { count: sources.length })}</p>
      <ul class="sources__list">
        ${sources.map((source) => html`<li key=${source.url + source.section} class="sources__item">${one(source)}</li>`)}
      </ul>
    </div>`;
}

/** @param {import('../../wire.d.ts').Source} source */
function one(source) {
  const href = safeAddress(source.url);
  const lang = source.language ?? serverLanguage.value;
  const reviewed = source.reviewed
    ? t('sources.reviewed', { date: longDate(source.reviewed, language.value) })
    : t('sources.date_unknown');
  return html`
    ${href
      ? html`<a class="sources__page" href=${href} target="_blank" rel="noopener noreferrer"
          ><span lang=${lang}>${source.title}</span><span class="only-heard"> ${t('link.new_tab')}</span></a>`
      : html`<span class="sources__page" lang=${lang}>${source.title}</span>`}
    ${source.section && source.section !== source.title && html`<span class="sources__section" lang=${lang}>${source.section}</span>`}
    <span class="sources__reviewed">${reviewed}</span>
    ${!source.confirmed && html`<span class="sources__unconfirmed">${t('sources.unconfirmed')}</span>`}`;
}
