// A file in the log: what it is called, what it is, how large, and a press that keeps it. It is never shown by itself.

import { t } from '../../text.js';
import { html, useState } from '../../ui.js';
import { sizeOf } from './attach.js';

/** @param {{file: import('../../files.js').Kept, onFile: (file: import('../../files.js').Kept) => Promise<void>}} props */
export function KeptFile({ file, onFile }) {
  const [lost, setLost] = useState(false);
  const get = () => {
    setLost(false);
    onFile(file).catch(() => setLost(true));
  };
  return html`
    <button type="button" class="file" onClick=${get}>
      <svg class="file__icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4v11m0 0-4-4m4 4 4-4M5 19h14" /></svg>
      <span class="file__words">
        <span class="only-heard">${t('file.get')} </span>
        <span class="file__name" dir="auto">${file.name}</span>
        <span class="file__about"><span class="only-heard">, </span>${file.kind.toUpperCase()}, ${sizeOf(file.bytes)}</span>
      </span>
    </button>
    ${lost && html`<p class="file__lost" role="alert">${t('file.lost')}</p>`}`;
}
