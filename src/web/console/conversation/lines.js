// The lines of a log as staff see it: entries in order, and each note after the entry that it was written at.

import { Button } from '../../shared/components/button/button.js';
import { Entry } from '../../shared/components/entry/entry.js';
import { LinkedText } from '../../shared/components/linked_text/linked_text.js';
import { Drawn } from '../../shared/drawn.js';
import { language, t } from '../../shared/text.js';
import { clockTime, day, dayName } from '../../shared/time.js';
import { html, useRef } from '../../shared/ui.js';
import { useSession } from '../session.js';
import { fetchFile } from '../state/api.js';

/** @typedef {import('../state/conversation.js').Conversation} Known */
/** @typedef {import('../../shared/transcript.js').Item} Item */

/** @param {{known: Known}} props */
export function Lines({ known }) {
  const session = useSession();
  const lines = useRef(/** @type {Drawn<Item>} */ (new Drawn()));
  const items = known.transcript.items.value;
  const seen = items.findLast((item) => item.seq !== null && item.seq <= known.seenSeq && item.entry.author.kind === 'agent');
  const notes = known.notes;
  const notesAt = (/** @type {number} */ from, /** @type {number} */ to) => (notes.length === 0 ? [] :
    notes.filter(({ at_seq }) => at_seq >= from && at_seq < to).map((note) => html`<${Note} key=${note.at + note.text + note.what} note=${note} />`));
  return html`
    ${notesAt(0, items[0]?.seq ?? Infinity)}
    ${items.flatMap((item, index) => {
      const before = items[index - 1] ?? null;
      const line = lines.current.of(item, [before, item === seen], () => html`
        <${Line} key=${item.key} item=${item} id=${known.id} seen=${item === seen} day=${dayBefore(before, session)} />`);
      return item.seq === null ? line : [line, ...notesAt(item.seq, items[index + 1]?.seq ?? Infinity)];
    })}
    ${known.saving.map((one) => html`<${Saving} key=${one.id} one=${one} id=${known.id} />`)}`;
}

/** The day that a reader takes for granted: that of the entry before, and today's to begin with. @param {Item | null} before @param {import('../session.js').Session} session */
const dayBefore = (before, session) => day(before?.entry.at ?? new Date(session.now.peek()).toISOString());

/** @param {{item: Item, id: string, seen: boolean, day: string}} props `day` is taken for granted before it */
function Line({ item, id, seen, day: known }) {
  return html`
    ${day(item.entry.at) !== known && html`<p class="log__day" key="day">${dayName(item.entry.at, language.value)}</p>`}
    <${Entry} key="entry" item=${item} own="agent" level=${4} status=${seen ? t('conversation.seen') : null}
      onFile=${(/** @type {import('../../shared/files.js').Kept} */ file) => fetchFile(id, file)}>
      ${item.progress === 'failed' && item.id && html`
        <${Unsent} id=${id} kind="say" words=${{ id: item.id, text: item.entry.text }} />`}
    <//>`;
}

/** @param {{note: import('../state/wire.js').Note}} props */
function Note({ note }) {
  return html`
    <div class="note">
      <p class="note__head">
        <span class="note__kind">${note.what ? t('handover.staff_only') : t('conversation.note')}</span>
        <span class="note__author">${note.what ? t(`handover.${note.what}`, { name: note.author.name || t('handover.somebody') }) : note.author.name}</span>
        <time class="note__time" datetime=${note.at}>${clockTime(note.at, language.value)}</time>
      </p>
      ${note.what ? html`<${Reason} note=${note} />` : html`<${LinkedText} text=${note.text} />`}
    </div>`;
}

/** @param {{note: import('../state/wire.js').Note}} props */
function Reason({ note }) {
  if (note.text) return html`<${LinkedText} text=${t('handover.reason', { reason: note.text })} />`;
  return note.what === 'transferred' && html`<p>${t('handover.no_reason')}</p>`;
}

/** @param {{one: import('../state/conversation.js').Saving, id: string}} props */
function Saving({ one, id }) {
  return html`
    <div class="note" data-progress=${one.refused ? 'failed' : 'sending'}>
      <p class="note__head"><span class="note__kind">${t('conversation.note')}</span></p>
      <${LinkedText} text=${one.text} />
      <p class="note__foot">${one.refused ?? t('entry.sending')}</p>
      ${one.refused && html`<${Unsent} id=${id} kind="note" words=${one} />`}
    </div>`;
}

/** @param {{id: string, kind: 'say' | 'note', words: {id: string, text: string}}} props */
function Unsent({ id, kind, words }) {
  const session = useSession();
  return html`
    <div class="unsent">
      <${Button} kind="quiet" small onClick=${() => session.again(id, kind, words)}>${t('conversation.again')}<//>
      <${Button} kind="quiet" small onClick=${() => session.discard(id, words.id)}>${t('conversation.discard')}<//>
    </div>`;
}
