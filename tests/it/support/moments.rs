//! Moments with a name.

use chrono::{DateTime, Utc};

/// Monday 2 March 2026, 09:00 in Sweden: the desk is open.
pub(crate) const MONDAY_NINE: &str = "2026-03-02T08:00:00Z";
/// Monday 2 March 2026, 15:59 in Sweden: a minute before closing.
pub(crate) const MONDAY_JUST_BEFORE_CLOSING: &str = "2026-03-02T14:59:00Z";
/// Monday 2 March 2026, 22:00 in Sweden: the desk is closed.
pub(crate) const MONDAY_NIGHT: &str = "2026-03-02T21:00:00Z";
/// Tuesday 3 March 2026, 08:00 in Sweden: the desk opens.
pub(crate) const TUESDAY_OPENING: &str = "2026-03-03T07:00:00Z";

/// A moment by its text.
pub(crate) fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment in RFC 3339")
}
