//! Those who wait, in the order in which they are served.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::conversation::{Conversation, ConversationId, IdMap, Stage};
use crate::moment::{Moment, Now};

/// One who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four facts that do not depend on each other")]
pub struct Waiting {
    /// Which conversation.
    pub conversation: ConversationId,
    /// When the wait began.
    pub since: Moment,
    /// Whether an agent was lost or gave it back: before all that were not.
    pub returned: bool,
    /// Whether somebody may be in danger: before all others.
    pub urgent: bool,
    /// Whether any of the visitor's sockets is open; the place is kept, but not offered, while none is.
    pub present: bool,
    /// Whether the visitor was told that nobody will come: not offered, but an agent may still take it.
    pub told: bool,
}

impl Waiting {
    /// How a conversation waits; `None` when it does not.
    #[must_use]
    pub fn of(conversation: &Conversation, present: bool, now: &Now) -> Option<Self> {
        let Stage::Queued { since, returned, choose_by } = conversation.stage else { return None };
        let (id, urgent, since) = (conversation.id, conversation.urgent, now.moment_of(since));
        Some(Self { conversation: id, since, returned, urgent, present, told: choose_by.is_some() })
    }

    fn rank(&self) -> Rank {
        Rank { calm: !self.urgent, fresh: !self.returned, since: self.since }
    }
}

/// What decides the order but for the id: `false` sorts first, so both flags are the unhurried case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    calm: bool,
    fresh: bool,
    since: Moment,
}

type Place = (Rank, ConversationId);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Flags {
    present: bool,
    told: bool,
    closing_told: bool,
}

/// The queue: urgent first, then returned, then since, then id. Two small rows for each who waits, no allocation of their own.
///
/// Invariant: `ranks` and `places` hold the same conversations.
#[derive(Debug, Default)]
pub(super) struct Queue {
    places: BTreeMap<Place, Flags>,
    ranks: IdMap<ConversationId, Rank>,
}

impl Queue {
    /// Puts somebody in the place that is theirs; whoever waits already is moved and keeps what has been told.
    pub(super) fn put(&mut self, waiting: &Waiting) {
        let before = self.take(waiting.conversation);
        let closing_told = before.is_some_and(|flags| flags.closing_told);
        let flags = Flags { present: waiting.present, told: waiting.told, closing_told };
        self.ranks.insert(waiting.conversation, waiting.rank());
        self.places.insert((waiting.rank(), waiting.conversation), flags);
    }

    /// Takes somebody out, and tells since when they waited.
    pub(super) fn remove(&mut self, conversation: ConversationId) -> Option<Moment> {
        let since = self.ranks.get(&conversation)?.since;
        self.take(conversation);
        Some(since)
    }

    fn take(&mut self, conversation: ConversationId) -> Option<Flags> {
        let rank = self.ranks.remove(&conversation)?;
        self.places.remove(&(rank, conversation))
    }

    pub(super) fn mark_urgent(&mut self, conversation: ConversationId) {
        let Some(rank) = self.ranks.get_mut(&conversation) else { return };
        let before = *rank;
        rank.calm = false;
        let after = *rank;
        if let Some(flags) = self.places.remove(&(before, conversation)) {
            self.places.insert((after, conversation), flags);
        }
    }

    /// Sets whether the visitor is there; tells whether that is news.
    pub(super) fn set_present(&mut self, conversation: ConversationId, present: bool) -> bool {
        let Some(flags) = self.flags_mut(conversation) else { return false };
        std::mem::replace(&mut flags.present, present) != present
    }

    pub(super) fn closing_told(&self, conversation: ConversationId) -> bool {
        self.flags(conversation).is_some_and(|flags| flags.closing_told)
    }

    pub(super) fn mark_closing_told(&mut self, conversation: ConversationId) {
        if let Some(flags) = self.flags_mut(conversation) {
            flags.closing_told = true;
        }
    }

    /// Whether the visitor was told that nobody will come.
    pub(super) fn is_told(&self, conversation: ConversationId) -> bool {
        self.flags(conversation).is_some_and(|flags| flags.told)
    }

    /// Whether somebody may be in danger.
    pub(super) fn is_urgent(&self, conversation: ConversationId) -> bool {
        self.ranks.get(&conversation).is_some_and(|rank| !rank.calm)
    }

    /// Whether it may be offered now.
    pub(super) fn is_ready(&self, conversation: ConversationId) -> bool {
        self.flags(conversation).is_some_and(|flags| flags.present && !flags.told)
    }

    /// Those who may be offered now, first served first.
    pub(super) fn ready(&self) -> impl Iterator<Item = ConversationId> {
        self.places.iter().filter(|(_, flags)| flags.present && !flags.told).map(|((_, id), _)| *id)
    }

    /// All who wait, first served first.
    pub(super) fn iter(&self) -> impl Iterator<Item = ConversationId> {
        self.places.keys().map(|(_, id)| *id)
    }

    /// The place, counted from 1. Counts from whichever end is nearer, so that a newcomer's place costs one look.
    pub(super) fn position(&self, conversation: ConversationId) -> Option<usize> {
        let place = (*self.ranks.get(&conversation)?, conversation);
        let mut before = self.places.range(..place);
        let mut after = self.places.range((Bound::Excluded(place), Bound::Unbounded));
        let mut steps = 0;
        loop {
            if before.next_back().is_none() {
                return Some(steps + 1);
            }
            if after.next().is_none() {
                return Some(self.len() - steps);
            }
            steps += 1;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn contains(&self, conversation: ConversationId) -> bool {
        self.ranks.contains_key(&conversation)
    }

    fn flags(&self, conversation: ConversationId) -> Option<&Flags> {
        let rank = self.ranks.get(&conversation)?;
        self.places.get(&(*rank, conversation))
    }

    fn flags_mut(&mut self, conversation: ConversationId) -> Option<&mut Flags> {
        let rank = self.ranks.get(&conversation)?;
        self.places.get_mut(&(*rank, conversation))
    }
}
