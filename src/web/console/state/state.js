// What the console knows, and how a frame changes it: no socket, no clock, no page, so that what the agent is promised
// can be tested without a browser.

import * as conversation from './conversation.js';

/**
 * @typedef {import('./wire.js').FromServer} FromServer
 * @typedef {import('./wire.js').Asked} Asked
 * @typedef {import('./conversation.js').Conversation} Conversation
 *
 * @typedef {object} Notice one thing to tell the agent, in passing
 * @property {string} key a key of the locale, or '' when `text` holds the server's own words
 * @property {Record<string, string>} values
 * @property {string} text
 * @property {boolean} wrong whether something failed
 *
 * @typedef {object} State
 * @property {import('./wire.js').Person | null} person who is signed in; null before `welcome`
 * @property {import('./wire.js').Presence} presence
 * @property {import('./wire.js').Presence | null} presenceAsked asked for and not yet answered
 * @property {boolean} setAway the agent was made away without having asked for it
 * @property {number} capacity
 * @property {boolean} publicText whether the server takes a text for visitors about opening and closing
 * @property {boolean} urgentAbove whether somebody in danger may be taken above the capacity
 * @property {import('./wire.js').Desk | null} desk
 * @property {import('./wire.js').CrisisNotice | null} crisisNotice what every visitor is told just now
 * @property {{field: string, text: string} | null} crisisRefused what the server did not take of it, and why
 * @property {import('./wire.js').Waiting[]} queue
 * @property {import('./wire.js').Offer[]} offers
 * @property {import('./wire.js').Member[]} team
 * @property {{items: import('./wire.js').Problem[], total: number} | null} problems files that cannot be read; null for who is not told
 * @property {ReadonlyMap<string, Conversation>} conversations in the order they came
 * @property {ReadonlySet<string>} dismissed ids that are on their way out of `mine`
 * @property {ReadonlyMap<string, Asked>} asked what waits for an `ack` or `error`, by id
 * @property {Notice | null} notice
 */

/** @type {State} */
export const NOTHING = {
  person: null,
  presence: 'away',
  presenceAsked: null,
  setAway: false,
  capacity: 0,
  publicText: false,
  urgentAbove: false,
  desk: null,
  crisisNotice: null,
  crisisRefused: null,
  queue: [],
  offers: [],
  team: [],
  problems: null,
  conversations: new Map(),
  dismissed: new Set(),
  asked: new Map(),
  notice: null,
};

/**
 * The state after a frame from the server.
 *
 * @param {State} state
 * @param {FromServer} frame
 * @param {number} now milliseconds since 1970
 * @returns {State}
 */
export function received(state, frame, now) {
  switch (frame.type) {
    case 'welcome':
      return welcomed(state, frame);
    case 'queue':
      return { ...state, queue: frame.items };
    case 'mine':
      return mineIs(state, frame.items);
    case 'offer':
      return { ...state, offers: [...without(state.offers, frame.conversation), frame] };
    case 'offer_gone':
      return offerGone(state, frame);
    case 'team':
      return teamIs(state, frame.members);
    case 'problems':
      return { ...state, problems: { items: frame.items, total: frame.total } };
    case 'desk':
      return { ...state, desk: frame.desk };
    case 'crisis_notice':
      return { ...state, crisisNotice: frame.notice };
    case 'ack':
      return acknowledged(state, frame);
    case 'error':
      return refused(state, frame);
    case 'entry':
      return changed(state, frame.conversation, (known) => conversation.withEntry(known, frame));
    case 'note':
      return changed(state, frame.conversation, (known) => conversation.withNote(known, frame));
    case 'handover':
      return changed(state, frame.conversation, (known) => conversation.withNote(known, { ...frame, text: frame.reason ?? '' }));
    case 'visitor':
      return changed(state, frame.conversation, (known) => conversation.withVisitor(known, frame));
    case 'stage':
      return changed(state, frame.conversation, (known) => ({ ...known, stage: frame.stage }));
    case 'typing':
      return changed(state, frame.conversation, (known) =>
        conversation.withTyping(known, frame.on !== false, now),
      );
    case 'seen':
      return changed(state, frame.conversation, (known) => conversation.withSeen(known, frame));
    case 'suggestions':
      return changed(state, frame.conversation, (known) => ({
        ...known,
        passages: frame.items,
      }));
    default:
      // A type that a newer server knows.
      return state;
  }
}

/**
 * The state after the console has sent something that will be acknowledged.
 *
 * @param {State} state
 * @param {Asked} frame
 * @param {number} now
 * @returns {State}
 */
export function sent(state, frame, now) {
  const asked = new Map(state.asked).set(frame.id, frame);
  const next = { ...state, asked };
  if (frame.type === 'presence') return { ...next, presenceAsked: frame.status, setAway: false };
  if (frame.type === 'crisis_notice') return { ...next, crisisRefused: null };
  if (frame.type === 'say' || frame.type === 'note') {
    return changed(next, frame.conversation, (known) => conversation.withSent(known, frame, now));
  }
  return next;
}

/**
 * The state without a line to the server: what visitors do meanwhile, nobody knows.
 *
 * @param {State} state
 * @returns {State}
 */
export function cutOff(state) {
  const conversations = new Map([...state.conversations].map(([id, known]) => [id, conversation.unheard(known)]));
  return { ...state, conversations, queue: state.queue.map(({ visitor, ...one }) => one) };
}

/**
 * Takes a conversation off the screen: one that has ended, or that somebody else has now.
 *
 * @param {State} state
 * @param {string} id
 */
export function dismiss(state, id) {
  const conversations = new Map(state.conversations);
  conversations.delete(id);
  return { ...state, conversations, dismissed: new Set(state.dismissed).add(id) };
}

/**
 * The conversations to show: the agent's own, and those that left without the agent's doing.
 *
 * @param {State} state
 */
export function shown(state) {
  return [...state.conversations.values()].filter((known) => known.standing !== 'unnamed');
}

/** @param {State} state @param {Extract<FromServer, {type: 'welcome'}>} frame @returns {State} */
function welcomed(state, frame) {
  const lost = state.person !== null && state.presence === 'available' && !state.presenceAsked;
  return {
    ...state,
    person: frame.agent,
    presence: frame.presence,
    setAway: (state.setAway || lost) && frame.presence === 'away',
    capacity: frame.capacity,
    publicText: frame.features.includes('override_public'),
    urgentAbove: frame.features.includes('urgent_above_capacity'),
    desk: frame.desk,
    crisisNotice: frame.crisis_notice ?? null,
    // Offers that still stand are made again after a welcome.
    offers: [],
  };
}

/**
 * `mine` is the whole truth about which conversations are the agent's. One that is missing has
 * left: it stays on screen, closed for writing, unless the agent let it go.
 *
 * @param {State} state
 * @param {import('./wire.js').Mine[]} items
 * @returns {State}
 */
function mineIs(state, items) {
  const present = new Set(items.map((item) => item.conversation));
  /** @type {Map<string, Conversation>} */
  const conversations = new Map();
  for (const [id, known] of state.conversations) {
    if (present.has(id)) conversations.set(id, known);
    else if (known.standing !== 'unnamed') conversations.set(id, conversation.left(known));
  }
  /** @type {string | null} a colleague who was asked to take over and did not */
  let refusedBy = null;
  for (const item of items) {
    if (state.dismissed.has(item.conversation)) continue;
    const known = conversations.get(item.conversation) ?? conversation.begun(item.conversation);
    // Closed here, and the list left the server before that: nothing that is closed comes back.
    if (known.standing === 'left' && known.stage?.kind === 'closed') continue;
    const now = conversation.withBrief(known, item);
    if (known.offeredTo && !now.offeredTo) refusedBy = known.offeredTo;
    conversations.set(item.conversation, now);
  }
  const dismissed = new Set([...state.dismissed].filter((id) => present.has(id)));
  const offers = state.offers.filter((offer) => !present.has(offer.conversation));
  const next = { ...state, conversations, dismissed, offers };
  return refusedBy ? told(next, 'notice.not_taken', { name: refusedBy }) : next;
}

/** @param {State} state @param {Extract<FromServer, {type: 'offer_gone'}>} frame @returns {State} */
function offerGone(state, frame) {
  const next = { ...state, offers: without(state.offers, frame.conversation) };
  if (frame.reason === 'missed') return { ...next, presence: 'away', setAway: true };
  return next;
}

/** @param {State} state @param {import('./wire.js').Member[]} members @returns {State} */
function teamIs(state, members) {
  const me = members.find((member) => member.name === state.person?.name);
  const next = { ...state, team: members };
  // A list that left the server before it read our own change would undo it on screen.
  if (!me || me.status === 'offline' || state.presenceAsked) return next;
  const setAway = me.status === 'away' && (state.setAway || state.presence === 'available');
  return { ...next, presence: me.status, setAway, capacity: me.capacity };
}

/** @param {State} state @param {Extract<FromServer, {type: 'ack'}>} frame @returns {State} */
function acknowledged(state, frame) {
  const [asked, next] = answered(state, frame.id);
  switch (asked?.type) {
    case 'presence':
      return { ...next, presence: asked.status, presenceAsked: null };
    case 'accept': {
      const dismissed = new Set(next.dismissed);
      dismissed.delete(asked.conversation);
      return { ...next, dismissed, offers: without(next.offers, asked.conversation) };
    }
    case 'decline':
      return { ...next, offers: without(next.offers, asked.conversation) };
    case 'say':
    case 'note':
      return changed(next, asked.conversation, (known) =>
        conversation.withKept(known, asked.id, frame.seq),
      );
    case 'transfer':
      return transferred(next, asked);
    case 'close':
      return told(closed(next, asked.conversation), 'notice.closed');
    case 'override':
      return told(next, asked.open ? 'notice.desk_opened' : 'notice.desk_closed');
    case 'crisis_notice':
      return told(next, 'notice.crisis_up');
    case 'withdraw_crisis_notice':
      return told(next, 'notice.crisis_down');
    default:
      return next;
  }
}

/**
 * What was closed here stays to be read until it is put away: a telephone number in it may be needed after that.
 * @param {State} state @param {string} id @returns {State}
 */
function closed(state, id) {
  const known = state.conversations.get(id);
  return known ? { ...state, conversations: new Map(state.conversations).set(id, conversation.closed(known)) } : state;
}

/** @param {State} state @param {Extract<Asked, {type: 'transfer'}>} asked @returns {State} */
function transferred(state, asked) {
  const { to } = asked;
  if (!to) return told(dismiss(state, asked.conversation), 'notice.requeued');
  const display = state.team.find((member) => member.name === to)?.display ?? to;
  const next = changed(state, asked.conversation, (known) => ({ ...known, offeredTo: display }));
  return told(next, 'notice.transferred', { name: display });
}

/** @param {State} state @param {Extract<FromServer, {type: 'error'}>} frame @returns {State} */
function refused(state, frame) {
  const [asked, next] = frame.id ? answered(state, frame.id) : [undefined, state];
  const withNotice = { ...next, notice: { key: '', values: {}, text: frame.text, wrong: true } };
  switch (asked?.type) {
    case 'presence':
      return { ...withNotice, presenceAsked: null };
    case 'crisis_notice':
      // At its field, where there is one; what was written stands there still.
      return frame.field ? { ...next, crisisRefused: { field: frame.field, text: frame.text } } : withNotice;
    case 'accept':
    case 'decline':
      return { ...withNotice, offers: without(next.offers, asked.conversation) };
    case 'say':
    case 'note':
      return changed(next, asked.conversation, (known) =>
        conversation.withRefused(known, asked.id, frame.text),
      );
    default:
      return withNotice;
  }
}

/** @param {State} state @param {string} id @returns {[Asked | undefined, State]} */
function answered(state, id) {
  const asked = new Map(state.asked);
  asked.delete(id);
  return [state.asked.get(id), { ...state, asked }];
}

/**
 * @param {State} state
 * @param {string} key
 * @param {Record<string, string>} [values]
 * @returns {State}
 */
function told(state, key, values = {}) {
  return { ...state, notice: { key, values, text: '', wrong: false } };
}

/** @param {import('./wire.js').Offer[]} offers @param {string} id */
function without(offers, id) {
  return offers.filter((offer) => offer.conversation !== id);
}

/**
 * A frame may come before the first `mine` that names its conversation (an accepted one is watched
 * at once) or after the last. Until it is named, nothing of it is shown.
 *
 * @param {State} state
 * @param {string} id
 * @param {(known: Conversation) => Conversation} change
 * @returns {State}
 */
function changed(state, id, change) {
  if (state.dismissed.has(id)) return state;
  const known = state.conversations.get(id) ?? conversation.begun(id);
  return { ...state, conversations: new Map(state.conversations).set(id, change(known)) };
}
