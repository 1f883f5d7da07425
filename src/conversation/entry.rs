//! One numbered line of the log: somebody said something, or something happened.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::danger::Danger;
use super::file::File;
use super::id::{AgentId, Seq};
use super::stage::CloseReason;
use super::text::{Contact, Text};

/// A line of the log. Cheap to clone: every socket that shows it shares the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub seq: Seq,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Who speaks (promise 6).
    pub author: Author,
    /// What.
    pub body: Body,
    /// The entry that this one answers; at most one entry answers another.
    pub reply_to: Option<Seq>,
}

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// The person who asks.
    Visitor,
    /// A member of staff.
    Agent {
        /// Who, for staff.
        id: AgentId,
        /// The name that the visitor sees.
        name: Arc<str>,
    },
    /// The automatic answers.
    Assistant,
    /// The desk itself.
    System,
}

impl Author {
    /// The word for it in JSON and SQL.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Agent { .. } => "agent",
            Self::Assistant => "assistant",
            Self::System => "system",
        }
    }
}

/// What an entry holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// What a visitor or an agent wrote.
    Text(Text),
    /// A message left for the morning, with the way to reach its author. Only staff see the contact.
    Message {
        /// What was written.
        text: Text,
        /// How to answer.
        contact: Arc<Contact>,
    },
    /// A file that a visitor or an agent sent.
    File(Arc<File>),
    /// What the assistant says.
    Answer(Arc<Answer>),
    /// Something that happened: never words, those are made for each reader.
    Event(Event),
    /// Erased or disposed of: the number stays, the content is gone.
    Erased,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// The conversation began.
    Began,
    /// The visitor waits for a person.
    Queued,
    /// A person has taken the conversation.
    Accepted {
        /// The name that the visitor sees.
        name: Arc<str>,
    },
    /// The agent is gone or gave the conversation back; the visitor is first in the queue.
    Returned,
    /// A colleague has taken over.
    Transferred {
        /// The name that the visitor sees.
        name: Arc<str>,
    },
    /// A message was left for the desk.
    MessageLeft,
    /// The desk is open again, and the visitor may ask for a person.
    PersonOffered,
    /// The desk has closed, and nobody will come.
    DeskClosed,
    /// The desk is open, and no person can be reached.
    NobodyReachable {
        /// Why not.
        because: NobodyBecause,
    },
    /// An alarm: somebody is in danger, and these are the numbers to ring.
    Emergency(Danger),
    /// A concern: somebody may be in danger, and this is where help is to be had.
    Concern(Danger),
    /// The desk has something to say.
    Notice {
        /// What.
        about: NoticeAbout,
    },
    /// The conversation is over.
    Closed {
        /// Why.
        reason: CloseReason,
    },
}

/// Why no person can be reached while the desk is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NobodyBecause {
    /// No agent is available.
    NobodyAvailable,
    /// As many wait as the desk takes.
    QueueFull,
}

/// What a [notice](Event::Notice) is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeAbout {
    /// Are you still there?
    Idle,
    /// The expected wait is longer than the desk stays open.
    ClosingBeforeTurn,
}

impl Event {
    /// The word for it in JSON and SQL.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Began => "began",
            Self::Queued => "queued",
            Self::Accepted { .. } => "accepted",
            Self::Returned => "returned",
            Self::Transferred { .. } => "transferred",
            Self::MessageLeft => "message_left",
            Self::PersonOffered => "person_offered",
            Self::DeskClosed => "desk_closed",
            Self::NobodyReachable { .. } => "nobody_reachable",
            Self::Emergency(_) => "emergency",
            Self::Concern(_) => "concern",
            Self::Notice { .. } => "notice",
            Self::Closed { .. } => "closed",
        }
    }
}

/// What the assistant said, with its evidence (promise 7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Which kind of reply it is.
    pub kind: ReplyKind,
    /// The words.
    pub text: String,
    /// Where they stand, the quoted page first.
    pub sources: Vec<Source>,
    /// What the visitor can do next.
    pub actions: Vec<Action>,
}

/// Which kind of reply the assistant gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyKind {
    /// Words of a page that answer.
    Answer,
    /// A choice between close alternatives.
    Clarify,
    /// The assistant does not know, and says so.
    Abstention,
    /// It is the matter of another authority or municipality.
    Referral,
    /// Somebody may be in danger.
    Emergency,
    /// A question about the visitor's own case, which the assistant does not know.
    PersonalCase,
    /// A greeting, thanks or the like.
    Courtesy,
    /// The assistant does not do that.
    Refusal,
}

impl ReplyKind {
    /// The word for it in JSON and in figures.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Clarify => "clarify",
            Self::Abstention => "abstention",
            Self::Referral => "referral",
            Self::Emergency => "emergency",
            Self::PersonalCase => "personal_case",
            Self::Courtesy => "courtesy",
            Self::Refusal => "refusal",
        }
    }
}

/// Where an answer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The page's title.
    pub title: String,
    /// The heading of the quoted part; none for the page's lead.
    pub section: Option<String>,
    /// The page's address.
    pub url: String,
    /// When the page was last reviewed; none when nobody knows.
    pub reviewed: Option<NaiveDate>,
    /// Whether the municipality has checked the page.
    pub confirmed: bool,
    /// The SHA-256 of the page version that was quoted, in hexadecimal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub page_hash: String,
}

/// Something that the visitor can do with one press.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What it does.
    pub kind: ActionKind,
    /// What stands on the button.
    pub label: String,
    /// The question to ask, for [`ActionKind::Ask`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What an [`Action`] does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Waits for a person.
    AskForPerson,
    /// Leaves a message for the morning.
    LeaveMessage,
    /// Goes on with the assistant.
    UseAssistant,
    /// Asks a question.
    Ask,
    /// Says that nobody is in danger.
    NoDanger,
}

#[cfg(test)]
mod tests {
    use super::super::danger::{About, Kind, Tongue};
    use super::*;

    #[test]
    fn an_alarm_from_before_more_was_known_of_it_is_read() {
        let stored = r#"{"event":"emergency","data":{"kinds":["life","child"]}}"#;
        let read: Event = serde_json::from_str(stored).expect("read");
        let danger = Danger { kinds: vec![Kind::Life, Kind::Child], about: About::Other, language: Tongue::Sv };
        assert_eq!(read, Event::Emergency(danger));
    }

    #[test]
    fn an_event_is_stored_under_its_name_and_read_back() {
        let events = [
            Event::Began,
            Event::Accepted { name: "Anna".into() },
            Event::NobodyReachable { because: NobodyBecause::QueueFull },
            Event::Emergency(Danger { kinds: vec![Kind::Life], about: About::AsChild, language: Tongue::Uk }),
            Event::Concern(Danger { kinds: vec![Kind::MissingPerson], about: About::Other, language: Tongue::Sv }),
            Event::Notice { about: NoticeAbout::Idle },
            Event::Closed { reason: CloseReason::Idle },
        ];
        for event in events {
            let json = serde_json::to_value(&event).expect("an event is JSON");
            assert_eq!(json["event"], event.name());
            assert_eq!(serde_json::from_value::<Event>(json).expect("and back"), event);
        }
    }
}
