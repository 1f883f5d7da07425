//! What somebody who asks gets to see, on the pages of this project.

use std::collections::BTreeMap;
use std::path::Path;

use danger::Tier;

use super::{AskArgs, Desk, answered};
use crate::answer::danger::notice;
use crate::answer::{self, ABSTAIN_BELOW, Asked, Contact, IfAlarm, MORE_PAGES, Reply, ReplyKind};
use crate::knowledge::DangerWords;
use crate::language::Language;
use crate::search::{Library, Limits, read_words};

fn saturday_night() -> chrono::NaiveDateTime {
    "2026-03-07T22:00:00".parse().expect("a time")
}

fn asked(question: &str, json: bool) -> String {
    let folder = tempfile::tempdir().expect("a directory");
    let args = AskArgs {
        question: question.to_owned(),
        json,
        pages: None,
        index: None,
        language: "sv".to_owned(),
        config: None,
    };
    let index = folder.path().join("index");
    let desk = Desk {
        index: &index,
        meaning: None,
        knowledge: Path::new("knowledge"),
        contact: Contact { desk: "Kontakt Linköping", phone: "013-20 60 00", web: "https://k.example/" },
        hours: "Chatten är öppen vardagar kl 8–16.",
        at: saturday_night(),
        abstain_below: ABSTAIN_BELOW,
        more_pages: MORE_PAGES,
        limits: Limits::default(),
        old_before: None,
        hide_old: false,
    };
    let (printed, problems) = answered(&args, &desk).expect("answered");
    assert!(problems.is_empty(), "{problems:?}");
    printed
}

#[test]
fn programs_get_one_line_of_json() {
    let printed = asked("Vilka vänorter har Linköping?", true);
    assert_eq!(printed.lines().count(), 1);
    let reply: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(reply["kind"], "answer");
    assert!(reply["text"].as_str().expect("text").contains("– Roskilde i Danmark\n"));
    let of_twin_towns = |source: &serde_json::Value| source["section"] == "Vänorter i Norden";
    assert!(reply["sources"].as_array().expect("sources").iter().any(of_twin_towns), "{reply}");
    assert_eq!(reply["sources"][0]["reviewed"], "2021-06-11");
    assert_eq!(reply["sources"][0]["confirmed"], false);
    assert!(reply["confidence"].as_f64().expect("a number") > 0.5);
    let keys: Vec<&String> = reply.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["confidence", "kind", "sources", "text"]);
}

#[test]
fn people_see_where_it_stands_and_that_nobody_has_confirmed_it() {
    let printed = asked("färdtjänst ledsagare", false);
    assert!(printed.contains("Källor:\n– "), "{printed}");
    assert!(printed.contains("  https://") && printed.contains("datum okänt"), "{printed}");
    assert!(printed.contains("Sidan är inte bekräftad av kommunen."), "{printed}");
}

#[test]
fn an_emergency_is_the_same_here() {
    let reply: serde_json::Value = serde_json::from_str(&asked("hon andas inte", true)).expect("JSON");
    assert_eq!((&reply["kind"], &reply["sources"]), (&"emergency".into(), &serde_json::json!([])));
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
    ask_after(library, None, question)
}

/// What it says after another question.
fn ask_after(library: &Library, previous: Option<&str>, question: &str) -> Reply {
    let (words, _) = read_words(Path::new("knowledge"));
    let asked = Asked {
        question,
        language: Language::Sv,
        hours: "Chatten är öppen vardagar kl 8–16.",
        contact: Contact { desk: "Kontakt Linköping", phone: "013-20 60 00", web: "https://k.example/" },
        reachable: false,
        open: false,
        at: saturday_night(),
        if_alarm: IfAlarm::Numbers,
        words: &words,
        abstain_below: ABSTAIN_BELOW,
        more_pages: MORE_PAGES,
        previous,
        old_before: None,
        hide_old: false,
    };
    answer::reply(&asked, |query| library.search(query, Limits::default()).expect("searched"))
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

#[test]
fn a_short_question_that_says_enough_is_not_read_with_the_one_before() {
    let (_folder, library) = project();
    let twin_towns = Some("Vilka vänorter har Linköping?");
    let snow = Some("När plogas min gata?");
    let school = Some("Hur ansöker jag om plats på förskola?");
    let cases = [
        (twin_towns, "Hur söker jag bygglov?", "bygglov"),
        (twin_towns, "Vad kostar färdtjänst?", "fardtjanst"),
        (snow, "Hur söker jag bygglov?", "bygglov"),
        (school, "Vad kostar färdtjänst?", "fardtjanst"),
        (twin_towns, "Vilka?", "vanorter"),
        (twin_towns, "I Norden?", "vanorter"),
        (twin_towns, "Var slänger jag batterier?", "atervinningscentral"),
        (school, "Vad kostar den?", "forskola-avgift"),
    ];
    for (before, question, page) in cases {
        let reply = ask_after(&library, before, question);
        let first = reply.sources.first().map(|it| it.page.as_str());
        assert_eq!(first, Some(page), "{before:?} {question}: {reply:?}");
    }
}

#[test]
fn a_question_for_a_fact_is_answered_only_by_a_passage_that_holds_it_and_is_of_it() {
    let (_folder, library) = project();
    for (question, page) in [
        ("När är tippen öppen?", Some("atervinningscentral")),
        ("When does the library open?", Some("bibliotek")),
        ("Hur mycket kostar en liter mjölk?", None),
        ("What is the price of gold today?", None),
        ("hur mycket tjänar en pilot", None),
        ("när öppnar ikea", None),
    ] {
        let reply = ask(&library, question);
        assert_ne!(reply.kind, ReplyKind::Answer, "{question}: {}", reply.text);
        let named = reply.sources.first().map(|it| it.page.as_str());
        assert!(page.is_none() || named == page, "{question}: the page that might have said so is named: {named:?}");
    }
    for (question, page, says) in [
        ("Vad kostar boendeparkering?", "boendeparkering", "370 kronor"),
        ("När har Sociala jouren öppet?", "lattlast-sociala-jouren", "på kvällar"),
        ("Vad kostar det?", "boendeparkering", "370 kronor"),
    ] {
        let reply = ask_after(&library, Some("Hur fungerar boendeparkering?"), question);
        assert_eq!(
            (reply.kind, reply.sources[0].page.as_str()),
            (ReplyKind::Answer, page),
            "{question}: {}",
            reply.text
        );
        assert!(reply.text.contains(says), "{question}: {}", reply.text);
    }
}

#[test]
fn a_question_stays_with_what_was_talked_about_when_that_page_says_it_nearly_as_well() {
    let (_folder, library) = project();
    let cases = [
        ("Hur ansluter man sig till kommunalt vatten?", "vatten-el-och-fjarrvarme", "När ska avgiften vara betald?"),
        ("Var ligger kommunens kontor?", "kontakt-linkoping", "Behöver jag ha med legitimation?"),
    ];
    for (before, page, question) in cases {
        let first = |reply: &Reply| reply.sources.first().map(|it| it.page.clone());
        let reply = ask_after(&library, Some(before), question);
        let is_named = reply.sources.iter().any(|it| it.page == page);
        assert!(is_named, "{question} after {before}: {}", reply.text);
        // Another subject is another subject.
        let other = ask_after(&library, Some(before), "Hur högt får ett plank vara utan bygglov?");
        assert_eq!(first(&other).as_deref(), Some("bygglov"), "after {before}: {}", other.text);
    }
    let hens = ask_after(&library, Some("Vilka vänorter har Linköping?"), "Får jag ha höns?");
    assert_ne!(hens.kind, ReplyKind::Answer, "of few words, and nothing of it among the twin towns: {}", hens.text);
}

#[test]
fn what_may_be_about_something_else_is_shown_and_not_given_for_an_answer() {
    let (_folder, library) = project();
    for question in [
        "får jag ha höns",
        "vad gör jag om jag blir hemlös",
        "var hittar jag en bra frisör",
        // Both words stand in a passage that is about something else.
        "Vem bestämmer över skolan?",
    ] {
        let reply = ask(&library, question);
        assert_ne!(reply.kind, ReplyKind::Answer, "{question}: {}", reply.text);
        assert!(reply.text.contains("inte säker") || reply.text.contains("inget säkert svar"), "{}", reply.text);
        assert!(reply.text.contains("013-20 60 00"), "{}", reply.text);
        for quote in reply.sources.iter().filter_map(|cited| cited.quote.clone()) {
            assert!(!reply.text[quote].is_empty());
        }
    }
}

#[test]
fn another_authoritys_matter_is_told_after_any_question() {
    let (_folder, library) = project();
    let reply = ask_after(&library, Some("Vad kostar dagis?"), "Hur anmäler jag flytt?");
    assert_eq!(reply.kind, ReplyKind::Referral, "{}", reply.text);
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
    let lines = include_str!("../../../tests/data/questions.jsonl").lines();
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
        let noticed = notice(&known.question, &[], &DangerWords::built_in());
        assert!(noticed.is_none_or(|it| it.tier == Tier::Concern), "{}", known.question);
        let reply = ask(&library, &known.question);
        let source = reply.sources.first();
        let right = match &known.page {
            Some(page) => source.is_some_and(|source| source.page == *page || known.also.contains(&source.page)),
            // A guess says that it is one.
            None => reply.kind != ReplyKind::Answer,
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
    assert!(share(&first, &["keyword", "natural", "compound"]) >= 0.85, "{first:?} {wrong:#?}");
    assert!(share(&first, &["unanswerable"]) >= 0.95, "{first:?} {wrong:#?}");
    assert!(share(&sections, &["all"]) >= 0.6, "{sections:?}");
}

#[test]
fn any_question_gets_an_orderly_reply() {
    let (_folder, library) = project();
    let long = "Får man bada vid bryggan i sjön när det är sommar? ".repeat(80);
    for question in [&long, "😀🎉👍🏽", "هل يمكنني السباحة؟", "我可以游泳吗", "\u{0}\u{1b}\u{202e}", "", "{phone} {x}"]
    {
        let reply = ask(&library, question);
        assert!(!reply.text.is_empty() && (0.0..=1.0).contains(&reply.confidence));
    }
    assert_eq!(ask(&library, "Можно ли купаться").kind, ReplyKind::Abstention);
}
