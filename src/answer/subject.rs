//! What a question is asked of, and how much of it a passage speaks of, as far as words tell.

use super::fact::Fact;
use super::quote::Parts;
use crate::knowledge::{Hit, Query};
use crate::language;

/// The words that say what a question is asked of, folded: those of the question, and what is looked for besides.
pub(super) struct Subject(Vec<String>);

impl Subject {
    pub(super) fn of(query: &Query) -> Self {
        let texts = std::iter::once(&query.asked).chain(query.also.iter().map(|(text, _)| text));
        let folded: Vec<String> = texts.map(|text| language::fold(text)).collect();
        Self(folded.iter().flat_map(|text| Fact::subject(text)).map(str::to_owned).collect())
    }

    /// The share of its words that a passage, its heading and its page's title hold in some form, from 0 to 1. A question
    /// that says nothing but what is wanted is of whatever was found.
    #[expect(clippy::cast_precision_loss, reason = "counts of words in a question")]
    pub(super) fn share_in(&self, hit: &Hit) -> f32 {
        if self.0.is_empty() {
            return 1.0;
        }
        let section = hit.section.as_deref().unwrap_or_default();
        let says = Parts::of(&format!("{} {section} {}", hit.page.title, hit.text));
        self.held_by(&says) as f32 / self.0.len() as f32
    }

    /// How many of its words the title of a passage's page holds in some form.
    pub(super) fn in_title(&self, hit: &Hit) -> usize {
        self.held_by(&Parts::of(&hit.page.title))
    }

    /// Whether the title of a passage's page or its heading holds any of its words in some form; there need be none.
    pub(super) fn is_headed(&self, hit: &Hit) -> bool {
        let section = hit.section.as_deref().unwrap_or_default();
        self.0.is_empty() || self.held_by(&Parts::of(&format!("{} {section}", hit.page.title))) > 0
    }

    fn held_by(&self, parts: &Parts) -> usize {
        self.0.iter().filter(|word| parts.has_most_of(word)).count()
    }
}
