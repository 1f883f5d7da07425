//! What waits for one socket: bounded in bytes, emptied in one go.

use std::collections::HashSet;
use std::future::poll_fn;
use std::task::{Poll, Waker};

use parking_lot::Mutex;

use super::{Side, Told};

/// A socket's mailbox. It holds no memory while it is empty: most of thousands of sockets are quiet.
#[derive(Debug)]
pub struct Mailbox {
    limit_bytes: usize,
    side: Side,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<Told>,
    bytes: usize,
    slow: bool,
    knock: Option<Knock>,
    waker: Option<Waker>,
}

/// What the keeper of the sockets tells one of them, ahead of all mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knock {
    /// Ask for a sign of life.
    Ping,
    /// Close, for the reason named.
    Close(&'static str),
}

/// What a socket finds when it looks.
#[derive(Debug)]
pub enum Mail {
    /// Everything that waited, in order.
    Told(Vec<Told>),
    /// More came than fits: the reader is too slow.
    Slow,
    /// A knock from the keeper of the sockets.
    Knock(Knock),
}

impl Mailbox {
    /// A mailbox for at most so many bytes of frames.
    #[must_use]
    pub fn new(limit_bytes: usize, side: Side) -> Self {
        Self { limit_bytes, side, state: Mutex::default() }
    }

    /// Puts something in, if it concerns the reader; what it makes moot goes.
    pub(super) fn put(&self, told: Told) {
        if !told.concerns(self.side) {
            return;
        }
        let mut state = self.state.lock();
        if state.slow {
            return;
        }
        if told.makes_moot() {
            state.forget(|waiting| waiting.is_moot_after(&told));
        }
        state.bytes += told.weight();
        state.waiting.push(told);
        if state.bytes > self.limit_bytes && self.side == Side::Staff {
            state.leave_to_the_logs();
        }
        if state.bytes > self.limit_bytes {
            state.slow = true;
            state.waiting = Vec::new();
        }
        wake(state);
    }

    /// Knocks; a knock to close is not overwritten by a ping.
    pub fn knock(&self, knock: Knock) {
        let mut state = self.state.lock();
        if !matches!(state.knock, Some(Knock::Close(_))) {
            state.knock = Some(knock);
        }
        wake(state);
    }

    /// Waits for mail and takes all of it. Only one task may wait.
    pub async fn take(&self) -> Mail {
        poll_fn(|context| {
            let mut state = self.state.lock();
            if let Some(knock) = state.knock.take() {
                return Poll::Ready(Mail::Knock(knock));
            }
            if state.slow {
                return Poll::Ready(Mail::Slow);
            }
            if state.waiting.is_empty() {
                let same = state.waker.as_ref().is_some_and(|waker| waker.will_wake(context.waker()));
                if !same {
                    state.waker = Some(context.waker().clone());
                }
                return Poll::Pending;
            }
            state.bytes = 0;
            Poll::Ready(Mail::Told(std::mem::take(&mut state.waiting)))
        })
        .await
    }

    /// Takes what has been told by now, without waiting. Nothing while there is a knock or too much to answer first.
    #[must_use]
    pub fn told(&self) -> Vec<Told> {
        let mut state = self.state.lock();
        if state.knock.is_some() || state.slow {
            return Vec::new();
        }
        state.bytes = 0;
        std::mem::take(&mut state.waiting)
    }

    /// Waits until the socket is to be closed, while it is busy writing and takes no mail.
    pub async fn closing(&self) -> Mail {
        poll_fn(|context| {
            let mut state = self.state.lock();
            match state.knock {
                Some(knock @ Knock::Close(_)) => return Poll::Ready(Mail::Knock(knock)),
                _ if state.slow => return Poll::Ready(Mail::Slow),
                _ => {}
            }
            state.waker = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }
}

impl State {
    /// Takes out what is moot.
    fn forget(&mut self, moot: impl Fn(&Told) -> bool) {
        let Self { waiting, bytes, .. } = self;
        waiting.retain(|told| {
            let moot = moot(told);
            if moot {
                *bytes -= told.weight();
            }
            !moot
        });
    }

    /// Leaves out what is written elsewhere: entries can be read in their log, from the first one that is left out.
    fn leave_to_the_logs(&mut self) {
        let mut logs = HashSet::new();
        self.waiting.retain_mut(|told| {
            let (Told::Entry(conversation, _) | Told::Log(conversation)) = *told else { return true };
            *told = Told::Log(conversation);
            logs.insert(conversation)
        });
        self.bytes = self.waiting.iter().map(Told::weight).sum();
    }
}

fn wake(mut state: parking_lot::MutexGuard<'_, State>) {
    let waker = state.waker.take();
    drop(state);
    if let Some(waker) = waker {
        waker.wake();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::{DateTime, Utc};

    use super::super::{Party, Place, Standing};
    use super::*;
    use crate::conversation::{Aside, AsideKind, Author, Body, ConversationId, Entry, Seq, Stage, Text};

    fn at() -> DateTime<Utc> {
        DateTime::from_timestamp(1_772_438_400, 0).expect("Monday 2 March 2026, 09:00 in Sweden")
    }

    fn conversation(number: u8) -> ConversationId {
        ConversationId::from_bytes([number; 16])
    }

    fn text() -> Text {
        Text::new(&"å".repeat(200), 200).expect("a text")
    }

    fn entry(of: u8, seq: u32) -> Told {
        let entry =
            Entry { seq: Seq(seq), at: at(), author: Author::Visitor, body: Body::Text(text()), reply_to: None };
        Told::Entry(conversation(of), Arc::new(entry))
    }

    fn queued(place: u32) -> Told {
        let stage = Stage::Queued { since: at(), returned: false, choose_by: None };
        Told::Stage(conversation(1), Arc::new(Standing { stage, place: Some(Place { position: place, wait_s: None }) }))
    }

    #[tokio::test]
    async fn a_reader_that_is_too_slow_is_told_so_and_the_mail_is_dropped() {
        let mailbox = Mailbox::new(400, Side::Visitor);
        mailbox.put(Told::Desk);
        mailbox.put(Told::Queue);
        assert!(matches!(mailbox.take().await, Mail::Told(told) if told.len() == 2));
        for seq in 1..=3 {
            mailbox.put(Told::Helped { conversation: conversation(1), seq: Seq(seq), helpful: true });
        }
        assert!(matches!(mailbox.take().await, Mail::Slow));
    }

    #[tokio::test]
    async fn only_the_newest_of_what_the_next_one_makes_moot_waits() {
        let mailbox = Mailbox::new(1_000, Side::Staff);
        let typing = |one| Told::Typing { conversation: conversation(one), who: Party::Visitor };
        let seen = |seq| Told::Seen { conversation: conversation(1), who: Party::Visitor, seq: Seq(seq) };
        for seq in 1..=2_000 {
            for told in [typing(1), seen(seq), typing(2), Told::Queue, Told::Erased(conversation(3)), queued(seq)] {
                mailbox.put(told);
            }
        }
        let Mail::Told(told) = mailbox.take().await else { panic!("it is not slow") };
        assert_eq!(told.len(), 6, "{told:?}");
        assert!(told.iter().any(|it| matches!(it, Told::Seen { seq: Seq(2_000), .. })), "{told:?}");
        assert!(
            told.iter().any(|it| matches!(it, Told::Stage(_, it) if it.place.is_some_and(|it| it.position == 2_000))),
            "{told:?}"
        );
    }

    #[tokio::test]
    async fn staff_are_not_slow_for_what_visitors_write_but_read_it_in_the_log() {
        let mailbox = Mailbox::new(1_000, Side::Staff);
        mailbox.put(Told::Queue);
        for seq in 1..=50 {
            mailbox.put(entry(1 + u8::try_from(seq % 2).expect("small"), seq));
        }
        mailbox.put(Told::Erased(conversation(1)));
        let Mail::Told(told) = mailbox.take().await else { panic!("it is not slow") };
        let of = |told: &Told| match told {
            Told::Log(id) if *id == conversation(1) => "log 1",
            Told::Log(id) if *id == conversation(2) => "log 2",
            Told::Queue => "queue",
            Told::Erased(_) => "erased",
            Told::Entry(..) => "entry",
            _ => "other",
        };
        let mut kinds: Vec<_> = told.iter().map(of).collect();
        assert_eq!((kinds.first(), kinds.last()), (Some(&"queue"), Some(&"erased")), "in their order: {kinds:?}");
        kinds.retain(|kind| *kind != "entry");
        assert_eq!(kinds, ["queue", "log 2", "log 1", "erased"]);
    }

    #[tokio::test]
    async fn what_does_not_concern_a_side_takes_no_room_there() {
        let (visitors, staffs) = (Mailbox::new(1_000, Side::Visitor), Mailbox::new(1_000, Side::Staff));
        let typing = |who| Told::Typing { conversation: conversation(1), who };
        let note = Aside { at_seq: Seq(1), at: at(), agent: None, kind: AsideKind::Note, text: Some(text()) };
        for mailbox in [&visitors, &staffs] {
            for _ in 0..50 {
                mailbox.put(if mailbox.side == Side::Visitor {
                    Told::Aside(conversation(1), Arc::new(note.clone()))
                } else {
                    Told::Helped { conversation: conversation(1), seq: Seq(1), helpful: true }
                });
            }
            mailbox.put(typing(Party::Visitor));
            mailbox.put(typing(Party::Agent("Anna".into())));
        }
        let told = visitors.told();
        assert!(matches!(told[..], [Told::Typing { who: Party::Agent(_), .. }]), "{told:?}");
        let told = staffs.told();
        assert!(matches!(told[..], [Told::Typing { who: Party::Visitor, .. }]), "{told:?}");
    }

    #[tokio::test]
    async fn what_was_told_can_be_taken_without_waiting_but_not_past_a_knock() {
        let mailbox = Mailbox::new(400, Side::Visitor);
        assert!(mailbox.told().is_empty());
        mailbox.put(Told::Desk);
        assert_eq!(mailbox.told().len(), 1);
        mailbox.put(Told::Desk);
        mailbox.knock(Knock::Ping);
        assert!(mailbox.told().is_empty());
        assert!(matches!(mailbox.take().await, Mail::Knock(Knock::Ping)));
        assert_eq!(mailbox.told().len(), 1);
    }

    #[tokio::test]
    async fn a_knock_goes_before_the_mail_and_closing_is_not_overwritten() {
        let mailbox = Mailbox::new(400, Side::Visitor);
        mailbox.put(Told::Desk);
        mailbox.knock(Knock::Close("restart"));
        mailbox.knock(Knock::Ping);
        assert!(matches!(mailbox.take().await, Mail::Knock(Knock::Close("restart"))));
        assert!(matches!(mailbox.take().await, Mail::Told(_)));
    }

    #[tokio::test]
    async fn whoever_waits_is_woken() {
        let mailbox = std::sync::Arc::new(Mailbox::new(400, Side::Staff));
        let waiting = std::sync::Arc::clone(&mailbox);
        let reader = async move { waiting.take().await };
        let writer = async { mailbox.put(Told::Team) };
        let (mail, ()) = tokio::join!(reader, writer);
        assert!(matches!(mail, Mail::Told(_)));
    }
}
