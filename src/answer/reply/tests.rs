use std::sync::Arc;

use super::{ActionKind, Asked, Contact, Reply, ReplyKind, reply};
use crate::knowledge::{Hit, Hits, PageInfo, PhraseBook, Referrals};
use crate::language::Language;

/// A question that has found these passages.
fn ask_of(question: &str, language: Language, reachable: bool, hits: Hits) -> Reply {
    let (phrases, referrals) = (PhraseBook::built_in(), Referrals::built_in());
    let asked = Asked {
        question,
        language,
        hours: "Chatten är öppen vardagar kl 8–16.",
        contact: Contact { desk: "Kontakt Linköping", phone: "013-20 60 00", web: "https://k.example/kontakt" },
        reachable,
        phrases: &phrases,
        referrals: &referrals,
        abstain_below: 0.3,
        more_pages: 2,
    };
    reply(&asked, |_| hits)
}

fn passage(slug: &str, section: Option<&str>) -> Hit {
    let page = PageInfo {
        slug: slug.to_owned(),
        title: slug.to_uppercase(),
        url: format!("https://k.example/{slug}"),
        language: Language::Sv,
        reviewed: None,
        confirmed: false,
        hash: "abc".to_owned(),
    };
    Hit { page: Arc::new(page), section: section.map(str::to_owned), text: format!("Om {slug}."), score: 1.0 }
}

fn hits(confidence: f32) -> Hits {
    let found = [("a", Some("S")), ("a", None), ("b", None), ("c", None), ("d", None)];
    Hits { found: found.map(|(slug, section)| passage(slug, section)).into(), confidence }
}

fn kinds(reply: &Reply) -> Vec<ActionKind> {
    reply.actions.iter().map(|action| action.kind).collect()
}

#[test]
fn an_answer_quotes_the_page_and_names_where_it_stands() {
    let answer = ask_of("fråga om a", Language::Sv, false, hits(0.5));
    assert_eq!(answer.kind, ReplyKind::Answer);
    assert_eq!(answer.text, "Så här står det på sidan ”A” under ”S”:\n\nOm a.");
    let pages: Vec<_> = answer.sources.iter().map(|source| source.page.as_str()).collect();
    assert_eq!(pages, ["a", "b", "c"], "each page once, two more at most");
    let first = &answer.sources[0];
    assert_eq!((first.section.as_deref(), first.reviewed, first.confirmed), (Some("S"), None, false));
    assert_eq!(first.page_hash, "abc");
}

#[test]
fn an_english_question_gets_an_english_frame_around_the_page() {
    let answer = ask_of("about a", Language::En, true, hits(0.5));
    let frame = "This is what the page “A” says under “S”: The page is in Swedish.\n\nOm a.";
    assert_eq!(answer.text, frame);
    assert_eq!(kinds(&answer), [ActionKind::AskForPerson]);
}

#[test]
fn unsure_is_said_with_contact_hours_and_the_offer_of_a_message() {
    for unsure in [hits(0.29), Hits::default()] {
        let abstention = ask_of("något helt annat", Language::Sv, false, unsure);
        assert_eq!(abstention.kind, ReplyKind::Abstention);
        assert!(abstention.sources.is_empty());
        for part in
            ["Kontakt Linköping", "013-20 60 00", "https://k.example/kontakt", "kl 8–16", "lämna ett meddelande"]
        {
            assert!(abstention.text.contains(part), "{part}: {}", abstention.text);
        }
        assert_eq!(kinds(&abstention), [ActionKind::LeaveMessage]);
    }
    let reachable = ask_of("något helt annat", Language::Sv, true, Hits::default());
    assert_eq!(kinds(&reachable), [ActionKind::AskForPerson, ActionKind::LeaveMessage]);
    assert!(reachable.text.contains("prata med en samhällsvägledare"));
}

#[test]
fn an_emergency_comes_before_politeness_and_search() {
    let (phrases, referrals) = (PhraseBook::built_in(), Referrals::built_in());
    let asked = Asked {
        question: "Hej, min pappa andas inte",
        language: Language::Sv,
        hours: "",
        contact: Contact { desk: "", phone: "", web: "" },
        reachable: false,
        phrases: &phrases,
        referrals: &referrals,
        abstain_below: 0.3,
        more_pages: 2,
    };
    let emergency = reply(&asked, |_| unreachable!("no search in an emergency"));
    assert_eq!(emergency.kind, ReplyKind::Emergency);
    let numbers: Vec<_> = emergency.text.lines().filter(|line| line.starts_with("– ")).collect();
    assert!(numbers[0].starts_with("– 112, SOS Alarm: "), "{}", emergency.text);
    let courtesy = reply(&Asked { question: "Hej!", ..asked }, |_| unreachable!("no search for a greeting"));
    assert_eq!(courtesy.kind, ReplyKind::Courtesy);
}

#[test]
fn a_message_without_words_is_met_with_a_plea_for_words() {
    for empty in ["😀😀", "…", "\u{7}\u{0}", "  "] {
        let reply = ask_of(empty, Language::Sv, false, hits(0.9));
        assert_eq!(reply.kind, ReplyKind::Abstention);
        assert!(reply.text.starts_with("Jag hittar inga ord"), "{}", reply.text);
    }
}

#[test]
fn nothing_in_a_question_is_filled_in_as_a_phrase() {
    let mut found = hits(0.9);
    Arc::make_mut(&mut found.found[0].page).title = "{section} {title}".to_owned();
    let answer = ask_of("{phone} {desk}", Language::Sv, false, found);
    assert!(answer.text.starts_with("Så här står det på sidan ”{section} {title}” under ”S”:"), "{}", answer.text);
}
