//! The municipality's website → pages of our own, as Markdown with front matter.
//!
//! ```text
//! sitemap, start, list ─► addresses ─► web (robots, pace, limits) ─► extract ─► content ─► folder ─► pages/*.md
//!                              │                                  files, PDF ─┘                │
//!                              └────────────── state: a journal of what is known ──────────────┘
//! ```
//!
//! An editor's work is never lost: a file that the import did not make, or whose text somebody has edited, stays as it
//! is, and so does everything in the front matter but what the website itself says.

mod accordion;
mod address;
mod block;
mod charset;
mod dates;
mod extract;
mod folder;
mod html;
mod importer;
mod keeper;
mod kind;
mod local;
mod marks;
mod noise;
mod not_found;
mod page_file;
mod pdf;
mod report;
mod robots;
mod shown;
mod sitemap;
mod slug;
mod state;
mod table;
mod tidy;
mod web;
mod world;

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::language::Language;

pub use importer::{Folders, Sources, import};
pub use pdf::text as pdf_text;
pub use report::{Report, Told, Written};
pub use web::{Limits, user_agent};
pub use world::World;

/// What a source says, before it becomes a page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Content {
    /// The heading.
    title: String,
    /// The language that it says it is written in.
    language: Option<Language>,
    /// When it says that it was last looked after.
    reviewed: Option<NaiveDate>,
    /// Markdown below the heading.
    body: String,
}

/// Why an import cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Another import works on the same state.
    #[error("{}: another import is running", path.display())]
    Busy {
        /// The state's file.
        path: PathBuf,
    },
    /// What is known cannot be written.
    #[error("the state of the import: {0}")]
    State(#[from] serde_json::Error),
}

impl Error {
    /// Names the file that an I/O error is about.
    fn at(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::File { path: path.to_owned(), source }
    }
}
