//! The assistant's own words, all together.

use super::{DangerWords, Municipalities, PhraseBook, Referrals, Vocabulary};

/// Phrases and referrals, and what is known about words.
#[derive(Debug, Clone)]
pub struct OwnWords {
    /// The assistant's sentences.
    pub phrases: PhraseBook,
    /// Whom to ring, and other authorities.
    pub referrals: Referrals,
    /// Other words for the same.
    pub vocabulary: Vocabulary,
    /// The other municipalities.
    pub municipalities: Municipalities,
    /// What is said of danger, and how it is told.
    pub danger: DangerWords,
}

impl OwnWords {
    /// The words that the program was built with. It knows no other words for the same, and no other municipalities.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            phrases: PhraseBook::built_in(),
            referrals: Referrals::built_in(),
            vocabulary: Vocabulary::default(),
            municipalities: Municipalities::default(),
            danger: DangerWords::built_in(),
        }
    }
}
