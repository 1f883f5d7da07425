//! Files: who may send one where, and who may have it.
//!
//! Whoever may send is asked before the bytes are read. The bytes are kept first and the entry that shows them is
//! written after, so that no entry shows what is not there; bytes whose entry is refused are dropped. A picture is kept
//! without what its camera noted, whoever sends it; a document stays as its sender wrote it.

use std::sync::Arc;

use bytes::Bytes;

use super::agent::Person;
use super::slot::Slot;
use super::{Desk, DeskError};
use crate::access::Deed;
use crate::chance;
use crate::conversation::{
    AgentId, Client, ClientId, Command, ConversationId, File, FileId, FileKind, FileName, FileRefused, Seq, VisitorKey,
};
use crate::privacy::{self, Picture};
use crate::store::KeptFile;

/// What files are taken.
#[derive(Debug, Clone)]
pub struct FileRules {
    /// The longest, in bytes.
    pub max_bytes: usize,
    /// As many in a conversation.
    pub per_conversation: u32,
    /// Of which kinds.
    pub kinds: Vec<FileKind>,
}

/// Leave to send one file.
pub struct Upload {
    desk: Desk,
    slot: Arc<Slot>,
    by: Option<(AgentId, Arc<str>)>,
    rules: FileRules,
}

/// A file as it is given out.
pub struct Download {
    /// What it is called.
    pub name: FileName,
    /// What it is.
    pub kind: FileKind,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Desk {
    /// Lets the visitor who has a key send a file.
    ///
    /// # Errors
    /// When files are off, the key opens nothing, it is too fast, or nobody is there or waited for.
    pub async fn visitor_sends_file(&self, key: &str) -> Result<Upload, DeskError> {
        let (rules, slot) = (self.file_rules()?, self.opened_by(key).await?);
        slot.pace.take(self.0.rules.visitor_pace, self.moment())?;
        Ok(Upload { desk: self.clone(), slot, by: None, rules })
    }

    /// Lets an agent send a file in a conversation; whether it is the agent's own is decided when it is written.
    ///
    /// # Errors
    /// When files are off, the role does not answer, or it is too fast.
    pub async fn agent_sends_file(&self, person: &Person, id: ConversationId) -> Result<Upload, DeskError> {
        let rules = self.file_rules()?;
        if !person.roles.may(Deed::Answer) {
            return Err(DeskError::NotAllowed);
        }
        self.0.senders.take(person.id, self.0.rules.agent_pace.per_minute, self.moment())?;
        let slot = self.slot(id).await?;
        if slot.read().stage.agent() != Some(person.id) {
            return Err(crate::conversation::Refused::NotYours.into());
        }
        Ok(Upload { desk: self.clone(), slot, by: Some((person.id, Arc::clone(&person.display))), rules })
    }

    /// A file for the visitor who has the key of its conversation.
    ///
    /// # Errors
    /// When the key opens nothing, or there is no such file in what it opens.
    pub async fn file_for_visitor(&self, key: &str, file: FileId) -> Result<Download, DeskError> {
        let slot = self.opened_by(key).await?;
        self.file(slot.id, file).await
    }

    /// A file for a member of staff who may read conversations.
    ///
    /// # Errors
    /// When the role does not read, or there is no such file in that conversation.
    pub async fn file_for_staff(
        &self,
        person: &Person,
        id: ConversationId,
        file: FileId,
    ) -> Result<Download, DeskError> {
        if !person.roles.may(Deed::Read) {
            return Err(DeskError::NotAllowed);
        }
        self.file(id, file).await
    }

    async fn file(&self, id: ConversationId, file: FileId) -> Result<Download, DeskError> {
        let (name, kind, bytes) = self.0.store.file(id, file).await?.ok_or(DeskError::NotFound)?;
        Ok(Download { name, kind, bytes })
    }

    async fn opened_by(&self, key: &str) -> Result<Arc<Slot>, DeskError> {
        let key = VisitorKey::parse(key).ok_or(DeskError::NotFound)?;
        self.slot_of(key.hash()).await?.ok_or(DeskError::NotFound)
    }

    fn file_rules(&self) -> Result<FileRules, DeskError> {
        self.0.rules.files.clone().ok_or(DeskError::NotAllowed)
    }
}

impl Upload {
    /// The longest file that is taken, in bytes.
    #[must_use]
    pub fn max_bytes(&self) -> usize {
        self.rules.max_bytes
    }

    /// Keeps the file and shows it in the log; the same client's id gives the same entry.
    ///
    /// # Errors
    /// When it is of another kind, too large, damaged or one too many, or when nobody is there who could look at it.
    pub async fn send(self, client: ClientId, name: &str, bytes: Bytes) -> Result<Option<Seq>, DeskError> {
        let Self { desk, slot, by, rules } = self;
        if bytes.len() > rules.max_bytes {
            return Err(FileRefused::TooLarge { limit: rules.max_bytes }.into());
        }
        let kind = FileKind::of(&bytes).filter(|kind| rules.kinds.contains(kind)).ok_or(FileRefused::OtherKind)?;
        let bytes = without_traces(kind, bytes)?;
        let id = FileId::new(desk.now(), chance::bytes());
        let file =
            File { id, name: FileName::new(name, kind), kind, bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX) };
        let whose = Client::new(by.as_ref().map(|(agent, _)| *agent), client);
        let kept = desk.0.store.keep_file(slot.id, whose, file, bytes, rules.per_conversation).await?;
        let (file, is_new) = match kept {
            KeptFile::New(file) => (Arc::new(file), true),
            KeptFile::Before(file) => (Arc::new(file), false),
            KeptFile::TooMany => return Err(FileRefused::TooMany { limit: rules.per_conversation }.into()),
        };
        let command = match by {
            None => Command::SendFile { file: Arc::clone(&file) },
            Some((by, name)) => Command::AgentSendFile { by, name, file: Arc::clone(&file) },
        };
        let sent = desk.step(&slot, command, Some(client)).await;
        // What came before may stand in an entry.
        if is_new && matches!(sent, Err(DeskError::Refused(_) | DeskError::Full)) {
            desk.0.store.drop_file(file.id).await?;
        }
        sent
    }
}

/// A picture without place, time and device; what is no picture is a document, and stays as it is.
fn without_traces(kind: FileKind, bytes: Bytes) -> Result<Bytes, FileRefused> {
    let picture = match kind {
        FileKind::Png => Picture::Png,
        FileKind::Jpeg => Picture::Jpeg,
        FileKind::Gif => Picture::Gif,
        FileKind::Webp => Picture::Webp,
        FileKind::Pdf => return Ok(bytes),
    };
    privacy::without_traces(picture, &bytes).map(Bytes::from).map_err(|privacy::Damaged| FileRefused::Damaged)
}
