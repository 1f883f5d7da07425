// A line over plain HTTP that looks like a WebSocket, for networks that let no WebSocket through (src/http/polling).
//
//   send ─▶ POST …/send, one at a time: what is said meanwhile goes together in the next
//   POST …/next ─▶ message   waits for something to hear; names the last batch that came, so that a lost answer comes again
//
// A request that fails is tried again a few times; then the line is lost, and whoever holds it says hello on a new one.

import { wait_ms } from './backoff.js';
import { browserClock } from './clock.js';

/** The server answers within 25 seconds; longer than this is a network that swallows packets. */
const NEXT_MS = 40_000;
const SEND_MS = 10_000;
/** How often a request may fail in a row. */
const TRIES = 3;
/** What goes into one request, in characters: at most three bytes each, of the 65,536 that the server takes. */
const SEND_CHARS = 16_000;
/** Refusals that say nothing about the line: try again. */
const PASSING = new Set([429, 502, 503, 504]);

/**
 * @typedef {object} Options
 * @property {typeof fetch} [fetch]
 * @property {import('./clock.js').Clock} [clock]
 * @property {() => number} [random]
 * @property {Pick<EventTarget, 'addEventListener' | 'removeEventListener'>} [page] who tells that the page is left
 */

export class PolledLine extends EventTarget {
  #url;
  #fetch;
  #clock;
  #random;
  #page;
  /** What opens the line; null before the answer to `hello`. @type {string | null} */
  #poll = null;
  #batch = 0;
  /** @type {string[]} frames that wait for a request */
  #waiting = [];
  #isSending = false;
  #leaving = new AbortController();

  /** @param {string} url @param {Options} [options] */
  constructor(url, options = {}) {
    super();
    this.#url = url;
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#clock = options.clock ?? browserClock;
    this.#random = options.random ?? Math.random;
    this.#page = options.page ?? (typeof window === 'undefined' ? new EventTarget() : window);
    this.#page.addEventListener('pagehide', this.#left);
    // There is nothing to open before there is something to say.
    queueMicrotask(() => this.#tell('open'));
  }

  /** The first frame opens the line. @param {string} frame */
  send(frame) {
    if (this.#leaving.signal.aborted) return;
    this.#waiting.push(frame);
    if (!this.#isSending) void this.#sendAll();
  }

  /** Leaves, and tells the server, which would otherwise keep the place for a while. */
  close() {
    if (this.#leaving.signal.aborted) return;
    this.#leaving.abort();
    this.#page.removeEventListener('pagehide', this.#left);
    if (this.#poll === null) return;
    this.#fetch(this.#url, { method: 'DELETE', headers: this.#headers(), keepalive: true }).catch(() => {});
  }

  #left = () => this.#lost();

  async #sendAll() {
    this.#isSending = true;
    try {
      if (this.#poll === null) await this.#open();
      while (this.#waiting.length > 0) {
        const frames = this.#some();
        await this.#ask('/send', `{"frames":[${frames.join(',')}]}`, SEND_MS);
        this.#waiting.splice(0, frames.length);
      }
    } catch (failure) {
      // Why there is no line is for whoever wanted one: a socket cannot be told.
      const error = this.#poll === null && failure instanceof Refused ? failure.error : null;
      if (error?.text) this.#tell('message', { data: JSON.stringify({ type: 'error', ...error }) });
      this.#lost(failure);
    }
    this.#isSending = false;
  }

  /** As many of the frames that wait as go into one request, at least one. */
  #some() {
    let chars = 0;
    const end = this.#waiting.findIndex((frame, at) => (chars += frame.length) > SEND_CHARS && at > 0);
    return this.#waiting.slice(0, end < 0 ? undefined : end);
  }

  async #open() {
    const answer = await this.#request('', this.#waiting[0], SEND_MS);
    this.#poll = answer.poll;
    this.#waiting.shift();
    this.#hear(answer);
    void this.#listen();
  }

  async #listen() {
    try {
      while (!this.#leaving.signal.aborted) {
        this.#hear(await this.#ask('/next', JSON.stringify({ batch: this.#batch }), NEXT_MS));
      }
    } catch (failure) {
      this.#lost(failure);
    }
  }

  /** @param {{batch: number, frames: unknown[]}} given */
  #hear({ batch, frames }) {
    this.#batch = batch;
    for (const frame of frames) this.#tell('message', { data: JSON.stringify(frame) });
  }

  /** A request that may be repeated: the server knows what it has had. @param {string} path @param {string} body @param {number} limit_ms */
  async #ask(path, body, limit_ms) {
    for (let failures = 0; ; failures += 1) {
      let told_ms = 0;
      try {
        return await this.#request(path, body, limit_ms);
      } catch (failure) {
        told_ms = retryAfter_ms(failure);
        const isFinal = failure instanceof Refused && !PASSING.has(failure.status);
        if (isFinal || failures + 1 >= TRIES || this.#leaving.signal.aborted) throw failure;
      }
      await new Promise((done) => void this.#clock.after(() => done(null), told_ms + wait_ms(failures, this.#random)));
    }
  }

  /** An answer that breaks off is no answer. @param {string} path @param {string} body @param {number} limit_ms */
  async #request(path, body, limit_ms) {
    const given = new AbortController();
    const giveUp = () => given.abort();
    const limit = this.#clock.after(giveUp, limit_ms);
    this.#leaving.signal.addEventListener('abort', giveUp, { once: true });
    try {
      const headers = { ...this.#headers(), 'content-type': 'application/json' };
      const answer = await this.#fetch(this.#url + path, { method: 'POST', headers, body, signal: given.signal });
      if (!answer.ok) throw new Refused(answer.status, answer.headers?.get('retry-after'), (await answer.json().catch(() => null))?.error ?? null);
      return answer.status === 204 ? null : await answer.json();
    } finally {
      this.#clock.cancel(limit);
      this.#leaving.signal.removeEventListener('abort', giveUp);
    }
  }

  /** @returns {Record<string, string>} */
  #headers() {
    return this.#poll === null ? {} : { 'vagledare-poll': this.#poll };
  }

  /** @param {unknown} [failure] what the line ended with; the server may have said when to come back */
  #lost(failure) {
    if (this.#leaving.signal.aborted) return;
    this.close();
    this.#dispatch('close', { retry_after_ms: retryAfter_ms(failure) });
  }

  /** @param {string} type @param {object} [fields] */
  #tell(type, fields) {
    if (!this.#leaving.signal.aborted) this.#dispatch(type, fields);
  }

  /** @param {string} type @param {object} [fields] */
  #dispatch(type, fields = {}) {
    this.dispatchEvent(Object.assign(new Event(type), fields));
  }
}

/** The server answered, and it was a refusal. */
class Refused extends Error {
  /**
   * @param {number} status
   * @param {string | null} [retryAfter] in seconds, as the header has it
   * @param {{code: string, text: string} | null} [error] what the server says of it
   */
  constructor(status, retryAfter, error = null) {
    super(`refused with ${status}`);
    this.status = status;
    this.retry_after_ms = 1000 * (Number(retryAfter ?? 0) || 0);
    this.error = error;
  }
}

/** How long the server wants to be left alone, if it said so. @param {unknown} failure */
function retryAfter_ms(failure) {
  return failure instanceof Refused ? failure.retry_after_ms : 0;
}
