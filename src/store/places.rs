//! From where members of staff have signed in before, as hashes that the caller makes.

use chrono::{DateTime, Days, Utc};
use rusqlite::{Connection, params};

use super::Store;
use super::conversations::one;
use super::error::StoreError;
use super::row::millis;
use crate::conversation::AgentId;

// Home, work, a phone that goes through many networks: what was used last is kept.
const PLACES: u32 = 20;
// A summer and an autumn away.
const DAYS: Days = Days::new(180);

pub(super) const KNOWS: &str = "SELECT 1 FROM staff_place WHERE staff = ?1 AND place = ?2 AND seen_at > ?3";
pub(super) const SEEN: &str = "INSERT INTO staff_place (staff, place, seen_at) SELECT id, ?2, ?3 FROM staff WHERE id = ?1 \
    ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at";
pub(super) const FORGET: &str = "DELETE FROM staff_place WHERE staff = ?1 AND (seen_at <= ?2 OR place NOT IN \
    (SELECT place FROM staff_place WHERE staff = ?1 ORDER BY seen_at DESC, place LIMIT ?3))";

impl Store {
    /// Whether somebody has signed in from a place within the last half year.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn knows_place(&self, staff: AgentId, place: [u8; 32], now: DateTime<Utc>) -> Result<bool, StoreError> {
        let find = move |db: &Connection| {
            one(db, KNOWS, params![staff.as_bytes(), place, millis(now - DAYS)], |_| Ok(()))
                .map(|found| found.is_some())
        };
        self.read("find a place of sign-in", find).await
    }

    /// Notes that somebody has signed in from a place, and forgets what is old and all but the last twenty.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn note_place(&self, staff: AgentId, place: [u8; 32], now: DateTime<Utc>) -> Result<(), StoreError> {
        let work = move |db: &Connection| {
            db.prepare_cached(SEEN)?.execute(params![staff.as_bytes(), place, millis(now)])?;
            db.prepare_cached(FORGET)?.execute(params![staff.as_bytes(), millis(now - DAYS), PLACES])
        };
        self.write("note a place of sign-in", work).await.map(|_| ())
    }
}
