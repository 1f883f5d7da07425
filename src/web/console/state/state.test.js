import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refusedWords, title, waitsSince } from './conversation.js';
import { NOTHING, cutOff, dismiss, received, sent, shown } from './state.js';

/** Monday 2 March 2026, 09:00 in Sweden. */
const NINE = Date.parse('2026-03-02T08:00:00Z');
const ANNA = { name: 'anna', display: 'Anna Berg', roles: ['agent'] };

/** @param {...any} frames @returns {import('./state.js').State} */
const after = (...frames) => frames.reduce((state, frame) => received(state, frame, NINE), NOTHING);
/** @param {import('./state.js').State} state @param {...any} frames @returns {import('./state.js').State} */
const then = (state, ...frames) => frames.reduce((known, frame) => received(known, frame, NINE), state);

const welcome = { type: 'welcome', agent: ANNA, presence: 'available', capacity: 3, desk: { open: true, reachable: true, text: '' }, features: [] };
const offer = { type: 'offer', conversation: 'c1', expires_at: '2026-03-02T08:00:30Z', first_line: 'Hej', page: null, language: 'sv' };
/** @param {...string} ids */
const mine = (...ids) => ({
  type: 'mine',
  items: ids.map((conversation) => ({
    conversation, stage: { kind: 'with_agent', agent: { name: 'Anna' } }, read: 0, unread: 0, last: null, page: null, language: 'sv', urgent: false,
  })),
});
/** @param {number} seq @param {string} text @param {'visitor' | 'agent'} [kind] */
const entry = (seq, text, kind = 'visitor') => ({ type: 'entry', conversation: 'c1', seq, at: '2026-03-02T08:00:00Z', author: { kind }, text });
/** @param {import('./state.js').State} state @param {string} [id] */
const one = (state, id = 'c1') => /** @type {import('./conversation.js').Conversation} */ (state.conversations.get(id));
/** @param {import('./state.js').State} state */
const texts = (state) => one(state).transcript.items.value.map((item) => item.entry.text);
/** @param {'available' | 'away'} status */
const team = (status) => ({ type: 'team', members: [{ ...ANNA, status, conversations: 0, capacity: 3 }] });

test('a missed offer makes the agent away, and says so until they are back', () => {
  const missed = after(welcome, offer, { type: 'offer_gone', conversation: 'c1', reason: 'missed' }, team('away'));
  assert.deepEqual([missed.offers.length, missed.presence, missed.setAway], [0, 'away', true]);
  const back = sent(missed, { type: 'presence', id: 'p1', status: 'available' }, NINE);
  assert.equal(back.setAway, false);
  assert.equal(then(back, { type: 'ack', id: 'p1', seq: null }).presence, 'available');
});

test('texts for visitors are offered only as long as the server takes them', () => {
  assert.equal(after(welcome).publicText, false);
  const newer = after({ ...welcome, features: ['override_public'] });
  assert.equal(newer.publicText, true);
  assert.equal(then(newer, welcome).publicText, false);
});

test('problems of the pages are the last that were told, and unknown to who is not told', () => {
  assert.equal(after(welcome).problems, null);
  const problem = { file: 'knowledge/pages/cykel.md', line: 3, what: 'fel' };
  const broken = after(welcome, { type: 'problems', items: [problem], total: 1 });
  assert.deepEqual(broken.problems, { items: [problem], total: 1 });
  assert.equal(then(broken, { type: 'problems', items: [], total: 0 }).problems?.total, 0);
});

test('the crisis notice is what was told last, and a line that comes back may tell that it is gone', () => {
  const notice = { id: 7, sv: 'Koka vattnet.', en: null, author: { name: 'Leila' }, written_at: '', until: '', when: '' };
  const up = after(welcome, { type: 'crisis_notice', notice });
  assert.equal(up.crisisNotice?.sv, 'Koka vattnet.');
  assert.equal(then(up, { ...welcome, crisis_notice: null }).crisisNotice, null);
  assert.equal(then(up, { ...welcome, crisis_notice: notice }).crisisNotice?.id, 7);
});

test('a crisis notice that the server refuses is refused at its field, until it is sent again', () => {
  const frame = /** @type {const} */ ({ type: 'crisis_notice', id: 'n1', sv: 'Koka vattnet.', until: '2026-03-02T07:00:00Z' });
  const refused = then(sent(after(welcome), frame, NINE), { type: 'error', id: 'n1', code: 'bad_time', field: 'until', text: 'Välj en tid.' });
  assert.deepEqual([refused.crisisRefused, refused.notice], [{ field: 'until', text: 'Välj en tid.' }, null]);
  assert.equal(sent(refused, { ...frame, id: 'n2' }, NINE).crisisRefused, null);
});

test('an offer that a colleague took changes nobody’s presence', () => {
  const state = after(welcome, offer, { type: 'offer_gone', conversation: 'c1', reason: 'taken' });
  assert.deepEqual([state.offers.length, state.presence, state.setAway], [0, 'available', false]);
});

test('being away by one’s own choice is no news', () => {
  const asked = sent(after(welcome), { type: 'presence', id: 'p1', status: 'away' }, NINE);
  const answered = then(asked, { type: 'ack', id: 'p1', seq: null }, team('away'));
  assert.deepEqual([answered.presence, answered.setAway], ['away', false]);
});

test('a list that was on its way does not undo a change of presence', () => {
  const asked = sent(after({ ...welcome, presence: 'away' }), { type: 'presence', id: 'p1', status: 'available' }, NINE);
  assert.equal(then(asked, team('away'), { type: 'ack', id: 'p1', seq: null }).presence, 'available');
});

test('away after a lost connection is told as well', () => {
  assert.equal(then(after(welcome), { ...welcome, presence: 'away' }).setAway, true);
});

test('nothing of a conversation is shown before the server names it as ours', () => {
  const early = after(welcome, entry(1, 'Hej'));
  assert.equal(shown(early).length, 0);
  const named = then(early, mine('c1'));
  assert.deepEqual([shown(named).length, texts(named)], [1, ['Hej']]);
});

test('a conversation that was taken from us stays on screen until it is put away', () => {
  const left = after(welcome, mine('c1'), { type: 'stage', conversation: 'c1', stage: { kind: 'closed', reason: 'visitor' } }, mine());
  assert.deepEqual(shown(left).map((known) => [known.standing, known.stage?.kind]), [['left', 'closed']]);
  assert.equal(shown(dismiss(left, 'c1')).length, 0);
});

test('a conversation that we closed stays to be read until it is put away, and late frames do not make it ours again', () => {
  const closing = sent(after(welcome, mine('c1'), entry(1, 'Ring 013-20 60 00')), { type: 'close', id: 'x', conversation: 'c1', code: 'answered' }, NINE);
  const closed = then(closing, { type: 'ack', id: 'x', seq: 2 });
  const late = then(closed, mine('c1'), { ...entry(2, ''), author: { kind: 'system' }, event: 'closed' }, mine());
  for (const state of [closed, late, then(late, { ...welcome }, mine())]) {
    assert.deepEqual(shown(state).map((known) => [known.standing, known.stage?.kind]), [['left', 'closed']]);
    assert.equal(texts(state)[0], 'Ring 013-20 60 00');
  }
  assert.equal(shown(dismiss(late, 'c1')).length, 0);
  const elsewhere = then(sent(after(welcome), { type: 'close', id: 'y', conversation: 'c2' }, NINE), { type: 'ack', id: 'y', seq: 2 });
  assert.equal(shown(elsewhere).length, 0, 'what was never on the screen does not come there');
});

test('a conversation given back to the queue can come again', () => {
  const giving = sent(after(welcome, mine('c1')), { type: 'transfer', id: 'x', conversation: 'c1' }, NINE);
  const again = then(giving, { type: 'ack', id: 'x', seq: null }, mine(), mine('c1'));
  assert.deepEqual(shown(again).map((known) => known.standing), ['mine']);
});

test('a conversation offered to a colleague is ours until they take it', () => {
  const asked = sent(after(welcome, mine('c1'), { type: 'team', members: [{ ...ANNA, name: 'berit', display: 'Berit Ek', status: 'available', conversations: 0, capacity: 3 }] }),
    { type: 'transfer', id: 'x', conversation: 'c1', to: 'berit' }, NINE);
  const offered = then(asked, { type: 'ack', id: 'x', seq: null }, mine('c1'));
  assert.deepEqual([one(offered).offeredTo, one(offered).standing], ['Berit Ek', 'mine']);
});

test('a colleague who does not take over is told of, however the question ended, and after a new connection', () => {
  /** @param {{name: string} | null} offered_to */
  const own = (offered_to) => ({ type: 'mine', items: mine('c1').items.map((item) => ({ ...item, offered_to })) });
  const asked = after(welcome, own({ name: 'Berit Ek' }));
  assert.deepEqual([one(asked).offeredTo, asked.notice], ['Berit Ek', null], 'also where another window asked');
  for (const ended of [then(asked, own(null)), then(asked, welcome, own(null))]) {
    assert.deepEqual([one(ended).offeredTo, ended.notice?.key, ended.notice?.values], [null, 'notice.not_taken', { name: 'Berit Ek' }]);
  }
  const taken = then(asked, mine());
  assert.deepEqual([one(taken).offeredTo, taken.notice], [null, null], 'who takes it is told by the log');
  assert.equal(one(then(asked, mine('c1'))).offeredTo, 'Berit Ek', 'an older server does not say');
});

test('what became of a hand-over stands in the log once, with its reason, and two of a moment are two', () => {
  const told = { type: 'handover', conversation: 'c1', at_seq: 1, at: '2026-03-02T08:00:00Z', author: { name: 'Berit' }, what: 'declined', reason: null };
  const state = after(welcome, mine('c1'), told, told, { ...told, what: 'transferred' }, { ...told, what: 'transferred', reason: 'Bygglov' });
  assert.deepEqual(one(state).notes.map(({ what, text }) => [what, text]), [['declined', ''], ['transferred', ''], ['transferred', 'Bygglov']]);
});

test('whether the visitor is there is what was told last, and what they have read never grows less', () => {
  const visitor = { type: 'visitor', conversation: 'c1', presence: 'here', since: null, seen: 4 };
  assert.equal(one(after(welcome, mine('c1'))).there, null, 'an older server does not say');
  const here = after(welcome, mine('c1'), visitor);
  const unknown = then(here, { ...visitor, presence: 'unknown', seen: null });
  assert.deepEqual([one(here).there?.presence, one(unknown).there?.presence, one(unknown).seenSeq], ['here', 'unknown', 4]);
});

test('without a line to the server nothing is claimed about a visitor, until the server has told it anew', () => {
  const visitor = { type: 'visitor', conversation: 'c1', presence: 'here', since: null, seen: 4 };
  const waiting = { conversation: 'c2', since: '2026-03-02T08:00:00Z', language: 'sv', page: null, first_line: 'Hej', urgent: false, returned: false };
  const queue = { type: 'queue', items: [{ ...waiting, visitor: { presence: 'away', since: null } }] };
  const known = after(welcome, mine('c1'), visitor, { type: 'typing', conversation: 'c1' }, queue);
  const cut = cutOff(known);
  assert.deepEqual([one(cut).there, one(cut).typingUntil, one(cut).seenSeq], [null, 0, 4], 'what was read stays read');
  assert.deepEqual(cut.queue, [waiting]);
  const back = then(cut, welcome, mine('c1'), { ...visitor, presence: 'away' }, queue);
  assert.deepEqual([one(back).there?.presence, back.queue[0]?.visitor?.presence], ['away', 'away']);
});

test('a visitor waits from their last word, or from asking for a person, until a person has answered', () => {
  const at = (/** @type {any} */ one, /** @type {string} */ time) => ({ ...one, at: time });
  const event = (/** @type {number} */ seq, /** @type {string} */ name) => ({ ...entry(seq, ''), author: { kind: 'system' }, event: name });
  const begun = after(welcome, mine('c1'), at(entry(1, 'Hej'), '08:00'), at(event(2, 'queued'), '08:01'), at(event(3, 'accepted'), '08:05'));
  assert.equal(waitsSince(one(begun)), '08:01', 'nothing but the question was said');
  const more = then(begun, at(entry(4, 'Är du där?'), '08:06'), at(event(5, 'notice'), '08:07'));
  assert.equal(waitsSince(one(more)), '08:06', 'an event is no answer');
  const trying = sent(more, { type: 'say', id: 's1', conversation: 'c1', text: 'Ja' }, NINE);
  assert.equal(waitsSince(one(trying)), '08:06', 'what has not arrived is no answer');
  const noted = then(trying, { type: 'note', conversation: 'c1', at_seq: 5, at: '08:08', author: { name: 'Anna' }, text: 'Ring' });
  assert.equal(waitsSince(one(noted)), '08:06', 'nor is a note');
  const answered = then(noted, { type: 'ack', id: 's1', seq: 6 }, at(entry(6, 'Ja', 'agent'), '08:09'));
  assert.equal(waitsSince(one(answered)), null);
  assert.equal(waitsSince(one(then(answered, at(event(7, 'transferred'), '08:10')))), null, 'a transfer does not take the answer back');
  assert.equal(waitsSince(one(then(answered, at(entry(8, 'Tack'), '08:11')))), '08:11');
});

test('above the capacity only where the server takes it', () => {
  assert.equal(after(welcome).urgentAbove, false);
  assert.equal(after({ ...welcome, features: ['urgent_above_capacity'] }).urgentAbove, true);
});

test('what we say is shown once, from the key press to the log', () => {
  const said = sent(after(welcome, mine('c1'), entry(1, 'Hej')), { type: 'say', id: 's1', conversation: 'c1', text: 'Hej du' }, NINE);
  assert.deepEqual(texts(said), ['Hej', 'Hej du']);
  const logged = then(said, { type: 'ack', id: 's1', seq: 2 }, entry(2, 'Hej du', 'agent'), entry(2, 'Hej du', 'agent'));
  assert.deepEqual(texts(logged), ['Hej', 'Hej du']);
});

test('what the server refuses keeps its words and gives the reason', () => {
  const said = sent(after(welcome, mine('c1')), { type: 'say', id: 's1', conversation: 'c1', text: 'Hej' }, NINE);
  const refused = then(said, { type: 'error', id: 's1', code: 'not_allowed', text: 'Samtalet är inte ditt.' });
  const [item] = one(refused).transcript.items.value;
  assert.deepEqual([item.progress, item.error, item.entry.text], ['failed', 'Samtalet är inte ditt.', 'Hej']);
});

test('what the server refused is still words that are not sent, until it is taken back', () => {
  const said = sent(after(welcome, mine('c1')), { type: 'say', id: 's1', conversation: 'c1', text: 'Hej' }, NINE);
  const noted = sent(said, { type: 'note', id: 'n1', conversation: 'c1', text: 'Ring' }, NINE);
  assert.deepEqual(refusedWords(one(noted)), [], 'on their way');
  const refused = then(noted, { type: 'error', id: 's1', code: 'too_long', text: 'För långt.' }, { type: 'error', id: 'n1', code: 'too_long', text: 'För långt.' });
  assert.deepEqual(refusedWords(one(refused)), [
    { type: 'say', text: 'Hej', conversation: 'c1' }, { type: 'note', text: 'Ring', conversation: 'c1' },
  ]);
  const again = sent(refused, { type: 'say', id: 's1', conversation: 'c1', text: 'Hej' }, NINE);
  assert.deepEqual(refusedWords(one(again)).map(({ type }) => type), ['note'], 'sent again');
});

test('a note stands at its number, and the same note counts once', () => {
  const note = { type: 'note', conversation: 'c1', at_seq: 1, at: '2026-03-02T08:00:00Z', author: { name: 'Anna' }, text: 'Har ringt' };
  const noted = after(welcome, mine('c1'), note, note);
  assert.deepEqual(one(noted).notes.map(({ at_seq, text }) => [at_seq, text]), [[1, 'Har ringt']]);
});

test('a conversation is called by the visitor’s first words, or else by the page', () => {
  assert.equal(title(one(after(welcome, mine('c1'), entry(1, 'Vilka vänorter?'), entry(2, 'Hallå?')))), 'Vilka vänorter?');
  const [item] = mine('c1').items;
  const page = { url: 'https://www.linkoping.se/vanorter', title: 'Vänorter' };
  assert.equal(title(one(after(welcome, { type: 'mine', items: [{ ...item, page }] }))), 'Vänorter');
});

test('a conversation in danger is called by what told of it, the alarm before the concern', () => {
  const event = (/** @type {number} */ seq, /** @type {string} */ name) => ({ ...entry(seq, ''), author: { kind: 'system' }, event: name });
  const calm = after(welcome, mine('c1'), entry(1, 'Hej!'), entry(2, 'Jag är orolig'), event(3, 'concern'));
  assert.equal(title(one(calm)), 'Jag är orolig');
  const alarm = then(calm, entry(4, 'Han andas inte'), event(5, 'emergency'), entry(6, 'Hallå?'), event(7, 'concern'));
  assert.equal(title(one(alarm)), 'Han andas inte');
  assert.equal(title(one(after(welcome, mine('c1'), event(1, 'emergency'), entry(2, 'Hej!')))), 'Hej!', 'what told of it is not here');
});

test('what a conversation may be about is as the server told it last, and nothing from a server that does not tell', () => {
  const [item] = mine('c1').items;
  const told = after(welcome, { type: 'mine', items: [{ ...item, concern: true, danger: ['violence'] }] });
  assert.deepEqual([one(told).concern, one(told).danger], [true, ['violence']]);
  assert.deepEqual([one(then(told, mine('c1'))).concern, one(then(told, mine('c1'))).danger], [false, []]);
});

test('a frame of a type that is not known yet changes nothing', () => {
  const state = after(welcome);
  assert.equal(then(state, { type: 'weather' }), state);
});
