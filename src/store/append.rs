//! Appending a change: the conversation's row, its entries with their content, and what only staff see.
//!
//! Whatever can refuse a change is found out before anything of it is written, so that a message needs no savepoint:
//! the number is compared first, and the first entry's own row tells whether the client's id is there already.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use super::error::AppendError;
use super::row::{StageColumns, millis, parts};
use crate::conversation::{
    AgentId, Aside, Author, Change, ClientId, Conversation, ConversationId, Entry, KeyHash, Seq,
};

pub(super) const FIND: &str = "SELECT no, seq, stage, since, agent FROM conversation WHERE id = ?1";
pub(super) const BEGIN: &str = "INSERT INTO conversation (id, key_hash, began_at, seq, stage, since, agent, agent_name, \
    returned, choose_by, idle_asked, close_reason, language, urgent, by_person, open_question, visitor_at, offered_at, \
    page_url, page_title) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";
// Most messages change nothing that an index holds: then no index is touched.
pub(super) const GO_ON: &str = "UPDATE conversation SET seq = ?2, returned = ?3, choose_by = ?4, idle_asked = ?5, \
    urgent = ?6, by_person = ?7, open_question = ?8, visitor_at = ?9, offered_at = ?10 WHERE no = ?1";
pub(super) const MOVE: &str = "UPDATE conversation SET stage = ?2, since = ?3, agent = ?4, agent_name = ?5, \
    close_reason = ?6 WHERE no = ?1";
pub(super) const ENTRY: &str = "INSERT INTO entry (conversation, seq, at, author, agent, agent_name, kind, event, \
    reply_to, client, client_of, awaits_reply) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
pub(super) const CONTENT: &str = "INSERT INTO content (entry, text, contact, data) VALUES (?1, ?2, ?3, ?4)";
pub(super) const ASIDE: &str = "INSERT INTO aside (conversation, at_seq, at, agent, kind, text, client) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
pub(super) const HELD: &str = "SELECT count(*) FROM conversation WHERE agent = ?1 AND no <> ?2";
pub(super) const BY_CLIENT: &str = "SELECT seq FROM entry WHERE conversation = ?1 AND client = ?2 AND client_of = ?3";
pub(super) const BY_REPLY: &str = "SELECT seq FROM entry WHERE conversation = ?1 AND reply_to = ?2";
pub(super) const AWAIT: &str = "UPDATE entry SET awaits_reply = 1 WHERE conversation = ?1 AND seq = ?2 \
    AND NOT EXISTS (SELECT 1 FROM entry WHERE conversation = ?1 AND reply_to = ?2)";
pub(super) const AWAIT_NO_MORE: &str =
    "UPDATE entry SET awaits_reply = 0 WHERE conversation = ?1 AND seq = ?2 AND awaits_reply = 1";

/// What the store keeps of a client's id. The id is whatever a client sends, even a personal number; 128 bits of
/// its SHA-256 tell ids apart as well.
pub(super) fn client_digest(id: &ClientId) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(id.as_str().as_bytes()).into();
    std::array::from_fn(|at| digest[at])
}

/// Whose id it is: the agent's, or nothing for the visitor.
fn client_owner(author: &Author) -> &[u8] {
    if let Author::Agent { id, .. } = author { id.as_bytes() } else { &[] }
}

/// Where a conversation stands in the store.
struct Row {
    no: i64,
    seq: Seq,
    stage: String,
    since: Option<i64>,
    agent: Option<[u8; 16]>,
}

/// Appends a change: all of it, or nothing when the result is an [`AppendError`].
///
/// # Errors
/// When SQLite fails; then part of it may be written, and the transaction has to be undone.
pub(super) fn append(
    db: &Connection,
    change: &Change,
    begins: Option<(KeyHash, DateTime<Utc>)>,
) -> rusqlite::Result<Result<(), AppendError>> {
    if let Some((key, now)) = begins {
        return begin(db, change, key, now);
    }
    let Some(row) = find(db, change.next.id)? else { return Ok(Err(AppendError::Conflict)) };
    let client = Client::of(change);
    if row.seq != change.expected {
        return Ok(Err(before(db, row.no, change, client.as_ref())?.unwrap_or(AppendError::Conflict)));
    }
    if let Some(refused) = taken(db, &row, change)? {
        return Ok(Err(refused));
    }
    // Only a single entry's own row tells everything; of several, the first would be written when the second fails.
    if change.entries.len() != 1
        && let Some(refused) = before(db, row.no, change, client.as_ref())?
    {
        return Ok(Err(refused));
    }
    if let Err(failed) = entries(db, row.no, change, client.as_ref()) {
        let told = failed.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) && change.entries.len() == 1;
        let refused = if told { before(db, row.no, change, client.as_ref())? } else { None };
        return refused.map(Err).ok_or(failed);
    }
    asides(db, row.no, &change.asides)?;
    go_on(db, row.no, &change.next)?;
    if has_moved(&row, &change.next) {
        move_to(db, row.no, &change.next)?;
    }
    Ok(Ok(()))
}

fn begin(
    db: &Connection,
    change: &Change,
    key: KeyHash,
    now: DateTime<Utc>,
) -> rusqlite::Result<Result<(), AppendError>> {
    if change.expected != Seq::NONE {
        return Ok(Err(AppendError::Conflict));
    }
    match insert(db, &change.next, key, now) {
        // The same visitor began from another tab.
        Err(failed) if failed.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            return Ok(Err(AppendError::Conflict));
        }
        other => other?,
    }
    let no = db.last_insert_rowid();
    entries(db, no, change, Client::of(change).as_ref())?;
    asides(db, no, &change.asides)?;
    Ok(Ok(()))
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
    ])?;
    Ok(())
}

fn find(db: &Connection, id: ConversationId) -> rusqlite::Result<Option<Row>> {
    let mut statement = db.prepare_cached(FIND)?;
    let row = |row: &rusqlite::Row<'_>| {
        let (no, stage, since, agent) = (row.get(0)?, row.get(2)?, row.get(3)?, row.get(4)?);
        Ok(Row { no, seq: Seq(row.get(1)?), stage, since, agent })
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

/// The client's id of a change, and the entry that it belongs to.
struct Client<'a> {
    digest: [u8; 16],
    of: &'a [u8],
    entry: Seq,
}

impl<'a> Client<'a> {
    fn of(change: &'a Change) -> Option<Self> {
        let (author, id) = change.client_id.as_ref()?;
        Some(Self { digest: client_digest(id), of: client_owner(author), entry: change.acked })
    }
}

/// Whether the change, or the answer that it holds, was written before.
fn before(
    db: &Connection,
    no: i64,
    change: &Change,
    client: Option<&Client<'_>>,
) -> rusqlite::Result<Option<AppendError>> {
    if let Some(client) = client {
        let mut statement = db.prepare_cached(BY_CLIENT)?;
        let seq = statement.query_row(params![no, client.digest, client.of], |row| row.get(0)).optional()?;
        if let Some(seq) = seq {
            return Ok(Some(AppendError::Duplicate(Seq(seq))));
        }
    }
    for question in change.entries.iter().filter_map(|entry| entry.reply_to) {
        let mut statement = db.prepare_cached(BY_REPLY)?;
        if let Some(seq) = statement.query_row(params![no, question.0], |row| row.get(0)).optional()? {
            return Ok(Some(AppendError::Duplicate(Seq(seq))));
        }
    }
    Ok(None)
}

fn entries(db: &Connection, no: i64, change: &Change, client: Option<&Client<'_>>) -> rusqlite::Result<()> {
    for entry in &change.entries {
        let client = client.filter(|client| client.entry == entry.seq);
        write(db, no, entry, client, change.awaits_reply == Some(entry.seq))?;
        if let Some(question) = entry.reply_to {
            db.prepare_cached(AWAIT_NO_MORE)?.execute(params![no, question.0])?;
        }
    }
    // A question asked before, that the visitor now wants the assistant to answer.
    if let Some(question) = change.awaits_reply.filter(|question| *question <= change.expected) {
        db.prepare_cached(AWAIT)?.execute(params![no, question.0])?;
    }
    Ok(())
}

fn write(
    db: &Connection,
    no: i64,
    entry: &Entry,
    client: Option<&Client<'_>>,
    awaits_reply: bool,
) -> rusqlite::Result<()> {
    let (kind, event, content) = parts(&entry.body)?;
    let (agent, name) = match &entry.author {
        Author::Agent { id, name } => (Some(id.as_bytes()), Some(&**name)),
        _ => (None, None),
    };
    db.prepare_cached(ENTRY)?.execute(params![
        no,
        entry.seq.0,
        millis(entry.at),
        entry.author.kind(),
        agent,
        name,
        kind,
        event,
        entry.reply_to.map(|seq| seq.0),
        client.map(|client| client.digest),
        client.map(|client| client.of),
        awaits_reply,
    ])?;
    if let Some(content) = content {
        let id = db.last_insert_rowid();
        db.prepare_cached(CONTENT)?.execute(params![id, content.text, content.contact, content.data])?;
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

fn go_on(db: &Connection, no: i64, next: &Conversation) -> rusqlite::Result<()> {
    let stage = StageColumns::of(&next.stage);
    db.prepare_cached(GO_ON)?.execute(params![
        no,
        next.seq.0,
        stage.returned,
        stage.choose_by,
        stage.idle_asked,
        next.urgent,
        next.by_person,
        next.open_question.map(|seq| seq.0),
        millis(next.visitor_at),
        next.offered_at.map(millis),
    ])?;
    Ok(())
}

/// Whether what the indexes hold has changed: which stage, since when, with whom.
fn has_moved(row: &Row, next: &Conversation) -> bool {
    let stage = StageColumns::of(&next.stage);
    row.stage != next.stage.kind() || row.since != stage.since || row.agent.as_ref() != stage.agent
}

fn move_to(db: &Connection, no: i64, next: &Conversation) -> rusqlite::Result<()> {
    let stage = StageColumns::of(&next.stage);
    db.prepare_cached(MOVE)?.execute(params![
        no,
        next.stage.kind(),
        stage.since,
        stage.agent,
        stage.agent_name,
        stage.close_reason,
    ])?;
    Ok(())
}
