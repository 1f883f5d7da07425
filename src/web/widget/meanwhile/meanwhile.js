// What the pages say to what was asked, while one waits for a person. It stands below the log and is no part of it:
// nobody has answered yet. A screen reader hears that it is there, and reads it when the visitor goes to it.

import { Prose } from '../../shared/components/prose/prose.js';
import { Sources } from '../../shared/components/sources/sources.js';
import { serverLanguage, t } from '../../shared/text.js';
import { html } from '../../shared/ui.js';

/** @param {{chat: import('../state/chat.js').Chat}} props */
export function Meanwhile({ chat }) {
  const found = chat.stage.value?.kind === 'queued' ? chat.meanwhile.value : null;
  return html`
    <p class="only-heard" role="status">${found && t('meanwhile.heard')}</p>
    ${found && html`
      <section class="meanwhile" aria-labelledby="meanwhile-heading">
        <h2 class="meanwhile__heading" id="meanwhile-heading">${t('meanwhile.heading')}</h2>
        <p class="meanwhile__explain">${t('meanwhile.explain')}</p>
        <div><${Prose} text=${found.text} lang=${serverLanguage.value} languages=${found.languages} /></div>
        <${Sources} sources=${found.sources} />
      </section>`}`;
}
