//! Disposal (*gallring*): once a day, closed conversations that have been kept long enough are deleted.
//!
//! The rule and its decision are [`RetentionRule`](crate::privacy::RetentionRule); the protocol is written by whoever
//! deletes, in the same step. This job knows when, goes on until nothing is due, and tries again after a failure.

use std::fmt::Display;
use std::ops::AddAssign;

use chrono::{DateTime, Days, Duration, NaiveDate, Offset as _, TimeZone as _, Utc};
use chrono_tz::Europe::Stockholm;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::clock::Clock;

// A full disk or a locked file may be over in a while; the day's disposal should not wait for the next night.
const AFTER_FAILURE: Duration = Duration::minutes(10);

/// How many conversations were disposed of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Disposed {
    /// Those in which a person took part, or that a person has read.
    pub with_agent: u64,
    /// Those in which only the assistant answered.
    pub assistant_only: u64,
}

impl Disposed {
    /// Whether nothing was due.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

impl AddAssign for Disposed {
    fn add_assign(&mut self, more: Self) {
        self.with_agent += more.with_agent;
        self.assistant_only += more.assistant_only;
    }
}

/// The daily job. `dispose` deletes one batch of what is due at the instant it is given, writes the protocol, and says
/// how many there were; it is called again until there were none.
pub struct Disposal<Dispose> {
    /// Deletes one batch.
    pub dispose: Dispose,
    /// What time it is.
    pub clock: Clock,
    /// The hour of the day in Sweden, from 0 to 23.
    pub hour: u32,
}

impl<Dispose, Done, Error> Disposal<Dispose>
where
    Dispose: FnMut(DateTime<Utc>) -> Done,
    Done: Future<Output = Result<Disposed, Error>>,
    Error: Display,
{
    /// Disposes at once, for a server that was down at its hour, and then every day until the process stops.
    pub async fn run(mut self, stop: CancellationToken) {
        loop {
            let again = match self.all_that_is_due(&stop).await {
                Ok(()) => next_run(self.clock.now(), self.hour),
                Err(error) => {
                    warn!(%error, "disposal failed and will be tried again");
                    self.clock.now() + AFTER_FAILURE
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.sleep_until(again) => {}
            }
        }
    }

    /// One batch after the other. What is due is fixed at the beginning: the work has an end.
    async fn all_that_is_due(&mut self, stop: &CancellationToken) -> Result<(), Error> {
        let (at, mut all) = (self.clock.now(), Disposed::default());
        while !stop.is_cancelled() {
            let batch = (self.dispose)(at).await?;
            if batch.is_nothing() {
                break;
            }
            all += batch;
        }
        if !all.is_nothing() {
            info!(with_agent = all.with_agent, assistant_only = all.assistant_only, "conversations were disposed of");
        }
        Ok(())
    }
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
mod tests {
    use std::collections::VecDeque;
    use std::future::ready;
    use std::sync::Arc;

    use parking_lot::Mutex;
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Hand;
    use crate::hours::in_stockholm;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn next(now: &str, hour: u32) -> String {
        next_run(at(now), hour).to_rfc3339()
    }

    #[test]
    fn the_next_run_is_later_today_or_tomorrow_and_never_now() {
        // Sweden is one hour ahead in winter, two in summer.
        assert_eq!(next("2026-03-02T01:59:59Z", 3), "2026-03-02T02:00:00+00:00");
        assert_eq!(next("2026-03-02T02:00:00Z", 3), "2026-03-03T02:00:00+00:00");
        assert_eq!(next("2026-07-01T12:00:00Z", 3), "2026-07-02T01:00:00+00:00");
        // In Sweden it is the next day already.
        assert_eq!(next("2026-03-02T23:30:00Z", 0), "2026-03-03T23:00:00+00:00");
    }

    #[test]
    fn an_hour_that_is_skipped_in_spring_runs_once_after_the_jump() {
        assert_eq!(next("2026-03-28T12:00:00Z", 2), "2026-03-29T01:00:00+00:00");
        assert_eq!(next("2026-03-29T01:00:00Z", 2), "2026-03-30T00:00:00+00:00");
        assert_eq!(next("2026-03-28T12:00:00Z", 3), "2026-03-29T01:00:00+00:00");
    }

    #[test]
    fn an_hour_that_comes_twice_in_autumn_runs_once() {
        assert_eq!(next("2026-10-24T12:00:00Z", 2), "2026-10-25T00:00:00+00:00");
        assert_eq!(next("2026-10-25T00:00:00Z", 2), "2026-10-26T01:00:00+00:00");
        assert_eq!(next("2026-10-25T00:00:00Z", 3), "2026-10-25T02:00:00+00:00");
    }

    proptest! {
        #[test]
        fn every_day_in_sweden_has_exactly_one_run(start in 0_i64..4_000_000_000, hour in 0_u32..24) {
            let mut run = next_run(DateTime::from_timestamp(start, 0).expect("an instant"), hour);
            for _ in 0..10 {
                let following = next_run(run, hour);
                let day = |run| in_stockholm(run).date();
                prop_assert_eq!(day(following), day(run) + Days::new(1));
                run = following;
            }
        }
    }

    const NIGHT: &str = "2026-03-02T02:00:00Z";

    /// A job whose batches are told beforehand, and the instants at which it asked for one.
    struct Store {
        asked: Mutex<Vec<DateTime<Utc>>>,
        batches: Mutex<VecDeque<Result<u64, &'static str>>>,
    }

    fn job(batches: &[Result<u64, &'static str>]) -> (Arc<Store>, Hand, impl Future<Output = ()>, CancellationToken) {
        let (clock, hand) = Clock::manual(at(NIGHT));
        let store = Arc::new(Store { asked: Mutex::default(), batches: Mutex::new(batches.iter().copied().collect()) });
        let (kept, stop) = (Arc::clone(&store), CancellationToken::new());
        let dispose = move |now| {
            kept.asked.lock().push(now);
            let batch = kept.batches.lock().pop_front().unwrap_or(Ok(0));
            ready(batch.map(|with_agent| Disposed { with_agent, assistant_only: 0 }))
        };
        (store, hand, Disposal { dispose, clock, hour: 3 }.run(stop.clone()), stop)
    }

    #[tokio::test]
    async fn disposal_goes_on_until_nothing_is_due_and_comes_back_every_day() {
        let (store, hand, run, stop) = job(&[Ok(500), Ok(12), Ok(0)]);
        let mut run = Box::pin(run);
        assert!(futures_util::poll!(&mut run).is_pending());
        assert_eq!(*store.asked.lock(), [at(NIGHT); 3], "at the start, with what was due then");
        hand.advance(Duration::hours(23));
        assert!(futures_util::poll!(&mut run).is_pending());
        assert_eq!(store.asked.lock().len(), 3);
        hand.advance(Duration::hours(1));
        assert!(futures_util::poll!(&mut run).is_pending());
        assert_eq!(store.asked.lock().last(), Some(&at("2026-03-03T02:00:00Z")));
        stop.cancel();
        run.await;
    }

    #[tokio::test]
    async fn a_failure_is_tried_again_the_same_night() {
        let (store, hand, run, stop) = job(&[Ok(500), Err("the disk is full"), Ok(12), Ok(0)]);
        let mut run = Box::pin(run);
        assert!(futures_util::poll!(&mut run).is_pending());
        assert_eq!(store.asked.lock().len(), 2);
        hand.advance(AFTER_FAILURE);
        assert!(futures_util::poll!(&mut run).is_pending());
        assert_eq!(store.asked.lock().len(), 4);
        stop.cancel();
        run.await;
    }

    #[tokio::test]
    async fn a_stop_does_not_wait_for_the_rest() {
        let (store, _hand, run, stop) = job(&[Ok(500); 100]);
        stop.cancel();
        run.await;
        assert_eq!(store.asked.lock().len(), 0);
    }
}
