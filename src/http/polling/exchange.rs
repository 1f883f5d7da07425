//! What the requests of a poll and its session share.
//!
//! ```text
//! send ─► up ─► session ─► down ─► given ─► next
//!                                    └─ until a later `next` confirms it
//! ```
//!
//! Nothing here has a timer: the sweep over all lines pings this one as it pings a socket, and `next` answers.

use std::collections::VecDeque;

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::http::sockets::Place;

/// What may wait to be fetched or confirmed before the session is held up, in bytes.
const DOWN_BYTES: usize = 48 * 1024;

/// Both ends of one poll.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) place: Place,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Frames that the session has not taken yet.
    up: VecDeque<Utf8Bytes>,
    /// Frames that no request has fetched yet, with commas between them.
    down: String,
    /// The batch that was fetched last, until it is confirmed.
    given: Option<String>,
    /// Its number; batches are numbered from 1.
    number: u64,
    /// Which request waits: a later one takes its turn, and so does a ping.
    turn: u64,
    /// Whether the client has left.
    left: bool,
    /// Whether the session has ended: what is still down is the last.
    over: bool,
}

/// Frames under a number; without frames, the number of the batch before.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) number: u64,
    pub(super) frames: String,
}

/// Why a request gets nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// The session has ended.
    Gone,
    /// The batch that it says it has is neither the last one nor the one before an unconfirmed one.
    OutOfStep,
    /// The session has not taken what another request brought.
    Busy,
}

impl Exchange {
    /// A poll that begins with a frame.
    pub(super) fn new(place: Place, first: Utf8Bytes) -> Self {
        let state = State { up: VecDeque::from([first]), ..State::default() };
        Self { place, state: Mutex::new(state), changed: Notify::new() }
    }

    // The requests' end.

    /// Brings frames, and waits until the session has taken all of them.
    pub(super) async fn send(&self, frames: VecDeque<Utf8Bytes>) -> Result<(), Refused> {
        {
            let mut state = self.state.lock();
            if state.over {
                return Err(Refused::Gone);
            }
            if !state.up.is_empty() {
                return Err(Refused::Busy);
            }
            state.up = frames;
        }
        self.changed.notify_waiters();
        self.until(|state| match (state.up.is_empty(), state.over) {
            (true, _) => Some(Ok(())),
            (false, true) => Some(Err(Refused::Gone)),
            (false, false) => None,
        })
        .await
    }

    /// Confirms the batches up to `have`, and waits for the next one.
    pub(super) async fn next(&self, have: u64) -> Result<Batch, Refused> {
        let turn = self.state.lock().confirm(have)?;
        self.place.heard();
        self.changed.notify_waiters();
        self.until(|state| state.fetch(have, turn)).await
    }

    /// The client wants no more.
    pub(super) fn leave(&self) {
        self.state.lock().left = true;
        self.changed.notify_waiters();
    }

    // The session's end.

    /// Waits for a frame; none when the client has left.
    pub(super) async fn frame(&self) -> Option<Utf8Bytes> {
        let frame = self.until(|state| match state.up.pop_front() {
            Some(frame) => Some(Some(frame)),
            None => state.left.then_some(None),
        });
        let frame = frame.await;
        self.changed.notify_waiters();
        frame
    }

    /// Has frames fetched. `false` when so much waits already that the session has to wait for [`room`](Self::room).
    pub(super) fn put(&self, frames: &str) -> bool {
        let mut state = self.state.lock();
        if !frames.is_empty() {
            if !state.down.is_empty() {
                state.down.push(',');
            }
            state.down.push_str(frames);
        }
        let room = state.has_room();
        drop(state);
        self.changed.notify_waiters();
        room
    }

    /// Waits until more may be put; `false` when the client has left.
    pub(super) async fn room(&self) -> bool {
        self.until(|state| (state.left || state.has_room()).then_some(!state.left)).await
    }

    /// Answers the request that waits, so that the client asks anew if it is there.
    pub(super) fn ping(&self) {
        self.state.lock().turn += 1;
        self.changed.notify_waiters();
    }

    /// The session says no more: what was put is fetched, and then nothing.
    pub(super) fn end(&self) {
        self.state.lock().over = true;
        self.changed.notify_waiters();
    }

    /// Waits until everything has been fetched, or the client has left.
    pub(super) async fn fetched(&self) {
        self.until(|state| (state.left || state.down.is_empty()).then_some(())).await;
    }

    async fn until<T>(&self, mut check: impl FnMut(&mut State) -> Option<T> + Send) -> T {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Listen before looking: a change in between would otherwise be lost.
            changed.as_mut().enable();
            if let Some(found) = check(&mut self.state.lock()) {
                return found;
            }
            changed.await;
        }
    }
}

impl State {
    fn confirm(&mut self, have: u64) -> Result<u64, Refused> {
        if have == self.number {
            self.given = None;
        } else if self.given.is_none() || have.checked_add(1) != Some(self.number) {
            return Err(if self.over { Refused::Gone } else { Refused::OutOfStep });
        }
        self.turn += 1;
        Ok(self.turn)
    }

    fn fetch(&mut self, have: u64, turn: u64) -> Option<Result<Batch, Refused>> {
        if self.turn != turn {
            return Some(Ok(Batch { number: have, frames: String::new() }));
        }
        if self.given.is_none() && !self.down.is_empty() {
            self.given = Some(std::mem::take(&mut self.down));
            self.number += 1;
        }
        match &self.given {
            Some(frames) => Some(Ok(Batch { number: self.number, frames: frames.clone() })),
            None => self.over.then_some(Err(Refused::Gone)),
        }
    }

    fn has_room(&self) -> bool {
        self.down.len() + self.given.as_ref().map_or(0, String::len) < DOWN_BYTES
    }
}
