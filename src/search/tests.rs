//! What the index promises, on the pages of this project and on folders made for it.

use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;

use super::{Learnt, Library, Limits, Report};
use crate::knowledge::Hits;
use crate::meaning::Meaning;

const PAGE: &str = "+++\ntitle = \"Bryggor\"\nurl = \"https://k.example/bryggor\"\n+++\nDu får bada från bryggan.\n";

/// A library over files made for a test. The folder lives as long as the test holds it.
fn library_of(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Library, Report) {
    let folder = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(folder.path().join("pages")).expect("created");
    for (name, content) in files {
        std::fs::write(folder.path().join("pages").join(name), content).expect("written");
    }
    let (library, report) = open(folder.path());
    (folder, library, report)
}

fn open(folder: &Path) -> (Library, Report) {
    Library::open(&folder.join("pages"), &folder.join("index")).expect("opened")
}

fn search(library: &Library, question: &str) -> Hits {
    library.search(&question.into(), Limits::default()).expect("searched")
}

/// The pages of this project, in an index of the test's own.
fn project() -> (tempfile::TempDir, Library) {
    let folder = tempfile::tempdir().expect("a directory");
    let (library, report) = Library::open(Path::new("knowledge/pages"), folder.path()).expect("opened");
    assert_eq!((report.pages, report.problems.as_slice()), (55, [].as_slice()));
    (folder, library)
}

#[test]
fn a_broken_page_is_named_and_the_others_are_served() {
    let broken = PAGE.replace("title = ", "title ");
    let files: &[(&str, &[u8])] = &[
        ("bryggor.md", PAGE.as_bytes()),
        ("fel.md", broken.as_bytes()),
        ("latin.md", b"+++\ntitle = \"B\xe5tar\"\n"),
        ("notes.txt", b"not a page"),
    ];
    let (folder, library, report) = library_of(files);
    assert_eq!((report.pages, report.passages), (1, 1));
    let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].contains("pages/fel.md:2: "), "{problems:?}");
    assert!(problems[1].contains("pages/latin.md:2: ") && problems[1].contains("UTF-8"), "{problems:?}");
    let hits = search(&library, "bada");
    assert_eq!(hits.found[0].text, "Du får bada från bryggan.");
    assert_eq!(open(folder.path()).1.problems, report.problems, "the index that is there still names them");
}

#[test]
fn what_lies_beside_a_page_is_none_and_a_misnamed_one_is_named() {
    let files: &[(&str, &[u8])] = &[
        ("bryggor.md", PAGE.as_bytes()),
        ("._bryggor.md", b"\0\x05\x16\x07\0Mac OS X"),
        ("~$bryggor.md", b"\x05erik"),
        (".#bryggor.md", b"erik@desk.4711"),
        ("bad.MD", PAGE.as_bytes()),
        ("is.md.txt", PAGE.as_bytes()),
    ];
    let (folder, library, report) = library_of(files);
    assert_eq!((report.pages, search(&library, "bada").found.len()), (1, 1));
    let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].contains("pages/bad.MD:1: ") && problems[0].ends_with("döp om filen till bad.md"));
    assert!(problems[1].contains("pages/is.md.txt:1: ") && problems[1].ends_with("döp om filen till is.md"));
    std::fs::remove_file(folder.path().join("pages/bad.MD")).expect("removed");
    let report = open(folder.path()).1;
    assert_eq!((report.built, report.problems.len()), (true, 1), "an index that is there would still name it");
}

#[test]
fn two_files_with_one_address_are_pointed_out_and_served() {
    let split = PAGE.replace("/bryggor\"", "/bryggor#is\"");
    let (http, slash) = (PAGE.replace("https:", "http:"), PAGE.replace("/bryggor\"", "/bryggor/\""));
    let (_folder, _, report) = library_of(&[("a.md", PAGE.as_bytes()), ("b.md", split.as_bytes())]);
    assert_eq!(report.problems, [], "a section of a page has an address of its own");
    for copy in [PAGE, &http, &slash] {
        let (_folder, _, report) = library_of(&[("a.md", PAGE.as_bytes()), ("b (kopia).md", copy.as_bytes())]);
        assert_eq!((report.pages, report.problems.len()), (2, 1), "{copy}");
        let problem = report.problems[0].to_string();
        assert!(problem.contains("pages/b (kopia).md:1: har samma url som a.md; ta bort den ena"), "{problem}");
    }
}

#[test]
fn an_empty_folder_finds_nothing() {
    let (_folder, library, report) = library_of(&[]);
    assert_eq!((report.pages, report.passages), (0, 0));
    assert!(search(&library, "När öppnar biblioteket?").found.is_empty());
}

#[test]
fn an_index_is_built_once_and_again_when_a_page_changes() {
    let (folder, library, report) = library_of(&[("bryggor.md", PAGE.as_bytes())]);
    assert!(report.built);
    assert!(!open(folder.path()).1.built, "nothing has changed");
    std::fs::write(folder.path().join("pages/bryggor.md"), PAGE.replace("bada", "fiska")).expect("written");
    let (after, report) = open(folder.path());
    assert!(report.built);
    let found = |library: &Library, word: &str| !search(library, word).found.is_empty();
    assert!(found(&after, "fiska") && !found(&after, "bada"));
    assert!(found(&library, "bada"), "whoever still holds the old index keeps it");
    let indexes = std::fs::read_dir(folder.path().join("index")).expect("listed").count();
    assert_eq!(indexes, 2, "one index and the lock");
}

#[test]
fn a_half_written_index_is_built_anew() {
    let (folder, library, _) = library_of(&[("bryggor.md", PAGE.as_bytes())]);
    drop(library);
    let entries = std::fs::read_dir(folder.path().join("index")).expect("listed");
    let index = entries.map(|entry| entry.expect("an entry").path()).find(|path| path.is_dir()).expect("an index");
    std::fs::write(index.join("texts"), "").expect("cut");
    let (library, report) = open(folder.path());
    assert!(report.built);
    assert_eq!(search(&library, "brygga").found.len(), 1);
}

#[test]
fn any_text_is_an_orderly_question() {
    let word = format!("{PAGE}{}", "x".repeat(1_000_000));
    let (_folder, library, report) =
        library_of(&[("bryggor.md", PAGE.as_bytes()), ("word.md", &word.as_bytes()[..1_000_000])]);
    assert_eq!(report.pages, 2);
    let long = "Får man bada vid bryggan i sjön när det är sommar? ".repeat(80);
    let questions = [
        long.as_str(),
        &"å".repeat(1_000_000),
        &"x".repeat(4_000),
        "😀🎉👍🏽",
        "هل يمكنني السباحة؟",
        "我可以游泳吗",
        "Можно ли купаться",
        "\u{0}\u{1}\u{7f}\u{202e}\u{feff}\r\n\t",
        "",
        "' OR 1=1; -- {} \\ +bada -bryggan \"[*",
    ];
    for question in questions {
        let hits = search(&library, question);
        let all: f32 = hits.found.iter().map(|hit| hit.likelihood).sum();
        assert!((0.0..=1.001).contains(&all), "{all}");
    }
    assert!(search(&library, "Можно ли купаться").found.is_empty());
    assert_eq!(search(&library, &long).found[0].page.slug, "bryggor");
}

#[test]
fn a_library_is_searched_from_many_threads() {
    let (_folder, library) = project();
    let library = &library;
    std::thread::scope(|scope| {
        let one = |question: &'static str, page: &'static str| {
            scope.spawn(move || {
                for _ in 0..20 {
                    let hits = search(library, question);
                    assert_eq!(hits.found[0].page.slug, page);
                }
            })
        };
        one("snöröjning", "snorojning");
        one("färdtjänstbevis", "fardtjanst");
    });
}

/// A model that a test makes, in a folder.
fn tiny_model(folder: &Path, seed: u64) -> Arc<Meaning> {
    let path = folder.join("model.bin");
    std::fs::write(&path, e5::tiny::file(seed)).expect("written");
    Arc::new(Meaning::open(&path).expect("a model"))
}

fn learn(library: &Library, meaning: &Arc<Meaning>, folder: &Path, most: usize) -> Learnt {
    library.learn(meaning, &folder.join("index"), most, NonZero::<usize>::MIN).expect("learnt")
}

#[test]
fn what_a_passage_means_is_read_once_and_only_what_is_new_is_read_again() {
    let (folder, library, _) = library_of(&[("bryggor.md", PAGE.as_bytes())]);
    let other = PAGE.replace("Du får bada", "Isen är svag").replace("Bryggor", "Is");
    let meaning = tiny_model(folder.path(), 1);
    assert!(!library.has_meaning());
    assert_eq!(learn(&library, &meaning, folder.path(), 9), Learnt { texts: 1, left: 0, new: 1 });
    assert!(library.has_meaning());
    std::fs::write(folder.path().join("pages/is.md"), other).expect("written");
    let (library, _) = open(folder.path());
    let recalled = library.recall(&meaning, &folder.path().join("index")).expect("recalled");
    assert_eq!(recalled, Learnt { texts: 2, left: 1, new: 0 });
    assert_eq!(learn(&library, &meaning, folder.path(), 0), Learnt { texts: 2, left: 1, new: 0 });
    assert_eq!(learn(&library, &meaning, folder.path(), 9), Learnt { texts: 2, left: 0, new: 1 });
    std::fs::remove_file(folder.path().join("pages/bryggor.md")).expect("removed");
    let size = || std::fs::metadata(folder.path().join("index/vectors")).expect("there").len();
    let before = size();
    assert_eq!(learn(&open(folder.path()).0, &meaning, folder.path(), 9), Learnt { texts: 1, left: 0, new: 0 });
    assert!(size() < before, "what nobody needs goes");
    let another = tiny_model(folder.path(), 2);
    assert_eq!(learn(&open(folder.path()).0, &another, folder.path(), 9).new, 1, "vectors of another model are no use");
    std::fs::write(folder.path().join("index/vectors"), "broken").expect("written");
    assert_eq!(learn(&open(folder.path()).0, &another, folder.path(), 9).new, 1);
}

#[test]
fn a_question_that_shares_no_word_finds_what_is_near_in_meaning() {
    let (folder, library, _) = library_of(&[("bryggor.md", PAGE.as_bytes())]);
    assert!(search(&library, "xyz").found.is_empty());
    learn(&library, &tiny_model(folder.path(), 1), folder.path(), 9);
    assert_eq!(search(&library, "xyz").found[0].page.slug, "bryggor");
}
