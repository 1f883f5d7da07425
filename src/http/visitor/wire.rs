//! What a visitor's socket sends and gets (`vagledare.v1`).

use serde::{Deserialize, Serialize};

use crate::conversation::Seq;
use crate::desk::CrisisNow;
use crate::http::wire::{AuthorShown, DeskShown, EntryShown, ErrorShown, Moment, SourceShown, StageShown};
use crate::language::Language;

/// What a visitor sends.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Sent<'a> {
    Hello {
        #[serde(borrow, default)]
        key: Option<Cow<'a>>,
        #[serde(default)]
        last_seq: Option<Seq>,
        #[serde(borrow, default)]
        language: Option<Cow<'a>>,
        #[serde(borrow, default)]
        page: Option<PageSent<'a>>,
    },
    Say {
        #[serde(borrow)]
        id: Cow<'a>,
        #[serde(borrow)]
        text: Cow<'a>,
    },
    AskForPerson {
        #[serde(borrow)]
        id: Cow<'a>,
    },
    UseAssistant {
        #[serde(borrow)]
        id: Cow<'a>,
    },
    LeaveMessage {
        #[serde(borrow)]
        id: Cow<'a>,
        #[serde(borrow)]
        text: Cow<'a>,
        #[serde(borrow)]
        contact: ContactSent<'a>,
    },
    Typing {
        on: bool,
    },
    Seen {
        seq: Seq,
    },
    Rate {
        #[serde(borrow)]
        id: Cow<'a>,
        #[serde(default)]
        seq: Option<Seq>,
        #[serde(default)]
        helpful: Option<bool>,
        #[serde(default)]
        score: Option<u8>,
        #[serde(borrow, default)]
        comment: Option<Cow<'a>>,
    },
    End {
        #[serde(borrow)]
        id: Cow<'a>,
    },
    Erase {
        #[serde(borrow)]
        id: Cow<'a>,
    },
}

impl Sent<'_> {
    /// The client's id; empty for what has none.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Say { id, .. }
            | Self::AskForPerson { id }
            | Self::UseAssistant { id }
            | Self::LeaveMessage { id, .. }
            | Self::Rate { id, .. }
            | Self::End { id }
            | Self::Erase { id } => id,
            Self::Hello { .. } | Self::Typing { .. } | Self::Seen { .. } => "",
        }
    }
}

/// Text that is borrowed from the frame unless it held escapes.
pub(super) type Cow<'a> = std::borrow::Cow<'a, str>;

/// The page on which the chat was opened.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageSent<'a> {
    #[serde(borrow)]
    pub(super) url: Cow<'a>,
    #[serde(borrow, default)]
    pub(super) title: Cow<'a>,
}

/// How to answer a message.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactSent<'a> {
    #[serde(borrow, default)]
    pub(super) email: Option<Cow<'a>>,
    #[serde(borrow, default)]
    pub(super) phone: Option<Cow<'a>>,
}

/// The types a visitor may send: to tell an unknown one from a broken one.
pub(super) const TYPES: [&str; 10] =
    ["hello", "say", "ask_for_person", "use_assistant", "leave_message", "typing", "seen", "rate", "end", "erase"];

/// What a visitor gets.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Gets<'a> {
    Welcome {
        key: &'a str,
        conversation: Option<crate::conversation::ConversationId>,
        stage: Option<StageShown>,
        seq: Seq,
        desk: DeskShown,
        crisis_notice: Option<CrisisShown<'a>>,
        features: &'static [&'static str],
    },
    Entry(EntryShown<'a>),
    Ack {
        id: &'a str,
        seq: Option<Seq>,
    },
    Stage {
        stage: StageShown,
    },
    Desk {
        desk: DeskShown,
    },
    CrisisNotice {
        notice: Option<CrisisShown<'a>>,
    },
    Typing {
        author: AuthorShown<'a>,
    },
    Seen {
        author: AuthorShown<'a>,
        seq: Seq,
    },
    Helped {
        seq: Seq,
        helpful: bool,
    },
    Rated {
        score: u8,
    },
    Meanwhile {
        text: &'a str,
        sources: Vec<SourceShown<'a>>,
    },
    Reset {},
    Error(ErrorShown<'a>),
}

/// The crisis notice, in the reader's language as far as it is written in it.
#[derive(Debug, Serialize)]
pub(super) struct CrisisShown<'a> {
    /// Which one: a reader hears each of them once.
    id: i64,
    text: &'a str,
    language: &'static str,
    written_at: Moment,
    until: Moment,
    when: String,
}

impl<'a> CrisisShown<'a> {
    pub(super) fn of(now: &'a CrisisNow, reader: Language) -> Self {
        let (text, language) = now.notice.text(reader);
        Self {
            id: now.notice.id.0,
            text: text.as_str(),
            language: language.tag(),
            written_at: Moment(now.notice.at),
            until: Moment(now.notice.draft.until),
            when: now.when(reader),
        }
    }
}
