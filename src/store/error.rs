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
    /// The store cannot write. After a failed sync it stays so until the file could be opened anew.
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
    /// Another file has the name of the one that was opened.
    #[error("another file lies in the place of {}, which was opened at start: stop the server before it is replaced", .path.display())]
    Replaced {
        /// The file.
        path: PathBuf,
    },
    /// The end of the file is missing.
    #[error(
        "{} has lost its end: {bytes} of {wanted} bytes are there, and nothing was changed. \
        `vagledare restore FILE` puts a copy in the database's place", .path.display()
    )]
    Cut {
        /// The file.
        path: PathBuf,
        /// How long it is.
        bytes: u64,
        /// How long it has to be.
        wanted: u64,
    },
    /// The pages of the file do not hang together.
    #[error(
        "{} is damaged ({found}), and nothing was changed. `vagledare restore FILE` puts a copy in the database's place",
        .path.display()
    )]
    Broken {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        found: String,
    },
    /// The write-ahead log beside the file belongs to another file, which would destroy this one.
    #[error(
        "{0}-wal is not the log of {0}, which is a copy that was put in another database's place; nothing was changed. \
        Put the copy elsewhere and run `vagledare restore` on it", .path.display()
    )]
    StrangeLog {
        /// The file.
        path: PathBuf,
    },
    /// The write-ahead log is there, and its file is not.
    #[error(
        "{0} is missing, and its log {0}-wal is there; nothing was changed. Put the file back, \
        or run `vagledare restore FILE` with a copy", .path.display()
    )]
    LogAlone {
        /// The file.
        path: PathBuf,
    },
    /// The file to restore was not made by `backup`, and its write-ahead log lies beside it.
    #[error(
        "{} was copied by hand, with its log {}: whether they belong together cannot be known. Put both into an empty \
        directory under the name of the database, run `vagledare backup --data DIRECTORY FILE` there, and restore FILE",
        .path.display(), .log.display()
    )]
    CopiedByHand {
        /// The file.
        path: PathBuf,
        /// What lies beside it.
        log: PathBuf,
    },
    /// The file to restore is the database itself.
    #[error("{} is the database itself: name a copy of it", .path.display())]
    Itself {
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

    /// What reading a file says of it.
    pub(super) fn read(path: &Path) -> impl Fn(rusqlite::Error) -> Self {
        move |source| match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt) => Self::Broken { path: path.to_owned(), found: source.to_string() },
            Some(ErrorCode::NotADatabase) => Self::Foreign { path: path.to_owned() },
            _ => Self::Backend { action: "read the database", source },
        }
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
    /// The file was deleted or moved, or another one lies in its place: what is written now, nobody finds.
    Gone,
    /// A write or a sync failed. What the disk holds is unknown (after a failed fsync a second one may say that all
    /// is well when it is not), so nothing is written before the file is opened anew and all of it is written again.
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
