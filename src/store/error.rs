//! How the store says no.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::conversation::Seq;

/// Why a change was not appended. Nothing of it has been written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Somebody else has changed the conversation since it was read, or it is gone: read it and decide again.
    #[error("the conversation has changed since it was read")]
    Conflict,
    /// The answer to this entry was written before, with this number.
    #[error("written before, as entry {0}")]
    Duplicate(Seq),
    /// The agent has as many conversations as allowed.
    #[error("the agent has as many conversations as allowed")]
    AtCapacity,
    /// The disk is full, or too many changes wait for the writer. Later there may be room again.
    #[error("the store is full")]
    Full,
    /// The store cannot write. After a failed sync it stays so until the process is started anew.
    #[error("the store cannot write")]
    Unavailable,
}

/// Why something else could not be read, written or opened.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file belongs to another program, or is no database at all.
    #[error("{} is not a database of this program; nothing in it was touched", .path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A newer program has changed the file's form.
    #[error("the database is at version {found}, this program knows {known}: start the newer program")]
    Newer {
        /// The file's version.
        found: u32,
        /// The last version that this program knows.
        known: u32,
    },
    /// Another process has the file as its own.
    #[error("another process uses {}: stop it first, or take another data directory", .path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// There is no such file.
    #[error("there is no database {}", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file that was to be written is there already.
    #[error("{} is there already and is not overwritten", .path.display())]
    AlreadyThere {
        /// The file.
        path: PathBuf,
    },
    /// SQLite has not taken a setting that durability or erasing depends on.
    #[error("the database's {name} is {found} and must be {want}")]
    Setting {
        /// Which pragma.
        name: &'static str,
        /// What it has to be.
        want: String,
        /// What it is.
        found: String,
    },
    /// The copy of a backup is damaged; it was removed.
    #[error("the copy is damaged: {0}")]
    Damaged(String),
    /// A member of staff has this name already.
    #[error("there is already somebody named {0}")]
    NameTaken(String),
    /// The disk is full, or too much waits for the writer.
    #[error("the store is full")]
    Full,
    /// The store cannot write.
    #[error("the store cannot write")]
    Unavailable,
    /// A file could not be used.
    #[error("{}: {action}", .path.display())]
    File {
        /// What was attempted.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// SQLite failed at something that nobody who calls can mend.
    #[error("{action}: {source}")]
    Backend {
        /// What was attempted.
        action: &'static str,
        /// What SQLite says.
        #[source]
        source: rusqlite::Error,
    },
}

impl StoreError {
    pub(super) fn backend(action: &'static str) -> impl FnOnce(rusqlite::Error) -> Self {
        move |source| Self::Backend { action, source }
    }

    pub(super) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { action, path: path.to_owned(), source }
    }
}

/// What became of a batch that was not committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spoiled {
    /// The disk is full: nothing was written, and later there may be room.
    Full,
    /// Another process holds the file: nothing was written.
    Busy,
    /// A write or a sync failed. What the disk holds is unknown (after a failed fsync a second one may say that all
    /// is well when it is not), so the store never writes again.
    Broken,
    /// One job did what cannot be done; the others may be written without it.
    ByOneJob,
}

impl Spoiled {
    pub(super) fn by(error: &rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::OutOfMemory,
            ) => Self::Broken,
            _ => Self::ByOneJob,
        }
    }
}
