// One signed-in person at the desk: the socket, what is known, and what the person can do. Components read the signals
// and call the methods; they never see a frame.

import { Connection, socketUrl } from '../shared/connection.js';
import { newId } from '../shared/id.js';
import { batch, computed, createContext, effect, signal, useContext } from '../shared/ui.js';
import { landing, viewsOf } from './roles.js';
import { morningList } from './state/api.js';
import * as conversation from './state/conversation.js';
import { NO_NEWS } from './state/news.js';
import { ServerTime } from './state/server_time.js';
import { NOTHING, cutOff, dismiss, received, sent, shown } from './state/state.js';
import { countWords, keepWords, unsentWords } from './state/words.js';

/** @typedef {import('./state/wire.js').Asked} Asked */
/** @typedef {import('./state/wire.js').FromServer} FromServer */
/** @typedef {import('./roles.js').View} View */
/** @typedef {{kind: 'transfer' | 'close', conversation: string} | {kind: 'leave'}} Dialog */
/** @typedef {import('./state/words.js').Draft} Draft */
/** @typedef {import('./state/words.js').Words} Words */
/**
 * @template {{id: string}} T
 * @typedef {T extends any ? Omit<T, 'id'> : never} WithoutId
 */

/** A word that somebody writes is told at most this often; the other side shows it for longer than that. */
const TYPING_EVERY_MS = 3000;

/** A server that starts anew lets a socket or two go unanswered; a network that stops them, every one. */
const BLOCKED_AFTER = 3;

export class Session {
  state;
  /** @type {import('../vendor/signals.js').Signal<View>} */
  view;
  /** Which conversation is worked on; what tabs show, and where the next words go. */
  selected = signal(/** @type {string | null} */ (null));
  /** The element that is to have the keyboard, once it is drawn: `composer:<id>`, `mine`. */
  focus = signal(/** @type {string | null} */ (null));
  dialog = signal(/** @type {Dialog | null} */ (null));
  /** What was written and not sent, by conversation. Kept here, because a tab that is not shown is not there. */
  drafts;
  /** What was written in other fields and not sent, by name: `transfer:<conversation>`, `crisis:sv`. */
  fields;
  /** How those who left a message can be reached, by conversation; the log itself does not say. */
  contacts = signal(/** @type {ReadonlyMap<string, import('./state/wire.js').Contact>} */ (new Map()));
  /** What visitors have written that nobody has looked at; `alerts.js` looks. */
  news = signal(NO_NEWS);
  /** Whether the server answers while its sockets do not come through. */
  blocked = signal(false);
  /** Seconds matter to offers and waits only; everything that shows one reads this. It is the server's time. */
  now;

  conversations = computed(() => shown(this.state.value));
  mine = computed(() => this.conversations.value.filter((known) => known.standing === 'mine'));
  connection;
  /** @type {Map<string, number>} when typing was last told, by conversation */
  #typed = new Map();
  /** @type {string | null} an accepted conversation that is not named yet */
  #awaited = null;
  #time;

  /**
   * @param {import('../shared/clock.js').Clock} clock
   * @param {import('./state/wire.js').Person} person who has signed in
   * @param {Words | null} [words] left from a session before, for whoever wrote them
   */
  constructor(clock, person, words = null) {
    this.clock = clock;
    this.#time = new ServerTime(clock);
    this.now = signal(this.#time.now());
    this.state = signal(/** @type {import('./state/state.js').State} */ ({ ...NOTHING, person }));
    this.view = signal(landing(person.roles));
    const own = words?.of === person.name ? words : null;
    this.drafts = signal(/** @type {ReadonlyMap<string, Draft>} */ (own?.drafts ?? new Map()));
    this.fields = signal(/** @type {ReadonlyMap<string, string>} */ (own?.fields ?? new Map()));
    this.connection = new Connection({
      url: socketUrl('/ws/agent'),
      hello: () => ({ type: 'hello' }),
      onFrame: (frame) => this.#receive(frame),
      clock,
    });
  }

  /** What is written and not taken by the server. @returns {Words} */
  get words() {
    const { person } = this.state.value;
    const refused = shown(this.state.value).flatMap(conversation.refusedWords);
    const drafts = unsentWords(this.drafts.value, [...refused, ...this.connection.unacknowledged()]);
    return { of: person?.name ?? '', drafts, fields: this.fields.value };
  }

  /** How many texts are lost if the person goes now. */
  get unsent() {
    const { of, drafts, fields } = this.words;
    const mine = this.mine.value.map((known) => known.id);
    const ofMine = (/** @type {string} */ name) => !name.startsWith('transfer:') || mine.includes(name.slice('transfer:'.length));
    return countWords({
      of, drafts: new Map([...drafts].filter(([id]) => mine.includes(id))), fields: new Map([...fields].filter(([name]) => ofMine(name))),
    });
  }

  /** Keeps in this tab what is written, until the returned function is called. */
  keepWords() {
    return effect(() => keepWords(this.words));
  }

  /** A second has passed. */
  tick() {
    this.now.value = this.#time.now();
  }

  /** The line is down. */
  cutOff() {
    this.#update(cutOff(this.state.peek()));
  }

  /** The server has answered over HTTP, while the line is down. */
  answered() {
    this.blocked.value = this.connection.mute.peek() >= BLOCKED_AFTER && this.connection.state.peek() !== 'open';
  }

  /** @param {import('./state/wire.js').Presence} status */
  bePresent(status) {
    this.#ask({ type: 'presence', status });
  }

  /** Takes an offer, or somebody from the queue. @param {string} id */
  accept(id) {
    this.#awaited = id;
    this.view.value = 'work';
    this.#ask({ type: 'accept', conversation: id });
  }

  /** @param {string} id */
  decline(id) {
    this.#ask({ type: 'decline', conversation: id });
  }

  /** Shows a conversation that is there or about to be, and gives it the keyboard. @param {string} id */
  open(id) {
    this.view.value = 'work';
    const known = this.conversations.peek().some((one) => one.id === id);
    if (!known) this.#awaited = id;
    else batch(() => {
      this.selected.value = id;
      this.focus.value = `composer:${id}`;
    });
  }

  /** @param {string} id @returns {Draft} */
  draft(id) {
    return this.drafts.value.get(id) ?? { text: '', kind: 'say' };
  }

  /** @param {string} id @param {Partial<Draft>} change */
  write(id, change) {
    const draft = { ...(this.drafts.peek().get(id) ?? { text: '', kind: 'say' }), ...change };
    this.drafts.value = new Map(this.drafts.peek()).set(id, /** @type {Draft} */ (draft));
    // Nobody but staff is told about a note.
    if (change.text !== undefined && draft.kind === 'say') this.#typing(id, draft.text !== '');
  }

  /** What stands in a field that outlives its form. @param {string} name */
  field(name) {
    return this.fields.peek().get(name);
  }

  /** @param {string} name @param {string} text @param {string} [begun] what is no news */
  writeField(name, text, begun = '') {
    const fields = new Map(this.fields.peek());
    if (text === begun) fields.delete(name);
    else fields.set(name, text);
    this.fields.value = fields;
  }

  /** Sends the draft. @param {string} id */
  submit(id) {
    const { text, kind } = this.drafts.peek().get(id) ?? { text: '', kind: 'say' };
    if (text.trim() === '') return;
    if (!this.#ask({ type: kind, conversation: id, text: text.trim() })) return;
    // The words themselves tell that the writing is over.
    this.#typed.delete(id);
    this.drafts.value = new Map(this.drafts.peek()).set(id, { text: '', kind: 'say' });
  }

  /** Sends again what the server refused. @param {string} id @param {'say' | 'note'} type @param {{id: string, text: string}} words */
  again(id, type, words) {
    this.#ask({ type, conversation: id, text: words.text }, words.id);
  }

  /** Takes back what the server refused. @param {string} id @param {string} said */
  discard(id, said) {
    this.connection.forget(said);
    this.#change(id, (known) => conversation.withoutSent(known, said));
  }

  /** @param {string} id @param {{to?: string, reason?: string}} how */
  transfer(id, how) {
    this.#ask({ type: 'transfer', conversation: id, ...how });
  }

  /** @param {string} id @param {string} code */
  close(id, code) {
    this.#ask({ type: 'close', conversation: id, code });
  }

  /** Takes what has left off the screen. @param {string} id */
  dismiss(id) {
    this.#update(dismiss(this.state.peek(), id));
    this.focus.value = 'mine';
  }

  /**
   * @param {boolean} open
   * @param {string} until RFC 3339
   * @param {string} reason for staff only
   * @param {{sv: string, en: string}} visitors what they read; empty when there is none
   */
  override(open, until, reason, { sv, en }) {
    // An older server refuses the whole frame for a field that it does not know.
    const texts = this.state.peek().publicText ? { ...(sv && { public_sv: sv }), ...(en && { public_en: en }) } : {};
    this.#ask({ type: 'override', open, until, reason, ...texts });
  }

  /** Tells every visitor something. @param {string} sv @param {string} en empty when there is none @param {string} until RFC 3339 */
  putUpCrisisNotice(sv, en, until) {
    this.#ask({ type: 'crisis_notice', sv, ...(en && { en }), until });
  }

  /** @param {number} notice */
  withdrawCrisisNotice(notice) {
    this.#ask({ type: 'withdraw_crisis_notice', notice });
  }

  /** What the server refused is being written anew. @param {string} field */
  crisisMended(field) {
    const state = this.state.peek();
    if (state.crisisRefused?.field === field) this.#update({ ...state, crisisRefused: null });
  }

  /** @param {string} id */
  suggest(id) {
    this.connection.tell({ type: 'suggest', conversation: id });
  }

  /** The agent has the end of the conversation before their eyes. @param {string} id */
  seen(id) {
    const known = this.state.peek().conversations.get(id);
    if (!known || known.standing !== 'mine' || known.unread === 0) return;
    const seq = known.transcript.highestSeq();
    if (!this.connection.tell({ type: 'seen', conversation: id, seq })) return;
    this.#change(id, conversation.read);
  }

  /** The left messages, oldest first, as they are now. */
  async leftMessages() {
    const items = await morningList();
    // What is closed is not on the list any more, and may be on the screen still.
    const onScreen = this.conversations.peek().map((known) => known.id);
    const kept = [...this.contacts.peek()].filter(([id]) => onScreen.includes(id));
    this.contacts.value = new Map([...kept, ...items.map((item) => /** @type {const} */ ([item.conversation, item.contact]))]);
    return items;
  }

  hideNotice() {
    this.#update({ ...this.state.peek(), notice: null });
  }

  /** @param {WithoutId<Asked>} frame @param {string} [id] the same id when the same words are sent again */
  #ask(frame, id = newId()) {
    const asked = /** @type {Asked} */ ({ ...frame, id });
    if (!this.connection.send(asked)) return false;
    this.#update(sent(this.state.peek(), asked, this.#time.now()));
    return true;
  }

  /** @param {string} id @param {boolean} on */
  #typing(id, on) {
    const now = this.#time.now();
    if (on && now - (this.#typed.get(id) ?? 0) < TYPING_EVERY_MS) return;
    if (!on && !this.#typed.has(id)) return;
    if (on) this.#typed.set(id, now);
    else this.#typed.delete(id);
    this.connection.tell({ type: 'typing', conversation: id, on });
  }

  /** @param {string} id @param {(known: conversation.Conversation) => conversation.Conversation} change */
  #change(id, change) {
    const state = this.state.peek();
    const known = state.conversations.get(id);
    if (known) this.#update({ ...state, conversations: new Map(state.conversations).set(id, change(known)) });
  }

  /** @param {FromServer} frame */
  #receive(frame) {
    // A refusal that passes (too fast, busy): the connection sends the frame again by itself.
    if (frame.type === 'error' && this.#goesOn(frame.id)) return;
    if ('now' in frame) this.#time.heard(frame.now, frame.type === 'welcome');
    const before = this.state.peek();
    const after = received(before, frame, this.#time.now());
    batch(() => {
      this.tick();
      this.#update(after);
      if (frame.type === 'ack') this.#taken(before.asked.get(frame.id));
    });
    if (frame.type === 'welcome') this.#welcomed();
    if (frame.type === 'mine') this.#watchNew(before);
    if (frame.type === 'entry') this.#fillGap(frame.conversation);
  }

  #welcomed() {
    // Somebody may have another role than before.
    const { person, problems } = this.state.peek();
    if (!viewsOf(person?.roles, problems !== null).includes(this.view.peek())) this.view.value = landing(person?.roles);
    this.#watchAgain();
  }

  /** The server has what stood in a form. @param {Asked | undefined} asked */
  #taken(asked) {
    if (asked?.type === 'transfer') this.#forgetFields(`transfer:${asked.conversation}`);
    if (asked?.type === 'crisis_notice') this.#forgetFields('crisis:');
    if (asked?.type === 'override') this.#forgetFields('override:');
    if (asked?.type === 'close') this.#over(asked.conversation);
  }

  /** What was pressed is gone with the rest of what can be done: the keyboard goes to what can be read. @param {string} id */
  #over(id) {
    this.#forgetDrafts([id]);
    if (!this.conversations.peek().some((known) => known.id === id)) return;
    this.selected.value = id;
    this.focus.value = 'mine';
  }

  /** @param {string} beginning of their names */
  #forgetFields(beginning) {
    this.fields.value = new Map([...this.fields.peek()].filter(([name]) => !name.startsWith(beginning)));
  }

  /** Nothing can be sent any more in what is off the screen. @param {readonly string[]} gone */
  #forgetDrafts(gone) {
    this.drafts.value = new Map([...this.drafts.peek()].filter(([id]) => !gone.includes(id)));
    for (const id of gone) this.#forgetFields(`transfer:${id}`);
  }

  /** @param {string | undefined} id */
  #goesOn(id) {
    return this.connection.unacknowledged().some((frame) => frame.id === id);
  }

  /** @param {import('./state/state.js').State} after */
  #update(after) {
    const before = shown(this.state.peek()).map((known) => known.id);
    batch(() => {
      this.state.value = after;
      const ids = shown(after).map((known) => known.id);
      if (this.#awaited && ids.includes(this.#awaited)) this.#arrive(this.#awaited);
      const gone = before.filter((id) => !ids.includes(id));
      if (gone.length > 0) this.#forgetDrafts(gone);
      if (!this.selected.peek() || !ids.includes(this.selected.peek() ?? '')) this.selected.value = ids[0] ?? null;
      if (gone.length > 0) this.focus.value = 'mine';
    });
  }

  /** @param {string} id */
  #arrive(id) {
    this.#awaited = null;
    this.selected.value = id;
    this.focus.value = `composer:${id}`;
  }

  /** A new connection watches nothing yet. */
  #watchAgain() {
    for (const known of this.mine.peek()) this.#watch(known);
  }

  /** @param {import('./state/state.js').State} before */
  #watchNew(before) {
    for (const known of this.mine.peek()) {
      if (before.conversations.get(known.id)?.standing !== 'mine') this.#watch(known);
    }
  }

  /** A number that comes before those below it: the log is asked for from the last whole one. @param {string} id */
  #fillGap(id) {
    const known = this.state.peek().conversations.get(id);
    if (known && known.transcript.lastSeq() < known.transcript.highestSeq()) this.#watch(known);
  }

  /** @param {conversation.Conversation} known */
  #watch(known) {
    this.connection.tell({ type: 'watch', conversation: known.id, last_seq: known.transcript.lastSeq() });
  }
}

/** The session that the components around here belong to. */
export const SessionContext = createContext(/** @type {Session | null} */ (null));

/** @returns {Session} */
export function useSession() {
  const session = useContext(SessionContext);
  if (!session) throw new Error('drawn outside a session');
  return session;
}
