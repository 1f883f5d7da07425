//! The assistant's own words, read from the knowledge folder.

use std::path::Path;

use crate::knowledge::{Municipalities, PhraseBook, Phrases, Problem, Referrals, Vocabulary, WordList};

/// Phrases and referrals, and what is known about words. A file of phrases or referrals that is missing or broken is
/// replaced by what the program was built with; without the others, less is found.
#[derive(Debug, Clone)]
pub struct OwnWords {
    /// The assistant's sentences.
    pub phrases: PhraseBook,
    /// Whom to ring, and other authorities.
    pub referrals: Referrals,
    /// Other words for the same.
    pub vocabulary: Vocabulary,
    /// The other municipalities.
    pub municipalities: Municipalities,
}

impl OwnWords {
    /// Reads `phrases/*.toml`, `referrals.toml`, `municipalities.toml` and `vocabulary/*.toml` in the knowledge folder,
    /// and tells what was wrong with them.
    #[must_use]
    pub fn read(knowledge: &Path) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let built_in = PhraseBook::built_in();
        let phrases = PhraseBook {
            sv: file(&knowledge.join("phrases/sv.toml"), Phrases::read, &mut problems).unwrap_or(built_in.sv),
            en: file(&knowledge.join("phrases/en.toml"), Phrases::read, &mut problems).unwrap_or(built_in.en),
        };
        let referrals = file(&knowledge.join("referrals.toml"), Referrals::read, &mut problems);
        let referrals = referrals.unwrap_or_else(Referrals::built_in);
        let mut list = |name: &str, read: fn(&str, &str) -> Result<WordList, Problem>| {
            file(&knowledge.join("vocabulary").join(name), read, &mut problems).unwrap_or_default()
        };
        let vocabulary = Vocabulary {
            synonyms: list("synonyms.toml", Vocabulary::synonyms),
            abbreviations: list("abbreviations.toml", Vocabulary::abbreviations),
            english: list("english.toml", Vocabulary::english),
        };
        let municipalities = file(&knowledge.join("municipalities.toml"), Municipalities::read, &mut problems);
        (Self { phrases, referrals, vocabulary, municipalities: municipalities.unwrap_or_default() }, problems)
    }
}

fn file<T>(path: &Path, read: impl FnOnce(&str, &str) -> Result<T, Problem>, problems: &mut Vec<Problem>) -> Option<T> {
    let name = path.to_string_lossy();
    let text =
        std::fs::read_to_string(path).map_err(|error| Problem::at(&name, 1, format!("går inte att läsa: {error}")));
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
        assert_eq!(problems.len(), 7, "{problems:?}");
        assert!(problems[2].to_string().contains("referrals.toml:1: "), "{}", problems[2]);
    }

    #[test]
    fn the_words_of_this_project_are_whole() {
        let (_, problems) = OwnWords::read(std::path::Path::new("knowledge"));
        assert!(problems.is_empty(), "{problems:?}");
    }
}
