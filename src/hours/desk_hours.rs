//! The hours together with what a leader has decided by hand.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::by_hand::{Override, Public};
use super::schedule::Schedule;

/// The schedule, and the decision by hand if there is one.
#[derive(Clone, Debug)]
pub struct DeskHours {
    /// The configured hours.
    pub schedule: Arc<Schedule>,
    /// What a leader has decided; it stops to matter by itself when its time is out.
    pub by_hand: Option<Override>,
}

/// How things stand at an instant, as everybody may know it: why a leader has decided so is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskState {
    /// Whether the desk is open, by hours and override only.
    pub open: bool,
    /// The first instant at which `open` becomes otherwise; `None` when that is not within 400 days.
    pub changes_at: Option<DateTime<Utc>>,
    /// What makes it so.
    pub rule: Rule,
}

/// What decides whether the desk is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The configured hours.
    Schedule,
    /// A leader, and what visitors are told of it besides the time.
    ByHand(Option<Public>),
}

impl DeskHours {
    /// Hours that nobody has overridden.
    #[must_use]
    pub fn new(schedule: Arc<Schedule>) -> Self {
        Self { schedule, by_hand: None }
    }

    /// Whether the desk is open.
    #[must_use]
    pub fn open_at(&self, now: DateTime<Utc>) -> bool {
        self.decision(now).map_or_else(|| self.schedule.open_at(now), |by_hand| by_hand.open)
    }

    /// Whether it is open, and until when. A decision that ends when the schedule says the same changes
    /// nothing: closed by hand until 18:00 means closed until next morning.
    #[must_use]
    pub fn state(&self, now: DateTime<Utc>) -> DeskState {
        let Some(by_hand) = self.decision(now) else {
            let interval = self.schedule.interval_at(now);
            return DeskState { open: interval.open, changes_at: interval.until, rule: Rule::Schedule };
        };
        let afterwards = self.schedule.interval_at(by_hand.until);
        let changes_at = if afterwards.open == by_hand.open { afterwards.until } else { Some(by_hand.until) };
        DeskState { open: by_hand.open, changes_at, rule: Rule::ByHand(by_hand.public.clone()) }
    }

    /// The decision by hand that holds now, with its reason: for staff.
    #[must_use]
    pub fn decision(&self, now: DateTime<Utc>) -> Option<&Override> {
        self.by_hand.as_ref().filter(|by_hand| now < by_hand.until)
    }
}
