//! Hours within a day: from one clock time to another.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveTime, Timelike};
use thiserror::Error;

/// Minutes in a day without a clock change.
const DAY_MIN: u16 = 24 * 60;

/// Open from one clock time to another on the same day. The end is the first minute that is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    from_min: u16,
    to_min: u16,
}

/// Text that is not hours within a day.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{text}` is not hours within one day; write for example `08:00-16:00` or `08:00-12:00,13:00-16:00`")]
pub struct BadSpan {
    /// What was written.
    pub text: String,
}

impl Span {
    /// From and to, in minutes since midnight; `None` unless they are in order and within the day.
    #[must_use]
    pub fn new(from_min: u16, to_min: u16) -> Option<Self> {
        (from_min < to_min && to_min <= DAY_MIN).then_some(Self { from_min, to_min })
    }

    /// When it opens, in minutes since midnight.
    #[must_use]
    pub fn from_min(self) -> u16 {
        self.from_min
    }

    /// When it closes, in minutes since midnight; 1440 is the midnight that ends the day.
    #[must_use]
    pub fn to_min(self) -> u16 {
        self.to_min
    }

    /// Whether the clock shows a time in it.
    #[must_use]
    pub fn holds(self, time: NaiveTime) -> bool {
        let minute = time.hour() * 60 + time.minute();
        (u32::from(self.from_min)..u32::from(self.to_min)).contains(&minute)
    }

    /// Several, separated by commas, as the configuration writes them.
    ///
    /// # Errors
    /// When one is not `HH:MM-HH:MM` within the day, or begins before the one in front of it has ended.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, BadSpan> {
        let spans = text.split(',').map(|part| part.trim().parse()).collect::<Result<Vec<Self>, _>>()?;
        let in_order = spans.windows(2).all(|pair| pair[0].to_min <= pair[1].from_min);
        if in_order { Ok(spans) } else { Err(BadSpan { text: text.to_owned() }) }
    }
}

impl FromStr for Span {
    type Err = BadSpan;

    fn from_str(text: &str) -> Result<Self, BadSpan> {
        text.split_once('-')
            .and_then(|(from, to)| Self::new(minutes(from.trim())?, minutes(to.trim())?))
            .ok_or_else(|| BadSpan { text: text.to_owned() })
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from_min, self.to_min);
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

/// `HH:MM` as minutes since midnight, to `24:00`.
fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) || minute.len() != 2 || !(1..=2).contains(&hour.len()) {
        return None;
    }
    let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
    (minute < 60 && hour * 60 + minute <= DAY_MIN).then_some(hour * 60 + minute)
}
