//! Promises 7 and 8, and emergencies.

use chrono::Duration;
use serde_json::json;

use crate::support::{AgentClient, TestDesk};

#[tokio::test]
async fn at_night_the_pages_answer_and_the_source_is_shown() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    let seq = visitor.say("Vilka vänorter har Linköping?").await;
    visitor.stage("assistant").await;
    let reply = visitor.entry("an answer", |it| it["author"]["kind"] == "assistant").await;
    assert_eq!((&reply["reply"], &reply["reply_to"]), (&json!("answer"), &json!(seq)));
    for town in ["Tönsberg", "Isafjardarbaer", "Roskilde", "Joensuu"] {
        assert!(reply["text"].as_str().expect("a text").contains(town), "{town} in {reply}");
    }
    let source = &reply["sources"][0];
    assert_eq!(source["reviewed"], "2021-06-11");
    assert_eq!(source["confirmed"], false);
    assert!(source["url"].as_str().expect("an address").contains("vanorter"));
}

#[tokio::test]
async fn what_the_pages_do_not_say_gets_an_abstention_with_a_way_on() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hur stämmer man ett gammalt dragspel?").await;
    let reply = visitor.entry("an abstention", |it| it["author"]["kind"] == "assistant").await;
    assert_eq!(reply["reply"], "abstention", "{reply}");
    assert!(reply["text"].as_str().expect("a text").contains("013-20 60 00"));
    assert!(reply["actions"].as_array().expect("a way on").iter().any(|it| it["kind"] == "leave_message"));
}

#[tokio::test]
async fn who_waits_is_shown_what_the_pages_say_and_it_is_no_answer() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Vilka vänorter har Linköping?").await;
    let shown = visitor.get("meanwhile").await;
    assert!(shown["text"].as_str().expect("a text").contains("Tönsberg"), "{shown}");
    assert_eq!(shown["sources"][0]["reviewed"], "2021-06-11", "{shown}");
    // Who comes back to the queue sees it again.
    let mut again = visitor.again(0).await;
    assert_eq!(again.get("meanwhile").await["text"], shown["text"]);
    // Nothing that the pages do not say, and nothing beside the numbers to ring.
    for words in ["Hur stämmer man ett gammalt dragspel?", "min pappa andas inte"] {
        visitor.say(words).await;
    }
    visitor.event("emergency").await;
    let conversation = anna.take_offer().await;
    let seq = anna.say(&conversation, "Det är fem orter.").await;
    visitor.entry("a person's answer", |it| it["seq"] == seq).await;
    let more = visitor.kept().filter(|it| it["type"] == "meanwhile").count();
    assert!(more <= 1, "only what the other tab was shown");
    let mut whole = visitor.again(0).await;
    whole.entry("a person's answer", |it| it["seq"] == seq).await;
    assert!(whole.kept().all(|it| it["author"]["kind"] != "assistant"), "nobody has answered but a person");
}

#[tokio::test]
async fn a_question_that_leans_on_the_one_before_is_read_with_it() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hur ansöker jag om boendeparkering?").await;
    visitor.entry("the first answer", |it| it["author"]["kind"] == "assistant").await;
    visitor.say("Och vad kostar det?").await;
    let reply = visitor.entry("the second answer", |it| it["author"]["kind"] == "assistant").await;
    assert_eq!((&reply["reply"], &reply["sources"][0]["section"]), (&json!("answer"), &json!("Avgift")), "{reply}");
}

#[tokio::test]
async fn a_number_that_was_taken_out_is_no_part_of_the_question() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    visitor.say("Dragspelet 19811218-9876 är ostämt").await;
    let reply = visitor.entry("an abstention", |it| it["author"]["kind"] == "assistant").await;
    assert_eq!(reply["reply"], "abstention", "the page about personal numbers has no answer: {reply}");
}

#[tokio::test]
async fn an_emergency_gets_the_numbers_at_once_in_every_stage() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("min pappa andas inte").await;
    let numbers = visitor.event("emergency").await;
    assert!(numbers["text"].as_str().expect("a text").contains("112"));
    anna.take_offer().await;
    desk.pass(chrono::Duration::minutes(5));
    visitor.say("hjälp han andas inte").await;
    let numbers = visitor.event("emergency").await;
    assert!(numbers["text"].as_str().expect("a text").contains("112"));
}

#[tokio::test]
async fn a_personal_number_is_nowhere_that_anybody_could_find_it() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    visitor.say("Mitt nummer är 811228-9874, kan ni hjälpa mig?").await;
    let entry = visitor.entry("the text", |it| it["author"]["kind"] == "visitor").await;
    assert!(!entry["text"].as_str().expect("a text").contains("9874"), "{entry}");
    let contact = json!({"email": "kim@example.se", "phone": "811228-9874"});
    visitor
        .send(json!({"type": "leave_message", "id": "m", "text": "Ring mig: 19811228-9874", "contact": contact}))
        .await;
    visitor.acked("m").await;
    for entry in std::fs::read_dir(desk.folder().join("data")).expect("the data folder") {
        let path = entry.expect("a file").path();
        if path.is_file() {
            let bytes = std::fs::read(&path).expect("a file");
            assert!(!bytes.windows(4).any(|it| it == b"9874"), "{}", path.display());
        }
    }
}

#[tokio::test]
async fn a_left_message_is_first_thing_in_the_morning_and_its_age_counts_in_office_hours() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    let contact = json!({"email": "kim@example.se"});
    visitor.send(json!({"type": "leave_message", "id": "m", "text": "Ring mig om bygglov", "contact": contact})).await;
    visitor.acked("m").await;
    visitor.stage("left_message").await;
    desk.set_clock(crate::support::TUESDAY_OPENING);
    desk.pass(Duration::minutes(10));
    let mut anna = AgentClient::available(&desk, "anna").await;
    let headers = [("cookie", anna.cookie.as_str()), ("origin", desk.origin())];
    let list = desk.http().ask("GET", "/api/morning", &headers, "").await.json();
    let item = &list["items"][0];
    assert_eq!((&item["age_office_minutes"], &item["text"]), (&json!(10), &json!("Ring mig om bygglov")));
    assert_eq!(item["contact"]["email"], "kim@example.se");
    let id = item["conversation"].as_str().expect("an id").to_owned();
    let taken = desk.http().ask("POST", &format!("/api/morning/{id}/take"), &headers, "{}").await;
    assert_eq!(taken.status, 200, "{taken:?}");
    anna.until("mine", |it| it["type"] == "mine" && it["items"][0]["conversation"] == *id).await;
    let close = json!({"type": "close", "conversation": id, "code": "answered"});
    assert_eq!(anna.ask(close).await["type"], "ack");
}

#[tokio::test]
async fn an_erased_conversation_is_gone_and_its_key_opens_nothing() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    visitor.say("En hemlighet som ska bort").await;
    assert_eq!(visitor.ask("erase").await["type"], "ack");
    visitor.get("reset").await;
    let mut again = visitor.again(0).await;
    again.get("reset").await;
    assert!(again.welcome["conversation"].is_null());
}
