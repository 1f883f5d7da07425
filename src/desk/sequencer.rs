//! One order for each conversation: whoever changes it waits for the one before.
//!
//! A [`Slot`] holds a conversation while somebody uses it. A step locks the slot, decides, has the change written and
//! synced, and tells; so the order of the log is the order of the telling. The lock is only the fast path: the store
//! refuses a change that was decided on an old state, and then the step is decided again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};

use chrono::{DateTime, Utc};
use parking_lot::Mutex;

use super::pace::Paced;
use super::{Desk, DeskError};
use crate::bus::{Standing, Told, Topic};
use crate::conversation::{
    Author, Change, ClientId, Command, Conversation, ConversationId, KeyHash, Reach, Refused, Seq, Stage,
};
use crate::routing::CannotAccept;
use crate::store::AppendError;

// A change is decided again so often before the desk gives up; with one server nobody else writes.
const TRIES: usize = 4;

/// A conversation in use.
pub(super) struct Slot {
    pub(super) id: ConversationId,
    /// The visitor's key, known when the visitor is here.
    key: Option<KeyHash>,
    state: tokio::sync::Mutex<Conversation>,
    /// How many of the visitor's sockets are open.
    pub(super) sockets: AtomicUsize,
    /// How often the visitor writes.
    pub(super) pace: Paced,
    /// When the agent last wrote, in milliseconds; 0 when not since the slot is in use.
    agent_wrote_at: AtomicI64,
    /// The place in the queue that was last told, both numbers in one.
    place_told: AtomicU64,
    home: Weak<Mutex<Map>>,
}

/// The conversations in use: each as long as somebody holds it.
#[derive(Default)]
pub(super) struct Slots(Arc<Mutex<Map>>);

#[derive(Default)]
struct Map {
    by_id: HashMap<ConversationId, Weak<Slot>>,
    by_key: HashMap<KeyHash, Weak<Slot>>,
}

impl Slots {
    pub(super) fn by_key(&self, key: &KeyHash) -> Option<Arc<Slot>> {
        self.0.lock().by_key.get(key).and_then(Weak::upgrade)
    }

    fn by_id(&self, id: ConversationId) -> Option<Arc<Slot>> {
        self.0.lock().by_id.get(&id).and_then(Weak::upgrade)
    }

    /// The conversations in use.
    pub(super) fn all(&self) -> Vec<Arc<Slot>> {
        self.0.lock().by_id.values().filter_map(Weak::upgrade).collect()
    }

    /// The slot of a conversation; one that is in use already goes before the one just read.
    pub(super) fn keep(&self, conversation: Conversation, key: Option<KeyHash>) -> Arc<Slot> {
        let mut map = self.0.lock();
        let slot = map.by_id.get(&conversation.id).and_then(Weak::upgrade).unwrap_or_else(|| {
            let slot = Arc::new(Slot {
                id: conversation.id,
                key,
                state: tokio::sync::Mutex::new(conversation),
                sockets: AtomicUsize::new(0),
                pace: Paced::default(),
                agent_wrote_at: AtomicI64::new(0),
                place_told: AtomicU64::new(0),
                home: Arc::downgrade(&self.0),
            });
            map.by_id.insert(slot.id, Arc::downgrade(&slot));
            slot
        });
        map.by_key.extend(key.map(|key| (key, Arc::downgrade(&slot))));
        drop(map);
        slot
    }

    /// Forgets a conversation that was erased: its key opens nothing any more.
    pub(super) fn forget(&self, slot: &Slot) {
        let mut map = self.0.lock();
        map.by_id.remove(&slot.id);
        map.by_key.retain(|_, kept| kept.as_ptr() != std::ptr::from_ref(slot));
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let Some(home) = self.home.upgrade() else { return };
        let mut map = home.lock();
        // Another slot may stand there by now: only a place that nobody holds is cleared.
        if map.by_id.get(&self.id).is_some_and(|slot| slot.strong_count() == 0) {
            map.by_id.remove(&self.id);
        }
        if let Some(key) = self.key
            && map.by_key.get(&key).is_some_and(|slot| slot.strong_count() == 0)
        {
            map.by_key.remove(&key);
        }
    }
}

impl Slot {
    /// The conversation as it stands.
    pub(super) async fn read(&self) -> Conversation {
        self.state.lock().await.clone()
    }

    pub(super) fn is_present(&self) -> bool {
        self.sockets.load(Ordering::Relaxed) > 0
    }

    pub(super) fn agent_wrote_at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(self.agent_wrote_at.load(Ordering::Relaxed)).filter(|at| at.timestamp() > 0)
    }

    /// Remembers the place in the queue; `true` when it is another one than before.
    pub(super) fn place_has_moved(&self, (position, wait_s): (u32, u32)) -> bool {
        let place = u64::from(position) << 32 | u64::from(wait_s);
        self.place_told.swap(place, Ordering::Relaxed) != place
    }
}

impl Desk {
    /// The slot of a conversation, read from the store when nobody has it in use.
    pub(super) async fn slot(&self, id: ConversationId) -> Result<Arc<Slot>, DeskError> {
        if let Some(slot) = self.0.slots.by_id(id) {
            return Ok(slot);
        }
        let conversation = self.0.store.conversation(id).await?.ok_or(DeskError::NotFound)?;
        Ok(self.0.slots.keep(conversation, None))
    }

    /// Takes one step: decides, writes, tells. Gives the number that the client's id has, if an entry came of it.
    pub(super) async fn step(
        &self,
        slot: &Arc<Slot>,
        command: Command,
        client_id: Option<ClientId>,
    ) -> Result<Option<Seq>, DeskError> {
        let mut state = slot.state.lock().await;
        for _ in 0..TRIES {
            if state.seq.0 >= self.0.rules.entries_per_conversation && !ends(&command) {
                return Err(DeskError::Full);
            }
            let reach = if asks_for_reach(&command, &state) { self.reach() } else { Reach::Closed };
            let now = self.now();
            let change = match state.step(command.clone(), client_id.clone(), reach, now) {
                Ok(change) => change,
                Err(refused) => return self.done_before(slot.id, &command, client_id.as_ref(), refused).await,
            };
            if change.next == *state {
                return Ok(None);
            }
            let change = Arc::new(change);
            let timer = self.0.clock.stopwatch();
            let written = match slot.key.filter(|_| change.expected == Seq::NONE) {
                Some(key) => self.0.store.begin(Arc::clone(&change), key, now).await,
                None => self.0.store.append(Arc::clone(&change)).await,
            };
            match written {
                Ok(()) => {
                    self.0.metrics.append_took(timer.elapsed());
                    self.follow(slot, &mut state, &change, now);
                    return Ok((change.acked != Seq::NONE).then_some(change.acked));
                }
                Err(AppendError::Duplicate(seq)) => return Ok(Some(seq)),
                Err(AppendError::Conflict) => {
                    *state = self.0.store.conversation(slot.id).await?.ok_or(DeskError::NotFound)?;
                }
                Err(AppendError::AtCapacity) => return Err(CannotAccept::AtCapacity.into()),
                Err(AppendError::Full) => return Err(DeskError::Full),
                Err(AppendError::Unavailable) => return Err(DeskError::Unavailable),
            }
        }
        Err(DeskError::Unavailable)
    }

    /// What was written is true: the slot moves on, everybody hears of it, and routing follows.
    fn follow(&self, slot: &Arc<Slot>, state: &mut Conversation, change: &Arc<Change>, now: DateTime<Utc>) {
        let topic = Topic::Conversation(slot.id);
        for entry in &change.entries {
            self.0.metrics.entry_appended(entry.author.kind());
            self.0.bus.tell(topic, &Told::Entry(slot.id, Arc::new(entry.clone())));
        }
        for aside in &change.asides {
            self.0.bus.tell(topic, &Told::Aside(slot.id, Arc::new(aside.clone())));
        }
        if change.entries.iter().any(|entry| matches!(entry.author, Author::Agent { .. })) {
            slot.agent_wrote_at.store(now.timestamp_millis(), Ordering::Relaxed);
        }
        let before = std::mem::replace(state, change.next.clone());
        if let Some(question) = change.awaits_reply {
            self.answer_soon(slot, question, Some(change));
        }
        // A conversation that has just begun stands somewhere for the first time.
        let moved = before.stage != state.stage || before.seq == Seq::NONE;
        if moved || before.urgent != state.urgent {
            let decisions = self.0.routing.lock().follow(state, slot.is_present(), now);
            self.carry_out(decisions);
            self.mark_queue_changed();
        }
        if moved {
            self.tell_stage(state);
            self.tell_own_changed(&before, state);
        }
        self.look_again(state, slot, now);
    }

    /// Tells everybody in a conversation where it stands.
    pub(super) fn tell_stage(&self, conversation: &Conversation) {
        let standing = Arc::new(self.standing(conversation));
        self.0.bus.tell(Topic::Conversation(conversation.id), &Told::Stage(conversation.id, standing));
    }

    /// The stage, with the place in the queue.
    pub(super) fn standing(&self, conversation: &Conversation) -> Standing {
        let place = matches!(conversation.stage, Stage::Queued { .. }).then(|| {
            let routing = self.0.routing.lock();
            let position = routing.position(conversation.id).unwrap_or(1);
            let wait_s = u32::try_from(routing.wait(position).num_seconds()).unwrap_or(0);
            (u32::try_from(position).unwrap_or(u32::MAX), wait_s)
        });
        Standing { stage: conversation.stage.clone(), place }
    }

    /// The agents whose own conversations have changed hear of it, and the team's counts are told anew.
    fn tell_own_changed(&self, before: &Conversation, after: &Conversation) {
        let agents = [before.stage.agent(), after.stage.agent()];
        for agent in agents.into_iter().flatten() {
            self.0.bus.tell(Topic::Agent(agent), &Told::Mine);
        }
        if agents[0] != agents[1] {
            self.0.bus.tell(Topic::Staff, &Told::Team);
        }
    }

    /// A command that the rules refuse may be one that was carried out before: sent again, because the answer to it
    /// was lost on the way, it gets the number that it got then.
    async fn done_before(
        &self,
        id: ConversationId,
        command: &Command,
        client_id: Option<&ClientId>,
        refused: Refused,
    ) -> Result<Option<Seq>, DeskError> {
        let Some(client_id) = client_id else { return Err(refused.into()) };
        match self.0.store.acked(id, command.agent(), client_id).await? {
            Some(seq) => Ok(Some(seq)),
            None => Err(refused.into()),
        }
    }
}

/// Whether the rules ask if a person can be reached: only for a first word and when a person is asked for.
fn asks_for_reach(command: &Command, state: &Conversation) -> bool {
    matches!(command, Command::AskForPerson) || state.seq == Seq::NONE
}

/// What a conversation that is full still takes.
fn ends(command: &Command) -> bool {
    matches!(command, Command::End | Command::Close { .. } | Command::CloseIdle | Command::Abandon)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    const START: i64 = 1_772_438_400; // Monday 2 March 2026, 09:00 in Sweden

    fn start() -> DateTime<Utc> {
        DateTime::from_timestamp(START, 0).expect("a time")
    }

    fn conversation() -> Conversation {
        Conversation::new(ConversationId::new(start(), [1; 10]), Language::Sv, None, start())
    }

    #[test]
    fn a_slot_is_forgotten_when_nobody_uses_it() {
        let (slots, key) = (Slots::default(), KeyHash([1; 32]));
        let first = slots.keep(conversation(), Some(key));
        assert!(Arc::ptr_eq(&first, &slots.keep(conversation(), None)), "one slot for all who use it");
        assert!(slots.by_key(&key).is_some());
        let id = first.id;
        drop(first);
        assert!(slots.by_id(id).is_none() && slots.by_key(&key).is_none() && slots.0.lock().by_id.is_empty());
    }
}
