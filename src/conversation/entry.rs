//! One numbered line of the log: somebody said something, or something happened.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::danger::Danger;
use super::file::File;
use super::id::{AgentId, Seq};
use super::stage::CloseReason;
use super::text::{Contact, Text};
use crate::language::{self, Language};

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

impl Answer {
    /// The pieces of the text that are not in the reader's language: what is quoted from pages in another one, the line
    /// in Finnish, and everything else where the reader has changed the language since.
    #[must_use]
    pub fn in_other_languages(&self, reader: Language) -> Vec<InLanguage> {
        pieces(&self.text, &self.sources, reader)
    }

    /// What is quoted, in its order in the text: the number of the source, from 0, and the words.
    #[must_use]
    pub fn quotes(&self) -> Vec<(usize, String)> {
        let units: Vec<u16> = self.text.encode_utf16().collect();
        let quote = |(at, source): (usize, &Source)| {
            let (from, to) = source.quote?;
            let words = units.get(from as usize..to as usize)?;
            Some((at, String::from_utf16_lossy(words)))
        };
        self.sources.iter().enumerate().filter_map(quote).collect()
    }
}

/// The pieces of a text of the assistant's that are not in the reader's language, with `sources` that say what is quoted.
#[must_use]
pub fn pieces(text: &str, sources: &[Source], reader: Language) -> Vec<InLanguage> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let end = u32::try_from(units.len()).unwrap_or(u32::MAX);
    let said = |from: u32, to: u32| String::from_utf16_lossy(units.get(from as usize..to as usize).unwrap_or_default());
    let mut quotes: Vec<_> = sources.iter().filter_map(|it| Some((it.quote?, it.language?))).collect();
    quotes.sort_unstable_by_key(|(quote, _)| *quote);
    let mut own = vec![(0, end)];
    let mut pieces: Vec<InLanguage> = Vec::new();
    for ((from, to), language) in quotes {
        // What is not where it is said to be, as in a text that was changed, is left as it is.
        let Some((begins, _)) = own.pop().filter(|(begins, _)| *begins <= from && from < to && to <= end) else {
            return Vec::new();
        };
        own.extend([(begins, from), (to, end)]);
        pieces.push(InLanguage { from, to, language: language.tag() });
    }
    let first_line = said(0, end).lines().next().map_or(0, |line| line.encode_utf16().count());
    if language::is_finnish(&said(0, u32::try_from(first_line).unwrap_or_default())) {
        let to = u32::try_from(first_line).unwrap_or_default();
        own[0].0 = to;
        pieces.push(InLanguage { from: 0, to, language: "fi" });
    }
    let whose: String = own.iter().map(|&(from, to)| said(from, to)).collect();
    if let Some(language) = language::language_of(&language::fold(&whose)) {
        let own = own.into_iter().filter(|(from, to)| !said(*from, *to).trim().is_empty());
        pieces.extend(own.map(|(from, to)| InLanguage { from, to, language: language.tag() }));
    }
    pieces.retain(|piece| piece.language != reader.tag());
    pieces.sort_unstable_by_key(|piece| piece.from);
    pieces
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
    /// The language of the page; none in what was stored before it was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Where the page's own words stand in the answer's text: from and to, in UTF-16 code units as browsers count. None
    /// when it is only named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<(u32, u32)>,
}

/// A piece of a text that is in another language than its reader's, for `lang` and for the voice that reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InLanguage {
    /// Where it begins, in UTF-16 code units.
    pub from: u32,
    /// Where it ends, likewise.
    pub to: u32,
    /// Its language.
    pub language: &'static str,
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
    fn what_is_quoted_from_a_page_in_another_language_is_told_from_the_words_around_it() {
        let quoted = "Så här gör du 🚲: ring.";
        let (frame, after) = ("This is what the page “Cykel 🚲” says:", "You can also read the page about it.");
        let text = format!("{frame}\n\n{quoted}\n\n{after}");
        let units = |text: &str| u32::try_from(text.encode_utf16().count()).expect("short");
        let from = units(frame) + 2;
        let to = from + units(quoted);
        let source = |language, quote| Source {
            title: "Cykel".into(),
            section: None,
            url: String::new(),
            reviewed: None,
            confirmed: true,
            page_hash: String::new(),
            language,
            quote,
        };
        let pieces = |sources: &[Source], reader| {
            let all = super::pieces(&text, sources, reader);
            all.into_iter().map(|it| (it.from, it.to, it.language)).collect::<Vec<_>>()
        };
        let swedish = [source(Some(Language::Sv), Some((from, to))), source(Some(Language::En), None)];
        assert_eq!(pieces(&swedish, Language::En), [(from, to, "sv")]);
        // The reader has changed to Swedish since: now it is the rest that is in another language.
        assert_eq!(pieces(&swedish, Language::Sv), [(0, from, "en"), (to, units(&text), "en")]);
        // Stored before it was noted, or not where it is said to be: nothing is marked that nobody knows.
        assert!(pieces(&[source(None, Some((from, to)))], Language::En).is_empty());
        assert!(pieces(&[source(Some(Language::Sv), Some((to, 9_999)))], Language::En).is_empty());
        let stored: Source =
            serde_json::from_str(r#"{"title":"a","section":null,"url":"","reviewed":null,"confirmed":true}"#)
                .expect("stored by an earlier version");
        assert_eq!((stored.language, stored.quote), (None, None));
    }

    #[test]
    fn the_line_for_who_writes_finnish_is_marked_as_finnish() {
        let text = "Täällä voit kirjoittaa ruotsiksi tai englanniksi.\nVi har öppet när du vill.";
        let told = pieces(text, &[], Language::Sv);
        assert_eq!(told.iter().map(|it| (it.from, it.to, it.language)).collect::<Vec<_>>(), [(0, 49, "fi")]);
    }

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
