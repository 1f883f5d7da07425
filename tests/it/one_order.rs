//! Promises 2, 3 and 4: one order, exactly once, and resume.

use serde_json::json;

use crate::support::{AgentClient, TestDesk, VisitorClient, texts};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_sides_see_the_same_numbers_in_the_same_order() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    assert_eq!(visitor.say("Hej, när öppnar simhallen?").await, 2, "began is 1");
    let conversation = anna.take_offer().await;
    visitor.stage("with_agent").await;
    for round in 0..4 {
        visitor.say(&format!("fråga {round}")).await;
        anna.say(&conversation, &format!("svar {round}")).await;
    }
    let last = visitor.entry("the last answer", |it| it["text"] == "svar 3").await;
    let last_there = anna.entry("the last answer", |it| it["text"] == "svar 3").await;
    assert_eq!(last["seq"], last_there["seq"]);

    // Whoever comes anew gets the whole log, from 1 and without a gap.
    let mut again = visitor.again(0).await;
    again.until("the last entry", |it| it["seq"] == last["seq"]).await;
    let log = texts(again.kept());
    assert_eq!(
        log.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(),
        (1..last["seq"].as_u64().expect("a number")).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn what_is_sent_again_gets_the_same_number_and_is_not_doubled() {
    let mut desk = TestDesk::open().await;
    let mut visitor = desk.visitor().await;
    let frame = json!({"type": "say", "id": "once", "text": "Bara en gång"});
    visitor.send(frame.clone()).await;
    let first = visitor.acked("once").await;
    visitor.send(frame.clone()).await;
    assert_eq!(visitor.acked("once").await, first);
    // Also after the connection was lost, with the acknowledgement on its way.
    let mut again = visitor.again(0).await;
    again.send(frame.clone()).await;
    assert_eq!(again.acked("once").await, first);
    // And after a restart.
    desk.restart().await;
    let hello = json!({"type": "hello", "key": visitor.key(), "last_seq": 0});
    let mut again = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    again.send(frame).await;
    assert_eq!(again.acked("once").await, first);
    again.say("Och sedan detta").await;
    again.entry("the second text", |it| it["text"] == "Och sedan detta").await;
    assert_eq!(texts(again.kept()).iter().filter(|(_, text)| text == "Bara en gång").count(), 1);
}

#[tokio::test]
async fn who_comes_back_gets_the_rest_and_nothing_twice() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let conversation = anna.take_offer().await;
    let seen = visitor.event("accepted").await["seq"].as_u64().expect("a number");
    anna.say(&conversation, "missad ett").await;
    let last = anna.say(&conversation, "missad två").await;
    let mut back = visitor.again(seen).await;
    back.until("the last entry", |it| it["seq"] == last).await;
    assert_eq!(texts(back.kept()), [(seen + 1, "missad ett".to_owned())]);
}

#[tokio::test]
async fn a_number_or_a_key_that_nobody_knows_gets_an_explicit_reset() {
    let desk = TestDesk::open().await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let mut ahead = visitor.again(4711).await;
    ahead.get("reset").await;
    ahead.entry("the log from its beginning", |it| it["seq"] == 1).await;

    let hello = json!({"type": "hello", "key": "A".repeat(43), "last_seq": 3});
    let mut unknown = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    unknown.get("reset").await;
    assert_ne!(unknown.key(), "A".repeat(43));
    assert!(unknown.welcome["conversation"].is_null());
}

#[tokio::test]
async fn all_tabs_of_a_visitor_are_one_and_get_everything() {
    let desk = TestDesk::open().await;
    let mut first = desk.visitor().await;
    // The second tab is open before anything has begun.
    let mut second = first.again(0).await;
    first.say("Från första fliken").await;
    second.entry("the first tab's text", |it| it["text"] == "Från första fliken").await;
    second.say("Från andra fliken").await;
    first.entry("the second tab's text", |it| it["text"] == "Från andra fliken").await;
}

#[tokio::test]
async fn an_agent_who_comes_back_gets_the_rest_of_what_is_watched() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("rad 1").await;
    let conversation = anna.take_offer().await;
    let last = anna.event("accepted").await["seq"].clone();
    let cookie = anna.cookie.clone();
    drop(anna);
    let seq = visitor.say("rad 2").await;
    let mut back = AgentClient::with_cookie(&desk, cookie).await;
    back.send(json!({"type": "watch", "conversation": conversation, "last_seq": last})).await;
    let missed = back.entry("what was missed", |it| it["text"] == "rad 2").await;
    assert_eq!(missed["seq"], seq);
    // Asked for once more, as a console does that is not sure: still heard, and not twice.
    back.send(json!({"type": "watch", "conversation": conversation, "last_seq": seq})).await;
    visitor.say("rad 3").await;
    back.entry("what comes now", |it| it["text"] == "rad 3").await;
    visitor.say("rad 4").await;
    back.entry("what comes then", |it| it["text"] == "rad 4").await;
    assert_eq!(texts(back.kept()), []);
}
