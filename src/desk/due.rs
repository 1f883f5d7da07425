//! What the clock asks for: closing and opening, silence, choices that nobody made, agents who are gone.
//!
//! Each conversation that the clock can move stands in the [`Agenda`] with the moment to look at it again, as
//! `routing::clock` names it. When something changes that the rules look at (the desk opens, the last agent leaves),
//! everybody is looked at anew.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::Duration;
use tracing::warn;

use super::sequencer::place;
use super::slot::Slot;
use super::{Desk, DeskError};
use crate::bus::{Told, Topic};
use crate::conversation::entry::NoticeAbout;
use crate::conversation::{Command, Conversation, ConversationId, IdMap, Stage};
use crate::moment::{Moment, Now};
use crate::routing::clock::{self, Around, Due};

// A step that could not be taken is due again after so long.
const AGAIN: Duration = Duration::seconds(5);

// As often as the clock is looked at by whoever knows whether it can be believed.
const UNTIL_BELIEVED: Duration = Duration::minutes(10);

// After so many failures in a row a look at the desk leaves the others for the next one.
const FAILURES: u32 = 3;

/// Who is to be looked at when.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    by_time: BTreeSet<(Moment, ConversationId)>,
    times: IdMap<ConversationId, Moment>,
    /// How the desk was when it was last told.
    told: Option<clock::DeskNow>,
    /// How often wall clock and moments had parted when it was last looked at.
    leaps: u64,
}

impl Agenda {
    fn put(&mut self, id: ConversationId, at: Option<Moment>) {
        let before = match at {
            Some(at) => self.times.insert(id, at),
            None => self.times.remove(&id),
        };
        if let Some(before) = before {
            self.by_time.remove(&(before, id));
        }
        self.by_time.extend(at.map(|at| (at, id)));
    }

    /// Notes a moment, unless an earlier one is noted: looking then tells that it was too early. Each message moves the
    /// moment on; to move it here as well would cost every message what now costs one look in ten minutes.
    fn put_no_later(&mut self, id: ConversationId, at: Option<Moment>) {
        let is_noted = at.is_some_and(|at| self.times.get(&id).is_some_and(|noted| *noted <= at));
        if !is_noted {
            self.put(id, at);
        }
    }

    fn take_due(&mut self, now: Moment) -> Vec<ConversationId> {
        let due: Vec<_> = self.by_time.iter().take_while(|(at, _)| *at <= now).map(|(_, id)| *id).collect();
        for id in &due {
            self.put(*id, None);
        }
        due
    }
}

impl Desk {
    /// Does everything that is due now. To be called often; costs little when nothing is.
    pub async fn tick(&self) {
        let now = self.look();
        self.count_anew_after_a_leap(&now);
        let decisions = self.0.routing.lock().tick(now.moment);
        self.carry_out(decisions);
        self.tell_who_left(now.moment);
        let everybody = self.tell_desk_if_changed(&now);
        let due = self.0.agenda.lock().take_due(now.moment);
        let mut failures = 0;
        for id in due.into_iter().chain(everybody) {
            // Each attempt may wait as long as a lock is waited for: the others need not find out one by one.
            if failures == FAILURES {
                self.0.agenda.lock().put_no_later(id, Some(now.moment));
            } else if self.look_at(id).await {
                failures = 0;
            } else {
                failures += 1;
            }
        }
        self.tell_crisis_if_changed();
        self.tell_queue_if_changed().await;
    }

    /// Whoever could not be heard because the process stood still is not silent, and what hangs on the wall clock stands
    /// elsewhere once somebody has set it: presence and offers count anew, and everything is looked at anew.
    fn count_anew_after_a_leap(&self, now: &Now) {
        let mut agenda = self.0.agenda.lock();
        if std::mem::replace(&mut agenda.leaps, now.leaps) == now.leaps {
            return;
        }
        agenda.told = None;
        drop(agenda);
        warn!(leaps = now.leaps, "the wall clock was set or the process stood still: presence counts anew");
        for gone_since in self.0.absent.lock().values_mut() {
            *gone_since = now.moment;
        }
        let standing = self.0.routing.lock().count_anew(now.moment);
        for offer in &standing {
            self.tell_decision(offer);
        }
    }

    /// Tells everybody when the desk opened, closed, or can or cannot be reached any more; gives those who are then to
    /// be looked at anew.
    fn tell_desk_if_changed(&self, now: &Now) -> Vec<ConversationId> {
        let view = self.clock_view(now.wall);
        let mut agenda = self.0.agenda.lock();
        if agenda.told == Some(view) {
            return Vec::new();
        }
        agenda.told = Some(view);
        let available = self.0.routing.lock().team().filter(|it| !it.gone && it.presence.is_available()).count();
        self.0.metrics.set_agents_available(available);
        let mut all: BTreeSet<ConversationId> = agenda.times.keys().copied().collect();
        drop(agenda);
        self.tell_desk();
        all.extend(self.0.slots.all().iter().map(|slot| slot.id));
        all.into_iter().collect()
    }

    /// Tells everybody to look at the desk anew.
    pub(super) fn tell_desk(&self) {
        for topic in [Topic::Visitors, Topic::Staff] {
            self.0.bus.tell(topic, &Told::Desk);
        }
    }

    /// Looks at one conversation: takes the step that is due, or notes when to look again. `false` when the step could not
    /// be taken; it is due again soon.
    pub(super) async fn look_at(&self, id: ConversationId) -> bool {
        let outcome = async {
            let slot = self.slot(id).await?;
            let conversation = slot.read();
            let now = self.look();
            match self.due(&conversation, &slot, &now) {
                Due::Now(Command::CloseIdle)
                    if conversation.stage == Stage::Assistant && !self.believes_its_clock(&now).await? =>
                {
                    self.0.agenda.lock().put_no_later(id, Some(now.moment + UNTIL_BELIEVED));
                }
                Due::Now(command) => match self.take_due_step(&slot, command).await {
                    // No time will make room in it.
                    Err(DeskError::Full) if self.has_all_its_entries(&slot) => {}
                    taken => taken?,
                },
                Due::At(at) => self.0.agenda.lock().put_no_later(id, Some(at)),
                Due::Never => {}
            }
            Ok::<_, DeskError>(())
        };
        match outcome.await {
            // Somebody was faster, and the conversation stands elsewhere by now; a conversation may have been erased.
            Ok(()) | Err(DeskError::Refused(_) | DeskError::NotFound) => true,
            Err(error) => {
                warn!(conversation.id = %id, %error, "a step that was due could not be taken and will be tried again");
                self.0.agenda.lock().put_no_later(id, Some(self.moment() + AGAIN));
                false
            }
        }
    }

    async fn take_due_step(&self, slot: &Arc<Slot>, command: Command) -> Result<(), DeskError> {
        if command == Command::Notify(NoticeAbout::ClosingBeforeTurn) {
            self.0.routing.lock().mark_closing_told(slot.id);
        }
        self.step(slot, command, None).await.map(|_| ())
    }

    /// Notes when to look at a conversation again, after it has changed.
    pub(super) fn look_again(&self, conversation: &Conversation, slot: &Slot, now: &Now) {
        let at = match self.due(conversation, slot, now) {
            Due::Now(_) => Some(now.moment),
            Due::At(at) => Some(at),
            Due::Never => None,
        };
        self.0.agenda.lock().put_no_later(conversation.id, at);
    }

    fn due(&self, conversation: &Conversation, slot: &Slot, now: &Now) -> Due {
        // Here nothing waits for the visitor, who may never come back.
        let over = conversation.stage.is_closed() || matches!(conversation.stage, Stage::LeftMessage { .. });
        if conversation.seq == crate::conversation::Seq::NONE || over {
            self.0.absent.lock().remove(&slot.id);
            return Due::Never;
        }
        let around = self.around(conversation, slot, now.moment);
        clock::due(conversation, &self.clock_view(now.wall), &around, &self.0.rules.clock, now)
    }

    fn around(&self, conversation: &Conversation, slot: &Slot, now: Moment) -> Around {
        let visitor_gone_since = (!slot.is_present()).then(|| *self.0.absent.lock().entry(slot.id).or_insert(now));
        let (expected_wait, closing_told) = if matches!(conversation.stage, Stage::Queued { .. }) {
            let routing = self.0.routing.lock();
            let wait = routing.position(conversation.id).map(|position| routing.pace().wait(position));
            (wait, routing.closing_told(conversation.id))
        } else {
            (None, false)
        };
        Around { visitor_gone_since, expected_wait, closing_told, agent_wrote_at: slot.agent_wrote_at() }
    }

    /// The visitor has a socket open again.
    pub(super) async fn came_back(&self, slot: &Arc<Slot>) {
        if self.0.absent.lock().remove(&slot.id).is_some() {
            let decisions = self.0.routing.lock().visitor_present(slot.id, true, self.moment());
            self.carry_out(decisions);
        }
        self.visitor_is_here(slot);
        self.look_at(slot.id).await;
    }

    /// The visitor's last socket is gone; they were last heard at `heard`.
    pub(super) fn went_away(&self, slot: &Slot, heard: Moment) {
        let now = self.look();
        let decisions = self.0.routing.lock().visitor_present(slot.id, false, now.moment);
        self.carry_out(decisions);
        // Only a conversation that is under way has anything to wait for; one that never began is forgotten here.
        let conversation = slot.read();
        self.visitor_left(slot, &conversation.stage, heard);
        if conversation.seq != crate::conversation::Seq::NONE && !conversation.stage.is_closed() {
            self.0.absent.lock().insert(slot.id, now.moment);
            self.look_again(&conversation, slot, &now);
        }
    }

    /// Tells the queue to staff and the places to those who wait, when something has changed.
    async fn tell_queue_if_changed(&self) {
        if !self.0.queue_changed.swap(false, Ordering::Relaxed) {
            return;
        }
        self.0.bus.tell(Topic::Staff, &Told::Queue);
        let waiting: Vec<_> = {
            let routing = self.0.routing.lock();
            self.0.metrics.set_queue_length(routing.queue_len());
            let pace = routing.pace();
            routing.positions().map(|(position, id)| (place(position, &pace), id)).collect()
        };
        for (now_at, id) in waiting {
            let Ok(slot) = self.slot(id).await else { continue };
            if !slot.is_present() || !slot.place_has_moved(now_at) {
                continue;
            }
            let stage = slot.read().stage;
            let standing = Arc::new(crate::bus::Standing { stage, place: Some(now_at) });
            self.0.bus.tell(Topic::Conversation(id), &Told::Stage(id, standing));
        }
    }
}
