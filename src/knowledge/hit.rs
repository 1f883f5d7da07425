//! What a search finds.

use std::sync::Arc;

use super::PageInfo;

/// A passage that may answer a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The page that it stands on.
    pub page: Arc<PageInfo>,
    /// The heading that it stands under; none for the page's lead.
    pub section: Option<String>,
    /// The passage, word for word. Blocks are parted by an empty line; list items begin with `– ` or a number and
    /// table rows with `• `.
    pub text: String,
    /// How well it fits; comparable within one search only.
    pub score: f32,
}

/// The outcome of a search.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hits {
    /// The passages, best first.
    pub found: Vec<Hit>,
    /// How much of the question the best passage covers, from 0 (nothing) to 1 (it could be the question itself).
    pub confidence: f32,
}
