//! What a search finds.

use std::sync::Arc;

use super::{PageInfo, Sought};
use crate::language::Language;

/// What to look for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// What is asked, as the visitor wrote it.
    pub asked: String,
    /// What was said, in the visitor's own words and language, with the question before when this one leans on it: what a
    /// model of meaning reads.
    pub said: String,
    /// What to look for besides, and what it weighs beside the question's own words: other words for the same, what went
    /// before, the story around the question.
    pub also: Vec<(String, f32)>,
    /// The language of pages that are rather meant, where it is known.
    pub language: Option<Language>,
}

impl From<&str> for Query {
    fn from(asked: &str) -> Self {
        Self { asked: asked.to_owned(), said: asked.to_owned(), ..Self::default() }
    }
}

/// A passage that may answer a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The page that it stands on.
    pub page: Arc<PageInfo>,
    /// The heading that it stands under; none for the page's lead.
    pub section: Option<String>,
    /// The passage, word for word. Blocks are parted by an empty line; list items begin with `– ` or a number and
    /// table rows with `• `, with an en space between their cells.
    pub text: String,
    /// How likely it is that this passage is meant rather than another, from 0 to 1. It says nothing of whether any is.
    pub likelihood: f32,
}

/// The outcome of a search.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hits {
    /// The passages, best first.
    pub found: Vec<Hit>,
    /// The words that were looked for, and what each is worth.
    pub sought: Sought,
    /// How near in meaning the nearest passage is, from -1 to 1; none without a model.
    pub nearest: Option<f32>,
}
