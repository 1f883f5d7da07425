//! The desk after a restart: queue and assignments from the store, and the answers that are still owed.

use std::collections::BTreeMap;
use std::sync::Arc;

use tracing::info;

use super::agent::Person;
use super::{Desk, DeskError};
use crate::conversation::{AgentId, Conversation, Stage};
use crate::moment::Now;
use crate::routing::{Presence, WhyAway};

impl Desk {
    /// Rebuilds what the process before had in memory. Counting begins anew: nobody is gone because the server was.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn restore(&self) -> Result<(), DeskError> {
        let now = &self.look();
        self.restore_crisis_notice().await?;
        self.0.store.sessions_begin_no_later(now.wall).await?;
        let open = self.0.store.at_desk().await?;
        let conversations = open.len();
        self.restore_agents(&open, now).await?;
        for conversation in open {
            let slot = self.0.slots.keep(conversation, None);
            let conversation = slot.read();
            let decisions = self.0.routing.lock().follow(&conversation, false, now);
            self.carry_out(decisions);
            self.look_again(&conversation, &slot, now);
        }
        info!(conversations, "the desk stands where it stood");
        // Nobody who comes waits for what others are owed, however much that is.
        let desk = self.clone();
        self.spawn(async move { desk.answer_what_was_owed().await });
        Ok(())
    }

    /// Agents before conversations: one that is held by an unknown agent would be lost at once.
    async fn restore_agents(&self, open: &[Conversation], now: &Now) -> Result<(), DeskError> {
        let mut held: BTreeMap<AgentId, (Arc<str>, Vec<_>)> = BTreeMap::new();
        for conversation in open {
            if let Stage::WithAgent { agent, name, since, .. } = &conversation.stage {
                let known = held.entry(*agent).or_insert_with(|| (Arc::clone(name), Vec::new()));
                known.1.push((conversation.id, now.moment_of(*since)));
            }
        }
        for (agent, (name, conversations)) in held {
            if let Some(staff) = self.0.store.staff(agent).await? {
                self.0.people.lock().insert(agent, Person::of(&staff));
            }
            let away = Presence::Away(WhyAway::JustCome);
            self.0.routing.lock().restored(agent, name, away, conversations, self.moment());
        }
        Ok(())
    }
}
