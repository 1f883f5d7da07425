//! Opening the file: whose it is, how SQLite has to treat it, and that it does.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use super::{migrations, whole};

// Statements of the writer and of the readers, with room.
const STATEMENTS: usize = 64;
// Pages of the write-ahead log between two checkpoints: 16 MB. A page that is written again and again goes to the
// file once, so fewer checkpoints cost less and are felt less; more would only make the start after a kill longer.
const WAL_PAGES: u32 = 4_000;

// Nobody can write then anyway.
const CHECKED_AGAIN: Duration = Duration::from_mins(1);

// So long is a file looked at when a server starts, which takes 40 ms in all; a few thousand pages by then. Every page is
// looked at by `backup`, in its copy.
const CHECKED_AT_START: Duration = Duration::from_millis(15);

/// A file held by one process alone, as long as this lives.
pub(super) struct Hold(#[expect(dead_code, reason = "the lock is given back when the file is closed")] File);

/// Opens the connection that writes. With `alone`, no other process may do the same.
///
/// # Errors
/// When the file is not ours, too new, in use, or SQLite does not take a setting.
pub(super) fn writer(path: &Path, busy: Duration, alone: bool) -> Result<(Connection, Option<Hold>), StoreError> {
    let mut hold = alone.then(|| take(path)).transpose()?;
    whole::log_is_its_own(path)?;
    if alone {
        // A server that runs may be in the middle of writing the end.
        whole::has_its_end(path)?;
    }
    create(path)?;
    let mut db = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, busy)?;
    let version = migrations::version(&db, path)?;
    if alone && version > 0 {
        whole::quick_check(&db, path, CHECKED_AT_START)?;
    }
    if version < migrations::known() {
        // A server that runs would not expect another form of its tables.
        let meanwhile = hold.take().map_or_else(|| take(path), Ok)?;
        set_form(&db).map_err(StoreError::backend("prepare the database"))?;
        // What a change of form leaves behind is overwritten, too.
        set_writing(&db).map_err(StoreError::backend("set up the database"))?;
        migrations::migrate(&mut db, path)?;
        hold = alone.then_some(meanwhile);
    } else {
        set_writing(&db).map_err(StoreError::backend("set up the database"))?;
    }
    verify(&db, busy)?;
    Ok((db, hold))
}

/// Opens the connection that writes anew, after a write or a sync has failed. Everything that was committed is then in the
/// file, and synced: it is written once more, as the log is kept until a sync of the file has succeeded.
///
/// # Errors
/// When the file is not whole, or still cannot be written.
pub(super) fn again(path: &Path, busy: Duration) -> Result<Connection, StoreError> {
    let db = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, busy)?;
    if migrations::version(&db, path)? != migrations::known() {
        return Err(StoreError::Foreign { path: path.to_owned() });
    }
    set_writing(&db).map_err(StoreError::backend("set up the database"))?;
    verify(&db, busy)?;
    let moved = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
    if moved.map_err(StoreError::backend("move the log into the file"))? {
        // Somebody reads: the next attempt may find nobody.
        return Err(StoreError::Unavailable);
    }
    whole::has_its_end(path)?;
    whole::quick_check(&db, path, CHECKED_AGAIN)?;
    Ok(db)
}

/// Opens a connection that only reads.
///
/// # Errors
/// When SQLite cannot open the file.
pub(super) fn reader(path: &Path, busy: Duration) -> Result<Connection, StoreError> {
    let db = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY, busy)?;
    db.pragma_update(None, "cache_size", -512).map_err(StoreError::backend("set up a reader"))?;
    Ok(db)
}

/// Opens a file that must be there and ours, to copy it. Nothing can be changed through this.
///
/// # Errors
/// When the file is missing or not ours.
pub(super) fn copier(path: &Path, busy: Duration) -> Result<Connection, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing { path: path.to_owned() });
    }
    // Not read-only: after a kill the write-ahead log has to be made readable first.
    let db = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, busy)?;
    if migrations::version(&db, path)? == 0 {
        return Err(StoreError::Foreign { path: path.to_owned() });
    }
    Ok(db)
}

fn connect(path: &Path, access: OpenFlags, busy: Duration) -> Result<Connection, StoreError> {
    // Each connection is used by one thread at a time, so SQLite needs no lock around every call.
    let db = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(StoreError::backend("open the database"))?;
    db.busy_timeout(busy).map_err(StoreError::backend("open the database"))?;
    // Without it, a statement that a partial index might serve is compiled anew whenever other values are bound to it.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(StoreError::backend("open the database"))?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(db)
}

/// Makes an empty file that only its owner reads; SQLite gives the write-ahead log the same rights.
fn create(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt as _;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(StoreError::file("the database cannot be created", path)(error))
        }
        _ => Ok(()),
    }
}

/// Takes the file for this process, by a lock that the system gives back even after a kill.
pub(super) fn take(path: &Path) -> Result<Hold, StoreError> {
    let lock = lock_path(path);
    let failed = StoreError::file("the lock cannot be taken", &lock);
    match OpenOptions::new().write(true).create(true).truncate(false).open(&lock) {
        Err(error) => Err(failed(error)),
        Ok(file) => match file.try_lock() {
            Ok(()) => Ok(Hold(file)),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: path.to_owned() }),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        },
    }
}

pub(super) fn lock_path(path: &Path) -> PathBuf {
    whole::beside(path, ".lock")
}

/// The folder that a file lies in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What must be set before the first table.
fn set_form(db: &Connection) -> rusqlite::Result<()> {
    // Deleted pages can be given back bit by bit. Only a file without a page takes this, so it goes before the journal.
    db.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))
}

/// What each connection that writes has to be told.
fn set_writing(db: &Connection) -> rusqlite::Result<()> {
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    // Every commit is synced before it returns: an acknowledgement survives a power cut.
    db.pragma_update(None, "synchronous", "FULL")?;
    // What is erased is overwritten with zeros.
    db.pragma_update_and_check(None, "secure_delete", "ON", |_| Ok(()))?;
    db.pragma_update(None, "foreign_keys", "ON")?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.pragma_update(None, "cache_size", -2_048)?;
    db.pragma_update_and_check(None, "wal_autocheckpoint", WAL_PAGES, |_| Ok(()))
}

/// Reads back what durability and erasing depend on: a file system or a build of SQLite may not do as told.
///
/// # Errors
/// [`StoreError::Setting`] names the first that is wrong.
pub(super) fn verify(db: &Connection, busy: Duration) -> Result<(), StoreError> {
    let busy = busy.as_millis().to_string();
    let wanted = [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("secure_delete", "1"),
        ("auto_vacuum", "2"),
        ("foreign_keys", "1"),
        ("busy_timeout", busy.as_str()),
    ];
    for (name, want) in wanted {
        let found = setting(db, name).map_err(StoreError::backend("read back a setting"))?;
        if found != want {
            return Err(StoreError::Setting { name, want: want.to_owned(), found });
        }
    }
    Ok(())
}

fn setting(db: &Connection, name: &str) -> rusqlite::Result<String> {
    use rusqlite::types::ValueRef;
    db.pragma_query_value(None, name, |row| {
        Ok(match row.get_ref(0)? {
            ValueRef::Integer(number) => number.to_string(),
            other => other.as_str()?.to_owned(),
        })
    })
}
