//! What only staff may see: it stands beside the log, so that a visitor's numbers have no holes.

use chrono::{DateTime, Utc};

use super::id::{AgentId, Seq};
use super::text::Text;

/// One thing that staff wrote or that happened among staff, anchored at the entry that was the last one then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The number of the entry that it stands beside.
    pub at_seq: Seq,
    /// When.
    pub at: DateTime<Utc>,
    /// Whose doing it was; none for the desk's own.
    pub agent: Option<AgentId>,
    /// What.
    pub kind: AsideKind,
    /// A note, a reason or a code; masked like every free text.
    pub text: Option<Text>,
}

/// What an [`Aside`] tells. Statistics read these from the first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsideKind {
    /// A note that staff wrote.
    Note,
    /// The conversation was offered to the agent.
    Offered,
    /// The agent did not answer the offer in time.
    Missed,
    /// The agent said no to the offer.
    Declined,
    /// The agent took it.
    Accepted,
    /// The agent handed it over, with the reason.
    Transferred,
    /// The agent said no to what a colleague wanted to hand over, with the colleague's reason.
    TransferDeclined,
    /// The agent did not answer a colleague in time.
    TransferMissed,
    /// The agent could not take it from a colleague any more: away, gone, or at capacity.
    TransferWithdrawn,
    /// The agent was gone, and the conversation went back to the queue.
    Lost,
    /// The agent closed it, with the code.
    Closed,
}

impl AsideKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Note,
        Self::Offered,
        Self::Missed,
        Self::Declined,
        Self::Accepted,
        Self::Transferred,
        Self::TransferDeclined,
        Self::TransferMissed,
        Self::TransferWithdrawn,
        Self::Lost,
        Self::Closed,
    ];

    /// The word for it in SQL.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Offered => "offered",
            Self::Missed => "missed",
            Self::Declined => "declined",
            Self::Accepted => "accepted",
            Self::Transferred => "transferred",
            Self::TransferDeclined => "transfer_declined",
            Self::TransferMissed => "transfer_missed",
            Self::TransferWithdrawn => "transfer_withdrawn",
            Self::Lost => "lost",
            Self::Closed => "closed",
        }
    }

    /// Reads [`as_str`](Self::as_str).
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
