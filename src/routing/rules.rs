//! How the desk gives conversations away: plain values from the configuration.

use chrono::Duration;

/// How conversations come to agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The desk offers each conversation to the agent who has waited longest.
    Offer,
    /// Nobody is offered anything; whoever is available takes from the queue.
    Accept,
}

/// The limits and times of routing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// How conversations come to agents. A transfer to a colleague is an offer in both modes.
    pub mode: Mode,
    /// As many conversations as one agent may have at once, a standing offer counted in.
    pub capacity: u16,
    /// How long an offer stands before it counts as missed.
    pub offer: Duration,
    /// How long without a sign of life before an agent is gone.
    pub agent_gone: Duration,
    /// As many as may wait at once.
    pub queue_limit: usize,
    /// What one conversation takes one agent, as long as there is no history to go by.
    pub default_wait: Duration,
}
