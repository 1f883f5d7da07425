//! The crisis notice: a leader puts it up, changes it, takes it down; every open chat and console hears of it at once.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use tracing::info;

use super::agent::Person;
use super::{Desk, DeskError};
use crate::access::Deed;
use crate::bus::{Told, Topic};
use crate::conversation::ClientId;
use crate::crisis::{Board, CrisisNotice, Draft, NoticeId};
use crate::hours::in_stockholm;
use crate::language::Language;
use crate::wording;

/// What is up, and what everybody was told last.
#[derive(Debug, Default)]
pub(super) struct Kept {
    board: Board,
    told: Option<Seen>,
}

/// What a reader sees: which notice, and on which day, because its sentence says "i dag".
type Seen = (NoticeId, NaiveDate);

/// The notice that holds now.
#[derive(Debug, Clone)]
pub struct CrisisNow {
    /// The notice.
    pub notice: Arc<CrisisNotice>,
    now: DateTime<Utc>,
}

impl CrisisNow {
    /// The sentence about its time and until when it holds.
    #[must_use]
    pub fn when(&self, language: Language) -> String {
        wording::crisis::when(self.notice.at, self.notice.draft.until, self.now, language)
    }
}

impl Desk {
    /// The notice that holds now.
    #[must_use]
    pub fn crisis_notice(&self) -> Option<CrisisNow> {
        let now = self.now();
        let notice = self.0.crisis.lock().board.now(now)?;
        Some(CrisisNow { notice, now })
    }

    /// Puts a notice up, in the place of the one before.
    ///
    /// # Errors
    /// When the role does not allow it, the rules do not take the draft, or the store cannot write.
    pub async fn put_up_crisis_notice(
        &self,
        by: &Person,
        client: ClientId,
        (sv, en): (&str, Option<&str>),
        until: DateTime<Utc>,
    ) -> Result<(), DeskError> {
        allowed(by)?;
        let at = self.now();
        let draft = Draft::new(sv, en, until, at)?;
        let author = (by.id, by.display.as_ref().to_owned());
        let id = self.0.store.put_up_crisis_notice(draft.clone(), at, author, client).await?;
        info!(notice.id = id.0, staff.id = %by.id, agent.name = %by.name, until = %until, "a crisis notice was put up by {}", by.name);
        let author_name = Arc::clone(&by.display);
        self.0.crisis.lock().board.put_up(CrisisNotice { id, draft, at, author: by.id, author_name });
        self.tell_crisis_if_changed();
        Ok(())
    }

    /// Takes a notice down. Nothing happens when another one has taken its place meanwhile.
    ///
    /// # Errors
    /// When the role does not allow it, or the store cannot write.
    pub async fn withdraw_crisis_notice(&self, by: &Person, id: NoticeId) -> Result<(), DeskError> {
        allowed(by)?;
        self.0.store.withdraw_crisis_notice(id, self.now(), by.id).await?;
        info!(notice.id = id.0, staff.id = %by.id, agent.name = %by.name, "a crisis notice was taken down by {}", by.name);
        self.0.crisis.lock().board.take_down(id);
        self.tell_crisis_if_changed();
        Ok(())
    }

    /// Puts up again what was up when the process before stopped.
    pub(super) async fn restore_crisis_notice(&self) -> Result<(), DeskError> {
        if let Some(notice) = self.0.store.crisis_notice().await? {
            self.0.crisis.lock().board.put_up(notice);
        }
        Ok(())
    }

    /// Tells everybody when another notice is up than they know of, none any more, or when a new day makes another
    /// sentence of its time.
    pub(super) fn tell_crisis_if_changed(&self) {
        let now = self.now();
        let mut kept = self.0.crisis.lock();
        let seen = kept.board.now(now).map(|notice| (notice.id, in_stockholm(now).date()));
        if kept.told == seen {
            return;
        }
        kept.told = seen;
        let over = kept.board.over(now);
        drop(kept);
        if let Some(id) = over {
            info!(notice.id = id.0, "the time of a crisis notice is over");
        }
        for topic in [Topic::Visitors, Topic::Staff] {
            self.0.bus.tell(topic, &Told::CrisisNotice);
        }
    }
}

fn allowed(by: &Person) -> Result<(), DeskError> {
    if by.roles.may(Deed::PutUpCrisisNotice) { Ok(()) } else { Err(DeskError::NotAllowed) }
}
