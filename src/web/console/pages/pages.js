// For editors and leaders: which files of the knowledge folder cannot be read, where, and why, as it is now.

import { t } from '../../shared/text.js';
import { html, useEffect, useRef } from '../../shared/ui.js';
import { useSession } from '../session.js';

export function Pages() {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), []);
  const { items, total } = useSession().state.value.problems ?? { items: [], total: 0 };
  return html`
    <section class="page pages" aria-labelledby="pages">
      <h2 class="page__heading" id="pages" tabindex="-1" ref=${heading}>${t('pages.heading')}</h2>
      <p class="quiet">${t('pages.lead')}</p>
      <div role="status">${total === 0 && html`<p class="none quiet">${t('pages.none')}</p>`}</div>
      ${total > 0 && html`
        <div class="card">
          <table class="problems">
            <thead>
              <tr><th scope="col">${t('pages.file')}</th><th scope="col">${t('pages.line')}</th><th scope="col">${t('pages.what')}</th></tr>
            </thead>
            <tbody>${items.map((problem) => html`<${Problem} key=${`${problem.file}:${problem.line}`} problem=${problem} />`)}</tbody>
          </table>
          ${total > items.length && html`<p class="quiet">${t('pages.more', { n: total - items.length })}</p>`}
        </div>`}
    </section>`;
}

/** What is wrong is told in the language of the editors. @param {{problem: import('../state/wire.js').Problem}} props */
function Problem({ problem }) {
  return html`
    <tr>
      <th scope="row" class="problems__file">${problem.file}</th>
      <td class="problems__line">${problem.line}</td>
      <td lang="sv">${problem.what}</td>
    </tr>`;
}
