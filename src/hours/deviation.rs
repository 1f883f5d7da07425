//! The days of a year on which the desk is not as in a plain week, for a person to check.

use chrono::NaiveDate;

use super::calendar::{Holiday, holiday_on};
use super::schedule::Schedule;
use super::settings::Eve;
use super::span::Span;

/// A day that differs from the plain week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// Which day.
    pub date: NaiveDate,
    /// Its hours; empty when the desk is closed.
    pub spans: Vec<Span>,
    /// The hours of a plain day of that weekday.
    pub plain: Vec<Span>,
    /// Why it differs.
    pub reason: Reason,
}

/// What makes a day differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A date in the configuration, with its own words.
    Exception(String),
    /// The law.
    Holiday(Holiday),
    /// An eve that is closed, or short.
    Eve(Eve),
}

impl Reason {
    /// The reason in Swedish: a day's name, or the configuration's own words.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Exception(words) => words,
            Self::Holiday(holiday) => holiday.name(),
            Self::Eve(eve) => eve.name(),
        }
    }
}

impl Schedule {
    /// The days of a year that differ from the plain week, in order. A holiday on a Sunday that is closed
    /// anyway is not one of them.
    #[must_use]
    pub fn deviating_days(&self, year: i32) -> Vec<Deviation> {
        let first = NaiveDate::from_yo_opt(year, 1);
        let days = first.into_iter().flat_map(|first| first.iter_days());
        days.take_while(|day| chrono::Datelike::year(day) == year)
            .filter_map(|date| {
                let (spans, plain) = (self.spans_on(date), self.plain_spans_on(date));
                let reason = if spans == plain { None } else { self.reason_on(date) };
                reason.map(|reason| Deviation { date, spans, plain, reason })
            })
            .collect()
    }

    /// Why the day is special, the strongest reason first, as in the rule.
    fn reason_on(&self, date: NaiveDate) -> Option<Reason> {
        let exception = self.settings.exceptions.iter().find(|exception| exception.date == date);
        let eve = || {
            let short = self.settings.short_days.iter().rev().map(|short| &short.day);
            self.settings.closed_eves.iter().chain(short).find(|eve| eve.is_on(date))
        };
        exception
            .map(|exception| Reason::Exception(exception.reason.trim().to_owned()))
            .or_else(|| holiday_on(date).map(Reason::Holiday))
            .or_else(|| eve().map(|eve| Reason::Eve(*eve)))
    }
}
