//! What the leader decides by hand: the desk is open, or closed, until a time. The reason is for staff; visitors
//! read what was written for them.

use chrono::{DateTime, Utc};
use tracing::info;

use super::{Desk, DeskError};
use crate::access::{Deed, Roles};
use crate::hours::{Override, Written};

impl Desk {
    /// Opens or closes the desk until a time. A time that is past ends what was decided before.
    ///
    /// # Errors
    /// When the role does not allow it, or the rules do not take what was written.
    pub fn override_hours(
        &self,
        roles: Roles,
        open: bool,
        until: DateTime<Utc>,
        written: Written<'_>,
    ) -> Result<(), DeskError> {
        if !roles.may(Deed::OpenAndClose) {
            return Err(DeskError::NotAllowed);
        }
        let by_hand = Override::new(open, until, written)?;
        let now = self.now();
        info!(open, until = %until, "the desk was opened or closed by hand");
        self.set_by_hand((until > now).then_some(by_hand));
        self.look_at_hours();
        self.tell_desk();
        Ok(())
    }
}
