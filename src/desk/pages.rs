//! The pages as editors and leaders see them: read anew after a change, and which files cannot be read.

use std::sync::Arc;

use super::Desk;
pub use super::known::Reread;
use crate::access::{Deed, Roles};
use crate::bus::{Told, Topic};
use crate::knowledge::Problem;

impl Desk {
    /// Reads the knowledge folder anew. What cannot be read is answered as before; those who may see it are told.
    pub async fn reread_pages(&self) -> Reread {
        let reread = self.0.assistant.reread().await;
        if reread.problems_changed {
            self.0.bus.tell(Topic::Staff, &Told::Problems);
        }
        reread
    }

    /// The files of the knowledge folder that cannot be read; none for a role that does not concern it.
    #[must_use]
    pub fn page_problems(&self, roles: Roles) -> Option<Arc<[Problem]>> {
        roles.may(Deed::ReadProblems).then(|| self.0.assistant.problems())
    }
}
