//! Promise 10: everything has a limit, and every refusal is a typed error that says which.

use chrono::Duration;
use serde_json::json;

use crate::support::{MONDAY_NINE, TestDesk, VisitorClient, Wire};

#[tokio::test]
async fn broken_frames_get_an_error_and_the_socket_lives_on() {
    let desk = TestDesk::open().await;
    let mut visitor = desk.visitor().await;
    for (frame, code) in [
        ("not json", "bad_frame"),
        ("[]", "bad_frame"),
        (r#"{"type":"dance"}"#, "unknown_type"),
        (r#"{"type":"say","id":"1"}"#, "bad_frame"),
        (r#"{"type":"say","id":"1","text":"hej","colour":"red"}"#, "bad_frame"),
        (r#"{"type":"accept","id":"1","conversation":"x"}"#, "unknown_type"),
        (r#"{"type":"say","id":"","text":"hej"}"#, "not_allowed"),
        (r#"{"type":"say","id":"2","text":"   "}"#, "bad_frame"),
        (r#"{"type":"end","id":"3"}"#, "not_allowed"),
    ] {
        visitor.send_raw(frame).await;
        assert_eq!(visitor.get("error").await["code"], code, "{frame}");
    }
    assert_eq!(visitor.say("Hej").await, 2);
}

#[tokio::test]
async fn the_error_speaks_the_language_of_hello() {
    let desk = TestDesk::open().await;
    let hello = json!({"type": "hello", "language": "en"});
    let mut visitor = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    visitor.send_raw(&json!({"type": "say", "id": "1", "text": "a".repeat(4001)}).to_string()).await;
    let error = visitor.get("error").await;
    assert_eq!((&error["code"], &error["id"]), (&json!("too_long"), &json!("1")));
    assert_eq!(error["text"], "The text is too long. It can have at most 4000 characters.");
}

#[tokio::test]
async fn a_message_of_64_kib_closes_the_socket_with_1009_and_not_with_a_reset() {
    let desk = TestDesk::open().await;
    let mut visitor = desk.visitor().await;
    visitor.send_raw(&json!({"type": "say", "id": "1", "text": "a".repeat(65_536)}).to_string()).await;
    assert_eq!(visitor.close_code().await, Some(1009));
}

#[tokio::test]
async fn the_eleventh_message_at_once_is_too_fast_and_taken_again_after_the_wait() {
    let desk = TestDesk::open().await;
    let mut visitor = desk.visitor().await;
    for n in 0..10 {
        visitor.say(&format!("fråga {n}")).await;
    }
    visitor.send(json!({"type": "say", "id": "eleven", "text": "en till"})).await;
    let error = visitor.until("an error", |it| it["id"] == "eleven").await;
    assert_eq!((&error["code"], &error["retry_after_ms"]), (&json!("too_fast"), &json!(2000)));
    desk.pass(Duration::seconds(2));
    visitor.say("nu går det").await;
}

#[tokio::test]
async fn only_our_own_origin_opens_a_socket() {
    let desk = TestDesk::open().await;
    for origin in ["https://evil.example", "null", &desk.origin().replace("http", "https")] {
        let refused = Wire::open(desk.address(), "/ws/visitor", &[("origin", origin)]).await;
        assert!(refused.is_err(), "{origin}");
    }
    assert!(Wire::open(desk.address(), "/ws/visitor", &[]).await.is_err(), "no origin at all");
}

#[tokio::test]
async fn who_never_says_hello_or_falls_silent_is_closed() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| settings.limits.ping_s = 25).await;
    let mut silent = Wire::open(desk.address(), "/ws/visitor", &[("origin", desk.origin())]).await.expect("a socket");
    desk.pass(Duration::seconds(11));
    assert_eq!(silent.get("bye").await["reason"], "protocol");
    // A visitor who answers the ping stays; one who does not read it is gone 20 seconds later.
    let mut here = desk.visitor().await;
    let mut gone = desk.visitor().await;
    for _ in 0..6 {
        desk.pass(Duration::seconds(21));
        here.ask("ask_for_person").await;
    }
    assert_eq!(gone.get("bye").await["reason"], "idle");
}

#[tokio::test]
async fn sockets_from_one_address_and_of_one_visitor_are_counted() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| {
        settings.limits.sockets_per_address = 3;
        settings.limits.sockets_per_visitor = 2;
    })
    .await;
    let first = desk.visitor().await;
    let _second = first.again(0).await;
    let mut third = Wire::open(desk.address(), "/ws/visitor", &[("origin", desk.origin())]).await.expect("a socket");
    third.send(json!({"type": "hello", "key": first.key()})).await;
    assert_eq!(third.get("error").await["code"], "too_many");
    let _fourth = Wire::open(desk.address(), "/ws/visitor", &[("origin", desk.origin())]).await;
    assert!(Wire::open(desk.address(), "/ws/visitor", &[("origin", desk.origin())]).await.is_err());
}

#[tokio::test]
async fn when_the_queue_is_full_the_assistant_answers_and_says_so() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| settings.routing.queue_limit = 1).await;
    let _anna = crate::support::AgentClient::available(&desk, "anna").await;
    let mut first = desk.visitor().await;
    first.say("Hej").await;
    first.stage("queued").await;
    let mut second = desk.visitor().await;
    second.say("Vilka vänorter har Linköping?").await;
    let told = second.event("nobody_reachable").await;
    assert_eq!(told["data"]["because"], "queue_full");
    second.entry("the assistant's answer", |it| it["author"]["kind"] == "assistant").await;
}

#[tokio::test]
async fn opening_the_chat_is_free_and_conversations_that_begin_are_counted() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| settings.limits.new_conversations_per_address_per_hour = 2).await;
    // As many as may begin have opened it before, and say nothing.
    for _ in 0..5 {
        desk.visitor().await;
    }
    let (mut first, mut second) = (desk.visitor().await, desk.visitor().await);
    let mut third = desk.visitor().await;
    first.say("Hej").await;
    first.say("Jag har en fråga").await;
    // Who comes back, in another tab or after a reload, does not begin.
    first.again(0).await.say("och en till").await;
    desk.pass(Duration::minutes(20));
    assert_eq!(second.ask("ask_for_person").await["type"], "ack", "also who begins without a word");

    third.send(json!({"type": "say", "id": "begins", "text": "Hej"})).await;
    let error = third.until("an error", |it| it["id"] == "begins").await;
    assert_eq!((&error["code"], &error["retry_after_ms"]), (&json!("too_fast"), &json!(40 * 60 * 1000)));
    let text = error["text"].as_str().expect("a sentence");
    assert!(text.contains("kl 10.00") && text.contains("013-20 60 00") && text.contains("112"), "{text}");
    let contact = json!({"email": "kim@example.se"});
    third.send(json!({"type": "leave_message", "id": "left", "text": "Ring mig", "contact": contact})).await;
    assert_eq!(third.until("an error", |it| it["id"] == "left").await["text"], text, "however it begins");
    // The others go on, and at the time that was told it begins.
    first.say("Är ni kvar?").await;
    desk.pass(Duration::minutes(40));
    third.send(json!({"type": "say", "id": "begins", "text": "Hej"})).await;
    assert_eq!(third.acked("begins").await, 2);
}

#[tokio::test]
async fn a_conversation_that_could_not_be_written_does_not_count() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| {
        settings.limits.new_conversations_per_address_per_hour = 1;
        settings.store.busy_ms = 50;
    })
    .await;
    let file = desk.folder().join("data").join("vagledare.sqlite");
    let other = rusqlite::Connection::open(file).expect("another program");
    other.execute_batch("BEGIN IMMEDIATE").expect("it holds the file");
    let mut first = desk.visitor().await;
    first.send(json!({"type": "say", "id": "lost", "text": "Hej"})).await;
    assert_eq!(first.until("a refusal", |it| it["id"] == "lost").await["code"], "unavailable");
    other.execute_batch("COMMIT").expect("given back");
    let mut second = desk.visitor().await;
    second.say("Hej").await;
    first.send(json!({"type": "say", "id": "lost", "text": "Hej"})).await;
    assert_eq!(first.until("a refusal", |it| it["id"] == "lost").await["code"], "too_fast", "now there is one");
}

#[tokio::test]
async fn who_is_refused_reads_it_in_their_own_language() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| settings.limits.new_conversations_per_address_per_hour = 1).await;
    desk.visitor().await.say("Hej").await;
    let hello = json!({"type": "hello", "language": "en"});
    let mut visitor = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    visitor.send(json!({"type": "say", "id": "1", "text": "Hello"})).await;
    let text = visitor.get("error").await["text"].as_str().expect("a sentence").to_owned();
    assert!(text.contains("Try again at 10:00. You can also call 013-20 60 00."), "{text}");
}

#[tokio::test]
async fn where_there_is_no_place_for_one_more_the_number_to_ring_is_told() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| settings.limits.sockets_per_address = 1).await;
    let _here = desk.visitor().await;
    let refused = crate::support::PollClient::open(&desk, r#"{"type":"hello"}"#).await.err().expect("no place");
    let error = &refused.json()["error"];
    assert_eq!((refused.status, &error["code"]), (429, &json!("too_many")));
    assert!(error["text"].as_str().is_some_and(|text| text.contains("013-20 60 00")), "{error}");
}

#[tokio::test]
async fn behind_a_proxy_visitors_are_told_apart_by_its_word_and_by_nobody_elses() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| {
        settings.limits.sockets_per_address = 1;
        settings.server.trusted_proxies = vec!["127.0.0.1".parse().expect("a network")];
    })
    .await;
    let mut here = Vec::new();
    let mut open = async |forwarded: &str| {
        let headers = [("origin", desk.origin()), ("x-forwarded-for", forwarded)];
        let opened = Wire::open(desk.address(), "/ws/visitor", &headers).await;
        opened.map(|wire| here.push(wire)).is_ok()
    };
    assert!(open("6.6.6.6, 203.0.113.5:51234").await);
    assert!(!open("7.7.7.7, 203.0.113.5:51235").await, "the same visitor by another port");
    assert!(open("6.6.6.6, [2001:db8::1]:51234").await, "another one");
    assert!(!open("[2001:db8::2]:80").await, "the same household");
    assert!(open("8.8.8.8, unknown").await, "the proxy itself");
    assert!(!open("9.9.9.9, _hidden").await, "what stands before it is nobody's word");
}
