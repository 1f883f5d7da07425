// An alarm or a concern that is out of sight and not read: its first line with its number, above the log. It is no live
// region, as the log has said the same words; whoever goes through the page finds it there.

import { Button } from '../../shared/components/button/button.js';
import { LinkedText } from '../../shared/components/linked_text/linked_text.js';
import { firstLine, parts } from '../../shared/danger.js';
import { pieces } from '../../shared/links.js';
import { serverLanguage, t } from '../../shared/text.js';
import { html, useEffect, useSignal } from '../../shared/ui.js';

/** How much of the first line has to be seen for it to be in sight. */
const SEEN = 0.9;

/** @param {{chat: import('../state/chat.js').Chat, scroll: {current: HTMLElement | null}}} props `scroll` is what holds the log */
export function Reminder({ chat, scroll }) {
  const item = chat.danger.unread.value;
  const isAway = useIsAway(scroll, item);
  if (!item || !isAway) return null;
  const { entry } = item;
  const { first } = parts(entry);
  const number = called(first) ? null : called(entry.text);
  const read = () => {
    chat.danger.read(item.seq);
    scroll.current?.focus({ preventScroll: true });
  };
  return html`
    <section class=${`reminder reminder--${entry.event}`} aria-label=${t('reminder.label')}>
      <div class="reminder__words">
        <${LinkedText} text=${first} ...${firstLine(entry, serverLanguage.value)} />
        ${number && html`<${LinkedText} text=${number} />`}
      </div>
      <${Button} kind="quiet" small onClick=${read}>${t('reminder.read')}<//>
    </section>`;
}

/** The first number to call in a text. @param {string} text */
const called = (text) => pieces(text).find(({ href }) => href?.startsWith('tel:'))?.text ?? null;

/**
 * Whether the first line of an entry in the log is out of sight.
 * @param {{current: HTMLElement | null}} scroll
 * @param {import('../../shared/transcript.js').Item | null} item
 */
function useIsAway(scroll, item) {
  const isAway = useSignal(false);
  useEffect(() => {
    isAway.value = false;
    // The entry is drawn by the log, which both sides share and which knows of no reminder.
    const line = item && scroll.current?.querySelector(`[data-seq="${item.seq}"] .entry__first`);
    if (!line) return undefined;
    const watch = new IntersectionObserver((seen) => {
      const { boundingClientRect, intersectionRatio } = /** @type {IntersectionObserverEntry} */ (seen.at(-1));
      // Of a chat that is folded nothing is in sight, and it is not what was read.
      if (boundingClientRect.height > 0) isAway.value = intersectionRatio < SEEN;
    }, { threshold: [0, SEEN, 1] });
    watch.observe(line);
    return () => watch.disconnect();
  }, [item?.key]);
  return isAway.value;
}
