//! How long somebody in the queue will wait, as far as anybody can tell.
//!
//! Two things are remembered of the last 32 conversations. *Effort*: the time from the moment when a conversation
//! could have been taken (the one before it was, or its own wait began) until it was, times the places to work at
//! then (agents available × capacity). *Handling*: the time from taken to closed. Then
//!
//! ```text
//! wait(position) = position × per place ÷ places now
//! per place      = effort, and at least the handling time where no free place is left for that position
//! ```
//!
//! Effort holds everything that slows a desk, slow acceptance too; handling is what a desk that was idle a moment ago
//! and is full now will turn out to need. With fewer than five remembered, it is `default_wait × position ÷ agents`.
//! The estimate grows with the position, never falls.

use std::collections::VecDeque;

use chrono::Duration;

use crate::moment::Moment;

/// As many conversations as the estimate remembers.
const REMEMBERED: usize = 32;
/// As many as make a history.
const ENOUGH: usize = 5;

/// The last durations, in milliseconds.
#[derive(Debug, Default)]
struct Recent(VecDeque<i64>);

impl Recent {
    fn add(&mut self, duration: Duration) {
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(duration.num_milliseconds().max(0));
    }

    fn mean(&self) -> Option<i64> {
        let count = i64::try_from(self.0.len()).ok().filter(|_| self.0.len() >= ENOUGH)?;
        Some(self.0.iter().sum::<i64>() / count)
    }
}

/// What has been seen of the desk's pace.
#[derive(Debug, Default)]
pub(super) struct History {
    effort: Recent,
    handling: Recent,
    last_taken: Option<Moment>,
}

impl History {
    /// A conversation that had waited since `since` was taken, while there were so many places to work at.
    pub(super) fn taken(&mut self, since: Moment, places: usize, now: Moment) {
        let could_be = self.last_taken.map_or(since, |last| last.max(since));
        let places = i32::try_from(places.max(1)).unwrap_or(i32::MAX);
        self.effort.add((now - could_be) * places);
        self.last_taken = Some(now);
    }

    /// A conversation was finished.
    pub(super) fn finished(&mut self, took: Duration) {
        self.handling.add(took);
    }

    /// The pace now.
    pub(super) fn pace(&self, staff: Staff, default_wait: Duration) -> Pace {
        let by_default = (default_wait.num_milliseconds(), staff.agents.max(1));
        let (near, far, places) = match self.effort.mean() {
            Some(effort) => {
                let handling = self.handling.mean().unwrap_or(by_default.0);
                (effort, effort.max(handling), staff.places.max(1))
            }
            None => (by_default.0, by_default.0, by_default.1),
        };
        Pace { near, far, places, free: staff.free, is_staffed: staff.agents > 0 }
    }
}

/// Who is there to take conversations.
#[derive(Debug, Clone, Copy)]
pub(super) struct Staff {
    /// Agents available.
    pub(super) agents: usize,
    /// Places to work at: agents × capacity.
    pub(super) places: usize,
    /// Those of them that are free.
    pub(super) free: usize,
}

/// The desk's pace at one moment: ask it for as many positions as wanted.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Milliseconds per place for positions that find a free one.
    near: i64,
    /// Milliseconds per place for the others.
    far: i64,
    places: usize,
    free: usize,
    /// Whether anybody is available at all.
    is_staffed: bool,
}

impl Pace {
    /// The expected wait at a position, counted from 1; never shorter at a later position.
    #[must_use]
    pub fn wait(&self, position: usize) -> Duration {
        let each = if position <= self.free { self.near } else { self.far };
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Duration::milliseconds(each.saturating_mul(count(position)) / count(self.places))
    }

    /// The same [rounded up](rounded_up) as a person is told it. `None` while nobody is available: what the desk has done
    /// before, or is set to need, is no answer to somebody who waits when nobody works.
    #[must_use]
    pub fn told(&self, position: usize) -> Option<Duration> {
        self.is_staffed.then(|| rounded_up(self.wait(position)))
    }
}

/// The wait as a person is told it: rounded up to half minutes, from five minutes on to whole minutes. Never zero.
#[must_use]
pub fn rounded_up(wait: Duration) -> Duration {
    let seconds = wait.num_milliseconds().max(1).saturating_add(999) / 1000;
    let step = if seconds <= 300 { 30 } else { 60 };
    Duration::seconds((seconds + step - 1) / step * step)
}
