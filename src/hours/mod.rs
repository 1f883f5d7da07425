//! When the desk is staffed.
//!
//! The municipality says how a plain week looks, which eves are closed, which days are short and what
//! happens on certain dates ([`HoursSettings`]). All of it compiles to one rule in OpenStreetMap's
//! opening-hours syntax, which a person can read and check ([`Schedule::rule`]), and everything else is
//! asked of that rule: [`Schedule::open_at`], [`Schedule::next_open`], [`Schedule::next_close`].
//!
//! Everything here is a value. Nothing reads a clock, and nothing reads the zone of the process: instants
//! are UTC, the desk's days are Europe/Stockholm. Sentences about hours are made in `wording`.

mod by_hand;
mod calendar;
mod compile;
mod desk_hours;
mod deviation;
mod period;
mod schedule;
mod settings;
mod span;
mod zone;

#[cfg(test)]
mod swedish_days;

pub use by_hand::{Override, OverrideField, Public, UnfitOverride, Written};
pub use calendar::{Holiday, holiday_on};
pub use compile::ScheduleError;
pub use desk_hours::{DeskHours, DeskState, Rule};
pub use deviation::{Deviation, Reason};
pub use period::Interval;
pub use schedule::Schedule;
pub use settings::{Eve, Exception, HoursSettings, ShortDay};
pub use span::{BadSpan, Span};
pub use zone::in_stockholm;
