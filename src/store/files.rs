//! The bytes of files that were sent. They go with their conversation: by erasing and by disposal.

use bytes::Bytes;
use rusqlite::{Connection, params};

use super::Store;
use super::conversations::one;
use super::error::StoreError;
use super::row::odd;
use crate::conversation::{AgentId, Client, ConversationId, File, FileId, FileKind, FileName};

pub(super) const FILE_BEFORE: &str =
    "SELECT id, name, kind, length(bytes) FROM file WHERE conversation = ?1 AND client = ?2 AND client_of = ?3";
pub(super) const FILES: &str = "SELECT count(*) FROM file WHERE conversation = ?1";
pub(super) const KEEP_FILE: &str = "INSERT INTO file (id, conversation, client, client_of, name, kind, bytes) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
pub(super) const FILE: &str = "SELECT name, kind, bytes FROM file WHERE id = ?1 AND conversation = ?2";
pub(super) const DROP_FILE: &str = "DELETE FROM file WHERE id = ?1";

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptFile {
    /// It is there now.
    New(File),
    /// It was there before, under the same client's id.
    Before(File),
    /// The conversation has as many as it may.
    TooMany,
}

impl Store {
    /// Keeps a file's bytes, once for a client's id, and at most `limit` files in a conversation. It returns when they
    /// are committed and synced.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn keep_file(
        &self,
        conversation: ConversationId,
        client: Client,
        file: File,
        bytes: Bytes,
        limit: u32,
    ) -> Result<KeptFile, StoreError> {
        let work = move |db: &Connection| {
            let of = client.of.as_ref().map_or(&[][..], |agent: &AgentId| agent.as_bytes());
            let id = conversation.as_bytes();
            let before = one(db, FILE_BEFORE, params![id, client.digest, of], |row| {
                let (name, kind) = named(row, 1)?;
                Ok(File { id: FileId::from_bytes(row.get(0)?), name, kind, bytes: row.get(3)? })
            })?;
            if let Some(before) = before {
                return Ok(KeptFile::Before(before));
            }
            if one(db, FILES, [id], |row| row.get::<_, u32>(0))?.unwrap_or_default() >= limit {
                return Ok(KeptFile::TooMany);
            }
            let (name, kind) = (file.name.as_str(), file.kind.as_str());
            db.prepare_cached(KEEP_FILE)?.execute(params![
                file.id.as_bytes(),
                id,
                client.digest,
                of,
                name,
                kind,
                &bytes[..]
            ])?;
            Ok(KeptFile::New(file.clone()))
        };
        self.write("keep a file", work).await
    }

    /// A file of a conversation.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn file(
        &self,
        conversation: ConversationId,
        file: FileId,
    ) -> Result<Option<(FileName, FileKind, Vec<u8>)>, StoreError> {
        let read = move |db: &Connection| {
            one(db, FILE, params![file.as_bytes(), conversation.as_bytes()], |row| {
                let (name, kind) = named(row, 0)?;
                Ok((name, kind, row.get(2)?))
            })
        };
        self.read("read a file", read).await
    }

    /// Lets go of bytes that came to no entry.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn drop_file(&self, file: FileId) -> Result<(), StoreError> {
        let work = move |db: &Connection| db.prepare_cached(DROP_FILE)?.execute([file.as_bytes()]);
        self.remove("drop a file", work).await.map(|_| ())
    }
}

fn named(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<(FileName, FileKind)> {
    let kind = row.get_ref(at + 1)?.as_str().ok().and_then(FileKind::parse);
    let name: String = row.get(at)?;
    Ok((FileName::stored(name), kind.ok_or_else(|| odd(at + 1, "a kind of file that this program does not know"))?))
}
