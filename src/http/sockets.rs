//! All sockets that are open: how many, when each was last heard, and who is told to go.
//!
//! One sweep a second looks at all of them. A timer for each socket would cost more memory than the socket's own
//! state, and none of these limits needs to be exact to the millisecond.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};

use chrono::Duration;
use parking_lot::Mutex;

use super::per_address::PerAddress;
use crate::bus::{Knock, Mailbox, Side};
use crate::chance;
use crate::clock::Clock;
use crate::lifecycle::Lifecycle;
use crate::moment::Moment;

/// The times and numbers that sockets keep to.
#[derive(Debug, Clone)]
pub struct SocketLimits {
    /// How many sockets in all.
    pub sockets: usize,
    /// How many from one address.
    pub per_address: usize,
    /// How long from the upgrade to `hello`.
    pub hello: Duration,
    /// How long a quiet socket is left alone before it gets a ping.
    pub ping: Duration,
    /// How long after a ping the other end may stay silent.
    pub silence: Duration,
    /// How long one write may take.
    pub slow_reader: Duration,
    /// How many bytes may wait in a mailbox.
    pub queued_bytes: usize,
}

/// Every open socket. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Sockets(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limits: SocketLimits,
    clock: Clock,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    /// How often wall clock and moments had parted at the last sweep.
    leaps: u64,
    all: HashMap<u64, Arc<Seat>>,
    per_address: PerAddress,
}

/// What the sweep knows of one socket. Times are milliseconds since the start, see [`Sockets::now`].
#[derive(Debug)]
struct Seat {
    mailbox: Arc<Mailbox>,
    address: IpAddr,
    heard: AtomicI64,
    /// When the last ping left; 0 when it was answered.
    pinged: AtomicI64,
    /// When the write in hand began; 0 when there is none.
    writing: AtomicI64,
    /// Until when a `hello` must have come; 0 when it has.
    hello_by: AtomicI64,
    /// Whether it is one of the staff's.
    is_staffs: AtomicBool,
    /// When its client is to come back after a restart, in milliseconds.
    retry_ms: AtomicU32,
}

// How many are asked to come back in a second after a restart, at most; with more sockets than come back within the
// longest time, the seconds share them. In its first seconds a server reads what it does not have in memory yet.
const BACK_PER_SECOND: u64 = 40;
const BACK_WITHIN_MS: std::ops::RangeInclusive<u64> = 1_000..=50_000;
// Nobody comes back earlier: the process before has to end.
const BACK_AFTER_MS: u64 = 500;

/// After how many milliseconds the client in this place of a line of so many is to come back after a restart. The line is
/// spread evenly, and `chance` moves each within its own part; clients add chance of their own.
fn back_after_ms(place: usize, of: usize, chance: u32) -> u32 {
    let (place, of) = (place as u64, (of as u64).max(1));
    let all = (of * 1_000 / BACK_PER_SECOND).clamp(*BACK_WITHIN_MS.start(), *BACK_WITHIN_MS.end());
    let part = all / of;
    let after = BACK_AFTER_MS + all * place / of + ((part * u64::from(chance)) >> 32);
    u32::try_from(after).unwrap_or(u32::MAX)
}

/// A socket's place among all: given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    sockets: Sockets,
    number: u64,
    seat: Arc<Seat>,
    /// What waits for the socket.
    pub(super) mailbox: Arc<Mailbox>,
}

impl Sockets {
    /// No sockets yet.
    #[must_use]
    pub fn new(limits: SocketLimits, clock: Clock) -> Self {
        Self(Arc::new(Inner { limits, clock, open: Mutex::default() }))
    }

    /// How many are open.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.open.lock().all.len()
    }

    /// A place for one more; `None` when there are too many in all or from this address.
    pub(super) fn enter(&self, address: IpAddr, side: Side) -> Option<Place> {
        let now = self.now();
        let limits = &self.0.limits;
        let mut open = self.0.open.lock();
        if open.all.len() >= limits.sockets || open.per_address.of(address) >= limits.per_address {
            return None;
        }
        open.per_address.take(address);
        open.next += 1;
        let number = open.next;
        let mailbox = Arc::new(Mailbox::new(limits.queued_bytes, side));
        let seat = Arc::new(Seat {
            mailbox: Arc::clone(&mailbox),
            address,
            heard: AtomicI64::new(now),
            pinged: AtomicI64::new(0),
            writing: AtomicI64::new(0),
            hello_by: AtomicI64::new(now + limits.hello.num_milliseconds()),
            is_staffs: AtomicBool::new(false),
            retry_ms: AtomicU32::new(0),
        });
        open.all.insert(number, Arc::clone(&seat));
        drop(open);
        Some(Place { sockets: self.clone(), number, seat, mailbox })
    }

    /// Looks after the sockets until the process stops, then tells all of them to go.
    pub async fn keep(self, life: Lifecycle) {
        let stopping = life.stopping();
        loop {
            tokio::select! {
                () = stopping.cancelled() => break,
                () = self.0.clock.sleep(Duration::seconds(1)) => self.sweep(),
            }
        }
        let open = self.0.open.lock();
        let mut leaving: Vec<_> = open.all.values().collect();
        // Staff first: visitors wait for them, and an agent who is away for long loses their conversations.
        leaving.sort_by_key(|seat| !seat.is_staffs.load(Ordering::Relaxed));
        for (place, seat) in leaving.iter().enumerate() {
            let back_after = back_after_ms(place, leaving.len(), u32::from_ne_bytes(chance::bytes()));
            seat.retry_ms.store(back_after, Ordering::Relaxed);
            seat.mailbox.knock(Knock::Close("restart"));
        }
    }

    /// In how many seconds one is to come back who is not let in now; each gets a time of their own.
    pub(super) fn back_after_s(&self) -> u32 {
        let (open, chance) = (self.count().max(1), u64::from(u32::from_ne_bytes(chance::bytes())));
        let place = usize::try_from((open as u64 * chance) >> 32).unwrap_or(0);
        back_after_ms(place, open, 0).div_ceil(1_000)
    }

    /// Milliseconds since the start, and one: 0 stands for never.
    fn now(&self) -> i64 {
        millis(self.0.clock.moment())
    }

    /// Pings the quiet, and closes those who did not answer, never said hello, or read too slowly.
    fn sweep(&self) {
        let now = self.0.clock.look();
        let mut open = self.0.open.lock();
        let stood_still = std::mem::replace(&mut open.leaps, now.leaps) != now.leaps;
        let now = millis(now.moment);
        for seat in open.all.values() {
            if stood_still {
                seat.count_anew(now, &self.0.limits);
            }
            if let Some(knock) = seat.due(now, &self.0.limits) {
                seat.mailbox.knock(knock);
            }
        }
    }
}

fn millis(moment: Moment) -> i64 {
    moment.millis() + 1
}

impl Seat {
    /// The process stood still: what came meanwhile lies unread, and nobody is silent or slow because of that.
    fn count_anew(&self, now: i64, limits: &SocketLimits) {
        for began in [&self.pinged, &self.writing] {
            let _ = began.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |then| (then != 0).then_some(now));
        }
        let hello_by = now + limits.hello.num_milliseconds();
        let _ = self.hello_by.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |by| (by != 0).then_some(hello_by));
    }

    fn due(&self, now: i64, limits: &SocketLimits) -> Option<Knock> {
        let since = |moment: &AtomicI64| match moment.load(Ordering::Relaxed) {
            0 => None,
            then => Some(now - then),
        };
        if since(&self.writing).is_some_and(|long| long >= limits.slow_reader.num_milliseconds()) {
            return Some(Knock::Close("slow"));
        }
        if since(&self.hello_by).is_some_and(|over| over >= 0) {
            return Some(Knock::Close("protocol"));
        }
        match since(&self.pinged) {
            Some(long) if long >= limits.silence.num_milliseconds() => Some(Knock::Close("idle")),
            None if now - self.heard.load(Ordering::Relaxed) >= limits.ping.num_milliseconds() => {
                self.pinged.store(now, Ordering::Relaxed);
                Some(Knock::Ping)
            }
            Some(_) | None => None,
        }
    }
}

impl Place {
    /// Something came from the other end.
    pub(super) fn heard(&self) {
        self.seat.heard.store(self.sockets.now(), Ordering::Relaxed);
        self.seat.pinged.store(0, Ordering::Relaxed);
    }

    /// When something last came from the other end.
    pub(super) fn last_heard(&self) -> Moment {
        Moment::from_millis(self.seat.heard.load(Ordering::Relaxed) - 1)
    }

    /// The other end has said who it is.
    pub(super) fn said_hello(&self) {
        self.seat.hello_by.store(0, Ordering::Relaxed);
    }

    /// The other end is one of the staff.
    pub(super) fn is_staffs(&self) {
        self.seat.is_staffs.store(true, Ordering::Relaxed);
    }

    /// When the client is to come back, in milliseconds; 0 unless the server stops.
    pub(super) fn retry_ms(&self) -> u32 {
        self.seat.retry_ms.load(Ordering::Relaxed)
    }

    pub(super) fn writing(&self) {
        self.seat.writing.store(self.sockets.now(), Ordering::Relaxed);
    }

    pub(super) fn written(&self) {
        self.seat.writing.store(0, Ordering::Relaxed);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.sockets.0.open.lock();
        open.all.remove(&self.number);
        open.per_address.give_back(self.seat.address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bus::Mail;

    fn limits() -> SocketLimits {
        SocketLimits {
            sockets: 3,
            per_address: 2,
            hello: Duration::seconds(10),
            ping: Duration::seconds(25),
            silence: Duration::seconds(20),
            slow_reader: Duration::seconds(10),
            queued_bytes: 1000,
        }
    }

    fn start() -> chrono::DateTime<chrono::Utc> {
        chrono::DateTime::from_timestamp(1_772_438_400, 0).expect("2 March 2026")
    }

    fn after(seconds: i64) -> i64 {
        millis(Moment::START + Duration::seconds(seconds))
    }

    #[test]
    fn sockets_are_counted_in_all_and_by_address() {
        let sockets = Sockets::new(limits(), Clock::manual(start()).0);
        let here: IpAddr = [127, 0, 0, 1].into();
        let first = sockets.enter(here, Side::Visitor).expect("the first");
        let _second = sockets.enter(here, Side::Visitor).expect("the second");
        assert!(sockets.enter(here, Side::Visitor).is_none(), "two from one address");
        let _other = sockets.enter([127, 0, 0, 2].into(), Side::Visitor).expect("another address");
        assert!(sockets.enter([127, 0, 0, 3].into(), Side::Visitor).is_none(), "three in all");
        drop(first);
        assert!(sockets.enter(here, Side::Visitor).is_some(), "a place was given back");
    }

    /// How many fall into any one second at most.
    fn crowd(times: &[u32]) -> usize {
        let within = |from: &u32| times.iter().filter(|time| (*from..*from + 1_000).contains(time)).count();
        times.iter().map(within).max().unwrap_or(0)
    }

    #[test]
    fn after_a_restart_no_second_sees_many_and_nobody_waits_for_a_minute() {
        // As chance has it, and all alike: the line alone keeps them apart.
        for chance in [|place: usize| place.wrapping_mul(2_654_435_761) % 0x1_0000_0000, |_| 0xFFFF_FFFF, |_| 0] {
            for (count, most) in [(2_000, 60), (4_000, 120), (300, 45), (200, 41)] {
                let chance = |place| u32::try_from(chance(place)).expect("32 bits");
                let back: Vec<u32> = (0..count).map(|place| back_after_ms(place, count, chance(place))).collect();
                assert!(back.iter().all(|after| (500..=50_500).contains(after)), "{count}");
                assert!(crowd(&back) <= most, "{count}: {} in one second", crowd(&back));
            }
        }
        assert!(back_after_ms(0, 1, u32::MAX) <= 1_500, "a single one hardly waits");
    }

    #[tokio::test]
    async fn staff_come_back_first() {
        let life = Lifecycle::new();
        let limits = SocketLimits { sockets: 1_000, per_address: 1_000, ..limits() };
        let sockets = Sockets::new(limits, Clock::manual(start()).0);
        let places: Vec<_> =
            (0..400).map(|_| sockets.enter([127, 0, 0, 1].into(), Side::Visitor).expect("a place")).collect();
        for staffs in places.iter().step_by(40) {
            staffs.is_staffs();
        }
        life.stop();
        sockets.keep(life).await;
        let (mut of_staff, mut of_visitors) = (Vec::new(), Vec::new());
        for (number, place) in places.iter().enumerate() {
            if number % 40 == 0 { &mut of_staff } else { &mut of_visitors }.push(place.retry_ms());
        }
        assert!(of_staff.iter().max() <= of_visitors.iter().min(), "{of_staff:?}");
        assert!(crowd(&of_visitors) <= 60, "of 390");
    }

    #[test]
    fn a_quiet_socket_gets_a_ping_and_a_silent_one_is_closed() {
        let (clock, hand) = Clock::manual(start());
        let sockets = Sockets::new(limits(), clock);
        let place = sockets.enter([127, 0, 0, 1].into(), Side::Visitor).expect("a place");
        place.said_hello();
        let due = |seconds: i64| place.seat.due(after(seconds), &limits());
        assert_eq!(due(24), None);
        assert_eq!(due(25), Some(Knock::Ping));
        assert_eq!(due(44), None);
        assert_eq!(due(45), Some(Knock::Close("idle")));
        hand.advance(Duration::seconds(44));
        place.heard();
        assert_eq!(due(45), None);
    }

    #[test]
    fn who_never_says_hello_or_reads_too_slowly_is_closed() {
        let (clock, _hand) = Clock::manual(start());
        let sockets = Sockets::new(limits(), clock);
        let place = sockets.enter([127, 0, 0, 1].into(), Side::Visitor).expect("a place");
        let due = |seconds: i64| place.seat.due(after(seconds), &limits());
        assert_eq!(due(9), None);
        assert_eq!(due(10), Some(Knock::Close("protocol")));
        place.said_hello();
        assert_eq!(due(10), None);
        place.writing();
        assert_eq!(due(9), None);
        assert_eq!(due(10), Some(Knock::Close("slow")));
        place.written();
        assert_eq!(due(10), None);
    }

    #[test]
    fn pings_and_limits_go_on_however_the_wall_clock_is_set() {
        for leap in [-2, 2, 365 * 24] {
            let (clock, hand) = Clock::manual(start());
            let sockets = Sockets::new(limits(), clock);
            let place = sockets.enter([127, 0, 0, 1].into(), Side::Visitor).expect("a place");
            let dumb = sockets.enter([127, 0, 0, 2].into(), Side::Visitor).expect("a place");
            place.said_hello();
            hand.leap(Duration::hours(leap));
            sockets.sweep();
            assert_eq!((knocked(&place), knocked(&dumb)), (None, None), "{leap} h");
            hand.advance(Duration::seconds(10));
            sockets.sweep();
            assert_eq!(knocked(&dumb), Some(Knock::Close("protocol")), "{leap} h");
            hand.advance(Duration::seconds(15));
            sockets.sweep();
            assert_eq!(knocked(&place), Some(Knock::Ping), "{leap} h");
            hand.advance(Duration::seconds(20));
            sockets.sweep();
            assert_eq!(knocked(&place), Some(Knock::Close("idle")), "{leap} h");
        }
    }

    #[test]
    fn whoever_was_being_pinged_written_to_or_greeted_when_the_process_stopped_has_the_full_time_after_it() {
        let (clock, hand) = Clock::manual(start());
        let sockets = Sockets::new(limits(), clock);
        let [pinged, written, dumb] =
            [1, 2, 3].map(|number| sockets.enter([127, 0, 0, number].into(), Side::Visitor).expect("a place"));
        pinged.said_hello();
        written.said_hello();
        hand.advance(Duration::seconds(25));
        written.heard();
        dumb.heard();
        dumb.seat.hello_by.store(sockets.now() + 2000, Ordering::Relaxed);
        written.writing();
        sockets.sweep();
        assert_eq!(knocked(&pinged), Some(Knock::Ping));
        hand.pause(Duration::seconds(50));
        sockets.sweep();
        hand.advance(Duration::seconds(9));
        sockets.sweep();
        assert_eq!((knocked(&pinged), knocked(&written), knocked(&dumb)), (None, None, None));
        hand.advance(Duration::seconds(1));
        sockets.sweep();
        assert_eq!(knocked(&written), Some(Knock::Close("slow")));
        assert_eq!(knocked(&dumb), Some(Knock::Close("protocol")));
        hand.advance(Duration::seconds(10));
        sockets.sweep();
        assert_eq!(knocked(&pinged), Some(Knock::Close("idle")));
    }

    /// What the sweep has told a socket since it was last asked.
    fn knocked(place: &Place) -> Option<Knock> {
        match futures_util::FutureExt::now_or_never(place.mailbox.take()) {
            Some(Mail::Knock(knock)) => Some(knock),
            Some(_) | None => None,
        }
    }
}
