//! The shapes that both sockets share: values of the desk as the JSON of the wire.
//!
//! Frames borrow what they show; nothing is copied before it is written as text.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

use crate::bus::{Party, Place, Standing};
use crate::conversation::{
    Action, Answer, Author, Body, Contact, Entry, FileRefused, InLanguage, Refused, ReplyKind, Seq, Source, Stage,
    Text, TextError,
};
use crate::crisis::Unfit;
use crate::desk::{DeskError, DeskNow, Words};
use crate::hours::UnfitOverride;
use crate::language::Language;
use crate::routing::CannotAccept;
use crate::wording;

/// A moment: RFC 3339 in UTC, to the millisecond.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment(pub(super) DateTime<Utc>);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// Who speaks.
#[derive(Debug, Serialize)]
pub(super) struct AuthorShown<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

impl<'a> AuthorShown<'a> {
    pub(super) fn of(author: &'a Author) -> Self {
        let name = if let Author::Agent { name, .. } = author { Some(&**name) } else { None };
        Self { kind: author.kind(), name }
    }

    pub(super) fn party(who: &'a Party) -> Self {
        match who {
            Party::Visitor => Self { kind: "visitor", name: None },
            Party::Agent(name) => Self { kind: "agent", name: Some(name) },
        }
    }
}

/// Where a conversation stands.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum StageShown {
    Assistant,
    Queued { position: u32, wait_s: Option<u32> },
    WithAgent { agent: AgentShown },
    LeftMessage,
    Closed { reason: &'static str },
}

/// An agent as a visitor knows them.
#[derive(Debug, Serialize)]
pub(super) struct AgentShown {
    name: Arc<str>,
}

impl StageShown {
    pub(super) fn of(standing: &Standing) -> Self {
        match &standing.stage {
            Stage::Assistant => Self::Assistant,
            Stage::Queued { .. } => {
                let Place { position, wait_s } = standing.place.unwrap_or(Place { position: 1, wait_s: None });
                Self::Queued { position, wait_s }
            }
            Stage::WithAgent { name, .. } => Self::WithAgent { agent: AgentShown { name: Arc::clone(name) } },
            Stage::LeftMessage { .. } => Self::LeftMessage,
            Stage::Closed { reason, .. } => Self::Closed { reason: reason.as_str() },
        }
    }
}

/// The desk as it is now, in the reader's language, as everybody may know it.
#[derive(Debug, Serialize)]
pub(super) struct DeskShown {
    open: bool,
    reachable: bool,
    text: String,
    changes_at: Option<Moment>,
}

impl DeskShown {
    pub(super) fn of(now: &DeskNow, reader: Language) -> Self {
        Self {
            open: now.open,
            reachable: now.reachable,
            text: now.text(reader),
            changes_at: now.changes_at.map(Moment),
        }
    }
}

/// Where an answer stands.
#[derive(Debug, Serialize)]
pub(super) struct SourceShown<'a> {
    title: &'a str,
    section: Option<&'a str>,
    url: &'a str,
    reviewed: Option<NaiveDate>,
    confirmed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Language>,
}

impl<'a> SourceShown<'a> {
    pub(super) fn of(source: &'a Source) -> Self {
        let Source { title, section, url, reviewed, confirmed, page_hash: _, language, quote: _ } = source;
        let (section, language) = (section.as_deref(), *language);
        Self { title, section, url, reviewed: *reviewed, confirmed: *confirmed, language }
    }
}

/// Words of a page within an answer's text.
#[derive(Debug, Serialize)]
pub(super) struct QuoteShown<'a> {
    text: String,
    /// Its place among the sources, from 0.
    source: usize,
    /// The heading that it stands under, or the page's title.
    of: &'a str,
}

impl<'a> QuoteShown<'a> {
    fn all(answer: &'a Answer) -> Vec<Self> {
        let shown = |(source, text): (usize, String)| {
            let cited = &answer.sources[source];
            Self { text, source, of: cited.section.as_deref().unwrap_or(&cited.title) }
        };
        answer.quotes().into_iter().map(shown).collect()
    }
}

/// One line of the log. Events have their text made for the reader.
#[derive(Debug, Serialize)]
pub(super) struct EntryShown<'a> {
    seq: Seq,
    at: Moment,
    author: AuthorShown<'a>,
    text: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<ReplyKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sources: Option<Vec<SourceShown<'a>>>,
    /// What is quoted of the text, in its order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    quotes: Vec<QuoteShown<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actions: Option<std::borrow::Cow<'a, [Action]>>,
    /// Pieces of the text that are not in the reader's language.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    languages: Vec<InLanguage>,
}

impl<'a> EntryShown<'a> {
    pub(super) fn of(entry: &'a Entry, words: &Words) -> Self {
        let mut shown = Self {
            seq: entry.seq,
            at: Moment(entry.at),
            author: AuthorShown::of(&entry.author),
            text: "".into(),
            event: None,
            data: None,
            reply: None,
            reply_to: entry.reply_to,
            sources: None,
            quotes: Vec::new(),
            actions: None,
            languages: Vec::new(),
        };
        match &entry.body {
            Body::Text(text) | Body::Message { text, .. } => shown.text = text.as_str().into(),
            Body::File(file) => {
                shown.text = file.name.as_str().into();
                shown.data = serde_json::to_value(&**file).ok().map(|file| serde_json::json!({ "file": file }));
            }
            Body::Answer(answer) => {
                shown.text = answer.text.as_str().into();
                shown.reply = Some(answer.kind);
                shown.sources = Some(answer.sources.iter().map(SourceShown::of).collect());
                shown.quotes = QuoteShown::all(answer);
                shown.actions = some(&answer.actions);
                shown.languages = answer.in_other_languages(words.language);
            }
            Body::Event(event) => {
                shown.text = words.event(event, entry.at).into();
                shown.event = Some(event.name());
                shown.data = serde_json::to_value(event)
                    .ok()
                    .and_then(|mut json| json.get_mut("data").map(serde_json::Value::take));
                let actions = words.actions(event);
                shown.actions = (!actions.is_empty()).then(|| actions.into());
            }
            Body::Erased => shown.text = wording::events::erased(words.language).into(),
        }
        shown
    }
}

impl EntryShown<'_> {
    /// The first line, for lists.
    pub(super) fn first_line(&self, chars: usize) -> String {
        Text::stored(&self.text).first_line(chars)
    }

    /// Staff see how to answer a message that was left.
    pub(super) fn with_contact(&mut self, contact: &Contact) {
        self.data = serde_json::to_value(contact).ok().map(|contact| serde_json::json!({ "contact": contact }));
    }
}

fn some(actions: &[Action]) -> Option<std::borrow::Cow<'_, [Action]>> {
    (!actions.is_empty()).then(|| actions.into())
}

/// Why something was not done: the code of the wire, and what belongs to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    field: Option<&'static str>,
    limit: Option<usize>,
    pub(super) retry_after_ms: Option<i64>,
    /// When the next conversation may begin, where too many have.
    pub(super) begins_at: Option<DateTime<Utc>>,
}

impl Refusal {
    pub(super) fn new(code: &'static str) -> Self {
        Self { code, field: None, limit: None, retry_after_ms: None, begins_at: None }
    }

    /// The one table from the desk's errors to the codes of the wire. `text_chars` is the limit that a text met.
    pub(super) fn of(error: &DeskError, text_chars: usize) -> Self {
        let code = match error {
            DeskError::Refused(Refused::Closed) => "closed",
            DeskError::Refused(Refused::AlreadyTaken)
            | DeskError::CannotAccept(CannotAccept::OfferedToAnother | CannotAccept::NotQueued) => "taken",
            DeskError::Refused(Refused::NotYours | Refused::NotNow)
            | DeskError::CannotAccept(_)
            | DeskError::CannotTransfer(_)
            | DeskError::NotAllowed => "not_allowed",
            DeskError::CrisisNotice(unfit) => {
                let refusal = match unfit {
                    Unfit::Text(_, text) => Self::of(&DeskError::Text(*text), text_chars),
                    Unfit::Until { days } => Self { limit: Some((*days).into()), ..Self::new("bad_time") },
                };
                return Self { field: Some(unfit.field().as_str()), ..refusal };
            }
            DeskError::Override(unfit) => {
                let refusal = match unfit {
                    UnfitOverride::Text(_, text) => Self::of(&DeskError::Text(*text), text_chars),
                    UnfitOverride::NoSwedish => Self::new("no_swedish"),
                };
                return Self { field: Some(unfit.field().as_str()), ..refusal };
            }
            DeskError::File(refused) => {
                let (code, limit) = match *refused {
                    FileRefused::OtherKind => ("wrong_kind", None),
                    FileRefused::Damaged => ("damaged", None),
                    FileRefused::TooLarge { limit } => ("too_large", Some(limit)),
                    FileRefused::TooMany { limit } => ("too_many_files", usize::try_from(limit).ok()),
                };
                return Self { limit, ..Self::new(code) };
            }
            DeskError::Text(TextError::Empty) => "bad_frame",
            DeskError::Text(TextError::TooLong { limit, .. }) => {
                return Self { limit: Some((*limit).min(text_chars)), ..Self::new("too_long") };
            }
            DeskError::TooFast { retry_after } => {
                return Self { retry_after_ms: Some(retry_after.num_milliseconds().max(1)), ..Self::new("too_fast") };
            }
            DeskError::TooManyBegan { retry_after, until } => {
                let fast = Self::of(&DeskError::TooFast { retry_after: *retry_after }, text_chars);
                return Self { begins_at: Some(*until), ..fast };
            }
            DeskError::TooMany => "too_many",
            DeskError::Busy { retry_after } => {
                return Self { retry_after_ms: Some(retry_after.num_milliseconds().max(1)), ..Self::new("busy") };
            }
            DeskError::NotFound => "not_found",
            DeskError::Full => "full",
            DeskError::Unavailable => "unavailable",
        };
        Self::new(code)
    }

    /// A frame that could not be read: of a type that nobody knows, or broken.
    pub(super) fn unreadable(frame: &str, types: &[&str]) -> Self {
        #[derive(serde::Deserialize)]
        struct Typed<'a> {
            #[serde(rename = "type", borrow)]
            kind: std::borrow::Cow<'a, str>,
        }
        match serde_json::from_str::<Typed<'_>>(frame) {
            Ok(named) if !types.contains(&&*named.kind) => Self::new("unknown_type"),
            _ => Self::new("bad_frame"),
        }
    }
}

/// A refusal in the reader's language.
#[derive(Debug, Serialize)]
pub(super) struct ErrorShown<'a> {
    pub(super) code: &'static str,
    pub(super) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    /// Which field of what was refused it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<i64>,
}

impl<'a> ErrorShown<'a> {
    pub(super) fn new(refusal: Refusal, language: Language, id: Option<&'a str>) -> Self {
        let text = wording::errors::text(refusal.code, language, refusal.limit);
        Self { code: refusal.code, text, id, field: refusal.field, retry_after_ms: refusal.retry_after_ms }
    }
}
