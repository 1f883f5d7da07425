//! What waits for one socket: bounded in bytes, emptied in one go.

use std::future::poll_fn;
use std::task::{Poll, Waker};

use parking_lot::Mutex;

use super::Told;

/// A socket's mailbox. It holds no memory while it is empty: most of thousands of sockets are quiet.
#[derive(Debug)]
pub struct Mailbox {
    limit_bytes: usize,
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
    pub fn new(limit_bytes: usize) -> Self {
        Self { limit_bytes, state: Mutex::default() }
    }

    /// Puts something in.
    pub(super) fn put(&self, told: Told) {
        let mut state = self.state.lock();
        if state.slow {
            return;
        }
        state.bytes += told.weight();
        if state.bytes > self.limit_bytes {
            state.slow = true;
            state.waiting = Vec::new();
        } else {
            state.waiting.push(told);
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

fn wake(mut state: parking_lot::MutexGuard<'_, State>) {
    let waker = state.waker.take();
    drop(state);
    if let Some(waker) = waker {
        waker.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reader_that_is_too_slow_is_told_so_and_the_mail_is_dropped() {
        let mailbox = Mailbox::new(400);
        mailbox.put(Told::Desk);
        mailbox.put(Told::Queue);
        assert!(matches!(mailbox.take().await, Mail::Told(told) if told.len() == 2));
        for _ in 0..3 {
            mailbox.put(Told::Desk);
        }
        assert!(matches!(mailbox.take().await, Mail::Slow));
    }

    #[tokio::test]
    async fn what_was_told_can_be_taken_without_waiting_but_not_past_a_knock() {
        let mailbox = Mailbox::new(400);
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
        let mailbox = Mailbox::new(400);
        mailbox.put(Told::Desk);
        mailbox.knock(Knock::Close("restart"));
        mailbox.knock(Knock::Ping);
        assert!(matches!(mailbox.take().await, Mail::Knock(Knock::Close("restart"))));
        assert!(matches!(mailbox.take().await, Mail::Told(_)));
    }

    #[tokio::test]
    async fn whoever_waits_is_woken() {
        let mailbox = std::sync::Arc::new(Mailbox::new(400));
        let waiting = std::sync::Arc::clone(&mailbox);
        let reader = async move { waiting.take().await };
        let writer = async { mailbox.put(Told::Team) };
        let (mail, ()) = tokio::join!(reader, writer);
        assert!(matches!(mail, Mail::Told(_)));
    }
}
