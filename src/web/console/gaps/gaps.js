// For editors and leaders: which questions found no good answer, grouped by likeness, and what has been done about them.
// The list is read anew while it is looked at; an editor says which page now answers a group.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef, useSignal } from '../../shared/ui.js';
import { useSession } from '../session.js';
import { Refused, gaps as readGaps, reopenGap } from '../state/api.js';
import { GapCard } from './gap_card.js';
import { Handling } from './handling.js';

/** @typedef {import('../state/wire.js').Gap} Gap */

/** The periods to choose from, as the server reads them. */
const PERIODS = ['7d', '30d', '6m'];
/** How often the list is read anew while somebody looks at it. */
const AGAIN_MS = 30_000;

export function Gaps() {
  const session = useSession();
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const period = useSignal('30d');
  const withHandled = useSignal(false);
  const found = useSignal(/** @type {{items: Gap[], cut: boolean} | null} */ (null));
  const failed = useSignal('');
  const handling = useSignal(/** @type {Gap | null} */ (null));
  /** What was asked for last: an answer that comes late does not overwrite it. */
  const asked = useRef(0);

  const load = async () => {
    const turn = (asked.current += 1);
    try {
      const list = await readGaps(period.value);
      if (turn !== asked.current) return;
      found.value = list;
      failed.value = '';
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (turn === asked.current) failed.value = t('gaps.failed');
    }
  };
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    void load();
    const looked = () => document.visibilityState === 'visible' && void load();
    const timer = setInterval(looked, AGAIN_MS);
    document.addEventListener('visibilitychange', looked);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', looked);
    };
  }, [period.value]);

  const changed = async () => {
    await load();
    // The group has left its place, and the button with it.
    heading.current?.focus();
  };
  const reopen = async (/** @type {Gap} */ gap) => {
    try {
      await reopenGap(gap.questions);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      failed.value = error.message || t('signin.unreachable');
      return;
    }
    await changed();
  };

  const items = found.value?.items ?? [];
  const open = items.filter((gap) => !isHandled(gap));
  const done = items.filter(isHandled);
  const shown = withHandled.value ? [...open, ...done] : open;
  const mayHandle = session.state.value.person?.roles.includes('editor') ?? false;
  return html`
    <section class="page gaps" aria-labelledby="gaps">
      <h2 class="page__heading" id="gaps" tabindex="-1" ref=${heading}>${t('gaps.heading')}</h2>
      <p class="quiet gaps__lead">${t('gaps.lead')}</p>
      <div class="gaps__choices">
        <fieldset class="segmented">
          <legend class="only-heard">${t('gaps.period')}</legend>
          ${PERIODS.map((one) => html`
            <label class="segmented__choice" key=${one}>
              <input class="segmented__input" type="radio" name="period" checked=${period.value === one} onChange=${() => (period.value = one)} />
              <span class="segmented__words">${t(`gaps.period.${one}`)}</span>
            </label>`)}
        </fieldset>
        <label class="choice">
          <input type="checkbox" checked=${withHandled.value} onChange=${() => (withHandled.value = !withHandled.value)} />
          <span>${t('gaps.with_handled', { n: done.length })}</span>
        </label>
      </div>
      <div role="alert">
        ${failed.value && html`
          <div class="gaps__failed"><p>${failed.value}</p><${Button} kind="quiet" small onClick=${load}>${t('morning.retry')}<//></div>`}
      </div>
      <div role="status">
        ${found.value === null && !failed.value && html`<p class="quiet">${t('loading')}</p>`}
        ${found.value && open.length > 0 && html`<p class="gaps__sum">${sum(open)}</p>`}
        ${found.value && open.length === 0 && html`<p class="none quiet">${t(done.length > 0 ? 'gaps.all_handled' : 'gaps.none')}</p>`}
      </div>
      ${shown.length > 0 && html`
        <ol class="gaps__list">
          ${shown.map((gap) => html`
            <${GapCard} key=${gap.questions[0]} gap=${gap} mayHandle=${mayHandle} onHandle=${() => (handling.value = gap)} onReopen=${() => reopen(gap)} />`)}
        </ol>`}
      ${found.value?.cut && html`<p class="quiet">${t('gaps.cut')}</p>`}
      <p class="quiet gaps__kept">${t('gaps.kept')}</p>
      ${handling.value && html`
        <${Handling} key=${handling.value.questions[0]} gap=${handling.value} onDone=${changed} onClosed=${() => (handling.value = null)} />`}
    </section>`;
}

/** Whether somebody has seen to it, and nobody has asked in vain since. @param {Gap} gap */
const isHandled = (gap) => gap.handled !== null && gap.since_handled === 0;

/** @param {Gap[]} gaps */
function sum(gaps) {
  const questions = t('gaps.questions', { count: gaps.reduce((all, gap) => all + gap.questions.length, 0) });
  return t('gaps.sum', { questions, groups: t('gaps.groups', { count: gaps.length }) });
}
