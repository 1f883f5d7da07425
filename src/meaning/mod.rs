//! What texts mean, as vectors: a model that reads them, and the vectors that it has computed, kept on disk.
//!
//! The model is optional: `meaning.model` names its file. Everything works without it, and nothing of this is in memory.

mod kept;

use std::path::Path;

use parking_lot::Mutex;

pub use e5::{Compact, Error, Role, Rows, Vector};
pub use kept::{Kept, Key};

/// The model, and a turn that those who ask it take: a question keeps one core busy for some milliseconds, and the others
/// are left to the sockets.
pub struct Meaning {
    model: e5::Model,
    turn: Mutex<()>,
}

impl std::fmt::Debug for Meaning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meaning").finish_non_exhaustive()
    }
}

impl Meaning {
    /// Opens the file of a model.
    ///
    /// # Errors
    /// When the file cannot be read or is no such model; the error says what would be right.
    pub fn open(file: &Path) -> Result<Self, Error> {
        Ok(Self { model: e5::Model::open(file)?, turn: Mutex::default() })
    }

    /// The hash of the model's file.
    #[must_use]
    pub fn hash(&self) -> &[u8; 32] {
        self.model.hash()
    }

    /// What a question means, when its turn has come.
    ///
    /// # Errors
    /// When the model's file cannot be read any more.
    pub fn of_question(&self, question: &str) -> Result<Vector, Error> {
        let _turn = self.turn.lock();
        self.model.embed(question, Role::Question)
    }

    /// What a text means, beside those who ask.
    ///
    /// # Errors
    /// When the model's file cannot be read any more.
    pub fn of_text(&self, text: &str, role: Role) -> Result<Compact, Error> {
        Ok(self.model.embed(text, role)?.compact())
    }
}
