//! `[knowledge]`: the pages, and how sure an answer must be.

use std::path::PathBuf;

use chrono::{Days, NaiveDate};
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
    /// Words of a question that are searched for, at most; the first ones count.
    pub query_terms: usize,
    /// Days after its last review from which a page is old; 0 for never.
    pub old_after_days: u32,
    /// Whether an old page is left out instead of shown with a warning.
    pub hide_old: bool,
}

impl KnowledgeSettings {
    /// The day before which a page must have been reviewed to be old today; none when pages do not get old.
    #[must_use]
    pub fn old_before(&self, today: NaiveDate) -> Option<NaiveDate> {
        (self.old_after_days > 0).then(|| today - Days::new(self.old_after_days.into()))
    }

    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        faults.filled("knowledge.dir", &self.dir.to_string_lossy());
        faults.bounds("knowledge.abstain_below", self.abstain_below, 0.0..=1.0);
        faults.bounds("knowledge.links", self.links, 0..=10);
        faults.bounds("knowledge.query_terms", self.query_terms, 1..=1_024);
        faults.bounds("knowledge.old_after_days", self.old_after_days, 0..=36_600);
    }
}
