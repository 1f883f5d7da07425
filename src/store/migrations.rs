//! The form of the database: one file a change, each named by what it makes true, taken in order and once.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::error::StoreError;

/// "VGLD": tells our files from those of other programs.
pub(super) const APPLICATION_ID: i64 = 0x5647_4C44;

macro_rules! migration {
    ($name:literal) => {
        ($name, include_str!(concat!("migrations/", $name, ".sql")))
    };
}

/// The changes; the version of a database is how many of them it has.
pub(super) const MIGRATIONS: [(&str, &str); 14] = [
    migration!("0001_conversations_have_a_log"),
    migration!("0002_staff_sign_in"),
    migration!("0003_visitors_rate"),
    migration!("0004_pages_keep_their_versions"),
    migration!("0005_disposal_leaves_a_protocol"),
    migration!("0006_a_log_is_read_from_its_end"),
    migration!("0007_questions_without_an_answer_are_seen_to"),
    migration!("0008_a_crisis_notice_is_kept"),
    migration!("0009_a_receipt_opens_one_conversation"),
    migration!("0010_files_go_with_their_conversation"),
    migration!("0011_a_conversation_remembers_danger"),
    migration!("0012_staff_sign_in_from_known_places"),
    migration!("0013_disposal_knows_when_the_server_ran"),
    migration!("0014_gaps_can_be_put_aside"),
];

/// The version that this program knows.
pub(super) fn known() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// The version of a file, 0 for one that is still empty. Only looks.
///
/// # Errors
/// [`StoreError::Foreign`] when the file is not ours, [`StoreError::Newer`] when a newer program has been at it,
/// [`StoreError::Broken`] when it is damaged.
pub(super) fn version(db: &Connection, path: &Path) -> Result<u32, StoreError> {
    let foreign = StoreError::read(path);
    let number = |pragma: &str| db.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let objects: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(&foreign)?;
    let (ours, found) = (number("application_id").map_err(&foreign)?, number("user_version").map_err(&foreign)?);
    match (ours, u32::try_from(found)) {
        (APPLICATION_ID, Ok(found)) if found > known() => Err(StoreError::Newer { found, known: known() }),
        (APPLICATION_ID, Ok(found)) => Ok(found),
        (0, Ok(0)) if objects == 0 => Ok(0),
        _ => Err(StoreError::Foreign { path: path.to_owned() }),
    }
}

/// Takes what the database does not have yet, each change in a transaction of its own.
///
/// # Errors
/// When SQLite refuses; the changes before stay.
pub(super) fn migrate(db: &mut Connection, path: &Path) -> Result<(), StoreError> {
    for (at, (name, sql)) in (1_u32..).zip(MIGRATIONS) {
        let failed = StoreError::backend("bring the database up to date");
        let change = || {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // Another process may have taken it while this one waited for the lock.
            let found: u32 = change.pragma_query_value(None, "user_version", |row| row.get(0))?;
            if found >= at {
                return Ok(false);
            }
            change.execute_batch(sql)?;
            change.pragma_update(None, "application_id", APPLICATION_ID)?;
            change.pragma_update(None, "user_version", at)?;
            change.commit().map(|()| true)
        };
        if { change }().map_err(failed)? {
            tracing::info!(file = %path.display(), "the database now has {name}");
        }
    }
    Ok(())
}
