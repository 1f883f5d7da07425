//! What the leader decides by hand: the desk is open, or closed, until a time. The reason is for staff; visitors
//! read what was written for them.

use chrono::{DateTime, Utc};
use tracing::info;

use super::agent::Person;
use super::{Desk, DeskError};
use crate::access::Deed;
use crate::hours::{Override, Written};

impl Desk {
    /// Opens or closes the desk until a time. A time that is past ends what was decided before. `by` is nobody when the
    /// program itself decides.
    ///
    /// The log says who, and what, and until when; never why, which may name who is ill.
    ///
    /// # Errors
    /// When the role does not allow it, or the rules do not take what was written.
    pub fn override_hours(
        &self,
        by: Option<&Person>,
        open: bool,
        until: DateTime<Utc>,
        written: Written<'_>,
    ) -> Result<(), DeskError> {
        if by.is_some_and(|by| !by.roles.may(Deed::OpenAndClose)) {
            return Err(DeskError::NotAllowed);
        }
        let by_hand = Override::new(open, until, written)?;
        let now = self.now();
        let (id, name) = (by.map(|by| tracing::field::display(by.id)), by.map(|by| &*by.name));
        let who = name.unwrap_or("the program itself");
        if until <= now {
            info!(agent.id = id, agent.name = name, "what was decided by hand about the desk was ended by {who}");
        } else {
            let opened = if open { "opened" } else { "closed" };
            info!(agent.id = id, agent.name = name, open, %until, "the desk was {opened} by {who} until {until}");
        }
        self.set_by_hand((until > now).then_some(by_hand));
        self.look_at_hours();
        self.tell_desk();
        Ok(())
    }
}
