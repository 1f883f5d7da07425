//! Receipt codes: which conversation a visitor may come back to. Only a code's hash is kept.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::Store;
use super::conversations::one;
use super::error::StoreError;
use super::row::{self, millis, select_conversation};
use crate::conversation::{Conversation, ConversationId, ReceiptHash};

// Of a conversation that was erased nothing is left to come back to.
pub(super) const GIVE: &str = "INSERT INTO receipt (conversation, code_hash, at) \
    SELECT no, ?2, ?3 FROM conversation WHERE id = ?1 AND erased_at IS NULL \
    ON CONFLICT (conversation) DO UPDATE SET code_hash = excluded.code_hash, at = excluded.at";
pub(super) const BY_RECEIPT: &str =
    select_conversation!(" FROM receipt r CROSS JOIN conversation c ON c.no = r.conversation WHERE r.code_hash = ?1");

impl Store {
    /// Gives a conversation a code, in the place of the one before. `false` when there is no such conversation, or it was
    /// erased.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn give_receipt(
        &self,
        id: ConversationId,
        code: ReceiptHash,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let work = move |db: &Connection| {
            Ok(db.prepare_cached(GIVE)?.execute(params![id.as_bytes(), code.0, millis(at)])? > 0)
        };
        self.write("give a receipt", work).await
    }

    /// The conversation that a code opens.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn by_receipt(&self, code: ReceiptHash) -> Result<Option<Conversation>, StoreError> {
        self.read("find a conversation by its receipt", move |db| one(db, BY_RECEIPT, [code.0], row::conversation))
            .await
    }
}
