//! The compiled hours, asked day by day.

use std::str::FromStr;
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};
use opening_hours::{Context, ContextHolidays, OpeningHours, RuleKind};

use super::calendar::public_holidays;
use super::compile::{self, ScheduleError};
use super::settings::HoursSettings;
use super::span::Span;

/// The desk's hours, compiled from [`HoursSettings`]. Immutable.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub(super) settings: HoursSettings,
    rule: String,
    hours: OpeningHours,
    week: OpeningHours,
}

impl Schedule {
    /// Compiles the settings to one rule.
    ///
    /// # Errors
    /// When a setting cannot be followed; the error names it and shows how it is written.
    pub fn compile(settings: &HoursSettings) -> Result<Self, ScheduleError> {
        let week = compile::plain_week(settings)?;
        let rule = compile::rule_text(settings, &week)?;
        let parsed = OpeningHours::from_str(&rule)
            .map_err(|problem| ScheduleError::Rule { rule: rule.clone(), problem: problem.to_string() })?;
        let holidays = ContextHolidays::new(public_holidays(), Arc::default());
        let hours = parsed.with_context(Context::default().with_holidays(holidays));
        Ok(Self { settings: settings.clone(), rule, hours, week })
    }

    /// The one rule that everything is asked of, for a person to check. `PH` in it stands for exactly the
    /// holidays of the law.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The open hours of a day, in order, not touching each other; empty when it is closed all day.
    #[must_use]
    pub fn spans_on(&self, date: NaiveDate) -> Vec<Span> {
        spans(&self.hours, date)
    }

    /// What the day would be if it were a plain day of the week.
    #[must_use]
    pub fn plain_spans_on(&self, date: NaiveDate) -> Vec<Span> {
        spans(&self.week, date)
    }

    /// The plain week, Monday first, that holds `date`. The date matters only where the week has seasons.
    #[must_use]
    pub fn plain_week(&self, date: NaiveDate) -> [Vec<Span>; 7] {
        let since_monday = u64::from(date.weekday().num_days_from_monday());
        let monday = date.checked_sub_days(Days::new(since_monday)).unwrap_or(date);
        let mut days = monday.iter_days();
        std::array::from_fn(|_| days.next().map(|day| self.plain_spans_on(day)).unwrap_or_default())
    }
}

fn spans(hours: &OpeningHours, date: NaiveDate) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for range in hours.schedule_at(date) {
        if range.kind != RuleKind::Open {
            continue;
        }
        let (from, to) = (range.range.start.mins_from_midnight(), range.range.end.mins_from_midnight());
        // Two rules may meet within a day: nobody sees a difference, so it is one span.
        match spans.last_mut() {
            Some(last) if last.to_min() == from => *last = Span::new(last.from_min(), to).unwrap_or(*last),
            _ => spans.extend(Span::new(from, to)),
        }
    }
    spans
}
