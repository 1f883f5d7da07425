// The visitor's side of a conversation: what is true now, as signals, and what the visitor can do.
//
// Components read the signals and call the verbs; the wire, the browser's memory and the page around are known here
// and nowhere else.

import { browserClock } from '../../shared/clock.js';
import { Connection, isPassing, socketUrl } from '../../shared/connection.js';
import { keep, sender } from '../../shared/files.js';
import { newId } from '../../shared/id.js';
import { online } from '../../shared/online.js';
import { personalNumbers } from '../../shared/personal_number.js';
import { PolledLine } from '../../shared/polling.js';
import { language, speak, t } from '../../shared/text.js';
import { Transcript } from '../../shared/transcript.js';
import { batch, computed, signal } from '../../shared/ui.js';
import { Danger } from './danger.js';
import { Idle } from './idle.js';
import { taken } from './offers.js';
import { QuickExit } from './quick_exit.js';
import { Ratings } from './ratings.js';
import { Reach } from './reach.js';
import { Reading } from './reading.js';
import { Tabs } from './tabs.js';
import { Typing } from './typing.js';

/** @typedef {import('../../shared/wire.d.ts').Stage} Stage */
/** @typedef {import('../../shared/wire.d.ts').Desk} Desk */
/** @typedef {import('../../shared/wire.d.ts').CrisisNotice} CrisisNotice */
/** @typedef {import('../../shared/wire.d.ts').Entry} Entry */
/** @typedef {import('../../shared/wire.d.ts').VisitorGets} VisitorGets */
/** @typedef {'chat' | 'leave_message' | 'ending'} View */
/** @typedef {import('../../shared/connection.js').Frame & {id: string}} Sent */

/** How long a goodbye is waited for before the browser is cleared without it. */
const GOODBYE_MS = 3000;
/** The other tabs are told that somebody is there at most this often. */
const ACTIVE_MS = 10_000;

/** The parts of `locale/` that the widget speaks with. */
export const WORDS = ['shared', 'widget'];

export class Chat {
  settings;
  transcript = new Transcript('visitor');
  ratings = new Ratings();
  stage = signal(/** @type {Stage | null} */ (null));
  desk = signal(/** @type {Desk | null} */ (null));
  /** What the server understands beside what every server does. */
  features = signal(/** @type {string[]} */ ([]));
  danger = new Danger({ items: this.transcript.items, stage: this.stage, features: this.features });
  /** What every visitor is told just now. */
  crisisNotice = signal(/** @type {CrisisNotice | null} */ (null));
  /** What the pages say to what was asked, while one waits for a person. */
  meanwhile = signal(/** @type {import('../../shared/wire.d.ts').Meanwhile | null} */ (null));
  /** The highest number that an agent has seen. */
  seenByAgent = signal(0);
  view = signal(/** @type {View} */ ('chat'));
  /** What went wrong with something that is not a message, in the visitor's language. */
  trouble = signal('');
  /** The key of what has happened in this browser and the visitor is to know; empty when there is nothing. */
  note = signal(/** @type {'' | 'cleared' | 'ended' | 'lost' | 'part_lost'} */ (''));
  /** Counts how often everything was cleared: what stands in fields goes with it. */
  cleared = signal(0);
  rated = this.ratings.whole;
  /** Counts what the website has put into the composer. */
  proposed = signal(0);
  /** The id of a message that is left for the desk, until the server has it. */
  leaving = signal(/** @type {string | null} */ (null));
  /** Where the answer to the message goes, as the visitor wrote it: for this page only, and kept nowhere. */
  answerTo = signal('');
  /** Whether the conversation outlives this page. */
  lasts;
  /** Whether the visitor has been welcomed once; before that we cannot know what is true. */
  welcomed = signal(false);
  begun = computed(() => this.transcript.items.value.length > 0 || this.stage.value !== null);

  /** The answer that the visitor is asked about: the last thing that anybody said, if it is one. */
  askedAbout = computed(() => {
    const said = this.transcript.items.value.findLast(({ entry }) => entry.author.kind !== 'system');
    return said?.entry.reply === 'answer' ? said.seq : null;
  });

  /** Whether the newest answer did not help, as far as the server knows: then its ways on are what is offered. */
  unhelped = computed(() => {
    const rating = this.ratings.of(this.askedAbout.value);
    return rating !== null && rating.id === null && !rating.helpful;
  });

  /** Whether a file may be sent: where a person looks at it, or will. */
  takesFiles = computed(() => this.settings.files !== null && ['queued', 'with_agent'].includes(this.stage.value?.kind ?? ''));

  /** The ways on from an answer that did not help. None where a person answers, or it is over. */
  onward = computed(() => {
    const kind = this.stage.value?.kind;
    if (kind !== 'assistant' && kind !== 'queued') return [];
    const person = kind === 'assistant' && this.desk.value?.reachable;
    return person ? ['ask_for_person', 'leave_message'] : ['leave_message'];
  });

  /** What the newest entry offers to do next, by kind; it is not offered a second time below. */
  offered = computed(() => {
    if (this.unhelped.value) return this.onward.value;
    return taken(this.transcript.items.value.at(-1), this.stage.value).map((action) => String(action.kind));
  });

  #memory;
  #hostPage;
  #clock;
  /** @type {string | null} */
  #key;
  /** @type {import('./host_page.js').Page | null} */
  #page = null;
  /** Read the log from its first entry at the next hello: words of the desk come in another language. */
  #fromStart = false;
  /** The number that was missing when the log was asked for again; asked for once. */
  #missing = -1;
  /** What was last said of the line itself. */
  #troubleOfLine = '';
  /** Whether the browser is to be cleared once the server knows that the conversation has ended. */
  #clearing = false;
  /** @type {unknown} */
  #goodbye = null;
  /** The frames of presses that the log answers, and the entries that answered them. */
  #presses = new Set();
  #answersTo = new Set();
  #tabs;
  #quickExit;
  #toldActive = -Infinity;
  #reading;

  /**
   * @param {object} given
   * @param {import('./settings.js').Settings} given.settings
   * @param {import('./memory.js').Memory} given.memory
   * @param {import('./host_page.js').HostPage} given.hostPage
   * @param {Tabs} [given.tabs]
   * @param {import('../../shared/clock.js').Clock} [given.clock]
   */
  constructor({ settings, memory, hostPage, tabs = new Tabs(), clock = browserClock }) {
    this.settings = settings;
    this.#memory = memory;
    this.#hostPage = hostPage;
    this.#clock = clock;
    this.#key = memory.key;
    // What the page around can do it says when it opens the chat.
    this.lasts = signal(memory.lasts || hostPage.isThere);
    this.connection = new Connection({
      url: socketUrl('/ws/visitor'),
      hello: () => this.#hello(),
      onFrame: (frame) => batch(() => this.#hear(frame)),
      fallback: () => new PolledLine('/poll/visitor'),
    });
    this.reach = new Reach({ connection: this.connection, online, clock });
    this.#reading = new Reading({
      isOpen: !hostPage.isThere,
      transcript: this.transcript,
      notice: this.crisisNotice,
      tell: (seq) => this.connection.tell({ type: 'seen', seq }),
      count: (unread) => hostPage.unread(unread),
    });
    this.typing = new Typing({ tell: (on) => this.connection.tell({ type: 'typing', on }), clock });
    memory.onKeyElsewhere((key) => this.#keyElsewhere(key));
    this.#tabs = tabs;
    tabs.listen({
      active: () => this.idle.stay(),
      cleared: () => this.#clearHere(),
      asks: () => this.#tellKey(),
      key: (key) => this.#keyElsewhere(key),
    });
    this.#quickExit = new QuickExit(clock);
    this.idle = new Idle({
      after_s: settings.idle_clear_s,
      warning_s: settings.idle_warning_s,
      // Who waits in the queue is not gone for being silent.
      concerns: () => this.stage.peek()?.kind !== 'queued' && (this.begun.peek() || this.draft !== ''),
      asks: () => hostPage.open(),
      over: () => this.#idleOver(),
      clock,
    });
  }

  /** Opens the line, and takes up what an earlier page could not send. */
  start() {
    for (const frame of this.#memory.unsent) {
      if (frame.type === 'say') this.transcript.sending(frame.id, frame.text, this.#now());
      if (frame.type === 'rate' && frame.seq) this.ratings.sending(frame.seq, frame.helpful, frame.id);
      else if (frame.type === 'rate') this.ratings.wholeSending(frame.id);
      this.connection.send(frame);
    }
    this.connection.connect();
    this.reach.start();
    this.idle.start();
  }

  // What the visitor can do

  /** @param {string} text */
  say(text) {
    const id = newId();
    this.transcript.sending(id, text, this.#now());
    this.typing.stopped();
    if (!this.#send({ type: 'say', id, text })) this.transcript.failed(id, t('error.too_many'));
  }

  /**
   * The website asks for the visitor, who pressed something there. It is said at once, and what they are writing stays
   * as it is; what the composer would not let leave stands there, after what they have written.
   * @param {string} text
   */
  ask(text) {
    const asked = text.trim();
    if (asked === '') return;
    if (this.left(asked) >= 0 && personalNumbers(asked).length === 0) return this.say(asked);
    this.propose([this.draft, asked].filter(Boolean).join('\n'));
  }

  /** Puts a text into the composer, to be read before it is sent. @param {string} text */
  propose(text) {
    this.drafted(text);
    this.proposed.value += 1;
  }

  /** The characters that a message has left; below zero it is too long. @param {string} text */
  left(text) {
    return this.settings.text_chars - [...text.trim()].length;
  }

  /** Sends a message that was refused once more, under its own id. @param {string} id @param {string} text */
  sayAgain(id, text) {
    this.transcript.sending(id, text, this.#now());
    this.#send({ type: 'say', id, text });
  }

  askForPerson() {
    const id = newId();
    this.#presses.add(id);
    this.#send({ type: 'ask_for_person', id });
  }

  /** Whether an entry came of a press here. @param {number} seq */
  answersPress(seq) {
    return this.#answersTo.has(seq);
  }

  /** Says that nobody is in danger, once. @param {number} seq of the alarm that asks */
  noDanger(seq) {
    if (this.danger.isSaying.peek()) return;
    const id = newId();
    if (this.#send({ type: 'no_danger', id })) this.danger.saying(id, seq);
  }

  useAssistant() {
    this.#send({ type: 'use_assistant', id: newId() });
  }

  /**
   * What the visitor has asked last in their own words, as the server keeps it; empty before the first question. The text
   * of a button that they pressed is not theirs.
   */
  asked() {
    const items = this.transcript.items.peek();
    const offered = new Set(items.flatMap(({ entry }) => (entry.actions ?? []).map(({ label, text }) => text ?? label)));
    const said = items.filter(({ entry }) => entry.author.kind === 'visitor' && !entry.data?.file);
    return (said.findLast(({ entry }) => !offered.has(entry.text)) ?? said.at(-1))?.entry.text ?? '';
  }

  /** @param {string} text @param {import('../../shared/wire.d.ts').Contact} contact */
  leaveMessage(text, contact) {
    const id = newId();
    this.trouble.value = '';
    if (!this.#send({ type: 'leave_message', id, text, contact })) return;
    this.leaving.value = id;
    this.answerTo.value = [contact.email, contact.phone].filter(Boolean).join(', ');
  }

  /** Says whether an answer helped; the last word counts. @param {number} seq @param {boolean} helpful */
  rate(seq, helpful) {
    const known = this.ratings.of(seq);
    if (known?.helpful === helpful) return;
    const id = newId();
    if (this.#send({ type: 'rate', id, seq, helpful })) this.ratings.sending(seq, helpful, id);
  }

  /** Says what the conversation was worth, from 1 to 5. @param {number} score @param {string} comment may be empty */
  rateConversation(score, comment) {
    const id = newId();
    if (this.#send({ type: 'rate', id, score, ...(comment && { comment }) })) this.ratings.wholeSending(id);
  }

  /**
   * How many days the municipality keeps the conversation after its end, as the server counts them: what a person has
   * had, or gets to read, is kept longer.
   */
  get daysKept() {
    const byPerson = this.transcript.items.value.some(({ entry }) => ['accepted', 'message_left'].includes(entry.event ?? ''));
    return byPerson ? this.settings.retention_days : this.settings.retention_days_assistant;
  }

  /** Ends the conversation, and this browser forgets it as soon as the server knows. */
  end() {
    this.view.value = 'chat';
    // Nobody hears a goodbye on a line that is cut, and a screen that others see does not wait for it.
    if (this.stage.value?.kind === 'closed' || !this.begun.value || this.connection.state.peek() !== 'open') this.clear();
    else {
      this.#clearing = true;
      // Gone from the disk at once, whatever becomes of the line; this page still knows how to say goodbye.
      this.#memory.clear();
      this.#goodbye = this.#clock.after(() => this.clear(), GOODBYE_MS);
      this.#send({ type: 'end', id: newId() });
    }
    this.note.value = 'ended';
  }

  /** Forgets everything in this browser, in every tab, and begins with a clean page. */
  clear() {
    this.#clearHere();
    this.#tabs.tell('cleared');
  }

  /** Leaves at once: ends the conversation if anybody hears it, forgets everything, and puts another page in this one's place. */
  leave() {
    const url = this.settings.quick_exit_url;
    if (!url) return;
    if (this.begun.peek()) this.connection.tell({ type: 'end', id: newId() });
    this.#forgetAll();
    this.#tabs.tell('cleared');
    this.#hostPage.leave(url);
  }

  /** Escape was pressed, here or on the page around. */
  escaped() {
    this.active();
    if (this.#quickExit.pressed()) this.leave();
  }

  /** The visitor did something here. */
  active() {
    this.idle.active();
    if (this.#clock.now() - this.#toldActive < ACTIVE_MS) return;
    this.#toldActive = this.#clock.now();
    this.#tabs.tell('active');
  }

  /** The visitor does something on the page around the chat, where the question is not in the way: that answers it. */
  activeAround() {
    if (this.idle.left_s.peek() === null) this.active();
    else this.stay();
  }

  /** The visitor is there, and the conversation stays. */
  stay() {
    this.idle.stay();
    this.#tabs.tell('active');
  }

  /** What opens the conversation, for saving it. */
  get key() {
    return this.#key;
  }

  /** What stands in the composer. */
  get draft() {
    return this.#memory.draft;
  }

  /** @param {string} text */
  drafted(text) {
    if (this.#clearing) return;
    this.#memory.draft = text;
    if (text === '') this.typing.stopped();
    else this.typing.written(this.stage.value?.kind === 'with_agent');
  }

  /** @param {string} wanted */
  async speak(wanted) {
    await speak(wanted, WORDS);
    document.documentElement.lang = wanted;
    this.#memory.language = wanted;
    this.#fromStart = true;
    this.connection.restart();
  }

  /**
   * The chat was folded out on a page.
   * @param {import('./host_page.js').Page} page
   * @param {string | null} kept what it has kept for us, empty when it is nothing; null from a page that keeps nothing
   */
  opened(page, kept) {
    this.#page = page;
    if (kept !== null) this.#keptBy(kept);
    this.lasts.value = this.#memory.lasts;
    this.#reading.opened();
  }

  closed() {
    this.#reading.closed();
  }

  /** How long the conversation is kept here while it is folded. @returns {'browser' | 'tab' | 'page'} */
  get keptBy() {
    return !this.lasts.value ? 'page' : this.#memory.isOfTab ? 'tab' : 'browser';
  }

  fold() {
    if (this.view.peek() === 'ending') this.view.value = 'chat';
    this.#hostPage.close();
  }

  get canFold() {
    return this.#hostPage.isThere;
  }

  /** Everything on screen is in front of the visitor, if the chat is. */
  read() {
    this.#reading.read();
  }

  // What the server says

  #hello() {
    const page = this.#page?.url ? { page: this.#page } : {};
    const resume = this.#key ? { key: this.#key, last_seq: this.#fromStart ? 0 : this.transcript.lastSeq() } : {};
    this.#fromStart = false;
    return { type: 'hello', ...resume, language: language.peek(), ...page };
  }

  /** @param {VisitorGets} frame */
  #hear(frame) {
    switch (frame.type) {
      case 'welcome':
        return this.#welcome(frame);
      case 'entry':
        return this.#entry(frame);
      case 'ack':
        return this.#acknowledged(frame.id, frame.seq);
      case 'stage':
        // A place in the queue that has moved is told as well, and is nothing new.
        if (frame.stage?.kind !== this.stage.peek()?.kind) this.#movedOn();
        this.stage.value = frame.stage;
        if (frame.stage?.kind !== 'with_agent') this.typing.other.value = null;
        if (frame.stage?.kind !== 'queued') this.meanwhile.value = null;
        return undefined;
      case 'desk':
        this.desk.value = frame.desk;
        return undefined;
      case 'crisis_notice':
        this.crisisNotice.value = frame.notice;
        return this.read();
      case 'typing':
        return this.typing.heard(frame.author);
      case 'seen':
        if (frame.author.kind === 'agent') this.seenByAgent.value = Math.max(this.seenByAgent.peek(), frame.seq);
        return undefined;
      case 'meanwhile':
        this.meanwhile.value = this.stage.peek()?.kind === 'queued' ? frame : null;
        return undefined;
      case 'helped':
        return this.ratings.counts(frame.seq, frame.helpful);
      case 'rated':
        this.rated.value = 'kept';
        return undefined;
      case 'reset':
        return this.#reset();
      case 'error':
        return this.#error(frame);
      default:
        return undefined;
    }
  }

  /** @param {import('../../shared/wire.d.ts').VisitorWelcome} welcome */
  #welcome(welcome) {
    this.#key = welcome.key;
    this.stage.value = welcome.stage;
    this.desk.value = welcome.desk;
    this.features.value = welcome.features ?? [];
    if (!this.features.peek().includes('no_danger')) this.#takeBack('no_danger');
    this.crisisNotice.value = welcome.crisis_notice ?? null;
    this.welcomed.value = true;
    if (welcome.stage && this.note.peek() === 'lost') this.note.value = 'part_lost';
    this.reach.isRefused.value = false;
    this.#lineIsWell();
    this.#reading.forgetTold();
    this.#remember();
  }

  /** Why nothing went through is over. */
  #lineIsWell() {
    if (this.trouble.peek() === this.#troubleOfLine) this.trouble.value = '';
  }

  /** Why a press was refused goes with the next thing that happens; what is wrong with the line stays until it is well. */
  #movedOn() {
    if (this.trouble.peek() !== this.#troubleOfLine) this.trouble.value = '';
  }

  /** @param {Entry} entry */
  #entry(entry) {
    this.#movedOn();
    // What was rated before was another part of it: a person has come since, and that is asked about again.
    if (entry.event === 'accepted' && entry.seq > this.transcript.lastSeq() && this.rated.peek() === 'kept') this.rated.value = null;
    this.typing.said(entry.author);
    const before = this.transcript.lastSeq();
    if (this.transcript.add(entry) || this.#missing === before) return;
    this.#missing = before;
    this.connection.restart();
  }

  /** @param {string} id @param {number | null} seq */
  #acknowledged(id, seq) {
    this.transcript.acknowledged(id, seq);
    if (this.#presses.delete(id) && seq !== null) this.#answersTo.add(seq);
    this.ratings.acknowledged(id);
    this.danger.acknowledged(id);
    this.#lineIsWell();
    this.#remember();
    if (this.leaving.peek() === id) {
      this.leaving.value = null;
      this.view.value = 'chat';
    }
    if (this.#clearing && this.connection.unacknowledged().length === 0) this.clear();
  }

  /** @param {import('../../shared/wire.d.ts').ErrorFrame} error */
  #error(error) {
    if (isPassing(error)) {
      // Too fast is over in a moment. Where nothing can be stored it may last: what is said of it stands until it is over.
      if (error.code !== 'too_fast') this.trouble.value = this.#troubleOfLine = error.text;
      return undefined;
    }
    this.#remember();
    const message = this.transcript.pending().find((one) => one.id === error.id);
    if (this.#clearing) return this.clear();
    if (error.code === 'closed' && message) return this.#beginAnew(message);
    if (message) return this.transcript.failed(message.id, error.text);
    if (this.leaving.peek() === error.id) this.leaving.value = null;
    if (error.id) this.ratings.refused(error.id);
    if (error.id) this.danger.refused(error.id);
    this.trouble.value = error.text;
    if (error.id) return undefined;
    this.#troubleOfLine = error.text;
    this.reach.isRefused.value = this.connection.state.peek() !== 'open';
    return undefined;
  }

  /** The server does not know this conversation, or not all of it: an older copy is in its place, or it was disposed of. */
  #reset() {
    // What has not begun leaves nothing to miss, and what waits to be sent may be its beginning.
    const hadOne = this.transcript.highestSeq() > 0 || (this.#memory.key !== null && this.connection.unacknowledged().length === 0);
    this.#forgetConversation();
    if (hadOne) this.note.value = 'lost';
  }

  /** The conversation was closed while the visitor wrote: the words begin a new one. @param {{id: string, text: string}} message */
  #beginAnew({ id, text }) {
    this.#forgetConversation();
    this.transcript.sending(id, text, this.#now());
    this.connection.send({ type: 'say', id, text });
    this.#remember();
    this.connection.restart();
  }

  #forgetConversation() {
    this.#key = null;
    this.#memory.key = null;
    this.#reading.forget();
    this.#missing = -1;
    // What was said of its answers and alarms has nothing to belong to any more.
    this.#takeBack('rate');
    this.#takeBack('no_danger');
    batch(() => {
      this.transcript.reset();
      this.ratings.clear();
      this.danger.forget();
      this.stage.value = null;
      this.typing.forget();
      this.meanwhile.value = null;
      this.seenByAgent.value = 0;
      this.trouble.value = '';
      this.leaving.value = null;
      this.answerTo.value = '';
      this.#presses.clear();
      this.#answersTo.clear();
      this.view.value = 'chat';
    });
  }

  /** What waits to be acknowledged is not sent again. @param {'rate' | 'no_danger'} type */
  #takeBack(type) {
    for (const frame of this.connection.unacknowledged()) {
      if (frame.type !== type) continue;
      this.connection.forget(frame.id);
      this.danger.refused(frame.id);
    }
  }

  #clearHere() {
    this.#forgetAll();
    this.connection.connect();
  }

  /** Nothing is left in this browser and on this page, and the line is closed. */
  #forgetAll() {
    this.#clock.cancel(this.#goodbye);
    this.#clearing = false;
    this.#memory.clear();
    this.connection.close({ forget: true });
    batch(() => {
      this.#forgetConversation();
      this.transcript.clear();
      this.cleared.value += 1;
    });
    this.#hostPage.cleared();
  }

  #idleOver() {
    this.end();
    this.note.value = 'cleared';
  }

  /** Another tab has begun a conversation, or cleared it: this one follows. @param {string | null} key */
  #keyElsewhere(key) {
    if (key === this.#key) return;
    if (key !== null && this.begun.peek()) return;
    if (key === null) return this.#clearHere();
    this.#forgetConversation();
    this.#key = key;
    this.#memory.key = key;
    return this.connection.restart();
  }

  /** Where the frame can store nothing the page keeps it, and the tabs tell each other the key. @param {string} kept */
  #keptBy(kept) {
    const isNew = this.#memory.keptBy(kept, (all, changed) => {
      this.#hostPage.keep(all);
      if (changed === 'key') this.#tellKey();
    });
    if (!isNew) return;
    this.#key ??= this.#memory.key;
    if (this.draft) this.propose(this.draft);
    if (this.#key === null) this.#tabs.tell('asks');
  }

  #tellKey() {
    const key = this.#memory.key;
    if (key !== null) this.#tabs.tell({ key });
  }

  // What is kept

  /** @param {Sent} frame */
  #send(frame) {
    this.trouble.value = '';
    this.note.value = '';
    const taken = this.connection.send(frame);
    this.#remember();
    return taken;
  }

  /**
   * The key is written when there is something to come back to: a word that leaves, or a conversation that the server
   * knows. A visitor who only looks leaves nothing behind.
   */
  #remember() {
    if (this.#clearing) return;
    const unsent = this.connection.unacknowledged();
    // Nothing in the browser's store is to tell that there was an alarm.
    this.#memory.unsent = unsent.filter(({ type }) => type !== 'no_danger');
    if (this.#key && (unsent.length > 0 || this.begun.peek())) this.#memory.key = this.#key;
  }

  /** @type {import('../../shared/files.js').Send} */
  sendFile = (file, id, onProgress) => sender('/files', this.#opens())(file, id, onProgress);

  /** @param {import('../../shared/files.js').Kept} file */
  fetchFile = (file) => keep(`/files/${encodeURIComponent(file.id)}`, this.#opens(), file.name);

  /** What a request opens the conversation with. */
  #opens() {
    return { 'vagledare-key': this.#key ?? '' };
  }

  #now() {
    return new Date(this.#clock.now()).toISOString();
  }
}
