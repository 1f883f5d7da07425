// The mark of danger: certain, or possible. It is wherever a conversation is offered or listed.

import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';

/**
 * @param {object} props
 * @param {boolean} [props.urgent] an alarm was given
 * @param {boolean} [props.concern] danger was told of
 * @param {boolean} [props.short] where there is little room
 */
export function Mark({ urgent = false, concern = false, short = false }) {
  if (urgent) return html`<span class="badge badge--danger">${t('danger.urgent')}</span>`;
  return concern && html`<span class="badge badge--concern">${t(short ? 'danger.concern_short' : 'danger.concern')}</span>`;
}
