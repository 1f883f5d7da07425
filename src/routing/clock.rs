//! What the clock asks of a conversation: the right-hand table of a conversation's life, as one function of values.
//!
//! [`due`] looks at one conversation and says which command is due now, or when to look again. Both come from the same
//! list of moments, so that a job that sleeps until then misses nothing. Look again as well whenever something that is
//! an argument here has changed: the desk opens or closes, the first agent comes or the last one leaves, a visitor
//! comes or goes.

use chrono::{DateTime, Duration, Utc};

use super::decision::Reachable;
use crate::conversation::command::{Because, Command, Reach};
use crate::conversation::entry::{NobodyBecause, NoticeAbout};
use crate::conversation::{Conversation, Stage};
use crate::moment::{Moment, Now};

/// The times that the clock goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockRules {
    /// How long after closing those who queued in time are still served.
    pub grace: Duration,
    /// How long a visitor who was told that nobody will come may choose.
    pub choice: Duration,
    /// How long the place of a visitor is kept whose sockets are all gone.
    pub visitor_gone: Duration,
    /// How long a visitor who is talking with an agent may be silent before being asked.
    pub idle_ask: Duration,
    /// How long after that question the conversation is closed.
    pub idle_close: Duration,
    /// How long after the visitor's last word a conversation with the assistant alone is closed, unasked. Longer than
    /// the desk's longest night, or nobody will be there to be offered a person at opening.
    pub assistant_close: Duration,
}

/// Whether the desk is open, by hours and override alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// It is.
    Open {
        /// Since when.
        since: DateTime<Utc>,
        /// Until when, if anybody knows.
        until: Option<DateTime<Utc>>,
    },
    /// It is not.
    Closed {
        /// Since when.
        since: DateTime<Utc>,
    },
}

/// The desk at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskNow {
    /// Hours and override.
    pub door: Door,
    /// Whether routing would give a person.
    pub reachable: Reachable,
    /// Since when nobody has been available; none while somebody is, or while it is not known after a start.
    pub nobody_since: Option<Moment>,
}

/// What else matters to one conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Around {
    /// Since when all the visitor's sockets have been gone; none while one is open. After a restart: since the start.
    pub visitor_gone_since: Option<Moment>,
    /// The expected wait, not rounded, for one that is queued.
    pub expected_wait: Option<Duration>,
    /// Whether the visitor was told already that the desk may close before their turn.
    pub closing_told: bool,
    /// When the agent last wrote, if known: the visitor's silence counts from then.
    pub agent_wrote_at: Option<Moment>,
}

/// What the clock asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Due {
    /// This step, now.
    Now(Command),
    /// Nothing before then.
    At(Moment),
    /// Nothing by itself.
    Never,
}

impl DeskNow {
    /// What a command is told about reachability.
    #[must_use]
    pub fn reach(&self) -> Reach {
        match (self.door, self.reachable) {
            (Door::Closed { .. }, _) => Reach::Closed,
            (Door::Open { .. }, Reachable::Person) => Reach::Person,
            (Door::Open { .. }, Reachable::NobodyAvailable) => Reach::Nobody(NobodyBecause::NobodyAvailable),
            (Door::Open { .. }, Reachable::QueueFull) => Reach::Nobody(NobodyBecause::QueueFull),
        }
    }

    /// Whether those who wait are still being served: open, or in the grace after closing, with somebody there.
    fn serves(&self, rules: &ClockRules, now: &Now) -> bool {
        let door = match self.door {
            Door::Open { .. } => true,
            Door::Closed { since } => now.moment < now.moment_of(since) + rules.grace,
        };
        door && self.reachable != Reachable::NobodyAvailable
    }
}

/// What the clock asks of this conversation.
#[must_use]
pub fn due(conversation: &Conversation, desk: &DeskNow, around: &Around, rules: &ClockRules, now: &Now) -> Due {
    let view = View { conversation, desk, around, rules, now };
    let dues = match conversation.stage {
        Stage::Assistant => view.with_assistant(),
        Stage::Queued { choose_by: Some(until), .. } => view.choosing(until),
        Stage::Queued { choose_by: None, since, .. } => view.waiting(since),
        Stage::WithAgent { since, idle_asked, .. } => view.with_agent(since, idle_asked),
        Stage::LeftMessage { .. } | Stage::Closed { .. } => [None, None, None],
    };
    // Of several that are due the first in the list goes first: min_by_key keeps the first of equals.
    let first = dues.into_iter().flatten().min_by_key(|(at, _)| (*at).max(now.moment));
    match first {
        Some((at, command)) if at <= now.moment => Due::Now(command),
        Some((at, _)) => Due::At(at),
        None => Due::Never,
    }
}

/// A step and the moment when it is due.
type Step = Option<(Moment, Command)>;

struct View<'a> {
    conversation: &'a Conversation,
    desk: &'a DeskNow,
    around: &'a Around,
    rules: &'a ClockRules,
    now: &'a Now,
}

impl View<'_> {
    fn with_assistant(&self) -> [Step; 3] {
        let close = (self.now.moment_of(self.conversation.visitor_at) + self.rules.assistant_close, Command::CloseIdle);
        [self.offer_person(), Some(close), None]
    }

    /// Once at each opening, to those who are connected and had begun before it, as soon as a person can be reached.
    fn offer_person(&self) -> Step {
        let Door::Open { since, .. } = self.desk.door else { return None };
        let here = self.around.visitor_gone_since.is_none() && self.desk.reachable == Reachable::Person;
        let had_begun = self.conversation.id.made_at() < since;
        let not_yet = self.conversation.offered_at.is_none_or(|offered| offered < since);
        (here && had_begun && not_yet).then_some((self.now.moment_of(since), Command::OfferPerson))
    }

    fn waiting(&self, since: DateTime<Utc>) -> [Step; 3] {
        [self.abandon_gone(), self.tell_nobody(), self.tell_closing(since)]
    }

    /// Told that nobody will come: somebody is there after all, or the choice comes to its end.
    fn choosing(&self, until: DateTime<Utc>) -> [Step; 3] {
        let wait_on = self.desk.serves(self.rules, self.now).then_some((self.now.moment, Command::WaitOn));
        // They were told so at a moment; how long they may choose counts from there.
        let over = self.heard(until - self.rules.choice) + self.rules.choice;
        [self.abandon_gone(), wait_on, Some((over, Command::Abandon))]
    }

    /// From when somebody can be silent of whom or to whom something was written at a time. Whoever could not be heard while
    /// no process ran was not silent, and the clock of the process before may have been another one.
    fn heard(&self, written: DateTime<Utc>) -> Moment {
        self.now.moment_of(written).max(Moment::START)
    }

    /// The place of a visitor who is gone is kept for so long.
    fn abandon_gone(&self) -> Step {
        Some((self.around.visitor_gone_since? + self.rules.visitor_gone, Command::Abandon))
    }

    /// At the end of the grace after closing, or when nobody is there to serve the queue.
    fn tell_nobody(&self) -> Step {
        let nobody = self.desk.nobody_since;
        let (at, because) = match self.desk.door {
            Door::Open { .. } => (nobody?, Because::NobodyAvailable),
            Door::Closed { since } => {
                let since = self.now.moment_of(since);
                let over = since + self.rules.grace;
                (nobody.map_or(over, |nobody| over.min(nobody.max(since))), Because::DeskClosed)
            }
        };
        Some((
            at,
            Command::TellNobody { because, choose_by: self.now.wall_when(at.max(self.now.moment)) + self.rules.choice },
        ))
    }

    /// Once, from the moment when the expected wait is as long as what is left.
    fn tell_closing(&self, since: DateTime<Utc>) -> Step {
        let Door::Open { until: Some(until), .. } = self.desk.door else { return None };
        let wait = self.around.expected_wait.filter(|_| !self.around.closing_told)?;
        let at = self.now.moment_when(until) - wait;
        Some((at.max(self.now.moment_of(since)), Command::Notify(NoticeAbout::ClosingBeforeTurn)))
    }

    /// Never cut by the clock: only silence counts, and only while it is the visitor's turn.
    fn with_agent(&self, since: DateTime<Utc>, idle_asked: Option<DateTime<Utc>>) -> [Step; 3] {
        let silent = match idle_asked {
            Some(asked) => Some((self.heard(asked) + self.rules.idle_close, Command::CloseIdle)),
            None if self.conversation.open_question.is_some() => None,
            None => {
                let (since, visitor) = (self.heard(since), self.heard(self.conversation.visitor_at));
                let turn = self.around.agent_wrote_at.map_or(since, |wrote| wrote.max(since)).max(visitor);
                Some((turn + self.rules.idle_ask, Command::Notify(NoticeAbout::Idle)))
            }
        };
        [silent, None, None]
    }
}

/// What an open page says on which no conversation has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenPage {
    /// A person can be asked.
    Person {
        /// Set shortly before closing: when the desk closes.
        closes_at: Option<DateTime<Utc>>,
    },
    /// The assistant answers.
    Assistant,
}

/// What an open page says now; `soon` is how long before closing the page begins to tell. The same page, without
/// reload and without an error, says the other thing when the desk opens or closes.
#[must_use]
pub fn open_page(desk: &DeskNow, soon: Duration, now: DateTime<Utc>) -> OpenPage {
    match desk.door {
        Door::Open { until, .. } if desk.reachable == Reachable::Person => {
            OpenPage::Person { closes_at: until.filter(|until| now >= *until - soon) }
        }
        Door::Open { .. } | Door::Closed { .. } => OpenPage::Assistant,
    }
}
