// Always there: where the desk stands, the parts of the console, the person's presence and the line to the server.

import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';
import { Account } from '../account/account.js';
import { Presence } from '../presence/presence.js';
import { may, viewsOf } from '../roles.js';
import { useSession } from '../session.js';
import { useSettings } from '../settings.js';
import { countOf } from '../state/news.js';

/** @param {{onLeave: () => void}} props */
export function TopBar({ onLeave }) {
  const session = useSession();
  const { desk, person, problems } = session.state.value;
  const views = viewsOf(person?.roles, problems !== null);
  return html`
    <header class="top-bar">
      <div class="top-bar__name">
        <span class="mark" aria-hidden="true"></span>
        <h1 class="top-bar__desk" title=${useSettings().desk}>${useSettings().desk}</h1>
        ${desk && html`
          <p class="top-bar__state" data-open=${desk.open} title=${desk.text}>
            <span class="dot" aria-hidden="true"></span>${t(desk.open ? 'desk.open' : 'desk.closed')}
          </p>`}
      </div>
      <nav class="top-bar__nav" aria-label=${t('nav.label')}>
        <ul class="top-bar__views">
          ${views.map((view) => html`<li key=${view}><${ViewButton} view=${view} /></li>`)}
        </ul>
      </nav>
      <div class="top-bar__me">
        <${Line} />
        ${may(person?.roles, 'answer') && html`<${Presence} />`}
        <${Account} onLeave=${onLeave} />
      </div>
      ${desk?.reason && !desk.open && html`<p class="top-bar__reason">${t('desk.reason', { reason: desk.reason })}</p>`}
    </header>`;
}

/** @param {{view: import('../session.js').View}} props */
function ViewButton({ view }) {
  const session = useSession();
  const current = session.view.value === view;
  const count = counted(session, view);
  const news = view === 'work' ? countOf(session.news.value) : 0;
  return html`
    <button type="button" class="top-bar__view" aria-current=${current ? 'page' : undefined} onClick=${() => (session.view.value = view)}>
      ${t(`nav.${view}`)}${news > 0
        ? html`<span class="count count--news">${t('nav.news', { n: news })}</span>`
        : count > 0 && html`<span class="count">${count}</span>`}
    </button>`;
}

/** What a part has to be looked at for. @param {import('../session.js').Session} session @param {string} view */
function counted(session, view) {
  if (view === 'work') return session.mine.value.length;
  return view === 'pages' ? session.state.value.problems?.total ?? 0 : 0;
}

/** The line to the server, in words. A break is heard too. */
function Line() {
  const { connection } = useSession();
  const state = connection.state.value;
  if (connection.reason.value === 'replaced') return html`<${Replaced} />`;
  const key = state === 'open' ? 'online' : state === 'connecting' ? 'connecting' : 'offline';
  return html`
    <p class="line" data-state=${state} role="status">
      <span class="dot" aria-hidden="true"></span><span class="line__words">${t(`connection.${key}`)}</span>
    </p>`;
}

/** Another window has the desk; this one says so, and can take it back. */
function Replaced() {
  const { connection } = useSession();
  return html`
    <p class="line" data-state="closed" role="status">
      ${t('connection.replaced')}
      <button type="button" class="line__again" onClick=${() => connection.connect()}>${t('connection.use_this')}</button>
    </p>`;
}
