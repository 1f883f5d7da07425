//! The assistant's own words, read from the knowledge folder.

use std::path::Path;

use crate::knowledge::{PhraseBook, Phrases, Problem, Referrals};

/// Phrases and referrals. What is missing or broken is replaced by what the program was built with.
#[derive(Debug, Clone)]
pub struct OwnWords {
    /// The assistant's sentences.
    pub phrases: PhraseBook,
    /// Whom to ring, and other authorities.
    pub referrals: Referrals,
}

impl OwnWords {
    /// Reads `phrases/sv.toml`, `phrases/en.toml` and `referrals.toml` in the knowledge folder, and tells what was
    /// wrong with them.
    #[must_use]
    pub fn read(knowledge: &Path) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let built_in = PhraseBook::built_in();
        let phrases = PhraseBook {
            sv: file(&knowledge.join("phrases/sv.toml"), Phrases::read, &mut problems).unwrap_or(built_in.sv),
            en: file(&knowledge.join("phrases/en.toml"), Phrases::read, &mut problems).unwrap_or(built_in.en),
        };
        let referrals = file(&knowledge.join("referrals.toml"), Referrals::read, &mut problems);
        (Self { phrases, referrals: referrals.unwrap_or_else(Referrals::built_in) }, problems)
    }
}

fn file<T>(path: &Path, read: impl FnOnce(&str, &str) -> Result<T, Problem>, problems: &mut Vec<Problem>) -> Option<T> {
    let name = path.to_string_lossy();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Problem::at(&name, 1, format!("går inte att läsa, så programmets egna ord används: {error}")));
    match text.and_then(|text| read(&name, &text)) {
        Ok(value) => Some(value),
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OwnWords;
    use crate::knowledge::{Danger, PhraseBook};

    #[test]
    fn broken_files_are_named_and_the_built_in_words_used() {
        let knowledge = tempfile::tempdir().expect("a directory");
        std::fs::write(knowledge.path().join("referrals.toml"), "[[emergency]\n").expect("written");
        let (words, problems) = OwnWords::read(knowledge.path());
        assert_eq!(words.phrases, PhraseBook::built_in());
        assert!(words.referrals.numbers(&[Danger::Fire]).any(|number| number.number == "112"));
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems[2].to_string().contains("referrals.toml:1: "), "{}", problems[2]);
    }

    #[test]
    fn the_words_of_this_project_are_whole() {
        let (_, problems) = OwnWords::read(std::path::Path::new("knowledge"));
        assert!(problems.is_empty(), "{problems:?}");
    }
}
