//! Where everything is kept: one SQLite file, one writer, readers that never wait for it.
//!
//! An [`append`](Store::append) is conditional: it is written only if the conversation still ends with the entry that
//! the step was decided on. It returns when the change is committed and synced, so that whoever acknowledges it can
//! keep the promise after a power cut. Everything that waits is committed together. Which ids [clients](Store::clients)
//! have used is for whoever decides: what was decided without knowing the last entry's is refused with the number.
//!
//! - [`open`] the file and its settings · [`migrations`] its form · [`writer`], [`job`] one commit for all that wait
//! - [`append`] a conversation's change · [`chain`] changes decided one on the other · [`row`] rows and values · [`readers`] reading beside the writer
//! - [`disk`] what is free, and whether the file is there
//! - [`conversations`] reading conversations and logs · [`beside`] notes, ratings, page versions · [`files`] what was sent
//! - [`crisis`] crisis notices · [`gaps`] questions without an answer · [`receipts`] codes to come back with · [`disposal`] erasing and disposing · [`staff`] accounts and sessions · [`backup`] copying a live file · [`mod@restore`] the way back · [`whole`] whether a file is
//!
//! Nothing here reads a clock. Times are kept to the millisecond.

mod append;
mod backup;
mod beside;
mod chain;
mod conversations;
mod crisis;
mod disk;
mod disposal;
mod error;
mod files;
mod gaps;
mod job;
mod migrations;
mod open;
mod places;
mod readers;
mod receipts;
mod restore;
mod row;
mod staff;
#[cfg(test)]
mod tests;
mod trust;
mod whole;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::conversation::{Change, KeyHash};
use disk::Place;
use job::{Append, Job, Task};
use readers::Readers;
use writer::{NotTaken, Queue, Writer};

pub use backup::backup;
pub use beside::{PageVersion, Rated, Rating};
pub use chain::Chain;
pub use conversations::{Page, Rest};
pub use disk::Space;
pub use disposal::{Disposed, ProtocolLine};
pub use error::{AppendError, StoreError};
pub use files::KeptFile;
pub use gaps::gap_questions_beside;
pub use restore::{Restored, restore};
pub use staff::{Accounts, NewStaff, Session, Staff};

/// The store. Cheap to clone; the file is closed with [`close`](Self::close) or with the last clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

/// The limits of the store.
#[derive(Debug, Clone, Copy)]
pub struct StoreOptions {
    /// How many may read at once, each with a connection and up to 1 MB of cache.
    pub readers: usize,
    /// How long a statement waits for a lock of another process.
    pub busy: Duration,
    /// How many changes may wait for the writer; more are refused as [`AppendError::Full`].
    pub waiting: usize,
    /// How many changes go into one commit at most.
    pub batch: usize,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { readers: 2, busy: Duration::from_secs(5), waiting: 4_096, batch: 512 }
    }
}

struct Inner {
    queue: Arc<Queue>,
    readers: Arc<Readers>,
    place: Place,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Store {
    /// Opens the file as this process's own, makes it when it is missing, and brings it up to date.
    ///
    /// # Errors
    /// When the file belongs to another program, a newer one or another process, or SQLite does not take a setting
    /// that the promises depend on. Nothing has been changed then.
    pub fn open(path: &Path, options: StoreOptions) -> Result<Self, StoreError> {
        Self::start(path, &options, true)
    }

    /// Opens the file beside a server that may be running, for a command that changes a few rows.
    ///
    /// # Errors
    /// As [`open`](Self::open); [`StoreError::InUse`] only when the file would first have to be brought up to date.
    pub fn open_beside(path: &Path, options: StoreOptions) -> Result<Self, StoreError> {
        Self::start(path, &options, false)
    }

    fn start(path: &Path, options: &StoreOptions, alone: bool) -> Result<Self, StoreError> {
        let (db, hold) = open::writer(path, options.busy, alone)?;
        let queue = Arc::new(Queue::new(options.waiting.max(1)));
        let runtime = tokio::runtime::Handle::try_current().ok();
        let (batch, busy) = (options.batch.max(1), options.busy);
        let (queued, place) = (Arc::clone(&queue), Place::of(path)?);
        let writer = Writer {
            db,
            queue: queued,
            batch,
            busy,
            place: place.clone(),
            trouble: None,
            told_in_vain: false,
            runtime,
            hold,
        };
        let thread = std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || writer.run())
            .map_err(StoreError::file("the writer cannot be started", path))?;
        let readers = Readers::new(path.to_owned(), options.busy, options.readers);
        Ok(Self(Arc::new(Inner { queue, readers, place, writer: Mutex::new(Some(thread)) })))
    }

    /// Whether the store can keep what it is given. After a failed write or sync it cannot, as nobody knows then what the
    /// disk holds, until the file could be opened anew and everything that was committed stands in it.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.0.queue.is_healthy()
    }

    /// Whether what is written now would be kept, as far as is known: [healthy](Self::is_healthy), and the last commit did
    /// not fail for a full disk or another process's lock.
    #[must_use]
    pub fn can_store(&self) -> bool {
        self.0.queue.can_store()
    }

    /// What the file's disk has. Waits for the disk.
    pub async fn space(&self) -> Space {
        let place = self.0.place.clone();
        let looked = tokio::task::spawn_blocking(move || place.space()).await;
        // A stopping process starts no thread any more.
        looked.unwrap_or(Space { free: 0, total: 0, is_there: true })
    }

    /// Writes something that changes nothing, to see whether it can be written; [`can_store`](Self::can_store) knows then.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn try_to_write(&self) -> Result<(), StoreError> {
        self.write("see whether it can be written", |db| {
            let version = db.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))?;
            // The same number is written all the same.
            db.pragma_update(None, "user_version", version)
        })
        .await
    }

    /// How many synced commits there were since the file was opened.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.0.queue.commits()
    }

    /// Has every commit heard: `hears` is called with how many changes it appended, before those who wait for them go
    /// on. The writer waits for it, so it must be quick. Only the first one is called.
    pub fn on_commit(&self, hears: impl Fn(usize) + Send + Sync + 'static) {
        let _ = self.0.queue.hears.set(Box::new(hears));
    }

    /// Begins a conversation: its first change, under the hash of its visitor's key.
    ///
    /// # Errors
    /// [`AppendError::Conflict`] when the key or the id is known already: find it with [`by_key`](Self::by_key).
    pub async fn begin(&self, change: Arc<Change>, key: KeyHash, now: DateTime<Utc>) -> Result<(), AppendError> {
        self.put_in_line(change, Some((key, now)), &mut Chain::default())?.await
    }

    /// Appends a change, if nobody else has changed the conversation since it was decided. When this returns, it is
    /// committed and synced.
    ///
    /// # Errors
    /// Then nothing of it is written, except after [`AppendError::Unavailable`], when nobody can know.
    pub async fn append(&self, change: Arc<Change>) -> Result<(), AppendError> {
        self.put_in_line(change, None, &mut Chain::default())?.await
    }

    /// Puts a change in line behind those that it was decided on, and gives what tells when it is committed and
    /// synced. `begins` holds the key and the moment of a change that a conversation begins with.
    ///
    /// # Errors
    /// When as many wait as may, or nothing is written any more. What it gives ends as [`append`](Self::append) and
    /// [`begin`](Self::begin) do, and with [`AppendError::Conflict`] when one before it in the chain is not written.
    pub fn put_in_line(
        &self,
        change: Arc<Change>,
        begins: Option<(KeyHash, DateTime<Utc>)>,
        chain: &mut Chain,
    ) -> Result<impl Future<Output = Result<(), AppendError>> + use<>, AppendError> {
        let (done, outcome) = oneshot::channel();
        let job = Append { change, begins, link: chain.next(), outcome: Err(AppendError::Unavailable), done };
        self.0.queue.push(Job::Append(job)).map_err(|not| match not {
            NotTaken::Full => AppendError::Full,
            NotTaken::Closed => AppendError::Unavailable,
        })?;
        chain.add();
        Ok(async move { outcome.await.unwrap_or(Err(AppendError::Unavailable)) })
    }

    /// Waits until everything that stands in line now is written, or known not to be.
    ///
    /// # Errors
    /// When nothing is written any more.
    pub async fn caught_up(&self) -> Result<(), StoreError> {
        self.write("wait for the writer", |_| Ok(())).await
    }

    /// Has something written in the next commit. The work may be run more than once before it counts.
    async fn write<T: Send + 'static>(
        &self,
        action: &'static str,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.wait_for(Task::job(action, false, work)).await
    }

    /// As [`write`](Self::write), for what removes content: the write-ahead log is cut afterwards.
    async fn remove<T: Send + 'static>(
        &self,
        action: &'static str,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.wait_for(Task::job(action, true, work)).await
    }

    async fn wait_for<T>(
        &self,
        (job, outcome): (Job, oneshot::Receiver<Result<T, StoreError>>),
    ) -> Result<T, StoreError> {
        self.0.queue.push(job).map_err(|not| match not {
            NotTaken::Full => StoreError::Full,
            NotTaken::Closed => StoreError::Unavailable,
        })?;
        outcome.await.unwrap_or(Err(StoreError::Unavailable))
    }

    async fn read<T: Send + 'static>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.0.readers.read(action, work).await
    }

    /// Writes what waits, moves the write-ahead log into the file and closes it. Blocks for as long as that takes;
    /// whatever is appended afterwards is [`AppendError::Unavailable`].
    pub fn close(&self) {
        self.0.close();
    }
}

impl Inner {
    fn close(&self) {
        self.queue.close();
        self.readers.close();
        let writer = self.writer.lock().take();
        if writer.is_some_and(|writer| writer.join().is_err()) {
            tracing::error!("the writer of the store had crashed");
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}
