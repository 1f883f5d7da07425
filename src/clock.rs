//! What time it is: the only place that reads the machine's clocks.
//!
//! Everything that waits or measures takes a [`Clock`], which gives two things: the wall time, to write, to show and for
//! the desk's hours, and a [`Moment`] for spans, which no setting of the wall clock moves. The server runs on
//! [`Clock::of_server`], commands on [`Clock::system`]; tests move [`Clock::manual`] by [hand](Hand), so that a night at
//! the desk passes without anybody sleeping.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::moment::{Line, Moment, Now};

/// A clock, cheap to clone.
#[derive(Debug, Clone)]
pub struct Clock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    System(Arc<System>),
    Manual(watch::Receiver<Manual>),
}

#[derive(Debug)]
struct System {
    // Does not count the time that the machine was suspended, and nobody can set it.
    started: std::time::Instant,
    notices_pauses: bool,
    line: Mutex<Line>,
}

/// A clock that is moved by hand: what it shows, and what it shows next.
#[derive(Debug)]
struct Manual {
    line: Line,
    counted: Duration,
    now: Now,
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
pub struct Hand(Arc<watch::Sender<Manual>>);

// The wall clock can jump (NTP, a suspended machine): no sleep is longer than this before it looks again.
const LONGEST_SLEEP: std::time::Duration = std::time::Duration::from_secs(30);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::of_machine(false)
    }

    /// The machine's clock for a server, which looks at it at least once a second: when it has not looked for several,
    /// the process stood still, and so did the moments.
    #[must_use]
    pub fn of_server() -> Self {
        Self::of_machine(true)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the place that owns the clocks")]
    fn of_machine(notices_pauses: bool) -> Self {
        let line = Mutex::new(Line::begin(Utc::now()));
        Self(Kind::System(Arc::new(System { started: std::time::Instant::now(), notices_pauses, line })))
    }

    /// A clock that stands still until its hand is moved.
    #[must_use]
    pub fn manual(start: DateTime<Utc>) -> (Self, Hand) {
        let manual = Manual { line: Line::begin(start), counted: Duration::zero(), now: Now::at_start(start) };
        let (hand, clock) = watch::channel(manual);
        (Self(Kind::Manual(clock)), Hand(Arc::new(hand)))
    }

    /// The wall time now: to write and to show. No span is measured with it.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.look().wall
    }

    /// The moment now: to measure spans with.
    #[must_use]
    pub fn moment(&self) -> Moment {
        self.look().moment
    }

    /// Wall time and moment of the same look, and the way from one to the other.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the place that owns the clocks")]
    pub fn look(&self) -> Now {
        match &self.0 {
            Kind::System(system) => {
                // Under the lock: of two who look at once, none is told an earlier time than the other has noted.
                let mut line = system.line.lock();
                let counted = Duration::from_std(system.started.elapsed()).unwrap_or(Duration::MAX);
                line.read(counted, Utc::now(), system.notices_pauses)
            }
            Kind::Manual(clock) => clock.borrow().now.clone(),
        }
    }

    /// Begins to measure how long something takes, for figures. Runs on the machine's own time whatever the clock is.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the place that owns time")]
    pub fn stopwatch(&self) -> Stopwatch {
        Stopwatch(std::time::Instant::now())
    }

    /// Waits until the wall clock shows `at`; returns at once when it is past.
    pub async fn sleep_until(&self, at: DateTime<Utc>) {
        match &self.0 {
            Kind::System(_) => {
                while let Ok(left) = (at - self.now()).to_std() {
                    if left.is_zero() {
                        return;
                    }
                    tokio::time::sleep(left.min(LONGEST_SLEEP)).await;
                }
            }
            Kind::Manual(clock) => {
                // The hand is gone only when the test is over; then nothing is waited for any more.
                let _ = clock.clone().wait_for(|manual| manual.now.wall >= at).await;
            }
        }
    }

    /// Waits for a span of time, however the wall clock is set meanwhile.
    pub async fn sleep(&self, span: Duration) {
        let until = self.moment() + span;
        match &self.0 {
            Kind::System(_) => {
                while let Ok(left) = (until - self.moment()).to_std() {
                    if left.is_zero() {
                        return;
                    }
                    tokio::time::sleep(left).await;
                }
            }
            Kind::Manual(clock) => {
                let _ = clock.clone().wait_for(|manual| manual.now.moment >= until).await;
            }
        }
    }
}

impl Hand {
    /// Moves the clock on: time passes.
    pub fn advance(&self, span: Duration) {
        self.turn(span, Duration::zero(), false);
    }

    /// Sets the clock on to a wall time: time passes until then. An earlier one is left out, as time does not go back.
    pub fn set(&self, at: DateTime<Utc>) {
        let left = at - self.0.borrow().now.wall;
        self.advance(left.max(Duration::zero()));
    }

    /// Somebody sets the wall clock, forward or back; no time passes.
    pub fn leap(&self, by: Duration) {
        self.turn(Duration::zero(), by, false);
    }

    /// The process is stopped for a while: nothing runs meanwhile.
    pub fn pause(&self, span: Duration) {
        self.turn(span, Duration::zero(), true);
    }

    fn turn(&self, passes: Duration, leaps: Duration, stands: bool) {
        self.0.send_modify(|manual| {
            manual.counted += passes;
            let wall = manual.now.wall + passes + leaps;
            manual.now = manual.line.read(manual.counted, wall, stands);
        });
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

    #[tokio::test]
    async fn a_leap_of_the_wall_clock_neither_wakes_nor_holds_who_waits_for_a_span() {
        let start = DateTime::from_timestamp(1_772_438_400, 0).expect("2 March 2026");
        for leap in [-2, 2, 24 * 365] {
            let (clock, hand) = Clock::manual(start);
            let waiter = clock.clone();
            let mut waiting = Box::pin(async move { waiter.sleep(Duration::seconds(30)).await });
            assert!(futures_util::poll!(&mut waiting).is_pending());
            hand.leap(Duration::hours(leap));
            assert!(futures_util::poll!(&mut waiting).is_pending(), "{leap} h");
            hand.advance(Duration::seconds(30));
            assert!(futures_util::poll!(&mut waiting).is_ready(), "{leap} h");
            assert_eq!(clock.now(), start + Duration::hours(leap) + Duration::seconds(30));
        }
    }

    #[test]
    fn only_a_pause_stops_the_moments() {
        let start = DateTime::from_timestamp(1_772_438_400, 0).expect("2 March 2026");
        let (clock, hand) = Clock::manual(start);
        hand.advance(Duration::hours(8));
        assert_eq!((clock.moment() - Moment::START, clock.look().leaps), (Duration::hours(8), 0));
        hand.pause(Duration::seconds(50));
        assert_eq!((clock.moment() - Moment::START, clock.look().leaps), (Duration::hours(8), 1));
        assert_eq!(clock.now(), start + Duration::hours(8) + Duration::seconds(50));
    }

    #[test]
    fn the_machine_s_clock_goes_by_both() {
        let clock = Clock::of_server();
        let (before, after) = (clock.look(), clock.look());
        assert!(after.moment >= before.moment && after.leaps == 0);
        assert!((after.wall - before.wall).abs() < Duration::seconds(60));
    }
}
