// Passages from the municipality's own pages that fit what was asked. A click puts one into the draft, never further.

import { Button } from '../../shared/components/button/button.js';
import { safeAddress } from '../../shared/links.js';
import { language, t } from '../../shared/text.js';
import { longDate } from '../../shared/time.js';
import { html, useRef, useSignal } from '../../shared/ui.js';
import { useSession } from '../session.js';

/** @param {{known: import('../state/conversation.js').Conversation}} props */
export function Suggestions({ known }) {
  const session = useSession();
  const open = useSignal(false);
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const id = `suggestions-${known.id}`;
  const toggle = () => {
    open.value = !open.value;
    // What the visitor wrote last decides: asked for anew each time.
    if (open.value) session.suggest(known.id);
  };
  const insert = (/** @type {import('../state/wire.js').Passage} */ passage) => {
    const { text } = session.draft(known.id);
    const words = `${passage.text}\n${passage.url}`;
    session.write(known.id, { kind: 'say', text: text.trim() === '' ? words : `${text.trimEnd()}\n\n${words}` });
    session.focus.value = `composer:${known.id}`;
    open.value = false;
  };
  const escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape' || !open.value) return;
    open.value = false;
    button.current?.querySelector('button')?.focus();
  };
  return html`
    <div class="suggestions" onKeyDown=${escape} ref=${button}>
      <button type="button" class="suggestions__button" aria-expanded=${open.value} aria-controls=${id} onClick=${toggle}>
        ${t('suggest.button')}
      </button>
      <div class="suggestions__panel" id=${id} hidden=${!open.value} role="group" aria-label=${t('suggest.heading')} tabindex=${open.value ? 0 : undefined}>
        ${open.value && passages(known, insert)}
      </div>
    </div>`;
}

/**
 * @param {import('../state/conversation.js').Conversation} known
 * @param {(passage: import('../state/wire.js').Passage) => void} insert
 */
function passages(known, insert) {
  if (known.passages === null) return html`<p class="quiet" role="status">${t('suggest.searching')}</p>`;
  if (known.passages.length === 0) return html`<p class="quiet" role="status">${t('suggest.none')}</p>`;
  return html`
    <ul class="suggestions__list">
      ${known.passages.map((passage) => html`
        <li class="passage" key=${passage.url + passage.section + passage.text}>
          <p class="passage__title">${page(passage)}</p>
          <p class="passage__text">${passage.text}</p>
          <div class="passage__foot">
            <p class="facts">
              <span>${passage.reviewed ? t('suggest.reviewed', { date: longDate(passage.reviewed, language.value) }) : t('suggest.unknown')}</span>
              ${!passage.confirmed && html`<span class="badge badge--notice">${t('suggest.unconfirmed')}</span>`}
            </p>
            <${Button} kind="quiet" small label=${t('suggest.insert_this', { title: passage.section || passage.title })} onClick=${() => insert(passage)}>
              ${t('suggest.insert')}
            <//>
          </div>
        </li>`)}
    </ul>`;
}

/** @param {import('../state/wire.js').Passage} passage */
function page(passage) {
  const href = safeAddress(passage.url);
  const name = passage.section && passage.section !== passage.title ? `${passage.title}: ${passage.section}` : passage.title;
  if (!href) return name;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer">${name}<span class="only-heard"> ${t('link.new_tab')}</span></a>`;
}
