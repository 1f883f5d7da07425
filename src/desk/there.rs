//! Whether visitors are there, as staff are told it: here, away since when, or not known.
//!
//! A visitor is here while a line of theirs is open, a socket or a poll, in any tab. The last one that closes does not
//! make them away at once: people reload, and go from page to page. Since when they are away is when they were last
//! heard, which for a line that was lost is long before it was cut. After a restart nobody knows until they come back.

use chrono::{DateTime, Duration};

use super::slot::Slot;
use super::{Desk, DeskError};
use crate::bus::{Told, Topic};
use crate::conversation::{Conversation, ConversationId, IdMap, Seq, Stage};
use crate::moment::Moment;

/// How long somebody may be without a line who only reloads.
const RELOADS: Duration = Duration::seconds(5);

/// Those who have left a conversation that staff have to do with.
#[derive(Debug, Default)]
pub(super) struct Left(IdMap<ConversationId, Leaving>);

#[derive(Debug, Clone, Copy)]
struct Leaving {
    /// When they were last heard.
    heard: Moment,
    /// What they had read by then.
    seen: Seq,
    /// Whether staff have been told.
    told: bool,
}

/// Whether a visitor is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// A line is open, or was a moment ago.
    Here,
    /// No line is open.
    Away {
        /// When they were last heard.
        since: DateTime<chrono::Utc>,
    },
    /// The server was started anew, and they have not come back since.
    Unknown,
}

/// What is known of a visitor's being there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct There {
    /// Whether they are.
    pub presence: Presence,
    /// Up to which entry they have read; none while nobody knows.
    pub seen: Option<Seq>,
}

impl Left {
    /// Those who have been away for long enough that it is no reload, each once.
    fn take_news(&mut self, now: Moment) -> Vec<ConversationId> {
        let news = self.0.iter_mut().filter(|(_, left)| !left.told && left.heard + RELOADS <= now);
        news.map(|(id, left)| {
            left.told = true;
            *id
        })
        .collect()
    }
}

/// Whether staff have to do with a conversation that stands so, or will.
fn concerns_staff(stage: &Stage) -> bool {
    matches!(stage, Stage::Queued { .. } | Stage::WithAgent { .. } | Stage::LeftMessage { .. })
}

impl Desk {
    /// Whether the visitor of a conversation is there.
    ///
    /// # Errors
    /// When there is no such conversation.
    pub async fn visitor_there(&self, id: ConversationId) -> Result<There, DeskError> {
        let slot = self.slot(id).await?;
        let now = self.look();
        let left = self.0.left.lock().0.get(&id).copied();
        let presence = match left {
            _ if slot.is_present() => Presence::Here,
            Some(left) if left.heard + RELOADS > now.moment => Presence::Here,
            Some(left) => Presence::Away { since: now.wall_when(left.heard) },
            None => Presence::Unknown,
        };
        let seen = left.map_or(Seq::NONE, |left| left.seen).max(slot.seen());
        Ok(There { presence, seen: (seen > Seq::NONE).then_some(seen) })
    }

    /// The visitor has a line, or one more. That is news when it is the first, unless they were only reloading.
    pub(super) fn visitor_is_here(&self, slot: &Slot) {
        let left = self.0.left.lock().0.remove(&slot.id);
        if let Some(left) = left {
            slot.has_seen(left.seen);
        }
        if left.map_or_else(|| slot.has_one_line(), |left| left.told) {
            self.tell_there(slot.id);
        }
    }

    /// The visitor's last line has closed; they were last heard at `heard`.
    pub(super) fn visitor_left(&self, slot: &Slot, stage: &Stage, heard: Moment) {
        if concerns_staff(stage) {
            self.0.left.lock().0.insert(slot.id, Leaving { heard, seen: slot.seen(), told: false });
        }
    }

    /// Forgets since when a visitor is away from what staff have to do with no more.
    pub(super) fn forget_unless_it_concerns_staff(&self, conversation: &Conversation) {
        if !concerns_staff(&conversation.stage) {
            self.forget_visitor(conversation.id);
        }
    }

    /// Forgets since when a visitor is away.
    pub(super) fn forget_visitor(&self, id: ConversationId) {
        self.0.left.lock().0.remove(&id);
    }

    /// Tells staff who has left since the last look.
    pub(super) fn tell_who_left(&self, now: Moment) {
        let news = self.0.left.lock().take_news(now);
        for id in news {
            self.tell_there(id);
        }
    }

    fn tell_there(&self, id: ConversationId) {
        self.0.bus.tell(Topic::Conversation(id), &Told::Visitor(id));
        if self.0.routing.lock().position(id).is_some() {
            self.mark_queue_changed();
        }
    }
}
