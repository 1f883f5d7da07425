//! The document of the sockets is sound in itself, and its closed sets are those of the code.

mod schema;

use std::collections::BTreeSet;

use schema::{Schemas, Unnamed};
use serde_json::{Value, json};
use vagledare::conversation::entry::{NobodyBecause, NoticeAbout};
use vagledare::conversation::{
    About, ActionKind, AgentId, Answer, Author, ClientId, CloseReason, Contact, Danger, Event, FileKind, Kind,
    ReplyKind, Source, Stage, Tongue, VisitorKey,
};
use vagledare::crisis::Draft;
use vagledare::hours::Override;
use vagledare::language::Language;
use vagledare::wording;

fn document() -> Value {
    serde_json::from_str(include_str!("../../src/http/asyncapi.json")).expect("the document is JSON")
}

/// What the members of an object or an array are.
fn members<'a>(value: &'a Value, pointer: &str) -> Vec<(String, &'a Value)> {
    let found = value.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not in the document"));
    match found {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
        other => panic!("{pointer} is {other}"),
    }
}

fn words(value: &Value) -> BTreeSet<&str> {
    value.as_array().into_iter().flatten().map(|word| word.as_str().expect("a word")).collect()
}

fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// The messages of one side and direction, such as `visitor_sends`: their types and what the document says of them.
fn messages<'a>(document: &'a Value, operation: &str) -> Vec<(&'a str, &'a Value)> {
    let schemas = Schemas { document, unnamed: Unnamed::AsSaid };
    let listed = members(document, &format!("/operations/{operation}/messages"));
    let resolved = listed.iter().map(|(_, listed)| {
        let in_channel = schemas.resolve(listed["$ref"].as_str().expect("a reference")).expect("the channel has it");
        let message =
            schemas.resolve(in_channel["$ref"].as_str().expect("a reference")).expect("the components have it");
        (message["name"].as_str().expect("a name"), message)
    });
    resolved.collect()
}

const OPERATIONS: [&str; 4] = ["visitor_sends", "visitor_gets", "agent_sends", "agent_gets"];

#[test]
fn every_reference_leads_somewhere_and_everything_is_referred_to() {
    let document = document();
    let schemas = Schemas { document: &document, unnamed: Unnamed::AsSaid };
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 150, "only {} references", found.len());
    for reference in &found {
        schemas.resolve(reference).expect("a reference leads somewhere");
    }
    for kind in ["messages", "schemas"] {
        for (name, _) in members(&document, &format!("/components/{kind}")) {
            let reference = format!("#/components/{kind}/{name}");
            assert!(found.contains(&reference.as_str()), "nothing refers to {reference}");
        }
    }
}

#[test]
fn both_sockets_list_what_is_sent_and_what_is_got() {
    let document = document();
    assert_eq!(document["asyncapi"], "3.0.0");
    for (operation, action, types) in [
        (
            "visitor_sends",
            "receive",
            "hello say ask_for_person use_assistant no_danger leave_message typing seen rate end erase",
        ),
        (
            "visitor_gets",
            "send",
            "welcome entry ack stage desk crisis_notice typing seen helped rated meanwhile reset error bye",
        ),
        (
            "agent_sends",
            "receive",
            "hello presence accept decline watch unwatch say note transfer close typing seen suggest override crisis_notice withdraw_crisis_notice",
        ),
        (
            "agent_gets",
            "send",
            "welcome queue mine offer offer_gone handover visitor entry note stage team desk crisis_notice problems suggestions typing seen reset ack error bye",
        ),
    ] {
        let (side, _) = operation.split_once('_').expect("side and direction");
        assert_eq!(document["operations"][operation]["action"], action);
        assert_eq!(document["operations"][operation]["channel"]["$ref"], format!("#/channels/{side}"));
        assert_eq!(document["channels"][side]["address"], format!("/ws/{side}"));
        let headers = &document["channels"][side]["bindings"]["ws"]["headers"]["properties"];
        assert_eq!(headers["Sec-WebSocket-Protocol"]["const"], "vagledare.v1");
        let listed: Vec<_> = messages(&document, operation).iter().map(|(name, _)| *name).collect();
        assert_eq!(listed, types.split(' ').collect::<Vec<_>>(), "{operation}");
    }
    let listed: usize = OPERATIONS.iter().map(|operation| messages(&document, operation).len()).sum();
    assert_eq!(members(&document, "/components/messages").len(), listed);
}

#[test]
fn every_message_says_what_it_is_and_its_examples_fit() {
    let document = document();
    let schemas = Schemas { document: &document, unnamed: Unnamed::Refused };
    for operation in OPERATIONS {
        for (name, message) in messages(&document, operation) {
            assert_eq!(message["payload"]["properties"]["type"]["const"], name);
            assert!(words(&message["payload"]["required"]).contains("type"), "{operation} {name}");
            assert!(message["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{operation} {name}");
            let examples = message["examples"].as_array().expect("examples");
            assert!(!examples.is_empty(), "{operation} {name}");
            for example in examples {
                let fits = schemas.fits(&message["payload"], &example["payload"]);
                assert_eq!(fits, Ok(()), "{operation} {name}: {}", example["payload"]);
            }
        }
    }
}

#[test]
fn a_frame_of_a_client_with_a_field_that_nobody_knows_does_not_fit() {
    let document = document();
    let schemas = Schemas { document: &document, unnamed: Unnamed::AsSaid };
    for (operation, refused) in OPERATIONS.map(|it| (it, it.ends_with("_sends"))) {
        for (name, message) in messages(&document, operation) {
            let mut frame = message["examples"][0]["payload"].clone();
            frame["surprise"] = json!(1);
            assert_eq!(schemas.fits(&message["payload"], &frame).is_err(), refused, "{operation} {name}");
        }
    }
}

#[test]
fn every_field_of_a_client_is_held_to_its_kind() {
    let document = document();
    let schemas = Schemas { document: &document, unnamed: Unnamed::AsSaid };
    for operation in ["visitor_sends", "agent_sends"] {
        for (name, message) in messages(&document, operation) {
            for example in message["examples"].as_array().expect("examples") {
                for field in example["payload"].as_object().expect("an object").keys() {
                    let mut frame = example["payload"].clone();
                    frame[field] = json!([[]]);
                    assert!(schemas.fits(&message["payload"], &frame).is_err(), "{operation} {name} {field}");
                }
            }
        }
    }
}

fn set<'a>(document: &'a Value, schema: &str) -> BTreeSet<&'a str> {
    let found = words(&document["components"]["schemas"][schema]["enum"]);
    assert!(!found.is_empty(), "{schema} is no closed set");
    found
}

fn name_of(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).expect("a word").as_str().expect("a word").to_owned()
}

/// Every kind of event. The match beside it does not compile when one is added.
fn events() -> Vec<Event> {
    let name = "Anna".into();
    let all = vec![
        Event::Began,
        Event::Queued,
        Event::Accepted { name },
        Event::Returned,
        Event::Transferred { name: "Erik".into() },
        Event::MessageLeft,
        Event::PersonOffered,
        Event::DeskClosed,
        Event::NobodyReachable { because: NobodyBecause::NobodyAvailable },
        Event::NobodyReachable { because: NobodyBecause::QueueFull },
        Event::Emergency(danger()),
        Event::Concern(danger()),
        Event::Notice { about: NoticeAbout::Idle },
        Event::Notice { about: NoticeAbout::ClosingBeforeTurn },
        Event::Closed { reason: CloseReason::Idle },
    ];
    for event in &all {
        match event {
            Event::Began
            | Event::Queued
            | Event::Accepted { .. }
            | Event::Returned
            | Event::Transferred { .. }
            | Event::MessageLeft
            | Event::PersonOffered
            | Event::DeskClosed
            | Event::NobodyReachable { because: NobodyBecause::NobodyAvailable | NobodyBecause::QueueFull }
            | Event::Emergency(_)
            | Event::Concern(_)
            | Event::Notice { about: NoticeAbout::Idle | NoticeAbout::ClosingBeforeTurn }
            | Event::Closed { .. } => {}
        }
    }
    all
}

#[test]
fn events_and_what_belongs_to_them_are_those_of_the_code() {
    let document = document();
    let schemas = Schemas { document: &document, unnamed: Unnamed::Refused };
    let names: BTreeSet<_> = events().iter().map(Event::name).collect();
    assert_eq!(set(&document, "event"), names);
    for event in events() {
        let stored = serde_json::to_value(&event).expect("an event is JSON");
        if let Some(data) = stored.get("data") {
            assert_eq!(schemas.fits(&document["components"]["schemas"]["event_data"], data), Ok(()));
        }
    }
}

fn danger() -> Danger {
    Danger { kinds: vec![Kind::Life, Kind::MissingPerson], about: About::AsChild, language: Tongue::Prs }
}

#[test]
fn kinds_of_danger_and_who_is_in_it_are_those_of_the_code() {
    let document = document();
    assert_eq!(set(&document, "danger"), Kind::ALL.map(Kind::tag).into());
    let data = &document["components"]["schemas"]["event_data"]["oneOf"][2]["properties"];
    assert_eq!(words(&data["about"]["enum"]), About::ALL.map(About::tag).into());
    assert_eq!(words(&data["language"]["enum"]), Tongue::ALL.map(Tongue::tag).into());
}

/// Every kind of reply; the same holds.
fn replies() -> [ReplyKind; 8] {
    use ReplyKind::{Abstention, Answer, Clarify, Courtesy, Emergency, PersonalCase, Referral, Refusal};
    let all = [Answer, Clarify, Abstention, Referral, Emergency, PersonalCase, Courtesy, Refusal];
    all.map(|kind| match kind {
        Answer | Clarify | Abstention | Referral | Emergency | PersonalCase | Courtesy | Refusal => kind,
    })
}

/// Every kind of action; the same holds.
fn actions() -> [ActionKind; 5] {
    use ActionKind::{Ask, AskForPerson, LeaveMessage, NoDanger, UseAssistant};
    [AskForPerson, LeaveMessage, UseAssistant, Ask, NoDanger].map(|kind| match kind {
        AskForPerson | LeaveMessage | UseAssistant | Ask | NoDanger => kind,
    })
}

/// Every kind of file; the same holds.
fn file_kinds() -> [FileKind; 5] {
    use FileKind::{Gif, Jpeg, Pdf, Png, Webp};
    [Png, Jpeg, Gif, Webp, Pdf].map(|kind| match kind {
        Png | Jpeg | Gif | Webp | Pdf => kind,
    })
}

#[test]
fn closed_sets_are_those_of_the_code() {
    let document = document();
    assert_eq!(set(&document, "file_kind"), file_kinds().iter().map(|kind| kind.as_str()).collect());
    let reasons: BTreeSet<_> = CloseReason::ALL.iter().map(|reason| reason.as_str()).collect();
    assert_eq!(set(&document, "close_reason"), reasons);
    let languages = BTreeSet::from([Language::Sv, Language::En].map(Language::tag));
    assert_eq!(set(&document, "language"), languages);

    let names = replies().map(name_of);
    assert_eq!(set(&document, "reply"), names.iter().map(String::as_str).collect());

    let names = actions().map(name_of);
    let kinds = words(&document["components"]["schemas"]["action"]["properties"]["kind"]["enum"]);
    assert_eq!(kinds, names.iter().map(String::as_str).collect());
}

#[test]
fn authors_and_stages_are_those_of_the_code() {
    let document = document();
    let agent = AgentId::from_bytes([0; 16]);
    let authors =
        [Author::Visitor, Author::Agent { id: agent, name: "Anna".into() }, Author::Assistant, Author::System];
    let kinds: BTreeSet<_> = authors.iter().map(Author::kind).collect();
    assert_eq!(words(&document["components"]["schemas"]["author"]["properties"]["kind"]["enum"]), kinds);

    let at = chrono::DateTime::UNIX_EPOCH;
    let stages = [
        Stage::Assistant,
        Stage::Queued { since: at, returned: false, choose_by: None },
        Stage::WithAgent { agent, name: "Anna".into(), since: at, idle_asked: None },
        Stage::LeftMessage { since: at },
        Stage::Closed { reason: CloseReason::Ended, at },
    ];
    let shapes = members(&document, "/components/schemas/stage/oneOf");
    let shown: BTreeSet<_> = shapes.iter().filter_map(|(_, it)| it["properties"]["kind"]["const"].as_str()).collect();
    assert_eq!(shown, stages.iter().map(Stage::kind).collect());
}

#[test]
fn the_wires_own_sets_are_whole_and_every_refusal_has_its_own_words() {
    let document = document();
    let errors = "bad_frame bad_time no_swedish unknown_type too_long too_fast too_many not_allowed not_found closed taken full unavailable internal";
    assert_eq!(set(&document, "error_code"), errors.split(' ').collect());
    let byes = "restart idle replaced slow signed_out protocol";
    assert_eq!(set(&document, "bye_reason"), byes.split(' ').collect());
    let sentences: BTreeSet<_> =
        errors.split(' ').map(|code| wording::errors::text(code, Language::Sv, Some(4_000))).collect();
    assert_eq!(sentences.len(), 14, "a code without words of its own falls back to those of `internal`");
}

#[test]
fn limits_are_those_of_the_code() {
    let document = document();
    let schemas = Schemas { document: &document, unnamed: Unnamed::AsSaid };
    let of = |name: &str| &document["components"]["schemas"][name];
    for chars in [0, 1, 64, 65] {
        let id = "å".repeat(chars);
        assert_eq!(schemas.fits(of("id"), &json!(id)).is_ok(), ClientId::new(&id).is_some(), "{chars}");
    }
    let settings = vagledare::config::Settings::load(None, []).expect("the defaults hold");
    assert_eq!(of("text")["maxLength"], settings.limits.text_chars);
    for field in ["email", "phone"] {
        assert_eq!(of("contact")["properties"][field]["maxLength"], Contact::MAX_CHARS);
    }
    let draft = &document["components"]["messages"]["agent_sends_crisis_notice"]["payload"]["properties"];
    assert_eq!(draft["sv"]["maxLength"], Draft::MAX_CHARS);
    assert_eq!(draft["en"]["oneOf"][1]["maxLength"], Draft::MAX_CHARS);
    let summary = document["components"]["messages"]["agent_sends_crisis_notice"]["summary"].as_str().expect("words");
    assert!(summary.contains(&format!("at most {} days away", Draft::MAX_DAYS)), "{summary}");
    let by_hand = &document["components"]["messages"]["agent_sends_override"]["payload"]["properties"];
    assert_eq!(by_hand["reason"]["maxLength"], Override::MAX_CHARS);
    for text in ["public_sv", "public_en"] {
        assert_eq!(by_hand[text]["oneOf"][1]["maxLength"], Override::MAX_CHARS);
    }
    assert_eq!(schemas.fits(of("key"), &json!(VisitorKey::new([7; 32]).reveal())), Ok(()));
}

#[test]
fn an_answer_with_its_evidence_is_as_described() {
    let document = document();
    let schemas = Schemas { document: &document, unnamed: Unnamed::AsSaid };
    let source = Source {
        title: "Vänorter".into(),
        section: None,
        url: "https://www.linkoping.se/vanorter".into(),
        reviewed: chrono::NaiveDate::from_ymd_opt(2026, 3, 2),
        confirmed: false,
        page_hash: String::new(),
        language: Some(Language::Sv),
        quote: Some((0, 4)),
    };
    let answer = Answer { kind: ReplyKind::Answer, text: "Fem.".into(), sources: vec![source], actions: vec![] };
    let stored = serde_json::to_value(answer).expect("an answer is JSON");
    assert_eq!(schemas.fits(&document["components"]["schemas"]["source"], &stored["sources"][0]), Ok(()));
}
