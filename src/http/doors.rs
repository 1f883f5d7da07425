//! Who is connected: as many as the process may have descriptors for, with room left for what it keeps on disk.
//!
//! A newcomer is let in even when all places are taken, as long as somebody is there who keeps the server waiting: the one
//! who has done so longest goes, of the address that has the most. What is being worked on, and a socket, is never cut for
//! it. One address has half of the places at most; a trusted proxy, behind which everybody comes, has no such share, nor has
//! this machine: a proxy stands there that nobody has named, or somebody who may do more than fill places.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::Instant;
use tracing::warn;

use super::origin;
use super::per_address::PerAddress;
use crate::config::Network;

/// Descriptors that are not for connections: the database and its readers, the index, the pages, logs.
const KEPT_BACK: u64 = 64;
/// How long one who is asked to go is waited for before another one is asked.
const GOING: Duration = Duration::from_millis(100);
/// How many are asked to go for one newcomer.
const ASKED: usize = 10;
/// How often it is logged that all places are taken.
const TOLD_EVERY: Duration = Duration::from_mins(1);

/// The places of one listener. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Doors(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    most: usize,
    proxies: Vec<Network>,
    /// Waits are counted from here.
    opened: Instant,
    all: Mutex<All>,
    left: Notify,
}

#[derive(Debug, Default)]
struct All {
    next: u64,
    seats: HashMap<u64, Arc<Seat>>,
    per_address: PerAddress,
    told: Option<Instant>,
}

/// One connection, as the doors see it.
#[derive(Debug)]
pub(super) struct Seat {
    address: IpAddr,
    is_proxy: bool,
    /// Since when the other end keeps us waiting, in milliseconds from the opening and one; 0 when it does not.
    waits: AtomicU64,
    go: Notify,
}

/// A place: given back when it is dropped, which is when the connection's descriptor is closed.
#[derive(Debug)]
pub(super) struct Taken {
    doors: Doors,
    number: u64,
    pub(super) seat: Arc<Seat>,
}

/// How somebody is let in.
enum Way {
    Free(Taken),
    /// There will be room when this one has gone.
    After(Arc<Seat>),
    Closed,
}

impl Doors {
    /// Doors with room for `most` connections. `proxies` are those behind which many come.
    #[must_use]
    pub fn new(most: usize, proxies: Vec<Network>) -> Self {
        let (all, left) = (Mutex::default(), Notify::new());
        Self(Arc::new(Inner { most: most.max(1), proxies, opened: Instant::now(), all, left }))
    }

    /// As many connections as the process may have, by its limit of open files.
    #[must_use]
    pub fn of_process() -> usize {
        let files = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX);
        usize::try_from(room(files)).unwrap_or(usize::MAX)
    }

    /// A place for one more; none when nobody can go for them.
    pub(super) async fn enter(&self, address: IpAddr) -> Option<Taken> {
        for _ in 0..ASKED {
            match self.way(address) {
                Way::Free(taken) => return Some(taken),
                Way::Closed => return None,
                Way::After(seat) => {
                    seat.go.notify_one();
                    let _ = tokio::time::timeout(GOING, self.0.left.notified()).await;
                }
            }
        }
        None
    }

    /// Has somebody go who keeps us waiting, as there is no descriptor left for whoever knocks.
    pub(super) fn make_room(&self) {
        if let Some(seat) = Self::longest_waiting(&self.0.all.lock(), None) {
            seat.go.notify_one();
        }
    }

    fn way(&self, address: IpAddr) -> Way {
        let is_proxy = address.is_loopback() || self.0.proxies.iter().any(|network| network.contains(address));
        let address = origin::counted(address);
        let mut all = self.0.all.lock();
        let share = self.0.most.div_ceil(2);
        let has_share = !is_proxy && all.per_address.of(address) >= share;
        if has_share || all.seats.len() >= self.0.most {
            let found = Self::longest_waiting(&all, has_share.then_some(address));
            self.tell(&mut all);
            return found.map_or(Way::Closed, Way::After);
        }
        all.per_address.take(address);
        all.next += 1;
        let number = all.next;
        let seat = Arc::new(Seat { address, is_proxy, waits: AtomicU64::new(self.now()), go: Notify::new() });
        all.seats.insert(number, Arc::clone(&seat));
        Way::Free(Taken { doors: self.clone(), number, seat })
    }

    /// Who has kept us waiting longest: of one address, or of the one that has the most. Those behind a proxy may be
    /// anybody and go last.
    fn longest_waiting(all: &All, of: Option<IpAddr>) -> Option<Arc<Seat>> {
        let waiting = all.seats.values().filter(|seat| of.is_none_or(|address| seat.address == address));
        let rank = |seat: &Seat| {
            let waits = seat.waits.load(Ordering::Relaxed);
            let crowd = if seat.is_proxy { 0 } else { all.per_address.of(seat.address) };
            (waits > 0).then_some((crowd, Reverse(waits)))
        };
        let ranked = waiting.filter_map(|seat| Some((rank(seat)?, seat)));
        let (_, seat) = ranked.max_by_key(|(rank, _)| *rank)?;
        // Asked once: if it has not gone by the next time, another one is asked.
        seat.waits.store(0, Ordering::Relaxed);
        Some(Arc::clone(seat))
    }

    fn tell(&self, all: &mut All) {
        if all.told.is_none_or(|told| told.elapsed() >= TOLD_EVERY) {
            all.told = Some(Instant::now());
            let (open, most) = (all.seats.len(), self.0.most);
            warn!(
                open,
                most, "{open} of {most} connections are open: who keeps the server waiting is cut for newcomers"
            );
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.0.opened.elapsed().as_millis()).unwrap_or(u64::MAX).saturating_add(1)
    }
}

/// The connections that a limit of open files leaves room for.
fn room(files: u64) -> u64 {
    files - KEPT_BACK.max(files / 16).min(files / 2)
}

impl Seat {
    /// Ends when the place is wanted for somebody else.
    pub(super) async fn asked_to_go(&self) {
        self.go.notified().await;
    }

    /// It is the server's turn, or a socket's from now on: nobody is cut who waits for us.
    pub(super) fn waits_no_more(&self) {
        self.waits.store(0, Ordering::Relaxed);
    }
}

impl Taken {
    /// It is the other end's turn: to read what was answered, and to ask again.
    pub(super) fn waits(&self) {
        self.seat.waits.store(self.doors.now(), Ordering::Relaxed);
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut all = self.doors.0.all.lock();
        all.seats.remove(&self.number);
        all.per_address.give_back(self.seat.address);
        drop(all);
        self.doors.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    /// Whether somebody would be let in at once, after somebody else, or not at all.
    fn way(doors: &Doors, address: &str) -> &'static str {
        match doors.way(ip(address)) {
            Way::Free(_) => "free",
            Way::After(_) => "after",
            Way::Closed => "closed",
        }
    }

    fn taken(doors: &Doors, address: &str) -> Taken {
        match doors.way(ip(address)) {
            Way::Free(taken) => taken,
            Way::After(_) | Way::Closed => panic!("no place for {address}"),
        }
    }

    #[test]
    fn a_limit_of_files_leaves_room_for_the_database() {
        assert_eq!([512, 1_024, 65_536].map(room), [448, 960, 61_440]);
        assert_eq!([0, 1, 64].map(room), [0, 1, 32], "and somebody is always let in");
    }

    #[test]
    fn one_address_has_half_of_the_places_and_a_proxy_all_of_them() {
        let doors = Doors::new(4, vec!["10.0.0.0/8".parse().expect("a network")]);
        let here = [taken(&doors, "2001:db8::1"), taken(&doors, "2001:db8::2")];
        for it in &here {
            it.seat.waits_no_more();
        }
        assert_eq!(way(&doors, "2001:db8::3"), "closed", "the same household");
        assert_eq!(way(&doors, "2001:db8:0:1::3"), "free", "another one");
        drop(here);
        let proxy = [(); 4].map(|()| taken(&doors, "10.0.0.1"));
        assert_eq!(way(&doors, "10.0.0.1"), "after", "all places are taken");
        drop(proxy);
        assert_eq!(way(&doors, "2001:db8::3"), "free");
    }

    #[test]
    fn who_has_kept_us_waiting_longest_goes_for_a_newcomer() {
        let doors = Doors::new(4, Vec::new());
        let works = taken(&doors, "192.0.2.1");
        works.seat.waits_no_more();
        let alone = taken(&doors, "192.0.2.2");
        let [second, first] = [taken(&doors, "192.0.2.3"), taken(&doors, "192.0.2.3")];
        for (taken, since) in [(&alone, 1), (&first, 2), (&second, 3)] {
            taken.seat.waits.store(since, Ordering::Relaxed);
        }
        let Way::After(goes) = doors.way(ip("192.0.2.4")) else { panic!("somebody waits") };
        assert!(Arc::ptr_eq(&goes, &first.seat), "of the address that has the most, the one that waits longest");
        drop(first);
        let newcomer = taken(&doors, "192.0.2.4");
        newcomer.seat.waits_no_more();
        second.seat.waits_no_more();
        let Way::After(goes) = doors.way(ip("192.0.2.4")) else { panic!("somebody waits") };
        assert!(Arc::ptr_eq(&goes, &alone.seat));
        assert_eq!(way(&doors, "192.0.2.4"), "closed", "everybody else waits for us");
    }

    #[test]
    fn those_behind_a_proxy_go_last() {
        let doors = Doors::new(4, vec!["10.0.0.1".parse().expect("a network")]);
        let _proxy = [(); 3].map(|()| taken(&doors, "10.0.0.1"));
        let other = taken(&doors, "192.0.2.1");
        let Way::After(goes) = doors.way(ip("10.0.0.1")) else { panic!("somebody waits") };
        assert!(Arc::ptr_eq(&goes, &other.seat));
    }

    #[tokio::test]
    async fn the_newcomer_is_in_when_the_other_one_has_gone() {
        let doors = Doors::new(2, Vec::new());
        let stays = taken(&doors, "192.0.2.1");
        stays.seat.waits_no_more();
        let goes = taken(&doors, "192.0.2.2");
        let leaves = async {
            goes.seat.asked_to_go().await;
            drop(goes);
        };
        let (entered, ()) = tokio::join!(doors.enter(ip("192.0.2.3")), leaves);
        assert!(entered.is_some());
        assert_eq!(doors.0.all.lock().seats.len(), 2);
    }
}
