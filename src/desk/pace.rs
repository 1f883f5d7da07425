//! How often somebody may do something: so many a minute and so many at once, or so many within a window.

use std::hash::Hash;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::Duration;
use parking_lot::Mutex;

use super::DeskError;
use super::tally::Tally;
use crate::moment::Moment;

/// So many a minute, and so many at once.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// A minute, in the long run.
    pub per_minute: u32,
    /// At once, after a quiet time.
    pub burst: u32,
}

/// Holds one person to a [`Pace`]: the generic cell rate algorithm (ITU-T I.371), eight bytes a person.
#[derive(Debug, Default)]
pub(super) struct Paced {
    /// When the next would be on time, in milliseconds since the start.
    on_time_at: AtomicI64,
}

impl Paced {
    /// Counts one.
    ///
    /// # Errors
    /// How long to wait when it is too fast.
    pub(super) fn take(&self, pace: Pace, now: Moment) -> Result<(), DeskError> {
        let now = now.millis();
        let gap = 60_000 / i64::from(pace.per_minute.max(1));
        let slack = gap * i64::from(pace.burst.max(1) - 1);
        let step = |on_time: i64| {
            let on_time = on_time.max(now);
            (on_time - now <= slack).then_some(on_time + gap)
        };
        let late = |on_time: i64| Duration::milliseconds(on_time - now - slack);
        match self.on_time_at.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step) {
            Ok(_) => Ok(()),
            Err(on_time) => Err(DeskError::TooFast { retry_after: late(on_time) }),
        }
    }
}

/// Counts what many do within a window, each under a name of their own.
#[derive(Debug)]
pub(super) struct Counted<K> {
    window: Duration,
    // Names are whatever somebody sends: the table must not grow with them, nor forget for their sake.
    counts: Mutex<Tally<(Moment, u32)>>,
    names: PhantomData<fn(&K)>,
}

impl<K: Hash> Counted<K> {
    pub(super) fn within(window: Duration) -> Self {
        Self { window, counts: Mutex::default(), names: PhantomData }
    }

    /// Counts one.
    ///
    /// # Errors
    /// How long to wait when there were `limit` within the window.
    pub(super) fn take(&self, name: K, limit: u32, now: Moment) -> Result<(), DeskError> {
        let mut counts = self.counts.lock();
        let (since, count) = counts.count(&name, (now, 0), |(since, _)| now - *since >= self.window);
        if now - *since >= self.window {
            (*since, *count) = (now, 0);
        }
        if *count >= limit {
            return Err(DeskError::TooFast { retry_after: *since + self.window - now });
        }
        *count += 1;
        Ok(())
    }

    pub(super) fn forget(&self, name: &K) {
        self.counts.lock().forget(name);
    }

    /// Takes back one that was counted and came to nothing. Where a count is shared it stays.
    pub(super) fn give_back(&self, name: &K) {
        if let Some((_, count)) = self.counts.lock().own(name) {
            *count = count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Moment {
        Moment::START + Duration::hours(9)
    }

    #[test]
    fn a_visitor_may_write_ten_at_once_and_thirty_a_minute() {
        let (paced, pace) = (Paced::default(), Pace { per_minute: 30, burst: 10 });
        let taken = (0..20).filter(|_| paced.take(pace, start()).is_ok()).count();
        assert_eq!(taken, 10, "a burst");
        let Err(DeskError::TooFast { retry_after }) = paced.take(pace, start()) else { panic!("too fast") };
        assert_eq!(retry_after, Duration::seconds(2));
        let later = start() + retry_after;
        assert!(paced.take(pace, later).is_ok(), "one on time");
        let minute = (1..=60).filter(|s| paced.take(pace, later + Duration::seconds(*s)).is_ok());
        assert_eq!(minute.count(), 30, "thirty in the minute after");
    }

    #[test]
    fn a_window_takes_so_many_and_then_says_how_long_to_wait() {
        let counted = Counted::within(Duration::minutes(10));
        assert!((0..3).all(|_| counted.take("anna", 3, start()).is_ok()));
        let soon = start() + Duration::minutes(4);
        let Err(DeskError::TooFast { retry_after }) = counted.take("anna", 3, soon) else { panic!("too many") };
        assert_eq!(retry_after, Duration::minutes(6));
        assert!(counted.take("erik", 3, soon).is_ok(), "everybody counts alone");
        assert!(counted.take("anna", 3, soon + retry_after).is_ok());
    }
}
