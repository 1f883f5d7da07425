// A socket that comes back: the road between a page and the server, for visitors and agents alike.
//
// What changes something has an id and is kept until the server has acknowledged or refused it; after a lost
// connection it is sent again under the same id, which the server answers with the same number (exactly once).
// What is only true at the moment (typing, seen) is told when the line is open and forgotten otherwise.
//
//   connecting ──welcome──▶ open ──lost──▶ waiting ──time, online, send──▶ connecting
//        └──────────failed──────────────────▶┘          closed: on purpose, or told not to come back
//
// Where sockets stay mute, a fallback takes their place if there is one, and sockets are tried again beside it.

import { spread_ms, wait_ms } from './backoff.js';
import { browserClock } from './clock.js';
import { signal } from './ui.js';

export const PROTOCOL = 'vagledare.v1';

/** From the first attempt to `welcome`; longer than this is a network that swallows packets. */
const GREETING_MS = 10_000;
/** An acknowledgement takes milliseconds. A line that owes one this long is dead, although nobody has closed it. */
const SILENCE_MS = 8000;
/** So many sockets in a row on which nothing came are a network that lets none through. */
const MUTE_AT_MOST = 2;
/** How long after the fallback's welcome a socket is tried again; twice as long each time, up to the longest. */
const PROBE_MS = 30_000;
const PROBE_AT_MOST_MS = 600_000;
/** Whoever has not said hello is refused anything else: an answer that proves both directions, and changes nothing. */
const PROBE = JSON.stringify({ type: 'typing', on: false });
/** A refusal that stands longer than this is told, and not waited for in silence. */
const PASSING_MS = 60_000;
/** What is said while away, at most. Everything has an end. */
const KEPT_AT_MOST = 100;
/** Farewells after which coming back would be wrong: another tab took over, or nobody is signed in. */
const FOR_GOOD = new Set(['replaced', 'signed_out']);

/** @typedef {'connecting' | 'open' | 'waiting' | 'closed'} State */
/** @typedef {{type: string, id?: string, [field: string]: any}} Frame */
/** @typedef {Pick<WebSocket, 'send' | 'close' | 'addEventListener'>} Line what carries frames: a socket, or what looks like one */
/**
 * @typedef {object} Options
 * @property {string} url ws: or wss:
 * @property {() => Frame} hello made anew at each attempt, because it holds the last number seen
 * @property {(frame: any) => void} onFrame every frame of the server, `ack`, `error` and `bye` among them
 * @property {(url: string, protocol: string) => Line} [open]
 * @property {() => Line} [fallback] another way to the server, where no socket comes through
 * @property {import('./clock.js').Clock} [clock]
 * @property {() => number} [random]
 * @property {Pick<EventTarget, 'addEventListener' | 'removeEventListener'>} [network] who tells that the network is back
 */

export class Connection {
  /** @type {import('../vendor/signals.js').Signal<State>} */
  state = signal(/** @type {State} */ ('closed'));
  /** Why the connection is closed or waiting, if the server said so. */
  reason = signal(/** @type {string | null} */ (null));
  /** How many sockets in a row have ended without a word of the server. */
  mute = signal(0);
  /** Whether an acknowledgement has not come in its time, and none since: a line that does not carry what is said. */
  overdue = signal(false);

  /** @type {Map<string, Frame & {id: string}>} unacknowledged, in the order they were sent */
  #kept = new Map();
  /** @type {Line | null} */
  #line = null;
  #isFallback = false;
  #hasHeard = false;
  /** @type {unknown} when a socket is tried again */
  #probing = null;
  #probes = 0;
  /** @type {Line | null} */
  #probe = null;
  /** @type {unknown} the one timer: greeting while connecting, silence while open, back-off while waiting */
  #timer = null;
  /** @type {unknown} when frames that came too fast may be tried again */
  #retry = null;
  #failures = 0;
  #bye_ms = 0;
  /** The line broke while it was open, and nobody has said why: others may wait from the same moment on. */
  #isTogether = false;
  /** The present wait is a long one for the sake of others; whoever has something to say does not sit it out. */
  #isPatient = false;
  #options;

  /** @param {Options} options */
  constructor(options) {
    this.#options = {
      open: (/** @type {string} */ url, /** @type {string} */ protocol) => new WebSocket(url, protocol),
      clock: browserClock,
      random: Math.random,
      network: typeof window === 'undefined' ? new EventTarget() : window,
      ...options,
    };
  }

  /** Opens the line and keeps it open until `close`. */
  connect() {
    if (this.#line) return;
    if (this.state.peek() === 'closed') this.#options.network.addEventListener('online', this.#online);
    this.#attempt();
  }

  /** Closes the line on purpose. What was not acknowledged is forgotten only if `forget` is true. */
  close({ forget = false } = {}) {
    if (forget) this.#kept.clear();
    this.#options.network.removeEventListener('online', this.#online);
    this.#drop();
    this.state.value = 'closed';
  }

  /** Says hello anew on a fresh line, at once: after a change of language or key, or when a number is missing. */
  restart() {
    this.#drop();
    this.#failures = 0;
    this.#isTogether = false;
    this.connect();
  }

  /**
   * Sends a frame that must arrive. It must have an id.
   * @param {Frame & {id: string}} frame
   * @returns {boolean} false if as many as are kept wait already; the frame is then not taken
   */
  send(frame) {
    if (!this.#kept.has(frame.id) && this.#kept.size >= KEPT_AT_MOST) return false;
    this.#kept.set(frame.id, frame);
    if (this.state.peek() === 'open') this.#write(frame);
    else if (this.state.peek() === 'waiting') this.#hurry();
    return true;
  }

  /** Tells what is only true now; false if nobody hears it. @param {Frame} frame */
  tell(frame) {
    if (this.state.peek() !== 'open') return false;
    this.#line?.send(written(frame));
    return true;
  }

  /** The frames that wait for their acknowledgement, in the order they were sent. @returns {Array<Frame & {id: string}>} */
  unacknowledged() {
    return [...this.#kept.values()];
  }

  /** Takes a frame back that has not been acknowledged. @param {string} id */
  forget(id) {
    this.#kept.delete(id);
  }

  #online = () => {
    // Perhaps it is another network, and lets a socket through.
    this.mute.value = 0;
    const state = this.state.peek();
    if (state === 'open' && this.#isFallback) {
      this.#endProbe();
      this.#tryProbe();
    } else if (state === 'waiting' || (state === 'connecting' && this.#isFallback)) {
      this.#drop();
      this.#attempt();
    }
  };

  /** Somebody has something to say and waits. */
  #hurry() {
    if (this.#timer === null) this.#attempt();
    if (!this.#isPatient) return;
    this.#cancel();
    this.#isPatient = false;
    this.#timer = this.#options.clock.after(() => this.#attempt(), wait_ms(0, this.#options.random));
  }

  #attempt() {
    this.#cancel();
    this.#isPatient = false;
    this.state.value = 'connecting';
    const { open, fallback, url, hello, clock } = this.#options;
    this.#isFallback = fallback !== undefined && this.mute.peek() >= MUTE_AT_MOST;
    this.#hasHeard = false;
    const line = fallback && this.#isFallback ? fallback() : open(url, PROTOCOL);
    this.#line = line;
    // A line that was dropped may still speak; only the present one is heard.
    const present = (/** @type {(event: any) => void} */ run) => (/** @type {any} */ event) => {
      if (this.#line === line) run(event);
    };
    line.addEventListener('open', present(() => line.send(written(hello()))));
    line.addEventListener('message', present((event) => this.#receive(event.data)));
    line.addEventListener('close', present((event) => {
      this.#bye_ms = event.retry_after_ms ?? 0;
      this.#lost();
    }));
    this.#timer = clock.after(() => this.#lost(), GREETING_MS);
  }

  /** @param {unknown} data */
  #receive(data) {
    const frame = parse(data);
    if (!frame) return;
    this.#hasHeard = true;
    if (!this.#isFallback) this.mute.value = 0;
    if (frame.type === 'ack') this.#acknowledged(frame.id);
    if (frame.type === 'error') this.#refused(frame);
    if (frame.type === 'bye') this.#farewell(frame);
    if (frame.type === 'welcome') this.#welcomed(frame);
    else this.#options.onFrame(frame);
  }

  /** @param {Frame} welcome */
  #welcomed(welcome) {
    this.#cancel();
    this.#failures = 0;
    this.#bye_ms = 0;
    this.#isTogether = false;
    this.reason.value = null;
    this.state.value = 'open';
    if (this.#isFallback) this.#probeLater();
    else this.#probes = 0;
    const waiting = this.unacknowledged();
    if (waiting.length === 0) this.overdue.value = false;
    // The page hears it first, and may tell at once what it watches: what is kept goes to a conversation that it knows.
    this.#options.onFrame(welcome);
    for (const frame of waiting) if (this.#kept.has(frame.id)) this.#write(frame);
  }

  /** @param {Frame} frame */
  #write(frame) {
    this.#line?.send(written(frame));
    if (this.#timer === null) this.#expectAck();
  }

  #expectAck() {
    this.#timer = this.#options.clock.after(() => {
      this.overdue.value = true;
      this.#lost();
    }, SILENCE_MS);
  }

  /** @param {string} id */
  #acknowledged(id) {
    this.#kept.delete(id);
    this.overdue.value = false;
    if (this.state.peek() !== 'open') return;
    this.#cancel();
    if (this.#kept.size > 0) this.#expectAck();
  }

  /** @param {any} error */
  #refused(error) {
    if (!error.id || !this.#kept.has(error.id)) return;
    if (!isPassing(error)) return this.#acknowledged(error.id);
    // The server is there and wants to be asked later: the line is not silent.
    this.overdue.value = false;
    this.#cancel();
    if (this.#retry === null) {
      this.#retry = this.#options.clock.after(() => this.#again(), error.retry_after_ms ?? wait_ms(2, this.#options.random));
    }
  }

  #again() {
    this.#retry = null;
    if (this.state.peek() !== 'open') return;
    for (const frame of this.#kept.values()) this.#write(frame);
  }

  /** @param {any} bye */
  #farewell(bye) {
    this.reason.value = bye.reason;
    this.#bye_ms = bye.retry_after_ms ?? 0;
    if (FOR_GOOD.has(bye.reason)) return this.close();
    // A farewell for our own fault comes again and again: go straight to the longest waits.
    if (bye.reason === 'protocol') this.#failures = 10;
    this.#lost();
  }

  #lost() {
    // Where the fallback fails as well, it is the turn of one socket, and then its own again.
    if (this.state.peek() === 'open' && this.reason.peek() === null) this.#isTogether = true;
    if (!this.#hasHeard) this.mute.value = this.#isFallback ? MUTE_AT_MOST - 1 : this.mute.peek() + 1;
    this.#drop();
    this.state.value = 'waiting';
    // Sent home for being idle: the next word brings us back, not the clock.
    if (this.reason.peek() === 'idle' && this.#kept.size === 0) return;
    this.#isPatient = this.#isTogether && this.#bye_ms === 0 && this.#kept.size === 0;
    const backoff = this.#isPatient ? spread_ms : wait_ms;
    const wait = this.#bye_ms + backoff(this.#failures, this.#options.random);
    this.#failures += 1;
    this.#bye_ms = 0;
    this.#timer = this.#options.clock.after(() => this.#attempt(), wait);
  }

  #drop() {
    this.#cancel();
    if (this.#retry !== null) this.#options.clock.cancel(this.#retry);
    this.#retry = null;
    const line = this.#line;
    this.#line = null;
    line?.close();
    this.#endProbe();
  }

  #probeLater() {
    this.#endProbe();
    const wait = Math.min(PROBE_MS * 2 ** this.#probes, PROBE_AT_MOST_MS);
    this.#probes = Math.min(this.#probes + 1, 10);
    this.#probing = this.#options.clock.after(() => this.#tryProbe(), wait * (1 + this.#options.random()));
  }

  /** Tries a socket beside the fallback, which goes on meanwhile. */
  #tryProbe() {
    const { open, url, clock } = this.#options;
    const probe = open(url, PROTOCOL);
    this.#probe = probe;
    const present = (/** @type {() => void} */ run) => () => {
      if (this.#probe === probe) run();
    };
    probe.addEventListener('open', present(() => probe.send(PROBE)));
    probe.addEventListener('close', present(() => this.#probeLater()));
    probe.addEventListener('message', present(() => {
      this.mute.value = 0;
      this.restart();
    }));
    this.#probing = clock.after(() => this.#probeLater(), GREETING_MS);
  }

  #endProbe() {
    if (this.#probing !== null) this.#options.clock.cancel(this.#probing);
    this.#probing = null;
    const probe = this.#probe;
    this.#probe = null;
    probe?.close();
  }

  #cancel() {
    if (this.#timer !== null) this.#options.clock.cancel(this.#timer);
    this.#timer = null;
  }
}

/**
 * Whether a refusal passes while one waits for it, so that the frame is kept and sent again: one that is too fast, or any
 * other if the server says when to come back, and that is soon.
 * @param {Frame} error
 */
export function isPassing(error) {
  return (error.code === 'too_fast' || error.retry_after_ms !== undefined) && (error.retry_after_ms ?? 0) <= PASSING_MS;
}

/**
 * A frame as it goes over the line. Half of a pair of surrogates, as a cut emoji leaves it, is no character: the server
 * would refuse the whole frame, each time it is sent.
 * @param {Frame} frame
 */
function written(frame) {
  return JSON.stringify(frame, (_, value) => (typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\uFFFD') : value));
}

/** A frame, or null for what is not one: a client ignores what it does not understand. @param {unknown} data */
function parse(data) {
  try {
    const frame = JSON.parse(String(data));
    return frame && typeof frame.type === 'string' ? frame : null;
  } catch {
    return null;
  }
}

/**
 * The address of a socket on the host that served this page.
 * @param {string} path such as `/ws/visitor`
 * @param {Pick<Location, 'protocol' | 'host'>} [location]
 */
export function socketUrl(path, location = window.location) {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;
}
