//! The morning list: messages that were left, oldest first, their age counted in office hours, until they are closed.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::{Desk, DeskError};
use crate::access::{Deed, Roles};
use crate::conversation::{Contact, Conversation, Text};

/// A message that waits for its answer.
#[derive(Debug, Clone)]
pub struct LeftMessage {
    /// The conversation.
    pub conversation: Conversation,
    /// What was written.
    pub text: Text,
    /// What the visitor wrote when danger was told of, where that is another message.
    pub danger_text: Option<Text>,
    /// How to answer.
    pub contact: Contact,
    /// When it was left.
    pub since: DateTime<Utc>,
    /// How much office time has passed since.
    pub age: Duration,
    /// The sign-in name of the agent who has taken it.
    pub taken_by: Option<Arc<str>>,
}

impl Desk {
    /// The messages that wait or are taken, oldest first.
    ///
    /// # Errors
    /// When the role does not allow it, or the store cannot be read.
    pub async fn morning_list(&self, roles: Roles) -> Result<Vec<LeftMessage>, DeskError> {
        if !roles.may(Deed::Answer) {
            return Err(DeskError::NotAllowed);
        }
        let left = self.0.store.morning_list().await?;
        let (now, schedule) = (self.now(), Arc::clone(&self.0.hours.lock().schedule));
        let mut list = Vec::with_capacity(left.len());
        for (conversation, text, contact, since) in left {
            let age = schedule.office_time_between(since, now);
            let taken_by = conversation.stage.agent().and_then(|agent| self.name_of(agent));
            let danger_text = self.what_told_of_danger(&conversation).await?.filter(|told| *told != text);
            list.push(LeftMessage { conversation, text, danger_text, contact, since, age, taken_by });
        }
        Ok(list)
    }
}
