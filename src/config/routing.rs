//! `[routing]`: who gets whom, and how long everybody waits.

use serde::Deserialize;

use super::fault::Faults;

/// A day; nobody in the queue waits longer.
const DAY_S: u32 = 86_400;

/// Settings of the queue. Times are in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutingSettings {
    /// Who chooses.
    pub mode: RoutingMode,
    /// Conversations that an agent has at the same time, at most; somebody in danger may be taken above it.
    pub capacity: usize,
    /// How long an offer stands.
    pub offer_s: u32,
    /// Silence after which an agent is gone.
    pub agent_gone_s: u32,
    /// How long a lost visitor's place is kept.
    pub visitor_gone_s: u32,
    /// How long a visitor has to choose when nobody will come.
    pub choice_s: u32,
    /// How long the queue is served after closing.
    pub grace_after_closing_s: u32,
    /// Visitors in the queue, at most.
    pub queue_limit: usize,
    /// Silence from a visitor before being asked.
    pub idle_ask_s: u32,
    /// Silence after the question before closing.
    pub idle_close_s: u32,
    /// How long after the visitor's last word a conversation with the assistant alone is closed.
    pub assistant_close_s: u32,
    /// The wait per visitor before there is history.
    pub default_wait_s: u32,
}

/// Who chooses which agent gets a visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoutingMode {
    /// The agent who has been free longest is offered the visitor.
    Offer,
    /// Agents take visitors from the queue themselves.
    Accept,
}

impl RoutingSettings {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        faults.bounds("routing.capacity", self.capacity, 1..=50);
        faults.bounds("routing.queue_limit", self.queue_limit, 1..=10_000);
        faults.bounds("routing.offer_s", self.offer_s, 5..=3_600);
        faults.bounds("routing.agent_gone_s", self.agent_gone_s, 5..=3_600);
        for (key, value) in [
            ("routing.visitor_gone_s", self.visitor_gone_s),
            ("routing.choice_s", self.choice_s),
            ("routing.idle_ask_s", self.idle_ask_s),
            ("routing.idle_close_s", self.idle_close_s),
            ("routing.default_wait_s", self.default_wait_s),
        ] {
            faults.bounds(key, value, 1..=DAY_S);
        }
        faults.bounds("routing.assistant_close_s", self.assistant_close_s, 60..=30 * DAY_S);
        faults.bounds("routing.grace_after_closing_s", self.grace_after_closing_s, 0..=DAY_S);
    }
}
