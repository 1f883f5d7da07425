//! Whether a database file is whole: it has its end, its write-ahead log is its own, and its pages hang together.
//!
//! SQLite asks none of this. A file that was cut is taken for what is left of it as long as a write-ahead log lies beside
//! it, and a log that belongs to the file before, left by a crash, is played into whatever was put in that file's place.
//!
//! The form of both files: <https://www.sqlite.org/fileformat2.html>, sections 1.3 and 4.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::error::StoreError;

const MAGIC: &[u8] = b"SQLite format 3\0";
const HEAD: usize = 100;
const LOG_HEAD: usize = 32;
const FRAME_HEAD: usize = 24;
/// The page with this byte is never used: locks are set there.
const LOCK_BYTE: u64 = 0x4000_0000;

/// What the first page says of the file.
struct Head {
    page_bytes: u64,
    pages: u64,
    /// Whether it is written by way of a write-ahead log.
    logs: bool,
}

/// The write-ahead log of a database.
pub(super) fn log_path(path: &Path) -> PathBuf {
    beside(path, "-wal")
}

/// The file with the same name and more at its end.
pub(super) fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    name.into()
}

/// Looks whether a write-ahead log that lies beside a database can be its own. The database is not opened.
///
/// # Errors
/// When the log belongs to another file, or the file that it belongs to is missing.
pub(super) fn log_is_its_own(path: &Path) -> Result<(), StoreError> {
    let log = log_path(path);
    if length(&log).map_err(unreadable(&log))?.unwrap_or(0) == 0 {
        return Ok(());
    }
    match length(path).map_err(unreadable(path))? {
        None => Err(StoreError::LogAlone { path: path.to_owned() }),
        // A copy that `backup` made has no log. A file that was written with one has said so in its first page since.
        Some(_) if head(path).map_err(unreadable(path))?.is_some_and(|head| !head.logs) => {
            Err(StoreError::StrangeLog { path: path.to_owned() })
        }
        Some(_) => Ok(()),
    }
}

/// Looks whether a database that nobody else writes to has all of its pages, in the file or in the write-ahead log. The
/// database is not opened. A file that is missing or empty is whole when there is no log.
///
/// # Errors
/// [`StoreError::Cut`] when the end is missing.
pub(super) fn has_its_end(path: &Path) -> Result<(), StoreError> {
    let failed = unreadable(path);
    let looked = || -> io::Result<Option<StoreError>> {
        let Some(bytes) = length(path)? else { return Ok(None) };
        let head = head(path)?;
        if head.is_none() && !begins_like_one(path)? {
            // Not ours: whoever opens it says so.
            return Ok(None);
        }
        let log = Log::read(&log_path(path))?;
        let page_bytes = head.as_ref().map(|it| it.page_bytes).or(log.as_ref().map(|it| it.page_bytes)).unwrap_or(0);
        let wanted = log.as_ref().map(|it| it.pages).or(head.as_ref().map(|it| it.pages)).unwrap_or(0);
        let cut = |wanted_bytes| Some(StoreError::Cut { path: path.to_owned(), bytes, wanted: wanted_bytes });
        if page_bytes == 0 {
            return Ok(if bytes == 0 { None } else { cut(HEAD as u64) });
        }
        let in_log = |page: u64| log.as_ref().is_some_and(|log| log.holds.contains(&page));
        let missing = |page: &u64| *page != LOCK_BYTE / page_bytes + 1 && !in_log(*page);
        let is_cut = (bytes / page_bytes + 1..=wanted).any(|page| missing(&page));
        Ok(if is_cut { cut(wanted * page_bytes) } else { None })
    };
    looked().map_err(failed)?.map_or(Ok(()), Err)
}

/// Looks at how the pages hang together for at most so long; what could not be looked at by then is taken to be whole.
///
/// # Errors
/// When the file is damaged.
pub(super) fn quick_check(db: &Connection, path: &Path, at_most: Duration) -> Result<(), StoreError> {
    let (done, waits) = mpsc::channel::<()>();
    let stop = db.get_interrupt_handle();
    let found = std::thread::scope(|scope| {
        scope.spawn(move || {
            if waits.recv_timeout(at_most) == Err(mpsc::RecvTimeoutError::Timeout) {
                stop.interrupt();
            }
        });
        let found = db.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
        drop(done);
        found
    });
    match found {
        Ok(found) if found == "ok" => Ok(()),
        Ok(found) => Err(StoreError::Broken { path: path.to_owned(), found }),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => Ok(()),
        Err(error) => Err(StoreError::read(path)(error)),
    }
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> StoreError {
    move |source| StoreError::File { action: "the file cannot be read", path: path.to_owned(), source }
}

/// How long a file is; none when it is missing.
fn length(path: &Path) -> io::Result<Option<u64>> {
    match std::fs::metadata(path) {
        Ok(file) => Ok(Some(file.len())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a file is written by way of a write-ahead log; none when it is no database.
pub(super) fn is_logged(path: &Path) -> Result<Option<bool>, StoreError> {
    Ok(head(path).map_err(unreadable(path))?.map(|head| head.logs))
}

/// None when the file is no database, or shorter than a database's head.
fn head(path: &Path) -> io::Result<Option<Head>> {
    let mut bytes = [0; HEAD];
    if !fill(&mut File::open(path)?, &mut bytes)? || !bytes.starts_with(MAGIC) {
        return Ok(None);
    }
    let page_bytes = match u16::from_be_bytes([bytes[16], bytes[17]]) {
        // The one size that does not fit.
        1 => 65_536,
        size => u64::from(size),
    };
    // A program too old to count pages has changed the file last: then the number says nothing.
    let counts = number(&bytes, 24) == number(&bytes, 92);
    let pages = if counts { number(&bytes, 28).into() } else { 0 };
    Ok(Some(Head { page_bytes, pages, logs: bytes[18] == 2 }))
}

/// Whether what there is of a file could be the beginning of a database.
fn begins_like_one(path: &Path) -> io::Result<bool> {
    let mut begins = Vec::new();
    File::open(path)?.take(MAGIC.len() as u64).read_to_end(&mut begins)?;
    Ok(MAGIC.starts_with(&begins))
}

/// What a write-ahead log holds up to its last commit.
struct Log {
    page_bytes: u64,
    /// How many pages the database has after the last commit.
    pages: u64,
    holds: HashSet<u64>,
}

impl Log {
    /// None when there is no commit in it. What a power cut left half written, and what is left of an earlier round, is
    /// known by its sums.
    fn read(path: &Path) -> io::Result<Option<Self>> {
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let mut file = BufReader::with_capacity(1 << 16, file);
        let mut head = [0; LOG_HEAD];
        if !fill(&mut file, &mut head)? {
            return Ok(None);
        }
        let magic = number(&head, 0);
        let page_bytes = number(&head, 8);
        if magic | 1 != 0x377f_0683 || !(512..=65_536).contains(&page_bytes) || !page_bytes.is_power_of_two() {
            return Ok(None);
        }
        let big_end_first = magic & 1 == 1;
        let mut sum = Sum::default().over(&head[..24], big_end_first);
        if !sum.is(&head[24..]) {
            return Ok(None);
        }
        let mut page = vec![0; FRAME_HEAD + page_bytes as usize];
        let (mut pages, mut since_commit, mut holds) = (None, Vec::new(), HashSet::new());
        while fill(&mut file, &mut page)? {
            let (frame, content) = page.split_at(FRAME_HEAD);
            sum = sum.over(&frame[..8], big_end_first).over(content, big_end_first);
            if frame[8..16] != head[16..24] || !sum.is(&frame[16..]) {
                break;
            }
            since_commit.push(u64::from(number(frame, 0)));
            let after = number(frame, 4);
            if after > 0 {
                pages = Some(after.into());
                holds.extend(since_commit.drain(..));
            }
        }
        Ok(pages.map(|pages| Self { page_bytes: page_bytes.into(), pages, holds }))
    }
}

/// The running sum of a write-ahead log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum(u32, u32);

impl Sum {
    fn over(self, bytes: &[u8], big_end_first: bool) -> Self {
        let word = |at: &[u8]| {
            let bytes = [at[0], at[1], at[2], at[3]];
            if big_end_first { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
        };
        bytes.chunks_exact(8).fold(self, |Self(first, second), pair| {
            let first = first.wrapping_add(word(pair)).wrapping_add(second);
            Self(first, second.wrapping_add(word(&pair[4..])).wrapping_add(first))
        })
    }

    fn is(self, bytes: &[u8]) -> bool {
        self == Self(number(bytes, 0), number(bytes, 4))
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Fills the whole buffer; `false` when there is less.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match from.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
