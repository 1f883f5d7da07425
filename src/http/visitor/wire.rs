//! What a visitor's socket sends and gets (`vagledare.v1`).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::conversation::{InLanguage, Seq};
use crate::desk::CrisisNow;
use crate::http::wire::{AuthorShown, DeskShown, EntryShown, ErrorShown, Moment, SourceShown, StageShown};
use crate::language::Language;

/// What a visitor sends. A message and its id are borrowed from the frame unless they hold escapes: serde sees that by the
/// type as it is written, which therefore has no name of its own.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Sent<'a> {
    Hello {
        #[serde(borrow, default)]
        key: Option<Cow<'a, str>>,
        #[serde(default)]
        last_seq: Option<Seq>,
        #[serde(borrow, default)]
        language: Option<Cow<'a, str>>,
        #[serde(borrow, default)]
        page: Option<PageSent<'a>>,
    },
    Say {
        #[serde(borrow)]
        id: Cow<'a, str>,
        #[serde(borrow)]
        text: Cow<'a, str>,
    },
    AskForPerson {
        #[serde(borrow)]
        id: Cow<'a, str>,
    },
    UseAssistant {
        #[serde(borrow)]
        id: Cow<'a, str>,
    },
    NoDanger {
        #[serde(borrow)]
        id: Cow<'a, str>,
    },
    LeaveMessage {
        #[serde(borrow)]
        id: Cow<'a, str>,
        #[serde(borrow)]
        text: Cow<'a, str>,
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
        id: Cow<'a, str>,
        #[serde(default)]
        seq: Option<Seq>,
        #[serde(default)]
        helpful: Option<bool>,
        #[serde(default)]
        score: Option<u8>,
        #[serde(borrow, default)]
        comment: Option<Cow<'a, str>>,
    },
    End {
        #[serde(borrow)]
        id: Cow<'a, str>,
    },
    Erase {
        #[serde(borrow)]
        id: Cow<'a, str>,
    },
}

impl Sent<'_> {
    /// The client's id; empty for what has none.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Say { id, .. }
            | Self::AskForPerson { id }
            | Self::UseAssistant { id }
            | Self::NoDanger { id }
            | Self::LeaveMessage { id, .. }
            | Self::Rate { id, .. }
            | Self::End { id }
            | Self::Erase { id } => id,
            Self::Hello { .. } | Self::Typing { .. } | Self::Seen { .. } => "",
        }
    }
}

/// The page on which the chat was opened.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageSent<'a> {
    #[serde(borrow)]
    pub(super) url: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) title: Cow<'a, str>,
}

/// How to answer a message.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactSent<'a> {
    #[serde(borrow, default)]
    pub(super) email: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) phone: Option<Cow<'a, str>>,
}

/// The types a visitor may send: to tell an unknown one from a broken one.
pub(in crate::http) const TYPES: [&str; 11] = [
    "hello",
    "say",
    "ask_for_person",
    "use_assistant",
    "no_danger",
    "leave_message",
    "typing",
    "seen",
    "rate",
    "end",
    "erase",
];

/// What a client may send or will get that not every server knows.
pub(super) const FEATURES: [&str; 4] = ["concern", "no_danger", "languages", "quotes"];

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
        /// Pieces of the text that are not in the reader's language.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        languages: Vec<InLanguage>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_borrowed_from_its_frame_unless_it_holds_escapes() {
        let say = |frame| match serde_json::from_str(frame).expect("a frame") {
            Sent::Say { id, text } => [id, text].map(|text| matches!(text, Cow::Borrowed(_))),
            other => panic!("{other:?}"),
        };
        assert_eq!(say(r#"{"type":"say","id":"a1","text":"Hej på dig!"}"#), [true, true]);
        assert_eq!(say(r#"{"type":"say","id":"a1","text":"Hej\npå dig!"}"#), [true, false]);
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
