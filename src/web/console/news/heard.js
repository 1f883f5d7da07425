// Told once to a screen reader: somebody has begun to write where the log itself is not on the page, and so is not heard.

import { t } from '../../shared/text.js';
import { html, useRef } from '../../shared/ui.js';
import { useSession } from '../session.js';
import { title } from '../state/conversation.js';

export function Heard() {
  const session = useSession();
  const { calls, unseen } = session.news.value;
  const said = useRef({ calls, words: '', round: 0 });
  if (calls !== said.current.calls) {
    const words = calls.length > 0 ? wordsFor(session, calls) : said.current.words;
    said.current = { calls, words, round: said.current.round + (calls.length > 0 ? 1 : 0) };
  }
  const { words, round } = said.current;
  return html`
    <p class="only-heard" role="status" id="heard">
      ${unseen.size > 0 && words !== '' && html`<span key=${round}>${words}</span>`}
    </p>`;
}

/** @param {import('../session.js').Session} session @param {readonly string[]} calls */
function wordsFor(session, calls) {
  const unheard = session.mine.peek().filter(({ id }) => calls.includes(id) && !document.getElementById(`conversation-${id}`));
  return unheard.map((known) => t('message.heard', { title: title(known) || t('mine.untitled') })).join(' ');
}
