//! Letting go: conversations that nobody came back to are closed, closed ones are deleted when their days are over.

use chrono::Duration;

use super::{Desk, DeskError};
use crate::conversation::Command;
use crate::privacy::RetentionRule;

// Between two batches messages have their turn.
const BATCH: u32 = 200;

impl Desk {
    /// Deletes closed conversations whose days are over, with a line of the protocol for each batch; gives how many.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn dispose(&self, rule: &RetentionRule) -> Result<u64, DeskError> {
        let mut conversations = 0;
        loop {
            let disposed = self.0.store.dispose(rule, BATCH, self.now()).await?.conversations;
            if disposed == 0 {
                self.0.store.incremental_vacuum(0).await?;
                return Ok(conversations);
            }
            conversations += u64::from(disposed);
        }
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
