//! Appending a change: the conversation's row, its entries with their content, and what only staff see.
//!
//! Whatever can refuse a change is found out before anything of it is written, so that a message needs no savepoint.
//! A conversation's row is read once for a batch and written once, as the last change leaves it.

use std::collections::hash_map::Entry as Place;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::{CachedStatement, Connection, ErrorCode, OptionalExtension as _, params};

use super::error::AppendError;
use super::row::{StageColumns, millis, parts, to_json, with_log};
use crate::conversation::{
    AgentId, Aside, Author, Change, Client, Conversation, ConversationId, Entry, IdMap, KeyHash, Seq,
};

pub(super) const FIND: &str = "SELECT no, seq, last_entry, stage, since, agent FROM conversation WHERE id = ?1";
pub(super) const BEGIN: &str = "INSERT INTO conversation (id, key_hash, began_at, seq, stage, since, agent, agent_name, \
    returned, choose_by, idle_asked, close_reason, language, urgent, by_person, open_question, visitor_at, offered_at, \
    page_url, page_title, danger) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)";
// Most messages change nothing that an index holds: then no index is touched.
pub(super) const GO_ON: &str = "UPDATE conversation SET seq = ?2, returned = ?3, choose_by = ?4, idle_asked = ?5, \
    urgent = ?6, by_person = ?7, open_question = ?8, visitor_at = ?9, offered_at = ?10, last_entry = ?11, danger = ?12, \
    language = ?13 WHERE no = ?1";
pub(super) const MOVE: &str = "UPDATE conversation SET stage = ?2, since = ?3, agent = ?4, agent_name = ?5, \
    close_reason = ?6 WHERE no = ?1";
pub(super) const ENTRY: &str = "INSERT INTO entry (conversation, previous, seq, at, author, agent, agent_name, kind, \
    event, reply_to, client, client_of, awaits_reply) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
pub(super) const CONTENT: &str = "INSERT INTO content (entry, text, contact, data) VALUES (?1, ?2, ?3, ?4)";
pub(super) const ASIDE: &str = "INSERT INTO aside (conversation, at_seq, at, agent, kind, text, client) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
pub(super) const HELD: &str = "SELECT count(*) FROM conversation WHERE agent = ?1 AND no <> ?2";
pub(super) const BY_REPLY: &str = "SELECT seq FROM entry WHERE conversation = ?1 AND reply_to = ?2";
pub(super) const AWAIT: &str = with_log!(
    " WHERE e.seq >= ?2",
    "UPDATE entry SET awaits_reply = 1 WHERE id IN (SELECT id FROM back) AND seq = ?2 \
     AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.conversation = entry.conversation AND r.reply_to = ?2)"
);
pub(super) const AWAIT_NO_MORE: &str =
    "UPDATE entry SET awaits_reply = 0 WHERE conversation = ?1 AND seq = ?2 AND awaits_reply = 1";

/// What one commit appends.
pub(super) struct Batch<'db> {
    db: &'db Connection,
    statements: Statements<'db>,
    /// The conversations that it changes.
    rows: IdMap<ConversationId, Row>,
}

/// The statements of every message. To find one by its text takes a good part of the time that running it takes, so they
/// are found once for a batch.
struct Statements<'db> {
    find: CachedStatement<'db>,
    entry: CachedStatement<'db>,
    content: CachedStatement<'db>,
    go_on: CachedStatement<'db>,
}

/// Where a conversation stands in the store.
struct Row {
    no: i64,
    stage: String,
    since: Option<i64>,
    agent: Option<[u8; 16]>,
    /// The last entry: its number, and its row.
    seq: Seq,
    last_entry: Option<i64>,
    /// What the row is to be written after; none while it stands as it should.
    change: Option<Arc<Change>>,
}

impl<'db> Batch<'db> {
    pub(super) fn new(db: &'db Connection) -> rusqlite::Result<Self> {
        let statement = |sql| db.prepare_cached(sql);
        let (find, entry, content, go_on) =
            (statement(FIND)?, statement(ENTRY)?, statement(CONTENT)?, statement(GO_ON)?);
        Ok(Self { db, statements: Statements { find, entry, content, go_on }, rows: IdMap::default() })
    }

    /// Appends a change: all of it, or nothing when the result is an [`AppendError`]. The conversation's own row is
    /// written by [`write_rows`](Self::write_rows).
    ///
    /// # Errors
    /// When SQLite fails; then part of it may be written, and the transaction has to be undone.
    pub(super) fn append(
        &mut self,
        change: &Arc<Change>,
        begins: Option<(KeyHash, DateTime<Utc>)>,
    ) -> rusqlite::Result<Result<(), AppendError>> {
        if let Some((key, now)) = begins {
            return self.begin(change, key, now);
        }
        if change.capacity.is_some() {
            // How many an agent has is counted in the table.
            self.write_rows()?;
        }
        let row = match self.rows.entry(change.next.id) {
            Place::Occupied(row) => row.into_mut(),
            Place::Vacant(place) => match find(&mut self.statements.find, change.next.id)? {
                Some(row) => place.insert(row),
                None => return Ok(Err(AppendError::Conflict)),
            },
        };
        if let Some(seq) = answered(self.db, row.no, change)? {
            return Ok(Err(AppendError::Duplicate(seq)));
        }
        if row.seq != change.expected {
            return Ok(Err(AppendError::Conflict));
        }
        if let Some(refused) = taken(self.db, row, change)? {
            return Ok(Err(refused));
        }
        add(self.db, &mut self.statements, row, change)?;
        Ok(Ok(()))
    }

    fn begin(
        &mut self,
        change: &Arc<Change>,
        key: KeyHash,
        now: DateTime<Utc>,
    ) -> rusqlite::Result<Result<(), AppendError>> {
        if change.expected != Seq::NONE {
            return Ok(Err(AppendError::Conflict));
        }
        match insert(self.db, &change.next, key, now) {
            // The same visitor began from another tab.
            Err(failed) if failed.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                return Ok(Err(AppendError::Conflict));
            }
            other => other?,
        }
        let mut row = Row::begun(self.db.last_insert_rowid(), &change.next);
        add(self.db, &mut self.statements, &mut row, change)?;
        self.rows.insert(change.next.id, row);
        Ok(Ok(()))
    }

    /// Writes the conversations' rows as the changes leave them, and forgets them.
    ///
    /// # Errors
    /// When SQLite fails; then part of it may be written, and the transaction has to be undone.
    pub(super) fn write_rows(&mut self) -> rusqlite::Result<()> {
        let Self { db, statements, rows } = self;
        rows.drain().try_for_each(|(_, row)| row.write(db, &mut statements.go_on))
    }
}

/// Writes what a change adds, and leaves the conversation's row to be written.
fn add(db: &Connection, statements: &mut Statements<'_>, row: &mut Row, change: &Arc<Change>) -> rusqlite::Result<()> {
    entries(db, statements, row, change)?;
    asides(db, row.no, &change.asides)?;
    row.change = Some(Arc::clone(change));
    Ok(())
}

fn insert(db: &Connection, next: &Conversation, key: KeyHash, now: DateTime<Utc>) -> rusqlite::Result<()> {
    let stage = StageColumns::of(&next.stage);
    db.prepare_cached(BEGIN)?.execute(params![
        next.id.as_bytes(),
        key.0,
        millis(now),
        next.seq.0,
        next.stage.kind(),
        stage.since,
        stage.agent,
        stage.agent_name,
        stage.returned,
        stage.choose_by,
        stage.idle_asked,
        stage.close_reason,
        next.language.tag(),
        next.urgent,
        next.by_person,
        next.open_question.map(|seq| seq.0),
        millis(next.visitor_at),
        next.offered_at.map(millis),
        next.page.as_ref().map(|page| &page.url),
        next.page.as_ref().map(|page| &page.title),
        next.danger.as_ref().map(to_json).transpose()?,
    ])?;
    Ok(())
}

fn find(statement: &mut CachedStatement<'_>, id: ConversationId) -> rusqlite::Result<Option<Row>> {
    let row = |row: &rusqlite::Row<'_>| {
        let (no, last_entry) = (row.get(0)?, row.get(2)?);
        let (stage, since, agent) = (row.get(3)?, row.get(4)?, row.get(5)?);
        Ok(Row { no, stage, since, agent, seq: Seq(row.get(1)?), last_entry, change: None })
    };
    statement.query_row([id.as_bytes()], row).optional()
}

/// Whether a conversation that the change gives to an agent can be given: it waits, is left, or is with a colleague,
/// and the agent has room.
fn taken(db: &Connection, row: &Row, change: &Change) -> rusqlite::Result<Option<AppendError>> {
    let Some((agent, capacity)) = change.capacity else { return Ok(None) };
    if !matches!(row.stage.as_str(), "queued" | "left_message" | "with_agent") {
        return Ok(Some(AppendError::Conflict));
    }
    let held: u32 = db.prepare_cached(HELD)?.query_row(params![agent.as_bytes(), row.no], |row| row.get(0))?;
    Ok((held >= u32::from(capacity)).then_some(AppendError::AtCapacity))
}

/// The answer that was written before to what the change answers.
fn answered(db: &Connection, no: i64, change: &Change) -> rusqlite::Result<Option<Seq>> {
    for question in change.entries.iter().filter_map(|entry| entry.reply_to) {
        let mut statement = db.prepare_cached(BY_REPLY)?;
        if let Some(seq) = statement.query_row(params![no, question.0], |row| row.get(0)).optional()? {
            return Ok(Some(Seq(seq)));
        }
    }
    Ok(None)
}

fn entries(db: &Connection, statements: &mut Statements<'_>, row: &mut Row, change: &Change) -> rusqlite::Result<()> {
    let client = change.client;
    for entry in &change.entries {
        let client = client.filter(|_| change.acked == entry.seq);
        write(db, statements, row, entry, client, change.awaits_reply == Some(entry.seq))?;
        if let Some(question) = entry.reply_to {
            db.prepare_cached(AWAIT_NO_MORE)?.execute(params![row.no, question.0])?;
        }
    }
    // A question asked before, that the visitor now wants the assistant to answer.
    if let Some(question) = change.awaits_reply.filter(|question| *question <= change.expected) {
        db.prepare_cached(AWAIT)?.execute(params![change.next.id.as_bytes(), question.0])?;
    }
    Ok(())
}

fn write(
    db: &Connection,
    statements: &mut Statements<'_>,
    row: &mut Row,
    entry: &Entry,
    client: Option<Client>,
    awaits_reply: bool,
) -> rusqlite::Result<()> {
    if entry.seq != row.seq.next() {
        return Err(rusqlite::Error::ToSqlConversionFailure("entries that do not follow one another".into()));
    }
    let (kind, event, content) = parts(&entry.body)?;
    let (agent, name) = match &entry.author {
        Author::Agent { id, name } => (Some(id.as_bytes()), Some(&**name)),
        _ => (None, None),
    };
    statements.entry.execute(params![
        row.no,
        row.last_entry,
        entry.seq.0,
        millis(entry.at),
        entry.author.kind(),
        agent,
        name,
        kind,
        event,
        entry.reply_to.map(|seq| seq.0),
        client.as_ref().map(|client| client.digest),
        client.as_ref().map(|client| client.of.as_ref().map_or(&[][..], |agent| agent.as_bytes())),
        awaits_reply,
    ])?;
    let id = db.last_insert_rowid();
    (row.seq, row.last_entry) = (entry.seq, Some(id));
    if let Some(content) = content {
        statements.content.execute(params![id, content.text, content.contact, content.data])?;
    }
    Ok(())
}

fn asides(db: &Connection, no: i64, asides: &[Aside]) -> rusqlite::Result<()> {
    asides.iter().try_for_each(|aside| write_aside(db, no, aside, None).map(|_| ()))
}

/// Writes an aside of a conversation's row.
pub(super) fn write_aside(
    db: &Connection,
    no: i64,
    aside: &Aside,
    client: Option<[u8; 16]>,
) -> rusqlite::Result<usize> {
    db.prepare_cached(ASIDE)?.execute(params![
        no,
        aside.at_seq.0,
        millis(aside.at),
        aside.agent.as_ref().map(AgentId::as_bytes),
        aside.kind.as_str(),
        aside.text.as_ref().map(crate::conversation::Text::as_str),
        client,
    ])
}

impl Row {
    /// The row of a conversation that has just begun, with its stage and without an entry.
    fn begun(no: i64, next: &Conversation) -> Self {
        let stage = StageColumns::of(&next.stage);
        let (since, agent) = (stage.since, stage.agent.copied());
        Self { no, stage: next.stage.kind().to_owned(), since, agent, seq: Seq::NONE, last_entry: None, change: None }
    }

    /// Writes the row if a change has left it to be written.
    fn write(self, db: &Connection, go_on: &mut CachedStatement<'_>) -> rusqlite::Result<()> {
        let Some(change) = &self.change else { return Ok(()) };
        let (next, stage) = (&change.next, StageColumns::of(&change.next.stage));
        go_on.execute(params![
            self.no,
            self.seq.0,
            stage.returned,
            stage.choose_by,
            stage.idle_asked,
            next.urgent,
            next.by_person,
            next.open_question.map(|seq| seq.0),
            millis(next.visitor_at),
            next.offered_at.map(millis),
            self.last_entry,
            next.danger.as_ref().map(to_json).transpose()?,
            next.language.tag(),
        ])?;
        if self.has_moved(&stage, next.stage.kind()) {
            db.prepare_cached(MOVE)?.execute(params![
                self.no,
                next.stage.kind(),
                stage.since,
                stage.agent,
                stage.agent_name,
                stage.close_reason,
            ])?;
        }
        Ok(())
    }

    /// Whether what the indexes hold has changed: which stage, since when, with whom.
    fn has_moved(&self, stage: &StageColumns<'_>, kind: &str) -> bool {
        self.stage != kind || self.since != stage.since || self.agent.as_ref() != stage.agent
    }
}
