//! Disposal (*gallring*): once a day, closed conversations that have been kept long enough are deleted.
//!
//! The rule and its decision are a [`RetentionRule`]; the store deletes and writes the protocol in one commit. This job
//! knows when, goes on until nothing is due, and tries again after a failure.

use chrono::{DateTime, Days, Duration, NaiveDate, Offset as _, TimeZone as _, Utc};
use chrono_tz::Europe::Stockholm;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::clock::Clock;
use crate::privacy::RetentionRule;
use crate::store::{Disposed, Store, StoreError};

// A full disk or a locked file may be over in a while; the day's disposal should not wait for the next night.
const AFTER_FAILURE: Duration = Duration::minutes(10);

// Small enough that a message which comes in the middle of it is not kept waiting.
const BATCH: u32 = 50;

// What a batch of long conversations leaves empty in the file: 1 MiB.
const FREE_PAGES: u32 = 256;

/// The daily job.
pub struct Disposal {
    /// Where everything is kept.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// How long conversations live, and under which decision they are deleted.
    pub rule: RetentionRule,
    /// The hour of the day in Sweden, from 0 to 23.
    pub hour: u32,
}

impl Disposal {
    /// Disposes at once, for a server that was down at its hour, and then every day until the process stops.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            let at = self.clock.now();
            let outcome = self.all_that_is_due(at, BATCH, &stop).await;
            if let Err(error) = &outcome {
                warn!(%error, "disposal failed and will be tried again");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.sleep_until(again(&outcome, at, self.hour)) => {}
            }
        }
    }

    /// One batch after the other. What is due is fixed at the beginning: the work has an end.
    async fn all_that_is_due(
        &self,
        at: DateTime<Utc>,
        batch: u32,
        stop: &CancellationToken,
    ) -> Result<Disposed, StoreError> {
        let mut all = Disposed::default();
        while !stop.is_cancelled() {
            let disposed = self.store.dispose(&self.rule, batch, at).await?;
            if disposed.conversations == 0 {
                break;
            }
            all.conversations += disposed.conversations;
            all.by_person += disposed.by_person;
            all.entries += disposed.entries;
            self.store.incremental_vacuum(FREE_PAGES).await?;
        }
        if all.conversations > 0 {
            let Disposed { conversations, by_person, entries } = all;
            info!(conversations, by_person, entries, decision = %self.rule.decision, "conversations were disposed of");
        }
        Ok(all)
    }
}

/// When to look again after a disposal that began at `at`.
fn again<T, E>(outcome: &Result<T, E>, at: DateTime<Utc>, hour: u32) -> DateTime<Utc> {
    let next = next_run(at, hour);
    if outcome.is_ok() { next } else { next.min(at + AFTER_FAILURE) }
}

/// The first instant after `now` at which clocks in Sweden begin the hour. An hour that is skipped in spring is the
/// one that follows it, an hour that comes twice in autumn counts the first time: every day has exactly one run.
#[must_use]
pub fn next_run(now: DateTime<Utc>, hour: u32) -> DateTime<Utc> {
    let today = now.with_timezone(&Stockholm).date_naive();
    let days = (0..=2).filter_map(|days| today.checked_add_days(Days::new(days)));
    days.filter_map(|day| begins(day, hour)).find(|run| *run > now).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// When the hour begins on a day. `None` only beyond the calendar.
fn begins(day: NaiveDate, hour: u32) -> Option<DateTime<Utc>> {
    let clock = day.and_hms_opt(hour.min(23), 0, 0)?;
    if let Some(run) = Stockholm.from_local_datetime(&clock).earliest() {
        return Some(run.to_utc());
    }
    // The clock jumped over it: read with the offset from before the jump, it is the instant after the jump.
    let before = Stockholm.from_local_datetime(&clock.checked_sub_signed(Duration::hours(3))?).earliest()?;
    before.offset().fix().from_local_datetime(&clock).earliest().map(|run| run.to_utc())
}

#[cfg(test)]
mod tests;
