//! Takes away what was written to help questions to their page: sample questions, keywords, synonyms.
//!
//! What is left is what a page that nobody has worked on yet would have. With folds every question is asked while only a
//! part of the pages is bare, among them its own, as when those pages are new.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};

use crate::knowledge::{OwnWords, Vocabulary};
use crate::language;

/// Where the synonyms stand in the folder of knowledge.
const SYNONYMS: &str = "vocabulary/synonyms.toml";

/// The part, of so many, that a page belongs to: the same in every run, whatever pages there are besides.
pub(crate) fn fold(slug: &str, folds: u32) -> u32 {
    let hash = Sha256::digest(slug.as_bytes());
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]) % folds.max(1)
}

/// Writes the pages of a folder into another, those that `is_bare` names without their sample questions and keywords.
pub(super) fn write_pages(from: &Path, to: &Path, is_bare: impl Fn(&str) -> bool) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for path in pages(from)? {
        let (slug, name) = (stem(&path), path.file_name().unwrap_or_default());
        let bytes = std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        // What cannot be read as a page is told by the index as it is.
        let bare = std::str::from_utf8(&bytes).ok().filter(|_| is_bare(&slug)).and_then(without_help);
        std::fs::write(to.join(name), bare.map_or(bytes, String::into_bytes))?;
    }
    Ok(())
}

/// A page's text without sample questions and keywords; none when there are no such facts about it.
fn without_help(text: &str) -> Option<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (matter, body) = text.strip_prefix("+++")?.split_once("\n+++")?;
    let mut matter: toml::Table = matter.parse().ok()?;
    matter.remove("keywords");
    matter.remove("questions");
    Some(format!("+++\n{matter}+++{body}"))
}

/// Words without the synonyms that lead to one of the pages that `is_bare` names: those whose word of the office stands on
/// it. Abbreviations and the English words stay: they are of the language and not of a page.
pub(super) fn words_without_help(
    words: &OwnWords,
    knowledge: &Path,
    pages_folder: &Path,
    is_bare: impl Fn(&str) -> bool,
) -> anyhow::Result<OwnWords> {
    let path = knowledge.join(SYNONYMS);
    let mut words = words.clone();
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(words) };
    let mut bare = String::new();
    for path in pages(pages_folder)?.iter().filter(|path| is_bare(&stem(path))) {
        let text = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
        // Its keywords are gone; that they named the word does not lead there any more.
        let _ = write!(bare, " {} ", language::fold(&without_help(&text).unwrap_or(text)));
    }
    let name = path.display().to_string();
    let Ok(mut lists) = text.parse::<toml::Table>() else { return Ok(words) };
    for (_, list) in &mut lists {
        if let toml::Value::Table(list) = list {
            list.retain(|office, _| !stands_on(&bare, office));
        }
    }
    words.vocabulary.synonyms = Vocabulary::synonyms(&name, &lists.to_string())?;
    Ok(words)
}

/// Whether a word, or one that begins with it, stands in folded text.
fn stands_on(folded: &str, word: &str) -> bool {
    folded.contains(&format!(" {}", language::fold(word)))
}

fn pages(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut paths = BTreeSet::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "md") && path.is_file() {
            paths.insert(path);
        }
    }
    Ok(paths.into_iter().collect())
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::{fold, words_without_help, write_pages};
    use crate::knowledge::Page;
    use crate::search::read_words;

    const PAGE: &str = "+++\ntitle = \"Bad\"\nurl = \"https://k.example/bad\"\nreviewed = 2026-01-02\nkeywords = [\"plask\"]\n\n[questions]\n\"\" = [\"får man doppa sig\"]\n+++\n# Bad\n\nBada i badanläggningen.\n";

    #[test]
    fn a_bare_page_has_its_text_and_nothing_else_to_be_found_by() {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        std::fs::create_dir(&from).expect("made");
        for name in ["bad.md", "is.md"] {
            std::fs::write(from.join(name), PAGE).expect("written");
        }
        std::fs::write(from.join("trasig.md"), "+++\ntitle =\n").expect("written");
        write_pages(&from, &to, |slug| slug != "is").expect("written");
        let read = |name: &str| std::fs::read_to_string(to.join(name)).expect("read");
        let bare = Page::read("bad.md", "bad", &read("bad.md")).expect("a page");
        let whole = Page::read("bad.md", "bad", PAGE).expect("a page");
        assert_eq!((bare.keywords.len(), bare.sections[0].questions.len()), (0, 0));
        assert_eq!(bare.info, whole.info, "the text is the same");
        assert_eq!(read("is.md"), PAGE);
        assert_eq!(read("trasig.md"), "+++\ntitle =\n", "the index tells what is wrong with it");
    }

    #[test]
    fn synonyms_go_whose_word_stands_on_a_bare_page() {
        let folder = tempfile::tempdir().expect("a folder");
        let (pages, lists) = (folder.path().join("pages"), folder.path().join("vocabulary"));
        for folder in [&pages, &lists] {
            std::fs::create_dir(folder).expect("made");
        }
        std::fs::write(pages.join("bad.md"), PAGE).expect("written");
        std::fs::write(pages.join("is.md"), PAGE.replace("badanläggning", "ishall")).expect("written");
        let synonyms =
            "[synonyms]\n\"badanläggning\" = [\"tuben\"]\n\"ishall\" = [\"rinken\"]\n\"plask\" = [\"skvätt\"]\n";
        std::fs::write(lists.join("synonyms.toml"), synonyms).expect("written");
        let (words, _) = read_words(folder.path());
        let known = |bare: &str| {
            let words = words_without_help(&words, folder.path(), &pages, |slug| slug == bare).expect("read");
            ["tuben", "rinken", "skvatt"].map(|said| !words.vocabulary.synonyms.find(said).look_for.is_empty())
        };
        assert_eq!(known("bad"), [false, true, true], "a keyword is no text");
        assert_eq!(known("is"), [true, false, true]);
        assert_eq!(known("none"), [true, true, true]);
    }

    #[test]
    fn a_page_is_always_in_the_same_fold_and_every_fold_has_some() {
        let slugs: Vec<String> = (0..200).map(|at| format!("sida-{at}")).collect();
        let of = |fold_at| slugs.iter().filter(|slug| fold(slug, 5) == fold_at).count();
        assert_eq!((0..5).map(of).sum::<usize>(), 200);
        assert!((0..5).all(|at| (20..=60).contains(&of(at))), "{:?}", (0..5).map(of).collect::<Vec<_>>());
        assert_eq!([fold("bad", 5), fold("bad", 5), fold("bad", 1)], [fold("bad", 5), fold("bad", 5), 0]);
    }
}
