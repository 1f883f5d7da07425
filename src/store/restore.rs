//! The way back from a copy: a backup takes the place of the database.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};

use super::backup::sync_folder;
use super::error::StoreError;
use super::{migrations, open, whole};

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// How many conversations the copy holds.
    pub conversations: u32,
    /// When the last entry in it was written.
    pub newest: Option<DateTime<Utc>>,
    /// Where the database is now that stood there before, with its write-ahead log beside it; none when there was none.
    pub kept: Option<PathBuf>,
}

/// Puts the copy `from` in the place of the database `to`, which no server may be using. The copy stays where it is. It is
/// looked at page by page before anything is changed; what stood there before is kept under another name, made of `now`.
///
/// # Errors
/// When a server uses the database, or the copy is missing, not ours, newer than this program or not whole. Then the
/// database stands as it stood.
pub fn restore(from: &Path, to: &Path, now: DateTime<Utc>) -> Result<Restored, StoreError> {
    if !from.is_file() {
        return Err(StoreError::Missing { path: from.to_owned() });
    }
    let _hold = open::take(to)?;
    if is_same(from, to) {
        return Err(StoreError::Itself { path: from.to_owned() });
    }
    // A file and a log that were copied by hand may be of two moments, and then they destroy each other.
    let log = whole::log_path(from);
    if whole::is_logged(from)? == Some(true) && fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return Err(StoreError::CopiedByHand { path: from.to_owned(), log });
    }
    let new = whole::beside(to, ".restoring");
    let checked = take_over(from, &new, to).and_then(|()| check(&new, from));
    let (conversations, newest) = checked.inspect_err(|_| drop(fs::remove_file(&new)))?;
    let kept = put_aside(to, now)?;
    fs::rename(&new, to).map_err(StoreError::file("the copy cannot be put in place", to))?;
    sync_folder(to)?;
    Ok(Restored { conversations, newest, kept })
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// Copies the bytes beside the database, readable by its owner only. What is looked at then is what is put in place.
fn take_over(from: &Path, new: &Path, to: &Path) -> Result<(), StoreError> {
    let copied = || -> io::Result<()> {
        use std::os::unix::fs::OpenOptionsExt as _;
        // What a restore left that was broken off.
        if let Err(error) = fs::remove_file(new)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error);
        }
        let mut copy = OpenOptions::new().write(true).create_new(true).mode(0o600).open(new)?;
        io::copy(&mut File::open(from)?, &mut copy)?;
        copy.sync_all()?;
        own(new, to)?;
        // The server that starts then takes the lock, too.
        own(&open::lock_path(to), to)
    };
    copied().map_err(StoreError::file("the copy cannot be taken over", new))
}

/// Gives a file to whom the database belongs, or its folder: an administrator restores what the server's account uses.
fn own(file: &Path, to: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let folder = open::folder(to);
    let (owner, now) = (fs::metadata(to).or_else(|_| fs::metadata(folder))?, fs::metadata(file)?);
    if (owner.uid(), owner.gid()) == (now.uid(), now.gid()) {
        return Ok(());
    }
    chown(file, Some(owner.uid()), Some(owner.gid()))
}

/// Reads every page, and what the copy holds.
fn check(new: &Path, from: &Path) -> Result<(u32, Option<DateTime<Utc>>), StoreError> {
    whole::has_its_end(new).map_err(|error| named(error, from))?;
    // Nobody else has the file: without locks, and without a log that would be made beside it.
    let uri = format!("file:{}?immutable=1", encoded(new));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let failed = StoreError::read(from);
    let db = Connection::open_with_flags(uri, flags).map_err(&failed)?;
    if migrations::version(&db, from)? == 0 {
        return Err(StoreError::Foreign { path: from.to_owned() });
    }
    let found: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(&failed)?;
    if found != "ok" {
        return Err(StoreError::Broken { path: from.to_owned(), found });
    }
    let holds = "SELECT (SELECT count(*) FROM conversation), (SELECT max(at) FROM entry)";
    let (conversations, newest) =
        db.query_row(holds, [], |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?))).map_err(&failed)?;
    Ok((conversations, newest.and_then(DateTime::from_timestamp_millis)))
}

/// An error names the file that the caller has named.
fn named(error: StoreError, from: &Path) -> StoreError {
    match error {
        StoreError::Cut { bytes, wanted, .. } => StoreError::Cut { path: from.to_owned(), bytes, wanted },
        other => other,
    }
}

/// A path as it stands in a URI.
fn encoded(path: &Path) -> String {
    use std::fmt::Write as _;
    use std::os::unix::ffi::OsStrExt as _;
    let mut text = String::new();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => text.push(char::from(*byte)),
            _ => {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

/// Gives the database another name, and its log the one that goes with it: the two stay a pair that can be opened. The
/// file goes first; a log without its file is noticed at the next start, a file without its log is not.
fn put_aside(to: &Path, now: DateTime<Utc>) -> Result<Option<PathBuf>, StoreError> {
    let kept = whole::beside(to, &now.format(".before-%Y%m%dT%H%M%SZ").to_string());
    if kept.exists() {
        return Err(StoreError::AlreadyThere { path: kept });
    }
    let mut moved = false;
    for (old, new) in [(to.to_owned(), kept.clone()), (whole::log_path(to), whole::log_path(&kept))] {
        match fs::rename(&old, &new) {
            Ok(()) => moved = true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::file("what is there cannot be put aside", &old)(error)),
        }
    }
    // Made anew from the log whenever it is missing; the wrong one would be read as the new file's.
    match fs::remove_file(whole::beside(to, "-shm")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(StoreError::file("what is there cannot be put aside", to)(error));
        }
        _ => {}
    }
    Ok(moved.then_some(kept))
}
