//! One agent as routing knows them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::decision::{Presence, Transfer, WhyAway};
use crate::conversation::ConversationId;
use crate::moment::Moment;

/// One agent. `held` and `offer` are empty when the agent is gone.
#[derive(Debug)]
pub(super) struct Agent {
    pub(super) name: Arc<str>,
    pub(super) state: State,
    /// Open sockets. With none the agent is not offered anything, for nobody would see it.
    pub(super) sockets: u32,
    /// The last sign of life.
    pub(super) seen: Moment,
    /// Since when the agent has waited for a conversation.
    pub(super) idle_since: Moment,
    /// The conversations in the agent's hands, with when they were taken.
    pub(super) held: BTreeMap<ConversationId, Moment>,
    /// The one offer that the agent may have.
    pub(super) offer: Option<Pending>,
    /// What the agent said no to, until the next round.
    pub(super) declined: BTreeSet<ConversationId>,
}

/// Whether the agent is here.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    Here(Presence),
    /// Without a sign of life for too long; a socket that speaks again brings the agent back.
    Silent,
    /// Only a new socket brings the agent back.
    SignedOut,
}

/// An offer that stands.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) conversation: ConversationId,
    pub(super) expires_at: Moment,
    pub(super) transfer: Option<Transfer>,
}

impl Agent {
    pub(super) fn new(name: Arc<str>, presence: Presence, now: Moment) -> Self {
        Self {
            name,
            state: State::Here(presence),
            sockets: 0,
            seen: now,
            idle_since: now,
            held: BTreeMap::new(),
            offer: None,
            declined: BTreeSet::new(),
        }
    }

    pub(super) fn is_here(&self) -> bool {
        matches!(self.state, State::Here(_))
    }

    pub(super) fn is_available(&self) -> bool {
        self.state == State::Here(Presence::Available)
    }

    /// What is in hand and what is asked about, together.
    pub(super) fn load(&self) -> usize {
        self.held.len() + usize::from(self.offer.is_some())
    }

    /// Whether one more may be offered.
    pub(super) fn is_free(&self, capacity: u16) -> bool {
        self.is_available() && self.sockets > 0 && self.offer.is_none() && self.held.len() < usize::from(capacity)
    }

    /// Comes back, if gone. Whoever was gone says "available" anew: the chair may be empty still.
    pub(super) fn come_back(&mut self, now: Moment) {
        let because = match self.state {
            State::Here(_) => return,
            State::Silent => WhyAway::WasGone,
            State::SignedOut => WhyAway::JustCome,
        };
        self.state = State::Here(Presence::Away(because));
        self.idle_since = now;
    }

    /// The presence to show; one who is gone is away.
    pub(super) fn presence(&self) -> Presence {
        match &self.state {
            State::Here(presence) => presence.clone(),
            State::Silent => Presence::Away(WhyAway::WasGone),
            State::SignedOut => Presence::Away(WhyAway::JustCome),
        }
    }
}
