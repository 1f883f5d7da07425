//! Whether somebody may be in danger.
//!
//! Looked for in every message of a visitor, in every stage, before anything else; so it is a table of phrases walked
//! once, not a search. What is recognised is written down in [`phrases`]; how, in [`pattern`](crate::language::pattern).

mod phrases;

use std::sync::LazyLock;

use crate::knowledge::Danger;
use crate::language::pattern::{Groups, Patterns};

/// A message that tells of danger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emergency {
    /// The kinds of danger, each once, in the order of [`Danger::ALL`]; never empty.
    pub dangers: Vec<Danger>,
}

impl Emergency {
    /// The kinds as an event stores them.
    #[must_use]
    pub fn tags(&self) -> Vec<String> {
        self.dangers.iter().map(|danger| danger.tag().to_owned()).collect()
    }

    /// The kinds that an event stored; unknown ones are left out.
    #[must_use]
    pub fn from_tags(tags: &[String]) -> Self {
        Self { dangers: tags.iter().filter_map(|tag| Danger::from_tag(tag)).collect() }
    }
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let group =
        |dangers: &[Danger]| dangers.iter().fold(Groups::default(), |all, one| all.and(Groups::one(*one as usize)));
    let phrases = phrases::PHRASES.iter().flat_map(|(dangers, written)| written.iter().map(|it| (group(dangers), *it)));
    Patterns::new(phrases, phrases::SETS)
});

/// Looks for danger in what a visitor wrote, in Swedish or English, with or without dots and with common misspellings.
///
/// Costs a few microseconds for a message of a hundred characters, in proportion to its length.
#[must_use]
pub fn emergency(text: &str) -> Option<Emergency> {
    let found = PATTERNS.find(text);
    let dangers: Vec<Danger> = Danger::ALL.into_iter().filter(|danger| found.contains(*danger as usize)).collect();
    (!dangers.is_empty()).then_some(Emergency { dangers })
}

#[cfg(test)]
mod tests;
