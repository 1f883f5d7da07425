// Before somebody signs out in the middle of something: what becomes of it.

import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';
import { Dialog } from '../dialog/dialog.js';
import { useSession } from '../session.js';

/** @param {{onLeave: () => void}} props */
export function Leaving({ onLeave }) {
  const session = useSession();
  const conversations = session.mine.value.length;
  const unsent = session.unsent;
  const open = session.state.value.desk?.open ?? false;
  const submit = () => {
    onLeave();
    return true;
  };
  return html`
    <${Dialog} heading=${t('leave.heading')} submit=${t('bar.sign_out')} cancel=${t('leave.stay')} onSubmit=${submit}>
      ${conversations > 0 && html`
        <p>${t('leave.conversations', { count: conversations })} ${t(open ? 'leave.to_queue' : 'leave.to_choice', { count: conversations })}</p>`}
      ${unsent > 0 && html`<p>${t('leave.unsent', { count: unsent })}</p>`}
      ${conversations === 0 && unsent === 0 && html`<p>${t('leave.nothing')}</p>`}
    <//>`;
}
