//! Rows and values: what each column holds, in one place for writing and reading.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Row;
use rusqlite::types::Type;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::conversation::{
    Action, AgentId, Answer, Aside, AsideKind, Author, Body, Client, CloseReason, Contact, Conversation,
    ConversationId, Entry, Event, File, Marked, Page, ReplyKind, Seq, Source, Stage, Text,
};
use crate::language::Language;

/// A time as it is stored.
pub(super) fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// A column that holds what this program never writes.
pub(super) fn odd(column: usize, what: &'static str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, what.into())
}

pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<DateTime<Utc>> {
    DateTime::from_timestamp_millis(row.get(column)?).ok_or_else(|| odd(column, "a time outside of the calendar"))
}

pub(super) fn time_or_none(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let millis: Option<i64> = row.get(column)?;
    millis.map(|_| time(row, column)).transpose()
}

pub(super) fn agent(row: &Row<'_>, column: usize) -> rusqlite::Result<AgentId> {
    row.get(column).map(AgentId::from_bytes)
}

fn agent_or_none(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<AgentId>> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(AgentId::from_bytes))
}

/// Reads the columns `client_of, client`, with which a result begins.
pub(super) fn client(row: &Row<'_>) -> rusqlite::Result<Client> {
    let of = match row.get_ref(0)?.as_blob()? {
        [] => None,
        id => Some(AgentId::from_bytes(id.try_into().map_err(|_| odd(0, "an agent"))?)),
    };
    Ok(Client { of, digest: row.get(1)? })
}

/// A word read without an allocation.
pub(super) fn word<T>(
    row: &Row<'_>,
    column: usize,
    what: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    row.get_ref(column)?.as_str().ok().and_then(parse).ok_or_else(|| odd(column, what))
}

/// What only some stages have.
pub(super) struct StageColumns<'a> {
    pub(super) since: Option<i64>,
    pub(super) agent: Option<&'a [u8; 16]>,
    pub(super) agent_name: Option<&'a str>,
    pub(super) returned: bool,
    pub(super) choose_by: Option<i64>,
    pub(super) idle_asked: Option<i64>,
    pub(super) close_reason: Option<&'static str>,
}

impl<'a> StageColumns<'a> {
    pub(super) fn of(stage: &'a Stage) -> Self {
        let none = Self {
            since: None,
            agent: None,
            agent_name: None,
            returned: false,
            choose_by: None,
            idle_asked: None,
            close_reason: None,
        };
        match stage {
            Stage::Assistant => none,
            Stage::Queued { since, returned, choose_by } => {
                Self { since: Some(millis(*since)), returned: *returned, choose_by: choose_by.map(millis), ..none }
            }
            Stage::WithAgent { agent, name, since, idle_asked } => Self {
                since: Some(millis(*since)),
                agent: Some(agent.as_bytes()),
                agent_name: Some(name),
                idle_asked: idle_asked.map(millis),
                ..none
            },
            Stage::LeftMessage { since } => Self { since: Some(millis(*since)), ..none },
            Stage::Closed { reason, at } => {
                Self { since: Some(millis(*at)), close_reason: Some(reason.as_str()), ..none }
            }
        }
    }
}

/// `SELECT` with the columns of a conversation `c`, as [`conversation`] reads them, and the rest of the statement.
macro_rules! select_conversation {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.seq, c.stage, c.since, c.agent, c.agent_name, c.returned, c.choose_by, c.idle_asked, ",
            "c.close_reason, c.language, c.urgent, c.by_person, c.open_question, c.visitor_at, c.offered_at, ",
            "c.page_url, c.page_title, c.danger",
            $rest
        )
    };
}
pub(super) use select_conversation;

/// How many those are: what a statement reads besides begins here.
pub(super) const CONVERSATION_COLUMNS: usize = 19;

/// Reads the columns of [`select_conversation`].
pub(super) fn conversation(row: &Row<'_>) -> rusqlite::Result<Conversation> {
    let page = match (row.get(16)?, row.get(17)?) {
        (Some(url), Some(title)) => Some(Arc::new(Page { url, title })),
        _ => None,
    };
    Ok(Conversation {
        id: ConversationId::from_bytes(row.get(0)?),
        seq: Seq(row.get(1)?),
        stage: stage(row)?,
        language: word(row, 10, "a language", |tag| Some(Language::from_tag(tag)))?,
        urgent: row.get(11)?,
        danger: danger(row)?,
        by_person: row.get(12)?,
        open_question: row.get::<_, Option<u32>>(13)?.map(Seq),
        visitor_at: time(row, 14)?,
        offered_at: time_or_none(row, 15)?,
        page,
    })
}

fn danger(row: &Row<'_>) -> rusqlite::Result<Option<Marked>> {
    let none = row.get_ref(18)? == rusqlite::types::ValueRef::Null;
    if none { Ok(None) } else { from_json(row, 18).map(Some) }
}

fn stage(row: &Row<'_>) -> rusqlite::Result<Stage> {
    Ok(match row.get_ref(2)?.as_str()? {
        "assistant" => Stage::Assistant,
        "queued" => Stage::Queued { since: time(row, 3)?, returned: row.get(6)?, choose_by: time_or_none(row, 7)? },
        "with_agent" => Stage::WithAgent {
            agent: agent(row, 4)?,
            name: row.get::<_, String>(5)?.into(),
            since: time(row, 3)?,
            idle_asked: time_or_none(row, 8)?,
        },
        "left_message" => Stage::LeftMessage { since: time(row, 3)? },
        "closed" => Stage::Closed { reason: word(row, 9, "a reason to close", CloseReason::parse)?, at: time(row, 3)? },
        _ => return Err(odd(2, "a stage that this program does not know")),
    })
}

/// What a statement about a log begins with: `back` holds the rows of a conversation's entries, from the last one to the
/// first. `?1` is the conversation's id. What belongs to them is joined to `back` with `CROSS JOIN`, which SQLite takes in
/// the order written: otherwise it may think of going through all entries of all conversations. A condition on the entry `e` ends the way back early; what the last entry is, it
/// does not look at.
macro_rules! with_log {
    ($while:literal, $rest:expr) => {
        concat!(
            "WITH RECURSIVE back (id, previous) AS (SELECT e.id, e.previous FROM conversation c JOIN entry e ",
            "ON e.id = c.last_entry WHERE c.id = ?1 UNION ALL SELECT e.id, e.previous FROM back CROSS JOIN entry e ",
            "ON e.id = back.previous",
            $while,
            ") ",
            $rest
        )
    };
    ($rest:literal) => {
        $crate::store::row::with_log!("", $rest)
    };
}
pub(super) use with_log;

/// `SELECT` with the columns of a conversation's entries and their content, as [`entry`] reads them, and the rest of
/// the statement, from `WHERE` on. The first part is a condition on how far to go back, as [`with_log`] takes it.
macro_rules! select_entry {
    ($while:literal, $rest:literal) => {
        $crate::store::row::with_log!(
            $while,
            concat!(
                $crate::store::row::entry_columns!(),
                "back CROSS JOIN entry e ON e.id = back.id LEFT JOIN content k ON k.entry = e.id ",
                $rest
            )
        )
    };
}

/// `SELECT` with the columns of an entry `e` and its content `k`, up to `FROM`.
macro_rules! entry_columns {
    () => {
        concat!(
            "SELECT e.seq, e.at, e.author, e.agent, e.agent_name, e.kind, e.event, e.reply_to, k.text, k.contact, ",
            "k.data FROM "
        )
    };
}
pub(super) use entry_columns;
pub(super) use select_entry;

/// Reads the columns of [`select_entry`].
pub(super) fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let author = match row.get_ref(2)?.as_str()? {
        "visitor" => Author::Visitor,
        "agent" => Author::Agent { id: agent(row, 3)?, name: row.get::<_, String>(4)?.into() },
        "assistant" => Author::Assistant,
        "system" => Author::System,
        _ => return Err(odd(2, "an author that this program does not know")),
    };
    Ok(Entry {
        seq: Seq(row.get(0)?),
        at: time(row, 1)?,
        author,
        body: body(row)?,
        reply_to: row.get::<_, Option<u32>>(7)?.map(Seq),
    })
}

/// What belongs to an answer beside its words.
#[derive(Serialize, Deserialize)]
struct AnswerData<S, A> {
    kind: ReplyKind,
    sources: S,
    actions: A,
}

fn body(row: &Row<'_>) -> rusqlite::Result<Body> {
    let kind = row.get_ref(5)?.as_str()?;
    if kind == "event" {
        return event(row);
    }
    if kind == "file" {
        let kept = row.get_ref(10)? != rusqlite::types::ValueRef::Null;
        return if kept { from_json::<File>(row, 10).map(|file| Body::File(Arc::new(file))) } else { Ok(Body::Erased) };
    }
    let Some(words) = text_or_none(row, 8)? else { return Ok(Body::Erased) };
    match kind {
        "text" => Ok(Body::Text(words)),
        "message" => {
            let contact: Contact = from_json(row, 9)?;
            Ok(Body::Message { text: words, contact: Arc::new(contact) })
        }
        "answer" => {
            let AnswerData { kind, sources, actions } = from_json::<AnswerData<Vec<Source>, Vec<Action>>>(row, 10)?;
            Ok(Body::Answer(Arc::new(Answer { kind, text: words.as_str().to_owned(), sources, actions })))
        }
        _ => Err(odd(5, "a kind of entry that this program does not know")),
    }
}

fn event(row: &Row<'_>) -> rusqlite::Result<Body> {
    let (name, data): (String, Option<String>) = (row.get(6)?, row.get(10)?);
    let told = match &data {
        None => json!({ "event": name }),
        Some(data) => {
            let data: Value = serde_json::from_str(data).map_err(|_| odd(10, "JSON"))?;
            json!({ "event": name, "data": data })
        }
    };
    match serde_json::from_value::<Event>(told) {
        Ok(event) => Ok(Body::Event(event)),
        // What belonged to it has been erased.
        Err(_) if data.is_none() => Ok(Body::Erased),
        Err(_) => Err(odd(6, "an event that this program does not know")),
    }
}

pub(super) fn text_or_none(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Text>> {
    Ok(row.get_ref(column)?.as_str_or_null()?.map(Text::stored))
}

pub(super) fn from_json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    word(row, column, "JSON", |json| serde_json::from_str(json).ok())
}

/// What an entry says, as it is stored apart from it.
pub(super) struct Content<'a> {
    pub(super) text: Option<&'a str>,
    pub(super) contact: Option<String>,
    pub(super) data: Option<String>,
}

/// The kind of an entry, the event's name, and what is stored apart; an event without data has nothing to store.
pub(super) fn parts(body: &Body) -> rusqlite::Result<(&'static str, Option<&'static str>, Option<Content<'_>>)> {
    let content = |text, contact, data| Some(Content { text, contact, data });
    Ok(match body {
        Body::Text(text) => ("text", None, content(Some(text.as_str()), None, None)),
        Body::Message { text, contact } => {
            ("message", None, content(Some(text.as_str()), Some(to_json(&**contact)?), None))
        }
        // Without a text: a name is no question that somebody asked.
        Body::File(file) => ("file", None, content(None, None, Some(to_json(&**file)?))),
        Body::Answer(answer) => {
            let Answer { kind, text, sources, actions } = &**answer;
            ("answer", None, content(Some(text), None, Some(to_json(&AnswerData { kind: *kind, sources, actions })?)))
        }
        Body::Event(event) => {
            let told = serde_json::to_value(event).map_err(unwritable)?;
            let data = told.get("data").map(Value::to_string);
            ("event", Some(event.name()), data.and_then(|data| content(None, None, Some(data))))
        }
        Body::Erased => ("text", None, None),
    })
}

pub(super) fn to_json(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(unwritable)
}

fn unwritable(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(error.into())
}

/// Reads `at_seq, at, agent, kind, text` of an aside.
pub(super) fn aside(row: &Row<'_>) -> rusqlite::Result<Aside> {
    Ok(Aside {
        at_seq: Seq(row.get(0)?),
        at: time(row, 1)?,
        agent: agent_or_none(row, 2)?,
        kind: word(row, 3, "a kind of aside", AsideKind::parse)?,
        text: text_or_none(row, 4)?,
    })
}
