//! Disposal (*gallring*): once a day, closed conversations that have been kept long enough are deleted.
//!
//! The rule and its decision are a [`RetentionRule`]; the store deletes and writes the protocol in one commit. This job
//! knows when, goes on until nothing is due, and tries again after a failure.
//!
//! What is deleted by a wrong clock does not come back. So the job deletes nothing while the clock is in
//! [doubt](crate::privacy::Trust): more than a day from where the server's last run lets expect it, until it is put right
//! or the server has run by it for 24 hours. A clock that was set back deletes later, never earlier. Conversations that
//! were closed while the clock was ahead are kept until it comes there: too long rather than too short.

use chrono::{DateTime, Days, Duration, NaiveDate, Offset as _, TimeZone as _, Utc};
use chrono_tz::Europe::Stockholm;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::clock::Clock;
use crate::privacy::{CONFIRMED, RetentionRule, Trust};
use crate::store::{Disposed, Store, StoreError};

// A full disk or a locked file may be over in a while; the day's disposal should not wait for the next night.
const AFTER_FAILURE: Duration = Duration::minutes(10);

// So often the time is noted at which the server ran. Much less than a day, which is what the clock may be off.
const LOOK: Duration = Duration::minutes(10);

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
        let (mut looked, mut next) = (None, DateTime::<Utc>::MIN_UTC);
        loop {
            let now = self.clock.look();
            let lived = looked.replace(now.moment).map(|looked| now.moment - looked);
            let is_believed = self.is_believed(now.wall, lived).await.unwrap_or_else(|error| {
                warn!(%error, "what is known of the clock cannot be read or kept; nothing is disposed of");
                false
            });
            // A clock that was set back must not put the next run off until it comes there again.
            next = next.min(next_run(now.wall, self.hour));
            if is_believed && next <= now.wall {
                let outcome = self.all_that_is_due(now.wall, BATCH, &stop).await;
                if let Err(error) = &outcome {
                    warn!(%error, "disposal failed and will be tried again");
                }
                next = again(&outcome, now.wall, self.hour);
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.sleep_until(next), if is_believed => {}
                () = self.clock.sleep(now.moment + LOOK - self.clock.moment()) => {}
            }
        }
    }

    /// Whether something may be deleted by this clock, after the process has run for so long since the last look.
    async fn is_believed(&self, now: DateTime<Utc>, lived: Option<Duration>) -> Result<bool, StoreError> {
        let before = self.store.clock_trust().await?.unwrap_or(Trust::new(now));
        let after = before.look(now, lived.unwrap_or_default());
        self.store.keep_clock_trust(after).await?;
        let is_new = lived.is_none() || !before.is_in_doubt();
        if after.is_in_doubt() && is_new {
            let (hours, known) = (CONFIRMED.num_hours(), before.known);
            warn!(
                clock = %now, last_believed = %known,
                "the clock is more than a day from when this server last ran: nothing is disposed of until the clock is \
                 put right, or the server has run by it for {hours} hours. Look at `timedatectl`; where the clock is \
                 right, there is nothing to do"
            );
        } else if before.is_in_doubt() && !after.is_in_doubt() {
            info!(clock = %now, "the clock is believed again");
        }
        Ok(!after.is_in_doubt())
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
