//! Whether the wall clock may be believed: what the process before knew of it.

use chrono::Duration;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::Store;
use super::error::StoreError;
use super::row::{millis, time, time_or_none};
use crate::privacy::{Doubt, Trust};

pub(super) const TRUST: &str = "SELECT known, doubted_at, lived FROM disposal_clock WHERE one = 1";
pub(super) const KEEP_TRUST: &str =
    "INSERT OR REPLACE INTO disposal_clock (one, known, doubted_at, lived) VALUES (1, ?1, ?2, ?3)";
// For a database that was written before this was kept: the last thing that anybody said, or that was disposed of.
pub(super) const NEWEST: &str = "SELECT at FROM (SELECT max(at) AS at FROM (SELECT * FROM (SELECT at FROM entry \
    ORDER BY id DESC LIMIT 1) UNION ALL SELECT * FROM (SELECT at FROM disposal ORDER BY id DESC LIMIT 1))) \
    WHERE at IS NOT NULL";

impl Store {
    /// What is known of the clock: as it was kept, or else by the newest thing that is stored; none where nothing is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn clock_trust(&self) -> Result<Option<Trust>, StoreError> {
        let work = |db: &Connection| {
            let kept = db.prepare_cached(TRUST)?.query_row([], trust).optional()?;
            let newest = |row: &Row<'_>| time(row, 0).map(Trust::new);
            kept.map_or_else(|| db.prepare_cached(NEWEST)?.query_row([], newest).optional(), |kept| Ok(Some(kept)))
        };
        self.read("read what is known of the clock", work).await
    }

    /// Keeps what is known of the clock.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn keep_clock_trust(&self, trust: Trust) -> Result<(), StoreError> {
        let doubt = trust.doubt.map(|doubt| (millis(doubt.at), doubt.lived.num_milliseconds()));
        let row = (millis(trust.known), doubt.map(|(at, _)| at), doubt.map(|(_, lived)| lived));
        let work = move |db: &Connection| db.prepare_cached(KEEP_TRUST)?.execute(params![row.0, row.1, row.2]);
        self.write("keep what is known of the clock", work).await.map(|_| ())
    }
}

fn trust(row: &Row<'_>) -> rusqlite::Result<Trust> {
    let (at, lived) = (time_or_none(row, 1)?, row.get::<_, Option<i64>>(2)?);
    let doubt = at.zip(lived).map(|(at, lived)| Doubt { at, lived: Duration::milliseconds(lived) });
    Ok(Trust { known: time(row, 0)?, doubt })
}
