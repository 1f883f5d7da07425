//! From when on questions are looked at: "30d", "4w", "6m" or a day.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Europe::Stockholm;

// Ten years of days: far longer than anything is kept.
const LONGEST: u32 = 3_660;

/// How far back one looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// So many times 24 hours.
    Days(u32),
    /// So many months, to the same hour of the same day of the month, or the last day of a shorter one.
    Months(u32),
    /// From the beginning of a day in Sweden.
    From(NaiveDate),
}

impl Default for Period {
    fn default() -> Self {
        Self::Days(30)
    }
}

/// What was written is no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a period is a number of days, weeks or months such as 30d, 4w or 6m, or a day such as 2026-01-01")]
pub struct BadPeriod;

impl Period {
    /// When it begins, seen from `now`. Never after `now`.
    #[must_use]
    pub fn begins(self, now: DateTime<Utc>) -> DateTime<Utc> {
        let local = now.with_timezone(&Stockholm);
        let begins = match self {
            Self::Days(days) => now.checked_sub_days(Days::new(days.into())),
            Self::Months(months) => local.checked_sub_months(Months::new(months)).map(|at| at.to_utc()),
            // Midnight is never skipped in Sweden.
            Self::From(day) => {
                Stockholm.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest().map(|at| at.to_utc())
            }
        };
        begins.unwrap_or(DateTime::<Utc>::MIN_UTC).min(now)
    }
}

impl FromStr for Period {
    type Err = BadPeriod;

    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Ok(Self::From(day));
        }
        let unit = text.chars().next_back().ok_or(BadPeriod)?;
        let number: u32 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| BadPeriod)?;
        let days = |days: u32| number.checked_mul(days).filter(|days| (1..=LONGEST).contains(days)).ok_or(BadPeriod);
        match unit {
            'd' => days(1).map(Self::Days),
            'w' => days(7).map(Self::Days),
            'm' => days(30).map(|_| Self::Months(number)),
            _ => Err(BadPeriod),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(days) => write!(f, "{days}d"),
            Self::Months(months) => write!(f, "{months}m"),
            Self::From(day) => day.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn begins(text: &str) -> String {
        let now = "2026-03-31T10:00:00Z".parse().expect("an instant");
        text.parse::<Period>().map_or_else(|bad| bad.to_string(), |period| period.begins(now).to_rfc3339())
    }

    #[test]
    fn days_weeks_months_and_a_day_in_sweden() {
        assert_eq!(begins("30d"), "2026-03-01T10:00:00+00:00");
        assert_eq!(begins("4w"), "2026-03-03T10:00:00+00:00");
        // The clock in Sweden shows noon on both days; February has no 31st.
        assert_eq!(begins("1m"), "2026-02-28T11:00:00+00:00");
        assert_eq!(begins("2026-01-01"), "2025-12-31T23:00:00+00:00");
        assert_eq!(begins("2030-01-01"), "2026-03-31T10:00:00+00:00", "nothing is asked in the future");
    }

    #[test]
    fn what_is_no_period_is_told_what_would_be() {
        for wrong in ["", "30", "d", "-3d", "0d", "3 d", "30dagar", "1å", "2026-13-01", "9999999999d", "4000d", "600w"]
        {
            assert_eq!(wrong.parse::<Period>(), Err(BadPeriod), "{wrong}");
        }
        assert!(begins("igår").contains("30d, 4w or 6m"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_period_or_not_and_never_panics(text in ".{0,12}", now in 0_i64..4_000_000_000) {
            let now = DateTime::from_timestamp(now, 0).expect("an instant");
            if let Ok(period) = text.parse::<Period>() {
                prop_assert!(period.begins(now) <= now);
            }
        }

        #[test]
        fn a_period_is_read_back_as_it_is_written(days in 1_u32..3_660, months in 1_u32..122) {
            for period in [Period::Days(days), Period::Months(months)] {
                prop_assert_eq!(period.to_string().parse(), Ok(period));
            }
        }
    }
}
