//! Promise 1 and 5 over a restart: nothing that was acknowledged is lost, and everybody stands where they stood.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::{AgentClient, MONDAY_NINE, TestDesk, VisitorClient};

#[tokio::test]
async fn a_stop_says_bye_with_1012_and_the_conversation_goes_on_after_it() {
    let mut desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    let seq = visitor.say("Före omstarten").await;
    let conversation = anna.take_offer().await;
    let (key, cookie) = (visitor.key().to_owned(), anna.cookie.clone());
    let (stopped, bye) = tokio::join!(desk.restart(), visitor.get("bye"));
    let () = stopped;
    assert_eq!(bye["reason"], "restart");
    assert_eq!(visitor.close_code().await, Some(1012));

    let hello = json!({"type": "hello", "key": key, "last_seq": seq});
    let mut back = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    assert_eq!(back.welcome["stage"]["kind"], "with_agent");
    let mut anna = AgentClient::with_cookie(&desk, cookie).await;
    anna.until("mine", |it| it["type"] == "mine" && it["items"][0]["conversation"] == *conversation).await;
    anna.say(&conversation, "Efter omstarten").await;
    back.entry("the answer", |it| it["text"] == "Efter omstarten").await;
}

#[tokio::test]
async fn an_agent_who_does_not_come_back_after_a_restart_loses_the_visitor_in_time() {
    let mut desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    anna.take_offer().await;
    let key = visitor.key().to_owned();
    drop(anna);
    desk.restart().await;
    let mut back = VisitorClient::hello(desk.address(), desk.origin(), json!({"type": "hello", "key": key})).await;
    assert_eq!(back.welcome["stage"]["kind"], "with_agent");
    desk.pass(Duration::seconds(46));
    back.event("returned").await;
}

#[tokio::test]
async fn who_waited_before_a_restart_waits_after_it() {
    let mut desk = TestDesk::open().await;
    let anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    // Nobody is free to take it: the offer goes to Anna, who leaves it.
    visitor.say("Jag väntar").await;
    visitor.stage("queued").await;
    let key = visitor.key().to_owned();
    drop(anna);
    desk.restart().await;
    let hello = json!({"type": "hello", "key": key});
    let mut back = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    assert_eq!(back.welcome["stage"]["kind"], "queued");
    let mut erik = AgentClient::available(&desk, "erik").await;
    erik.take_offer().await;
    back.stage("with_agent").await;
}

#[tokio::test]
async fn three_hundred_are_told_to_come_back_at_times_of_their_own_and_staff_first() {
    let mut desk = TestDesk::at(MONDAY_NINE, |settings| {
        settings.limits.sockets_per_address = 1_000;
        settings.limits.new_conversations_per_address_per_hour = 1_000;
    })
    .await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitors = Vec::new();
    for _ in 0..300 {
        visitors.push(desk.visitor().await);
    }
    let byes = async {
        let retry = |bye: &Value| bye["retry_after_ms"].as_u64().expect("a time");
        let all = visitors.iter_mut().map(|visitor| visitor.get("bye"));
        let (visitors, anna) = tokio::join!(futures_util::future::join_all(all), anna.get("bye"));
        (visitors.iter().map(retry).collect::<Vec<_>>(), retry(&anna))
    };
    let ((mut visitors, anna), ()) = tokio::join!(byes, desk.restart());
    visitors.sort_unstable();
    let within = |from: u64| visitors.iter().filter(|at| (from..from + 1_000).contains(*at)).count();
    let crowd = visitors.iter().map(|from| within(*from)).max().expect("somebody");
    assert!(crowd <= 60, "{crowd} of 300 in one second");
    assert!(*visitors.last().expect("somebody") <= 10_000);
    assert!(anna <= visitors[0], "staff first: {anna} before {}", visitors[0]);
}
