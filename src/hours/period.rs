//! Whole open periods, and the questions about now and next.

use std::iter::Peekable;
use std::ops::Range;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::schedule::Schedule;
use super::zone::{in_stockholm, instants};

/// How far ahead an opening or a closing is looked for. A rule that never opens must not search for ever,
/// and an opening more than a year away is not worth telling.
const HORIZON_DAYS: usize = 400;

/// The longest stretch that [`Schedule::office_time_between`] measures.
const LONGEST_STRETCH_DAYS: usize = 3_660;

/// A stretch of time in which the desk is open throughout, or closed throughout.
///
/// Asking the schedule costs some microseconds; the state changes twice a day. Whoever is asked at every
/// message keeps the interval and asks anew when it no longer [holds](Interval::holds).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Whether the desk is open.
    pub open: bool,
    /// The instant that was asked about.
    pub from: DateTime<Utc>,
    /// The first instant at which it is otherwise; `None` when that is not within 400 days.
    pub until: Option<DateTime<Utc>>,
}

impl Interval {
    /// Whether the interval says anything about `now`. An interval without an end holds for a day.
    #[must_use]
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        let since = now.signed_duration_since(self.from);
        since >= TimeDelta::zero() && self.until.map_or(since < TimeDelta::days(1), |until| now < until)
    }
}

impl Schedule {
    /// Whether the desk is open by its hours. At 08:00:00 it is, at 16:00:00 it no longer is.
    #[must_use]
    pub fn open_at(&self, now: DateTime<Utc>) -> bool {
        let today = in_stockholm(now).date();
        self.spans_on(today).into_iter().any(|span| instants(today, span).contains(&now))
    }

    /// The first instant after `now` at which the desk goes from closed to open. While it is open, that is
    /// the next time, after it has closed. `None` when there is none within 400 days.
    #[must_use]
    pub fn next_open(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.periods(now).map(|period| period.start).find(|start| *start > now)
    }

    /// The first instant after `now` at which the desk goes from open to closed. While it is closed, that
    /// is the end of the next open period. `None` when there is none within 400 days.
    #[must_use]
    pub fn next_close(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.periods(now).map(|period| period.end).find(|end| *end > now)
    }

    /// The state at `now` and how long it lasts.
    #[must_use]
    pub fn interval_at(&self, now: DateTime<Utc>) -> Interval {
        let open = self.open_at(now);
        let until = if open { self.next_close(now) } else { self.next_open(now) };
        Interval { open, from: now, until }
    }

    /// How much of the time from `a` to `b` the desk was open by its hours; none when `b` is not after `a`.
    /// It looks back ten years from `b`, no further.
    #[must_use]
    pub fn office_time_between(&self, a: DateTime<Utc>, b: DateTime<Utc>) -> TimeDelta {
        let (first, last) = (in_stockholm(a).date(), in_stockholm(b).date());
        let days = std::iter::successors(Some(last), NaiveDate::pred_opt).take(LONGEST_STRETCH_DAYS);
        days.take_while(|day| *day >= first)
            .flat_map(|day| self.spans_on(day).into_iter().map(move |span| instants(day, span)))
            .map(|period| period.end.min(b).signed_duration_since(period.start.max(a)))
            .filter(|overlap| *overlap > TimeDelta::zero())
            .sum()
    }

    /// Open periods from the day before `now`, each as long as it lasts: midnight does not divide them.
    fn periods(&self, now: DateTime<Utc>) -> impl Iterator<Item = Range<DateTime<Utc>>> {
        let today = in_stockholm(now).date();
        let yesterday = today.pred_opt().unwrap_or(today);
        let days = yesterday.iter_days().take(HORIZON_DAYS);
        let horizon = yesterday.checked_add_days(Days::new(HORIZON_DAYS as u64)).unwrap_or(NaiveDate::MAX);
        let spans = days.flat_map(|day| self.spans_on(day).into_iter().map(move |span| instants(day, span)));
        let whole = Joined { parts: spans.filter(|part| part.start < part.end).peekable() };
        // A period that runs into the horizon has no known end.
        whole.take_while(move |period| in_stockholm(period.end).date() < horizon)
    }
}

/// Joins periods that meet, such as `20:00-24:00` with `00:00-02:00` of the next day.
struct Joined<I: Iterator> {
    parts: Peekable<I>,
}

impl<I: Iterator<Item = Range<DateTime<Utc>>>> Iterator for Joined<I> {
    type Item = Range<DateTime<Utc>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut period = self.parts.next()?;
        while let Some(next) = self.parts.next_if(|next| next.start <= period.end) {
            period.end = period.end.max(next.end);
        }
        Some(period)
    }
}
