//! Conversations with the assistant that nobody came back to: they are closed, so that their days begin to count.

use chrono::Duration;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::clock::Clock;
use crate::desk::Desk;

const EVERY: Duration = Duration::minutes(5);

/// Closes what has been silent for long.
pub struct Silence {
    /// The desk.
    pub desk: Desk,
    /// What time it is.
    pub clock: Clock,
}

impl Silence {
    /// Looks until the process stops.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.sleep(EVERY) => {
                    if let Err(error) = self.desk.close_silent().await {
                        warn!(%error, "silent conversations could not be closed");
                    }
                }
            }
        }
    }
}
