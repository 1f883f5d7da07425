//! Sweden's public holidays, exactly as the law lists them (lag 1989:253 om allmänna helgdagar).
//!
//! The law also counts every Sunday; those are left to the plain week. Midsummer's Eve, Christmas Eve and
//! New Year's Eve are *not* in the law: whether the desk is closed then is for the configuration to say.

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use compact_calendar::CompactCalendar;

/// The years that the rule's holiday table covers. Nationaldagen became a holiday in 2005; the end is
/// merely far away.
const TABLE_YEARS: std::ops::RangeInclusive<i32> = 2005..=2199;

/// A public holiday in law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holiday {
    /// 1 January.
    Nyarsdagen,
    /// 6 January.
    TrettondedagJul,
    /// The Friday before Easter.
    Langfredagen,
    /// Easter Sunday.
    Paskdagen,
    /// The Monday after Easter.
    AnnandagPask,
    /// 1 May.
    ForstaMaj,
    /// The sixth Thursday after Easter.
    KristiHimmelsfardsdag,
    /// The seventh Sunday after Easter.
    Pingstdagen,
    /// 6 June.
    Nationaldagen,
    /// The Saturday from 20 to 26 June.
    Midsommardagen,
    /// The Saturday from 31 October to 6 November.
    AllaHelgonsDag,
    /// 25 December.
    Juldagen,
    /// 26 December.
    AnnandagJul,
}

impl Holiday {
    /// All of them, in the law's order.
    pub const ALL: [Self; 13] = [
        Self::Nyarsdagen,
        Self::TrettondedagJul,
        Self::Langfredagen,
        Self::Paskdagen,
        Self::AnnandagPask,
        Self::ForstaMaj,
        Self::KristiHimmelsfardsdag,
        Self::Pingstdagen,
        Self::Nationaldagen,
        Self::Midsommardagen,
        Self::AllaHelgonsDag,
        Self::Juldagen,
        Self::AnnandagJul,
    ];

    /// The day it falls on; `None` only for years that no calendar holds.
    #[must_use]
    pub fn date(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::Nyarsdagen => NaiveDate::from_ymd_opt(year, 1, 1),
            Self::TrettondedagJul => NaiveDate::from_ymd_opt(year, 1, 6),
            Self::Langfredagen => from_easter(year, -2),
            Self::Paskdagen => from_easter(year, 0),
            Self::AnnandagPask => from_easter(year, 1),
            Self::ForstaMaj => NaiveDate::from_ymd_opt(year, 5, 1),
            Self::KristiHimmelsfardsdag => from_easter(year, 39),
            Self::Pingstdagen => from_easter(year, 49),
            Self::Nationaldagen => NaiveDate::from_ymd_opt(year, 6, 6),
            Self::Midsommardagen => on_or_after(NaiveDate::from_ymd_opt(year, 6, 20)?, Weekday::Sat),
            Self::AllaHelgonsDag => on_or_after(NaiveDate::from_ymd_opt(year, 10, 31)?, Weekday::Sat),
            Self::Juldagen => NaiveDate::from_ymd_opt(year, 12, 25),
            Self::AnnandagJul => NaiveDate::from_ymd_opt(year, 12, 26),
        }
    }

    /// The name in law.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Nyarsdagen => "nyårsdagen",
            Self::TrettondedagJul => "trettondedag jul",
            Self::Langfredagen => "långfredagen",
            Self::Paskdagen => "påskdagen",
            Self::AnnandagPask => "annandag påsk",
            Self::ForstaMaj => "första maj",
            Self::KristiHimmelsfardsdag => "Kristi himmelsfärdsdag",
            Self::Pingstdagen => "pingstdagen",
            Self::Nationaldagen => "nationaldagen",
            Self::Midsommardagen => "midsommardagen",
            Self::AllaHelgonsDag => "alla helgons dag",
            Self::Juldagen => "juldagen",
            Self::AnnandagJul => "annandag jul",
        }
    }
}

/// The public holiday on a day, if there is one. Where two meet (Kristi himmelsfärdsdag on första maj) it
/// is the first in the law's order.
#[must_use]
pub fn holiday_on(date: NaiveDate) -> Option<Holiday> {
    Holiday::ALL.into_iter().find(|holiday| holiday.date(date.year()) == Some(date))
}

/// The table behind `PH` in the rule, in place of the crate's own, which also holds three eves.
pub(super) fn public_holidays() -> Arc<CompactCalendar> {
    let every = TABLE_YEARS.flat_map(|year| Holiday::ALL.into_iter().filter_map(move |day| day.date(year)));
    Arc::new(every.collect())
}

/// The day so many days after Easter Sunday.
pub(super) fn from_easter(year: i32, days: i64) -> Option<NaiveDate> {
    let easter = easter_sunday(year)?;
    let distance = Days::new(days.unsigned_abs());
    if days < 0 { easter.checked_sub_days(distance) } else { easter.checked_add_days(distance) }
}

/// The first such weekday from `date` on.
pub(super) fn on_or_after(date: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    date.iter_days().take(7).find(|day| day.weekday() == weekday)
}

/// Easter Sunday of the Gregorian calendar, by the anonymous algorithm (Meeus, Astronomical Algorithms,
/// chapter 8; Butcher 1876).
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, in_century) = (year.div_euclid(100), year.rem_euclid(100));
    let correction = (8 * century + 13) / 25;
    let epact = (19 * golden + century - century / 4 - correction + 15).rem_euclid(30);
    let to_sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let march_days = epact + to_sunday - 7 * late + 114;
    let (month, day) = (march_days / 31, march_days % 31 + 1);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}
