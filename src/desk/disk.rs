//! The disk that everything is kept on: what is free there, and whether anything can be kept.

use tracing::{info, warn};

use super::Desk;

/// With less than this free, one does not trust that the next message fits.
const SCARCE: u64 = 1 << 20;

impl Desk {
    /// Looks at the disk: counts what is free, warns below `warn_below` per cent, and finds out whether something can be
    /// written where that is in doubt, so that it is known before somebody writes and when it is over. `low` is whether it
    /// was warned of before; gives whether it is now.
    pub async fn look_at_disk(&self, warn_below: u32, low: bool) -> bool {
        let store = &self.0.store;
        let space = store.space().await;
        self.0.metrics.set_disk(space.free, space.total);
        if !space.is_there || space.free < SCARCE || !store.can_store() {
            // What comes of it the store knows, and has told.
            let _ = store.try_to_write().await;
        }
        self.0.metrics.set_can_store(store.can_store());
        let (free, total) = (space.free, space.total);
        let mb = free / 1_000_000;
        let is_low = space.is_low(warn_below, low);
        if is_low && !low {
            warn!(free, total, "less than {warn_below} % of the database's disk is free: {mb} MB");
        } else if low && !is_low {
            info!(free, total, "there is room on the database's disk again: {mb} MB");
        }
        is_low
    }
}
