//! From settings to one rule in OpenStreetMap's opening-hours syntax.
//!
//! Later parts of a rule win over earlier ones, hence the order: the week, the short days, the closed
//! eves, the public holidays, and last the dates that somebody decided on by name.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use opening_hours::{OpeningHours, RuleKind};
use thiserror::Error;

use super::settings::{Eve, Exception, HoursSettings};
use super::span::{BadSpan, Span};

/// Hours that cannot be followed. Each names the setting within `[hours]`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ScheduleError {
    /// The week is not in the syntax.
    #[error(
        "`{week}` is not opening hours ({problem}); write for example `Mo-Fr 08:00-16:00` or `Mo-Th 08:00-16:00; Fr 08:00-15:00`"
    )]
    Week {
        /// What was written.
        week: String,
        /// What stands in the way.
        problem: String,
    },
    /// The hours of a short day are not hours within a day.
    #[error("{day}: {problem}")]
    ShortDay {
        /// The day's name.
        day: &'static str,
        /// What is wrong with its hours.
        problem: BadSpan,
    },
    /// The hours of a date are neither hours within a day nor `off`.
    #[error("{date}: {problem}, or `off`")]
    Exception {
        /// The date.
        date: NaiveDate,
        /// What is wrong with its hours.
        problem: BadSpan,
    },
    /// One date has two exceptions.
    #[error("{date} stands twice; write one line for it, with the hours that hold")]
    TwiceTheSameDate {
        /// The date.
        date: NaiveDate,
    },
    /// A reason cannot stand in the rule.
    #[error("{date}: the reason must be one line of text without the character \"")]
    Reason {
        /// The date.
        date: NaiveDate,
    },
    /// A rule made of sound parts was refused. A fault of ours.
    #[error("the hours compile to `{rule}`, which is not a rule: {problem}")]
    Rule {
        /// The rule.
        rule: String,
        /// What the parser says.
        problem: String,
    },
}

impl ScheduleError {
    /// The setting at fault, such as `week`.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Week { .. } | Self::Rule { .. } => "week",
            Self::ShortDay { .. } => "short_days",
            Self::Exception { .. } | Self::TwiceTheSameDate { .. } | Self::Reason { .. } => "exceptions",
        }
    }
}

/// The plain week alone, checked.
pub(super) fn plain_week(settings: &HoursSettings) -> Result<OpeningHours, ScheduleError> {
    let week = settings.week.trim();
    let refuse = |problem: &str| ScheduleError::Week { week: week.to_owned(), problem: problem.to_owned() };
    if let Some(part) = ["PH", "SH", "\"", "||", "unknown"].into_iter().find(|part| week.contains(part)) {
        return Err(refuse(&format!("`{part}` has no place here; holidays and dates have settings of their own")));
    }
    let hours: OpeningHours =
        week.parse().map_err(|_| refuse("it does not follow the syntax of OpenStreetMap's opening_hours"))?;
    for rule in &hours.get_expression().rules {
        if let Some(part) = days_after_a_weekday(&rule.to_string()) {
            let problem = format!(
                "`{part}` is not the same day to every program: a day beside a holiday is named in short_days or \
                closed_eves, any other in exceptions"
            );
            return Err(refuse(&problem));
        }
        if rule.kind == RuleKind::Open {
            Span::parse_list(&rule.time_selector.to_string()).map_err(|bad| refuse(&bad.to_string()))?;
        }
    }
    Ok(hours)
}

/// A move to a weekday that is moved on by days, such as `+Sa -1 day`. The parser takes it, moves by the days first, and lands
/// on the weekday whatever their number.
fn days_after_a_weekday(rule: &str) -> Option<&str> {
    rule.match_indices(['+', '-']).find_map(|(at, _)| {
        let moved = rule.get(at + 1..at + 3)?;
        let days = rule[at + 3..].trim_start();
        let sign = days.strip_prefix(['+', '-'])?.trim_start();
        let is_moved = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].contains(&moved);
        let end = rule.len() - sign.len() + sign.find(|c: char| !c.is_ascii_digit())?;
        let end = rule[end..].find("day").map_or(end, |day| end + day + 3);
        (is_moved && sign.starts_with(|c: char| c.is_ascii_digit())).then(|| &rule[at..end])
    })
}

/// The whole rule as text.
pub(super) fn rule_text(settings: &HoursSettings, week: &OpeningHours) -> Result<String, ScheduleError> {
    let mut parts = vec![settings.week.trim().trim_end_matches(';').to_owned()];
    parts.extend(short_days(settings, &open_weekdays(week))?);
    let (on_a_weekday, by_date) =
        settings.closed_eves.iter().copied().partition::<Vec<Eve>, _>(|eve| eve.weekday().is_some());
    for eve in on_a_weekday {
        parts.push(format!("{} {} off", eve.selector(), eve.weekday().unwrap_or_default()));
    }
    if !by_date.is_empty() {
        parts.push(format!("{} off", list(by_date.iter().map(|eve| eve.selector()))));
    }
    parts.push("PH off".to_owned());
    parts.extend(exceptions(&settings.exceptions)?);
    Ok(parts.join("; "))
}

/// Short days with the same hours stand together. They are bound to the open weekdays: Valborg on a
/// Saturday does not open a closed desk.
fn short_days(settings: &HoursSettings, open: &BTreeSet<u8>) -> Result<Vec<String>, ScheduleError> {
    let (mut groups, mut alone): (Vec<(String, Vec<&str>)>, Vec<String>) = (Vec::new(), Vec::new());
    for short in &settings.short_days {
        let hours =
            spans_text(&short.hours).map_err(|problem| ScheduleError::ShortDay { day: short.day.name(), problem })?;
        if let Some(weekday) = short.day.weekday() {
            if open.iter().filter_map(|day| Weekday::try_from(*day).ok()).any(|day| short_name(day) == weekday) {
                alone.push(format!("{} {weekday} {hours}", short.day.selector()));
            }
            continue;
        }
        match groups.iter_mut().find(|(of_group, _)| *of_group == hours) {
            Some((_, days)) => days.push(short.day.selector()),
            None => groups.push((hours, vec![short.day.selector()])),
        }
    }
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let weekdays = weekdays(open);
    let together = groups.into_iter().map(|(hours, days)| format!("{} {weekdays} {hours}", days.join(",")));
    Ok(together.chain(alone).collect())
}

fn exceptions(exceptions: &[Exception]) -> Result<Vec<String>, ScheduleError> {
    let mut seen = BTreeSet::new();
    exceptions
        .iter()
        .map(|exception| {
            let Exception { date, hours, reason } = exception;
            if !seen.insert(*date) {
                return Err(ScheduleError::TwiceTheSameDate { date: *date });
            }
            if reason.trim().is_empty() || reason.contains(|c: char| c == '"' || c.is_control()) {
                return Err(ScheduleError::Reason { date: *date });
            }
            let hours = match hours.trim() {
                "off" => "off".to_owned(),
                open => {
                    let spans = spans_text(open);
                    spans.map_err(|problem| ScheduleError::Exception { date: *date, problem })?
                }
            };
            Ok(format!("{} {hours} \"{}\"", date.format("%Y %b %d"), reason.trim()))
        })
        .collect()
}

fn spans_text(hours: &str) -> Result<String, BadSpan> {
    Ok(list(Span::parse_list(hours)?.iter().map(Span::to_string)))
}

/// The weekdays that the week is open at some time of the year.
fn open_weekdays(week: &OpeningHours) -> BTreeSet<u8> {
    // A leap year, so that every day of every season is seen.
    let year = NaiveDate::from_ymd_opt(2028, 1, 1).into_iter().flat_map(|day| day.iter_days().take(366));
    year.filter(|day| week.schedule_at(*day).into_iter().any(|range| range.kind == RuleKind::Open))
        .filter_map(|day| u8::try_from(day.weekday().num_days_from_monday()).ok())
        .collect()
}

/// Weekdays as a selector such as `Mo-Fr`.
fn weekdays(open: &BTreeSet<u8>) -> String {
    let names = open.iter().filter_map(|day| Weekday::try_from(*day).ok()).map(short_name);
    if open.len() > 2 && open.iter().zip(open.iter().skip(1)).all(|(day, next)| day + 1 == *next) {
        let names: Vec<_> = names.collect();
        return format!("{}-{}", names[0], names[names.len() - 1]);
    }
    list(names)
}

fn short_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Mo",
        Weekday::Tue => "Tu",
        Weekday::Wed => "We",
        Weekday::Thu => "Th",
        Weekday::Fri => "Fr",
        Weekday::Sat => "Sa",
        Weekday::Sun => "Su",
    }
}

fn list(parts: impl Iterator<Item = impl AsRef<str>>) -> String {
    parts.fold(String::new(), |mut list, part| {
        if !list.is_empty() {
            list.push(',');
        }
        list.push_str(part.as_ref());
        list
    })
}
