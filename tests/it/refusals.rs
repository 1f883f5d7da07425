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
