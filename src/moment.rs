//! Moments on a line that never jumps: what every span is measured by.
//!
//! The wall clock is what is written, shown and kept, and what the desk opens and closes by. It can be put right by
//! hours at any time. So nothing that lasts is measured with it: a span is the difference of two [`Moment`]s, and a rule
//! that waits takes a moment as its argument, which no wall time can be passed for.
//!
//! What was written down is wall time. [`Now::moment_of`] finds the moment at which it was written, also when the wall
//! clock has leapt since; that is the only way from one to the other.
//!
//! A process that was stopped (a suspended machine, `SIGSTOP`, a host that gave it no time) heard nobody meanwhile. So
//! the line stands still as long as the process did, and whoever counts how long somebody has been silent counts anew
//! when [`Now::leaps`] has changed.

use std::ops::{Add, Sub};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

/// A moment of this process, in microseconds since its start; before it for what an earlier process wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(i64);

/// What the clock shows at one moment.
#[derive(Debug, Clone)]
pub struct Now {
    /// The wall time: to write, to show, and for the desk's hours.
    pub wall: DateTime<Utc>,
    /// The moment: for spans.
    pub moment: Moment,
    /// How often the two have parted since the start: the wall clock was set, or the process was stopped.
    pub leaps: u64,
    eras: Arc<[Era]>,
}

/// From one leap to the next the wall clock and the line go side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Era {
    from: Moment,
    wall: DateTime<Utc>,
}

/// The line of a process, as its clock draws it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    read: Duration,
    stood: Duration,
    leaps: u64,
    eras: Arc<[Era]>,
}

// A server looks at its clock every half second. Between two looks of one that runs there is never so much.
const PAUSE: Duration = Duration::seconds(5);

// A clock that is put right little by little stays within this; everything above it is a leap.
const LEAP: Duration = Duration::seconds(2);

// A clock that leaps all the time must not fill the memory: what is older is taken for as old as these can tell.
const ERAS: usize = 32;

impl Moment {
    /// The start of the process.
    pub const START: Self = Self(0);

    /// Milliseconds since the start.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The moment so many milliseconds after the start.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1000))
    }
}

fn micros(span: Duration) -> i64 {
    span.num_microseconds().unwrap_or(if span > Duration::zero() { i64::MAX } else { i64::MIN })
}

impl Add<Duration> for Moment {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(micros(span)))
    }
}

impl Sub<Duration> for Moment {
    type Output = Self;

    fn sub(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(micros(span)))
    }
}

impl Sub for Moment {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        Duration::microseconds(self.0.saturating_sub(earlier.0))
    }
}

impl Line {
    /// A line that begins now.
    pub(crate) fn begin(wall: DateTime<Utc>) -> Self {
        let eras = Arc::new([Era { from: Moment::START, wall }]);
        Self { read: Duration::zero(), stood: Duration::zero(), leaps: 0, eras }
    }

    /// What the clock shows, by the time that the machine counts since the start and its wall time. With
    /// `notices_pauses` a long time between two readings is one in which the process stood still.
    pub(crate) fn read(&mut self, counted: Duration, wall: DateTime<Utc>, notices_pauses: bool) -> Now {
        let between = counted - self.read;
        if notices_pauses && between > PAUSE {
            self.stood += between;
        }
        self.read = counted;
        let moment = Moment::START + (counted - self.stood);
        let now = Now { wall, moment, leaps: self.leaps, eras: Arc::clone(&self.eras) };
        let parted = self.eras.last().is_none_or(|era| (wall - era.wall_at(moment)).abs() > LEAP);
        if parted {
            let kept = self.eras.len().saturating_sub(ERAS - 1);
            self.eras = self.eras.iter().skip(kept).copied().chain([Era { from: moment, wall }]).collect();
            self.leaps += 1;
            return Now { leaps: self.leaps, eras: Arc::clone(&self.eras), ..now };
        }
        now
    }
}

impl Era {
    fn moment_at(&self, wall: DateTime<Utc>) -> Moment {
        self.from + (wall - self.wall)
    }

    fn wall_at(&self, moment: Moment) -> DateTime<Utc> {
        self.wall.checked_add_signed(moment - self.from).unwrap_or(self.wall)
    }
}

impl Now {
    /// A clock that has just started.
    #[must_use]
    pub fn at_start(wall: DateTime<Utc>) -> Self {
        Self { wall, moment: Moment::START, leaps: 0, eras: Arc::new([Era { from: Moment::START, wall }]) }
    }

    /// The moment at which something was written that bears this wall time; never later than now.
    ///
    /// A time that came twice, because the clock was set back, is the later one: who waits has more time rather than
    /// less. A time that never came, because the clock was set forward over it, is the moment of the leap. A time that
    /// is still to come (an earlier process wrote it while its clock was ahead) is now.
    #[must_use]
    pub fn moment_of(&self, written: DateTime<Utc>) -> Moment {
        let mut end = self.moment;
        for (number, era) in self.eras.iter().enumerate().rev() {
            let moment = era.moment_at(written);
            if moment < end + LEAP && (moment >= era.from || number == 0) {
                return moment.min(end);
            }
            end = era.from;
        }
        self.eras.iter().find(|era| era.wall > written).map_or(self.moment, |era| era.from)
    }

    /// The moment when the wall clock will show this time, if nobody sets it.
    #[must_use]
    pub fn moment_when(&self, wall: DateTime<Utc>) -> Moment {
        self.moment + (wall - self.wall)
    }

    /// What the wall clock will show at a moment, if nobody sets it.
    #[must_use]
    pub fn wall_when(&self, moment: Moment) -> DateTime<Utc> {
        self.wall.checked_add_signed(moment - self.moment).unwrap_or(self.wall)
    }

    /// The earliest wall time that anything can bear which was written at a moment or later. What bears an earlier one is
    /// older, however the clock was set since.
    #[must_use]
    pub fn earliest_wall(&self, moment: Moment) -> DateTime<Utc> {
        let starts = self.eras.iter().skip(1).filter(|era| era.from > moment).map(|era| era.wall);
        let then = self.eras.iter().rev().find(|era| era.from <= moment).or(self.eras.first());
        let then = then.map_or(self.wall, |era| era.wall_at(moment));
        starts.fold(then, DateTime::min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday 2 March 2026, 09:00 in Sweden.
    const NINE: DateTime<Utc> = DateTime::from_timestamp(1_772_438_400, 0).expect("a moment");

    fn minutes(minutes: i64) -> Duration {
        Duration::minutes(minutes)
    }

    /// A line that was read at nine, and the reading after so many minutes when the wall clock is so many ahead.
    fn read(line: &mut Line, after: i64, ahead: i64) -> Now {
        line.read(minutes(after), NINE + minutes(after + ahead), false)
    }

    #[test]
    fn a_clock_that_is_set_back_or_forward_moves_no_moment() {
        for ahead in [-120, 120, 365 * 24 * 60] {
            let mut line = Line::begin(NINE);
            assert_eq!(read(&mut line, 10, 0).leaps, 0);
            let after = read(&mut line, 11, ahead);
            assert_eq!((after.moment - Moment::START, after.leaps), (minutes(11), 1), "{ahead}");
            assert_eq!(read(&mut line, 12, ahead).leaps, 1, "one leap is told once");
            assert_eq!(after.moment_of(NINE + minutes(4)) - Moment::START, minutes(4), "written before: {ahead}");
            assert_eq!(after.moment_of(after.wall), after.moment, "written now: {ahead}");
        }
    }

    #[test]
    fn a_clock_that_is_put_right_by_a_second_does_not_leap() {
        let mut line = Line::begin(NINE);
        let now = line.read(minutes(1), NINE + minutes(1) - Duration::seconds(1), false);
        assert_eq!(now.leaps, 0);
        assert_eq!(now.moment_of(NINE + minutes(1)), now.moment, "nothing was written later than now");
    }

    #[test]
    fn a_process_that_was_stopped_has_not_lived_meanwhile() {
        let mut line = Line::begin(NINE);
        let seconds = |line: &mut Line, s| line.read(Duration::seconds(s), NINE + Duration::seconds(s), true);
        for second in 0..=4 {
            seconds(&mut line, second);
        }
        let after = seconds(&mut line, 54);
        assert_eq!((after.moment - Moment::START, after.leaps), (Duration::seconds(4), 1));
        assert_eq!(after.moment_of(NINE + Duration::seconds(3)) - Moment::START, Duration::seconds(3));
        assert_eq!(after.moment_of(NINE + Duration::seconds(30)) - Moment::START, Duration::seconds(4), "in the pause");
        assert_eq!(seconds(&mut line, 55).moment - Moment::START, Duration::seconds(5), "and lives on");
    }

    #[test]
    fn a_machine_that_slept_has_not_lived_either_though_only_the_wall_clock_tells() {
        let mut line = Line::begin(NINE);
        line.read(Duration::seconds(1), NINE + Duration::seconds(1), true);
        let after = line.read(Duration::seconds(2), NINE + minutes(90), true);
        assert_eq!((after.moment - Moment::START, after.leaps), (Duration::seconds(2), 1));
    }

    #[test]
    fn a_time_that_came_twice_is_the_later_one_and_one_that_never_came_is_the_leap() {
        let mut line = Line::begin(NINE);
        read(&mut line, 120, -60);
        let back = read(&mut line, 150, -60);
        assert_eq!(back.moment_of(NINE + minutes(70)) - Moment::START, minutes(130), "came twice");
        assert_eq!(back.moment_of(NINE + minutes(100)) - Moment::START, minutes(100), "came once, before");
        let mut line = Line::begin(NINE);
        read(&mut line, 10, 0);
        read(&mut line, 20, 60);
        let forward = read(&mut line, 30, 60);
        assert_eq!(forward.moment_of(NINE + minutes(40)) - Moment::START, minutes(20), "never came");
        assert_eq!(forward.moment_of(NINE + minutes(500)), forward.moment, "is still to come");
        assert_eq!(forward.moment_of(NINE - minutes(5)) - Moment::START, minutes(-5), "an earlier process");
    }

    #[test]
    fn what_bears_an_earlier_time_than_the_earliest_is_older() {
        let mut line = Line::begin(NINE);
        read(&mut line, 60, -120);
        let now = read(&mut line, 90, -120);
        assert_eq!(now.earliest_wall(Moment::START + minutes(70)), NINE - minutes(50));
        assert_eq!(now.earliest_wall(Moment::START + minutes(30)), NINE - minutes(60), "the leap brought earlier ones");
        assert_eq!(now.earliest_wall(Moment::START - minutes(30)), NINE - minutes(60));
    }

    #[test]
    fn a_clock_that_leaps_all_the_time_is_bounded() {
        let mut line = Line::begin(NINE);
        let mut now = Now::at_start(NINE);
        for minute in 1..1000 {
            now = read(&mut line, minute, (minute % 2) * 60);
        }
        assert_eq!((now.leaps, now.eras.len()), (999, ERAS));
        assert_eq!(now.moment_of(now.wall), now.moment);
    }
}
