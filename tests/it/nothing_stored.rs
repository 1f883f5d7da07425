//! Promise 1 when nothing can be stored: nothing is acknowledged, readiness says so, whoever writes reads whom to ring and
//! keeps the words, the log stays short, and all of it is over by itself when it can.

use std::time::Duration as Real;

use chrono::Duration;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::{Http, MONDAY_NIGHT, PATIENCE, Program, TestDesk, VisitorClient};

/// Says something under an id of one's own; gives the acknowledgement or the refusal.
async fn says(visitor: &mut VisitorClient, id: &str) -> Value {
    visitor.send(json!({"type": "say", "id": id, "text": "Vilka vänorter har Linköping?"})).await;
    visitor.until("an answer to it", |it| it["id"] == id && matches!(it["type"].as_str(), Some("ack" | "error"))).await
}

fn asks_to_come_again(refused: &Value) {
    assert_eq!((&refused["type"], &refused["code"]), (&json!("error"), &json!("unavailable")), "{refused}");
    assert_eq!(refused["retry_after_ms"], 5_000, "the client sends it again by itself");
    let text = refused["text"].as_str().expect("words");
    assert!(text.contains("finns kvar här") && text.contains("ringa 013-20 60 00"), "{text}");
}

async fn is_ready(http: &Http) -> bool {
    http.ask("GET", "/readyz", &[], "").await.status == 200
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_was_moved_away_takes_nothing_until_it_is_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::start(folder.path(), |_| {});
    let http = Http(program.address);
    let mut visitor = VisitorClient::new(program.address, &program.origin()).await;
    assert_eq!(says(&mut visitor, "first").await["type"], "ack");
    let (file, away) = (folder.path().join("vagledare.sqlite"), folder.path().join("away.sqlite"));
    std::fs::rename(&file, &away).expect("moved");
    for number in 0..8 {
        asks_to_come_again(&says(&mut visitor, &format!("lost-{number}")).await);
    }
    assert!(!is_ready(&http).await);
    let about = |log: &str| {
        let lines = log.lines().filter(|line| line.contains(" WARN ") || line.contains(" ERROR "));
        lines.filter(|line| line.contains("database") || line.contains("store")).count()
    };
    let log = program.log();
    assert!((1..=3).contains(&about(&log)), "told once, and not of each message: {log}");
    std::fs::rename(&away, &file).expect("moved back");
    let back = async {
        while !is_ready(&http).await {
            tokio::time::sleep(Real::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE * 3, back).await.unwrap_or_else(|_| panic!("not ready: {}", program.log()));
    assert_eq!(says(&mut visitor, "lost-0").await["type"], "ack", "sent again under the same id");
    assert!(program.log().contains("can be written again"), "{}", program.log());
}

#[tokio::test]
async fn who_holds_the_database_holds_up_readiness_and_nobody_needs_to_write_for_it_to_end() {
    let desk = TestDesk::at(MONDAY_NIGHT, |settings| settings.store.busy_ms = 50).await;
    let http = desk.http();
    let mut visitor = desk.visitor().await;
    let other = Connection::open(desk.folder().join("data").join("vagledare.sqlite")).expect("a second connection");
    other.execute_batch("BEGIN IMMEDIATE").expect("locked");
    asks_to_come_again(&says(&mut visitor, "one").await);
    assert!(!is_ready(&http).await);
    assert_eq!(desk.figure("vagledare_refusals_total{code=\"unavailable\"}").await, 1);
    other.execute_batch("COMMIT").expect("given back");
    let ready = async {
        while !is_ready(&http).await {
            desk.pass(Duration::seconds(1));
            tokio::time::sleep(Real::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, ready).await.expect("ready again");
    assert_eq!(says(&mut visitor, "one").await["type"], "ack");
}

#[tokio::test]
async fn what_is_free_is_among_the_figures() {
    let desk = TestDesk::open().await;
    let looked = async {
        while desk.figure("vagledare_disk_total_bytes").await == 0 {
            tokio::time::sleep(Real::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, looked).await.expect("looked at from the start");
    let (free, total) =
        (desk.figure("vagledare_disk_free_bytes").await, desk.figure("vagledare_disk_total_bytes").await);
    assert!(free > 0 && free <= total, "{free} of {total}");
    assert_eq!(desk.figure("vagledare_can_store").await, 1);
}
