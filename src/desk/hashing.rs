//! Hashing passwords within bounds: so many at once, so many who wait for their turn, in the order in which they came.
//!
//! Each hash takes as much memory as the configuration says, on purpose. The turn goes with the work and not with the
//! one who asked: whoever hangs up in the middle leaves the work behind, and its memory with it.

use super::DeskError;
use super::turns::Turns;

/// The turns and the line before them.
pub(super) struct Hashing(Turns);

impl Hashing {
    /// `at_once` hashes at the same time, and `waiting` who wait.
    pub(super) fn new(at_once: usize, waiting: usize) -> Self {
        Self(Turns::new(at_once, waiting))
    }

    /// Does the work on a thread that may block, when it has its turn.
    ///
    /// # Errors
    /// [`DeskError::TooMany`] at once when the line is full.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, DeskError> {
        let turn = self.0.turn().await.map_err(|refused| match refused {
            DeskError::Busy { .. } => DeskError::TooMany,
            refused => refused,
        })?;
        let work = tokio::task::spawn_blocking(move || {
            let _kept_until_it_is_done = turn;
            work()
        });
        work.await.map_err(|_| DeskError::Unavailable)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn who_hangs_up_leaves_the_turn_with_the_work() {
        let hashing = Hashing::new(2, 10);
        let running = Arc::new(AtomicUsize::new(0));
        let (go_on, held) = mpsc::channel::<()>();
        let held = Arc::new(parking_lot::Mutex::new(held));
        for _ in 0..6 {
            let (running, held) = (Arc::clone(&running), Arc::clone(&held));
            let work = hashing.run(move || {
                running.fetch_add(1, Ordering::SeqCst);
                let _ = held.lock().recv();
            });
            // Asks, and is gone.
            let mut asked = Box::pin(work);
            assert!(futures_util::poll!(&mut asked).is_pending());
        }
        // Both have begun: a turn that did not go with the work would be free by now.
        while running.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
        assert_eq!(hashing.0.free(), 0, "two are at work, and nobody has taken their turn");
        go_on.send(()).expect("somebody works");
        go_on.send(()).expect("somebody works");
        let last = Arc::clone(&running);
        hashing.run(move || last.load(Ordering::SeqCst)).await.expect("a turn comes back when the work is done");
        assert_eq!(running.load(Ordering::SeqCst), 2, "who was gone before the turn came costs nothing");
    }

    #[tokio::test]
    async fn the_line_is_served_in_order_and_has_an_end() {
        let hashing = Hashing::new(1, 2);
        let order = Arc::new(parking_lot::Mutex::new(Vec::new()));
        let (go_on, held) = mpsc::channel::<()>();
        let mut first = Box::pin(hashing.run(move || held.recv().is_ok()));
        assert!(futures_util::poll!(&mut first).is_pending());
        let mut waiting: Vec<_> = (0..2)
            .map(|number| {
                let order = Arc::clone(&order);
                Box::pin(hashing.run(move || order.lock().push(number)))
            })
            .collect();
        for one in &mut waiting {
            assert!(futures_util::poll!(one).is_pending());
        }
        assert!(matches!(hashing.run(|| ()).await, Err(DeskError::TooMany)), "the line is full");
        go_on.send(()).expect("the first is at work");
        assert!(first.await.expect("done"));
        for one in waiting {
            one.await.expect("done");
        }
        assert_eq!(*order.lock(), [0, 1]);
        hashing.run(|| ()).await.expect("there is room again");
    }
}
