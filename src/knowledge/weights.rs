//! What the features of passages, units and quotations weigh: learned, not chosen.
//!
//! `vagledare train` computes the file beside from `tests/data/asked` and the pages that its questions are about. Without a
//! model of meaning other weights hold than with one.

use std::sync::LazyLock;

use serde::Deserialize;

/// The features of a passage, in their order: what tells which passage is meant.
pub const PASSAGE: [&str; 11] = [
    "words",
    "page_words",
    "cover",
    "title_cover",
    "heading_cover",
    "place",
    "year",
    "language",
    "question",
    "nearness",
    "page_nearness",
];

/// The features of a unit of a passage, in their order: what tells which of its sentences, items and rows holds the answer.
pub const QUOTE: [&str; 8] = ["passage", "cover", "new_cover", "told_cover", "first", "length", "number", "asked"];

/// The features of a reply, in their order: what tells whether its quotations hold the answer.
pub const SURENESS: [&str; 9] =
    ["bias", "quote", "page", "passage_cover", "quote_cover", "unheld", "asked", "asked_not_there", "nearest"];

/// What features weigh.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// The probability from which on a reply is an answer. By cross-validation 7 of 100 questions then get an answer that does not
    /// hold what was asked for.
    pub answer_from: f32,
    /// What a passage scores that has nothing to do with the question. A small collection is taken for one that has more of them:
    /// to be the best of three is no sign of being right.
    pub other: f32,
    /// Of a [passage](PASSAGE).
    #[serde(deserialize_with = "named::passage")]
    pub passage: [f32; PASSAGE.len()],
    /// Of a [unit](QUOTE).
    #[serde(deserialize_with = "named::quote")]
    pub quote: [f32; QUOTE.len()],
    /// Of a [reply](SURENESS).
    #[serde(deserialize_with = "named::sureness")]
    pub sureness: [f32; SURENESS.len()],
}

/// The weights of both kinds of installation.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Where words are all there is.
    pub words: Set,
    /// Where a model of meaning is installed.
    pub meaning: Set,
}

impl Weights {
    /// Reads weights from the text of a file. Every feature has to be named, and nothing else.
    ///
    /// # Errors
    /// When it is no such file.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Those of an installation with or without a model.
    #[must_use]
    pub fn with_meaning(&self, meaning: bool) -> &Set {
        if meaning { &self.meaning } else { &self.words }
    }
}

/// The weights that were compiled in.
pub static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::read(include_str!("weights.toml")).expect("a test reads the file"));

/// Tables of numbers with fixed names, as arrays in the order of the names.
mod named {
    use std::collections::BTreeMap;

    use serde::{Deserialize as _, Deserializer, de::Error};

    use super::{PASSAGE, QUOTE, SURENESS};

    fn array<'de, const N: usize, D: Deserializer<'de>>(from: D, names: &[&str; N]) -> Result<[f32; N], D::Error> {
        let mut table = BTreeMap::<String, f32>::deserialize(from)?;
        let mut numbers = [0.0; N];
        for (number, name) in numbers.iter_mut().zip(names) {
            *number = table.remove(*name).ok_or_else(|| D::Error::custom(format!("{name} is missing")))?;
        }
        match table.keys().next() {
            Some(name) => Err(D::Error::custom(format!("{name} is no feature; there are {}", names.join(", ")))),
            None => Ok(numbers),
        }
    }

    pub(super) fn passage<'de, D: Deserializer<'de>>(from: D) -> Result<[f32; PASSAGE.len()], D::Error> {
        array(from, &PASSAGE)
    }

    pub(super) fn quote<'de, D: Deserializer<'de>>(from: D) -> Result<[f32; QUOTE.len()], D::Error> {
        array(from, &QUOTE)
    }

    pub(super) fn sureness<'de, D: Deserializer<'de>>(from: D) -> Result<[f32; SURENESS.len()], D::Error> {
        array(from, &SURENESS)
    }
}

#[cfg(test)]
mod tests {
    use super::{WEIGHTS, Weights};

    const FILE: &str = include_str!("weights.toml");

    #[test]
    fn the_weights_that_are_compiled_in_can_be_read() {
        let is_number = |weight: &f32| weight.is_finite();
        for set in [&WEIGHTS.words, &WEIGHTS.meaning] {
            assert!(set.passage.iter().chain(&set.quote).chain(&set.sureness).all(is_number));
        }
    }

    #[test]
    fn a_feature_that_is_missing_or_unknown_is_named() {
        let without = FILE.replacen("\ncover = ", "\ncovers = ", 1);
        assert!(Weights::read(&without).expect_err("one is missing").to_string().contains("cover is missing"));
        let more = FILE.replacen("\ncover = ", "\nsmell = 1.0\ncover = ", 1);
        assert!(Weights::read(&more).expect_err("one too many").to_string().contains("smell is no feature"));
    }
}
