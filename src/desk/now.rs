//! The desk at this moment: open or not, reachable or not, and the sentences that say so.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use tracing::info;

use super::Desk;
use crate::conversation::entry::NobodyBecause;
use crate::conversation::{Action, Event, Reach, Text};
use crate::hours::{DeskHours, DeskState, Interval, Override, Schedule};
use crate::language::Language;
use crate::routing::Reachable;
use crate::routing::clock::{self, Door};
use crate::wording;
use crate::wording::events::{DeskSays, Reader};

// How far back the last opening or closing is looked for at a start.
const LOOK_BACK: Duration = Duration::days(20);

/// The desk as everybody may know it: no reason of a leader is in it, so none can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskNow {
    /// By hours and override only.
    pub open: bool,
    /// Whether a person would be given now.
    pub reachable: bool,
    /// When `open` changes.
    pub changes_at: Option<DateTime<Utc>>,
    /// Why nobody would be given.
    nobody: Option<NobodyBecause>,
    state: DeskState,
    at: DateTime<Utc>,
}

impl DeskNow {
    /// The sentence about it: its hours, or that nobody can be given although it is open.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let nobody = self.nobody.filter(|_| self.open);
        nobody.map_or_else(
            || self.hours_text(language),
            |because| wording::hours::nobody_text(&self.state, because, self.at, language),
        )
    }

    /// The sentence about its hours alone.
    #[must_use]
    pub fn hours_text(&self, language: Language) -> String {
        wording::hours::desk_text(&self.state, self.at, language)
    }
}

/// The desk as staff may know it: with the reason of what was decided by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskOfStaff {
    /// What everybody may know.
    pub now: DeskNow,
    by_hand: Option<Override>,
}

impl DeskOfStaff {
    /// The sentence about it: the time, the reason, and what visitors read.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let DeskNow { state, at, .. } = &self.now;
        self.by_hand.as_ref().map_or_else(
            || self.now.hours_text(language),
            |by_hand| wording::hours::staff_text(state, by_hand, *at, language),
        )
    }

    /// Why it is open or closed, where somebody has decided that by hand.
    #[must_use]
    pub fn reason(&self) -> Option<&Text> {
        self.by_hand.as_ref().map(|by_hand| &by_hand.reason)
    }
}

/// What the desk says about itself, in one reader's language.
#[derive(Clone)]
pub struct Words<'a> {
    /// The language.
    pub language: Language,
    reader: Reader,
    desk: &'a Desk,
}

impl Words<'_> {
    /// The sentence for an event that happened at a time.
    #[must_use]
    pub fn event(&self, event: &Event, at: DateTime<Utc>) -> String {
        let now = self.desk.current();
        let says = DeskSays { hours: &now.hours_text(self.language), open: now.open };
        wording::events::text(event, self.reader, self.language, says, |tier, danger| {
            self.desk.0.assistant.danger_text(tier, danger, at, self.language)
        })
    }

    /// What the reader can do about an event with one press; staff do nothing in a visitor's place.
    #[must_use]
    pub fn actions(&self, event: &Event) -> Vec<Action> {
        if self.reader == Reader::Staff { Vec::new() } else { wording::events::actions(event, self.language) }
    }
}

/// Whether the door is open, since when, and until when: kept, because everybody asks.
#[derive(Debug, Clone, Copy)]
pub(super) struct DoorKept {
    interval: Interval,
    since: DateTime<Utc>,
}

impl DoorKept {
    /// The door at the start of the process: since the last edge of the hours.
    pub(super) fn at_start(schedule: &Schedule, now: DateTime<Utc>) -> Self {
        let mut interval = schedule.interval_at(now - LOOK_BACK);
        while let Some(edge) = interval.until.filter(|edge| *edge <= now) {
            interval = schedule.interval_at(edge);
        }
        Self { interval: schedule.interval_at(now), since: interval.from }
    }

    fn door(&self) -> Door {
        if self.interval.open {
            Door::Open { since: self.since, until: self.interval.until }
        } else {
            Door::Closed { since: self.since }
        }
    }
}

impl Desk {
    /// The desk now.
    #[must_use]
    pub fn current(&self) -> DeskNow {
        let at = self.now();
        let state = self.0.hours.lock().state(at);
        self.as_it_is(state, at)
    }

    /// The desk now, for staff.
    #[must_use]
    pub fn current_for_staff(&self) -> DeskOfStaff {
        let at = self.now();
        // In one look: the reason of one decision never stands beside the time of another.
        let (state, by_hand) = {
            let hours = self.0.hours.lock();
            (hours.state(at), hours.decision(at).cloned())
        };
        DeskOfStaff { now: self.as_it_is(state, at), by_hand }
    }

    fn as_it_is(&self, state: DeskState, at: DateTime<Utc>) -> DeskNow {
        let nobody = match self.0.routing.lock().reachable() {
            Reachable::Person => None,
            Reachable::NobodyAvailable => Some(NobodyBecause::NobodyAvailable),
            Reachable::QueueFull => Some(NobodyBecause::QueueFull),
        };
        let reachable = state.open && nobody.is_none();
        DeskNow { open: state.open, reachable, changes_at: state.changes_at, nobody, state, at }
    }

    /// The sentences of the desk for a visitor.
    #[must_use]
    pub fn words(&self, language: Language) -> Words<'_> {
        Words { language, reader: Reader::Visitor, desk: self }
    }

    /// The sentences of the desk for a member of staff, who reads of the visitor and not as the visitor.
    #[must_use]
    pub fn staff_words(&self, language: Language) -> Words<'_> {
        Words { language, reader: Reader::Staff, desk: self }
    }

    /// Whether a person can be reached, as the rules ask it.
    pub(super) fn reach(&self, now: DateTime<Utc>) -> Reach {
        self.clock_view(now).reach()
    }

    /// The desk as the clock's rules look at it. Notices an edge of the hours by the way.
    pub(super) fn clock_view(&self, now: DateTime<Utc>) -> clock::DeskNow {
        let door = self.door(now);
        let routing = self.0.routing.lock();
        clock::DeskNow { door, reachable: routing.reachable(), nobody_since: routing.nobody_since() }
    }

    fn door(&self, now: DateTime<Utc>) -> Door {
        let mut kept = self.0.door.lock();
        if !kept.interval.holds(now) {
            let was_open = kept.interval.open;
            self.look_at_door(&mut kept, now);
            match (was_open, kept.interval.open) {
                (false, true) => info!("the clock opens the desk"),
                (true, false) => info!("the clock closes the desk"),
                _ => {}
            }
        }
        kept.door()
    }

    /// Looks at the hours anew, because they were changed by hand.
    pub(super) fn look_at_hours(&self) {
        self.look_at_door(&mut self.0.door.lock(), self.now());
    }

    fn look_at_door(&self, kept: &mut DoorKept, now: DateTime<Utc>) {
        let DeskState { open, changes_at, .. } = self.0.hours.lock().state(now);
        if open != kept.interval.open {
            // The edge itself, when the hours made it; a decision by hand counts from when it is seen.
            kept.since = kept.interval.until.filter(|edge| *edge <= now).unwrap_or(now);
        }
        kept.interval = Interval { open, from: now, until: changes_at };
    }

    /// Opens or closes the desk by hand, or ends what was decided by hand before.
    pub(super) fn set_by_hand(&self, by_hand: Option<Override>) {
        let mut hours = self.0.hours.lock();
        *hours = DeskHours { schedule: Arc::clone(&hours.schedule), by_hand };
    }
}
