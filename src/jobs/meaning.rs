//! What the pages mean: read in the background, while answers go by what is read already and by words.

use chrono::Duration;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::clock::Clock;
use crate::desk::Assistant;
use crate::search::Learnt;

// A full disk or a model that is being replaced may be well again without anything having changed.
const AGAIN: Duration = Duration::minutes(5);

/// Reads what the pages mean.
pub struct Meaning {
    /// The one who answers from it.
    pub assistant: Assistant,
    /// What time it is.
    pub clock: Clock,
}

impl Meaning {
    /// Reads until the process stops; what was read is kept.
    pub async fn run(self, stop: CancellationToken) {
        stop.run_until_cancelled(self.read()).await;
    }

    async fn read(&self) {
        while let Some(learnt) = self.assistant.learn().await {
            match learnt {
                Ok(Learnt { texts, left, new }) => {
                    if new > 0 {
                        info!(texts, left, new, "what the pages mean is read");
                    }
                    if left == 0 {
                        self.assistant.pages_change().await;
                    }
                }
                Err(error) => {
                    warn!(%error, "what the pages mean cannot be read; answers go by words");
                    self.clock.sleep(AGAIN).await;
                }
            }
        }
    }
}
