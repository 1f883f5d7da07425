//! `[files]`: what visitors and agents may send each other.

use serde::Deserialize;

use super::fault::Faults;
use crate::conversation::FileKind;

/// Settings of files.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSettings {
    /// Whether any are taken.
    pub enabled: bool,
    /// The longest.
    pub max_bytes: usize,
    /// As many in a conversation.
    pub per_conversation: u32,
    /// As many that are being sent at the same time.
    pub at_once: usize,
    /// Of which kinds.
    pub kinds: Vec<FileKind>,
}

impl FileSettings {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        const MIB: usize = 1024 * 1024;
        faults.bounds("files.max_bytes", self.max_bytes, 1_024..=64 * MIB);
        faults.bounds("files.per_conversation", self.per_conversation, 1..=1_000);
        faults.bounds("files.at_once", self.at_once, 1..=1_000);
        if self.enabled && self.kinds.is_empty() {
            faults.add("files.kinds", "must name a kind, or files.enabled must be false".to_owned());
        }
    }
}
