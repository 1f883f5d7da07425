//! The desk's days on the line of time.
//!
//! The clock in Sweden jumps from 02:00 to 03:00 in spring and from 03:00 back to 02:00 in autumn. Office
//! hours are elsewhere in the day, but every time that can be configured has exactly one meaning here.

use std::ops::Range;

use chrono::{DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Stockholm;

use super::span::Span;

/// What clocks and calendars in Sweden show at an instant. The zone of the process plays no part.
#[must_use]
pub fn in_stockholm(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&Stockholm).naive_local()
}

/// A span of a day as instants, the end not included. An hour that occurs twice belongs to it both times;
/// one that is skipped is left out, so the result may be empty.
pub(super) fn instants(date: NaiveDate, span: Span) -> Range<DateTime<Utc>> {
    let start = clock_time(date, span.from_min()).map_or(DateTime::<Utc>::MAX_UTC, first_instant);
    let end = clock_time(date, span.to_min()).map_or(DateTime::<Utc>::MAX_UTC, last_instant);
    start..end
}

fn clock_time(date: NaiveDate, minute: u16) -> Option<NaiveDateTime> {
    match minute {
        0..1440 => date.and_hms_opt(u32::from(minute / 60), u32::from(minute % 60), 0),
        _ => date.checked_add_days(Days::new(1))?.and_hms_opt(0, 0, 0),
    }
}

fn first_instant(clock: NaiveDateTime) -> DateTime<Utc> {
    match Stockholm.from_local_datetime(&clock) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => at.to_utc(),
        MappedLocalTime::None => after_gap(clock),
    }
}

fn last_instant(clock: NaiveDateTime) -> DateTime<Utc> {
    match Stockholm.from_local_datetime(&clock) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(_, at) => at.to_utc(),
        MappedLocalTime::None => after_gap(clock),
    }
}

/// The instant at which the clock jumped over `clock`.
fn after_gap(clock: NaiveDateTime) -> DateTime<Utc> {
    // Sweden's jumps are one hour and whole minutes.
    (1..=60)
        .find_map(|minutes| Stockholm.from_local_datetime(&(clock + TimeDelta::minutes(minutes))).earliest())
        .map_or(DateTime::<Utc>::MAX_UTC, |at| at.to_utc())
}
