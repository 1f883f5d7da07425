// The transcript on screen: one `role="log"`, which announces what is added, and nothing else that announces the same.
//
// It stays at its end while the reader is there, and leaves the reader in peace who has scrolled up to read.

import { t } from '../../text.js';
import { html, useEffect, useLayoutEffect, useRef } from '../../ui.js';

/** How far from the end still counts as being there, in pixels. */
const NEAR_END = 80;

/**
 * @param {object} props
 * @param {string} [props.label] what the log is called to those who hear it
 * @param {string | number} props.mark changes when something was added at the end, such as the last key
 * @param {any} props.children
 */
export function Log({ label, mark, children }) {
  const log = useRef(/** @type {HTMLElement | null} */ (null));
  const atEnd = useRef(true);
  useEffect(() => {
    const scroller = scrollParent(log.current);
    if (!scroller) return undefined;
    const look = () => {
      atEnd.current = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
    };
    scroller.addEventListener('scroll', look, { passive: true });
    // The virtual keyboard or a growing composer makes the view smaller: the end stays in sight.
    const resized = new ResizeObserver(() => atEnd.current && toEnd(scroller));
    resized.observe(scroller);
    return () => {
      scroller.removeEventListener('scroll', look);
      resized.disconnect();
    };
  }, []);
  useLayoutEffect(() => {
    const scroller = scrollParent(log.current);
    if (scroller && atEnd.current) toEnd(scroller);
  }, [mark]);
  return html`<div class="log" role="log" aria-label=${label ?? t('log.label')} ref=${log}>${children}</div>`;
}

/** @param {Element} scroller */
function toEnd(scroller) {
  scroller.scrollTop = scroller.scrollHeight;
}

/** The element marked as the one that scrolls. @param {HTMLElement | null} log */
const scrollParent = (log) => log?.closest('[data-scrolls]') ?? null;
