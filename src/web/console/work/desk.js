// Everything around a signed-in person: the bar, what must be told, and one of the views.

import { html, useEffect } from '../../shared/ui.js';
import { t } from '../../shared/text.js';
import { watchNews, watchOffers } from '../alerts.js';
import { AwayBanner } from '../away/away.js';
import { BlockedBanner } from '../blocked/blocked.js';
import { Closing } from '../closing/closing.js';
import { CrisisBanner } from '../crisis/crisis.js';
import { Gaps } from '../gaps/gaps.js';
import { Lead } from '../lead/lead.js';
import { Leaving } from '../leaving/leaving.js';
import { Morning } from '../morning/morning.js';
import { NoticeBar } from '../notice/notice.js';
import { Heard } from '../news/heard.js';
import { OfferCards } from '../offers/offers.js';
import { Own } from '../own/own.js';
import { Pages } from '../pages/pages.js';
import { SessionContext } from '../session.js';
import { whoAmI } from '../state/api.js';
import { TopBar } from '../top_bar/top_bar.js';
import { Transfer } from '../transfer/transfer.js';
import { Work } from './work.js';

/**
 * @param {object} props
 * @param {import('../session.js').Session} props.session
 * @param {() => void} props.onLeave the person signs out
 * @param {() => void} props.onEnded the server has signed the person out
 */
export function Desk({ session, onLeave, onEnded }) {
  const { connection, view } = session;
  const state = connection.state.value;
  const reason = connection.reason.value;

  useEffect(() => watchOffers(session), [session]);
  useEffect(() => session.keepWords(), [session]);
  useEffect(() => watchNews(session), [session]);
  useEffect(() => {
    const timer = setInterval(() => session.tick(), 1000);
    return () => clearInterval(timer);
  }, [session]);
  useEffect(() => {
    if (state !== 'open') session.cutOff();
  }, [session, state]);
  useEffect(() => {
    if (reason === 'signed_out') onEnded();
    // A socket that is refused does not say why: the session may have run out meanwhile.
    else if (state === 'waiting') void whoAmI().then((person) => (person ? session.answered() : onEnded()), () => undefined);
    else if (state === 'open') session.blocked.value = false;
  }, [state, reason]);

  const dialog = session.dialog.value;
  const leave = () => {
    if (session.mine.peek().length === 0 && session.unsent === 0) onLeave();
    else session.dialog.value = { kind: 'leave' };
  };
  return html`
    <${SessionContext.Provider} value=${session}>
      <a class="skip-link" href="#main">${t('skip')}</a>
      <${TopBar} onLeave=${leave} />
      <${CrisisBanner} />
      <${AwayBanner} />
      <${BlockedBanner} />
      <${NoticeBar} />
      <${Heard} />
      <main class="desk" id="main" tabindex="-1">
        ${view.value !== 'work' && html`<${OfferCards} />`}
        ${view.value === 'work' && html`<${Work} />`}
        ${view.value === 'morning' && html`<${Morning} />`}
        ${view.value === 'lead' && html`<${Lead} />`}
        ${view.value === 'pages' && html`<${Pages} />`}
        ${view.value === 'gaps' && html`<${Gaps} />`}
        ${view.value === 'account' && html`<${Own} />`}
      </main>
      ${dialog?.kind === 'transfer' && html`<${Transfer} key=${dialog.conversation} conversation=${dialog.conversation} />`}
      ${dialog?.kind === 'leave' && html`<${Leaving} onLeave=${onLeave} />`}
      ${dialog?.kind === 'close' && html`<${Closing} key=${dialog.conversation} conversation=${dialog.conversation} />`}
    <//>`;
}
