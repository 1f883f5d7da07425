// For the leader: the desk's hours by hand, what every visitor is told, who is at work, and who waits.

import { t } from '../../shared/text.js';
import { html, useEffect, useRef } from '../../shared/ui.js';
import { Queue } from '../queue/queue.js';
import { useSession } from '../session.js';
import { CrisisForm } from './crisis_form.js';
import { Override } from './override.js';

export function Lead() {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), []);
  return html`
    <div class="page lead">
      <h2 class="page__heading" tabindex="-1" ref=${heading}>${t('lead.heading')}</h2>
      <div class="lead__parts">
        <${Override} />
        <${CrisisForm} />
        <${Team} />
        <div class="card"><${Queue} /></div>
      </div>
    </div>`;
}

function Team() {
  const { team } = useSession().state.value;
  return html`
    <section class="card" aria-labelledby="team">
      <h2 class="part-heading" id="team">${t('lead.team')}</h2>
      ${team.length === 0
        ? html`<p class="quiet">${t('lead.nobody')}</p>`
        : html`
          <table class="team">
            <thead>
              <tr><th scope="col">${t('lead.name')}</th><th scope="col">${t('lead.status')}</th><th scope="col" class="team__load">${t('lead.load')}</th></tr>
            </thead>
            <tbody>${team.map((member) => html`<${Row} key=${member.name} member=${member} />`)}</tbody>
          </table>`}
    </section>`;
}

/** @param {{member: import('../state/wire.js').Member}} props */
function Row({ member }) {
  return html`
    <tr>
      <th scope="row">${member.display}</th>
      <td class="team__status" data-status=${member.status}><span class="dot" aria-hidden="true"></span>${t(`status.${member.status}`)}</td>
      <td class="team__load">${t('lead.of', { n: member.conversations, capacity: member.capacity })}</td>
    </tr>`;
}
