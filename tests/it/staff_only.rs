//! What is written for staff stays with staff, whichever way a visitor looks.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::{AgentClient, PollClient, TestDesk, VisitorClient};

/// 13:00 in Sweden.
const ONE: &str = "2026-03-02T12:00:00Z";
/// What the desk says to visitors when it is closed by hand until then.
const CLOSED: &str = "Chatten är stängd till kl 13 i dag.";
/// A word that stands on no page, in no phrase and in no name.
const SECRET: &str = "Kvackelbär";

fn closing(reason: &str) -> Value {
    json!({"type": "override", "open": false, "until": ONE, "reason": reason})
}

fn closing_with(sv: &str, en: &str) -> Value {
    let mut frame = closing(SECRET);
    (frame["public_sv"], frame["public_en"]) = (json!(sv), json!(en));
    frame
}

fn done(answer: &Value) {
    assert_eq!(answer["type"], "ack", "{answer}");
}

async fn visitor_in(desk: &TestDesk, language: &str) -> VisitorClient {
    let hello = json!({"type": "hello", "language": language});
    VisitorClient::hello(desk.address(), desk.origin(), hello).await
}

/// Waits until a visitor hears that the desk is closed; gives the sentence.
async fn hears_closed(visitor: &mut VisitorClient) -> String {
    let told = visitor.until("closed", |it| it["type"] == "desk" && it["desk"]["open"] == false).await;
    told["desk"]["text"].as_str().expect("a sentence").to_owned()
}

/// Everything that the visitor of a conversation has got and can take home.
async fn all_that_is_shown(desk: &TestDesk, visitor: &VisitorClient) -> String {
    // A tab that comes later reads the whole log anew, and a second one in English.
    let hello = json!({"type": "hello", "key": visitor.key(), "last_seq": 0, "language": "en"});
    let mut tabs = [visitor.again(0).await, VisitorClient::hello(desk.address(), desk.origin(), hello).await];
    let mut shown = visitor.heard().join("\n");
    for tab in &mut tabs {
        tab.ask("use_assistant").await;
        shown += &tab.heard().join("\n");
    }
    for language in ["sv", "en"] {
        let key = json!({"key": visitor.key(), "language": language}).to_string();
        let code = desk.http().ask("POST", "/api/receipt", &[("origin", desk.origin())], &key).await;
        let code = json!({"code": code.json()["code"], "language": language}).to_string();
        for path in ["/api/receipt/read", "/api/receipt/text"] {
            let answer = desk.http().ask("POST", path, &[("origin", desk.origin())], &code).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            shown += &answer.body;
        }
    }
    shown
}

/// What anybody gets who asks without being signed in.
async fn all_that_is_public(desk: &TestDesk) -> String {
    let mut shown = String::new();
    for path in ["/", "/widget", "/kvitto", "/console", "/api/session", "/asyncapi.json", "/healthz", "/readyz"] {
        shown += &desk.http().ask("GET", path, &[], "").await.body;
    }
    shown
}

#[tokio::test]
async fn the_reason_for_closing_by_hand_is_read_by_staff_and_by_no_visitor() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    let mut waits = desk.visitor().await;
    waits.say("Vilka vänorter har Linköping?").await;
    waits.stage("queued").await;
    let mut polls = PollClient::new(&desk).await;
    let mut english = visitor_in(&desk, "en").await;

    done(&leila.ask(closing("Anna och Erik är sjuka: Kvackelbär")).await);
    assert_eq!(hears_closed(&mut waits).await, CLOSED);
    assert_eq!(hears_closed(&mut english).await, "The chat is closed until 13:00 today.");
    let polled = polls.until(|it| it["type"] == "desk" && it["desk"]["open"] == false).await;
    assert_eq!(polled["desk"]["text"], CLOSED);

    // Those who are there, and those who come.
    let told = anna.until("closed", |it| it["type"] == "desk" && it["desk"]["open"] == false).await;
    let erik = AgentClient::new(&desk, "erik").await;
    for desk in [&told["desk"], &erik.welcome["desk"]] {
        assert_eq!(desk["reason"], "Anna och Erik är sjuka: Kvackelbär");
        let text =
            "Chatten är stängd till kl 13 i dag: Anna och Erik är sjuka: Kvackelbär. Besökarna läser bara tiden.";
        assert_eq!(desk["text"], text);
    }

    // The sentence goes into answers and events as well.
    let mut asks = desk.visitor().await;
    let asked = asks.say("Hur stämmer man ett gammalt dragspel?").await;
    let reply = asks.entry("a reply", |it| it["reply_to"] == asked).await;
    assert!(reply["text"].as_str().is_some_and(|text| text.contains(CLOSED)), "{reply}");
    let contact = json!({"email": "kim@example.se"});
    asks.send(json!({"type": "leave_message", "id": "m", "text": "Ring mig.", "contact": contact})).await;
    asks.acked("m").await;
    let left = asks.event("message_left").await;
    assert!(left["text"].as_str().is_some_and(|text| text.ends_with(CLOSED)), "{left}");
    desk.pass(Duration::minutes(17));
    let told = waits.event("desk_closed").await;
    assert!(told["text"].as_str().is_some_and(|text| text.contains(CLOSED)), "{told}");

    for visitor in [&waits, &asks, &english] {
        let shown = visitor.heard().join("\n");
        assert!(!shown.contains(SECRET), "{shown}");
    }
    for shown in [all_that_is_shown(&desk, &waits).await, all_that_is_shown(&desk, &asks).await] {
        assert!(shown.contains("stängd till kl 13") && !shown.contains(SECRET), "{shown}");
    }
    let shown = polls.heard().join("\n") + &all_that_is_public(&desk).await;
    assert!(!shown.contains(SECRET), "{shown}");

    // When the hours rule again there is no reason any more.
    desk.pass(Duration::hours(4));
    let open = anna.until("open", |it| it["type"] == "desk" && it["desk"]["open"] == true).await;
    assert_eq!(open["desk"]["reason"], Value::Null);
}

#[tokio::test]
async fn visitors_read_what_a_leader_wrote_for_them_in_their_language() {
    let desk = TestDesk::open().await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    let features = leila.welcome["features"].as_array().expect("a list");
    assert!(features.contains(&json!("override_public")), "{features:?}");
    let (mut swedish, mut english) = (desk.visitor().await, visitor_in(&desk, "en").await);
    done(&leila.ask(closing_with("Vi har utbildning", "We have training")).await);
    assert_eq!(hears_closed(&mut swedish).await, format!("{CLOSED} Vi har utbildning."));
    assert_eq!(hears_closed(&mut english).await, "The chat is closed until 13:00 today. We have training.");
    let staff = leila.until("closed", |it| it["desk"]["open"] == false).await;
    let text = format!(
        "Chatten är stängd till kl 13 i dag: {SECRET}. Besökarna läser också: Vi har utbildning. På engelska: We have training."
    );
    assert_eq!((&staff["desk"]["text"], &staff["desk"]["reason"]), (&json!(text), &json!(SECRET)));

    // Without English everybody reads the Swedish, as of a crisis notice; personal numbers are masked.
    done(&leila.ask(closing_with("Ring 811218-9876.", " ")).await);
    let masked = "Ring [personnummer borttaget].";
    assert_eq!(hears_closed(&mut swedish).await, format!("{CLOSED} {masked}"));
    assert_eq!(hears_closed(&mut english).await, format!("The chat is closed until 13:00 today. {masked}"));

    // A console that does not know of the texts takes them away with the decision that they belonged to.
    done(&leila.ask(closing("811218-9876 är sjuk")).await);
    assert_eq!(hears_closed(&mut swedish).await, CLOSED);
    let staff = leila.until("the last", |it| it["desk"]["reason"] != SECRET && it["type"] == "desk").await;
    assert_eq!(staff["desk"]["reason"], "[personnummer borttaget] är sjuk");
}

#[tokio::test]
async fn texts_that_cannot_be_taken_are_refused_with_their_field_and_the_desk_stays_open() {
    let desk = TestDesk::open().await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    let mut anna = AgentClient::new(&desk, "anna").await;
    let long = "å".repeat(201);
    for (number, (reason, sv, en, code, field)) in [
        (" ", "", "", "bad_frame", "reason"),
        (&*long, "", "", "too_long", "reason"),
        (SECRET, &*long, "", "too_long", "public_sv"),
        (SECRET, "Hej", &*long, "too_long", "public_en"),
        (SECRET, "", "We have training.", "no_swedish", "public_sv"),
        (SECRET, " ", "We have training.", "no_swedish", "public_sv"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = number.to_string();
        let mut frame = closing_with(sv, en);
        (frame["id"], frame["reason"]) = (json!(id), json!(reason));
        // No client that keeps to the document sends most of these.
        leila.send_raw(&frame.to_string()).await;
        let refused = leila.until("a refusal", |it| it["id"] == *id).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!(code), &json!(field)), "{refused}");
    }
    let mut alone = closing(SECRET);
    alone["public_en"] = json!("We have training.");
    let refused = leila.ask(alone).await;
    let text = "Skriv texten till besökarna på svenska också. Den läser alla som inte läser på engelska.";
    assert_eq!(refused["text"], text);
    assert_eq!(anna.ask(closing_with("Hej", "Hello")).await["code"], "not_allowed");
    let text = "Ingen samhällsvägledare är ledig just nu. Chatten stänger kl 16.";
    assert_eq!(desk.visitor().await.welcome["desk"]["text"], text);
}

#[tokio::test]
async fn no_field_that_staff_write_for_each_other_reaches_a_visitor() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::new(&desk, "anna").await;
    let mut erik = AgentClient::new(&desk, "erik").await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    let (mut visitor, mut polls) = (desk.visitor().await, PollClient::new(&desk).await);
    for agent in [&mut erik, &mut leila, &mut anna] {
        done(&agent.ask(json!({"type": "presence", "status": "away", "reason": SECRET})).await);
    }
    anna.set_presence("available").await;
    visitor.say("Hej, jag undrar en sak").await;
    let conversation = anna.take_offer().await;
    let about = |mut frame: Value| {
        frame["conversation"] = json!(conversation);
        frame
    };

    done(&anna.ask(about(json!({"type": "note", "text": SECRET}))).await);
    assert_eq!(anna.get("note").await["text"], SECRET, "staff read it");
    anna.say(&conversation, "Jag hämtar en kollega.").await;
    erik.set_presence("available").await;
    done(&anna.ask(about(json!({"type": "transfer", "to": "erik", "reason": SECRET}))).await);
    assert_eq!(erik.take_offer().await, conversation);
    // Away, so that it is Anna who is asked next.
    done(&erik.ask(json!({"type": "presence", "status": "away", "reason": SECRET})).await);
    done(&erik.ask(about(json!({"type": "transfer", "reason": SECRET}))).await);
    visitor.event("returned").await;
    assert_eq!(anna.take_offer().await, conversation);
    done(&leila.ask(closing(SECRET)).await);
    done(&anna.ask(about(json!({"type": "close", "code": SECRET}))).await);
    assert_eq!(visitor.stage("closed").await["stage"]["reason"], "by_agent");
    let headers = [("origin", desk.origin()), ("cookie", leila.cookie.as_str()), ("content-type", "application/json")];
    let tried = json!({"question": SECRET}).to_string();
    assert_eq!(desk.http().ask("POST", "/api/gaps/try", &headers, &tried).await.status, 200);
    let text = visitor.until("closed", |it| it["type"] == "desk" && it["desk"]["open"] == false).await;
    assert_eq!(text["desk"]["text"], CLOSED);
    polls.until(|it| it["type"] == "desk" && it["desk"]["open"] == false).await;

    // It has all been written, and staff read what is for them.
    let staff = [&*anna, &*erik, &*leila].map(|agent| agent.heard().join("\n")).join("\n");
    assert!(staff.matches(SECRET).count() > 4, "{staff}");
    let shown = all_that_is_shown(&desk, &visitor).await;
    assert!(shown.contains("Jag hämtar en kollega.") && shown.contains("closed"), "{shown}");
    let shown = shown + &polls.heard().join("\n") + &all_that_is_public(&desk).await;
    assert!(!shown.contains(SECRET), "{shown}");
}
