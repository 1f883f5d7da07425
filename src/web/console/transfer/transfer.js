// To a colleague, who is asked, or back to the queue, with a reason for the next one.

import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';
import { Dialog } from '../dialog/dialog.js';
import { useSession } from '../session.js';

/** A sign-in name is never empty, so this cannot be one. */
const QUEUE = '';

/** @param {{conversation: string}} props */
export function Transfer({ conversation }) {
  const session = useSession();
  const { team, person } = session.state.value;
  const colleagues = team.filter((member) => member.name !== person?.name && member.status === 'available' && member.roles.includes('agent'));
  const submit = (/** @type {FormData} */ form) => {
    const to = String(form.get('to') ?? QUEUE);
    const reason = String(form.get('reason') ?? '').trim();
    session.transfer(conversation, { ...(to !== QUEUE && { to }), ...(reason && { reason }) });
    return true;
  };
  return html`
    <${Dialog} heading=${t('transfer.heading')} submit=${t('transfer.submit')} onSubmit=${submit}>
      <fieldset class="choices">
        <legend class="field__label">${t('transfer.to')}</legend>
        ${colleagues.map((member) => html`<${Colleague} key=${member.name} member=${member} />`)}
        ${colleagues.length === 0 && html`<p class="quiet">${t('transfer.nobody')}</p>`}
        <label class="choice choice--card">
          <input type="radio" name="to" value=${QUEUE} defaultChecked />
          <span class="choice__words">${t('transfer.queue')}<span class="choice__more">${t('transfer.queue_hint')}</span></span>
        </label>
      </fieldset>
      <div class="field">
        <label class="field__label" for="transfer-reason">${t('transfer.reason')}</label>
        <textarea class="field__input" id="transfer-reason" name="reason" rows="2" maxlength="500" defaultValue=${session.field(`transfer:${conversation}`)}
          onInput=${(/** @type {any} */ event) => session.writeField(`transfer:${conversation}`, event.target.value)}></textarea>
      </div>
    <//>`;
}

/** @param {{member: import('../state/wire.js').Member}} props */
function Colleague({ member }) {
  const full = member.conversations >= member.capacity;
  const load = t('transfer.load', { n: member.conversations, capacity: member.capacity });
  return html`
    <label class="choice choice--card">
      <input type="radio" name="to" value=${member.name} disabled=${full} />
      <span class="choice__words">${member.display}<span class="choice__more">${full ? t('transfer.full') : load}</span></span>
    </label>`;
}
