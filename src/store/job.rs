//! What waits for the writer: a change to append, or anything else that writes.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use tokio::sync::oneshot;
use tracing::error;

use super::append::Batch;
use super::chain::Link;
use super::error::{AppendError, Spoiled, StoreError};
use crate::conversation::{Change, KeyHash};

/// What became of the commit that a job was part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Written and synced.
    Committed,
    /// Not written: the disk is full.
    Full,
    /// Not written.
    Lost,
}

/// One thing to write.
pub(super) enum Job {
    /// The path of every message, without a box or a savepoint.
    Append(Append),
    /// Everything else.
    Other(Box<dyn Work>),
}

/// A change to append, and who waits for it.
pub(super) struct Append {
    pub(super) change: Arc<Change>,
    /// The visitor's key and the moment, for the change that a conversation begins with.
    pub(super) begins: Option<(KeyHash, DateTime<Utc>)>,
    /// Where it stands among the changes that were decided one on the other.
    pub(super) link: Link,
    pub(super) outcome: Result<(), AppendError>,
    pub(super) done: oneshot::Sender<Result<(), AppendError>>,
}

/// Work on the writer's connection. It may be run more than once before it is finished: when another job spoils a
/// batch, the batch is rolled back and written again without it.
pub(super) trait Work: Send {
    /// Does it, inside of a transaction and a savepoint.
    fn run(&mut self, db: &Connection) -> rusqlite::Result<()>;
    /// Tells whoever waits.
    fn finish(self: Box<Self>, fate: Fate);
    /// Whether content was removed, which the write-ahead log must not keep.
    fn scrubs(&self) -> bool;
}

impl Job {
    /// Does it on the writer's connection. With `careful`, a job that fails is undone alone. The rows of `batch` are left
    /// to be written before the commit.
    ///
    /// # Errors
    /// When the whole batch has to be rolled back.
    pub(super) fn run(&mut self, db: &Connection, batch: &mut Batch<'_>, careful: bool) -> Result<(), Spoiled> {
        match self {
            Self::Append(job) => job.run(db, batch, careful),
            Self::Other(work) => {
                // It reads and writes the conversations as they stand.
                batch.write_rows().map_err(|error| Spoiled::by(&error))?;
                in_savepoint(db, || work.run(db)).map(|_| ())
            }
        }
    }

    /// Tells whoever waits; nobody may, any more.
    pub(super) fn finish(self, fate: Fate) {
        match self {
            Self::Append(job) => job.finish(fate),
            Self::Other(work) => work.finish(fate),
        }
    }

    /// The batch is committed and synced. Gives whether that appended something.
    pub(super) fn keep(&self) -> bool {
        if let Self::Append(job) = self
            && job.outcome.is_ok()
        {
            job.link.keep();
            return true;
        }
        false
    }

    /// The batch was not written: whatever was decided on this must not be either.
    pub(super) fn refuse(&self) {
        if let Self::Append(job) = self {
            job.link.refuse();
        }
    }

    /// Whether content was removed, which the write-ahead log must not keep.
    pub(super) fn scrubs(&self) -> bool {
        matches!(self, Self::Other(work) if work.scrubs())
    }
}

impl Append {
    fn run(&mut self, db: &Connection, batch: &mut Batch<'_>, careful: bool) -> Result<(), Spoiled> {
        self.outcome = if self.link.is_cut_off() {
            Err(AppendError::Conflict)
        } else if careful {
            in_savepoint(db, || self.append_alone(db))?.unwrap_or(Err(AppendError::Unavailable))
        } else {
            batch.append(&self.change, self.begins).map_err(|error| Spoiled::by(&error))?
        };
        if self.outcome.is_err() {
            self.link.refuse();
        }
        Ok(())
    }

    /// Leaves nothing to be written later, so that it can be undone alone.
    fn append_alone(&self, db: &Connection) -> rusqlite::Result<Result<(), AppendError>> {
        let mut alone = Batch::new(db)?;
        let outcome = alone.append(&self.change, self.begins)?;
        alone.write_rows()?;
        Ok(outcome)
    }

    fn finish(self, fate: Fate) {
        let outcome = match fate {
            Fate::Committed => self.outcome,
            Fate::Full => Err(AppendError::Full),
            Fate::Lost => Err(AppendError::Unavailable),
        };
        let _ = self.done.send(outcome);
    }
}

/// Runs work that is undone alone when it fails; `None` then.
fn in_savepoint<T>(db: &Connection, work: impl FnOnce() -> rusqlite::Result<T>) -> Result<Option<T>, Spoiled> {
    let command = |sql: &str| db.prepare_cached(sql).and_then(|mut it| it.execute([])).map_err(|e| Spoiled::by(&e));
    command("SAVEPOINT job")?;
    let outcome = match work() {
        Ok(value) => Some(value),
        Err(failed) => {
            let spoiled = Spoiled::by(&failed);
            // SQLite undoes the whole transaction itself on some errors: then there is no savepoint to go back to.
            if spoiled != Spoiled::ByOneJob || db.is_autocommit() {
                return Err(spoiled);
            }
            error!(error = %failed, "a job of the store failed");
            command("ROLLBACK TO job")?;
            None
        }
    };
    command("RELEASE job")?;
    Ok(outcome)
}

/// A closure as [`Work`].
pub(super) struct Task<F, T> {
    work: F,
    outcome: Option<Result<T, rusqlite::Error>>,
    action: &'static str,
    scrubs: bool,
    done: oneshot::Sender<Result<T, StoreError>>,
}

impl<F, T> Task<F, T>
where
    F: Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    T: Send + 'static,
{
    /// A job that runs the closure, and where its result will come.
    pub(super) fn job(action: &'static str, scrubs: bool, work: F) -> (Job, oneshot::Receiver<Result<T, StoreError>>) {
        let (done, result) = oneshot::channel();
        (Job::Other(Box::new(Self { work, outcome: None, action, scrubs, done })), result)
    }
}

impl<F, T> Work for Task<F, T>
where
    F: Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    T: Send + 'static,
{
    fn run(&mut self, db: &Connection) -> rusqlite::Result<()> {
        match (self.work)(db) {
            Ok(value) => {
                self.outcome = Some(Ok(value));
                Ok(())
            }
            Err(source) => {
                // The same failure goes two ways: to the batch, and to whoever waits for this job.
                let spoils = copy(&source);
                self.outcome = Some(Err(source));
                Err(spoils)
            }
        }
    }

    fn finish(self: Box<Self>, fate: Fate) {
        let action = self.action;
        let outcome = match (fate, self.outcome) {
            (Fate::Committed, Some(outcome)) => outcome.map_err(|source| StoreError::Backend { action, source }),
            (Fate::Full, _) => Err(StoreError::Full),
            (Fate::Lost | Fate::Committed, _) => Err(StoreError::Unavailable),
        };
        let _ = self.done.send(outcome);
    }

    fn scrubs(&self) -> bool {
        self.scrubs
    }
}

/// As much of an error as decides over the batch.
fn copy(error: &rusqlite::Error) -> rusqlite::Error {
    match error {
        rusqlite::Error::SqliteFailure(code, message) => rusqlite::Error::SqliteFailure(*code, message.clone()),
        other => rusqlite::Error::ToSqlConversionFailure(other.to_string().into()),
    }
}
