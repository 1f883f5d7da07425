//! Who is told what happened: sockets subscribe to topics with their mailbox, the desk tells topics.
//!
//! Telling never waits. A mailbox takes only what concerns its [side](Side), only the newest of what the next one makes
//! moot, and at most as many bytes as it was made for. A visitor's that would overflow is marked as [slow](Mail::Slow),
//! and its socket is closed: a reader who cannot keep up comes back and resumes. Staff are not cut for what visitors
//! write: where entries do not fit, the [log](Told::Log) is read on from what was sent.

mod local;
mod mailbox;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::conversation::{AgentId, Aside, ConversationId, Entry, Seq, Source, Stage};

pub use local::{Bus, Subscription};
pub use mailbox::{Knock, Mail, Mailbox};

/// What one can subscribe to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// One conversation, for its visitor and for those of the staff who watch it.
    Conversation(ConversationId),
    /// One member of staff.
    Agent(AgentId),
    /// Every visitor: the desk opened or closed, a crisis notice.
    Visitors,
    /// All staff: the queue, the team, the desk.
    Staff,
}

/// Whose mailbox it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// A visitor's.
    Visitor,
    /// One of the staff's.
    Staff,
}

/// What happened. Sockets make frames of it in their reader's language.
#[derive(Debug, Clone)]
pub enum Told {
    /// A new line in a log.
    Entry(ConversationId, Arc<Entry>),
    /// New lines in a log that did not fit here: read it on from the last one that was sent. Staff only.
    Log(ConversationId),
    /// A conversation stands elsewhere, or its place in the queue has changed.
    Stage(ConversationId, Arc<Standing>),
    /// Something new that only staff see. Visitors' sockets leave it out.
    Aside(ConversationId, Arc<Aside>),
    /// Somebody is writing. `by_visitor` says which side.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Whether it is the visitor; else the agent of this name.
        who: Party,
    },
    /// Somebody has read up to here.
    Seen {
        /// Where.
        conversation: ConversationId,
        /// Who.
        who: Party,
        /// Up to which entry.
        seq: Seq,
    },
    /// The visitor has come or gone: read it anew. Staff only.
    Visitor(ConversationId),
    /// The visitor has said whether an answer helped; what counts now.
    Helped {
        /// Where.
        conversation: ConversationId,
        /// The answer.
        seq: Seq,
        /// Whether it did.
        helpful: bool,
    },
    /// What the pages say to what somebody asked who waits for a person.
    Meanwhile(ConversationId, Arc<Meanwhile>),
    /// The conversation was erased.
    Erased(ConversationId),
    /// The desk opened, closed, or can or cannot be reached any more: read it anew.
    Desk,
    /// Another crisis notice is up, or none any more: read it anew.
    CrisisNotice,
    /// The queue has changed: read it anew.
    Queue,
    /// The team has changed: read it anew.
    Team,
    /// Other files of the pages cannot be read than before: read them anew.
    Problems,
    /// One's own conversations have changed: read them anew.
    Mine,
    /// One is asked to take a conversation.
    Offer {
        /// Which.
        conversation: ConversationId,
        /// Until when.
        expires_at: DateTime<Utc>,
    },
    /// The question is moot.
    OfferGone {
        /// Which.
        conversation: ConversationId,
        /// Why: `accepted`, `missed`, `declined`, `left`, `gone`.
        reason: &'static str,
    },
    /// The account may not be signed in any more.
    SignedOut,
}

/// One of the two sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    /// The visitor.
    Visitor,
    /// An agent, by the name that the visitor sees.
    Agent(Arc<str>),
}

/// A stage with what routing knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The stage.
    pub stage: Stage,
    /// In the queue only.
    pub place: Option<Place>,
}

/// A place in the queue, as who waits is told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Counted from 1.
    pub position: u32,
    /// The expected wait in seconds; `None` while nobody works, on whom it could rest.
    pub wait_s: Option<u32>,
}

/// Passages of the pages, for somebody who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meanwhile {
    /// What the pages say, word for word.
    pub text: String,
    /// Where it stands; then pages that may also help.
    pub sources: Vec<Source>,
}

impl Told {
    /// Whether it is anything to those who sit at that side. What only staff see never enters a visitor's mailbox.
    fn concerns(&self, side: Side) -> bool {
        match self {
            Self::Aside(..) | Self::Log(_) | Self::Visitor(_) => side == Side::Staff,
            Self::Meanwhile(..) | Self::Helped { .. } => side == Side::Visitor,
            Self::Typing { who, .. } | Self::Seen { who, .. } => (*who == Party::Visitor) == (side == Side::Staff),
            _ => true,
        }
    }

    /// Whether a newer one makes this one moot: it says the same again, or how it is instead.
    fn is_moot_after(&self, newer: &Self) -> bool {
        match (self, newer) {
            (Self::Typing { conversation, who }, Self::Typing { conversation: other, who: by })
            | (Self::Seen { conversation, who, .. }, Self::Seen { conversation: other, who: by, .. }) => {
                conversation == other && who == by
            }
            // A place in the queue, after another place; where it stood in between is part of the story.
            (Self::Stage(conversation, before), Self::Stage(other, now)) => {
                let queued = |standing: &Standing| matches!(standing.stage, Stage::Queued { .. });
                conversation == other && queued(before) && queued(now)
            }
            (Self::Erased(conversation), Self::Erased(other))
            | (Self::Log(conversation), Self::Log(other))
            | (Self::Visitor(conversation), Self::Visitor(other)) => conversation == other,
            (Self::Desk, Self::Desk)
            | (Self::CrisisNotice, Self::CrisisNotice)
            | (Self::Queue, Self::Queue)
            | (Self::Team, Self::Team)
            | (Self::Problems, Self::Problems)
            | (Self::Mine, Self::Mine) => true,
            _ => false,
        }
    }

    /// Whether there may be an older one that it makes moot.
    fn makes_moot(&self) -> bool {
        self.is_moot_after(self)
    }

    /// About how many bytes the frame will have, for the mailbox's limit.
    fn weight(&self) -> usize {
        use crate::conversation::Body;
        const FRAME: usize = 160;
        match self {
            Self::Entry(_, entry) => match &entry.body {
                Body::Text(text) | Body::Message { text, .. } => FRAME + text.as_str().len(),
                Body::Answer(answer) => FRAME + answer.text.len() + 256 * answer.sources.len(),
                Body::File(_) | Body::Event(_) | Body::Erased => 2 * FRAME,
            },
            Self::Meanwhile(_, passages) => FRAME + passages.text.len() + 256 * passages.sources.len(),
            Self::Aside(_, aside) => FRAME + aside.text.as_ref().map_or(0, |text| text.as_str().len()),
            // Two texts of a few hundred characters, read when the frame is made.
            Self::CrisisNotice => 8 * FRAME,
            _ => FRAME,
        }
    }
}
