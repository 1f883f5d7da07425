//! Who gets whom: the queue, the agents and the offers of the desk.
//!
//! One value, [`Routing`], holds what is true now. It is told what has happened and answers with [decisions](Decision)
//! that the desk carries out. Nothing here reads a clock, a store or a socket, and nothing here is stored: after a
//! restart it is built again from the conversations' stages.
//!
//! What always holds:
//! - a conversation is in the queue, or in one agent's hands, or unknown here;
//! - an agent has at most one offer, a conversation stands offered to at most one agent;
//! - what an agent has in hand and the offer together never pass the capacity by routing's own doing; an agent may take
//!   somebody who may be in danger above it;
//! - whoever is gone or away has no offer, whoever is gone has no conversation;
//! - every offer made is told gone exactly once.
//!
//! The desk's part is one call: [`Routing::follow`] after every change that was stored.
//!
//! - [`rules`] the limits · [`decision`] what comes out · `queue` who waits · `agent`, `presence` who is here ·
//!   `offers` who is asked · [`pace`] how long it will take · [`clock`] what the clock asks of a conversation

mod agent;
pub mod clock;
pub mod decision;
mod offers;
pub mod pace;
mod presence;
mod queue;
pub mod rules;

use std::collections::BTreeMap;

use chrono::Duration;

pub use decision::{
    Acceptance, CannotAccept, CannotTransfer, Decision, Member, OfferEnd, Presence, Reachable, Transfer, WhyAway,
};
pub use pace::{Pace, rounded_up};
pub use queue::Waiting;
pub use rules::{Mode, Rules};

use crate::conversation::{AgentId, Conversation, ConversationId, Stage};
use crate::moment::{Moment, Now};
use agent::Agent;
use pace::{History, Staff};
use queue::Queue;

/// The queue, the agents and the offers of one desk.
#[derive(Debug)]
pub struct Routing {
    rules: Rules,
    queue: Queue,
    agents: BTreeMap<AgentId, Agent>,
    history: History,
    availability: Availability,
}

/// Whether anybody is available, as last told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Availability {
    /// Just started: those who were here have until then to come back.
    NotKnown {
        until: Moment,
    },
    Somebody,
    Nobody {
        since: Moment,
    },
}

impl Routing {
    /// A desk that has just started. Whether nobody is available is not concluded before `agent_gone` has passed.
    #[must_use]
    pub fn new(rules: Rules, now: Moment) -> Self {
        let availability = Availability::NotKnown { until: now + rules.agent_gone };
        Self { rules, queue: Queue::default(), agents: BTreeMap::new(), history: History::default(), availability }
    }

    /// The rules in force.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Follows a conversation to where it stands now: into the queue, into its agent's hands, or out of sight.
    /// To be called after every change that was stored; costs next to nothing when the stage is the same.
    pub fn follow(&mut self, conversation: &Conversation, present: bool, now: &Now) -> Vec<Decision> {
        match conversation.stage {
            Stage::Queued { .. } => {
                Waiting::of(conversation, present, now).map_or_else(Vec::new, |it| self.enqueue(it, now.moment))
            }
            Stage::WithAgent { agent, .. } => self.accepted(agent, conversation.id, now.moment),
            Stage::Assistant | Stage::LeftMessage { .. } | Stage::Closed { .. } => {
                self.finished(conversation.id, now.moment)
            }
        }
    }

    /// Puts a conversation in its place in the queue, whoever had it before; one that waits already is moved.
    pub fn enqueue(&mut self, waiting: Waiting, now: Moment) -> Vec<Decision> {
        let mut out = Vec::new();
        let id = waiting.conversation;
        self.release(id, now);
        // Who said no did not know of danger: a decline holds for what was known then.
        if waiting.urgent && !self.queue.is_urgent(id) {
            self.forget_declines(id);
        }
        if !self.queue.contains(id) {
            self.end_offers_of(id, |_| OfferEnd::Left, &mut out);
        }
        self.queue.put(&waiting);
        if !self.queue.is_ready(id) {
            self.end_offers_of(id, |_| OfferEnd::Left, &mut out);
        }
        self.settle(now, &mut out);
        out
    }

    /// An agent has taken a conversation, and it is stored so. If the agent went while it was being stored, the
    /// conversation is lost at once: nobody waits for a ghost.
    pub fn accepted(&mut self, agent: AgentId, id: ConversationId, now: Moment) -> Vec<Decision> {
        let mut out = Vec::new();
        if self.holds(agent, id) {
            return out;
        }
        self.end_offers_of(id, |asked| if asked == agent { OfferEnd::Accepted } else { OfferEnd::Taken }, &mut out);
        self.release(id, now);
        if let Some(since) = self.queue.remove(id) {
            self.history.taken(since, self.staff().places, now);
            self.forget_declines(id);
        }
        self.give(agent, id, now, &mut out);
        self.settle(now, &mut out);
        out
    }

    /// The conversation needs no agent any more: closed, with the assistant, or a message left.
    pub fn finished(&mut self, id: ConversationId, now: Moment) -> Vec<Decision> {
        let mut out = Vec::new();
        self.end_offers_of(id, |_| OfferEnd::Left, &mut out);
        let waited = self.queue.remove(id).is_some();
        if waited {
            self.forget_declines(id);
        }
        let taken = self.release(id, now);
        if let Some(taken) = taken {
            self.history.finished(now - taken);
        }
        if taken.is_some() || waited || !out.is_empty() {
            self.settle(now, &mut out);
        }
        out
    }

    /// All the visitor's sockets are gone, or one is back: the place is kept, and not offered meanwhile.
    pub fn visitor_present(&mut self, id: ConversationId, present: bool, now: Moment) -> Vec<Decision> {
        let mut out = Vec::new();
        if self.queue.set_present(id, present) {
            if !present {
                self.end_offers_of(id, |_| OfferEnd::Left, &mut out);
            }
            self.settle(now, &mut out);
        }
        out
    }

    /// Somebody may be in danger: before all others. Does nothing for a conversation that does not wait.
    pub fn mark_urgent(&mut self, id: ConversationId) {
        self.queue.mark_urgent(id);
    }

    /// The place in the queue, counted from 1; `None` for one that does not wait.
    #[must_use]
    pub fn position(&self, id: ConversationId) -> Option<usize> {
        self.queue.position(id)
    }

    /// Everybody's place, in one sweep.
    pub fn positions(&self) -> impl Iterator<Item = (usize, ConversationId)> {
        (1..).zip(self.queue.iter())
    }

    /// How many wait.
    #[must_use]
    pub fn queue_len(&self) -> usize {
        self.queue.len()
    }

    /// Whether the visitor has been told that the desk may close before their turn.
    #[must_use]
    pub fn closing_told(&self, id: ConversationId) -> bool {
        self.queue.closing_told(id)
    }

    /// Remembers that the visitor has been told so.
    pub fn mark_closing_told(&mut self, id: ConversationId) {
        self.queue.mark_closing_told(id);
    }

    /// Whether a person would be given now. Spare capacity is not required: people wait.
    #[must_use]
    pub fn reachable(&self) -> Reachable {
        if !self.anybody_available() {
            Reachable::NobodyAvailable
        } else if self.queue.len() >= self.rules.queue_limit {
            Reachable::QueueFull
        } else {
            Reachable::Person
        }
    }

    /// Since when nobody has been available; `None` while somebody is, and while it is not known after a start.
    #[must_use]
    pub fn nobody_since(&self) -> Option<Moment> {
        if let Availability::Nobody { since } = self.availability { Some(since) } else { None }
    }

    /// The desk's pace now: the estimate for every position, at the price of one.
    #[must_use]
    pub fn pace(&self) -> Pace {
        self.history.pace(self.staff(), self.rules.default_wait)
    }

    /// The expected wait at a position, as a person is [told](Pace::told) it.
    #[must_use]
    pub fn wait(&self, position: usize) -> Option<Duration> {
        self.pace().told(position)
    }

    /// Whether the wait at a position is expected to last longer than what is left.
    #[must_use]
    pub fn expected_longer_than(&self, position: usize, left: Duration) -> bool {
        self.pace().wait(position) > left
    }

    /// When [`tick`](Self::tick) has something to find next; `None` when nothing will come by itself.
    #[must_use]
    pub fn next_due(&self) -> Option<Moment> {
        let not_known = match self.availability {
            Availability::NotKnown { until } => Some(until),
            Availability::Somebody | Availability::Nobody { .. } => None,
        };
        let here = self.agents.values().filter(|agent| agent.is_here());
        let dues = here.map(|agent| {
            let gone = agent.seen + self.rules.agent_gone;
            agent.offer.as_ref().map_or(gone, |offer| gone.min(offer.expires_at))
        });
        dues.chain(not_known).min()
    }

    /// The process stood still, or the wall clock was set: nobody could give a sign of life, or see an offer, and nobody
    /// knows for how long. Everybody has their full time again. Gives the offers that stand, with their new time.
    pub fn count_anew(&mut self, now: Moment) -> Vec<Decision> {
        if let Availability::NotKnown { until } = &mut self.availability {
            *until = now + self.rules.agent_gone;
        }
        for known in self.agents.values_mut() {
            known.seen = now;
            if let Some(offer) = &mut known.offer {
                offer.expires_at = now + self.rules.offer;
            }
        }
        self.agents.keys().filter_map(|agent| self.offer_to(*agent)).collect()
    }

    /// Finds what time has done: agents that are gone, offers that were missed.
    pub fn tick(&mut self, now: Moment) -> Vec<Decision> {
        let mut out = Vec::new();
        self.find_gone(now, &mut out);
        self.find_missed(now, &mut out);
        if let Availability::NotKnown { until } = self.availability
            && until <= now
            && !self.anybody_available()
        {
            self.availability = Availability::Nobody { since: until };
            out.push(Decision::LastAgentLeft);
        }
        self.settle(now, &mut out);
        out
    }

    /// After whatever happened: whoever is free is offered the next, and a change of availability is told.
    fn settle(&mut self, now: Moment, out: &mut Vec<Decision>) {
        self.make_offers(now, out);
        match (self.anybody_available(), self.availability) {
            (true, Availability::Nobody { .. } | Availability::NotKnown { .. }) => {
                self.availability = Availability::Somebody;
                out.push(Decision::SomebodyAvailable);
            }
            (false, Availability::Somebody) => {
                self.availability = Availability::Nobody { since: now };
                out.push(Decision::LastAgentLeft);
            }
            _ => {}
        }
    }

    fn anybody_available(&self) -> bool {
        self.agents.values().any(Agent::is_available)
    }

    fn staff(&self) -> Staff {
        let capacity = usize::from(self.rules.capacity);
        let available = self.agents.values().filter(|agent| agent.is_available());
        let (agents, free) = available
            .fold((0, 0), |(agents, free), agent| (agents + 1, free + capacity.saturating_sub(agent.held.len())));
        Staff { agents, places: agents * capacity, free }
    }
}

#[cfg(test)]
mod tests;
