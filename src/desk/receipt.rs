//! Coming back to a conversation: with the key while the browser has it, with a receipt code afterwards.
//!
//! Requests are counted by address before a code is looked at. A code that is mistyped, was replaced, or whose
//! conversation was erased or disposed of is told alike.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use tokio::sync::Semaphore;
use tracing::{error, info};

use super::pace::Counted;
use super::{Desk, DeskError};
use crate::conversation::{Conversation, Danger, Entry, Event, ReceiptCode, Seq, Stage, VisitorKey};
use crate::language::Language;
use crate::privacy::{Kept, RetentionRule};
use crate::transcript::{Frame, Transcript};
use crate::wording::events::{self, Reader};
use crate::{chance, pdf};

/// What saving and coming back go by.
#[derive(Debug, Clone)]
pub struct ReceiptRules {
    /// What the staffed service is called.
    pub desk: String,
    /// The municipality, as it names itself.
    pub municipality: String,
    /// How long conversations are kept.
    pub retention: RetentionRule,
    /// How many requests may come from one address in an hour.
    pub requests_per_address_per_hour: u32,
}

/// What somebody opens a conversation with.
#[derive(Clone, Copy)]
pub enum Opener<'a> {
    /// The key of the visitor's browser.
    Key(&'a str),
    /// A receipt code as somebody typed it.
    Code(&'a str),
}

/// A conversation that was opened.
pub struct Opened {
    /// The conversation.
    pub conversation: Conversation,
    /// Its log, as its visitor sees it.
    pub entries: Vec<Entry>,
    /// How long it is kept.
    pub kept: Kept,
}

/// What keeps saving and coming back within their bounds.
pub(super) struct Receipts {
    requests: Counted<IpAddr>,
    // Setting a long conversation takes a processor for a while: the others go on meanwhile.
    setting: Semaphore,
}

impl Receipts {
    pub(super) fn new() -> Self {
        Self { requests: Counted::within(Duration::hours(1)), setting: Semaphore::new(1) }
    }
}

impl Desk {
    /// Gives the visitor a new code for the conversation of their key, in the place of the one before.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when the key opens nothing, [`DeskError::TooFast`] after too many requests; when the store
    /// cannot write.
    pub async fn give_receipt(&self, key: &str, address: IpAddr) -> Result<(ReceiptCode, Kept), DeskError> {
        let conversation = self.find(Opener::Key(key), address).await?;
        let code = ReceiptCode::new(chance::bytes());
        if !self.0.store.give_receipt(conversation.id, code.hash(), self.now()).await? {
            return Err(DeskError::NotFound);
        }
        info!(conversation.id = %conversation.id, "a receipt was given");
        Ok((code, self.kept(&conversation)))
    }

    /// Opens a conversation to read it.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when it cannot be opened so, [`DeskError::TooFast`] after too many requests; when the
    /// store cannot be read. So for everything here.
    pub async fn open(&self, opener: Opener<'_>, address: IpAddr) -> Result<Opened, DeskError> {
        let conversation = self.find(opener, address).await?;
        let entries = self.0.store.log(conversation.id, Seq::NONE).await?;
        let kept = self.kept(&conversation);
        Ok(Opened { conversation, entries, kept })
    }

    /// The conversation to take home.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn transcript(
        &self,
        opener: Opener<'_>,
        language: Language,
        address: IpAddr,
    ) -> Result<Transcript, DeskError> {
        let Opened { conversation, entries, kept } = self.open(opener, address).await?;
        let ReceiptRules { desk, municipality, .. } = &self.0.rules.receipts;
        let frame = Frame { desk, municipality, kept, at: self.now(), language };
        Ok(Transcript::of(&conversation, &entries, frame, |event, at| self.happened(event, at, language)))
    }

    /// The conversation to take home as a document; gives the transcript as well.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when it cannot be written.
    pub async fn document(
        &self,
        opener: Opener<'_>,
        language: Language,
        address: IpAddr,
    ) -> Result<(Transcript, Vec<u8>), DeskError> {
        let transcript = self.transcript(opener, language, address).await?;
        let _turn = self.0.receipts.setting.acquire().await.map_err(|_| DeskError::Unavailable)?;
        let set = tokio::task::spawn_blocking(move || pdf::write(&transcript).map(|document| (transcript, document)));
        set.await.map_err(|_| DeskError::Unavailable)?.map_err(|error| {
            error!(%error, "a transcript");
            DeskError::Unavailable
        })
    }

    /// Erases a conversation for whoever has its code, as its visitor does in the chat.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when the store cannot write.
    pub async fn erase_by_receipt(&self, code: &str, address: IpAddr) -> Result<(), DeskError> {
        let conversation = self.find(Opener::Code(code), address).await?;
        let slot = self.slot(conversation.id).await?;
        self.erase(&slot).await?;
        info!(conversation.id = %conversation.id, "a conversation was erased by its receipt");
        Ok(())
    }

    async fn find(&self, opener: Opener<'_>, address: IpAddr) -> Result<Conversation, DeskError> {
        let limit = self.0.rules.receipts.requests_per_address_per_hour;
        self.0.receipts.requests.take(address, limit, self.moment())?;
        let found = match opener {
            Opener::Key(key) => match VisitorKey::parse(key) {
                Some(key) => self.0.store.by_key(key.hash()).await?,
                None => None,
            },
            Opener::Code(code) => match ReceiptCode::parse(code) {
                Some(code) => self.0.store.by_receipt(code.hash()).await?,
                None => None,
            },
        };
        found.ok_or(DeskError::NotFound)
    }

    fn kept(&self, conversation: &Conversation) -> Kept {
        let closed_at = if let Stage::Closed { at, .. } = conversation.stage { Some(at) } else { None };
        self.0.rules.receipts.retention.kept(closed_at, conversation.by_person)
    }

    /// What happened, without the sentence about the hours: it would tell of the hours now, in a line from then.
    fn happened(&self, event: &Event, at: DateTime<Utc>, language: Language) -> String {
        let danger = |tier, danger: &Danger| self.0.assistant.danger_text(tier, danger, at, language);
        let text = events::text(event, Reader::Visitor, language, "", danger);
        text.replace("  ", " ").trim_end().to_owned()
    }
}
