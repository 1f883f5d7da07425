// How many characters a message has left, near the end. It is seen at every key, and heard after a pause in the typing:
// a number at every key would drown the letters.

import { browserClock } from '../../shared/clock.js';
import { t } from '../../shared/text.js';
import { html, useEffect, useState } from '../../shared/ui.js';

/** From here on the characters are counted down. */
const COUNTED_FROM = 300;
const PAUSE_MS = 1000;

/** @param {{left: number, id: string, clock?: import('../../shared/clock.js').Clock}} props below zero the text is too long */
export function Left({ left, id, clock = browserClock }) {
  const words = left > COUNTED_FROM ? '' : left < 0 ? t('composer.too_long', { count: -left }) : t('composer.left', { count: left });
  const [heard, setHeard] = useState(words);
  useEffect(() => {
    const timer = clock.after(() => setHeard(words), PAUSE_MS);
    return () => clock.cancel(timer);
  }, [words]);
  return html`
    <span class=${left < 0 ? 'field__error' : ''} aria-hidden="true">${words}</span>
    <span class="only-heard" role="status" id=${id}>${heard}</span>`;
}
