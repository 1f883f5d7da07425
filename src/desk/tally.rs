//! A table of counts that whoever is counted can neither fill up nor empty.
//!
//! Names are whatever somebody sends. So many have a count of their own; when all of these are taken, the others share
//! counts, so that nobody is ever without one, and nobody's is thrown away before its time: who floods the table with names
//! gets no new tries for the old ones.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash, RandomState};

// With eight bytes for a name's hash and a few for the count: half a megabyte at most.
const OWN: usize = 10_000;
// A name that shares its count with others is refused when all of them together have had too many.
const SHARED: usize = 4_096;
// Looking for counts that are over reads all of them, which not everybody who comes to a full table may set off.
const LOOK_EVERY: usize = 500;

/// Counts by names, of which only a hash is kept.
#[derive(Debug)]
pub(super) struct Tally<V> {
    // Keyed at random: nobody can choose names that share a count.
    secret: RandomState,
    own: HashMap<u64, V>,
    /// Nothing until it is needed.
    shared: Vec<Option<V>>,
    until_look: usize,
}

impl<V> Default for Tally<V> {
    fn default() -> Self {
        Self { secret: RandomState::new(), own: HashMap::new(), shared: Vec::new(), until_look: 0 }
    }
}

impl<V: Clone> Tally<V> {
    /// The count of a name; a new one is `fresh`.
    pub(super) fn count(&mut self, name: &impl Hash, fresh: V, is_over: impl Fn(&V) -> bool) -> &mut V {
        let hash = self.secret.hash_one(name);
        if !self.own.contains_key(&hash) && self.own.len() >= OWN {
            self.look(&is_over);
            if self.own.len() >= OWN {
                return self.of_many(hash, fresh);
            }
        }
        // One that has shared a count brings it along: moving must not give new tries.
        let before = self.shared.get(shelf(hash)).cloned().flatten().filter(|count| !is_over(count));
        self.own.entry(hash).or_insert(before.unwrap_or(fresh))
    }

    fn of_many(&mut self, hash: u64, fresh: V) -> &mut V {
        if self.shared.is_empty() {
            self.shared.resize(SHARED, None);
        }
        self.shared[shelf(hash)].get_or_insert(fresh)
    }

    fn look(&mut self, is_over: impl Fn(&V) -> bool) {
        if self.until_look == 0 {
            self.own.retain(|_, count| !is_over(count));
        }
        self.until_look = self.until_look.checked_sub(1).unwrap_or(LOOK_EVERY);
    }

    /// The count of a name alone; none where it has none or shares it.
    pub(super) fn own(&mut self, name: &impl Hash) -> Option<&mut V> {
        self.own.get_mut(&self.secret.hash_one(name))
    }

    /// Forgets the count of a name. One that is shared stays: it is not the name's to give up.
    pub(super) fn forget(&mut self, name: &impl Hash) {
        self.own.remove(&self.secret.hash_one(name));
    }
}

fn shelf(hash: u64) -> usize {
    // The map uses the other bits.
    usize::try_from(hash % SHARED as u64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: fn(&u32) -> bool = |_| false;

    #[test]
    fn a_flood_of_names_neither_grows_the_table_nor_gives_back_tries() {
        let mut tally = Tally::default();
        *tally.count(&"anna", 0, NEVER) = 10;
        for name in 0..200_000 {
            *tally.count(&name, 0, NEVER) += 1;
        }
        assert!(tally.own.len() <= OWN && tally.shared.len() <= SHARED, "bounded");
        assert_eq!(*tally.count(&"anna", 0, NEVER), 10, "who was there is still counted");
        let late = tally.count(&"somebody who came late", 0, NEVER);
        *late += 10;
        assert!(*tally.count(&"somebody who came late", 0, NEVER) >= 10, "who came late is counted as well");
    }

    #[test]
    fn who_has_shared_a_count_takes_it_along_when_there_is_room_again() {
        let mut tally = Tally::default();
        let over = |count: &u32| *count == 1;
        for name in 0..OWN {
            *tally.count(&name, 0, NEVER) = 1;
        }
        *tally.count(&"anna", 0, NEVER) = 10;
        // All others are over by now, and the table is looked at in time.
        for name in 0..=LOOK_EVERY {
            tally.count(&(name, "next"), 0, over);
        }
        assert!(tally.own.len() < OWN, "there is room");
        assert_eq!(*tally.count(&"anna", 0, over), 10);
        let anew = (0..20).filter(|name| *tally.count(&(name, "new"), 0, over) == 0).count();
        assert!(anew >= 18, "others begin anew, but for one that happens to have shared Anna's count: {anew}");
    }
}
