//! A question → the terms to look for.

use super::words::Words;
use crate::language;

/// The terms of a question, as a text's two fields hold them.
pub(super) struct Terms {
    /// Its words, stop words and all.
    pub(super) words: FieldTerms,
    /// The parts of those that are not stop words.
    pub(super) parts: FieldTerms,
}

/// A field's terms in a question.
#[derive(Default)]
pub(super) struct FieldTerms {
    /// Each once, with its weight: 1 for what is asked.
    pub(super) terms: Vec<(String, f32)>,
    /// How many are asked, with repetitions: the question's length in this field.
    pub(super) length: usize,
}

impl Terms {
    /// The terms of words.
    pub(super) fn of(words: &Words) -> Self {
        let (mut whole, mut parts) = (FieldTerms::default(), FieldTerms::default());
        let mut buffer = String::new();
        for (word, weight) in words.all() {
            whole.add(word, weight);
            if !language::is_stop_word(word) {
                language::grams(word, &mut buffer, |gram| parts.add(gram, weight));
            }
        }
        Self { words: whole.once(), parts: parts.once() }
    }
}

impl FieldTerms {
    fn add(&mut self, term: &str, weight: f32) {
        self.length += usize::from(weight >= 1.0);
        self.terms.push((term.to_owned(), weight));
    }

    /// Leaves each term once, with the most that it weighs.
    fn once(mut self) -> Self {
        self.terms.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)));
        self.terms.dedup_by(|later, first| later.0 == first.0);
        self
    }
}
