// For editors and leaders: which questions found no good answer, grouped by likeness, and what has been done about them.
// The list is read anew while it is looked at; an editor says which page now answers a group.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef, useSignal } from '../../shared/ui.js';
import { may } from '../roles.js';
import { useSession } from '../session.js';
import { Refused, bringGapBack, gaps as readGaps, putGapAside, reopenGap } from '../state/api.js';
import { GapCard, countOf, isAside, isHandled } from './gap_card.js';
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
  const withAside = useSignal(false);
  /** What was put aside last, and can be taken back at once. */
  const undoable = useSignal(/** @type {Gap | null} */ (null));
  const undo = useRef(/** @type {HTMLElement | null} */ (null));
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
  /** @param {(questions: number[]) => Promise<void>} change @param {Gap} gap */
  const changes = async (change, gap) => {
    try {
      await change(gap.questions);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      failed.value = error.message || t('signin.unreachable');
      return false;
    }
    undoable.value = null;
    await changed();
    return true;
  };
  const putAside = async (/** @type {Gap} */ gap) => {
    if (await changes(putGapAside, gap)) undoable.value = gap;
  };
  useEffect(() => undo.current?.querySelector('button')?.focus(), [undoable.value]);

  const items = found.value?.items ?? [];
  const open = items.filter((gap) => !isHandled(gap) && !isAside(gap));
  const [done, aside] = [items.filter(isHandled), items.filter(isAside)];
  const shown = [...open, ...(withHandled.value ? done : []), ...(withAside.value ? aside : [])];
  const mayHandle = may(session.state.value.person?.roles, 'edit');
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
        <div class="gaps__also">
          <label class="choice">
            <input type="checkbox" checked=${withHandled.value} onChange=${() => (withHandled.value = !withHandled.value)} />
            <span>${t('gaps.with_handled', { n: done.length })}</span>
          </label>
          <label class="choice">
            <input type="checkbox" checked=${withAside.value} onChange=${() => (withAside.value = !withAside.value)} />
            <span>${t('gaps.with_aside', { n: aside.length })}</span>
          </label>
        </div>
      </div>
      <div role="alert">
        ${failed.value && html`
          <div class="gaps__failed"><p>${failed.value}</p><${Button} kind="quiet" small onClick=${load}>${t('morning.retry')}<//></div>`}
      </div>
      <div role="status" ref=${undo}>
        ${undoable.value && html`
          <div class="gaps__undo">
            <p>${t('gaps.was_put_aside', { name: undoable.value.name })}</p>
            <${Button} kind="quiet" small label=${t('gaps.undo_this', { name: undoable.value.name })}
              onClick=${() => undoable.value && changes(bringGapBack, undoable.value)}>${t('gaps.undo')}<//>
          </div>`}
      </div>
      <div role="status">
        ${found.value === null && !failed.value && html`<p class="quiet">${t('loading')}</p>`}
        ${found.value && open.length > 0 && html`<p class="gaps__sum">${sum(open)}</p>`}
        ${found.value && open.length === 0 && html`<p class="none quiet">${t(done.length + aside.length > 0 ? 'gaps.all_handled' : 'gaps.none')}</p>`}
      </div>
      ${shown.length > 0 && html`
        <ol class="gaps__list">
          ${shown.map((gap) => html`
            <${GapCard} key=${gap.questions[0]} gap=${gap} mayHandle=${mayHandle} onHandle=${() => (handling.value = gap)} onReopen=${() => changes(reopenGap, gap)}
              onAside=${() => putAside(gap)} onBack=${() => changes(bringGapBack, gap)} />`)}
        </ol>`}
      ${found.value?.cut && html`<p class="quiet">${t('gaps.cut')}</p>`}
      <p class="quiet gaps__kept">${t('gaps.counted')} ${t('gaps.kept')}</p>
      ${handling.value && html`
        <${Handling} key=${handling.value.questions[0]} gap=${handling.value} onDone=${changed} onClosed=${() => (handling.value = null)} />`}
    </section>`;
}

/** @param {Gap[]} gaps */
function sum(gaps) {
  const questions = t('gaps.questions', { count: gaps.reduce((all, gap) => all + countOf(gap), 0) });
  return t('gaps.sum', { questions, groups: t('gaps.groups', { count: gaps.length }) });
}
