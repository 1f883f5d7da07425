//! Sessions that have ended meanwhile: by their time, or by another process, so the server has to look.

use chrono::Duration;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::clock::Clock;
use crate::desk::Desk;

// A socket whose session has ended is closed within five seconds.
const EVERY: Duration = Duration::seconds(3);

/// Looks for sockets of staff whose session has ended.
pub struct Sessions {
    /// The desk.
    pub desk: Desk,
    /// What time it is.
    pub clock: Clock,
}

impl Sessions {
    /// Looks until the process stops.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.sleep(EVERY) => {
                    if let Err(error) = self.desk.end_sockets_without_session().await {
                        warn!(%error, "sessions could not be looked at");
                    }
                }
            }
        }
    }
}
