//! What the index promises, on the pages of this project and on folders made for it.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Library, Limits, OwnWords, Report};
use crate::answer::{self, Asked, Contact, Reply, ReplyKind};
use crate::language::Language;

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

/// The pages of this project, in an index of the test's own.
fn project() -> (tempfile::TempDir, Library) {
    let folder = tempfile::tempdir().expect("a directory");
    let (library, report) = Library::open(Path::new("knowledge/pages"), folder.path()).expect("opened");
    assert_eq!((report.pages, report.problems.as_slice()), (55, [].as_slice()));
    (folder, library)
}

/// What the assistant says, out of hours.
fn ask(library: &Library, question: &str) -> Reply {
    let (words, _) = OwnWords::read(Path::new("knowledge"));
    let asked = Asked {
        question,
        language: Language::Sv,
        hours: "Chatten är öppen vardagar kl 8–16.",
        contact: Contact { desk: "Kontakt Linköping", phone: "013-20 60 00", web: "https://k.example/" },
        reachable: false,
        phrases: &words.phrases,
        referrals: &words.referrals,
        abstain_below: answer::ABSTAIN_BELOW,
        more_pages: answer::MORE_PAGES,
    };
    answer::reply(&asked, |question| library.search(question, Limits::default()).expect("searched"))
}

#[test]
fn the_nordic_twin_towns_are_answered_with_the_whole_list() {
    let (_folder, library) = project();
    let reply = ask(&library, "Vilka vänorter har Linköping?");
    assert_eq!((reply.kind, reply.sources[0].page.as_str()), (ReplyKind::Answer, "vanorter"));
    assert_eq!(reply.sources[0].reviewed.map(|date| date.to_string()).as_deref(), Some("2021-06-11"));
    let list = "Kommunen har fyra vänorter i Norden:\n\n– Tönsberg i Norge\n– Isafjardarbaer på Island\n\
                – Roskilde i Danmark\n– Joensuu i Finland";
    assert!(reply.text.contains(list), "{}", reply.text);
    let version = library.page_version(&reply.sources[0].page_hash).expect("the version that was quoted");
    assert!(version.text.contains(list) && version.hash == reply.sources[0].page_hash);
}

/// A question that the project's pages answer, or none of them does.
#[derive(serde::Deserialize)]
struct Known {
    question: String,
    kind: String,
    page: Option<String>,
    #[serde(default)]
    also: Vec<String>,
    section: Option<String>,
}

fn known() -> Vec<Known> {
    let lines = include_str!("../../tests/data/questions.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).expect("a question")).collect()
}

/// Right ones and all, by kind.
fn share(counts: &BTreeMap<String, (u32, u32)>, kinds: &[&str]) -> f64 {
    let of = |kind: &&str| counts.get(*kind).copied().unwrap_or_default();
    let (right, all) = kinds.iter().map(of).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    f64::from(right) / f64::from(all)
}

#[test]
fn ordinary_questions_get_the_right_page_and_strange_ones_none() {
    let (_folder, library) = project();
    let mut first: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut sections = BTreeMap::new();
    let mut wrong = Vec::new();
    for known in known() {
        assert_eq!(answer::emergency(&known.question), None, "{}", known.question);
        let reply = ask(&library, &known.question);
        let source = reply.sources.first();
        let right = match &known.page {
            Some(page) => source.is_some_and(|source| source.page == *page || known.also.contains(&source.page)),
            None => reply.kind == ReplyKind::Abstention,
        };
        let count = first.entry(known.kind.clone()).or_default();
        *count = (count.0 + u32::from(right), count.1 + 1);
        if let Some(section) = known.section {
            let same = right && source.and_then(|source| source.section.clone()) == Some(section);
            let count = sections.entry("all".to_owned()).or_insert((0, 0));
            *count = (count.0 + u32::from(same), count.1 + 1);
        }
        if !right {
            wrong.push((known.question, reply.kind, source.map(|source| source.page.clone()), reply.confidence));
        }
    }
    assert!(share(&first, &["keyword", "natural", "compound"]) >= 0.95, "{first:?} {wrong:#?}");
    assert!(share(&first, &["unanswerable"]) >= 0.95, "{first:?} {wrong:#?}");
    assert!(share(&sections, &["all"]) >= 0.75, "{sections:?}");
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
    let hits = library.search("bada", Limits::default()).expect("searched");
    assert_eq!(hits.found[0].text, "Du får bada från bryggan.");
    assert_eq!(open(folder.path()).1.problems, report.problems, "the index that is there still names them");
}

#[test]
fn an_empty_folder_answers_that_there_is_no_answer() {
    let (_folder, library, report) = library_of(&[]);
    assert_eq!((report.pages, report.passages), (0, 0));
    assert_eq!(ask(&library, "När öppnar biblioteket?").kind, ReplyKind::Abstention);
}

#[test]
fn an_index_is_built_once_and_again_when_a_page_changes() {
    let (folder, library, report) = library_of(&[("bryggor.md", PAGE.as_bytes())]);
    assert!(report.built);
    assert!(!open(folder.path()).1.built, "nothing has changed");
    std::fs::write(folder.path().join("pages/bryggor.md"), PAGE.replace("bada", "fiska")).expect("written");
    let (after, report) = open(folder.path());
    assert!(report.built);
    let found = |library: &Library, word: &str| !library.search(word, Limits::default()).expect("ok").found.is_empty();
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
    assert_eq!(library.search("brygga", Limits::default()).expect("searched").found.len(), 1);
}

#[test]
fn any_text_gets_an_orderly_reply() {
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
        let reply = ask(&library, question);
        assert!(!reply.text.is_empty());
        assert!((0.0..=1.0).contains(&reply.confidence), "{}", reply.confidence);
    }
    assert_eq!(ask(&library, "Можно ли купаться").kind, ReplyKind::Abstention);
    assert_eq!(ask(&library, &long).sources[0].page, "bryggor");
}

#[test]
fn a_library_is_searched_from_many_threads() {
    let (_folder, library) = project();
    let library = &library;
    std::thread::scope(|scope| {
        let one = |question: &'static str, page: &'static str| {
            scope.spawn(move || {
                for _ in 0..20 {
                    let hits = library.search(question, Limits::default()).expect("searched");
                    assert_eq!(hits.found[0].page.slug, page);
                }
            })
        };
        one("snöröjning", "snorojning");
        one("färdtjänstbevis", "fardtjanst");
    });
}
