//! What an agent's socket sends and gets (`vagledare.v1`).

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::conversation::{ConversationId, Kind, Page, Seq, Text};
use crate::crisis::CrisisNotice;
use crate::desk::offers::Handover;
use crate::desk::there::Presence;
use crate::desk::{CrisisNow, DeskOfStaff};
use crate::http::wire::{AuthorShown, EntryShown, ErrorShown, Moment, StageShown};
use crate::language::Language;

/// What an agent sends. A message and its id are borrowed from the frame, as a visitor's are.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Sent<'a> {
    Hello {},
    Presence {
        #[serde(borrow)]
        id: Cow<'a, str>,
        status: Status,
        #[serde(borrow, default)]
        reason: Option<Cow<'a, str>>,
    },
    Accept {
        #[serde(borrow)]
        id: Cow<'a, str>,
        conversation: ConversationId,
    },
    Decline {
        #[serde(borrow)]
        id: Cow<'a, str>,
        conversation: ConversationId,
    },
    Watch {
        conversation: ConversationId,
        #[serde(default)]
        last_seq: Option<Seq>,
    },
    Unwatch {
        conversation: ConversationId,
    },
    Say {
        conversation: ConversationId,
        #[serde(borrow)]
        id: Cow<'a, str>,
        #[serde(borrow)]
        text: Cow<'a, str>,
    },
    Note {
        conversation: ConversationId,
        #[serde(borrow)]
        id: Cow<'a, str>,
        #[serde(borrow)]
        text: Cow<'a, str>,
    },
    Transfer {
        conversation: ConversationId,
        #[serde(borrow)]
        id: Cow<'a, str>,
        #[serde(borrow, default)]
        to: Option<Cow<'a, str>>,
        #[serde(borrow, default)]
        reason: Option<Cow<'a, str>>,
    },
    Close {
        conversation: ConversationId,
        #[serde(borrow)]
        id: Cow<'a, str>,
        #[serde(borrow, default)]
        code: Option<Cow<'a, str>>,
    },
    Typing {
        conversation: ConversationId,
        on: bool,
    },
    Seen {
        conversation: ConversationId,
        seq: Seq,
    },
    Suggest {
        conversation: ConversationId,
    },
    Override {
        #[serde(borrow)]
        id: Cow<'a, str>,
        open: bool,
        until: DateTime<Utc>,
        #[serde(borrow)]
        reason: Cow<'a, str>,
        #[serde(borrow, default)]
        public_sv: Option<Cow<'a, str>>,
        #[serde(borrow, default)]
        public_en: Option<Cow<'a, str>>,
    },
    CrisisNotice {
        #[serde(borrow)]
        id: Cow<'a, str>,
        #[serde(borrow)]
        sv: Cow<'a, str>,
        #[serde(borrow, default)]
        en: Option<Cow<'a, str>>,
        until: DateTime<Utc>,
    },
    WithdrawCrisisNotice {
        #[serde(borrow)]
        id: Cow<'a, str>,
        notice: i64,
    },
}

/// Whether an agent takes conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Available,
    Away,
    /// Gone; never sent by an agent.
    #[serde(skip_deserializing)]
    Offline,
}

/// What a newer client may count on: `public_sv` and `public_en` of `override`; the server's own time, `now`, in `welcome`,
/// `queue` and `offer`, so that waits and countdowns need no clock of the computer; the languages of an entry; that an
/// urgent conversation may be accepted from the queue above the capacity; that a hand-over is told with `handover` and
/// `offered_to`, and whether a visitor is there with `visitor`; that an offer has `urgent` and `concern`, and comes again
/// when danger is told of while it stands; that `mine` says whether the visitor has said that nobody is in danger; the
/// quotes of an entry.
pub(super) const FEATURES: &[&str] = &[
    "override_public",
    "server_time",
    "languages",
    "urgent_above_capacity",
    "handover",
    "visitor",
    "urgent_offer",
    "nobody_in_danger",
    "quotes",
];

/// The types an agent may send: to tell an unknown one from a broken one.
pub(in crate::http) const TYPES: [&str; 16] = [
    "hello",
    "presence",
    "accept",
    "decline",
    "watch",
    "unwatch",
    "say",
    "note",
    "transfer",
    "close",
    "typing",
    "seen",
    "suggest",
    "override",
    "crisis_notice",
    "withdraw_crisis_notice",
];

impl Sent<'_> {
    /// The client's id; empty for what has none.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Presence { id, .. }
            | Self::Accept { id, .. }
            | Self::Decline { id, .. }
            | Self::Say { id, .. }
            | Self::Note { id, .. }
            | Self::Transfer { id, .. }
            | Self::Close { id, .. }
            | Self::Override { id, .. }
            | Self::CrisisNotice { id, .. }
            | Self::WithdrawCrisisNotice { id, .. } => id,
            _ => "",
        }
    }

    /// The conversation that it is about.
    pub(super) fn conversation(&self) -> Option<ConversationId> {
        match self {
            Self::Accept { conversation, .. }
            | Self::Decline { conversation, .. }
            | Self::Watch { conversation, .. }
            | Self::Unwatch { conversation }
            | Self::Say { conversation, .. }
            | Self::Note { conversation, .. }
            | Self::Transfer { conversation, .. }
            | Self::Close { conversation, .. }
            | Self::Typing { conversation, .. }
            | Self::Seen { conversation, .. }
            | Self::Suggest { conversation } => Some(*conversation),
            Self::Hello {}
            | Self::Presence { .. }
            | Self::Override { .. }
            | Self::CrisisNotice { .. }
            | Self::WithdrawCrisisNotice { .. } => None,
        }
    }
}

/// What an agent gets.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Gets<'a> {
    Welcome {
        /// The server's clock, against which every other time is to be read.
        now: Moment,
        agent: PersonShown<'a>,
        presence: Status,
        capacity: u16,
        desk: DeskOfStaffShown<'a>,
        crisis_notice: Option<CrisisShown<'a>>,
        features: &'static [&'static str],
    },
    Queue {
        now: Moment,
        items: Vec<WaitingShown>,
    },
    Mine {
        items: Vec<OwnShown<'a>>,
    },
    Offer {
        conversation: ConversationId,
        now: Moment,
        expires_at: Moment,
        first_line: &'a str,
        page: Option<&'a Page>,
        language: &'static str,
        urgent: bool,
        /// Whether danger was told of, as in the queue.
        concern: bool,
        /// Who hands it over, or gave it back.
        handover: Option<HandoverShown>,
    },
    OfferGone {
        conversation: ConversationId,
        reason: &'static str,
    },
    Entry {
        conversation: ConversationId,
        #[serde(flatten)]
        entry: EntryShown<'a>,
    },
    Note {
        conversation: ConversationId,
        at_seq: Seq,
        at: Moment,
        author: NoteAuthor<'a>,
        text: &'a str,
    },
    /// What became of a hand-over, beside the log.
    Handover {
        conversation: ConversationId,
        at_seq: Seq,
        at: Moment,
        author: NoteAuthor<'a>,
        what: &'static str,
        reason: Option<&'a str>,
    },
    /// Whether the visitor is there.
    Visitor {
        conversation: ConversationId,
        #[serde(flatten)]
        presence: PresenceShown,
        seen: Option<Seq>,
    },
    Stage {
        conversation: ConversationId,
        stage: StageShown,
    },
    Team {
        members: Vec<MemberShown>,
    },
    Desk {
        desk: DeskOfStaffShown<'a>,
    },
    CrisisNotice {
        notice: Option<CrisisShown<'a>>,
    },
    Problems {
        items: Vec<ProblemShown<'a>>,
        total: usize,
    },
    Suggestions {
        conversation: ConversationId,
        items: Vec<SuggestionShown>,
    },
    Typing {
        conversation: ConversationId,
        author: AuthorShown<'a>,
    },
    Seen {
        conversation: ConversationId,
        author: AuthorShown<'a>,
        seq: Seq,
    },
    Reset {
        conversation: ConversationId,
    },
    Ack {
        id: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        conversation: Option<ConversationId>,
        seq: Option<Seq>,
    },
    Error(ErrorShown<'a>),
}

/// A member of staff.
#[derive(Debug, Serialize)]
pub(crate) struct PersonShown<'a> {
    pub(crate) name: &'a str,
    pub(crate) display: &'a str,
    pub(crate) roles: Vec<&'static str>,
}

/// The desk with what only staff see of it.
#[derive(Debug, Serialize)]
pub(super) struct DeskOfStaffShown<'a> {
    open: bool,
    reachable: bool,
    text: String,
    changes_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

impl<'a> DeskOfStaffShown<'a> {
    pub(super) fn of(desk: &'a DeskOfStaff, reader: Language) -> Self {
        Self {
            open: desk.now.open,
            reachable: desk.now.reachable,
            text: desk.text(reader),
            changes_at: desk.now.changes_at.map(Moment),
            reason: desk.reason().map(Text::as_str),
        }
    }
}

/// The crisis notice with everything that staff see of it.
#[derive(Debug, Serialize)]
pub(super) struct CrisisShown<'a> {
    id: i64,
    sv: &'a str,
    en: Option<&'a str>,
    author: NoteAuthor<'a>,
    written_at: Moment,
    until: Moment,
    when: String,
}

impl<'a> CrisisShown<'a> {
    pub(super) fn of(now: &'a CrisisNow, reader: Language) -> Self {
        let CrisisNotice { id, draft, at, author: _, author_name } = &*now.notice;
        Self {
            id: id.0,
            sv: draft.sv.as_str(),
            en: draft.en.as_ref().map(Text::as_str),
            author: NoteAuthor { name: author_name },
            written_at: Moment(*at),
            until: Moment(draft.until),
            when: now.when(reader),
        }
    }
}

/// One who waits.
#[derive(Debug, Serialize)]
pub(super) struct WaitingShown {
    pub(super) conversation: ConversationId,
    pub(super) since: Moment,
    pub(super) language: &'static str,
    pub(super) page: Option<std::sync::Arc<Page>>,
    pub(super) first_line: std::sync::Arc<str>,
    pub(super) urgent: bool,
    /// Whether danger was told of; which kind, only the staff of the conversation see.
    pub(super) concern: bool,
    pub(super) returned: bool,
    /// Who gave it back.
    pub(super) handover: Option<HandoverShown>,
    pub(super) visitor: PresenceShown,
}

/// From whom a conversation comes, and why.
#[derive(Debug, Serialize)]
pub(super) struct HandoverShown {
    from: FromShown,
    reason: Option<String>,
}

/// A colleague, by the name that is shown.
#[derive(Debug, Serialize)]
pub(super) struct FromShown {
    name: std::sync::Arc<str>,
}

impl HandoverShown {
    pub(super) fn of(handover: Handover) -> Self {
        let Handover { from, reason } = handover;
        Self { from: FromShown { name: from }, reason: reason.map(|reason| reason.as_str().to_owned()) }
    }
}

/// Whether a visitor is there: `here`, `away` since when, or `unknown`.
#[derive(Debug, Serialize)]
pub(super) struct PresenceShown {
    presence: &'static str,
    since: Option<Moment>,
}

impl PresenceShown {
    pub(super) fn of(presence: Presence) -> Self {
        let (presence, since) = match presence {
            Presence::Here => ("here", None),
            Presence::Away { since } => ("away", Some(Moment(since))),
            Presence::Unknown => ("unknown", None),
        };
        Self { presence, since }
    }
}

/// One of the agent's own conversations, in brief.
#[derive(Debug, Serialize)]
pub(super) struct OwnShown<'a> {
    pub(super) conversation: ConversationId,
    pub(super) stage: StageShown,
    pub(super) read: Seq,
    pub(super) unread: usize,
    pub(super) last: Option<LastShown<'a>>,
    pub(super) page: Option<&'a Page>,
    pub(super) language: &'static str,
    pub(super) urgent: bool,
    /// Whether danger was told of.
    pub(super) concern: bool,
    /// Which kinds.
    pub(super) danger: &'a [Kind],
    /// Whether the visitor has said since that nobody is in danger.
    pub(super) nobody_in_danger: bool,
    /// The colleague who is asked to take it over.
    pub(super) offered_to: Option<NoteAuthor<'a>>,
}

/// The last thing that somebody said.
#[derive(Debug, Serialize)]
pub(super) struct LastShown<'a> {
    pub(super) at: Moment,
    pub(super) text: String,
    pub(super) author: AuthorShown<'a>,
}

/// Who wrote a note, or a crisis notice.
#[derive(Debug, Serialize)]
pub(super) struct NoteAuthor<'a> {
    pub(super) name: &'a str,
}

/// A colleague.
#[derive(Debug, Serialize)]
pub(super) struct MemberShown {
    pub(super) name: std::sync::Arc<str>,
    pub(super) display: std::sync::Arc<str>,
    pub(super) status: Status,
    pub(super) conversations: usize,
    pub(super) capacity: u16,
    pub(super) roles: Vec<&'static str>,
}

/// A file of the pages that cannot be read.
#[derive(Debug, Serialize)]
pub(super) struct ProblemShown<'a> {
    pub(super) file: &'a str,
    pub(super) line: usize,
    pub(super) what: &'a str,
}

/// A passage that may help to answer.
#[derive(Debug, Serialize)]
pub(super) struct SuggestionShown {
    pub(super) title: String,
    pub(super) section: Option<String>,
    pub(super) url: String,
    pub(super) text: String,
    pub(super) reviewed: Option<chrono::NaiveDate>,
    pub(super) confirmed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_borrowed_from_its_frame() {
        let frame = r#"{"type":"say","conversation":"01890000-0000-7000-8000-000000000000","id":"a1","text":"Hej!"}"#;
        let Sent::Say { id, text, .. } = serde_json::from_str(frame).expect("a frame") else { panic!("a message") };
        assert!([id, text].iter().all(|text| matches!(text, Cow::Borrowed(_))));
    }

    #[test]
    fn the_types_are_those_of_the_frames() {
        // The reader names all that it knows when it meets one that it does not.
        let error = serde_json::from_str::<Sent<'_>>(r#"{"type":"?"}"#).expect_err("no such type").to_string();
        let (_, known) = error.split_once("expected one of ").expect("what it knows");
        let known = known.split(" at line").next().expect("the list");
        assert_eq!(known, TYPES.map(|kind| format!("`{kind}`")).join(", "));
    }
}
