// Whether the visitor is there, and how long they have waited for an answer.

import { t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';
import { useSession } from '../session.js';
import { waitsSince } from '../state/conversation.js';
import { span, thereWords } from '../words.js';

/** From here on a wait stands out. */
const LONG_MS = 3 * 60_000;

/** @typedef {import('../state/conversation.js').Conversation} Known */

/** Who has the conversation no more does not hear of its visitor either. @param {{known: Known}} props */
export function There({ known }) {
  const session = useSession();
  if (!known.there || known.standing !== 'mine') return null;
  const { presence } = known.there;
  // Only the time of a day before changes with the clock.
  return html`
    <span class="there" data-presence=${presence}>
      <span class="dot" aria-hidden="true"></span>${thereWords(known.there, session.now.peek())}
    </span>`;
}

/**
 * @param {object} props
 * @param {Known} props.known
 * @param {boolean} [props.brief] to the eye only how long
 */
export function Waits({ known, brief = false }) {
  // Without a line to the server nobody knows whether the visitor waits still.
  const heard = useSession().connection.state.value === 'open';
  const since = heard && known.standing === 'mine' ? waitsSince(known) : null;
  return since && html`<${Wait} since=${Date.parse(since)} brief=${brief} />`;
}

/** @param {{since: number, brief: boolean}} props */
function Wait({ since, brief }) {
  const waited = useSession().now.value - since;
  const wait = span(waited);
  return html`
    <span class="waits" data-long=${waited >= LONG_MS}>
      ${brief
        ? html`<span aria-hidden="true">${wait}</span><span class="only-heard">${t('mine.waits', { wait })}</span>`
        : t('conversation.waits', { wait })}
    </span>`;
}
