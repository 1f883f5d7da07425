// What an entry offers to do next, as long as it can be done. A line of the log stays where it is while the conversation
// goes on: the buttons under it go when the stage takes them no more, as a press on them would only be refused.

/** @typedef {import('../../shared/transcript.js').Item} Item */
/** @typedef {import('../../shared/wire.d.ts').Action} Action */
/** @typedef {import('../../shared/wire.d.ts').Stage} Stage */

/** The stages in which a press leads anywhere. What an alarm offers stands under it in any case, and is not here. */
const TAKEN_IN = /** @type {Record<string, Stage['kind'][]>} */ ({
  ask: ['assistant', 'queued'],
  ask_for_person: ['assistant'],
  leave_message: ['assistant', 'queued'],
  // The assistant answers already.
  use_assistant: ['queued'],
});

/** With these a wait begins, and what was offered before it is past: also what the queue took before. */
const WAITS = ['queued', 'returned'];

/** Of what an entry offers that which can be done. An action of a later version has no meaning here. @param {Item | undefined} item @param {Stage | null} stage */
export function taken(item, stage) {
  const actions = /** @type {Action[]} */ (item?.entry.actions ?? []);
  return actions.filter(({ kind }) => stage !== null && TAKEN_IN[kind]?.includes(stage.kind));
}

/** The entry whose offers stand: the newest that offers anything, unless a wait has begun since. @param {Item[]} items */
export function offering(items) {
  const at = items.findLastIndex(({ entry }) => WAITS.includes(entry.event ?? '') || entry.actions?.some(({ kind }) => kind in TAKEN_IN));
  return items[at] && !WAITS.includes(items[at].entry.event ?? '') ? items[at] : undefined;
}
