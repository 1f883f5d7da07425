// What somebody has written and the server has not taken, when it ends a session: the words wait for the same person.

/** @typedef {{text: string, kind: 'say' | 'note'}} Draft */
/** @typedef {{of: string, drafts: ReadonlyMap<string, Draft>}} Words whose they are, by sign-in name, and where they stood */

/**
 * The drafts, each after what was sent before it and never acknowledged. Of words for staff and words for the visitor
 * together come words for staff: nothing reaches a visitor that was not meant to.
 * @param {ReadonlyMap<string, Draft>} drafts by conversation
 * @param {readonly object[]} unsent frames, in the order they were sent
 * @returns {ReadonlyMap<string, Draft>}
 */
export function unsentWords(drafts, unsent) {
  const all = new Map(drafts);
  for (const frame of unsent.toReversed()) {
    const { type, conversation, text } = /** @type {{type: string, conversation: string, text: string}} */ (frame);
    if (type !== 'say' && type !== 'note') continue;
    const after = all.get(conversation)?.text ? all.get(conversation) : null;
    const kind = type === 'note' || after?.kind === 'note' ? 'note' : 'say';
    all.set(conversation, { text: after ? `${text}\n${after.text}` : text, kind });
  }
  return all;
}
