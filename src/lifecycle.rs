//! The life of the process: one tracker for every task, one token that tells them to stop, and whether the server is
//! ready for visitors.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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
