// The words of the agents' socket, as types. Nothing runs here.
//
// Only what the server sends and the console reads is named; whatever else a frame may hold is passed over, so that a
// newer server can talk to an older page.

/**
 * @typedef {import('../../shared/wire.d.ts').Author} Author
 * @typedef {import('../../shared/wire.d.ts').Stage} Stage
 * @typedef {import('../../shared/wire.d.ts').Page} Page
 * @typedef {import('../../shared/wire.d.ts').Contact} Contact
 * @typedef {import('../../shared/wire.d.ts').DeskOfStaff} Desk
 * @typedef {import('../../shared/wire.d.ts').Source} Source
 * @typedef {import('../../shared/wire.d.ts').Entry} Entry
 * @typedef {Source & {text: string}} Passage
 *
 * @typedef {{at_seq: number, at: string, author: {name: string}, text: string, what?: HandoverEnd}} Note
 *   what became of a hand-over, with its reason, stands in the log as a note does
 * @typedef {'transferred' | 'declined' | 'missed' | 'withdrawn'} HandoverEnd
 * @typedef {{from: {name: string}, reason: string | null}} Handover from whom a conversation comes, and why
 * @typedef {{presence: 'here' | 'away' | 'unknown', since: string | null}} VisitorPresence
 *
 * @typedef {'available' | 'away'} Presence
 * @typedef {{name: string, display: string, roles: string[]}} Person
 * @typedef {Person & {status: Presence | 'offline', conversations: number, capacity: number}} Member
 *
 * @typedef {{file: string, line: number, what: string}} Problem a file of the pages that cannot be read
 *
 * @typedef {{id: number, sv: string, en: string | null, author: {name: string}, written_at: string, until: string, when: string}} CrisisNotice
 *   what a leader tells every visitor
 *
 * @typedef {object} Waiting one who waits in the queue
 * @property {string} conversation
 * @property {string} since
 * @property {string | null} language
 * @property {Page | null} page
 * @property {string} first_line
 * @property {boolean} urgent
 * @property {boolean} [concern] the visitor may be in distress; older servers do not say
 * @property {boolean} returned an agent was lost or gave the conversation back
 * @property {Handover | null} [handover] who gave it back; older servers do not say
 * @property {VisitorPresence} [visitor] whether the visitor is there; older servers do not say
 *
 * @typedef {object} Mine one of the agent's own conversations, in brief
 * @property {string} conversation
 * @property {Stage} stage
 * @property {number} read the last number that the agent has seen
 * @property {number} unread
 * @property {{at: string, text: string, author: Author} | null} last
 * @property {Page | null} page
 * @property {string | null} language
 * @property {boolean} urgent
 * @property {boolean} [concern] the visitor may be in distress; older servers do not say
 * @property {string[]} [danger] what it may be about, by kind
 * @property {boolean} [nobody_in_danger] the visitor has said so since; older servers do not say
 * @property {{name: string} | null} [offered_to] the colleague who is asked to take it over; older servers do not say
 *
 * @typedef {object} Offer
 * @property {string} conversation
 * @property {string} [now] the server's clock, as in other frames; older servers do not say
 * @property {string} expires_at
 * @property {string} first_line
 * @property {Page | null} page
 * @property {string | null} language
 * @property {boolean} [urgent] an alarm was given; older servers do not say
 * @property {boolean} [concern] the visitor may be in distress; older servers do not say
 * @property {Handover | null} [handover] who hands it over or gave it back; older servers do not say
 *
 * @typedef {{type: 'welcome', now?: string, agent: Person, presence: Presence, capacity: number, desk: Desk,
 *     crisis_notice?: CrisisNotice | null, features: string[]}
 *   | {type: 'queue', now?: string, items: Waiting[]}
 *   | {type: 'mine', items: Mine[]}
 *   | ({type: 'offer'} & Offer)
 *   | {type: 'offer_gone', conversation: string, reason: string}
 *   | ({type: 'entry', conversation: string} & Entry)
 *   | ({type: 'note', conversation: string} & Note)
 *   | {type: 'handover', conversation: string, at_seq: number, at: string, author: {name: string}, what: HandoverEnd, reason: string | null}
 *   | ({type: 'visitor', conversation: string, seen: number | null} & VisitorPresence)
 *   | {type: 'stage', conversation: string, stage: Stage}
 *   | {type: 'typing', conversation: string, author?: Author, on?: boolean}
 *   | {type: 'seen', conversation: string, author?: Author, seq: number}
 *   | {type: 'team', members: Member[]}
 *   | {type: 'desk', desk: Desk}
 *   | {type: 'crisis_notice', notice: CrisisNotice | null}
 *   | {type: 'problems', items: Problem[], total: number}
 *   | {type: 'suggestions', conversation: string, items: Passage[]}
 *   | {type: 'ack', id: string, conversation?: string, seq: number | null}
 *   | {type: 'error', code: string, text: string, id?: string, field?: string, retry_after_ms?: number}
 *   | {type: 'bye', reason: string, retry_after_ms?: number}} FromServer
 *
 * @typedef {{type: 'presence', id: string, status: Presence, reason?: string}
 *   | {type: 'accept' | 'decline', id: string, conversation: string}
 *   | {type: 'say' | 'note', id: string, conversation: string, text: string}
 *   | {type: 'transfer', id: string, conversation: string, to?: string, reason?: string}
 *   | {type: 'close', id: string, conversation: string, code?: string}
 *   | {type: 'override', id: string, open: boolean, until: string, reason: string, public_sv?: string, public_en?: string}
 *   | {type: 'crisis_notice', id: string, sv: string, en?: string, until: string}
 *   | {type: 'withdraw_crisis_notice', id: string, notice: number}} Asked
 *   what changes something, and is acknowledged
 *
 * @typedef {{type: 'watch', conversation: string, last_seq?: number}
 *   | {type: 'unwatch' | 'suggest', conversation: string}
 *   | {type: 'typing', conversation: string, on: boolean}
 *   | {type: 'seen', conversation: string, seq: number}} Told
 *   what changes nothing that lasts
 *
 * @typedef {object} LeftMessage a line of the morning list
 * @property {string} conversation
 * @property {string} at
 * @property {number} age_office_minutes
 * @property {string | null} language
 * @property {boolean} [urgent] an alarm was given; older servers do not say
 * @property {boolean} [concern] danger was told of; older servers do not say
 * @property {string} text
 * @property {string | null} [danger_text] what told of danger, where that is another message; older servers do not say
 * @property {Contact} contact
 * @property {Page | null} page
 * @property {string | null} taken_by
 *
 * @typedef {object} Gap questions without a good answer that ask for the same
 * @property {string} name the most typical of them
 * @property {number[]} questions their numbers
 * @property {number} [count] how many visitors asked; older servers do not say
 * @property {number} abstentions how many visitors found no answer
 * @property {number} not_helped how many others got an answer that did not help
 * @property {string} first
 * @property {string} last
 * @property {{text: string, count: number}[]} samples other ways of asking
 * @property {string[]} languages
 * @property {Page | null} page the one that was shown and was not enough
 * @property {{at: string, page: Page} | null} handled
 * @property {number} since_handled visitors who have asked since it was handled
 * @property {{at: string, since: number} | null} [put_aside] no matter for a page, and how many others have asked since
 *
 * @typedef {{slug: string, title: string, url: string}} KnownPage
 * @typedef {{reply: string, text: string, page: KnownPage | null, near: KnownPage[]}} Tried
 */
export {};
