//! Letting go: conversations that nobody came back to are closed, so that the days until their disposal begin to count.

use chrono::Duration;

use super::{Desk, DeskError};
use crate::conversation::Command;
use crate::moment::{Moment, Now};

// Those that are left are for the next look.
const BATCH: u32 = 200;

impl Desk {
    /// Closes conversations with the assistant that have been silent for as long as the rules keep them open, also
    /// those that nobody has had in use since the start.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn close_silent(&self) -> Result<(), DeskError> {
        let now = self.look();
        if !self.believes_its_clock(&now).await? {
            return Ok(());
        }
        let before = now.earliest_wall(now.moment - self.0.rules.clock.assistant_close.max(Duration::zero()));
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

    /// Whether the clock may say who has been silent for days. By one that is a year ahead at a start everybody has been,
    /// and what is closed is not opened again. What is known of the clock is the [disposal's](crate::privacy::Trust).
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) async fn believes_its_clock(&self, now: &Now) -> Result<bool, DeskError> {
        let trust = self.0.store.clock_trust().await?;
        Ok(trust.is_none_or(|trust| !trust.doubts(now.wall, now.moment - Moment::START)))
    }
}
