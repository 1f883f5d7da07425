//! Reading conversations and their logs.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};

use super::Store;
use super::error::StoreError;
use super::row::{self, CONVERSATION_COLUMNS, entry_columns, millis, select_conversation, select_entry, with_log};
use crate::conversation::{Aside, AsideKind, Client, Contact, Conversation, ConversationId, Entry, KeyHash, Seq, Text};

pub(super) const BY_ID: &str = select_conversation!(" FROM conversation c WHERE c.id = ?1");
pub(super) const BY_KEY: &str = select_conversation!(" FROM conversation c WHERE c.key_hash = ?1");
// Served in the order (returned first, since); the urgent ones are routing's business.
pub(super) const AT_DESK: &str = select_conversation!(
    " FROM conversation c WHERE c.stage <> 'closed' AND c.stage IN ('queued', 'with_agent') \
     ORDER BY c.returned DESC, c.since, c.no"
);
// The message that was left last, looked for from the end of each log.
pub(super) const MORNING: &str = concat!(
    "WITH RECURSIVE back (no, entry) AS (SELECT no, last_entry FROM conversation WHERE stage <> 'closed' \
     AND stage IN ('left_message', 'with_agent') UNION ALL SELECT back.no, e.previous FROM back CROSS JOIN entry e \
     ON e.id = back.entry WHERE e.kind <> 'message') ",
    select_conversation!(
        ", k.text, k.contact, e.at FROM back CROSS JOIN entry e ON e.id = back.entry AND e.kind = 'message' \
         CROSS JOIN conversation c ON c.no = back.no CROSS JOIN content k ON k.entry = e.id ORDER BY e.at, c.no"
    )
);
pub(super) const SILENT: &str = "SELECT id FROM conversation WHERE stage <> 'closed' AND stage = 'assistant' \
    AND visitor_at <= ?1 ORDER BY visitor_at LIMIT ?2";
pub(super) const LOG: &str = select_entry!(" WHERE e.seq > ?2", "WHERE e.seq > ?2 ORDER BY e.seq");
pub(super) const LOG_ROWS: &str = with_log!(
    " WHERE e.seq > ?2",
    "SELECT e.id FROM back CROSS JOIN entry e ON e.id = back.id WHERE e.seq > ?2 ORDER BY e.seq"
);
pub(super) const LOG_ROW: &str =
    concat!(entry_columns!(), "entry e LEFT JOIN content k ON k.entry = e.id WHERE e.id = ?1");
pub(super) const UNREAD: &str = with_log!(
    " WHERE e.seq > ?2",
    "SELECT count(*) FROM back CROSS JOIN entry e ON e.id = back.id WHERE e.seq > ?2 AND e.author = 'visitor'"
);
pub(super) const LAST_SAID: &str =
    select_entry!("", "WHERE e.kind <> 'event' AND k.entry IS NOT NULL ORDER BY e.seq DESC LIMIT 1");
pub(super) const ASIDES: &str = "SELECT a.at_seq, a.at, a.agent, a.kind, a.text FROM conversation c \
    JOIN aside a ON a.conversation = c.no WHERE c.id = ?1 ORDER BY a.at_seq, a.id";
pub(super) const NOTE_ROWS: &str = "SELECT a.id FROM conversation c JOIN aside a ON a.conversation = c.no \
    WHERE c.id = ?1 AND a.kind IN ('note', 'transferred', 'transfer_declined', 'transfer_missed', 'transfer_withdrawn') \
    ORDER BY a.at_seq, a.id";
pub(super) const HANDED_OVER: &str = "SELECT a.at_seq, a.at, a.agent, a.kind, a.text FROM conversation c \
    JOIN aside a ON a.conversation = c.no WHERE c.id = ?1 AND a.kind IN ('transferred', 'lost') \
    ORDER BY a.id DESC LIMIT 1";
pub(super) const NOTE_ROW: &str = "SELECT a.at_seq, a.at, a.agent, a.kind, a.text FROM aside a WHERE a.id = ?1";
pub(super) const FIRST_TEXT: &str = with_log!(
    "SELECT k.text FROM back CROSS JOIN entry e ON e.id = back.id CROSS JOIN content k ON k.entry = e.id \
     WHERE e.author = 'visitor' AND k.text IS NOT NULL ORDER BY e.seq LIMIT 1"
);
pub(super) const TEXT_BEFORE: &str = with_log!(
    "SELECT k.text FROM back CROSS JOIN entry e ON e.id = back.id CROSS JOIN content k ON k.entry = e.id \
     WHERE e.seq < ?2 AND e.author = 'visitor' AND k.text IS NOT NULL ORDER BY e.seq DESC LIMIT 1"
);
// The alarm before the concern: what is certain decides what staff are to see first.
pub(super) const DANGER_TOLD: &str = with_log!(
    "SELECT e.seq FROM back CROSS JOIN entry e ON e.id = back.id WHERE e.event IN ('emergency', 'concern') \
     ORDER BY e.event = 'emergency' DESC, e.seq DESC LIMIT 1"
);
pub(super) const LAST_TEXTS: &str = with_log!(
    "SELECT k.text FROM back CROSS JOIN entry e ON e.id = back.id CROSS JOIN content k ON k.entry = e.id \
     WHERE e.author = 'visitor' AND k.text IS NOT NULL ORDER BY e.seq DESC LIMIT ?2"
);
pub(super) const QUESTION: &str = with_log!(
    " WHERE e.seq >= ?2",
    "SELECT k.text FROM back CROSS JOIN entry e ON e.id = back.id CROSS JOIN content k ON k.entry = e.id \
     WHERE e.seq = ?2 AND k.text IS NOT NULL"
);
pub(super) const UNANSWERED: &str = "SELECT c.id, e.seq FROM entry e JOIN conversation c ON c.no = e.conversation \
    WHERE e.awaits_reply = 1 AND c.stage IN ('assistant', 'queued') ORDER BY +e.id";
pub(super) const NOT_OWED: &str = "UPDATE entry SET awaits_reply = 0 WHERE seq = ?2 AND awaits_reply = 1 \
    AND conversation = (SELECT no FROM conversation WHERE id = ?1)";
pub(super) const CLIENTS: &str = with_log!(
    "SELECT e.client_of, e.client, e.seq FROM back CROSS JOIN entry e ON e.id = back.id WHERE e.client IS NOT NULL"
);

impl Store {
    /// A conversation as it stands.
    ///
    /// # Errors
    /// When the store cannot be read; so for everything here.
    pub async fn conversation(&self, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
        self.read("read a conversation", move |db| one(db, BY_ID, [id.as_bytes()], row::conversation)).await
    }

    /// The conversation that a visitor's key opens. An erased one has no key.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn by_key(&self, key: KeyHash) -> Result<Option<Conversation>, StoreError> {
        self.read("find a conversation by its key", move |db| one(db, BY_KEY, [key.0], row::conversation)).await
    }

    /// The entries after a number, in their order. Bounded by the length of a conversation, which the visitor's pace
    /// and the idle close bound.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn log(&self, id: ConversationId, after: Seq) -> Result<Vec<Entry>, StoreError> {
        self.read("read a log", move |db| all(db, LOG, params![id.as_bytes(), after.0], row::entry)).await
    }

    /// The first page of the entries after a number, in their order, and what is left to read. For whoever hands a log on:
    /// nobody holds more of it than the reader takes.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn log_page(&self, id: ConversationId, after: Seq) -> Result<Page<Entry>, StoreError> {
        let work = move |db: &Connection| {
            let rows = all(db, LOG_ROWS, params![id.as_bytes(), after.0], |row| row.get(0))?;
            page(db, LOG_ROW, rows, row::entry)
        };
        self.read("read a page of a log", work).await
    }

    /// The next page of a log. What was deleted meanwhile is left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn log_page_after(&self, rest: Rest) -> Result<Page<Entry>, StoreError> {
        self.read("read a page of a log", move |db| page(db, LOG_ROW, rest.0, row::entry)).await
    }

    /// The first page of the notes on a conversation and of what is told of its hand-overs, in their order, and what is
    /// left to read.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn notes_page(&self, id: ConversationId) -> Result<Page<Aside>, StoreError> {
        let work = move |db: &Connection| {
            let rows = all(db, NOTE_ROWS, [id.as_bytes()], |row| row.get(0))?;
            page(db, NOTE_ROW, rows, row::aside)
        };
        self.read("read a page of notes", work).await
    }

    /// The next page of notes.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn notes_page_after(&self, rest: Rest) -> Result<Page<Aside>, StoreError> {
        self.read("read a page of notes", move |db| page(db, NOTE_ROW, rest.0, row::aside)).await
    }

    /// The last time that an agent handed a conversation over or gave it back; none where an agent was lost since.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn handed_over(&self, id: ConversationId) -> Result<Option<Aside>, StoreError> {
        let read = move |db: &Connection| one(db, HANDED_OVER, [id.as_bytes()], row::aside);
        let last = self.read("read a hand-over", read).await?;
        Ok(last.filter(|aside| aside.kind == AsideKind::Transferred))
    }

    /// How many entries after a number are the visitor's.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unread(&self, id: ConversationId, after: Seq) -> Result<usize, StoreError> {
        let count = move |db: &Connection| one(db, UNREAD, params![id.as_bytes(), after.0], |row| row.get::<_, u32>(0));
        let unread = self.read("count what is unread", count).await?.unwrap_or_default();
        Ok(usize::try_from(unread).unwrap_or(usize::MAX))
    }

    /// The last entry that somebody said: no event, and nothing that was erased.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn last_said(&self, id: ConversationId) -> Result<Option<Entry>, StoreError> {
        self.read("read the last words", move |db| one(db, LAST_SAID, [id.as_bytes()], row::entry)).await
    }

    /// What only staff see of a conversation, in its order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn asides(&self, id: ConversationId) -> Result<Vec<Aside>, StoreError> {
        self.read("read asides", move |db| all(db, ASIDES, [id.as_bytes()], row::aside)).await
    }

    /// Everything that waits for a person or is with one, in the order of the queue: what a restart rebuilds the desk
    /// from.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn at_desk(&self) -> Result<Vec<Conversation>, StoreError> {
        self.read("read who is at the desk", |db| all(db, AT_DESK, [], row::conversation)).await
    }

    /// The messages that were left and when, oldest first, until they are closed: those that wait, and those that an
    /// agent has taken. One whose words were erased is no longer on the list.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn morning_list(&self) -> Result<Vec<(Conversation, Text, Contact, DateTime<Utc>)>, StoreError> {
        let left = |row: &Row<'_>| {
            let text = row::text_or_none(row, CONVERSATION_COLUMNS)?;
            let text = text.ok_or_else(|| row::odd(CONVERSATION_COLUMNS, "a message without words"))?;
            let (contact, at) =
                (row::from_json(row, CONVERSATION_COLUMNS + 1)?, row::time(row, CONVERSATION_COLUMNS + 2)?);
            Ok((row::conversation(row)?, text, contact, at))
        };
        self.read("read the morning list", move |db| all(db, MORNING, [], left)).await
    }

    /// Conversations with the assistant whose visitor has not done anything since `before`, longest silence first, at
    /// most `limit`: they are to be closed, or they would never be disposed of.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn silent(&self, before: DateTime<Utc>, limit: u32) -> Result<Vec<ConversationId>, StoreError> {
        let id = |row: &Row<'_>| row.get(0).map(ConversationId::from_bytes);
        self.read("find the silent", move |db| all(db, SILENT, params![millis(before), limit], id)).await
    }

    /// The first thing that the visitor wrote.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn first_text(&self, id: ConversationId) -> Result<Option<Text>, StoreError> {
        self.read("read the first words", move |db| text(db, FIRST_TEXT, [id.as_bytes()])).await
    }

    /// The last thing that the visitor wrote.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn last_visitor_text(&self, id: ConversationId) -> Result<Option<Text>, StoreError> {
        self.visitor_text_before(id, Seq(u32::MAX)).await
    }

    /// What the visitor wrote last before an entry.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn visitor_text_before(&self, id: ConversationId, seq: Seq) -> Result<Option<Text>, StoreError> {
        self.read("read the question before", move |db| text(db, TEXT_BEFORE, params![id.as_bytes(), seq.0])).await
    }

    /// What the visitor had written when the last alarm was told, or the last concern where none was.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn danger_text(&self, id: ConversationId) -> Result<Option<Text>, StoreError> {
        let read = move |db: &Connection| {
            let told: Option<u32> = one(db, DANGER_TOLD, [id.as_bytes()], |row| row.get(0))?;
            told.map_or(Ok(None), |seq| text(db, TEXT_BEFORE, params![id.as_bytes(), seq]))
        };
        self.read("read what told of danger", read).await
    }

    /// What the visitor wrote last, at most so many texts, the oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn visitor_texts(&self, id: ConversationId, most: u32) -> Result<Vec<Text>, StoreError> {
        let text = |row: &Row<'_>| row::text_or_none(row, 0)?.ok_or_else(|| row::odd(0, "a text"));
        let work = move |db: &Connection| all(db, LAST_TEXTS, params![id.as_bytes(), most], text);
        let mut texts = self.read("read what was written last", work).await?;
        texts.reverse();
        Ok(texts)
    }

    /// The words of one entry; `None` when there are none or they were erased.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn question(&self, id: ConversationId, seq: Seq) -> Result<Option<Text>, StoreError> {
        self.read("read a question", move |db| text(db, QUESTION, params![id.as_bytes(), seq.0])).await
    }

    /// The questions that were acknowledged and not answered yet, where the assistant may still answer, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unanswered(&self) -> Result<Vec<(ConversationId, Seq)>, StoreError> {
        let owed = |row: &Row<'_>| Ok((ConversationId::from_bytes(row.get(0)?), Seq(row.get(1)?)));
        self.read("find unanswered questions", move |db| all(db, UNANSWERED, [], owed)).await
    }

    /// Nobody owes this entry a reply any more: a person has it, or the conversation is over.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn reply_not_owed(&self, id: ConversationId, seq: Seq) -> Result<(), StoreError> {
        let work = move |db: &Connection| db.prepare_cached(NOT_OWED)?.execute(params![id.as_bytes(), seq.0]);
        self.write("release a question", work).await.map(|_| ())
    }

    /// The ids that clients have used in a conversation, the visitor's and agents' alike, and the number that each got.
    /// As many as the conversation has entries at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn clients(&self, id: ConversationId) -> Result<HashMap<Client, Seq>, StoreError> {
        let client = |row: &Row<'_>| Ok((row::client(row)?, Seq(row.get(2)?)));
        let read = move |db: &Connection| Ok(all(db, CLIENTS, [id.as_bytes()], client)?.into_iter().collect());
        self.read("read clients' ids", read).await
    }
}

/// The first row, if there is one.
pub(super) fn one<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
    db.prepare_cached(sql)?.query_row(params, read).optional()
}

/// A part of something long.
#[derive(Debug)]
pub struct Page<T> {
    /// As many as fit, one at least; none when there is no more.
    pub items: Vec<T>,
    /// What is left to read.
    pub rest: Rest,
}

/// What of something long is left to read: eight bytes for each.
#[derive(Debug, Default)]
pub struct Rest(Vec<i64>);

impl Rest {
    /// Whether everything has been read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

// What a socket gathers before it writes: with more, what waits for a reader would wait twice.
const PAGE_BYTES: usize = 16 * 1024;
// About what an entry takes beside its content.
const ROW_BYTES: usize = 256;

/// Reads the rows, from the first on, until they fill a page.
fn page<T>(
    db: &Connection,
    sql: &str,
    mut rows: Vec<i64>,
    mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Page<T>> {
    let mut statement = db.prepare_cached(sql)?;
    let (mut items, mut taken, mut bytes) = (Vec::new(), 0, 0);
    while let Some(row) = rows.get(taken)
        && bytes < PAGE_BYTES
    {
        taken += 1;
        let item = statement.query_row([row], |row| {
            bytes += ROW_BYTES + content_bytes(row)?;
            read(row)
        });
        items.extend(item.optional()?);
    }
    rows.drain(..taken);
    Ok(Page { items, rest: Rest(rows) })
}

/// How long the texts of a row are.
fn content_bytes(row: &Row<'_>) -> rusqlite::Result<usize> {
    let columns = row.as_ref().column_count();
    (0..columns).try_fold(0, |sum, column| match row.get_ref(column)? {
        rusqlite::types::ValueRef::Text(text) => Ok(sum + text.len()),
        _ => Ok(sum),
    })
}

/// Every row.
pub(super) fn all<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    db.prepare_cached(sql)?.query_map(params, read)?.collect()
}

fn text(db: &Connection, sql: &str, params: impl Params) -> rusqlite::Result<Option<Text>> {
    Ok(one(db, sql, params, |row| row::text_or_none(row, 0))?.flatten())
}
