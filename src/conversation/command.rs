//! What may be asked of a conversation, and how it says no.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::danger::Noticed;
use super::entry::{Answer, NobodyBecause, NoticeAbout};
use super::file::File;
use super::id::{AgentId, Seq};
use super::text::{Contact, Text};

/// Whether a person can be reached at the moment of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// A person would be given now.
    Person,
    /// The desk is open, and nobody can be reached.
    Nobody(NobodyBecause),
    /// The desk is closed.
    Closed,
}

/// What a visitor, an agent, the assistant or the clock asks of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// The visitor writes.
    Say {
        /// What.
        text: Text,
        /// The danger that it tells of.
        noticed: Option<Noticed>,
    },
    /// Danger was noticed in what the visitor wrote before, or wrote elsewhere.
    Notice(Noticed),
    /// The visitor, told what to do in danger, says that nobody is in any, and wants the ordinary reply.
    NoDanger,
    /// The visitor sends a file, whose bytes are kept already.
    SendFile {
        /// Which.
        file: Arc<File>,
    },
    /// The visitor wants a person.
    AskForPerson,
    /// The visitor, told that nobody will come, goes on with the assistant.
    UseAssistant,
    /// The visitor leaves a message for the morning.
    LeaveMessage {
        /// What.
        text: Text,
        /// How to answer.
        contact: Contact,
        /// The danger that it tells of.
        noticed: Option<Noticed>,
    },
    /// The visitor ends it.
    End,
    /// The assistant answers an entry.
    Reply {
        /// The visitor's entry.
        reply_to: Seq,
        /// The answer.
        answer: Arc<Answer>,
    },
    /// An agent takes it from the queue or from the morning list.
    Accept(Asked),
    /// The agent who has it writes.
    AgentSay {
        /// Who.
        by: AgentId,
        /// The name that the visitor sees.
        name: Arc<str>,
        /// What.
        text: Text,
    },
    /// The agent who has it sends a file, whose bytes are kept already.
    AgentSendFile {
        /// Who.
        by: AgentId,
        /// The name that the visitor sees.
        name: Arc<str>,
        /// Which.
        file: Arc<File>,
    },
    /// A colleague takes over from the agent who has it.
    TakeOver {
        /// Who had it.
        from: AgentId,
        /// Who takes it.
        to: Asked,
        /// Why, for staff.
        reason: Option<Text>,
    },
    /// The agent who has it gives it back to the queue.
    GiveBack {
        /// Who.
        by: AgentId,
        /// Why, for staff.
        reason: Option<Text>,
    },
    /// The agent who has it is gone.
    LoseAgent {
        /// Who.
        agent: AgentId,
    },
    /// An agent closes it.
    Close {
        /// Who.
        by: AgentId,
        /// The code of what it was about.
        code: Option<Text>,
    },
    /// Those who wait are told that nobody will come.
    TellNobody {
        /// Whether the desk has closed or nobody is there.
        because: Because,
        /// Until when the visitor may choose.
        choose_by: DateTime<Utc>,
    },
    /// Somebody is there after all: those who were told that nobody will come wait on in their place.
    WaitOn,
    /// At opening, somebody who talks with the assistant is offered a person.
    OfferPerson,
    /// The desk tells something.
    Notify(NoticeAbout),
    /// A silent visitor was asked and stayed silent.
    CloseIdle,
    /// The visitor made no choice in time, or is gone from the queue.
    Abandon,
}

impl Command {
    /// The agent whose doing it is, if it is an agent's.
    #[must_use]
    pub fn agent(&self) -> Option<AgentId> {
        match self {
            Self::Accept(asked) | Self::TakeOver { to: asked, .. } => Some(asked.agent),
            Self::AgentSay { by, .. }
            | Self::AgentSendFile { by, .. }
            | Self::GiveBack { by, .. }
            | Self::Close { by, .. } => Some(*by),
            _ => None,
        }
    }
}

/// An agent who asks for a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Who.
    pub agent: AgentId,
    /// The name that the visitor sees.
    pub name: Arc<str>,
    /// As many conversations as the agent may have; the store holds to it when the change is written.
    pub capacity: u16,
}

impl Asked {
    /// The capacity that holds for taking somebody in danger; no setting is so high.
    pub const WITHOUT_LIMIT: u16 = u16::MAX;
}

/// Why nobody will come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// The desk has closed.
    DeskClosed,
    /// The last available agent has left.
    NobodyAvailable,
}

/// How a conversation says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is over.
    #[error("the conversation is closed")]
    Closed,
    /// Another agent has it already.
    #[error("another agent has the conversation")]
    AlreadyTaken,
    /// Only the agent who has it may.
    #[error("the conversation is not this agent's")]
    NotYours,
    /// It makes no sense in this stage.
    #[error("not possible in this stage")]
    NotNow,
}
