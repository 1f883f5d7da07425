// The wire `vagledare.v1` as both clients see it. The server is the authority; clients ignore fields and types that
// are not here, so that an older client in somebody's open tab goes on working against a newer server.

/** RFC 3339 in UTC. */
export type Instant = string;
export type Language = 'sv' | 'en';

export type Stage =
  | { kind: 'assistant' }
  | { kind: 'queued'; position: number; wait_s?: number | null }
  | { kind: 'with_agent'; agent: { name: string } }
  | { kind: 'left_message' }
  | { kind: 'closed'; reason: string };

export interface Author { kind: 'visitor' | 'agent' | 'assistant' | 'system'; name?: string }
/** `open` is hours and override only; `reachable` that a person would be given now. */
export interface Desk { open: boolean; reachable: boolean; text: string; changes_at?: Instant | null }
/** `text` says the reason too, and what visitors read; `reason` is there when a leader has opened or closed it. */
export interface DeskOfStaff extends Desk { reason?: string }
/** What a leader tells every visitor; `when` says both times in the reader's language, `language` what `text` is in. */
export interface CrisisNotice { id: number; text: string; language: Language; written_at: Instant; until: Instant; when: string }
export interface Source { title: string; section?: string | null; url: string; reviewed: string | null; confirmed: boolean; language?: Language }
/** A piece of a text that is not in the reader's language; places are those of a JavaScript string. */
export interface InLanguage { from: number; to: number; language: string }
export interface Contact { email?: string; phone?: string }
export interface Action { kind: 'ask_for_person' | 'leave_message' | 'use_assistant' | 'ask' | 'no_danger'; label: string; text?: string }
/** What somebody may be in danger of. */
export type Danger = 'life' | 'suicide' | 'violence' | 'child' | 'poisoning' | 'fire' | 'missing_person';
/** Of the events `emergency` and `concern`: `language` is that of the text's first line, the rest is in the server's. */
export interface DangerData { kinds: Danger[]; about?: string; language?: string }
export interface Page { url: string; title: string }

export interface Entry {
  seq: number;
  at: Instant;
  author: Author;
  text: string;
  event?: string;
  data?: Record<string, unknown>;
  /** What kind of reply the assistant gives: answer, clarify, abstention, referral, emergency, … */
  reply?: string;
  /** The entry that is answered. */
  reply_to?: number;
  sources?: Source[];
  /** Words of pages within the text: the place of each among the sources, and the heading that it stands under. */
  quotes?: { text: string; source: number; of: string }[];
  actions?: Action[];
  languages?: InLanguage[];
}

export type ErrorCode =
  | 'bad_frame' | 'bad_time' | 'no_swedish' | 'unknown_type' | 'too_long' | 'too_fast' | 'too_many' | 'not_allowed' | 'not_found' | 'closed'
  | 'taken' | 'full' | 'unavailable' | 'internal';
export type ByeReason = 'restart' | 'idle' | 'replaced' | 'slow' | 'signed_out' | 'protocol';

export interface AckFrame { type: 'ack'; id: string; seq: number | null; conversation?: string }
export interface ErrorFrame { type: 'error'; code: ErrorCode; text: string; id?: string; field?: string; retry_after_ms?: number }
export interface ByeFrame { type: 'bye'; reason: ByeReason; retry_after_ms?: number }

// The visitor

export type VisitorSends =
  | { type: 'hello'; key?: string; last_seq?: number; language?: Language; page?: Page }
  | { type: 'say'; id: string; text: string }
  | { type: 'ask_for_person'; id: string }
  | { type: 'use_assistant'; id: string }
  | { type: 'no_danger'; id: string }
  | { type: 'leave_message'; id: string; text: string; contact: Contact }
  | { type: 'typing'; on: boolean }
  | { type: 'seen'; seq: number }
  | { type: 'rate'; id: string; seq?: number; helpful?: boolean; score?: number; comment?: string }
  | { type: 'end'; id: string }
  | { type: 'erase'; id: string };

/** What the pages say to what was asked, for those who wait for a person. */
export interface Meanwhile { text: string; sources: Source[]; languages?: InLanguage[] }

export interface VisitorWelcome {
  type: 'welcome'; key: string; conversation: string | null; stage: Stage | null; seq: number; desk: Desk;
  crisis_notice?: CrisisNotice | null; features: string[];
}
export type VisitorGets =
  | VisitorWelcome
  | ({ type: 'entry' } & Entry)
  | AckFrame
  | { type: 'stage'; stage: Stage | null }
  | { type: 'desk'; desk: Desk }
  | { type: 'crisis_notice'; notice: CrisisNotice | null }
  | { type: 'typing'; author: Author }
  | { type: 'seen'; author: Author; seq: number }
  | { type: 'helped'; seq: number; helpful: boolean }
  | { type: 'rated'; score: number }
  | ({ type: 'meanwhile' } & Meanwhile)
  | { type: 'reset' }
  | ErrorFrame
  | ByeFrame;

// The agent

export type AgentSends =
  | { type: 'hello' }
  | { type: 'presence'; id: string; status: 'available' | 'away'; reason?: string }
  | { type: 'accept' | 'decline'; id: string; conversation: string }
  | { type: 'watch'; conversation: string; last_seq?: number }
  | { type: 'unwatch'; conversation: string }
  | { type: 'say' | 'note'; conversation: string; id: string; text: string }
  | { type: 'transfer'; conversation: string; id: string; to?: string; reason?: string }
  | { type: 'close'; conversation: string; id: string; code?: string }
  | { type: 'typing'; conversation: string; on: boolean }
  | { type: 'seen'; conversation: string; seq: number }
  | { type: 'suggest'; conversation: string }
  | { type: 'override'; id: string; open: boolean; until: Instant; reason: string; public_sv?: string; public_en?: string }
  | { type: 'crisis_notice'; id: string; sv: string; en?: string; until: Instant }
  | { type: 'withdraw_crisis_notice'; id: string; notice: number };

export interface QueueItem {
  conversation: string; since: Instant; language: string; page?: Page | null; first_line: string; urgent: boolean; returned: boolean;
  concern?: boolean;
}
export interface MineItem { conversation: string; stage: Stage; unread: number; last?: string | Entry | null; concern?: boolean; danger?: Danger[] }
export interface Offer { conversation: string; expires_at: Instant; first_line: string; page?: Page | null; language: string }

export interface CrisisNoticeOfStaff {
  id: number; sv: string; en: string | null; author: { name: string }; written_at: Instant; until: Instant; when: string;
}

export interface AgentWelcome {
  type: 'welcome';
  agent: { name: string; display: string; roles: string[] };
  presence: unknown;
  capacity: number;
  desk: DeskOfStaff;
  crisis_notice?: CrisisNoticeOfStaff | null;
  features: string[];
}
export type AgentGets =
  | AgentWelcome
  | { type: 'queue'; items: QueueItem[] }
  | { type: 'mine'; items: MineItem[] }
  | ({ type: 'offer' } & Offer)
  | { type: 'offer_gone'; conversation: string; reason: string }
  | ({ type: 'entry'; conversation: string } & Entry)
  | { type: 'note'; conversation: string; at_seq: number; [field: string]: unknown }
  | { type: 'stage'; conversation: string; stage: Stage }
  | { type: 'team'; members: Array<Record<string, unknown>> }
  | { type: 'desk'; desk: DeskOfStaff }
  | { type: 'crisis_notice'; notice: CrisisNoticeOfStaff | null }
  | { type: 'suggestions'; conversation: string; items: unknown[] }
  | { type: 'typing'; conversation: string; author: Author }
  | { type: 'seen'; conversation: string; author: Author; seq: number }
  | AckFrame
  | ErrorFrame
  | ByeFrame;
