//! How much is free on the disk, and whether anything can be kept: looked at also while nobody writes.

use chrono::Duration;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::desk::Desk;

// Whoever asks for readiness knows it so long afterwards.
const EVERY: Duration = Duration::seconds(5);

/// Looks at the disk.
pub struct Disk {
    /// The desk.
    pub desk: Desk,
    /// What time it is.
    pub clock: Clock,
    /// Below how many per cent it is warned.
    pub warn_below: u32,
}

impl Disk {
    /// Looks until the process stops.
    pub async fn run(self, stop: CancellationToken) {
        let mut low = false;
        loop {
            low = self.desk.look_at_disk(self.warn_below, low).await;
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.sleep(EVERY) => {}
            }
        }
    }
}
