// How somebody who left a message can be reached.

import { useEffect } from '../../shared/ui.js';
import { useSession } from '../session.js';

/**
 * The contact of a conversation that began as a left message; it is asked for when the page does not know it yet.
 * @param {import('../state/conversation.js').Conversation} known
 * @returns {import('../state/wire.js').Contact | undefined}
 */
export function useContact(known) {
  const session = useSession();
  const contact = session.contacts.value.get(known.id);
  const wasLeft = known.transcript.items.value.some(({ entry }) => entry.event === 'message_left');
  const missing = wasLeft && !contact;
  useEffect(() => {
    // Without an answer the log is there all the same; the next view of the morning list asks again.
    if (missing) session.leftMessages().catch(() => undefined);
  }, [missing]);
  return contact;
}
