//! The index of what the municipality has published: pages on disk → passages that may answer a question.
//!
//! ```text
//! knowledge/pages/*.md ── folder ──► Page ── build ──► <index>/<key>/  parts of words (tantivy), texts, catalogue
//!                                                          │
//! question ── sought words ──► scores of every document ────┴──► candidates ── features × weights ──► passages, best first
//! ```
//!
//! A few [features](crate::knowledge::PASSAGE) say how a passage fits: its words, its page's, its title and heading, the place
//! and the year that are asked for, the questions that it is known to answer, and with a [model](crate::meaning) what it
//! means. What they weigh is learned. What a page does not have, such as questions of its own, costs it nothing.
//!
//! The key is a hash of every file, so an index that is there is right; a new one is built beside it and renamed when
//! it is whole. A page that cannot be read stands in it as it was in the index before. A [`Library`] is one such index
//! and never changes: after a [change](Look), [open] a new one and put it in the old one's place. Texts stay on disk,
//! mapped; only the catalogue is in memory.

mod build;
mod candidates;
mod catalogue;
mod folder;
mod good;
mod indexer;
mod library;
mod look;
mod meant;
mod own_words;
mod points;
mod scores;

pub use candidates::{Candidate, Candidates};
pub use indexer::{Places, learn, open, renew};
pub use library::{Indexed, Library, Limits, Report};
pub use look::Look;
pub use meant::Learnt;
pub use own_words::{read_words, read_words_again};

/// Why the index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or directory cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The index itself fails.
    #[error("the index: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// The catalogue cannot be read or written.
    #[error("the index's catalogue: {0}")]
    Catalogue(#[from] serde_json::Error),
    /// The process that was to build the index did not.
    #[error("the process that builds the index: {0}")]
    Child(String),
    /// The model of meaning cannot be read.
    #[error(transparent)]
    Meaning(#[from] crate::meaning::Error),
    /// The pages hold more text than an index takes (4 GiB).
    #[error("the pages hold more text than an index takes")]
    TooMuch,
}

impl Error {
    /// Names the file that an I/O error is about.
    fn at(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::File { path: path.to_owned(), source }
    }
}

#[cfg(test)]
mod tests;
