//! Copying a live database, from this process or another one.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use super::{Store, open, whole};

/// How often a file is looked at that a server may be writing, and how long it has in between.
const LOOKS: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

impl Store {
    /// Copies everything that is committed now into a new file; the writer goes on meanwhile.
    ///
    /// # Errors
    /// As [`backup`].
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let to = to.to_owned();
        let (from, busy) = self.0.readers.origin();
        let copying = tokio::task::spawn_blocking(move || backup(&from, &to, busy));
        copying.await.map_err(|_| StoreError::Unavailable)?
    }
}

/// Copies the database `from`, which a server may be using, into the new file `to`, and looks whether the copy is
/// whole. The copy is one state of the database: a read transaction that no writer waits for. It is one file without a
/// write-ahead log, readable by its owner only, with nothing left in it of what was deleted.
///
/// # Errors
/// When there is no database of this program or it has lost its end, when `to` is there already (it is never overwritten), when it cannot be
/// written, or when the copy is damaged. A copy that failed is removed.
pub fn backup(from: &Path, to: &Path, busy: Duration) -> Result<(), StoreError> {
    whole_or_busy(from)?;
    let db = open::copier(from, busy)?;
    reserve(to)?;
    let copied = copy(&db, to).and_then(|()| check(to)).and_then(|()| sync(to));
    if copied.is_err() {
        let _ = fs::remove_file(to);
    }
    copied
}

/// Looks whether the database has its end. A server that moves its log into the file meanwhile is in the middle of writing
/// that end: what is missing for longer than that takes is gone.
fn whole_or_busy(from: &Path) -> Result<(), StoreError> {
    whole::log_is_its_own(from)?;
    for _ in 1..LOOKS {
        if whole::has_its_end(from).is_ok() {
            return Ok(());
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
    whole::has_its_end(from)
}

/// Makes the file, so that nobody else makes it meanwhile and only its owner reads it.
fn reserve(to: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt as _;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(to) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(StoreError::AlreadyThere { path: to.to_owned() })
        }
        Err(error) => Err(StoreError::file("the copy cannot be made", to)(error)),
    }
}

fn copy(db: &Connection, to: &Path) -> Result<(), StoreError> {
    // Into an empty file only; and unlike the backup interface it does not begin anew whenever somebody writes.
    db.execute("VACUUM INTO ?1", [to.to_string_lossy()]).map(|_| ()).map_err(StoreError::backend("copy the database"))
}

fn check(to: &Path) -> Result<(), StoreError> {
    let failed = StoreError::backend("check the copy");
    let found = Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .and_then(|copy| copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0)));
    match found {
        Ok(found) if found == "ok" => Ok(()),
        Ok(found) => Err(StoreError::Damaged(found)),
        Err(error) => Err(failed(error)),
    }
}

fn sync(to: &Path) -> Result<(), StoreError> {
    File::open(to)
        .and_then(|copy| copy.sync_all())
        .map_err(StoreError::file("the copy cannot be synced", to))
        .and_then(|()| sync_folder(to))
}

/// Has the disk keep that a file stands under its name.
pub(super) fn sync_folder(to: &Path) -> Result<(), StoreError> {
    let synced = File::open(open::folder(to)).and_then(|folder| folder.sync_all());
    synced.map_err(StoreError::file("the folder cannot be synced", to))
}
