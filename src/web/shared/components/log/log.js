// The transcript on screen: one `role="log"`, which announces what is added, and nothing else that announces the same.
//
// It follows what is added: to its end, but no further than the top of what is new, so that a long answer is read from its
// beginning. A reader who has scrolled up to read is left in peace. An entry that holds stays in sight whatever comes after
// it. For a visitor those are the numbers to ring in danger (`data-holds`), which are followed in any case, until the
// visitor writes or presses something that is answered in the log (`data-answers`), or a person answers. For staff it is
// what the visitor wrote last, until something is written here.

import { t } from '../../text.js';
import { html, useEffect, useLayoutEffect, useRef } from '../../ui.js';

/** How far from the end still counts as being there, in pixels. */
const NEAR_END = 80;
/** What stays in sight above a new entry, in pixels. */
const ABOVE = 12;
const HOLDS = '[data-holds]';
const OWN = '.entry--own';
/** What answers a press of the reader's own: they look for it, as for what answers what they write. */
const ANSWERS = '[data-answers]';

/**
 * @typedef {object} Keeps what stays in sight
 * @property {string} holds the entries that do
 * @property {string} movesOn what moves on from one
 * @property {boolean} opens whether a log that is shown again stands there as well, and not at its end
 */
/** @type {Keeps} */
const NUMBERS = { holds: HOLDS, movesOn: `${OWN}, .entry--agent, ${ANSWERS}`, opens: false };
/**
 * What staff wrote before moves on from nothing: a conversation that is opened is opened for what its visitor says.
 * @type {Keeps}
 */
export const VISITORS_WORDS = { holds: '.entry--visitor', movesOn: '[data-progress="sending"]', opens: true };

/**
 * @param {object} props
 * @param {Keeps} [props.keeps]
 * @param {string} [props.label] what the log is called to those who hear it
 * @param {string | number} props.mark changes when something was added at the end, such as the last key
 * @param {any} props.children
 */
export function Log({ label, mark, keeps = NUMBERS, children }) {
  const log = useRef(/** @type {HTMLElement | null} */ (null));
  const follow = useRef(new Follow(keeps));
  useEffect(() => follow.current.watch(log.current), []);
  useLayoutEffect(() => follow.current.added(), [mark]);
  return html`<div class="log" role="log" aria-label=${label ?? t('log.label')} ref=${log}>${children}</div>`;
}

/**
 * The entry that holds after more was added, if any.
 * @template {{matches: (selector: string) => boolean, isConnected: boolean}} Line
 * @param {Line | null} before
 * @param {Line[]} added in their order
 * @param {Keeps} [keeps]
 * @returns {Line | null}
 */
export function holding(before, added, { holds: held, movesOn } = NUMBERS) {
  let holds = before?.isConnected && before.matches(held) ? before : null;
  for (const one of added) {
    if (one.matches(held)) holds = one;
    else if (one.matches(movesOn)) holds = null;
  }
  return holds;
}

/** Keeps what is new in sight. */
class Follow {
  #keeps;
  #follows = true;
  /** Where we have scrolled to ourselves; anything else is the reader's doing. */
  #own = -1;
  /** How high everything was then. */
  #height = 0;
  /** The reader has moved since something was added. */
  #moved = false;
  #shown = 0;
  /** @type {Element | undefined} the first of what was added last */
  #newest;
  /** @type {Element | null} the one that stays in sight instead */
  #held = null;
  /** @type {HTMLElement | null} */
  #log = null;
  /** @type {Element | null} the element around that scrolls, marked by `data-scrolls` */
  #scroller = null;

  /** @param {Keeps} keeps */
  constructor(keeps) {
    this.#keeps = keeps;
  }

  /** @param {HTMLElement | null} log @returns {() => void} ends it */
  watch(log) {
    this.#log = log;
    const scroller = (this.#scroller = log?.closest('[data-scrolls]') ?? null);
    if (!scroller) return () => {};
    const look = () => {
      const [moved, grown] = [scroller.scrollTop - this.#own, scroller.scrollHeight - this.#height];
      if (Math.abs(moved) < 2) return;
      // Something grew above what is in sight, and the browser has kept it there: that is nobody's doing.
      if (Math.abs(moved - grown) < 2) return this.#is(scroller);
      this.#moved = true;
      // The end of the log, whatever stands below it.
      const end = (log ?? scroller).getBoundingClientRect().bottom;
      this.#follows = end - scroller.getBoundingClientRect().bottom < NEAR_END;
    };
    scroller.addEventListener('scroll', look, { passive: true });
    // The virtual keyboard or a growing composer makes the view smaller: what was in sight stays there.
    const resized = new ResizeObserver(() => this.#align());
    resized.observe(scroller);
    // What stands above may fold together after the first entry has come.
    for (const child of scroller.children) resized.observe(child);
    // What is there from the beginning (a tab that is shown again) has been read: the last line is the newest.
    this.#shown = Math.max(0, (log?.children.length ?? 0) - 1);
    if (this.#keeps.opens) this.#held = holding(null, [...(log?.children ?? [])], this.#keeps);
    this.added();
    return () => {
      scroller.removeEventListener('scroll', look);
      resized.disconnect();
    };
  }

  added() {
    const log = this.#log;
    if (!log || !this.#scroller) return;
    // Cleared: what stands above the log is read again from its beginning.
    if (this.#shown > 0 && log.children.length === 0) this.#to(0);
    // Whoever has read on in what stands above the log has not scrolled back in it: its first line is followed.
    this.#follows ||= this.#shown === 0 || log.children.length === 0;
    const added = Array.from({ length: Math.max(0, log.children.length - this.#shown) }, (_, at) => log.children[this.#shown + at]);
    // Who writes is at the end; and what tells of danger is not missed because the view has been turned or scrolled.
    this.#follows ||= added.some((one) => one.matches(`${OWN}, ${HOLDS}, ${ANSWERS}`));
    this.#held = holding(this.#held, added, this.#keeps);
    this.#newest = this.#held ?? added[0] ?? (log.children.length > 0 ? this.#newest : undefined);
    this.#shown = log.children.length;
    this.#moved = false;
    this.#align();
  }

  #align() {
    if (!this.#newest || !this.#scroller || !this.#follows) return;
    const top = this.#newest.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top;
    // Whoever has read on in a long entry is not taken back to its beginning when something is added to it.
    if (this.#moved && top < ABOVE) return;
    this.#to(this.#scroller.scrollTop + top - ABOVE);
  }

  /** @param {number} wanted no further than to the end */
  #to(wanted) {
    const scroller = /** @type {Element} */ (this.#scroller);
    scroller.scrollTop = wanted;
    // What the browser has made of it: whole pixels, within the ends.
    this.#is(scroller);
  }

  /** Notes where it stands now, by our own doing. @param {Element} scroller */
  #is(scroller) {
    this.#own = scroller.scrollTop;
    this.#height = scroller.scrollHeight;
  }
}
