//! Promise 5: one agent, and nobody waits for a ghost.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::{AgentClient, MONDAY_NINE, TestDesk, VisitorClient};

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
    let desk = TestDesk::at(MONDAY_NINE, |settings| {
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

#[tokio::test]
async fn whoever_is_asked_to_take_over_reads_from_whom_and_why_and_the_visitor_never_does() {
    let mut desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let id = anna.take_offer().await;
    let mut erik = AgentClient::available(&desk, "erik").await;
    let transfer =
        json!({"type": "transfer", "conversation": id, "to": "erik", "reason": "Fråga 811228-9874 om bygglov"});
    assert_eq!(anna.ask(transfer.clone()).await["type"], "ack");
    anna.until("who is asked", |it| it["items"][0]["offered_to"]["name"] == "Erik").await;
    let offer = erik.get("offer").await;
    assert_eq!(offer["handover"]["from"]["name"], "Anna");
    let reason = offer["handover"]["reason"].clone();
    let masked = reason.as_str().expect("a reason");
    assert!(masked.starts_with("Fråga ") && !masked.contains("9874"), "{masked}");
    // A reload shows the same offer again.
    erik = AgentClient::with_cookie(&desk, erik.cookie.clone()).await;
    assert_eq!(erik.get("offer").await["handover"], offer["handover"]);

    while anna.kept().next().is_some() {
        anna.next_frame().await;
    }
    // Declined: Anna has it still, reads that she does and why she wanted it gone.
    assert_eq!(erik.ask(json!({"type": "decline", "conversation": id})).await["type"], "ack");
    let told = anna.get("handover").await;
    assert_eq!(
        (&told["what"], &told["author"]["name"], &told["reason"]),
        (&json!("declined"), &json!("Erik"), &reason)
    );
    anna.until("nobody is asked", |it| it["items"][0]["offered_to"] == Value::Null && it["type"] == "mine").await;

    // Missed, the same; Erik is away then.
    assert_eq!(anna.ask(transfer.clone()).await["type"], "ack");
    erik.get("offer").await;
    desk.pass(Duration::seconds(31));
    assert_eq!(anna.get("handover").await["what"], "missed");

    // Taken: beside the log of whoever has it now, also after a restart in which Anna has not come back.
    erik.set_presence("available").await;
    assert_eq!(anna.ask(transfer).await["type"], "ack");
    erik.take_offer().await;
    let told = erik.until("the hand-over", |it| it["what"] == "transferred").await;
    assert_eq!((&told["author"]["name"], &told["reason"]), (&json!("Anna"), &reason));
    visitor.event("transferred").await;
    let cookie = erik.cookie.clone();
    drop((anna, erik));
    desk.restart().await;
    let mut erik = AgentClient::with_cookie(&desk, cookie).await;
    erik.send(json!({"type": "watch", "conversation": id})).await;
    let mut story = Vec::new();
    for _ in 0..3 {
        let told = erik.get("handover").await;
        assert_eq!(told["reason"], reason);
        story.push([told["what"].clone(), told["author"]["name"].clone()]);
    }
    assert_eq!(json!(story), json!([["declined", "Erik"], ["missed", "Erik"], ["transferred", "Anna"]]));
    assert!(visitor.kept().all(|it| !it.to_string().contains("bygglov")), "a visitor never gets a reason");
}

#[tokio::test]
async fn what_is_given_back_says_from_whom_and_why_in_the_queue_and_in_the_offer_also_after_a_restart() {
    let mut desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let id = anna.take_offer().await;
    let back = json!({"type": "transfer", "conversation": id, "reason": "Jag går på lunch"});
    assert_eq!(anna.ask(back).await["type"], "ack");
    visitor.event("returned").await;
    let handover = json!({"from": {"name": "Anna"}, "reason": "Jag går på lunch"});
    assert_eq!(anna.get("offer").await["handover"], handover, "also to the one who gave it back");
    let (key, cookie) = (visitor.key().to_owned(), anna.cookie.clone());
    drop((visitor, anna));
    desk.restart().await;
    let hello = json!({"type": "hello", "key": key, "last_seq": 0});
    let mut visitor = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    let mut erik = AgentClient::available(&desk, "erik").await;
    assert_eq!(erik.get("offer").await["handover"], handover, "Anna has not been here since the start");
    desk.pass(Duration::seconds(1));
    erik.until("the queue", |it| it["type"] == "queue" && it["items"][0]["handover"] == handover).await;

    // Lost is not handed over: an old reason does not stand for it.
    erik.ask(json!({"type": "accept", "conversation": id})).await;
    visitor.stage("with_agent").await;
    drop(erik);
    let mut anna = AgentClient::with_cookie(&desk, cookie).await;
    desk.pass(Duration::seconds(20));
    anna.set_presence("available").await;
    desk.pass(Duration::seconds(26));
    assert_eq!(anna.get("offer").await["handover"], Value::Null);
    assert!(visitor.kept().all(|it| !it.to_string().contains("lunch")), "a visitor never gets a reason");
}

/// A desk where Anna has as many conversations as she may, in a mode.
async fn full(mode: vagledare::config::RoutingMode) -> (TestDesk, AgentClient, Vec<VisitorClient>, String) {
    let desk = TestDesk::at(MONDAY_NINE, |settings| {
        settings.routing.mode = mode;
        settings.routing.capacity = 1;
    })
    .await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut calm = desk.visitor().await;
    calm.say("Hej").await;
    desk.pass(Duration::seconds(1));
    let waits = |it: &Value| it["items"][0]["first_line"] == "Hej";
    let queue = anna.until("the queue", waits).await;
    let id = queue["items"][0]["conversation"].as_str().expect("an id").to_owned();
    let answer = anna.ask(json!({"type": "accept", "conversation": id})).await;
    assert_eq!(answer["type"], "ack", "{answer}");
    (desk, anna, vec![calm], id)
}

/// Somebody who waits with these words; gives the conversation.
async fn waits(desk: &TestDesk, agent: &mut AgentClient, words: &str) -> (VisitorClient, Value) {
    let mut visitor = desk.visitor().await;
    visitor.say(words).await;
    desk.pass(Duration::seconds(1));
    let one = |it: &Value| it["items"].as_array()?.iter().find(|one| one["first_line"] == words).cloned();
    let queue = agent.until("who waits", |it| it["type"] == "queue" && one(it).is_some()).await;
    (visitor, one(&queue).expect("in the queue")["conversation"].clone())
}

#[tokio::test]
async fn somebody_in_danger_is_taken_above_the_capacity_and_nobody_else() {
    use vagledare::config::RoutingMode::{Accept, Offer};
    for mode in [Offer, Accept] {
        let (desk, mut anna, _calm, first) = full(mode).await;
        let accept = |id: &Value| json!({"type": "accept", "conversation": id});
        let (_worried, worried) =
            waits(&desk, &mut anna, "jag är orolig för grannen, har inte sett henne på flera dagar").await;
        let (_waiting, waiting) = waits(&desk, &mut anna, "När öppnar biblioteket?").await;
        for id in [&worried, &waiting] {
            assert_eq!(anna.ask(accept(id)).await["code"], "not_allowed", "{mode:?}");
        }
        let (mut urgent, alarm) = waits(&desk, &mut anna, "Min pappa andas inte").await;
        // Routing itself asks nobody who is full; her press takes it.
        assert!(anna.kept().all(|it| it["type"] != "offer" || it["conversation"] != alarm), "{mode:?}");
        assert_eq!(anna.ask(accept(&alarm)).await["type"], "ack", "{mode:?}");
        urgent.stage("with_agent").await;
        // With it she has two of one, and no more; when it is over, she has what she had.
        assert_eq!(anna.ask(accept(&waiting)).await["code"], "not_allowed", "{mode:?}");
        assert_eq!(anna.ask(json!({"type": "close", "conversation": alarm})).await["type"], "ack");
        assert_eq!(anna.ask(accept(&waiting)).await["code"], "not_allowed", "{mode:?}");
        assert_eq!(anna.ask(accept(&alarm)).await["code"], "taken", "it does not wait any more");
        anna.say(&first, "Jag är kvar").await;
    }
}

#[tokio::test]
async fn of_two_who_press_for_somebody_in_danger_one_has_the_conversation() {
    let (desk, mut anna, _calm, _) = full(vagledare::config::RoutingMode::Accept).await;
    let mut erik = AgentClient::available(&desk, "erik").await;
    let (mut urgent, alarm) = waits(&desk, &mut anna, "Min pappa andas inte").await;
    let accept = json!({"type": "accept", "conversation": alarm});
    let (hers, his) = tokio::join!(anna.ask(accept.clone()), erik.ask(accept));
    let won = [&hers, &his].into_iter().filter(|answer| answer["type"] == "ack").count();
    assert_eq!(won, 1, "{hers} {his}");
    urgent.stage("with_agent").await;
}
