//! Coming back to a conversation: with the key while the browser has it, with a receipt code afterwards.
//!
//! Requests are counted by address before a code is looked at. A code that is mistyped, was replaced, or whose
//! conversation was erased or disposed of is told alike.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use tracing::{error, info};

use super::pace::Counted;
use super::turns::{Copies, InHand, Turn, Turns};
use super::{Desk, DeskError};
use crate::conversation::{Conversation, Danger, Entry, Event, ReceiptCode, Seq, Stage, VisitorKey};
use crate::language::Language;
use crate::privacy::{Kept, RetentionRule};
use crate::transcript::{Frame, Transcript, text};
use crate::wording::events::{self, DeskSays, Reader};
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
    /// The turn at reading a whole log, to be kept until something smaller has been made of it.
    pub turn: Turn,
    /// To be kept until whoever asked has all of it.
    pub in_hand: InHand,
}

/// A conversation to take home.
pub struct Saved<T> {
    /// What was made of it.
    pub made: T,
    /// The name of a file without its ending.
    pub file_name: String,
    /// To be kept until whoever asked has all of it.
    pub in_hand: InHand,
}

/// What keeps saving and coming back within their bounds.
pub(super) struct Receipts {
    requests: Counted<IpAddr>,
    copies: Copies,
    /// Reading a whole log takes as much memory as the log has.
    reading: Turns,
    /// Setting a long conversation takes a processor for a while: the others go on meanwhile.
    setting: Turns,
}

impl Receipts {
    pub(super) fn new() -> Self {
        Self {
            requests: Counted::within(Duration::hours(1)),
            copies: Copies::default(),
            reading: Turns::new(2, 64),
            // The last of them waits for less than a request may take.
            setting: Turns::new(1, 8),
        }
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
    /// [`DeskError::NotFound`] when it cannot be opened so, [`DeskError::TooFast`] after too many requests,
    /// [`DeskError::Busy`] while others are served; when the store cannot be read. So for everything here.
    pub async fn open(&self, opener: Opener<'_>, address: IpAddr) -> Result<Opened, DeskError> {
        let asked = self.find(opener, address).await?;
        let in_hand = self.0.receipts.copies.take_up(asked.id)?;
        self.read_log(opener, in_hand).await
    }

    /// Reads the log when its turn comes: who waits holds nothing of it, and it may have been erased meanwhile.
    async fn read_log(&self, opener: Opener<'_>, in_hand: InHand) -> Result<Opened, DeskError> {
        let turn = self.0.receipts.reading.turn().await?;
        let conversation = self.conversation_behind(opener).await?;
        let entries = self.0.store.log(conversation.id, Seq::NONE).await?;
        let kept = self.kept(&conversation);
        Ok(Opened { conversation, entries, kept, turn, in_hand })
    }

    /// The conversation to take home as a text.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn text(
        &self,
        opener: Opener<'_>,
        language: Language,
        address: IpAddr,
    ) -> Result<Saved<String>, DeskError> {
        let behind = self.open(opener, address).await?;
        let transcript = self.transcript(&behind, language);
        Ok(Saved { made: text::text(&transcript), file_name: transcript.file_name, in_hand: behind.in_hand })
    }

    /// The conversation to take home as a document.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when it cannot be written.
    pub async fn document(
        &self,
        opener: Opener<'_>,
        language: Language,
        address: IpAddr,
    ) -> Result<Saved<Vec<u8>>, DeskError> {
        let asked = self.find(opener, address).await?;
        let in_hand = self.0.receipts.copies.take_up(asked.id)?;
        let turn = self.0.receipts.setting.turn().await?;
        let behind = self.read_log(opener, in_hand).await?;
        let transcript = self.transcript(&behind, language);
        let Opened { in_hand, turn: reading, entries, .. } = behind;
        drop((entries, reading));
        // Whoever asked may have gone: the turn is over when the work is.
        let set = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            pdf::write(&transcript).map(|document| (document, transcript.file_name))
        });
        let set = set.await.map_err(|_| DeskError::Unavailable)?;
        let (made, file_name) = set.map_err(|error| {
            error!(%error, "a transcript");
            DeskError::Unavailable
        })?;
        Ok(Saved { made, file_name, in_hand })
    }

    fn transcript(&self, opened: &Opened, language: Language) -> Transcript {
        let ReceiptRules { desk, municipality, .. } = &self.0.rules.receipts;
        let frame = Frame { desk, municipality, kept: opened.kept, at: self.now(), language };
        let happened = |event: &Event, at| self.happened(event, at, language);
        Transcript::of(&opened.conversation, &opened.entries, frame, happened)
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
        self.conversation_behind(opener).await
    }

    async fn conversation_behind(&self, opener: Opener<'_>) -> Result<Conversation, DeskError> {
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
        // A message that was left is closed by a person, and by nobody else.
        let by_person = conversation.by_person || matches!(conversation.stage, Stage::LeftMessage { .. });
        self.0.rules.receipts.retention.kept(closed_at, by_person)
    }

    /// What happened, without the sentence about the hours: it would tell of the hours now, in a line from then.
    fn happened(&self, event: &Event, at: DateTime<Utc>, language: Language) -> String {
        let danger = |tier, danger: &Danger| self.0.assistant.danger_text(tier, danger, at, language);
        let desk = DeskSays { hours: "", open: false };
        let text = events::text(event, Reader::Visitor, language, desk, danger);
        text.replace("  ", " ").trim_end().to_owned()
    }
}
