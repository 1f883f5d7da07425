//! What time it is: the only place that reads the wall clock.
//!
//! Everything that waits or measures takes a [`Clock`]. The server runs on [`Clock::system`]; tests move
//! [`Clock::manual`] by [hand](Hand), so that a night at the desk passes without anybody sleeping.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use tokio::sync::watch;

/// A clock, cheap to clone.
#[derive(Debug, Clone)]
pub struct Clock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    System,
    Manual(watch::Receiver<DateTime<Utc>>),
}

/// Measures how long something takes.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// How long it has taken so far.
    #[must_use]
    pub fn elapsed(self) -> std::time::Duration {
        self.0.elapsed()
    }
}

/// Moves a manual clock.
#[derive(Debug, Clone)]
pub struct Hand(Arc<watch::Sender<DateTime<Utc>>>);

// The wall clock can jump (NTP, a suspended machine): no sleep is longer than this before it looks again.
const LONGEST_SLEEP: std::time::Duration = std::time::Duration::from_secs(30);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Kind::System)
    }

    /// A clock that stands still until its hand is moved.
    #[must_use]
    pub fn manual(start: DateTime<Utc>) -> (Self, Hand) {
        let (hand, clock) = watch::channel(start);
        (Self(Kind::Manual(clock)), Hand(Arc::new(hand)))
    }

    /// The time now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the place that owns the wall clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Kind::System => Utc::now(),
            Kind::Manual(clock) => *clock.borrow(),
        }
    }

    /// Begins to measure how long something takes, for figures. Runs on the machine's own time whatever the clock is.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the place that owns time")]
    pub fn stopwatch(&self) -> Stopwatch {
        Stopwatch(std::time::Instant::now())
    }

    /// Waits until `at` has come; returns at once when it is past.
    pub async fn sleep_until(&self, at: DateTime<Utc>) {
        match &self.0 {
            Kind::System => {
                while let Ok(left) = (at - self.now()).to_std() {
                    if left.is_zero() {
                        return;
                    }
                    tokio::time::sleep(left.min(LONGEST_SLEEP)).await;
                }
            }
            Kind::Manual(clock) => {
                // The hand is gone only when the test is over; then nothing is waited for any more.
                let _ = clock.clone().wait_for(|now| *now >= at).await;
            }
        }
    }

    /// Waits for a span of time.
    pub async fn sleep(&self, span: Duration) {
        self.sleep_until(self.now() + span).await;
    }
}

impl Hand {
    /// Moves the clock on.
    pub fn advance(&self, span: Duration) {
        self.0.send_modify(|now| *now += span);
    }

    /// Sets the clock; a time before the present one is left out, as time does not go back.
    pub fn set(&self, at: DateTime<Utc>) {
        self.0.send_modify(|now| *now = at.max(*now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_wakes_when_the_hand_is_moved_far_enough() {
        let start = DateTime::from_timestamp(1_772_438_400, 0).expect("2 March 2026");
        let (clock, hand) = Clock::manual(start);
        let waiter = clock.clone();
        let mut waiting = Box::pin(async move { waiter.sleep(Duration::seconds(30)).await });
        assert!(futures_util::poll!(&mut waiting).is_pending());
        hand.advance(Duration::seconds(29));
        assert!(futures_util::poll!(&mut waiting).is_pending());
        hand.advance(Duration::seconds(1));
        waiting.await;
        assert_eq!(clock.now(), start + Duration::seconds(30));
    }
}
