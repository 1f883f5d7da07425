// What just happened, or went wrong, in one line that can be put away.

import { Button } from '../../shared/components/button/button.js';
import { t } from '../../shared/text.js';
import { html, useEffect } from '../../shared/ui.js';
import { useSession } from '../session.js';

/** Good news is read and gone; what went wrong stays until it is put away. */
const GOOD_NEWS_MS = 8000;

export function NoticeBar() {
  const session = useSession();
  const { notice } = session.state.value;
  useEffect(() => {
    if (!notice || notice.wrong) return undefined;
    const timer = session.clock.after(() => session.hideNotice(), GOOD_NEWS_MS);
    return () => session.clock.cancel(timer);
  }, [notice]);
  return html`
    <div class="notices" role="status">
      ${notice && html`
        <div class="notice" data-wrong=${notice.wrong}>
          <p>${notice.key ? t(notice.key, notice.values) : notice.text}</p>
          <${Button} kind="plain" small onClick=${() => session.hideNotice()}>${t('notice.hide')}<//>
        </div>`}
    </div>`;
}
