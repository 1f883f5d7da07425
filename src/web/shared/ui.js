// The one door to the libraries: components import from here, so that a change of library touches one file.

import htm from '../vendor/htm.js';
import { h } from '../vendor/preact.js';

export { Fragment, createContext, h, render } from '../vendor/preact.js';
export {
  useCallback, useContext, useEffect, useId, useLayoutEffect, useMemo, useRef, useState,
} from '../vendor/preact-hooks.js';
export { batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect } from '../vendor/signals.js';

/** Markup as a template: `` html`<${Button} onClick=${send}>Skicka<//>` ``. Text is always text, never HTML. */
export const html = /** @type {(strings: TemplateStringsArray, ...values: any[]) => any} */ (htm.bind(h));
