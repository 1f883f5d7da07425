// What was left when nobody could answer: the oldest first, its age counted in the hours that the desk was open.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useRef, useSignal } from '../../shared/ui.js';
import { way } from '../conversation/facts.js';
import { Mark } from '../conversation/mark.js';
import { PageLink } from '../conversation/page_link.js';
import { useSession } from '../session.js';
import { Refused, takeMessage } from '../state/api.js';
import { age, languageName, moment } from '../words.js';

/** @typedef {import('../state/wire.js').LeftMessage} LeftMessage */
/** @typedef {{item: LeftMessage, oldest: boolean, onTake: (item: LeftMessage) => void}} Line */

/** How often the list is read anew while somebody looks at it. */
const EVERY_MS = 60_000;

export function Morning() {
  const session = useSession();
  const items = useSignal(/** @type {LeftMessage[] | null} */ (null));
  const failed = useSignal('');
  const heading = useRef(/** @type {HTMLElement | null} */ (null));

  const load = async () => {
    try {
      items.value = await session.leftMessages();
      failed.value = '';
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      failed.value = t('morning.failed');
    }
  };
  // Taking and closing change the list; so does a new day's first look at it.
  useEffect(() => void load(), [session.mine.value.length]);
  useEffect(() => heading.current?.focus(), []);
  // Ages grow, and what others leave or take changes the list.
  useEffect(() => {
    const timer = setInterval(load, EVERY_MS);
    return () => clearInterval(timer);
  }, []);

  const take = async (/** @type {LeftMessage} */ item) => {
    try {
      await takeMessage(item.conversation);
      session.open(item.conversation);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await load();
      failed.value = error.code === 'taken' ? t('morning.taken_already') : error.message || t('signin.unreachable');
      heading.current?.focus();
    }
  };

  return html`
    <section class="page morning" aria-labelledby="morning">
      <h2 class="page__heading" id="morning" tabindex="-1" ref=${heading}>${t('morning.heading')}</h2>
      <p class="quiet">${t('morning.lead')}</p>
      <div role="alert">
        ${failed.value && html`
          <div class="morning__failed"><p>${failed.value}</p><${Button} kind="quiet" small onClick=${load}>${t('morning.retry')}<//></div>`}
      </div>
      ${items.value === null && !failed.value && html`<p class="quiet">${t('loading')}</p>`}
      ${items.value?.length === 0 && html`<p class="none quiet">${t('morning.empty')}</p>`}
      ${items.value && items.value.length > 0 && html`
        <ol class="morning__list">
          ${items.value.map((item, index) => html`<${One} key=${item.conversation} item=${item} oldest=${index === 0} onTake=${take} />`)}
        </ol>`}
    </section>`;
}

/** @param {Line} props */
function One({ item, oldest, onTake }) {
  const session = useSession();
  const { contact } = item;
  return html`
    <li class="left-message" data-urgent=${item.urgent === true}>
      <div class="left-message__when">
        <${Mark} urgent=${item.urgent} concern=${item.concern} />
        <p class="left-message__age">${age(item, session.now.peek())}</p>
        <p class="quiet"><time datetime=${item.at}>${t('morning.left_at', { time: moment(item.at, session.now.peek()) })}</time></p>
      </div>
      <div class="left-message__what">
        ${item.danger_text && html`
          <p class="left-message__danger">${t('morning.danger_text')} <span lang=${item.language ?? undefined}>${item.danger_text}</span></p>`}
        <p class="left-message__text" lang=${item.language ?? undefined}>${item.text}</p>
        <dl class="left-message__facts">
          ${contact.email && html`<div><dt>${t('conversation.email')}</dt><dd>${way(`mailto:${contact.email}`, contact.email)}</dd></div>`}
          ${contact.phone && html`<div><dt>${t('conversation.phone')}</dt><dd>${way(`tel:${contact.phone.replace(/[^\d+]/g, '')}`, contact.phone)}</dd></div>`}
          ${item.page && html`<div><dt>${t('queue.from')}</dt><dd><${PageLink} page=${item.page} /></dd></div>`}
          ${item.language && html`<div><dt>${t('bar.language')}</dt><dd>${languageName(item.language)}</dd></div>`}
        </dl>
      </div>
      <div class="left-message__actions"><${What} item=${item} oldest=${oldest} onTake=${onTake} /></div>
    </li>`;
}

/** What can be done about a message: take it, or what follows when it is one's own. @param {Line} props */
function What({ item, oldest, onTake }) {
  const session = useSession();
  const { person, team } = session.state.value;
  if (item.taken_by === null) {
    return html`<${Button} kind=${oldest ? 'main' : 'quiet'} label=${t('morning.take_this', { text: item.text })} onClick=${() => onTake(item)}>${t('morning.take')}<//>`;
  }
  if (item.taken_by !== person?.name) {
    const name = team.find((member) => member.name === item.taken_by)?.display ?? item.taken_by;
    return html`<p class="quiet">${t('morning.taken_by', { name })}</p>`;
  }
  const note = () => {
    session.write(item.conversation, { kind: 'note' });
    session.open(item.conversation);
  };
  return html`
    <p class="quiet">${t('morning.taken_by_you')}</p>
    <${Button} small onClick=${() => session.open(item.conversation)}>${t('morning.open')}<//>
    <${Button} kind="quiet" small onClick=${note}>${t('morning.note')}<//>
    <${Button} kind="quiet" small onClick=${() => (session.dialog.value = { kind: 'close', conversation: item.conversation })}>${t('morning.close')}<//>`;
}
