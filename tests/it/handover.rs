//! Promise 5: one agent, and nobody waits for a ghost.

use chrono::Duration;
use serde_json::json;

use crate::support::{AgentClient, TestDesk};

#[tokio::test]
async fn the_desk_offers_the_visitor_and_the_agent_answers() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Vilka vänorter har Linköping?").await;
    let stage = visitor.stage("queued").await;
    assert_eq!(stage["stage"]["position"], 1);
    let offer = anna.get("offer").await;
    assert_eq!(offer["first_line"], "Vilka vänorter har Linköping?");
    let conversation = offer["conversation"].as_str().expect("an id").to_owned();
    anna.ask(json!({"type": "accept", "conversation": conversation})).await;
    // The same event, in words for each side.
    assert_eq!(visitor.event("accepted").await["text"], "Du chattar nu med Anna, samhällsvägledare.");
    assert_eq!(anna.event("accepted").await["text"], "Anna har tagit samtalet.");
    assert_eq!(visitor.stage("with_agent").await["stage"]["agent"]["name"], "Anna");
    anna.say(&conversation, "Tönsberg är en av dem.").await;
    let entry = visitor.entry("the answer", |it| it["author"]["kind"] == "agent").await;
    assert_eq!((&entry["author"]["name"], &entry["text"]), (&json!("Anna"), &json!("Tönsberg är en av dem.")));
}

#[tokio::test]
async fn a_wait_is_told_only_while_somebody_works() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    assert!(visitor.stage("queued").await["stage"]["wait_s"].is_u64());
    anna.ask(json!({"type": "presence", "status": "away"})).await;
    desk.pass(Duration::seconds(1));
    let queued = |it: &serde_json::Value| it["stage"]["kind"] == "queued";
    let told = visitor.until("no wait", |it| queued(it) && it["stage"]["wait_s"].is_null()).await;
    assert_eq!(told["stage"]["position"], 1, "the place is told all the same");
    anna.ask(json!({"type": "presence", "status": "available"})).await;
    desk.pass(Duration::seconds(1));
    visitor.until("a wait again", |it| queued(it) && it["stage"]["wait_s"].is_u64()).await;
}

#[tokio::test]
async fn whatever_waits_or_runs_out_comes_with_the_servers_time() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    assert!(anna.welcome["features"].as_array().is_some_and(|all| all.contains(&json!("server_time"))));
    let of = |frame: &serde_json::Value, field: &str| {
        frame[field].as_str().expect("a time").parse::<chrono::DateTime<chrono::Utc>>().expect("RFC 3339")
    };
    let welcomed = of(&anna.welcome, "now");
    assert_eq!(welcomed, crate::support::moment(crate::support::MONDAY_NINE));
    desk.pass(Duration::seconds(20));
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let offer = anna.get("offer").await;
    assert_eq!(of(&offer, "now"), welcomed + Duration::seconds(20));
    assert_eq!(of(&offer, "expires_at") - of(&offer, "now"), Duration::seconds(30));
    desk.pass(Duration::seconds(1));
    let queue = anna.until("the queue", |it| it["type"] == "queue" && it["items"][0]["since"].is_string()).await;
    assert_eq!(of(&queue, "now"), welcomed + Duration::seconds(21));
    assert_eq!(of(&queue["items"][0], "since"), of(&offer, "now"));
}

#[tokio::test]
async fn only_one_of_two_agents_gets_the_visitor() {
    let desk = TestDesk::at(crate::support::MONDAY_NINE, |settings| {
        settings.routing.mode = vagledare::config::RoutingMode::Accept;
    })
    .await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut erik = AgentClient::available(&desk, "erik").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    desk.pass(Duration::seconds(1));
    let waiting = |it: &serde_json::Value| it["type"] == "queue" && it["items"][0]["conversation"].is_string();
    let queue = anna.until("the queue", waiting).await;
    erik.until("the queue", waiting).await;
    let conversation = queue["items"][0]["conversation"].clone();
    let accept = json!({"type": "accept", "conversation": conversation});
    let (first, second) = tokio::join!(anna.ask(accept.clone()), erik.ask(accept));
    let won = [&first, &second].into_iter().filter(|answer| answer["type"] == "ack").count();
    assert_eq!(won, 1, "{first} {second}");
    let lost = if first["type"] == "ack" { second } else { first };
    assert_eq!(lost["code"], "taken");
}

#[tokio::test]
async fn an_offer_that_nobody_answers_goes_to_the_next_and_the_agent_becomes_away() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut erik = AgentClient::new(&desk, "erik").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    anna.get("offer").await;
    erik.set_presence("available").await;
    desk.pass(Duration::seconds(31));
    assert_eq!(anna.get("offer_gone").await["reason"], "missed");
    let away = |it: &serde_json::Value| {
        let me = it["members"].as_array().and_then(|all| all.iter().find(|member| member["name"] == "anna"));
        it["type"] == "team" && me.is_some_and(|me| me["status"] == "away")
    };
    anna.until("away", away).await;
    erik.take_offer().await;
    assert_eq!(visitor.stage("with_agent").await["stage"]["agent"]["name"], "Erik");
}

#[tokio::test]
async fn an_agent_who_is_gone_leaves_the_visitor_first_in_the_queue() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    anna.take_offer().await;
    visitor.stage("with_agent").await;
    let mut erik = AgentClient::available(&desk, "erik").await;
    drop(anna);
    desk.pass(Duration::seconds(20));
    erik.ask(json!({"type": "presence", "status": "available"})).await;
    desk.pass(Duration::seconds(26));
    visitor.event("returned").await;
    assert_eq!(visitor.stage("queued").await["stage"]["position"], 1);
    erik.take_offer().await;
    assert_eq!(visitor.stage("with_agent").await["stage"]["agent"]["name"], "Erik");
}

#[tokio::test]
async fn a_transfer_is_an_offer_to_the_colleague_and_the_visitor_is_told() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let conversation = anna.take_offer().await;
    let mut erik = AgentClient::available(&desk, "erik").await;
    let frame = json!({"type": "transfer", "conversation": conversation, "to": "erik", "reason": "Bygglov"});
    assert_eq!(anna.ask(frame).await["type"], "ack");
    assert_eq!(erik.take_offer().await, conversation);
    visitor.event("transferred").await;
    assert_eq!(anna.say_refused(&conversation).await, "not_allowed");
    // Back to the queue, at its front.
    let frame = json!({"type": "transfer", "conversation": conversation});
    assert_eq!(erik.ask(frame).await["type"], "ack");
    visitor.event("returned").await;
}

#[tokio::test]
async fn a_note_is_for_staff_and_leaves_no_hole_in_the_visitors_numbers() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let conversation = anna.take_offer().await;
    let note = json!({"type": "note", "conversation": conversation, "text": "Ring 850101-1234 eller 811228-9874"});
    assert_eq!(anna.ask(note).await["type"], "ack");
    let noted = anna.get("note").await;
    let text = noted["text"].as_str().expect("a text");
    assert!(!text.contains("811228-9874"), "a personal number is masked in notes too: {text}");
    let seq = anna.say(&conversation, "Nu").await;
    visitor.until("the entry after the note", |it| it["seq"] == seq).await;
    assert!(visitor.kept().all(|frame| !frame.to_string().contains("Ring")), "a visitor never gets a note");
    let close = json!({"type": "close", "conversation": conversation, "code": "answered"});
    assert_eq!(anna.ask(close).await["type"], "ack");
    visitor.stage("closed").await;
}
