//! The bus inside one process.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use foldhash::fast::RandomState;
use parking_lot::Mutex;

use super::{Mailbox, Told, Topic};
use crate::conversation::IdMap;

// Telling one conversation must not wait for another; a power of two, so that the shard is a mask away.
const SHARDS: usize = 16;

/// Topics and their subscribers, cheap to clone.
#[derive(Debug, Clone)]
pub struct Bus(Arc<Shards>);

#[derive(Debug)]
struct Shards {
    hasher: RandomState,
    shards: [Mutex<IdMap<Topic, Subscribers>>; SHARDS],
}

/// Nearly every topic has one or two subscribers; a conversation's list holds one without growing.
type Subscribers = Vec<Arc<Mailbox>>;

/// A subscription ends when it is dropped.
#[derive(Debug)]
pub struct Subscription {
    bus: Bus,
    topic: Topic,
    mailbox: Arc<Mailbox>,
}

impl Default for Bus {
    fn default() -> Self {
        Self(Arc::new(Shards { hasher: RandomState::default(), shards: std::array::from_fn(|_| Mutex::default()) }))
    }
}

impl Bus {
    /// Puts everything told about a topic into a mailbox from now on.
    #[must_use = "the subscription ends when it is dropped"]
    pub fn subscribe(&self, topic: Topic, mailbox: &Arc<Mailbox>) -> Subscription {
        let mut shard = self.shard(&topic).lock();
        shard.entry(topic).or_insert_with(|| Vec::with_capacity(1)).push(Arc::clone(mailbox));
        Subscription { bus: self.clone(), topic, mailbox: Arc::clone(mailbox) }
    }

    /// Tells everybody who subscribes to a topic.
    pub fn tell(&self, topic: Topic, told: &Told) {
        let shard = self.shard(&topic).lock();
        for mailbox in shard.get(&topic).into_iter().flatten() {
            mailbox.put(told.clone());
        }
    }

    /// How many mailboxes subscribe to a topic.
    #[must_use]
    pub fn subscribers(&self, topic: Topic) -> usize {
        self.shard(&topic).lock().get(&topic).map_or(0, Vec::len)
    }

    fn shard(&self, topic: &Topic) -> &Mutex<IdMap<Topic, Subscribers>> {
        let hash = self.0.hasher.hash_one(topic);
        // The map inside the shard uses the hash's other bits through its own hasher.
        &self.0.shards[usize::try_from(hash % SHARDS as u64).unwrap_or(0)]
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut shard = self.bus.shard(&self.topic).lock();
        if let Some(subscribers) = shard.get_mut(&self.topic) {
            // One only: the same mailbox may have subscribed anew before the old subscription ended.
            if let Some(at) = subscribers.iter().position(|mailbox| Arc::ptr_eq(mailbox, &self.mailbox)) {
                subscribers.swap_remove(at);
            }
            if subscribers.is_empty() {
                shard.remove(&self.topic);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Mail, Side};
    use super::*;

    #[tokio::test]
    async fn those_who_subscribe_hear_it_and_nobody_else_does() {
        let bus = Bus::default();
        let (visitor, staff) = (Arc::new(Mailbox::new(1000, Side::Visitor)), Arc::new(Mailbox::new(1000, Side::Staff)));
        let subscribed = bus.subscribe(Topic::Visitors, &visitor);
        let _staff = bus.subscribe(Topic::Staff, &staff);
        bus.tell(Topic::Visitors, &Told::Desk);
        assert!(matches!(visitor.take().await, Mail::Told(told) if told.len() == 1));
        assert!(futures_util::poll!(Box::pin(staff.take())).is_pending());
        drop(subscribed);
        bus.tell(Topic::Visitors, &Told::Desk);
        assert!(futures_util::poll!(Box::pin(visitor.take())).is_pending());
        assert_eq!(bus.subscribers(Topic::Visitors), 0);
    }

    #[tokio::test]
    async fn whoever_subscribes_anew_goes_on_hearing_when_the_old_subscription_ends() {
        let (bus, mailbox) = (Bus::default(), Arc::new(Mailbox::new(1000, Side::Staff)));
        let old = bus.subscribe(Topic::Staff, &mailbox);
        let _new = bus.subscribe(Topic::Staff, &mailbox);
        drop(old);
        bus.tell(Topic::Staff, &Told::Queue);
        assert!(matches!(mailbox.take().await, Mail::Told(told) if told.len() == 1));
    }
}
