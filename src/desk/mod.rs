//! What people can do at the desk: load, decide, save, tell.
//!
//! A use case takes the conversation's [slot](sequencer), lets the rules decide, has the store write the change, and
//! tells those who subscribe. The rules themselves are in `conversation` and `routing`; nothing here decides.
//!
//! - [`visitor`], [`agent`], [`leader`] who does what · [`receipt`] coming back · [`crisis`] what every visitor is told · [`staff`] signing in · [`signed_in`] as long as it lasts · [`assistant`] the automatic answers
//! - [`sequencer`] one order for each conversation, [`log`] a log on its way to one reader, `slot` what is on its way to the disk · [`offers`] carrying out what routing decides
//! - [`pages`] what editors see of the pages, [`gaps`] of questions without an answer, `known` what the assistant answers from · `owed` what is tried again
//! - [`files`] what people send each other · [`turns`] who waits for whom · [`there`] whether a visitor is there · [`due`] what the clock asks for · [`restore`] the desk after a restart · [`now`] open, reachable, and the words

pub mod agent;
pub mod assistant;
mod clients;
pub mod crisis;
mod danger;
mod disk;
pub mod due;
pub mod files;
pub mod gaps;
mod hashing;
mod known;
pub mod leader;
pub mod log;
pub mod morning;
pub mod now;
pub mod offers;
mod owed;
mod pace;
pub mod pages;
pub mod receipt;
pub mod restore;
pub mod sequencer;
pub mod signed_in;
pub mod silence;
mod slot;
pub mod staff;
mod tally;
pub mod there;
pub mod turns;
pub mod visitor;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Duration, Utc};
use parking_lot::Mutex;

use crate::bus::Bus;
use crate::clock::Clock;
use crate::conversation::{AgentId, ConversationId, FileRefused, IdMap, Refused, Seq, TextError};
use crate::crisis::Unfit;
use crate::hours::{DeskHours, Schedule, UnfitOverride};
use crate::lifecycle::Lifecycle;
use crate::moment::{Moment, Now};
use crate::routing::clock::ClockRules;
use crate::routing::{CannotAccept, CannotTransfer, Routing, Rules};
use crate::store::{Store, StoreError};
use crate::telemetry::Metrics;

pub use assistant::Assistant;
pub use crisis::CrisisNow;
pub use now::{DeskNow, DeskOfStaff, Words};
pub use pace::Pace;
pub use receipt::ReceiptRules;
pub use signed_in::SessionId;
pub use staff::StaffRules;

/// The desk: everything that visitors and staff can do. Cheap to clone.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

/// What a desk is made of.
pub struct Parts {
    /// Where everything is kept.
    pub store: Store,
    /// Who is told.
    pub bus: Bus,
    /// What time it is.
    pub clock: Clock,
    /// The life of the process.
    pub life: Lifecycle,
    /// When the desk is staffed.
    pub schedule: Arc<Schedule>,
    /// The automatic answers.
    pub assistant: Assistant,
    /// What is counted.
    pub metrics: Metrics,
    /// The limits and times.
    pub rules: DeskRules,
}

/// The limits and times of the desk: plain values from the configuration.
#[derive(Debug, Clone)]
pub struct DeskRules {
    /// Who gets whom.
    pub routing: Rules,
    /// What the clock asks.
    pub clock: ClockRules,
    /// Signing in.
    pub staff: StaffRules,
    /// Saving a conversation and coming back to it.
    pub receipts: ReceiptRules,
    /// The longest text, in characters.
    pub text_chars: usize,
    /// How often a visitor may write.
    pub visitor_pace: Pace,
    /// How often an agent may write.
    pub agent_pace: Pace,
    /// How many sockets one visitor may have open.
    pub sockets_per_visitor: usize,
    /// How many sockets one agent may have open.
    pub sockets_per_agent: usize,
    /// How many conversations may begin from one address in an hour.
    pub new_conversations_per_address_per_hour: u32,
    /// How many entries a conversation may have.
    pub entries_per_conversation: u32,
    /// What files are taken; none while they are off.
    pub files: Option<files::FileRules>,
}

struct Inner {
    store: Store,
    bus: Bus,
    clock: Clock,
    life: Lifecycle,
    assistant: Assistant,
    metrics: Metrics,
    rules: DeskRules,
    hours: Mutex<DeskHours>,
    door: Mutex<now::DoorKept>,
    crisis: Mutex<crisis::Kept>,
    routing: Mutex<Routing>,
    slots: slot::Slots,
    /// The questions that are owed an answer.
    owed: Mutex<owed::Owed>,
    /// Since when a queued visitor has had no socket open.
    absent: Mutex<IdMap<ConversationId, Moment>>,
    /// The visitors who have left, as staff are told it.
    left: Mutex<there::Left>,
    /// When something is due by the clock, for the conversations that the clock can move.
    agenda: Mutex<due::Agenda>,
    /// What each agent has read of their own conversations.
    read: Mutex<HashMap<(AgentId, ConversationId), Seq>>,
    /// Those of the staff who have been here since the start.
    people: Mutex<HashMap<AgentId, agent::Person>>,
    /// The queue or a place in it has changed since it was last told.
    queue_changed: AtomicBool,
    sign_in: staff::SignIn,
    staff_sockets: signed_in::StaffSockets,
    receipts: receipt::Receipts,
    /// How many conversations have begun from an address.
    newcomers: pace::Counted<std::net::IpAddr>,
    /// How many files an agent has sent.
    senders: pace::Counted<AgentId>,
}

/// How the desk says no.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The rules of a conversation's life say no.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The text cannot be taken.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The file cannot be taken.
    #[error(transparent)]
    File(#[from] FileRefused),
    /// The crisis notice cannot be taken.
    #[error(transparent)]
    CrisisNotice(#[from] Unfit),
    /// What was written about opening or closing by hand cannot be taken.
    #[error(transparent)]
    Override(#[from] UnfitOverride),
    /// Too many messages in a short time.
    #[error("too fast")]
    TooFast {
        /// When the next one is taken.
        retry_after: Duration,
    },
    /// Too many conversations have begun from where the visitor is.
    #[error("too many conversations have begun")]
    TooManyBegan {
        /// When the next one may begin.
        retry_after: Duration,
        /// The same as a time.
        until: DateTime<Utc>,
    },
    /// Too many of something at once.
    #[error("too many")]
    TooMany,
    /// As much is being made for others as can be, and as many wait for it as may.
    #[error("busy")]
    Busy {
        /// When there is likely to be room.
        retry_after: Duration,
    },
    /// The agent may not take it.
    #[error(transparent)]
    CannotAccept(#[from] CannotAccept),
    /// It cannot be handed over.
    #[error(transparent)]
    CannotTransfer(#[from] CannotTransfer),
    /// There is no such conversation, or not for the one who asks.
    #[error("not found")]
    NotFound,
    /// The role does not allow it.
    #[error("not allowed")]
    NotAllowed,
    /// The store can take no more now.
    #[error("the store is full")]
    Full,
    /// The store cannot write; nothing was acknowledged.
    #[error("the store is unavailable")]
    Unavailable,
}

impl From<StoreError> for DeskError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::Full,
            // The writer has said why, once.
            StoreError::Unavailable => Self::Unavailable,
            error => {
                tracing::error!(error = &error as &dyn std::error::Error, "the store");
                Self::Unavailable
            }
        }
    }
}

impl Desk {
    /// A desk of its parts. Call [`restore`](Self::restore) before anybody is let in.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { store, bus, clock, life, schedule, assistant, metrics, rules } = parts;
        let started = clock.look();
        Self(Arc::new(Inner {
            door: Mutex::new(now::DoorKept::at_start(&schedule, started.wall)),
            hours: Mutex::new(DeskHours::new(schedule)),
            crisis: Mutex::default(),
            routing: Mutex::new(Routing::new(rules.routing.clone(), started.moment)),
            slots: slot::Slots::default(),
            owed: Mutex::default(),
            absent: Mutex::default(),
            left: Mutex::default(),
            agenda: Mutex::default(),
            read: Mutex::default(),
            people: Mutex::default(),
            newcomers: pace::Counted::within(Duration::hours(1)),
            senders: pace::Counted::within(Duration::minutes(1)),
            queue_changed: AtomicBool::new(false),
            sign_in: staff::SignIn::new(&rules.staff),
            staff_sockets: signed_in::StaffSockets::default(),
            receipts: receipt::Receipts::new(),
            store,
            bus,
            clock,
            life,
            assistant,
            metrics,
            rules,
        }))
    }

    /// Whether the desk can take and keep what people write.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.0.store.can_store()
    }

    /// The longest text, in characters.
    #[must_use]
    pub fn text_chars(&self) -> usize {
        self.0.rules.text_chars
    }

    /// The wall time now, to write and to show.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// The moment now, for spans.
    fn moment(&self) -> Moment {
        self.0.clock.moment()
    }

    /// Wall time and moment of the same look.
    fn look(&self) -> Now {
        self.0.clock.look()
    }

    /// Runs something that nobody waits for, as part of the process's life.
    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.0.life.spawn_for_one(task);
    }

    fn mark_queue_changed(&self) {
        self.0.queue_changed.store(true, Ordering::Relaxed);
    }
}
