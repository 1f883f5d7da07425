//! The desk's heartbeat: twice a second it looks at what is due.

use chrono::Duration;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::desk::Desk;

// The queue is told at most so often; closing, opening and silence are exact to the same.
const EVERY: Duration = Duration::milliseconds(500);

/// The heartbeat.
pub struct Tick {
    /// The desk.
    pub desk: Desk,
    /// What time it is.
    pub clock: Clock,
}

impl Tick {
    /// Beats until the process stops.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.sleep(EVERY) => self.desk.tick().await,
            }
        }
    }
}
