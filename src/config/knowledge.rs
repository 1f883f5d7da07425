//! `[knowledge]`: the pages, and how sure an answer must be.

use std::path::PathBuf;

use serde::Deserialize;

use super::fault::Faults;

/// Settings of pages and answers.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnowledgeSettings {
    /// Directory with pages, vocabulary and phrases, from the working directory.
    pub dir: PathBuf,
    /// Confidence, from 0 to 1, below which the assistant abstains.
    pub abstain_below: f32,
    /// Further pages shown as links.
    pub links: usize,
    /// Words and word parts of a question that are searched for, at most.
    pub query_terms: usize,
}

impl KnowledgeSettings {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        faults.filled("knowledge.dir", &self.dir.to_string_lossy());
        faults.bounds("knowledge.abstain_below", self.abstain_below, 0.0..=1.0);
        faults.bounds("knowledge.links", self.links, 0..=10);
        faults.bounds("knowledge.query_terms", self.query_terms, 1..=1_024);
    }
}
