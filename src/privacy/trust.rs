//! Whether the wall clock may be believed when something is deleted by it.
//!
//! A clock that is a year ahead for one start would make everything due for disposal, and what is deleted does not come
//! back. So the time at which the server last ran is kept with what it may delete, and a clock that is further from it
//! than a day is in [doubt](Trust::is_in_doubt), whichever way it went. Nothing is deleted then, until either the clock
//! is back, or the server has run for a [whole day](CONFIRMED) by it, in which somebody would have put it right. A server
//! that was really off for a month disposes one day later; that day may be made of several runs, one after the other.

use chrono::{DateTime, Duration, Utc};

/// So far may the clock be from where it is expected, in either direction.
pub const TOLERANCE: Duration = Duration::days(1);

/// So long a server runs by a clock that is in doubt, before it believes it.
pub const CONFIRMED: Duration = Duration::hours(24);

/// What is known of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trust {
    /// The last time that was believed.
    pub known: DateTime<Utc>,
    /// The doubt since, if there is one.
    pub doubt: Option<Doubt>,
}

/// A clock that is not where it was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// What it showed when it was last looked at.
    pub at: DateTime<Utc>,
    /// How long the server has run by it.
    pub lived: Duration,
}

impl Trust {
    /// Begins with a time that is believed.
    #[must_use]
    pub fn new(known: DateTime<Utc>) -> Self {
        Self { known, doubt: None }
    }

    /// Looks at the clock again, after the process has run for so long since the last look; for none at its first look.
    #[must_use]
    pub fn look(self, now: DateTime<Utc>, lived: Duration) -> Self {
        let as_expected = |before: DateTime<Utc>| (now - before - lived).abs() <= TOLERANCE;
        // In doubt the known time lies still, and the clock may come back to where it was or where it would be by now.
        let run = self.doubt.map_or(Duration::zero(), |doubt| doubt.lived);
        if as_expected(self.known + run) {
            return Self::new(now);
        }
        let lived =
            self.doubt.filter(|doubt| as_expected(doubt.at)).map_or(Duration::zero(), |doubt| doubt.lived + lived);
        if lived >= CONFIRMED {
            return Self::new(now);
        }
        Self { doubt: Some(Doubt { at: now, lived }), ..self }
    }

    /// Whether nothing may be deleted by a clock that shows `now`, in a process that has run for so long. What is known was
    /// kept by this process or by the one before.
    #[must_use]
    pub fn doubts(self, now: DateTime<Utc>, run: Duration) -> bool {
        self.is_in_doubt() || !(-TOLERANCE..=run + TOLERANCE).contains(&(now - self.known))
    }

    /// Whether nothing may be deleted by this clock.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        self.doubt.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday 2 March 2026, 09:00 in Sweden.
    const NINE: DateTime<Utc> = DateTime::from_timestamp(1_772_438_400, 0).expect("a moment");

    const NONE: Duration = Duration::zero();

    #[test]
    fn a_clock_that_goes_on_is_believed_over_a_night_and_over_a_month_of_running() {
        let trust = Trust::new(NINE).look(NINE + Duration::hours(14), NONE);
        assert_eq!(trust, Trust::new(NINE + Duration::hours(14)), "it was off for the night");
        let month = Duration::days(30);
        assert!(!trust.look(trust.known + month, month).is_in_doubt(), "it ran for a month");
    }

    #[test]
    fn a_clock_that_is_far_ahead_or_behind_is_not_believed_until_the_server_has_run_by_it_for_a_day() {
        for off in [Duration::days(365), Duration::days(30), -Duration::days(365)] {
            let mut trust = Trust::new(NINE).look(NINE + off, NONE);
            let mut looks = 0;
            while trust.is_in_doubt() {
                looks += 1;
                trust = trust.look(NINE + off + Duration::hours(looks), Duration::hours(1));
            }
            assert_eq!((looks, trust.known), (24, NINE + off + Duration::days(1)), "{off}");
        }
    }

    #[test]
    fn a_clock_that_leaps_while_the_server_runs_is_doubted_as_well() {
        let minutes = Duration::minutes(10);
        assert!(Trust::new(NINE).look(NINE + Duration::days(365), minutes).is_in_doubt());
        assert!(!Trust::new(NINE).look(NINE + Duration::hours(2), minutes).is_in_doubt(), "two hours delete nothing");
    }

    #[test]
    fn a_clock_that_is_put_right_is_believed_at_once_and_the_doubt_is_forgotten() {
        let ahead = NINE + Duration::days(365);
        let doubted = Trust::new(NINE).look(ahead, NONE).look(ahead + Duration::hours(20), Duration::hours(20));
        let right = NINE + Duration::hours(21);
        assert_eq!(doubted.look(right, Duration::hours(1)), Trust::new(right));
        // Put right while the server was off for the night: what it ran by the wrong clock has passed as well.
        let morning = NINE + Duration::hours(34);
        assert_eq!(doubted.look(morning, NONE), Trust::new(morning));
        let again = Trust::new(right).look(ahead + Duration::hours(22), NONE);
        assert_eq!(again.doubt.map(|doubt| doubt.lived), Some(NONE));
    }

    #[test]
    fn what_was_kept_a_while_ago_is_held_against_how_long_the_process_has_run() {
        let (trust, year) = (Trust::new(NINE), Duration::days(365));
        assert!(trust.doubts(NINE + year, NONE) && trust.doubts(NINE - year, NONE));
        assert!(!trust.doubts(NINE + Duration::hours(14), NONE), "it was off for the night");
        assert!(!trust.doubts(NINE + year, year), "it ran for a year");
        let doubted = trust.look(NINE + year, NONE);
        assert!(doubted.doubts(NINE + year, Duration::hours(1)) && doubted.doubts(NINE, NONE), "until it looks again");
    }

    #[test]
    fn runs_by_the_same_doubtful_clock_add_up_and_another_wrong_clock_begins_anew() {
        let ahead = NINE + Duration::days(365);
        let first = Trust::new(NINE).look(ahead, NONE).look(ahead + Duration::hours(13), Duration::hours(13));
        let next = first.look(ahead + Duration::hours(20), NONE);
        assert_eq!(next.doubt.map(|doubt| doubt.lived), Some(Duration::hours(13)), "time off does not count");
        assert!(!next.look(ahead + Duration::hours(31), Duration::hours(11)).is_in_doubt());
        let other = next.look(ahead + Duration::days(300), NONE);
        assert_eq!(other.doubt.map(|doubt| doubt.lived), Some(NONE));
    }
}
