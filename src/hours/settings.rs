//! What the municipality says about its hours, before it is compiled.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::calendar::{from_easter, on_or_after};

/// The desk's hours as the configuration gives them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursSettings {
    /// A plain week in OpenStreetMap's opening-hours syntax, such as `Mo-Fr 08:00-16:00`, or `off`.
    pub week: String,
    /// Days outside of the law on which the desk is closed all day.
    pub closed_eves: Vec<Eve>,
    /// Days with hours of their own. They hold only on weekdays that the plain week is open.
    pub short_days: Vec<ShortDay>,
    /// Certain dates; they win over everything else.
    pub exceptions: Vec<Exception>,
}

/// A yearly day with hours of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShortDay {
    /// Which day.
    pub day: Eve,
    /// Its hours, such as `08:00-12:00`.
    pub hours: String,
}

/// One date that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The date, such as `2026-11-30`.
    #[serde(deserialize_with = "date_as_written")]
    pub date: NaiveDate,
    /// Its hours, such as `10:00-15:00`, or `off`.
    pub hours: String,
    /// Why, in words that the public may read.
    pub reason: String,
}

fn date_as_written<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| Error::custom(format!("`{text}` must be a date such as `2026-11-30`")))
}

/// A day before a holiday, by the name that Swedes give it. None of them is a holiday in law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Eve {
    /// 5 January.
    #[serde(rename = "trettondagsafton")]
    Trettondagsafton,
    /// The Thursday before Easter.
    #[serde(rename = "skärtorsdagen")]
    Skartorsdagen,
    /// The Saturday before Easter.
    #[serde(rename = "påskafton")]
    Paskafton,
    /// 30 April.
    #[serde(rename = "valborgsmässoafton")]
    Valborgsmassoafton,
    /// The Wednesday before Kristi himmelsfärdsdag.
    #[serde(rename = "dagen före Kristi himmelsfärdsdag")]
    BeforeKristiHimmelsfardsdag,
    /// The Saturday before pingstdagen.
    #[serde(rename = "pingstafton")]
    Pingstafton,
    /// The Friday from 19 to 25 June.
    #[serde(rename = "midsommarafton")]
    Midsommarafton,
    /// The Friday before alla helgons dag.
    #[serde(rename = "allhelgonaafton")]
    Allhelgonaafton,
    /// 23 December.
    #[serde(rename = "dagen före julafton")]
    BeforeJulafton,
    /// 24 December.
    #[serde(rename = "julafton")]
    Julafton,
    /// 31 December.
    #[serde(rename = "nyårsafton")]
    Nyarsafton,
}

impl Eve {
    /// All of them, in the order of the year.
    pub const ALL: [Self; 11] = [
        Self::Trettondagsafton,
        Self::Skartorsdagen,
        Self::Paskafton,
        Self::Valborgsmassoafton,
        Self::BeforeKristiHimmelsfardsdag,
        Self::Pingstafton,
        Self::Midsommarafton,
        Self::Allhelgonaafton,
        Self::BeforeJulafton,
        Self::Julafton,
        Self::Nyarsafton,
    ];

    /// The name, which is also how the configuration writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Trettondagsafton => "trettondagsafton",
            Self::Skartorsdagen => "skärtorsdagen",
            Self::Paskafton => "påskafton",
            Self::Valborgsmassoafton => "valborgsmässoafton",
            Self::BeforeKristiHimmelsfardsdag => "dagen före Kristi himmelsfärdsdag",
            Self::Pingstafton => "pingstafton",
            Self::Midsommarafton => "midsommarafton",
            Self::Allhelgonaafton => "allhelgonaafton",
            Self::BeforeJulafton => "dagen före julafton",
            Self::Julafton => "julafton",
            Self::Nyarsafton => "nyårsafton",
        }
    }

    /// The weekday that it always is, where the dates of [`selector`](Self::selector) are those that it can have. `Jun 19+Fr`
    /// would say it in one, but not every program that reads such rules knows it.
    pub(super) fn weekday(self) -> Option<&'static str> {
        matches!(self, Self::Midsommarafton | Self::Allhelgonaafton).then_some("Fr")
    }

    /// The day in the rule's syntax, or the days.
    pub(super) fn selector(self) -> &'static str {
        match self {
            Self::Trettondagsafton => "Jan 5",
            Self::Skartorsdagen => "easter -3 days",
            Self::Paskafton => "easter -1 day",
            Self::Valborgsmassoafton => "Apr 30",
            Self::BeforeKristiHimmelsfardsdag => "easter +38 days",
            Self::Pingstafton => "easter +48 days",
            Self::Midsommarafton => "Jun 19-25",
            Self::Allhelgonaafton => "Oct 30-Nov 05",
            Self::BeforeJulafton => "Dec 23",
            Self::Julafton => "Dec 24",
            Self::Nyarsafton => "Dec 31",
        }
    }

    /// Whether it falls on that date.
    pub(super) fn is_on(self, date: NaiveDate) -> bool {
        let year = date.year();
        let friday_from = |month, day| on_or_after(NaiveDate::from_ymd_opt(year, month, day)?, Weekday::Fri);
        let falls_on = match self {
            Self::Trettondagsafton => NaiveDate::from_ymd_opt(year, 1, 5),
            Self::Skartorsdagen => from_easter(year, -3),
            Self::Paskafton => from_easter(year, -1),
            Self::Valborgsmassoafton => NaiveDate::from_ymd_opt(year, 4, 30),
            Self::BeforeKristiHimmelsfardsdag => from_easter(year, 38),
            Self::Pingstafton => from_easter(year, 48),
            Self::Midsommarafton => friday_from(6, 19),
            Self::Allhelgonaafton => friday_from(10, 30),
            Self::BeforeJulafton => NaiveDate::from_ymd_opt(year, 12, 23),
            Self::Julafton => NaiveDate::from_ymd_opt(year, 12, 24),
            Self::Nyarsafton => NaiveDate::from_ymd_opt(year, 12, 31),
        };
        falls_on == Some(date)
    }
}
