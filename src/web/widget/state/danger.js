// What the visitor has read of danger, and has said of it: which alarm or concern is not read yet, and whether they have
// said that nobody is in danger. It lives as long as this page and is written nowhere: nobody who comes to the computer
// afterwards is to find it.

import { isAlarm, isOfDanger, mayBeWatched } from '../../shared/danger.js';
import { batch, computed, signal } from '../../shared/ui.js';

/** @typedef {import('../../shared/transcript.js').Item} Item */
/**
 * @template T
 * @typedef {{readonly value: T}} Read
 */

export class Danger {
  #given;
  /** Up to this number it is read. */
  #readTo = signal(0);
  /** Up to this number the server knows that nobody is in danger. */
  #safeTo = signal(0);
  #saying = signal(/** @type {{id: string, seq: number} | null} */ (null));

  /**
   * @param {object} given
   * @param {Read<Item[]>} given.items
   * @param {Read<import('../../shared/wire.d.ts').Stage | null>} given.stage
   * @param {Read<string[]>} given.features what the server understands
   */
  constructor(given) {
    this.#given = given;
  }

  /** What is to stay in sight: the newest alarm that is not read, or else the newest concern. @type {Read<Item | null>} */
  unread = computed(() => {
    const open = this.#given.items.value.filter(({ seq, entry }) => isOfDanger(entry) && this.holds(seq));
    return open.findLast(({ entry }) => isAlarm(entry)) ?? open.at(-1) ?? null;
  });

  /** Whether there was an alarm that somebody must not see who may be near. @type {Read<boolean>} */
  isWatched = computed(() => this.#given.items.value.some(({ entry }) => mayBeWatched(entry)));

  /** The alarm under which the visitor can say that nobody is in danger. @type {Read<number | null>} */
  asksAbout = computed(() => {
    const { items, stage, features } = this.#given;
    if (stage.value?.kind !== 'assistant' || !features.value.includes('no_danger')) return null;
    const alarm = items.value.findLast(({ entry }) => isAlarm(entry));
    const asks = alarm?.entry.actions?.some(({ kind }) => kind === 'no_danger');
    return asks && (alarm?.seq ?? 0) > this.#safeTo.value ? (alarm?.seq ?? null) : null;
  });

  /** Whether that is said and the server does not know it yet. */
  isSaying = computed(() => this.#saying.value !== null);

  /** Whether an entry of danger is not read yet. @param {number | null} seq */
  holds(seq) {
    return (seq ?? 0) > this.#readTo.value;
  }

  /** It is read, and what came before it is not to come back. @param {number | null} seq */
  read(seq) {
    this.#readTo.value = Math.max(this.#readTo.peek(), seq ?? 0);
  }

  /** "Nobody is in danger" leaves. @param {string} id @param {number} seq of the alarm */
  saying(id, seq) {
    this.#saying.value = { id, seq };
  }

  /** @param {string} id */
  acknowledged(id) {
    const said = this.#saying.peek();
    if (said?.id !== id) return;
    batch(() => {
      this.read(said.seq);
      this.#safeTo.value = said.seq;
      this.#saying.value = null;
    });
  }

  /** What the server refuses can be said again. @param {string} id */
  refused(id) {
    if (this.#saying.peek()?.id === id) this.#saying.value = null;
  }

  forget() {
    batch(() => {
      this.#readTo.value = 0;
      this.#safeTo.value = 0;
      this.#saying.value = null;
    });
  }
}
