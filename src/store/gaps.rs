//! Content gaps: the questions in the log that found no answer or whose answer did not help, and what editors have seen
//! to or put aside. Nothing of a question is kept here: it is read where it stands, and is gone when its conversation is.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::conversations::all;
use super::error::StoreError;
use super::row::{self, millis, time};
use super::{Store, StoreOptions, migrations, open};
use crate::conversation::AgentId;
use crate::gaps::{Handled, PageRef, Question, Why};
use crate::language::Language;

// Where danger was told of, it is data about health, and nobody makes a sample question of it.
// The newest first, so that a limit leaves out what is oldest. The question stands a few entries before its answer. Who asks
// back in doubt offers to take a message last; who only asks which of two pages is meant has found them both.
pub(super) const QUESTIONS: &str = "SELECT q.id, t.text, q.at, c.language, a.data ->> 'kind', a.data ->> '$.sources[0].title', \
    a.data ->> '$.sources[0].url', h.at, h.title, h.url, e.conversation, p.at \
    FROM entry e JOIN content a ON a.entry = e.id JOIN conversation c ON c.no = e.conversation \
    JOIN entry q ON q.id = (WITH RECURSIVE back (id, previous, seq) AS (SELECT e.id, e.previous, e.seq UNION ALL \
    SELECT p.id, p.previous, p.seq FROM back CROSS JOIN entry p ON p.id = back.previous WHERE back.seq > e.reply_to) \
    SELECT id FROM back WHERE seq = e.reply_to) \
    JOIN content t ON t.entry = q.id AND t.text IS NOT NULL LEFT JOIN gap_handled h ON h.question = q.id \
    LEFT JOIN gap_put_aside p ON p.question = q.id \
    WHERE e.kind = 'answer' AND e.at >= ?1 AND (a.data ->> 'kind' = 'abstention' \
    OR (a.data ->> 'kind' = 'clarify' AND a.data ->> '$.actions[#-1].kind' = 'leave_message') \
    OR (a.data ->> 'kind' = 'answer' AND EXISTS (SELECT 1 FROM answer_rating r \
    WHERE r.conversation = e.conversation AND r.seq = e.seq AND r.helpful = 0))) \
    AND NOT EXISTS (WITH RECURSIVE back (previous, seq, event) AS (SELECT e.previous, e.seq, e.event UNION ALL \
    SELECT p.previous, p.seq, p.event FROM back CROSS JOIN entry p ON p.id = back.previous WHERE back.seq > e.reply_to) \
    SELECT 1 FROM back WHERE event IN ('emergency', 'concern')) \
    ORDER BY e.at DESC, e.id DESC LIMIT ?2";
pub(super) const HANDLE: &str = "INSERT INTO gap_handled (question, at, staff, title, url) \
    SELECT id, ?2, ?3, ?4, ?5 FROM entry WHERE id = ?1 AND author = 'visitor' \
    ON CONFLICT (question) DO UPDATE SET at = ?2, staff = ?3, title = ?4, url = ?5";
pub(super) const REOPEN: &str = "DELETE FROM gap_handled WHERE question = ?1";
pub(super) const PUT_ASIDE: &str = "INSERT INTO gap_put_aside (question, at, staff) \
    SELECT id, ?2, ?3 FROM entry WHERE id = ?1 AND author = 'visitor' \
    ON CONFLICT (question) DO UPDATE SET at = ?2, staff = ?3";
pub(super) const BRING_BACK: &str = "DELETE FROM gap_put_aside WHERE question = ?1";

impl Store {
    /// The questions since a moment that found no answer, or whose answer the visitor said did not help: the newest
    /// first, at most `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn gap_questions(&self, since: DateTime<Utc>, limit: u32) -> Result<Vec<Question>, StoreError> {
        self.read("read questions without an answer", move |db| questions(db, since, limit)).await
    }

    /// Notes that questions have been seen to, by whom, and the page that answers them now; they are not put aside any
    /// more. Gives how many of them are still there.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn handle_gap(&self, questions: Vec<i64>, by: AgentId, handled: Handled) -> Result<usize, StoreError> {
        let work = move |db: &Connection| {
            let mut statement = db.prepare_cached(HANDLE)?;
            let mut bring_back = db.prepare_cached(BRING_BACK)?;
            for question in &questions {
                bring_back.execute([question])?;
            }
            let Handled { at, page: PageRef { title, url } } = &handled;
            let handle = |question: &i64| statement.execute(params![question, millis(*at), by.as_bytes(), title, url]);
            questions.iter().map(handle).sum()
        };
        self.write("note that questions have been seen to", work).await
    }

    /// Takes back that questions have been seen to. Gives how many there were.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn reopen_gap(&self, questions: Vec<i64>) -> Result<usize, StoreError> {
        let work = move |db: &Connection| {
            let mut statement = db.prepare_cached(REOPEN)?;
            questions.iter().map(|question| statement.execute([question])).sum()
        };
        self.write("take back that questions have been seen to", work).await
    }

    /// Notes that questions have been put aside, when and by whom. Gives how many of them are still there.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn put_gap_aside(
        &self,
        questions: Vec<i64>,
        by: AgentId,
        at: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let work = move |db: &Connection| {
            let mut statement = db.prepare_cached(PUT_ASIDE)?;
            questions.iter().map(|question| statement.execute(params![question, millis(at), by.as_bytes()])).sum()
        };
        self.write("note that questions have been put aside", work).await
    }

    /// Takes back that questions have been put aside. Gives how many there were.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn bring_gap_back(&self, questions: Vec<i64>) -> Result<usize, StoreError> {
        let work = move |db: &Connection| {
            let mut statement = db.prepare_cached(BRING_BACK)?;
            questions.iter().map(|question| statement.execute([question])).sum()
        };
        self.write("take back that questions have been put aside", work).await
    }
}

/// As [`Store::gap_questions`], of a file that a server may be using: on a connection of its own that changes nothing and
/// that nobody waits for.
///
/// # Errors
/// When there is no database of this program, or it is older than the program and in use.
pub fn gap_questions_beside(
    path: &Path,
    busy: Duration,
    since: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Question>, StoreError> {
    let mut db = open::copier(path, busy)?;
    if migrations::version(&db, path)? < migrations::known() {
        drop(db);
        Store::open_beside(path, StoreOptions { busy, readers: 1, ..StoreOptions::default() })?.close();
        db = open::copier(path, busy)?;
    }
    let failed = StoreError::backend("read questions without an answer");
    db.pragma_update(None, "query_only", "ON").and_then(|()| questions(&db, since, limit)).map_err(failed)
}

fn questions(db: &Connection, since: DateTime<Utc>, limit: u32) -> rusqlite::Result<Vec<Question>> {
    all(db, QUESTIONS, params![millis(since), limit], question)
}

fn question(row: &Row<'_>) -> rusqlite::Result<Question> {
    let handled = match page(row, 8)? {
        Some(page) => Some(Handled { at: time(row, 7)?, page }),
        None => None,
    };
    let answered = row.get_ref(4)?.as_str()? == "answer";
    Ok(Question {
        id: row.get(0)?,
        text: row.get(1)?,
        at: time(row, 2)?,
        language: row::word(row, 3, "a language", |tag| Some(Language::from_tag(tag)))?,
        why: if answered { Why::NotHelped } else { Why::Abstention },
        page: page(row, 5)?,
        handled,
        visitor: row.get(10)?,
        put_aside: row.get::<_, Option<i64>>(11)?.is_some().then(|| time(row, 11)).transpose()?,
    })
}

/// A title and the address after it; none when one is missing.
fn page(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<PageRef>> {
    let (title, url): (Option<String>, Option<String>) = (row.get(column)?, row.get(column + 1)?);
    Ok(title.zip(url).map(|(title, url)| PageRef { title, url }))
}
