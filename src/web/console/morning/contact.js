// How somebody who left a message can be reached.

/**
 * The contact that stands in the log, where the message was left.
 * @param {import('../state/conversation.js').Conversation} known
 * @returns {import('../state/wire.js').Contact | null}
 */
export function contactOf(known) {
  for (const { entry } of known.transcript.items.value) {
    const contact = entry.data?.contact;
    if (contact && typeof contact === 'object') return contact;
  }
  return null;
}
