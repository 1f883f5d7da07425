//! Promise 10: what somebody types or reads is a sign and no message: it comes at a pace, only the newest one waits, and
//! nobody of the staff is cut for what a visitor sends.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpSocket;
use vagledare::clock::Clock;

use crate::support::{AgentClient, MONDAY_NINE, Office, PollClient, TestDesk, VisitorClient, Wire};

/// As many as the fault was seen with.
const MANY: usize = 2_000;

/// A visitor with Anna, and the conversation.
async fn talk(desk: &TestDesk, anna: &mut AgentClient) -> (VisitorClient, String) {
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let conversation = anna.take_offer().await;
    visitor.event("accepted").await;
    (visitor, conversation)
}

fn count(wire: &Wire, kind: &str) -> usize {
    let kind = format!("\"type\":\"{kind}\"");
    wire.heard().iter().filter(|frame| frame.contains(&kind)).count()
}

/// What came last of a type.
fn last(wire: &Wire, kind: &str) -> Value {
    let mut frames = wire.heard().iter().map(|frame| serde_json::from_str::<Value>(frame).expect("JSON"));
    frames.rfind(|frame| frame["type"] == kind).expect("one came")
}

async fn many(wire: &mut Wire, frame: &Value) {
    for _ in 0..MANY {
        wire.send_raw(&frame.to_string()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_signs_of_each_of_three_visitors_are_nothing_to_their_agent() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut talks = Vec::new();
    for _ in 0..3 {
        talks.push(talk(&desk, &mut anna).await);
    }
    for (visitor, _) in &mut talks {
        many(visitor, &json!({"type": "typing", "on": true})).await;
        many(visitor, &json!({"type": "seen", "seq": 1})).await;
    }
    for (visitor, conversation) in &mut talks {
        let seq = visitor.say("Är du kvar?").await;
        anna.entry("the next message", |it| it["seq"] == seq && it["conversation"] == **conversation).await;
        let answer = anna.say(conversation, "Ja.").await;
        visitor.entry("the answer", |it| it["seq"] == answer).await;
    }
    // A burst, and what the pace lets through later: no time passes here.
    let burst = 10;
    for kind in ["typing", "seen"] {
        let come = count(&anna, kind);
        assert!((3..=3 * (burst + 1)).contains(&come), "{come} {kind}");
    }
    assert_eq!(count(&anna, "bye"), 0);
}

/// The same in a process of its own: how long the agent waits for the next message while the signs come.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_agent_of_a_visitor_who_sends_signs_without_end_gets_the_next_message_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    // Once at the visitor's pace, and once where only the newest sign may wait.
    for pace in ["30", "10000000"] {
        let settings = [("VAGLEDARE__LIMITS__VISITOR_MESSAGES_PER_MINUTE", pace)];
        let mut office = Office::open(&folder.path().join(pace), &settings).await;
        let (mut visitor, _) = office.talk().await;
        let mut waited = Duration::ZERO;
        for _ in 0..3 {
            many(&mut visitor, &json!({"type": "typing", "on": true})).await;
            let begun = Clock::system().stopwatch();
            let seq = visitor.say("Är du kvar?").await;
            let acked = begun.elapsed();
            office.anna.entry("the next message", |it| it["seq"] == seq).await;
            waited = waited.max(begun.elapsed().saturating_sub(acked));
        }
        eprintln!(
            "{pace} a minute: {} signs came, the message {waited:?} after its ack",
            count(&office.anna, "typing")
        );
        assert!(waited < Duration::from_secs(1), "{waited:?}");
        assert_eq!(count(&office.anna, "bye"), 0);
    }
}

#[tokio::test]
async fn signs_of_who_polls_are_held_to_the_same_pace() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut polls = PollClient::new(&desk).await;
    polls.say("Hej").await;
    let conversation = anna.take_offer().await;
    let signs: Vec<_> = (0..400).map(|_| json!({"type": "typing", "on": true})).collect();
    for _ in 0..MANY / signs.len() {
        assert_eq!(polls.send(&signs).await.status, 204);
    }
    let seq = polls.say("Är du kvar?").await;
    anna.entry("the next message", |it| it["seq"] == seq && it["conversation"] == *conversation).await;
    assert!((1..=10).contains(&count(&anna, "typing")), "{}", count(&anna, "typing"));
}

#[tokio::test]
async fn what_an_agent_types_and_reads_comes_to_the_visitor_at_a_pace() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let (mut visitor, conversation) = talk(&desk, &mut anna).await;
    many(&mut anna, &json!({"type": "typing", "conversation": conversation, "on": true})).await;
    many(&mut anna, &json!({"type": "seen", "conversation": conversation, "seq": 1})).await;
    let seq = anna.say(&conversation, "Ett ögonblick.").await;
    visitor.entry("the next message", |it| it["seq"] == seq).await;
    let come = count(&visitor, "typing") + count(&visitor, "seen");
    assert!((2..=241).contains(&come), "{come}");
}

#[tokio::test]
async fn that_more_was_read_is_told_however_fast_it_comes_and_never_more_than_there_is() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let (mut visitor, conversation) = talk(&desk, &mut anna).await;
    many(&mut visitor, &json!({"type": "seen", "seq": 1})).await;
    many(&mut anna, &json!({"type": "seen", "conversation": conversation, "seq": 1})).await;
    let seq = anna.say(&conversation, "Ett ögonblick.").await;
    visitor.entry("the answer", |it| it["seq"] == seq).await;
    visitor.send(json!({"type": "seen", "seq": seq})).await;
    anna.until("what was read", |it| it["type"] == "seen" && it["seq"] == seq).await;
    let seq = visitor.say("Tack").await;
    anna.entry("thanks", |it| it["seq"] == seq).await;
    anna.send(json!({"type": "seen", "conversation": conversation, "seq": 4_000_000})).await;
    visitor.until("what was read", |it| it["type"] == "seen" && it["seq"] == seq).await;
    visitor.send(json!({"type": "seen", "seq": 4_000_000})).await;
    anna.until("what was read", |it| it["type"] == "seen" && it["seq"] == seq).await;
    assert_eq!(last(&anna, "seen")["seq"], seq);
}

#[tokio::test]
async fn staff_who_take_nothing_for_a_while_get_all_that_a_visitor_wrote_and_are_not_cut() {
    // Between two sockets of one machine stand 4 MB at most (net.ipv4.tcp_wmem), and what the reader's own buffer holds.
    let (told_bytes, reader_bytes) = (6 * 1024 * 1024, 256 * 1024);
    let desk = TestDesk::at(MONDAY_NINE, |settings| {
        settings.limits.visitor_messages_per_minute = 100_000;
        settings.limits.visitor_burst = 100_000;
    })
    .await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let (mut visitor, conversation) = talk(&desk, &mut anna).await;
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(reader_bytes).expect("a small buffer");
    let stream = socket.connect(desk.address()).await.expect("the server listens");
    let headers = [("origin", desk.origin()), ("cookie", anna.cookie.as_str())];
    let mut tab = Wire::over(stream, "/ws/agent", &headers).await.expect("a socket");
    tab.send(json!({"type": "hello"})).await;
    tab.get("welcome").await;
    tab.send(json!({"type": "watch", "conversation": conversation})).await;
    tab.stage("with_agent").await;
    let from = last(&tab, "entry")["seq"].as_u64().expect("a number");

    let long = "\u{1f9ed}".repeat(4_000);
    for _ in 0..told_bytes / long.len() {
        let seq = visitor.say(&long).await;
        // One who reads hears it at once.
        anna.entry("the same", |it| it["seq"] == seq).await;
        visitor.send(json!({"type": "typing", "on": true})).await;
    }
    let end = visitor.say("Det var allt.").await;
    tab.entry("the end", |it| it["seq"] == end).await;
    let entries = tab.heard().iter().map(|it| serde_json::from_str::<Value>(it).expect("JSON"));
    let numbers: Vec<_> = entries.filter(|it| it["type"] == "entry").filter_map(|it| it["seq"].as_u64()).collect();
    assert_eq!(numbers, (1..=end).collect::<Vec<_>>(), "all of it, in its order, once; {from} before");
    assert_eq!(count(&tab, "bye"), 0);
}
