// Whether somebody writes on keys or on glass. On keys Enter sends, as everybody is told; on glass Enter is the only way to
// a new line, a thumb hits it by mistake, and what is sent cannot be taken back: there the button beside the text sends,
// as in the messengers that come with a telephone.

import { signal } from './ui.js';

/** Keys that no keyboard on glass has, or tells of. */
const ONLY_ON_KEYS = new Set(['Tab', 'Escape', 'Shift', 'Control', 'Alt', 'Meta', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End']);

/** @typedef {{matches: boolean, addEventListener: (kind: 'change', run: () => void) => void}} Query */

export class Keyboard {
  isThere;

  /**
   * @param {Pick<EventTarget, 'addEventListener'>} page where keys are heard
   * @param {Query} mouse whether what one points with first is a mouse or the like: then there are keys beside it
   */
  constructor(page, mouse) {
    this.isThere = signal(mouse.matches);
    // A tablet is put into its keyboard, or taken out of it.
    mouse.addEventListener('change', () => (this.isThere.value = mouse.matches));
    page.addEventListener('keydown', (/** @type {any} */ { key }) => {
      if (ONLY_ON_KEYS.has(key)) this.isThere.value = true;
    }, { capture: true, passive: true });
  }

  /** Whether an Enter is to send. @param {Pick<KeyboardEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>} event */
  sends({ shiftKey, ctrlKey, metaKey }) {
    return !shiftKey && (this.isThere.value || ctrlKey || metaKey);
  }
}

/** Of this page. */
export const keyboard = typeof window === 'undefined'
  ? new Keyboard(new EventTarget(), { matches: true, addEventListener: () => {} })
  : new Keyboard(window, matchMedia('(hover: hover) and (pointer: fine)'));
