//! Each measure, by replies that are written here.

use super::{
    Chars, Emergency, Fact, Figures, First, Guess, Handled, Measure, Misled, NotEmergency, RightSection, Silent,
};
use super::{SourceAt1, SourceAt3, Values, Wrong, judge};
use crate::answer::{Cited, Reply, ReplyKind};
use crate::commands::eval::question::{Question, questions};
use crate::knowledge::Referrals;
use crate::language::Language;

fn question(line: &str) -> Question {
    questions("q.jsonl", line).expect("a good line").remove(0)
}

/// Who asks for the price of the bath, which stands under a heading of its page.
fn bath() -> Question {
    question(
        r#"{"question":"Vad kostar badet?","kind":"natural","page":"bad","also":["simhall"],"section":"Avgift","want":[["90 kr"]]}"#,
    )
}

fn source(page: &str, section: Option<&str>, quoted: bool) -> Cited {
    Cited {
        title: page.to_owned(),
        section: section.map(str::to_owned),
        url: format!("https://k.example/{page}"),
        reviewed: None,
        confirmed: true,
        page: page.to_owned(),
        page_hash: String::new(),
        language: Language::Sv,
        quote: quoted.then_some(0..1),
    }
}

fn reply(kind: ReplyKind, text: &str, sources: Vec<Cited>) -> Reply {
    Reply { kind, text: text.to_owned(), sources, actions: Vec::new(), confidence: 0.6 }
}

fn values(question: &Question, reply: &Reply) -> Values {
    judge(question, reply, &Referrals::built_in())
}

/// What is known of a reply to a question, in this order.
fn known<const N: usize>(question: &Question, reply: &Reply, measures: [Measure; N]) -> [Option<f64>; N] {
    let values = values(question, reply);
    measures.map(|measure| values.of(measure))
}

const ON_PAGE: [Measure; 4] = [First, Fact, Wrong, Misled];

#[test]
fn a_fact_counts_where_it_is_quoted_and_as_far_as_one_reads() {
    let after = |chars: usize| format!("Så står det om badet:\n\n{}90 kr", "x".repeat(chars));
    let answered = |chars| known(&bath(), &reply(ReplyKind::Answer, &after(chars), Vec::new()), ON_PAGE);
    let (yes, no) = (Some(1.0), Some(0.0));
    assert_eq!(answered(10), [yes, yes, no, no]);
    assert_eq!(answered(345), [yes, yes, no, no], "it ends with the 350th character");
    assert_eq!(answered(346), [no, yes, no, no]);
    assert_eq!(answered(995), [no, yes, no, no]);
    assert_eq!(answered(996), [no, no, yes, yes], "nobody reads so far: it is a wrong answer");
    let above = reply(ReplyKind::Answer, "Ur Bad 90 kr:\n\nBada gärna.", Vec::new());
    assert_eq!(known(&bath(), &above, ON_PAGE), [no, no, yes, yes], "the title is no answer");
}

#[test]
fn a_question_back_misleads_and_is_not_wrong() {
    let back = reply(ReplyKind::Clarify, "Menar du någon av dessa?", vec![source("bad", None, false)]);
    assert_eq!(known(&bath(), &back, [Wrong, Misled, Guess, Silent]), [0.0, 1.0, 1.0, 0.0].map(Some));
    let silent = reply(ReplyKind::Abstention, "Jag vet inte.", Vec::new());
    assert_eq!(known(&bath(), &silent, [Wrong, Misled, Guess, Silent]), [0.0, 0.0, 0.0, 1.0].map(Some));
    let referred = reply(ReplyKind::Referral, "Ring dem.", Vec::new());
    assert_eq!(known(&bath(), &referred, [Guess, Silent]), [0.0, 1.0].map(Some), "that is no answer either");
}

#[test]
fn a_right_page_is_looked_for_among_the_sources_of_any_reply() {
    let at = |pages: &[&str]| {
        let sources = pages.iter().map(|page| source(page, None, false)).collect();
        known(&bath(), &reply(ReplyKind::Abstention, "Det står inte.", sources), [SourceAt1, SourceAt3])
    };
    assert_eq!(at(&["bad", "x"]), [1.0, 1.0].map(Some));
    assert_eq!(at(&["x", "y", "simhall"]), [0.0, 1.0].map(Some), "another page that answers too");
    assert_eq!(at(&["x", "y", "z", "bad"]), [0.0, 0.0].map(Some));
    assert_eq!(at(&[]), [0.0, 0.0].map(Some));
}

#[test]
fn the_right_section_is_one_that_an_answer_quotes() {
    let with = |kind, sources| known(&bath(), &reply(kind, "…", sources), [RightSection])[0];
    assert_eq!(with(ReplyKind::Answer, vec![source("bad", Some("Avgift"), true)]), Some(1.0));
    assert_eq!(with(ReplyKind::Answer, vec![source("bad", Some("Tider"), true)]), Some(0.0));
    assert_eq!(with(ReplyKind::Answer, vec![source("bad", Some("Avgift"), false)]), Some(0.0), "only named");
    assert_eq!(with(ReplyKind::Answer, vec![source("x", None, true), source("bad", Some("Avgift"), true)]), Some(1.0));
    assert_eq!(with(ReplyKind::Clarify, vec![source("bad", Some("Avgift"), true)]), Some(0.0));
    let whole = question(r#"{"question":"Badet?","kind":"natural","page":"bad"}"#);
    assert_eq!(known(&whole, &reply(ReplyKind::Answer, "…", Vec::new()), [RightSection, First]), [None, None]);
}

#[test]
fn of_a_question_without_an_answer_any_answer_is_wrong() {
    let told = |kind: &str, said| {
        let asked = question(&format!(r#"{{"question":"Jag badade i går.","kind":"{kind}"}}"#));
        known(&asked, &reply(said, "…", Vec::new()), [Wrong, Handled])
    };
    for kind in ["missing_fact", "near_miss", "unknown", "unanswerable", "personal_case", "statement", "other_town"] {
        assert_eq!(told(kind, ReplyKind::Answer), [Some(1.0), Some(0.0)], "{kind}");
        assert_eq!(told(kind, ReplyKind::Abstention)[0], Some(0.0), "{kind}");
    }
    assert_eq!(told("statement", ReplyKind::Courtesy), [Some(0.0), Some(1.0)]);
    assert_eq!(told("chitchat", ReplyKind::Answer), [None, Some(0.0)], "nothing was asked");
    assert_eq!(told("absent", ReplyKind::Clarify), [Some(0.0), Some(0.5)], "another name of missing_fact");
    let on_page = question(r#"{"question":"Vem äger badet?","kind":"missing_fact","page":"bad","want":[["Kim"]]}"#);
    let answered = reply(ReplyKind::Answer, "Bad:\n\nKim", vec![source("bad", None, true)]);
    assert_eq!(known(&on_page, &answered, [Wrong, Fact, SourceAt1]), [Some(1.0), None, None]);
}

#[test]
fn a_referral_has_to_name_who_is_right() {
    let told = |note: &str, text: &str| {
        let asked = question(&format!(r#"{{"question":"Pass?","kind":"other_authority","note":"{note}"}}"#));
        known(&asked, &reply(ReplyKind::Referral, text, Vec::new()), [Handled])[0]
    };
    assert_eq!(told("Polisen", "Vänd dig till polisen."), Some(1.0));
    assert_eq!(told("Polisen", "Vänd dig till Skatteverket."), Some(0.0));
    assert_eq!(told("passport", "Vänd dig till Skatteverket."), Some(1.0), "the note names nobody");
    let url = Referrals::built_in().authority.iter().find(|it| it.id == "polisen").map(|it| it.url.clone());
    assert_eq!(told("polisen", &format!("Se {}", url.expect("it is listed"))), Some(1.0), "an id");
    assert_eq!(told("polisen", "Vänd dig till Skatteverket."), Some(0.0));
}

#[test]
fn alarms_are_counted_by_themselves() {
    let told = |line: &str, said| {
        known(&question(line), &reply(said, "…", Vec::new()), [Emergency, NotEmergency, Handled, Guess])
    };
    let burning = r#"{"question":"Det brinner!","kind":"emergency"}"#;
    assert_eq!(told(burning, ReplyKind::Emergency), [Some(1.0), None, None, None]);
    assert_eq!(told(burning, ReplyKind::Abstention), [Some(0.0), None, None, None]);
    let grill = r#"{"question":"Får jag grilla?","kind":"harmless","page":"bad"}"#;
    assert_eq!(told(grill, ReplyKind::Clarify), [None, Some(1.0), None, Some(1.0)], "a page answers it, too");
    assert_eq!(told(grill, ReplyKind::Emergency), [None, Some(0.0), None, Some(0.0)]);
}

#[test]
fn length_is_in_characters_and_known_of_every_reply() {
    let service = question(r#"{"question":"Vem är du?","kind":"service"}"#);
    let told = values(&service, &reply(ReplyKind::Courtesy, "Hälsningar åäö", Vec::new()));
    assert_eq!(told.of(Chars), Some(14.0));
    assert!(told.is_unmeasured() && !values(&bath(), &reply(ReplyKind::Answer, "", Vec::new())).is_unmeasured());
    assert_eq!(Values::from_named(&told.named()), told, "another run reads it again");
}

#[test]
fn figures_are_over_the_questions_that_a_measure_is_over() {
    let mut figures = Figures::default();
    figures.add(&values(&bath(), &reply(ReplyKind::Answer, "Ur Bad:\n\n90 kr", Vec::new())));
    figures.add(&values(&bath(), &reply(ReplyKind::Clarify, "Menar du?", Vec::new())));
    figures.add(&values(
        &question(r#"{"question":"Skatt?","kind":"unknown"}"#),
        &reply(ReplyKind::Answer, "Ja.", Vec::new()),
    ));
    let of = |measure| figures.of(measure).map(|it: super::Estimate| (it.value, it.n));
    assert_eq!(
        (figures.questions, of(First), of(Handled), of(NotEmergency)),
        (3, Some((0.5, 2)), Some((0.0, 1)), None)
    );
    assert_eq!(of(Wrong), Some((1.0 / 3.0, 3)));
    assert_eq!(of(Chars), Some((26.0 / 3.0, 3)));
    let (low, high) = figures.of(First).and_then(|it| it.interval).expect("a share has one");
    assert!((low - 0.0945).abs() < 1e-4 && (high - 0.9055).abs() < 1e-4, "Wilson's for one of two: {low} {high}");
}
