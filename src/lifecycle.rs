//! The life of the process: one tracker for every task, one token that tells them to stop, and whether the server is
//! ready for visitors.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use futures_util::FutureExt as _;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A handle on the life of the process, cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Lifecycle {
    tasks: TaskTracker,
    stop: CancellationToken,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    ready: AtomicBool,
    crashed: AtomicBool,
}

impl Lifecycle {
    /// A process that has just begun and is not ready yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs a task that a stop waits for. A task that panics stops the process: half a server helps nobody.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let watch = Watch(self.clone());
        // An `async` block around the task would hold its state twice, and there is a task for every socket.
        self.tasks.spawn(task.map(move |()| drop(watch)));
    }

    /// Runs a task of one client, that a stop waits for. If it panics, that client is gone, and nobody else.
    pub fn spawn_for_one(&self, task: impl Future<Output = ()> + Send + 'static) {
        // An `async` block would hold the task's state twice, and there is a task for every socket.
        let mut task = Box::pin(task);
        self.tasks.spawn(std::future::poll_fn(move |context| {
            let polled = catch_unwind(AssertUnwindSafe(|| task.as_mut().poll(context)));
            polled.unwrap_or(Poll::Ready(()))
        }));
    }

    /// Tells the world that the server takes visitors.
    pub fn set_ready(&self) {
        self.state.ready.store(true, Ordering::Relaxed);
    }

    /// Whether the server takes visitors: ready, and not stopping.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.state.ready.load(Ordering::Relaxed) && !self.stop.is_cancelled()
    }

    /// The token that is cancelled when the process is to stop.
    #[must_use]
    pub fn stopping(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Begins to stop: readiness turns false, and every task hears of it.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Whether a task has crashed.
    #[must_use]
    pub fn has_crashed(&self) -> bool {
        self.state.crashed.load(Ordering::Relaxed)
    }

    /// Waits until every task has ended, at most `grace`; `false` when some have not.
    pub async fn ended(&self, grace: std::time::Duration) -> bool {
        self.tasks.close();
        tokio::time::timeout(grace, self.tasks.wait()).await.is_ok()
    }
}

/// Runs what is done for one person alone; none when it panics, which is the end of it and of nothing else.
pub async fn survived<T>(task: impl Future<Output = T>) -> Option<T> {
    let mut task = std::pin::pin!(task);
    std::future::poll_fn(|context| {
        // What a panic leaves half done belongs to the task, and is dropped with it.
        let polled = catch_unwind(AssertUnwindSafe(|| task.as_mut().poll(context)));
        polled.map_or(Poll::Ready(None), |polled| polled.map(Some))
    })
    .await
}

/// Notices a task that panics.
struct Watch(Lifecycle);

impl Drop for Watch {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.state.crashed.store(true, Ordering::Relaxed);
            self.0.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_done_for_one_person_alone_may_panic() {
        let life = Lifecycle::new();
        life.set_ready();
        life.spawn_for_one(async { panic!("on purpose") });
        let after_a_pause = async {
            tokio::task::yield_now().await;
            panic!("on purpose")
        };
        assert_eq!(survived(after_a_pause).await, None::<()>);
        assert_eq!(survived(async { 7 }).await, Some(7));
        assert!(!life.has_crashed() && life.is_ready());
    }

    #[tokio::test]
    async fn a_task_that_panics_stops_the_process() {
        let life = Lifecycle::new();
        life.set_ready();
        assert!(life.is_ready());
        life.spawn(async { panic!("on purpose") });
        life.stopping().cancelled().await;
        assert!(life.has_crashed() && !life.is_ready());
        assert!(life.ended(std::time::Duration::from_secs(5)).await);
    }
}
