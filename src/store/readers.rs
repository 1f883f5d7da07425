//! Reading: a few connections of their own, so that a read never waits for the writer.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::error::StoreError;
use super::open;

/// The connections that read; each opened when it is first needed.
pub(super) struct Readers {
    path: PathBuf,
    busy: Duration,
    free: Mutex<Vec<Connection>>,
    turns: Semaphore,
}

impl Readers {
    pub(super) fn new(path: PathBuf, busy: Duration, count: usize) -> Arc<Self> {
        Arc::new(Self { path, busy, free: Mutex::default(), turns: Semaphore::new(count.max(1)) })
    }

    /// Reads on a connection that is free, on a thread that may block. What was committed before is seen.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        action: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let _turn = self.turns.acquire().await.map_err(|_| StoreError::Unavailable)?;
        let readers = Arc::clone(self);
        let reading = tokio::task::spawn_blocking(move || {
            let free = readers.free.lock().pop();
            let db = free.map_or_else(|| open::reader(&readers.path, readers.busy), Ok)?;
            let found = work(&db).map_err(StoreError::backend(action));
            readers.free.lock().push(db);
            found
        });
        // A stopping process starts no thread any more.
        reading.await.map_err(|_| StoreError::Unavailable)?
    }

    /// The file, and how long to wait for another process's lock on it.
    pub(super) fn origin(&self) -> (PathBuf, Duration) {
        (self.path.clone(), self.busy)
    }

    /// Closes the connections that are free.
    pub(super) fn close(&self) {
        self.free.lock().clear();
    }
}
