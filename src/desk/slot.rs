//! A conversation in use: how it stands, and the changes to it that are on their way to the disk.
//!
//! ```text
//!           settled ──────────────▶ latest
//!  everybody is told this           the next change is decided on this
//!           ▲                            │
//!           └── written and synced ◀── waiting: change, change, …
//! ```
//!
//! Both sides of a conversation may write at once. A change does not wait for the one before to reach the disk: it is
//! decided on what that one will have made true, and both go into one commit. What is told is always written.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, Weak};

use parking_lot::Mutex;

use super::clients::Clients;
use super::danger::Recent;
use super::pace::Paced;
use crate::bus::Place;
use crate::conversation::{Change, Client, Conversation, ConversationId, IdMap, KeyHash, Refused, Seq};
use crate::moment::Moment;
use crate::store::Chain;

/// A conversation in use.
pub(super) struct Slot {
    pub(super) id: ConversationId,
    /// The visitor's key, known when the visitor is here.
    pub(super) key: Option<KeyHash>,
    state: Mutex<State>,
    /// How many of the visitor's sockets are open.
    pub(super) sockets: AtomicUsize,
    /// Where the visitor came from who has not begun yet.
    pub(super) came_from: OnceLock<IpAddr>,
    /// Whether its beginning is counted for that address.
    pub(super) is_counted: AtomicBool,
    /// How often the visitor writes.
    pub(super) pace: Paced,
    /// How often the visitor says that they write, or have read.
    pub(super) signs: Paced,
    /// Up to which entry the visitor has said to have read.
    seen: AtomicU32,
    /// When the visitor was last heard on a line that has closed, in milliseconds since the start.
    heard: AtomicI64,
    /// What the visitor wrote last.
    pub(super) recent: Mutex<Recent>,
    /// When the agent last wrote, in milliseconds since the start; 0 when not since the slot is in use.
    agent_wrote_at: AtomicI64,
    /// The place in the queue that was last told, both numbers in one.
    place_told: AtomicU64,
    home: Weak<Mutex<Map>>,
}

/// How a conversation stands, and what is decided beyond that.
struct State {
    /// As it is written and synced: what everybody is told.
    settled: Conversation,
    /// What is on its way to the disk; none while nobody writes.
    ahead: Option<Box<Ahead>>,
    /// How often `settled` has changed.
    settlings: u32,
    /// The number that each client's id got, of all entries in `settled`; none until the store was asked.
    clients: Option<Clients>,
}

/// Changes that are decided and not yet told.
#[derive(Default)]
struct Ahead {
    chain: Chain,
    /// As the last of them leaves the conversation the next one is decided on.
    waiting: VecDeque<Arc<Change>>,
}

/// What became of a command when it was decided.
pub(super) enum Decided<W> {
    /// A change stands in line; the future tells when it is written.
    Change {
        /// The number that its acknowledgement names.
        acked: Seq,
        /// Ends when it is written, or known not to be.
        written: W,
    },
    /// The client's id got this number before.
    Before(Seq),
    /// Whether the client's id was used before is not known yet: [`Slot::learn`] what the store knows.
    Unknown,
    /// The command changes nothing, or the rules say no. `unsure` when that was decided on what is not written yet.
    Nothing {
        /// Why not, if the rules say no.
        refused: Option<Refused>,
        /// Whether it has to be decided again if what is ahead is not written.
        unsure: bool,
    },
}

/// The conversations in use: each as long as somebody holds it.
#[derive(Default)]
pub(super) struct Slots(Arc<Mutex<Map>>);

#[derive(Default)]
struct Map {
    by_id: IdMap<ConversationId, Weak<Slot>>,
    by_key: IdMap<KeyHash, Weak<Slot>>,
}

impl Slots {
    pub(super) fn by_key(&self, key: &KeyHash) -> Option<Arc<Slot>> {
        self.0.lock().by_key.get(key).and_then(Weak::upgrade)
    }

    pub(super) fn by_id(&self, id: ConversationId) -> Option<Arc<Slot>> {
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
            // Nobody has said anything yet where nothing has begun.
            let clients = (conversation.seq == Seq::NONE).then(Clients::default);
            let slot = Arc::new(Slot {
                id: conversation.id,
                key,
                state: Mutex::new(State { settled: conversation, ahead: None, settlings: 0, clients }),
                sockets: AtomicUsize::new(0),
                came_from: OnceLock::new(),
                is_counted: AtomicBool::new(false),
                pace: Paced::default(),
                signs: Paced::default(),
                seen: AtomicU32::new(0),
                heard: AtomicI64::new(0),
                recent: Mutex::default(),
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
    pub(super) fn read(&self) -> Conversation {
        self.state.lock().settled.clone()
    }

    /// The conversation as it will stand when everything that is decided is written.
    pub(super) fn latest<T>(&self, look: impl FnOnce(&Conversation) -> T) -> T {
        look(self.state.lock().latest())
    }

    /// Lets the rules decide on what the conversation is about to be, and puts the change in line. Nothing else is
    /// decided in between, so the order of the line is the order of the log. A client's id that has its number gets it
    /// again, whatever the rules would say now.
    ///
    /// # Errors
    /// When the line takes no more.
    pub(super) fn decide<W, E>(
        &self,
        client: Option<Client>,
        step: impl FnOnce(&Conversation) -> Result<Change, Refused>,
        put_in_line: impl FnOnce(Arc<Change>, &mut Chain) -> Result<W, E>,
    ) -> Result<Decided<W>, E> {
        let mut state = self.state.lock();
        if let Some(before) = client.and_then(|client| state.before(client)) {
            return Ok(before);
        }
        let unsure = state.ahead.is_some();
        let latest = state.latest();
        let change = match step(latest) {
            Ok(change) if change.next == *latest => return Ok(Decided::Nothing { refused: None, unsure }),
            Ok(change) => Arc::new(change),
            Err(refused) => return Ok(Decided::Nothing { refused: Some(refused), unsure }),
        };
        let mut ahead = state.ahead.take().unwrap_or_default();
        let written = put_in_line(Arc::clone(&change), &mut ahead.chain);
        if written.is_ok() {
            ahead.waiting.push_back(Arc::clone(&change));
        }
        state.ahead = Some(ahead).filter(|ahead| !ahead.waiting.is_empty());
        written.map(|written| Decided::Change { acked: change.acked, written })
    }

    /// Hands every change that is written and not yet told to `follow`, in their order. `follow` gets how the
    /// conversation stood before, too. What is decided on something that was not written is forgotten.
    pub(super) fn settle(&self, mut follow: impl FnMut(&Conversation, &Arc<Change>)) {
        let mut state = self.state.lock();
        let State { settled, ahead: here, settlings, clients } = &mut *state;
        let Some(ahead) = here else { return };
        let refused = ahead.chain.kept_before_refusal();
        let mut next = ahead.chain.length() - u32::try_from(ahead.waiting.len()).unwrap_or(0);
        let kept = refused.unwrap_or(0).max(ahead.chain.kept());
        while next < kept
            && let Some(change) = ahead.waiting.pop_front()
        {
            next += 1;
            *settlings = settlings.wrapping_add(1);
            let before = std::mem::replace(settled, change.next.clone());
            if let (Some(clients), Some(client)) = (&mut *clients, change.client) {
                clients.insert(client, change.acked);
            }
            follow(&before, &change);
        }
        if ahead.waiting.is_empty() || refused.is_some() {
            *here = None;
        }
    }

    /// How often the conversation has changed here, for [`reread`](Self::reread).
    pub(super) fn settlings(&self) -> u32 {
        self.state.lock().settlings
    }

    /// Takes over which ids the store says that clients have used. What is known stays known.
    pub(super) fn learn(&self, clients: HashMap<Client, Seq>) {
        self.state.lock().learn(clients);
    }

    /// Takes over how the store says that the conversation stands, unless it has changed here since `settlings`, and which
    /// ids clients have used; the ids are read after the conversation, so that none of its entries' ids is missing.
    pub(super) fn reread(&self, stored: Conversation, clients: HashMap<Client, Seq>, settlings: u32) {
        let mut state = self.state.lock();
        state.learn(clients);
        if state.settlings == settlings && state.ahead.is_none() {
            state.settled = stored;
            state.settlings = settlings.wrapping_add(1);
        }
    }

    pub(super) fn is_present(&self) -> bool {
        self.sockets.load(Ordering::Relaxed) > 0
    }

    /// Up to which entry the visitor has read, as far as is known.
    pub(super) fn seen(&self) -> Seq {
        Seq(self.seen.load(Ordering::Relaxed))
    }

    /// Remembers what the visitor has read; gives what was known before.
    pub(super) fn has_seen(&self, seq: Seq) -> Seq {
        Seq(self.seen.fetch_max(seq.0, Ordering::Relaxed))
    }

    /// One of the visitor's lines has closed, on which they were last heard then; gives when they were last heard on any
    /// that has.
    pub(super) fn heard_until(&self, heard: Moment) -> Moment {
        let before = self.heard.fetch_max(heard.millis(), Ordering::Relaxed);
        heard.max(Moment::from_millis(before))
    }

    /// Whether the visitor has one line open and no more.
    pub(super) fn has_one_line(&self) -> bool {
        self.sockets.load(Ordering::Relaxed) == 1
    }

    pub(super) fn agent_wrote_at(&self) -> Option<Moment> {
        let millis = self.agent_wrote_at.load(Ordering::Relaxed);
        (millis > 0).then(|| Moment::from_millis(millis))
    }

    pub(super) fn agent_wrote_now(&self, now: Moment) {
        self.agent_wrote_at.store(now.millis().max(1), Ordering::Relaxed);
    }

    /// Remembers the place in the queue; `true` when it is another one than before.
    pub(super) fn place_has_moved(&self, Place { position, wait_s }: Place) -> bool {
        let place = u64::from(position) << 32 | u64::from(wait_s.unwrap_or(u32::MAX));
        self.place_told.swap(place, Ordering::Relaxed) != place
    }
}

impl State {
    fn latest(&self) -> &Conversation {
        self.ahead.as_ref().and_then(|ahead| ahead.waiting.back()).map_or(&self.settled, |change| &change.next)
    }

    /// What stands in the way of a new entry under a client's id; nothing when the id is new.
    fn before<W>(&self, client: Client) -> Option<Decided<W>> {
        let Some(clients) = &self.clients else { return Some(Decided::Unknown) };
        if let Some(seq) = clients.get(&client) {
            return Some(Decided::Before(seq));
        }
        let mut waiting = self.ahead.iter().flat_map(|ahead| &ahead.waiting);
        let on_its_way = waiting.any(|change| change.client == Some(client));
        on_its_way.then_some(Decided::Nothing { refused: None, unsure: true })
    }

    fn learn(&mut self, clients: HashMap<Client, Seq>) {
        self.clients.get_or_insert_default().extend(clients);
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::conversation::{AgentId, Asked, ClientId, Command, Reach, Text};
    use crate::language::Language;
    use crate::store::{AppendError, Store, StoreOptions};

    const START: i64 = 1_772_438_400; // Monday 2 March 2026, 09:00 in Sweden

    fn start() -> DateTime<Utc> {
        DateTime::from_timestamp(START, 0).expect("a time")
    }

    fn conversation() -> Conversation {
        Conversation::new(ConversationId::new(start(), [1; 10]), Language::Sv, None, start())
    }

    /// A slot whose conversation has begun, and the store that it stands in.
    async fn begun() -> (tempfile::TempDir, Store, Arc<Slot>) {
        let dir = tempfile::tempdir().expect("a directory");
        let store = Store::open(&dir.path().join("x.sqlite"), StoreOptions::default()).expect("a store");
        let begin =
            conversation().step(say("Hej"), client("first", &say("Hej")), Reach::Person, start()).expect("a beginning");
        store.begin(Arc::new(begin.clone()), KeyHash([1; 32]), start()).await.expect("begun");
        let slot = Slots::default().keep(begin.next, None);
        slot.learn(store.clients(slot.id).await.expect("what clients have used"));
        (dir, store, slot)
    }

    fn say(words: &str) -> Command {
        Command::Say { text: Text::new(words, 100).expect("a text"), noticed: None }
    }

    /// An id of the one who gives the command.
    fn client(id: &str, command: &Command) -> Option<Client> {
        ClientId::new(id).map(|id| Client::new(command.agent(), id))
    }

    /// Lets the rules decide on a command, and puts what comes of it in line.
    fn decide(
        slot: &Slot,
        store: &Store,
        command: &Command,
        id: &str,
    ) -> Decided<impl Future<Output = Result<(), AppendError>> + use<>> {
        let client = client(id, command);
        let decided = slot.decide(
            client,
            |state| state.step(command.clone(), client, Reach::Closed, start()),
            |change, chain| store.put_in_line(change, None, chain),
        );
        decided.expect("room in the line")
    }

    /// What is put in line by a command.
    fn put_in_line(
        slot: &Slot,
        store: &Store,
        command: &Command,
        client: &str,
    ) -> impl Future<Output = Result<(), AppendError>> + use<> {
        match decide(slot, store, command, client) {
            Decided::Change { written, .. } => written,
            _ => panic!("the rules allow it, and the id is new"),
        }
    }

    /// Decides that the visitor says something, and puts it in line.
    fn put(slot: &Slot, store: &Store, client: &str) -> impl Future<Output = Result<(), AppendError>> + use<> {
        put_in_line(slot, store, &say(client), client)
    }

    /// The entries that are told now.
    fn told(slot: &Slot) -> Vec<u32> {
        let mut told = Vec::new();
        slot.settle(|before, change| {
            assert_eq!(before.seq, change.expected);
            told.extend(change.entries.iter().map(|entry| entry.seq.0));
        });
        told
    }

    #[tokio::test]
    async fn both_sides_write_at_once_and_are_told_in_order_when_it_is_written() {
        let (_dir, store, slot) = begun().await;
        let before = slot.read();
        let (first, second) = (put(&slot, &store, "a"), put(&slot, &store, "b"));
        assert_eq!((slot.read(), told(&slot)), (before, vec![]), "nothing is told that is not written");
        assert_eq!(slot.latest(|state| state.seq), Seq(5));
        assert_eq!(second.await, Ok(()));
        assert_eq!(told(&slot), [4, 5], "whoever comes first tells both");
        assert_eq!((first.await, told(&slot), slot.read().seq), (Ok(()), vec![], Seq(5)));
    }

    #[tokio::test]
    async fn what_was_decided_on_something_that_was_not_written_is_forgotten() {
        let (_dir, store, slot) = begun().await;
        let nobody_has_room = Asked { agent: AgentId::new(start(), [1; 10]), name: "Anna".into(), capacity: 0 };
        let good = put(&slot, &store, "a");
        let taken = put_in_line(&slot, &store, &Command::Accept(nobody_has_room), "take");
        let late = put(&slot, &store, "b");
        let outcomes = tokio::join!(good, taken, late);
        assert_eq!(outcomes, (Ok(()), Err(AppendError::AtCapacity), Err(AppendError::Conflict)));
        assert_eq!((told(&slot), slot.read().seq), (vec![4], Seq(4)));
        assert_eq!(put(&slot, &store, "b").await, Ok(()));
        assert_eq!(told(&slot), [5]);
    }

    #[tokio::test]
    async fn what_is_sent_again_gets_the_number_that_it_got_first() {
        let (_dir, store, slot) = begun().await;
        let again = |client: &str| decide(&slot, &store, &say("igen"), client);
        assert!(matches!(again("first"), Decided::Before(Seq(2))));
        let written = put(&slot, &store, "a");
        assert!(matches!(again("a"), Decided::Nothing { refused: None, unsure: true }), "it is on its way");
        assert_eq!((written.await, told(&slot)), (Ok(()), vec![4]));
        assert!(matches!(again("a"), Decided::Before(Seq(4))));
        let agents = Command::AgentSay {
            by: AgentId::new(start(), [1; 10]),
            name: "Anna".into(),
            text: Text::new("hej", 100).expect("a text"),
        };
        assert!(!matches!(decide(&slot, &store, &agents, "a"), Decided::Before(_)), "an agent's id is another one");
        assert_eq!(store.log(slot.id, Seq::NONE).await.expect("a log").len(), 4);
    }

    #[tokio::test]
    async fn what_is_sent_again_is_known_when_nobody_here_has_seen_it_before() {
        let (_dir, store, slot) = begun().await;
        assert_eq!(put(&slot, &store, "a").await, Ok(()));
        told(&slot);
        // After a restart.
        let anew = Slots::default().keep(slot.read(), None);
        assert!(matches!(decide(&anew, &store, &say("igen"), "a"), Decided::Unknown));
        anew.learn(store.clients(slot.id).await.expect("what clients have used"));
        assert!(matches!(decide(&anew, &store, &say("igen"), "a"), Decided::Before(Seq(4))));
        // Written by another process meanwhile: the old state is refused, and with the new one come the ids.
        assert_eq!(put(&anew, &store, "b").await, Ok(()));
        assert_eq!(put(&slot, &store, "b").await, Err(AppendError::Conflict));
        assert!(told(&slot).is_empty());
        let (settlings, stored) = (slot.settlings(), store.conversation(slot.id).await.expect("read").expect("there"));
        slot.reread(stored, store.clients(slot.id).await.expect("read"), settlings);
        assert!(matches!(decide(&slot, &store, &say("igen"), "b"), Decided::Before(Seq(5))));
        assert_eq!(store.log(slot.id, Seq::NONE).await.expect("a log").len(), 5);
    }

    #[tokio::test]
    async fn what_the_store_says_is_taken_over_unless_it_is_old_by_then() {
        let (_dir, store, slot) = begun().await;
        let (old, settlings) = (slot.read(), slot.settlings());
        let written = put(&slot, &store, "a");
        slot.reread(old.clone(), HashMap::new(), settlings);
        assert_eq!(slot.latest(|state| state.seq), Seq(4), "something is on its way");
        assert_eq!((written.await, told(&slot)), (Ok(()), vec![4]));
        slot.reread(old.clone(), HashMap::new(), settlings);
        assert_eq!(slot.read().seq, Seq(4), "it has changed since");
        slot.reread(old, HashMap::new(), slot.settlings());
        assert_eq!(slot.read().seq, Seq(3));
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
