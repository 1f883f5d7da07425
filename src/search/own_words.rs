//! Reads the assistant's own words from the knowledge folder.

use std::io::ErrorKind;
use std::path::Path;

use danger::Own;

use crate::knowledge::{
    DangerFile, DangerWords, Municipalities, OwnWords, PhraseBook, Phrases, Problem, Referrals, Vocabulary, WordList,
    line_at,
};

/// Reads `phrases/*.toml`, `referrals.toml`, `danger.toml`, `municipalities.toml`, `vocabulary/*.toml` and the examples in
/// `danger` in the knowledge folder, and
/// tells what was wrong with them. A file of phrases or referrals that is missing or broken is replaced by what the
/// program was built with, and so is a single phrase that is missing; without the others, less is found.
#[must_use]
pub fn read_words(knowledge: &Path) -> (OwnWords, Vec<Problem>) {
    read_words_again(knowledge, &OwnWords::built_in())
}

/// Reads them anew. A file that is broken leaves the words that were there `before`.
#[must_use]
pub fn read_words_again(knowledge: &Path, before: &OwnWords) -> (OwnWords, Vec<Problem>) {
    let mut problems = Vec::new();
    let (before, built_in) = (before.clone(), OwnWords::built_in());
    let mut phrases = |name, before: Phrases, built_in| {
        let mut lacks = None;
        let read = |name: &str, text: &str| {
            let (phrases, problem) = Phrases::read_over(name, text, &before)?;
            lacks = problem;
            Ok(phrases)
        };
        let phrases = file(&knowledge.join(name), read, before.clone(), built_in, &mut problems);
        problems.extend(lacks);
        phrases
    };
    let phrases = PhraseBook {
        sv: phrases("phrases/sv.toml", before.phrases.sv, built_in.phrases.sv),
        en: phrases("phrases/en.toml", before.phrases.en, built_in.phrases.en),
    };
    let referrals = &knowledge.join("referrals.toml");
    let referrals = file(referrals, Referrals::read, before.referrals, built_in.referrals, &mut problems);
    let mut list = |name: &str, read: fn(&str, &str) -> Result<WordList, Problem>, before| {
        optional(&knowledge.join("vocabulary").join(name), read, before, &mut problems)
    };
    let vocabulary = Vocabulary {
        synonyms: list("synonyms.toml", Vocabulary::synonyms, before.vocabulary.synonyms),
        abbreviations: list("abbreviations.toml", Vocabulary::abbreviations, before.vocabulary.abbreviations),
        english: list("english.toml", Vocabulary::english, before.vocabulary.english),
    };
    let towns = &knowledge.join("municipalities.toml");
    let municipalities = optional(towns, Municipalities::read, before.municipalities, &mut problems);
    let danger = &knowledge.join("danger.toml");
    // A folder from before there was such a file is whole.
    let danger_file = if danger.exists() {
        file(danger, DangerFile::read, before.danger.file, built_in.danger.file, &mut problems)
    } else {
        built_in.danger.file
    };
    let own = new_examples(&knowledge.join("danger"), &mut problems);
    let danger = DangerWords { file: danger_file, own };
    (OwnWords { phrases, referrals, vocabulary, municipalities, danger }, problems)
}

/// The examples in a folder that the weights were not made from. A file that they were made from as it stands is not read
/// further: there are many, and the program starts while somebody waits. A folder that is not there has none.
fn new_examples(folder: &Path, problems: &mut Vec<Problem>) -> Own {
    let weights = danger::built_in();
    let mut new = Vec::new();
    let mut files: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    for path in files {
        let name = path.to_string_lossy();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) if weights.know_file(&text) => continue,
            Ok(text) => text,
            Err(error) => {
                problems.push(Problem::at(&name, 1, format!("går inte att läsa: {error}")));
                continue;
            }
        };
        match danger::read(&text) {
            Ok(examples) => new.extend(examples.into_iter().filter(|example| !weights.know(example.id()))),
            Err(fault) => problems.push(Problem::at(&name, line_at(text.as_bytes(), fault.at), fault.what)),
        }
    }
    Own::new(&new)
}

/// A file that makes more to be found, and that nobody has to have.
fn optional<T: Default>(
    path: &Path,
    read: impl FnOnce(&str, &str) -> Result<T, Problem>,
    before: T,
    problems: &mut Vec<Problem>,
) -> T {
    if path.exists() { file(path, read, before, T::default(), problems) } else { T::default() }
}

fn file<T>(
    path: &Path,
    read: impl FnOnce(&str, &str) -> Result<T, Problem>,
    before: T,
    built_in: T,
    problems: &mut Vec<Problem>,
) -> T {
    let name = path.to_string_lossy();
    let (instead, problem) = match std::fs::read_to_string(path) {
        Ok(text) => match read(&name, &text) {
            Ok(value) => return value,
            Err(mut problem) => {
                problem.what.push_str(" (orden från innan används)");
                (before, problem)
            }
        },
        // Whoever takes a file away wants the program's own words.
        Err(error) if error.kind() == ErrorKind::NotFound => {
            (built_in, Problem::at(&name, 1, "finns inte, så programmets egna ord används"))
        }
        Err(error) => {
            (before, Problem::at(&name, 1, format!("går inte att läsa, så orden från innan används: {error}")))
        }
    };
    problems.push(problem);
    instead
}

#[cfg(test)]
mod tests {
    use super::{read_words, read_words_again};
    use crate::knowledge::PhraseBook;

    #[test]
    fn broken_files_are_named_and_the_built_in_words_used() {
        let knowledge = tempfile::tempdir().expect("a directory");
        std::fs::write(knowledge.path().join("referrals.toml"), "[[emergency]\n").expect("written");
        let (words, problems) = read_words(knowledge.path());
        assert_eq!(words.phrases, PhraseBook::built_in());
        assert!(words.referrals.all_numbers().iter().any(|number| number.number == "112"));
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems[2].to_string().contains("referrals.toml:1: "), "{}", problems[2]);
    }

    #[test]
    fn a_file_that_breaks_leaves_the_words_from_before_and_one_that_goes_those_of_the_program() {
        let knowledge = tempfile::tempdir().expect("a directory");
        let file = knowledge.path().join("phrases/sv.toml");
        std::fs::create_dir(knowledge.path().join("phrases")).expect("created");
        let own = std::fs::read_to_string("knowledge/phrases/sv.toml").expect("read");
        let changed = own.replacen("sources = \"", "sources = \"Ändrat: ", 1);
        std::fs::write(&file, &changed).expect("written");
        let (before, _) = read_words(knowledge.path());
        assert!(before.phrases.sv.sources.starts_with("Ändrat: "), "{}", before.phrases.sv.sources);
        let half = changed.floor_char_boundary(changed.len() / 2);
        std::fs::write(&file, &changed[..half]).expect("half written");
        let (half, problems) = read_words_again(knowledge.path(), &before);
        assert_eq!(half.phrases, before.phrases);
        assert!(problems[0].to_string().contains("phrases/sv.toml:"), "{problems:?}");
        std::fs::remove_file(&file).expect("removed");
        assert_eq!(read_words_again(knowledge.path(), &half).0.phrases, PhraseBook::built_in());
    }

    #[test]
    fn the_words_of_this_project_are_whole() {
        let (_, problems) = read_words(std::path::Path::new("knowledge"));
        assert!(problems.is_empty(), "{problems:?}");
    }
}
