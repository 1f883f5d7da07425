//! Promise 1 without a restart: what the desk owes is done once the store can write again, once and in order.

use std::time::Duration as Real;

use chrono::Duration;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::{AgentClient, MONDAY_JUST_BEFORE_CLOSING, MONDAY_NIGHT, MONDAY_NINE, TestDesk, VisitorClient};

/// Lets nothing be written that the assistant says.
const NO_ANSWERS: &str = "CREATE TRIGGER no_answers BEFORE INSERT ON entry WHEN NEW.author = 'assistant' \
    BEGIN SELECT RAISE(ABORT, 'on purpose'); END";

/// A desk where another program's lock is waited for only briefly.
async fn desk_at(moment: &str) -> TestDesk {
    TestDesk::at(moment, |settings| settings.store.busy_ms = 50).await
}

/// Another program that has the database open.
fn other_program(desk: &TestDesk) -> Connection {
    let db = Connection::open(desk.folder().join("data").join("vagledare.sqlite")).expect("a second connection");
    db.busy_timeout(Real::from_secs(10)).expect("set");
    db
}

/// Moves the clock on while something is waited for. What waits for a lock waits on the machine's own clock.
async fn while_time_passes<T>(desk: &TestDesk, waited_for: impl Future<Output = T>) -> T {
    let passes = async {
        loop {
            tokio::time::sleep(Real::from_millis(20)).await;
            desk.pass(Duration::seconds(1));
        }
    };
    tokio::select! {
        biased;
        found = waited_for => found,
        () = passes => unreachable!("time does not end"),
    }
}

/// Lets so much time pass, long enough for several attempts to fail.
async fn seconds_pass(desk: &TestDesk, seconds: u32) {
    while_time_passes(desk, tokio::time::sleep(Real::from_millis(20) * seconds)).await;
}

/// The numbers of the questions that were answered, in the order of the log.
async fn answered(visitor: &VisitorClient) -> Vec<u64> {
    let mut again = visitor.again(0).await;
    again.ping("all is sent").await;
    let last = again.welcome["seq"].as_u64().expect("a number");
    let frame = again.until("the last entry", |it| it["seq"] == last && it["type"] == "entry").await;
    let frames = again.kept().chain([&frame]);
    frames
        .filter(|it| it["author"]["kind"] == "assistant")
        .map(|it| it["reply_to"].as_u64().expect("a number"))
        .collect()
}

fn is_answer(frame: &Value) -> bool {
    frame["author"]["kind"] == "assistant"
}

#[tokio::test]
async fn questions_are_answered_after_a_lock_that_lasted_longer_than_it_is_waited_for() {
    let desk = desk_at(MONDAY_NIGHT).await;
    let mut visitor = desk.visitor().await;
    let other = other_program(&desk);
    other.execute_batch(NO_ANSWERS).expect("set up");
    let first = visitor.say("Vilka vänorter har Linköping?").await;
    let second = visitor.say("Vad kostar det att parkera?").await;
    seconds_pass(&desk, 5).await;
    // From here on only the lock stands in the way.
    other.execute_batch("BEGIN IMMEDIATE; DROP TRIGGER no_answers").expect("locked");
    seconds_pass(&desk, 40).await;
    assert_eq!(answered(&visitor).await, [0; 0]);
    other.execute_batch("COMMIT").expect("given back");
    while_time_passes(&desk, visitor.entry("an answer", is_answer)).await;
    while_time_passes(&desk, visitor.entry("another", is_answer)).await;
    seconds_pass(&desk, 40).await;
    assert_eq!(answered(&visitor).await, [first, second], "each once, in their order");
}

#[tokio::test]
async fn what_is_asked_meanwhile_is_answered_after_what_was_asked_before() {
    let desk = desk_at(MONDAY_NIGHT).await;
    let mut visitor = desk.visitor().await;
    let other = other_program(&desk);
    // Only the first one cannot be answered.
    other.execute_batch(&NO_ANSWERS.replace("'assistant'", "'assistant' AND NEW.reply_to = 2")).expect("set up");
    let first = visitor.say("Vilka vänorter har Linköping?").await;
    assert_eq!(first, 2);
    seconds_pass(&desk, 10).await;
    let second = visitor.say("Vad kostar det att parkera?").await;
    seconds_pass(&desk, 10).await;
    assert_eq!(answered(&visitor).await, [0; 0]);
    other.execute_batch("DROP TRIGGER no_answers").expect("well again");
    while_time_passes(&desk, visitor.entry("the second answer", |it| it["reply_to"] == second)).await;
    assert_eq!(answered(&visitor).await, [first, second]);
}

#[tokio::test]
async fn who_queued_is_told_of_the_closing_when_that_can_be_written() {
    let desk = desk_at(MONDAY_JUST_BEFORE_CLOSING).await;
    let _anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Vilka vänorter har Linköping?").await;
    visitor.stage("queued").await;
    let other = other_program(&desk);
    other.execute_batch("BEGIN IMMEDIATE").expect("locked");
    desk.pass(Duration::minutes(17));
    seconds_pass(&desk, 40).await;
    assert!(visitor.again(0).await.welcome["seq"] == 3, "nothing can be written");
    other.execute_batch("COMMIT").expect("given back");
    while_time_passes(&desk, visitor.event("desk_closed")).await;
}

#[tokio::test]
async fn a_visitor_whose_agent_is_gone_goes_back_to_the_queue_when_that_can_be_written() {
    let desk = desk_at(MONDAY_NINE).await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    anna.take_offer().await;
    visitor.stage("with_agent").await;
    let other = other_program(&desk);
    other.execute_batch("BEGIN IMMEDIATE").expect("locked");
    drop(anna);
    seconds_pass(&desk, 90).await;
    assert_eq!(visitor.again(0).await.welcome["stage"]["kind"], "with_agent", "nothing can be written");
    other.execute_batch("COMMIT").expect("given back");
    while_time_passes(&desk, visitor.event("returned")).await;
}

#[tokio::test]
async fn a_start_does_not_wait_for_what_is_owed_and_answers_it_beside_everything_else() {
    let mut desk = desk_at(MONDAY_NIGHT).await;
    let other = other_program(&desk);
    other.execute_batch(&NO_ANSWERS.replace("'assistant'", "'assistant' AND NEW.reply_to = 2")).expect("set up");
    let mut keys = Vec::new();
    for _ in 0..40 {
        let mut visitor = desk.visitor().await;
        visitor.say("Vilka vänorter har Linköping?").await;
        keys.push(visitor.key().to_owned());
    }
    seconds_pass(&desk, 5).await;
    // More are owed than are tried at once, and none of them can be answered.
    desk.restart().await;
    let mut back = Vec::new();
    for key in keys {
        let hello = json!({"type": "hello", "key": key, "last_seq": 0, "language": "sv"});
        back.push(VisitorClient::hello(desk.address(), desk.origin(), hello).await);
    }
    let second = back[39].say("Vad kostar det att parkera?").await;
    other.execute_batch("DROP TRIGGER no_answers").expect("well again");
    for visitor in &mut back {
        while_time_passes(&desk, visitor.entry("an answer", |it| it["reply_to"] == 2)).await;
    }
    while_time_passes(&desk, back[39].entry("the second answer", |it| it["reply_to"] == second)).await;
    assert_eq!(answered(&back[39]).await, [2, second]);
}
