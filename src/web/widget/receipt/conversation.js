// A conversation that a code has opened: what was said, as the chat showed it, and what can be done with it.

import { Button } from '../../shared/components/button/button.js';
import { Entry } from '../../shared/components/entry/entry.js';
import { language, t } from '../../shared/text.js';
import { dayName, day } from '../../shared/time.js';
import { html, useEffect, useRef, useState } from '../../shared/ui.js';
import { Downloads } from '../save/downloads.js';
import { Erase } from './erase.js';

/** @typedef {import('./visit.js').Visit} Visit */
/** @typedef {import('../../shared/wire.d.ts').Entry} LogEntry */

/** @param {{visit: Visit, opened: import('./visit.js').Opened}} props */
export function Conversation({ visit, opened }) {
  const [asks, setAsks] = useState(false);
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), []);
  return html`
    <h1 class="receipt__heading" tabindex="-1" ref=${heading}>${t('receipt.opened')}</h1>
    <p>${opened.kept}</p>
    <section class="receipt__log log" aria-label=${t('log.label')}>
      ${opened.entries.flatMap((entry, index) => [divider(opened.entries[index - 1], entry), line(entry)])}
    </section>
    <section class="receipt__deeds" aria-labelledby="receipt-deeds">
      <h2 class="receipt__subheading" id="receipt-deeds">${t('receipt.save')}</h2>
      <${Downloads} opener=${() => visit.opener} />
      <p class="receipt__soft">${t('receipt.shared')}</p>
    </section>
    <div class="receipt__choices">
      <${Button} kind="danger" onClick=${() => setAsks(true)}>${t('receipt.erase')}<//>
    </div>
    ${asks && html`<${Erase} visit=${visit} onClosed=${() => setAsks(false)} />`}`;
}

/** @param {LogEntry} entry */
function line(entry) {
  const item = { key: `entry-${entry.seq}`, seq: entry.seq, progress: null, id: null, error: null, entry };
  return html`<${Entry} key=${item.key} item=${item} own="visitor" />`;
}

/** The day over its first entry: this may be read long afterwards. @param {LogEntry | undefined} before @param {LogEntry} entry */
function divider(before, entry) {
  if (before && day(before.at) === day(entry.at)) return null;
  return html`<p class="log__day" key=${`day-${entry.seq}`}>${dayName(entry.at, language.value)}</p>`;
}
