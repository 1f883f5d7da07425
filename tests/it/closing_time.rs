//! What the clock and people do: opening, closing, silence.

use chrono::Duration;
use serde_json::json;

use crate::support::{AgentClient, MONDAY_JUST_BEFORE_CLOSING, TUESDAY_OPENING, TestDesk};

#[tokio::test]
async fn an_open_page_hears_that_the_desk_closes_and_opens_without_a_reload() {
    let desk = TestDesk::at(MONDAY_JUST_BEFORE_CLOSING, |_| {}).await;
    let _anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    assert_eq!(visitor.welcome["desk"]["open"], true);
    assert_eq!(visitor.welcome["desk"]["text"], "Chatten är öppen. Den stänger kl 16.");
    desk.pass(Duration::seconds(61));
    let closed = visitor.until("closed", |it| it["type"] == "desk" && it["desk"]["open"] == false).await;
    assert_eq!(closed["desk"]["text"], "Chatten är stängd. Den öppnar i morgon kl 8.");
    desk.set_clock(TUESDAY_OPENING);
    desk.pass(Duration::seconds(1));
    visitor.until("open", |it| it["type"] == "desk" && it["desk"]["open"] == true).await;
}

#[tokio::test]
async fn who_queued_in_time_is_told_after_the_grace_and_chooses() {
    let desk = TestDesk::at(MONDAY_JUST_BEFORE_CLOSING, |_| {}).await;
    let _anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Vilka vänorter har Linköping?").await;
    visitor.stage("queued").await;
    desk.pass(Duration::minutes(17));
    let told = visitor.event("desk_closed").await;
    let kinds: Vec<_> = told["actions"].as_array().expect("a choice").iter().map(|it| it["kind"].clone()).collect();
    assert_eq!(kinds, [json!("use_assistant"), json!("leave_message")]);
    assert_eq!(visitor.ask("use_assistant").await["type"], "ack");
    visitor.stage("assistant").await;
    let reply = visitor.entry("the assistant's answer", |it| it["author"]["kind"] == "assistant").await;
    assert_eq!(reply["reply_to"], 2, "the question that nobody had answered");
}

#[tokio::test]
async fn who_makes_no_choice_is_closed_as_abandoned() {
    let desk = TestDesk::at(MONDAY_JUST_BEFORE_CLOSING, |_| {}).await;
    let _anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    desk.pass(Duration::minutes(17));
    visitor.event("desk_closed").await;
    desk.pass(Duration::minutes(6));
    assert_eq!(visitor.stage("closed").await["stage"]["reason"], "abandoned");
    visitor.send(json!({"type": "say", "id": "late", "text": "Hallå?"})).await;
    let refused = visitor.until("an error", |it| it["id"] == "late").await;
    assert_eq!(refused["code"], "closed");
}

#[tokio::test]
async fn who_talks_with_the_assistant_is_offered_a_person_once_at_opening() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    visitor.say("Vilka vänorter har Linköping?").await;
    visitor.entry("an answer", |it| it["author"]["kind"] == "assistant").await;
    desk.set_clock(TUESDAY_OPENING);
    let _anna = AgentClient::available(&desk, "anna").await;
    desk.pass(Duration::seconds(1));
    let offered = visitor.event("person_offered").await;
    assert_eq!(offered["actions"][0]["kind"], "ask_for_person");
    assert_eq!(visitor.ask("ask_for_person").await["type"], "ack");
    visitor.stage("queued").await;
}

#[tokio::test]
async fn a_conversation_with_a_person_is_never_cut_by_the_clock() {
    let desk = TestDesk::at(MONDAY_JUST_BEFORE_CLOSING, |_| {}).await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let conversation = anna.take_offer().await;
    desk.pass(Duration::seconds(40));
    anna.say(&conversation, "Ett ögonblick").await;
    desk.pass(Duration::seconds(40));
    visitor.until("closed", |it| it["type"] == "desk" && it["desk"]["open"] == false).await;
    visitor.say("Jag är kvar").await;
    anna.say(&conversation, "Jag också").await;
    visitor.entry("the answer after closing", |it| it["text"] == "Jag också").await;
}

#[tokio::test]
async fn a_silent_visitor_is_asked_once_and_then_the_conversation_is_closed() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let conversation = anna.take_offer().await;
    anna.say(&conversation, "Vad gäller det?").await;
    for _ in 0..30 {
        desk.pass(Duration::seconds(21));
        anna.ask(json!({"type": "presence", "status": "available"})).await;
    }
    let asked = visitor.event("notice").await;
    assert_eq!(asked["data"]["about"], "idle");
    for _ in 0..15 {
        desk.pass(Duration::seconds(21));
        anna.ask(json!({"type": "presence", "status": "available"})).await;
    }
    assert_eq!(visitor.stage("closed").await["stage"]["reason"], "idle");
}

#[tokio::test]
async fn the_leader_opens_the_desk_by_hand_and_only_the_leader() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    assert_eq!(visitor.welcome["desk"]["open"], false);
    let mut anna = AgentClient::available(&desk, "anna").await;
    let frame = json!({"type": "override", "open": true, "until": "2026-03-02T22:00:00Z", "reason": "öppet hus"});
    assert_eq!(anna.ask(frame.clone()).await["code"], "not_allowed");
    let mut leila = AgentClient::new(&desk, "leila").await;
    for (reason, code) in [(json!(""), "bad_frame"), (json!("ö".repeat(201)), "too_long")] {
        let mut without = frame.clone();
        (without["reason"], without["id"]) = (reason, json!("r"));
        leila.send_raw(&without.to_string()).await;
        assert_eq!(leila.get("error").await["code"], code);
    }
    assert_eq!(leila.ask(frame).await["type"], "ack");
    let open = visitor.until("open", |it| it["type"] == "desk" && it["desk"]["reachable"] == true).await;
    assert_eq!(open["desk"]["changes_at"], "2026-03-02T22:00:00.000Z");
    desk.pass(Duration::minutes(61));
    visitor.until("closed", |it| it["type"] == "desk" && it["desk"]["open"] == false).await;
}
