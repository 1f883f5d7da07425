//! Crisis notices: what was told to every visitor, by whom and when, and when it was taken down.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::Store;
use super::conversations::one;
use super::error::StoreError;
use super::row::{self, millis, time};
use crate::conversation::{AgentId, Client, ClientId, Text};
use crate::crisis::{CrisisNotice, Draft, NoticeId};

pub(super) const PUT_UP: &str = "INSERT INTO crisis_notice (at, until, staff, name, sv, en, client) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (staff, client) DO NOTHING";
pub(super) const PUT_UP_AS: &str = "SELECT id FROM crisis_notice WHERE staff = ?1 AND client = ?2";
pub(super) const WITHDRAW: &str =
    "UPDATE crisis_notice SET withdrawn_at = ?2, withdrawn_by = ?3 WHERE id = ?1 AND withdrawn_at IS NULL";
// Of those before it none may come back, also when the last one was taken down.
pub(super) const LAST: &str = "SELECT id, at, until, staff, name, sv, en FROM crisis_notice \
    WHERE id = (SELECT max(id) FROM crisis_notice) AND withdrawn_at IS NULL";

impl Store {
    /// Keeps a notice, once for a client's id, and gives its number.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn put_up_crisis_notice(
        &self,
        draft: Draft,
        at: DateTime<Utc>,
        (author, name): (AgentId, String),
        client: ClientId,
    ) -> Result<NoticeId, StoreError> {
        let client = Client::new(None, client).digest;
        let work = move |db: &Connection| {
            let Draft { sv, en, until } = &draft;
            let (sv, en) = (sv.as_str(), en.as_ref().map(Text::as_str));
            let staff = author.as_bytes();
            db.prepare_cached(PUT_UP)?.execute(params![millis(at), millis(*until), staff, name, sv, en, client])?;
            db.query_row(PUT_UP_AS, params![staff, client], |row| row.get(0)).map(NoticeId)
        };
        self.write("keep a crisis notice", work).await
    }

    /// Notes that a notice was taken down, and by whom; once.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn withdraw_crisis_notice(&self, id: NoticeId, at: DateTime<Utc>, by: AgentId) -> Result<(), StoreError> {
        let work =
            move |db: &Connection| db.prepare_cached(WITHDRAW)?.execute(params![id.0, millis(at), by.as_bytes()]);
        self.write("take down a crisis notice", work).await.map(|_| ())
    }

    /// The newest notice, unless it was taken down. Its time may be out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn crisis_notice(&self) -> Result<Option<CrisisNotice>, StoreError> {
        self.read("read the crisis notice", |db| one(db, LAST, [], notice)).await
    }
}

fn notice(row: &Row<'_>) -> rusqlite::Result<CrisisNotice> {
    let name: String = row.get(4)?;
    let sv: String = row.get(5)?;
    Ok(CrisisNotice {
        id: NoticeId(row.get(0)?),
        draft: Draft { sv: Text::stored(&sv), en: row::text_or_none(row, 6)?, until: time(row, 2)? },
        at: time(row, 1)?,
        author: row::agent(row, 3)?,
        author_name: name.into(),
    })
}
