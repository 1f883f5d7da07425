//! Accounts that were disabled meanwhile: another process does that, so the server has to look.

use chrono::Duration;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::clock::Clock;
use crate::desk::Desk;

// Somebody who is disabled is out within five seconds.
const EVERY: Duration = Duration::seconds(3);

/// Looks for disabled accounts among those who are here.
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
                    if let Err(error) = self.desk.sign_off_disabled().await {
                        warn!(%error, "accounts could not be looked at");
                    }
                }
            }
        }
    }
}
