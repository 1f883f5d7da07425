//! Erasing what somebody said, and disposing of whole conversations under a decision (*gallring*).

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::Store;
use super::conversations::all;
use super::error::StoreError;
use super::row::{millis, time, with_log};
use crate::conversation::ConversationId;
use crate::privacy::RetentionRule;

const FILES: &str = "DELETE FROM file WHERE conversation = ?1";
// One statement for each place that holds words; `?1` is the conversation's id.
pub(super) const ERASE: [&str; 7] = [
    FILES,
    with_log!("DELETE FROM content WHERE entry IN (SELECT id FROM back)"),
    "UPDATE entry SET awaits_reply = 0 WHERE awaits_reply = 1 \
     AND conversation = (SELECT no FROM conversation WHERE id = ?1)",
    "UPDATE aside SET text = NULL WHERE conversation = (SELECT no FROM conversation WHERE id = ?1)",
    "UPDATE rating SET comment = NULL WHERE conversation = (SELECT no FROM conversation WHERE id = ?1)",
    "DELETE FROM receipt WHERE conversation = (SELECT no FROM conversation WHERE id = ?1)",
    "UPDATE conversation SET key_hash = NULL, page_url = NULL, page_title = NULL, open_question = NULL, \
     danger = NULL, urgent = 0 WHERE id = ?1",
];
pub(super) const ERASED: &str = "UPDATE conversation SET erased_at = coalesce(erased_at, ?2) WHERE id = ?1";
// Entries are numbered without gaps: the last number is how many there are.
pub(super) const DUE: &str = "SELECT c.id, c.by_person, c.since, c.seq FROM conversation c WHERE c.stage = 'closed' \
    AND c.since <= max(?1, ?2) AND c.since <= CASE c.by_person WHEN 1 THEN ?1 ELSE ?2 END ORDER BY c.since LIMIT ?3";
pub(super) const COUNT_DUE: &str = "SELECT count(*) FROM conversation c WHERE c.stage = 'closed' \
    AND c.since <= max(?1, ?2) AND c.since <= CASE c.by_person WHEN 1 THEN ?1 ELSE ?2 END";
// Asides, ratings and the receipt go with the conversation.
pub(super) const DELETE: [&str; 4] = [
    FILES,
    with_log!("DELETE FROM content WHERE entry IN (SELECT id FROM back)"),
    with_log!("DELETE FROM entry WHERE id IN (SELECT id FROM back)"),
    "DELETE FROM conversation WHERE id = ?1",
];
pub(super) const PROTOCOL: &str = "INSERT INTO disposal (at, decision, conversations, by_person, entries, \
    oldest_closed, newest_closed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
pub(super) const READ_PROTOCOL: &str = "SELECT at, decision, conversations, by_person, entries, oldest_closed, \
    newest_closed FROM disposal ORDER BY id";

/// What one batch of disposal deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Disposed {
    /// Conversations; 0 when nothing was due.
    pub conversations: u32,
    /// How many of them a person had.
    pub by_person: u32,
    /// Their entries.
    pub entries: u32,
}

/// A line of the protocol: what was deleted, when, under which decision. It tells nothing about anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtocolLine {
    /// When.
    pub at: DateTime<Utc>,
    /// Under which decision.
    pub decision: String,
    /// What.
    pub disposed: Disposed,
    /// When the first of them was closed.
    pub oldest_closed: DateTime<Utc>,
    /// When the last of them was closed.
    pub newest_closed: DateTime<Utc>,
}

/// A conversation that is due.
struct Due {
    id: [u8; 16],
    by_person: bool,
    closed: i64,
    entries: u32,
}

impl Store {
    /// Erases what was said in a conversation, by all sides: its numbers stay, and neither its key nor its
    /// receipt opens anything any more. `false` when there is no such conversation.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn erase(&self, id: ConversationId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let work = move |db: &Connection| {
            for sql in ERASE {
                db.prepare_cached(sql)?.execute([id.as_bytes()])?;
            }
            Ok(db.prepare_cached(ERASED)?.execute(params![id.as_bytes(), millis(now)])? > 0)
        };
        self.remove("erase a conversation", work).await
    }

    /// How many closed conversations have lived as long as the rule lets them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn due_for_disposal(&self, rule: &RetentionRule, now: DateTime<Utc>) -> Result<u32, StoreError> {
        let limits = [millis(rule.closed_by(now, true)), millis(rule.closed_by(now, false))];
        let count = move |db: &Connection| db.prepare_cached(COUNT_DUE)?.query_row(limits, |row| row.get(0));
        self.read("count what is to be disposed of", count).await
    }

    /// Deletes closed conversations that have lived as long as the rule lets them, oldest first and at most `batch`,
    /// and writes a line of the protocol in the same commit. To be called until nothing was due; between two calls
    /// messages have their turn.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn dispose(&self, rule: &RetentionRule, batch: u32, now: DateTime<Utc>) -> Result<Disposed, StoreError> {
        let (person, assistant) = (millis(rule.closed_by(now, true)), millis(rule.closed_by(now, false)));
        let decision = rule.decision.clone();
        let work = move |db: &Connection| {
            let due = all(db, DUE, params![person, assistant, batch], due)?;
            for conversation in &due {
                for sql in DELETE {
                    db.prepare_cached(sql)?.execute([conversation.id])?;
                }
            }
            write_protocol(db, &due, &decision, now)
        };
        self.remove("dispose of conversations", work).await
    }

    /// The protocol, oldest line first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn disposal_protocol(&self) -> Result<Vec<ProtocolLine>, StoreError> {
        self.read("read the disposal protocol", |db| all(db, READ_PROTOCOL, [], protocol_line)).await
    }

    /// Gives at most so many free pages of 4 KiB back to the file system.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn incremental_vacuum(&self, pages: u32) -> Result<(), StoreError> {
        let sql = format!("PRAGMA incremental_vacuum({pages})");
        self.remove("give free pages back", move |db| db.execute_batch(&sql)).await
    }
}

fn due(row: &Row<'_>) -> rusqlite::Result<Due> {
    Ok(Due { id: row.get(0)?, by_person: row.get(1)?, closed: row.get(2)?, entries: row.get(3)? })
}

fn write_protocol(db: &Connection, due: &[Due], decision: &str, now: DateTime<Utc>) -> rusqlite::Result<Disposed> {
    // They come in the order of their closing.
    let (Some(oldest), Some(newest)) = (due.first(), due.last()) else { return Ok(Disposed::default()) };
    let disposed = due.iter().fold(Disposed::default(), |sum, one| Disposed {
        conversations: sum.conversations + 1,
        by_person: sum.by_person + u32::from(one.by_person),
        entries: sum.entries + one.entries,
    });
    let Disposed { conversations, by_person, entries } = disposed;
    let (oldest, newest) = (oldest.closed, newest.closed);
    db.prepare_cached(PROTOCOL)?.execute(params![
        millis(now),
        decision,
        conversations,
        by_person,
        entries,
        oldest,
        newest
    ])?;
    Ok(disposed)
}

fn protocol_line(row: &Row<'_>) -> rusqlite::Result<ProtocolLine> {
    Ok(ProtocolLine {
        at: time(row, 0)?,
        decision: row.get(1)?,
        disposed: Disposed { conversations: row.get(2)?, by_person: row.get(3)?, entries: row.get(4)? },
        oldest_closed: time(row, 5)?,
        newest_closed: time(row, 6)?,
    })
}
