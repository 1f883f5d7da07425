//! Content gaps: questions that found no answer, or whose answer did not help, grouped by likeness.
//!
//! ```text
//! questions ─► the same words once ─► profiles (`likeness`) ─► neighbours ─► groups (`group`) ─► gaps, the greatest first
//! ```
//!
//! A [`Gap`] is what an editor mends: one page that is missing or hard to find, seen through everybody who asked for it.
//! Nothing here is stored and nothing reads a clock: the same questions are the same gaps, in whatever order they come.

mod group;
mod likeness;
mod period;

use chrono::{DateTime, Utc};

use crate::language::Language;

pub use group::group;
pub use period::{BadPeriod, Period};

/// A question that found no answer, as it stands in the log of its conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Which one; the store's own number.
    pub id: i64,
    /// What was asked, masked as it is stored.
    pub text: String,
    /// When it was asked.
    pub at: DateTime<Utc>,
    /// The language of the visitor's interface; the words themselves tell more.
    pub language: Language,
    /// Why it counts.
    pub why: Why,
    /// The page that was shown and did not help, or that does not state what was asked for.
    pub page: Option<PageRef>,
    /// What an editor has done about it.
    pub handled: Option<Handled>,
    /// Whose it is: the store's own number of the conversation. A person with several conversations is several visitors,
    /// as nothing tells who asks.
    pub visitor: i64,
    /// When an editor has put it aside, as no matter for a page.
    pub put_aside: Option<DateTime<Utc>>,
}

/// Why a question counts as a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The assistant found no answer and said so, or asked back in doubt.
    Abstention,
    /// The visitor said that the answer did not help.
    NotHelped,
}

impl Why {
    /// The word for it in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Abstention => "abstention",
            Self::NotHelped => "not_helped",
        }
    }
}

/// A page, as much of it as leads there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageRef {
    /// The title.
    pub title: String,
    /// The address.
    pub url: String,
}

/// An editor has seen to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// When.
    pub at: DateTime<Utc>,
    /// The page that answers it since then.
    pub page: PageRef,
}

/// Questions that ask for the same thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Its most typical question, as it was written.
    pub name: String,
    /// The questions, by their numbers.
    pub questions: Vec<i64>,
    /// How many visitors found no answer. Whoever asks the same again, in whatever words, counts once.
    pub abstentions: usize,
    /// How many other visitors got an answer that did not help.
    pub not_helped: usize,
    /// When it was first asked.
    pub first: DateTime<Utc>,
    /// When it was last asked.
    pub last: DateTime<Utc>,
    /// Other ways of asking the same, the most usual first.
    pub samples: Vec<Sample>,
    /// The languages that it was asked in, the most usual first.
    pub languages: Vec<Language>,
    /// The page that was shown most often and was not enough, if any was.
    pub page: Option<PageRef>,
    /// What has become of it.
    pub standing: Standing,
}

impl Gap {
    /// How many visitors asked it in vain.
    #[must_use]
    pub fn count(&self) -> usize {
        self.abstentions + self.not_helped
    }

    /// Whether somebody has seen to it, and nobody has asked in vain since.
    #[must_use]
    pub fn is_handled(&self) -> bool {
        matches!(self.standing, Standing::Handled(_))
    }

    /// Whether somebody has put it aside, and nobody else has asked since.
    #[must_use]
    pub fn is_put_aside(&self) -> bool {
        matches!(self.standing, Standing::PutAside { since: 0, .. })
    }
}

/// One way of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The words.
    pub text: String,
    /// How many visitors wrote them.
    pub count: usize,
}

/// What has become of a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has seen to it.
    Open,
    /// An editor has seen to it.
    Handled(Handled),
    /// An editor had seen to it, and it has been asked in vain again.
    Back {
        /// What was done.
        handled: Handled,
        /// How many visitors have asked since.
        since: usize,
    },
    /// An editor has put it aside.
    PutAside {
        /// When.
        at: DateTime<Utc>,
        /// How many other visitors have asked since: it is not put aside any more when there is one.
        since: usize,
    },
}

impl Standing {
    /// What an editor did about it, if that was the last thing, and how many visitors have asked in vain since.
    #[must_use]
    pub fn handled(&self) -> Option<(&Handled, usize)> {
        match self {
            Self::Handled(handled) => Some((handled, 0)),
            Self::Back { handled, since } => Some((handled, *since)),
            Self::Open | Self::PutAside { .. } => None,
        }
    }

    /// When an editor put it aside, if that was the last thing, and how many other visitors have asked since.
    #[must_use]
    pub fn put_aside(&self) -> Option<(DateTime<Utc>, usize)> {
        match self {
            Self::PutAside { at, since } => Some((*at, *since)),
            Self::Open | Self::Handled(_) | Self::Back { .. } => None,
        }
    }
}
