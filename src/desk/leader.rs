//! What the leader decides by hand: the desk is open, or closed, until a time, for a reason.

use chrono::{DateTime, Utc};
use tracing::info;

use super::{Desk, DeskError};
use crate::access::{Deed, Roles};
use crate::conversation::Text;
use crate::hours::Override;

/// The longest reason, in characters: the public may read it.
const REASON_CHARS: usize = 200;

impl Desk {
    /// Opens or closes the desk until a time. A time that is past ends what was decided before.
    ///
    /// # Errors
    /// When the role does not allow it, or the reason is missing or too long.
    pub fn override_hours(
        &self,
        roles: Roles,
        open: bool,
        until: DateTime<Utc>,
        reason: &str,
    ) -> Result<(), DeskError> {
        if !roles.may(Deed::OpenAndClose) {
            return Err(DeskError::NotAllowed);
        }
        let reason = Text::new(reason, REASON_CHARS)?.as_str().to_owned();
        let now = self.now();
        info!(open, until = %until, "the desk was opened or closed by hand");
        self.set_by_hand((until > now).then_some(Override { open, until, reason }));
        self.look_at_hours();
        self.tell_desk();
        Ok(())
    }
}
