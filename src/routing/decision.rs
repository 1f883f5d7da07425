//! What routing decides, and how it says no: values that the desk carries out.

use std::sync::Arc;

use crate::conversation::{AgentId, ConversationId, Text};
use crate::moment::Moment;

/// Something for the desk to do: store an aside, tell a socket, step a conversation.
///
/// Every [`Offer`](Self::Offer) is followed by exactly one [`OfferGone`](Self::OfferGone) for the same conversation
/// and agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Ask this agent.
    Offer {
        /// About which conversation.
        conversation: ConversationId,
        /// Whom.
        agent: AgentId,
        /// When the offer counts as missed.
        expires_at: Moment,
        /// The colleague who hands it over; none when it comes from the queue.
        transfer_from: Option<AgentId>,
    },
    /// The offer stands no longer.
    OfferGone {
        /// The conversation.
        conversation: ConversationId,
        /// Who had the offer.
        agent: AgentId,
        /// Why.
        reason: OfferEnd,
    },
    /// A transfer came to nothing: tell the agent who has the conversation still.
    TransferFailed {
        /// The conversation.
        conversation: ConversationId,
        /// Who has it.
        from: AgentId,
        /// Who did not take it.
        to: AgentId,
        /// Why.
        reason: OfferEnd,
        /// Why it was to be handed over, for staff.
        asked: Option<Text>,
    },
    /// The agent missed an offer and is away now: tell all the agent's sockets.
    SetAway {
        /// Who.
        agent: AgentId,
    },
    /// The agent is gone: each conversation loses its agent and goes to the front of the queue.
    AgentGone {
        /// Who.
        agent: AgentId,
        /// Those that the agent had; may be none.
        conversations: Vec<ConversationId>,
    },
    /// Nobody is available any more.
    LastAgentLeft,
    /// Somebody is available again.
    SomebodyAvailable,
}

/// Why an offer stands no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferEnd {
    /// The agent who was asked took it.
    Accepted,
    /// Another agent took it.
    Taken,
    /// No answer in time.
    Missed,
    /// The agent said no.
    Declined,
    /// The conversation is not to be given away now: over, given back, or its visitor is not there.
    Left,
    /// The agent cannot take it any more: away, gone, or at capacity.
    Withdrawn,
}

impl OfferEnd {
    /// The word for it in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Taken => "taken",
            Self::Missed => "missed",
            Self::Declined => "declined",
            Self::Left => "left",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// That an agent may take a conversation, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The limit to hold to when it is written.
    pub capacity: u16,
    /// Set when a colleague hands it over: the step is then a take-over.
    pub transfer: Option<Transfer>,
}

/// A hand-over between colleagues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Who hands over.
    pub from: AgentId,
    /// Why, for staff.
    pub reason: Option<Text>,
}

/// Why an agent may not take a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotAccept {
    /// The agent is not signed in, or gone.
    #[error("the agent is not here")]
    NotHere,
    /// The agent is away.
    #[error("the agent is away")]
    Away,
    /// It does not wait for anybody.
    #[error("the conversation does not wait for a person")]
    NotQueued,
    /// It stands offered to somebody else.
    #[error("the conversation is offered to another agent")]
    OfferedToAnother,
    /// The desk gives conversations away in order, and this one has not come to this agent.
    #[error("the conversation is not offered to this agent")]
    NotOffered,
    /// As many conversations as the agent may have.
    #[error("the agent has as many conversations as allowed")]
    AtCapacity,
}

/// Why a conversation cannot be handed to a colleague.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotTransfer {
    /// The agent does not have it.
    #[error("the conversation is not this agent's")]
    NotYours,
    /// To oneself.
    #[error("the agent has the conversation already")]
    ToSelf,
    /// The colleague is unknown, gone or away.
    #[error("the colleague is not available")]
    NotAvailable,
    /// The colleague has an offer to answer, or as many conversations as allowed.
    #[error("the colleague can take no more now")]
    Busy,
    /// It is being handed to somebody already.
    #[error("the conversation is already offered to a colleague")]
    AlreadyOffered,
}

/// Whether an agent takes conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// Yes.
    Available,
    /// No, but keeps those in hand.
    Away(WhyAway),
}

impl Presence {
    /// Whether the agent takes conversations.
    #[must_use]
    pub fn is_available(&self) -> bool {
        *self == Self::Available
    }
}

/// Why an agent is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyAway {
    /// Has just come, and has not said "available" yet.
    JustCome,
    /// Said so, perhaps with a reason.
    Chosen(Option<Text>),
    /// Did not answer an offer.
    Missed,
    /// Was silent for too long.
    WasGone,
}

/// Whether a person would be given now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reachable {
    /// Yes, after a wait perhaps.
    Person,
    /// No agent is available.
    NobodyAvailable,
    /// As many wait as the desk takes.
    QueueFull,
}

/// One member of the team, as the console shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub agent: AgentId,
    /// The name shown.
    pub name: Arc<str>,
    /// Whether the agent takes conversations.
    pub presence: Presence,
    /// Signed out, or silent for too long.
    pub gone: bool,
    /// How many conversations are in the agent's hands.
    pub conversations: usize,
    /// How many may be.
    pub capacity: u16,
}
