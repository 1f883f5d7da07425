//! What stands beside the log: notes and offers, ratings, and the page versions that answers have quoted.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::Store;
use super::append::write_aside;
use super::conversations::{all, one};
use super::error::StoreError;
use super::row::millis;
use crate::conversation::{AgentId, Aside, Client, ClientId, ConversationId, Seq, Text};

pub(super) const NUMBER: &str = "SELECT no FROM conversation WHERE id = ?1";
pub(super) const ASIDE_BEFORE: &str = "SELECT 1 FROM aside WHERE conversation = ?1 AND client = ?2 AND agent IS ?3";
pub(super) const RATE: &str = "INSERT OR IGNORE INTO rating (conversation, seq, at, helpful, score, comment, client) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
// By the index of replies: an answer always replies to something.
pub(super) const IS_ANSWER: &str = "SELECT 1 FROM entry WHERE conversation = ?1 AND reply_to IS NOT NULL AND seq = ?2 \
    AND kind = 'answer'";
pub(super) const HELPED: &str = "SELECT helpful FROM answer_rating WHERE conversation = ?1 AND seq = ?2";
pub(super) const ALL_HELPED: &str = "SELECT r.seq, r.helpful FROM conversation c JOIN answer_rating r ON r.conversation = c.no \
    WHERE c.id = ?1 ORDER BY r.seq";
pub(super) const SCORE: &str = "SELECT r.score FROM conversation c JOIN rating r ON r.conversation = c.no \
    WHERE c.id = ?1 AND r.seq IS NULL AND r.score IS NOT NULL ORDER BY r.id DESC LIMIT 1";
pub(super) const KEEP_PAGE: &str =
    "INSERT OR IGNORE INTO page_version (hash, title, url, text) VALUES (?1, ?2, ?3, ?4)";
pub(super) const PAGE: &str = "SELECT title, url, text FROM page_version WHERE hash = ?1";

/// What an answer or the whole conversation was worth to the visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// The entry that is rated; none for the conversation.
    pub seq: Option<Seq>,
    /// Whether it helped.
    pub helpful: Option<bool>,
    /// From 1 to 5.
    pub score: Option<u8>,
    /// In words, masked like every free text.
    pub comment: Option<Text>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A rating was kept, now or before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rated {
    /// Whether the rated answer helped, by the rating that counts; none while nobody has said.
    pub helpful: Option<bool>,
}

/// A page as it was when an answer quoted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageVersion {
    /// The SHA-256 of the text.
    pub hash: [u8; 32],
    /// The title.
    pub title: String,
    /// The address.
    pub url: String,
    /// The text.
    pub text: String,
}

impl Store {
    /// Writes an aside. `true` when it is new; `false` when this agent's client sent it before, or the conversation is
    /// gone.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn aside(&self, id: ConversationId, aside: Aside, client: Option<ClientId>) -> Result<bool, StoreError> {
        let client = client.map(|id| Client::new(None, id).digest);
        let work = move |db: &Connection| {
            let Some(no) = one(db, NUMBER, [id.as_bytes()], |row| row.get::<_, i64>(0))? else { return Ok(false) };
            let agent = aside.agent.as_ref().map(AgentId::as_bytes);
            if client.is_some() && one(db, ASIDE_BEFORE, params![no, client, agent], |_| Ok(()))?.is_some() {
                return Ok(false);
            }
            write_aside(db, no, &aside, client).map(|_| true)
        };
        self.write("write an aside", work).await
    }

    /// Keeps a rating, once for a client's id; of several ratings of one answer the last one counts. `None` when there is
    /// no such conversation or no such answer in it.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn rate(
        &self,
        id: ConversationId,
        rating: Rating,
        client: ClientId,
    ) -> Result<Option<Rated>, StoreError> {
        let client = Client::new(None, client).digest;
        let work = move |db: &Connection| {
            let Rating { seq, helpful, score, comment, at } = &rating;
            let comment = comment.as_ref().map(Text::as_str);
            let seq = seq.map(|seq| seq.0);
            let Some(no) = one(db, NUMBER, [id.as_bytes()], |row| row.get::<_, i64>(0))? else { return Ok(None) };
            if seq.is_some() && one(db, IS_ANSWER, params![no, seq], |_| Ok(()))?.is_none() {
                return Ok(None);
            }
            db.prepare_cached(RATE)?.execute(params![no, seq, millis(*at), helpful, score, comment, client])?;
            let counts = one(db, HELPED, params![no, seq], |row| row.get(0))?;
            Ok(Some(Rated { helpful: counts }))
        };
        self.write("keep a rating", work).await
    }

    /// Which answers of a conversation helped its visitor, and which did not, as far as the visitor has said.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn helped(&self, id: ConversationId) -> Result<Vec<(Seq, bool)>, StoreError> {
        let helped = |row: &Row<'_>| Ok((Seq(row.get(0)?), row.get(1)?));
        self.read("read what helped", move |db| all(db, ALL_HELPED, [id.as_bytes()], helped)).await
    }

    /// What a conversation was worth to its visitor, from 1 to 5; none while the visitor has not said.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn score(&self, id: ConversationId) -> Result<Option<u8>, StoreError> {
        self.read("read a score", move |db| one(db, SCORE, [id.as_bytes()], |row| row.get(0))).await
    }

    /// Keeps a page version, once.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn keep_page_version(&self, page: PageVersion) -> Result<(), StoreError> {
        let work = move |db: &Connection| {
            db.prepare_cached(KEEP_PAGE)?.execute(params![page.hash, page.title, page.url, page.text])
        };
        self.write("keep a page version", work).await.map(|_| ())
    }

    /// A page as it was.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn page_version(&self, hash: [u8; 32]) -> Result<Option<PageVersion>, StoreError> {
        let read = move |db: &Connection| {
            one(db, PAGE, [hash], |row| {
                Ok(PageVersion { hash, title: row.get(0)?, url: row.get(1)?, text: row.get(2)? })
            })
        };
        self.read("read a page version", read).await
    }
}
