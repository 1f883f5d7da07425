// A visit with a receipt code: the code and what it opened, only as long as this page shows it.

import { browserClock } from '../../shared/clock.js';
import { mayBeWatched } from '../../shared/danger.js';
import { language, speak, t } from '../../shared/text.js';
import { batch, computed, signal } from '../../shared/ui.js';
import { WORDS } from '../state/chat.js';
import { QuickExit } from '../state/quick_exit.js';
import { Trouble, eraseConversation, readConversation } from './api.js';
import { faultOf, lengthOf } from './code.js';

/** @typedef {{kept: string, entries: import('../../shared/wire.d.ts').Entry[]}} Opened */

export class Visit {
  settings;
  /** @type {import('../../vendor/signals.js').Signal<Opened | null>} */
  opened = signal(/** @type {Opened | null} */ (null));
  erased = signal(false);
  /** What is wrong with the code, or was with the last request. */
  trouble = signal('');
  busy = signal(false);
  /** Whether it tells of danger from somebody who may look at the screen. */
  isWatched = computed(() => (this.opened.value?.entries ?? []).some(mayBeWatched));
  #code = '';
  #quickExit = new QuickExit(browserClock);

  /** @param {import('../state/settings.js').Settings} settings */
  constructor(settings) {
    this.settings = settings;
  }

  /** What lets the server know which conversation is meant. */
  get opener() {
    return { code: this.#code };
  }

  /** Opens the conversation of a code; false when that was not possible. @param {string} typed */
  async open(typed) {
    const fault = faultOf(typed);
    if (fault) return this.#refused(t(`receipt.${fault}`, { count: lengthOf(typed) }));
    this.#code = typed;
    return this.#try(async () => {
      this.opened.value = await readConversation(this.opener);
    });
  }

  erase() {
    return this.#try(async () => {
      await eraseConversation(this.opener);
      this.leave();
      this.erased.value = true;
    });
  }

  /** Forgets the code and what it opened. */
  leave() {
    this.#code = '';
    batch(() => {
      this.opened.value = null;
      this.erased.value = false;
      this.trouble.value = '';
    });
  }

  /** Forgets it, and puts another page in this one's place: back does not lead here. */
  leaveAtOnce() {
    const url = this.settings.quick_exit_url;
    if (!url) return;
    this.leave();
    location.replace(url);
  }

  /** Escape was pressed. */
  escaped() {
    if (this.#quickExit.pressed()) this.leaveAtOnce();
  }

  /** @param {string} wanted */
  async speak(wanted) {
    await speak(wanted, WORDS);
    document.documentElement.lang = language.peek();
    this.trouble.value = '';
    // What happened is told in the reader's language.
    if (this.opened.peek()) await this.open(this.#code);
  }

  /** @param {() => Promise<void>} run */
  async #try(run) {
    this.busy.value = true;
    this.trouble.value = '';
    try {
      await run();
      return true;
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      return this.#refused(error.message);
    } finally {
      this.busy.value = false;
    }
  }

  /** @param {string} why */
  #refused(why) {
    this.trouble.value = why;
    return false;
  }
}
