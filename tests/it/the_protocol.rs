//! What is published of the sockets is what they do: one story with every message that both sides can send.
//!
//! Every frame of all the other tests is held against the document as well; this one sees to it that none of the
//! messages is left out.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{AgentClient, MONDAY_JUST_BEFORE_CLOSING, Side, TestDesk, VisitorClient, Wire};

#[tokio::test]
async fn every_message_of_the_document_is_sent_and_got_in_one_story() {
    let mut desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut erik = AgentClient::new(&desk, "erik").await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    let mut visitor = asks_from_a_page(&desk).await;

    let conversation = is_declined_and_taken(&mut anna).await;
    both_write(&mut visitor, &mut anna, &conversation).await;
    is_handed_over(&mut anna, &mut erik, &conversation).await;
    let back = is_closed_and_erased(&mut visitor, &mut erik, &conversation).await;
    hear_of_a_crisis(&desk, &mut leila).await;
    let [asks, leaves] = come_when_the_leader_has_closed(&desk, &mut leila).await;
    let ((), _, _) = tokio::join!(desk.restart(), visitor.get("bye"), erik.get("bye"));

    let visitors = [&*visitor, &*back, &*asks, &*leaves];
    assert_eq!(missing(Side::Visitor.sends(), visitors.map(Wire::sent)), [""; 0], "not sent by a visitor");
    assert_eq!(missing(Side::Visitor.gets(), visitors.map(Wire::got)), [""; 0], "not got by a visitor");
    let agents = [&*anna, &*erik, &*leila];
    assert_eq!(missing(Side::Agent.sends(), agents.map(Wire::sent)), [""; 0], "not sent by an agent");
    assert_eq!(missing(Side::Agent.gets(), agents.map(Wire::got)), [""; 0], "not got by an agent");
}

/// Those that are in none of the sets.
fn missing<const N: usize>(all: Vec<&'static str>, seen: [&BTreeSet<String>; N]) -> Vec<&'static str> {
    assert!(all.len() > 9, "the document has its messages: {all:?}");
    all.into_iter().filter(|kind| !seen.iter().any(|seen| seen.contains(*kind))).collect()
}

async fn asks_from_a_page(desk: &TestDesk) -> VisitorClient {
    let page = json!({"url": "https://www.linkoping.se/vanorter", "title": "Vänorter"});
    let hello = json!({"type": "hello", "language": "sv", "page": page});
    let mut visitor = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    visitor.say("Vilka vänorter har Linköping?").await;
    visitor.stage("queued").await;
    assert!(visitor.get("meanwhile").await["text"].as_str().expect("a text").contains("Tönsberg"));
    visitor
}

/// The agent says no to the offer, and then takes the conversation from the queue after all.
async fn is_declined_and_taken(anna: &mut AgentClient) -> String {
    let offer = anna.get("offer").await;
    let conversation = offer["conversation"].as_str().expect("an id").to_owned();
    assert_eq!(offer["page"]["title"], "Vänorter");
    done(&anna.ask(json!({"type": "decline", "conversation": conversation})).await);
    assert_eq!(anna.get("offer_gone").await["reason"], "declined");
    done(&anna.ask(json!({"type": "accept", "conversation": conversation})).await);
    anna.until("mine", |it| it["type"] == "mine" && it["items"][0]["conversation"] == *conversation).await;
    anna.until("an empty queue", |it| it["type"] == "queue" && it["items"] == json!([])).await;
    conversation
}

/// Everything that one of the two does and the other one sees, and what helps to answer.
async fn both_write(visitor: &mut VisitorClient, anna: &mut AgentClient, conversation: &str) {
    visitor.send(json!({"type": "typing", "on": true})).await;
    assert_eq!(anna.get("typing").await["author"], json!({"kind": "visitor"}));
    visitor.send(json!({"type": "seen", "seq": 1})).await;
    assert_eq!(anna.get("seen").await["seq"], 1);
    anna.send(json!({"type": "suggest", "conversation": conversation})).await;
    let suggested = anna.get("suggestions").await;
    let tells = |item: &Value| item["text"].as_str().expect("a passage").contains("Tönsberg");
    assert!(suggested["items"].as_array().expect("passages").iter().any(tells), "{suggested}");
    done(&anna.ask(json!({"type": "note", "conversation": conversation, "text": "Frågar om orter"})).await);
    assert_eq!(anna.get("note").await["author"]["name"], "Anna");

    anna.send(json!({"type": "typing", "conversation": conversation, "on": true})).await;
    assert_eq!(visitor.get("typing").await["author"]["name"], "Anna");
    anna.send(json!({"type": "seen", "conversation": conversation, "seq": 2})).await;
    assert_eq!(visitor.get("seen").await["seq"], 2);
    let seq = anna.say(conversation, "Tönsberg är en av dem.").await;
    visitor.entry("the answer", |it| it["seq"] == seq).await;
    done(&visitor.ask("ask_for_person").await);
    visitor.say("hjälp, han andas inte").await;
    visitor.event("emergency").await;
    done(&visitor.ask("no_danger").await);
    visitor.send(json!({"type": "rate", "id": "r", "score": 5, "comment": "Tack!"})).await;
    done(&visitor.until("an answer", |it| it["id"] == "r").await);
}

async fn is_handed_over(anna: &mut AgentClient, erik: &mut AgentClient, conversation: &str) {
    erik.set_presence("available").await;
    done(&anna.ask(json!({"type": "transfer", "conversation": conversation, "to": "erik", "reason": "Orter"})).await);
    assert_eq!(erik.take_offer().await, conversation);
    anna.send(json!({"type": "unwatch", "conversation": conversation})).await;
    anna.send(json!({"type": "watch", "conversation": conversation, "last_seq": 2})).await;
    anna.stage("with_agent").await;
}

/// Gives the tab in which the visitor came back after it was closed.
async fn is_closed_and_erased(
    visitor: &mut VisitorClient,
    erik: &mut AgentClient,
    conversation: &str,
) -> VisitorClient {
    done(&erik.ask(json!({"type": "close", "conversation": conversation, "code": "answered"})).await);
    visitor.stage("closed").await;
    let mut back = visitor.again(0).await;
    assert_eq!(back.get("rated").await["score"], 5);
    assert_eq!(visitor.ask("end").await["code"], "closed");
    assert_eq!(erik.say_refused(conversation).await, "closed");
    done(&visitor.ask("erase").await);
    visitor.get("reset").await;
    assert_eq!(erik.get("reset").await["conversation"], *conversation);
    back
}

/// A leader puts a notice up and takes it down again.
async fn hear_of_a_crisis(desk: &TestDesk, leila: &mut AgentClient) {
    let until = MONDAY_JUST_BEFORE_CLOSING;
    let notice = json!({"type": "crisis_notice", "sv": "Vattnet i Ljungsbro måste kokas.", "until": until});
    done(&leila.ask(notice).await);
    let id = leila.get("crisis_notice").await["notice"]["id"].clone();
    assert_eq!(desk.visitor().await.welcome["crisis_notice"]["id"], id);
    done(&leila.ask(json!({"type": "withdraw_crisis_notice", "notice": id})).await);
    assert!(leila.get("crisis_notice").await["notice"].is_null());
}

/// The desk is closed by hand: one visitor makes do with the assistant, another one leaves a message.
async fn come_when_the_leader_has_closed(desk: &TestDesk, leila: &mut AgentClient) -> [VisitorClient; 2] {
    let mut asks = desk.visitor().await;
    let until = MONDAY_JUST_BEFORE_CLOSING;
    done(&leila.ask(json!({"type": "override", "open": false, "until": until, "reason": "Utbildning"})).await);
    leila.until("closed", |it| it["type"] == "desk" && it["desk"]["open"] == false).await;
    asks.until("closed", |it| it["type"] == "desk" && it["desk"]["open"] == false).await;
    asks.say("Vilka vänorter har Linköping?").await;
    let answer = asks.entry("an answer", |it| it["author"]["kind"] == "assistant").await["seq"].clone();
    asks.send(json!({"type": "rate", "id": "r", "seq": answer, "helpful": true})).await;
    assert_eq!(asks.get("helped").await["helpful"], true);
    done(&asks.ask("use_assistant").await);
    let mut leaves = desk.visitor().await;
    let contact = json!({"email": "kim@example.se", "phone": "013-20 60 00"});
    leaves.send(json!({"type": "leave_message", "id": "m", "text": "Ring mig gärna", "contact": contact})).await;
    leaves.acked("m").await;
    let message = leaves.entry("the message", |it| it["text"] == "Ring mig gärna").await;
    assert!(message["data"].is_null(), "{message}");
    // Staff see how to answer it; the visitor's own log leaves that out.
    let conversation = leaves.again(0).await.welcome["conversation"].clone();
    leila.send(json!({"type": "watch", "conversation": conversation})).await;
    let message = leila.entry("the message", |it| it["text"] == "Ring mig gärna").await;
    assert_eq!(message["data"]["contact"], contact);
    [asks, leaves]
}

fn done(answer: &Value) {
    assert_eq!(answer["type"], "ack", "{answer}");
}
