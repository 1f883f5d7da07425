// The way to send a file: a button, how far it has come, and what would be right when it is not taken. That it has come
// is told by its entry in the log, and by nothing else.

import { size } from '../../files.js';
import { newId } from '../../id.js';
import { language, t } from '../../text.js';
import { html, useRef, useState } from '../../ui.js';
import { Button } from '../button/button.js';

/** @typedef {{file: File, id: string, part: number, error: string | null, again: boolean}} Going */

/** What the server may say that is worth a sentence of its own. */
const TOLD = new Set(['too_large', 'wrong_kind', 'damaged', 'too_many_files', 'too_fast', 'too_many', 'not_allowed', 'closed']);
/** What may come out otherwise when it is sent once more. */
const PASSING = new Set(['failed', 'too_fast', 'too_many']);

/** @param {{rules: import('../../files.js').Rules, send: import('../../files.js').Send}} props */
export function Attach({ rules, send }) {
  const [going, setGoing] = useState(/** @type {Going | null} */ (null));
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const leaves = going !== null && going.error === null;

  /** @param {File} file @param {string} id */
  const start = async (file, id) => {
    const state = { file, id, part: 0, error: null, again: false };
    if (file.size > rules.max_bytes) return setGoing({ ...state, error: sentence('too_large', file, rules) });
    setGoing(state);
    try {
      await send(file, id, (part) => setGoing({ ...state, part }));
      setGoing(null);
    } catch (error) {
      const said = /** @type {{code?: string}} */ (error).code ?? 'failed';
      const code = TOLD.has(said) ? said : 'failed';
      setGoing({ ...state, error: sentence(code, file, rules), again: PASSING.has(code) });
    }
  };
  const chosen = (/** @type {any} */ event) => {
    const [file] = event.target.files;
    // The same file may be chosen again.
    event.target.value = '';
    if (file) void start(file, newId());
  };
  return html`
    <div class="attach">
      <input class="attach__input" type="file" tabindex="-1" aria-hidden="true" accept=${accept(rules)} ref=${input} onChange=${chosen} />
      <span ref=${button}>
        <${Button} kind="quiet" small aria-disabled=${leaves} onClick=${() => !leaves && input.current?.click()}>${t('file.attach')}<//>
      </span>
      ${leaves && html`
        <span class="attach__going">
          <progress class="attach__progress" max="1" value=${going.part} aria-label=${t('file.sending')}></progress>
          <span aria-hidden="true">${t('file.sending')}</span>
        </span>`}
      <p class="attach__error" role="alert">${going?.error}</p>
      ${going?.again && html`
        <${Button} kind="quiet" small onClick=${() => (focusOn(button), start(going.file, going.id))}>${t('file.again')}<//>`}
    </div>`;
}

/** The button that was pressed goes away. @param {{current: HTMLElement | null}} button */
const focusOn = (button) => button.current?.querySelector('button')?.focus();

/** @param {string} code @param {File} file @param {import('../../files.js').Rules} rules */
function sentence(code, file, rules) {
  const kinds = rules.kinds.map((kind) => kind.toUpperCase());
  return t(`file.${code}`, {
    size: sizeOf(file.size),
    limit: sizeOf(rules.max_bytes),
    kinds: new Intl.ListFormat(language.value, { type: 'disjunction' }).format(kinds),
  });
}

/** @param {number} bytes */
export function sizeOf(bytes) {
  const { unit, n } = size(bytes);
  return t(`file.${unit}`, { n });
}

/** @param {import('../../files.js').Rules} rules */
const accept = (rules) => rules.kinds.map((kind) => (kind === 'pdf' ? 'application/pdf' : `image/${kind}`)).join(',');
