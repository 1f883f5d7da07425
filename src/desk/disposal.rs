//! Letting go: conversations that nobody came back to are closed, closed ones are deleted when their days are over.

use chrono::{DateTime, Duration, Utc};

use super::{Desk, DeskError};
use crate::conversation::Command;
use crate::privacy::RetentionRule;
use crate::store::Disposed;

// Between two batches messages have their turn.
const BATCH: u32 = 200;

impl Desk {
    /// Deletes closed conversations whose days are over at `at`, at most a few hundred, with a line of the protocol. To
    /// be called until nothing was due; then the file gives back the room.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn dispose(&self, rule: &RetentionRule, at: DateTime<Utc>) -> Result<Disposed, DeskError> {
        let disposed = self.0.store.dispose(rule, BATCH, at).await?;
        if disposed.conversations == 0 {
            self.0.store.incremental_vacuum(0).await?;
        }
        Ok(disposed)
    }

    /// Closes conversations with the assistant that have been silent for as long as the rules keep them open, also
    /// those that nobody has had in use since the start.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn close_silent(&self) -> Result<(), DeskError> {
        let before = self.now() - self.0.rules.clock.assistant_close.max(Duration::zero());
        for id in self.0.store.silent(before, BATCH).await? {
            let slot = self.slot(id).await?;
            match self.step(&slot, Command::CloseIdle, None).await {
                // The visitor came back in the same moment.
                Ok(_) | Err(DeskError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
