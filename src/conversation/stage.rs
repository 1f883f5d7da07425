//! Where a conversation stands, and nothing that is not true there.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::AgentId;

/// The stage of a conversation. Each holds exactly what is true in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// The assistant answers.
    Assistant,
    /// The visitor waits for a person.
    Queued {
        /// When the wait began; the queue is served in the order (returned first, since).
        since: DateTime<Utc>,
        /// Whether an agent was lost or gave the conversation back.
        returned: bool,
        /// Set when the visitor was told that nobody will come: no choice until then closes the conversation.
        choose_by: Option<DateTime<Utc>>,
    },
    /// A person answers, and the assistant keeps quiet.
    WithAgent {
        /// Who.
        agent: AgentId,
        /// The name that the visitor sees.
        name: Arc<str>,
        /// Since when.
        since: DateTime<Utc>,
        /// When a silent visitor was asked whether they are still there.
        idle_asked: Option<DateTime<Utc>>,
    },
    /// A message waits on the agents' morning list.
    LeftMessage {
        /// Since when; its age counts in office hours.
        since: DateTime<Utc>,
    },
    /// Over. A message to it gets `error closed`, and the client begins anew.
    Closed {
        /// Why.
        reason: CloseReason,
        /// When; the days until disposal count from here.
        at: DateTime<Utc>,
    },
}

impl Stage {
    /// The word for it in JSON, SQL, logs and CSS.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Assistant => "assistant",
            Self::Queued { .. } => "queued",
            Self::WithAgent { .. } => "with_agent",
            Self::LeftMessage { .. } => "left_message",
            Self::Closed { .. } => "closed",
        }
    }

    /// The agent who has the conversation.
    #[must_use]
    pub fn agent(&self) -> Option<AgentId> {
        if let Self::WithAgent { agent, .. } = self { Some(*agent) } else { None }
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Closed { .. })
    }
}

/// Why a conversation was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// The visitor ended it.
    Ended,
    /// An agent closed it.
    ByAgent,
    /// The visitor was silent, was asked, and stayed silent.
    Idle,
    /// The visitor was told that nobody will come and made no choice, or left the queue for good.
    Abandoned,
}

impl CloseReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Ended, Self::ByAgent, Self::Idle, Self::Abandoned];

    /// The word for it in JSON and SQL.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::ByAgent => "by_agent",
            Self::Idle => "idle",
            Self::Abandoned => "abandoned",
        }
    }

    /// Reads [`as_str`](Self::as_str).
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}
