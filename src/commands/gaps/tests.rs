use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::conversation::{
    Answer, ClientId, Command, Conversation, ConversationId, KeyHash, Reach, ReplyKind, Seq, Source,
};
use crate::gaps::{Handled, PageRef, Question, Why};
use crate::store::{Rating, Store, StoreOptions};

/// Monday 2 March 2026, 22:00 in Sweden.
const NIGHT: &str = "2026-03-02T21:00:00Z";

fn night() -> DateTime<Utc> {
    NIGHT.parse().expect("an instant")
}

fn args(data: &Path) -> GapsArgs {
    let place = Place { data: Some(data.to_owned()), config: None };
    GapsArgs { since: Period::default(), all: false, csv: None, json: false, place }
}

fn server(data: &Path) -> Store {
    Store::open(&data.join("vagledare.sqlite"), StoreOptions::default()).expect("a server")
}

/// A conversation of one question and its reply, so many days ago; what did not help gets a no.
async fn asks(store: &Store, number: u8, days_ago: i64, question: &str, kind: ReplyKind) {
    let at = night() - TimeDelta::days(days_ago);
    let id = ConversationId::new(at, [number; 10]);
    let text = Text::new(question, 4_000).expect("a text");
    let new = Conversation::new(id, crate::language::Language::Sv, None, at);
    let begun = new.step(Command::Say { text, noticed: None }, None, Reach::Closed, at).expect("it begins");
    let source = Source {
        title: "Parker".into(),
        section: None,
        url: "https://k.example/parker".into(),
        reviewed: None,
        confirmed: true,
        page_hash: String::new(),
        language: None,
        quote: None,
    };
    let sources = if kind == ReplyKind::Answer { vec![source] } else { Vec::new() };
    let answer = Arc::new(Answer { kind, text: "…".into(), sources, actions: Vec::new() });
    let reply = Command::Reply { reply_to: Seq(2), answer };
    let replied = begun.next.step(reply, None, Reach::Closed, at).expect("it is answered");
    let answered = replied.next.seq;
    store.begin(Arc::new(begun), KeyHash([number; 32]), at).await.expect("kept");
    store.append(Arc::new(replied)).await.expect("kept");
    if kind == ReplyKind::Answer {
        let rating = Rating { seq: Some(answered), helpful: Some(false), score: None, comment: None, at };
        store.rate(id, rating, ClientId::new("no").expect("an id")).await.expect("kept").expect("an answer");
    }
}

async fn some_questions(store: &Store) {
    asks(store, 1, 1, "Får man grilla i parken?", ReplyKind::Abstention).await;
    asks(store, 2, 2, "grilla i parken", ReplyKind::Abstention).await;
    asks(store, 3, 3, "Får man grilla i parken?", ReplyKind::Answer).await;
    asks(store, 4, 0, "=cmd, hur \"gör\" man?", ReplyKind::Abstention).await;
    asks(store, 5, 40, "Öppet på isbanan?", ReplyKind::Abstention).await;
    for (number, kind) in
        (6..).zip([ReplyKind::PersonalCase, ReplyKind::Courtesy, ReplyKind::Referral, ReplyKind::Refusal])
    {
        asks(store, number, 1, "Hur går det för mitt ärende?", kind).await;
    }
}

#[tokio::test]
async fn a_person_sees_which_questions_found_no_answer_while_the_server_runs() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = server(dir.path());
    some_questions(&store).await;
    let shown = outcome(&args(dir.path()), [], night());
    assert_eq!(shown.status, 0);
    insta::assert_snapshot!(shown.text, @r#"
    Frågor utan bra svar sedan lördag 31 januari 2026: 4 frågor i 2 grupper.

    Antal  Utan svar  Hjälpte inte  Första      Senaste     Fråga
        3          2             1  2026-02-27  2026-03-01  Får man grilla i parken?
                                                                grilla i parken
                                                                Visad sida: Parker, https://k.example/parker
        1          1             0  2026-03-02  2026-03-02  =cmd, hur "gör" man?

    En fråga raderas med sitt samtal: 21 dagar efter att det avslutades, 60 om en samhällsvägledare deltog.
    "#);
    let early = GapsArgs { since: "2026-01-01".parse().expect("a day"), ..args(dir.path()) };
    assert!(outcome(&early, [], night()).text.contains("Öppet på isbanan?"));
}

#[tokio::test]
async fn what_is_handled_is_hidden_until_asked_for() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = server(dir.path());
    some_questions(&store).await;
    let found = store.gap_questions(night() - TimeDelta::days(30), 100).await.expect("read");
    let grill = found.iter().filter(|question| question.text.contains("grill")).map(|question| question.id).collect();
    let page = PageRef { title: "Grilla ute".into(), url: "https://k.example/grilla".into() };
    let by = crate::conversation::AgentId::new(night(), [1; 10]);
    let handled = Handled { at: night(), page };
    assert_eq!(store.handle_gap(grill, by, handled).await.expect("kept"), 3);
    let shown = outcome(&args(dir.path()), [], night()).text;
    assert!(!shown.contains("grilla") && shown.contains("En åtgärdad grupp visas inte (1)."), "{shown}");
    let all = outcome(&GapsArgs { all: true, ..args(dir.path()) }, [], night()).text;
    assert!(all.contains("Åtgärdad 2026-03-02 med Grilla ute"), "{all}");
}

#[tokio::test]
async fn what_is_put_aside_is_hidden_until_asked_for_and_a_visitor_counts_once_everywhere() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = server(dir.path());
    asks(&store, 1, 1, "asdf", ReplyKind::Abstention).await;
    let id = ConversationId::new(night() - TimeDelta::days(1), [1; 10]);
    for text in ["asdf asdf", "ASDF!"] {
        let conversation = store.conversation(id).await.expect("read").expect("it is there");
        let text = Text::new(text, 4_000).expect("a text");
        let said = conversation.step(Command::Say { text, noticed: None }, None, Reach::Closed, night()).expect("said");
        let answer =
            Arc::new(Answer { kind: ReplyKind::Abstention, text: "…".into(), sources: vec![], actions: vec![] });
        let reply = Command::Reply { reply_to: said.next.seq, answer };
        let replied = said.next.step(reply, None, Reach::Closed, night()).expect("it is answered");
        store.append(Arc::new(said)).await.expect("kept");
        store.append(Arc::new(replied)).await.expect("kept");
    }
    asks(&store, 2, 2, "asdf", ReplyKind::Abstention).await;

    let printed = |args: GapsArgs| outcome(&args, [], night()).text;
    let text = printed(args(dir.path()));
    assert!(text.contains("2 frågor i 1 grupp") && text.contains("    2          2             0"), "{text}");
    let table = printed(GapsArgs { csv: Some(Csv::Comma), ..args(dir.path()) });
    assert!(table.contains("\r\nasdf,2,2,0,"), "{table}");
    let value = |all| {
        let json = printed(GapsArgs { json: true, all, ..args(dir.path()) });
        serde_json::from_str::<serde_json::Value>(&json).expect("JSON")["items"].clone()
    };
    let item = value(false)[0].clone();
    assert_eq!((&item["count"], &item["abstentions"], &item["put_aside"]), (&json!(2), &json!(2), &json!(null)));

    let found = store.gap_questions(night() - TimeDelta::days(30), 100).await.expect("read");
    let by = crate::conversation::AgentId::new(night(), [1; 10]);
    let all = found.iter().map(|question| question.id).collect();
    assert_eq!(store.put_gap_aside(all, by, night()).await.expect("kept"), 4);
    let shown = printed(args(dir.path()));
    assert!(shown.contains("En undanlagd grupp visas inte (1). De visas med --all."), "{shown}");
    assert_eq!(value(false), json!([]));
    assert_eq!(value(true)[0]["put_aside"], json!({"at": "2026-03-02T21:00:00Z", "since": 0}));
    let all = printed(GapsArgs { all: true, ..args(dir.path()) });
    assert!(all.contains("Undanlagd 2026-03-02"), "{all}");
    let table = printed(GapsArgs { csv: Some(Csv::Comma), all: true, ..args(dir.path()) });
    assert!(table.contains(",2026-03-02\r\n"), "{table}");
}

#[tokio::test]
async fn a_spreadsheet_and_a_program_can_read_it() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = server(dir.path());
    some_questions(&store).await;
    let table = outcome(&GapsArgs { csv: Some(Csv::Comma), ..args(dir.path()) }, [], night()).text;
    insta::assert_snapshot!(table.replace("\r\n", "\n"), @r#"
    Fråga,Antal,Utan svar,Hjälpte inte,Första gången,Senaste gången,Språk,Andra sätt att fråga,Visad sida,Visad adress,Åtgärdad,Sida som svarar nu,Undanlagd
    Får man grilla i parken?,3,2,1,2026-02-27,2026-03-01,sv,grilla i parken,Parker,https://k.example/parker,,,
    "'=cmd, hur ""gör"" man?",1,1,0,2026-03-02,2026-03-02,sv,,,,,,
    "#);
    assert_eq!(table.matches("\r\n").count(), 3);
    // A Swedish spreadsheet: the byte order mark once, and a comma is no separator.
    let swedish = outcome(&GapsArgs { csv: Some(Csv::Semicolon), ..args(dir.path()) }, [], night()).text;
    assert!(swedish.starts_with("\u{FEFF}Fråga;Antal;Utan svar;"), "{swedish}");
    assert!(swedish.contains("\r\nFår man grilla i parken?;3;2;1;2026-02-27;2026-03-01;sv;"), "{swedish}");
    assert_eq!((swedish.matches('\u{FEFF}').count(), swedish.matches("\r\n").count()), (1, 3));
    let printed = outcome(&GapsArgs { json: true, ..args(dir.path()) }, [], night()).text;
    let value: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(value["items"][0]["question"], "Får man grilla i parken?");
    assert_eq!((&value["items"][0]["count"], &value["items"][0]["not_helped"]), (&json!(3), &json!(1)));
}

#[test]
fn nothing_found_and_nothing_there_are_told_apart() {
    let dir = tempfile::tempdir().expect("a directory");
    let missing = outcome(&args(dir.path()), [], night());
    assert!(missing.status == 1 && missing.text.starts_with("there is no database "), "{}", missing.text);
    drop(server(dir.path()));
    let none = outcome(&args(dir.path()), [], night());
    assert!(none.status == 0 && none.text.starts_with("Inga frågor utan bra svar sedan lördag 31 januari 2026.\n"));
    let week = GapsArgs { since: "1w".parse().expect("a week"), ..args(dir.path()) };
    assert_eq!(outcome(&week, [], night()).text, "Inga frågor utan bra svar sedan måndag 23 februari 2026.\n");
    let csv = outcome(&GapsArgs { csv: Some(Csv::Comma), ..args(dir.path()) }, [], night()).text;
    assert!(csv.starts_with("Fråga,Antal,") && csv.matches("\r\n").count() == 1);
}

#[test]
fn a_period_that_is_none_is_told_what_would_be() {
    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        _gaps: GapsArgs,
    }
    let wrong = <Line as clap::Parser>::try_parse_from(["x", "--since", "igår"]).expect_err("no period").to_string();
    assert!(wrong.contains("'igår'") && wrong.contains("30d, 4w or 6m, or a day such as 2026-01-01"), "{wrong}");
}

#[test]
fn five_thousand_different_questions_are_grouped_in_under_two_seconds() {
    let asks =
        ["Var finns", "Hur hyr jag", "När öppnar", "Vad kostar", "Får man flytta", "Vem sköter", "Hur anmäler jag"];
    let things = ["cykel", "skol", "båt", "grill", "is", "hund", "ladd", "bygg", "sop"];
    let ends = ["plats", "bana", "väg", "gård", "stolpe", "lov", "tunna", "hus", "kö"];
    let places =
        ["Ryd", "Lambohov", "Ekholmen", "Berga", "Tannefors", "Malmslätt", "Vikingstad", "Ljungsbro", "Sturefors"];
    let question = |id: usize| {
        let pick = |list: &[&'static str], by: usize| list[by % list.len()];
        let (ask, thing, end) = (pick(&asks, id), pick(&things, id / 7), pick(&ends, id / 63));
        let text = format!("{ask} {thing}{end} i {}?", pick(&places, id / 567));
        let (language, id) = (crate::language::Language::Sv, i64::try_from(id).expect("a number"));
        Question {
            id,
            text,
            at: night(),
            language,
            why: Why::Abstention,
            page: None,
            handled: None,
            visitor: id,
            put_aside: None,
        }
    };
    let questions: Vec<Question> = (0..QUESTIONS as usize).map(question).collect();
    let timer = Clock::system().stopwatch();
    let found = gaps::group(&questions, SAMPLES);
    let took = timer.elapsed();
    println!("{} groups in {took:?}", found.len());
    assert!((20..1_000).contains(&found.len()), "{} groups", found.len());
    // Without optimisation it takes many times as long.
    let limit = if cfg!(debug_assertions) { 20 } else { 2 };
    assert!(took < Duration::from_secs(limit), "{took:?}");
}

#[test]
fn a_table_is_swedish_unless_another_separator_is_named() {
    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        gaps: GapsArgs,
    }
    let parsed =
        |words: &[&str]| <Line as clap::Parser>::try_parse_from([&["x"], words].concat()).map(|it| it.gaps.csv);
    assert_eq!(parsed(&[]).expect("none"), None);
    assert_eq!(parsed(&["--csv"]).expect("alone"), Some(Csv::Semicolon));
    assert_eq!(parsed(&["--csv=comma", "--all"]).expect("named"), Some(Csv::Comma));
    assert_eq!(parsed(&["--csv", "--since", "30d"]).expect("what follows is not its value"), Some(Csv::Semicolon));
    let wrong = parsed(&["--csv=tab"]).expect_err("no such").to_string();
    assert!(wrong.contains("semicolon, comma"), "{wrong}");
}
