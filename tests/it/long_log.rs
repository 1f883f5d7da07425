//! Promises 4 and 10: a log is read as its reader takes it, without gaps and doubles, and whoever takes nothing holds a
//! page of it.
//!
//! A hundred readers in CI; `VAGLEDARE_LONG=1` makes it five hundred.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpSocket;
use vagledare::clock::Clock;

use crate::support::{AgentClient, Http, MONDAY_NINE, Office, PollClient, Program, TestDesk, VisitorClient, Wire};

/// A log as long as one that was seen to hurt.
const ENTRIES: u64 = 1_100;
/// What 500 readers who take nothing may hold together.
const HELD_KIB: u64 = 60 * 1024;
const READERS: u64 = 500;

/// A socket whose own buffer holds next to nothing.
async fn narrow(program: &Program, path: &str, headers: &[(&'static str, &str)]) -> Wire {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4 * 1024).expect("a small buffer");
    let stream = socket.connect(program.address).await.expect("the server listens");
    Wire::over(stream, path, headers).await.expect("a socket")
}

/// How long it takes until what a visitor says is acknowledged, at worst but for one in a hundred.
async fn p99(visitor: &mut VisitorClient) -> Duration {
    let mut took = Vec::new();
    for _ in 0..200 {
        let begun = Clock::system().stopwatch();
        visitor.say("Hej igen").await;
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    took[took.len() * 99 / 100]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_nothing_of_a_long_log_holds_a_page_of_it() {
    let readers = if std::env::var_os("VAGLEDARE_LONG").is_some() { READERS } else { 100 };
    let folder = tempfile::tempdir().expect("a folder");
    let mut office = Office::open(
        folder.path(),
        &[
            ("VAGLEDARE__LIMITS__VISITOR_MESSAGES_PER_MINUTE", "10000000"),
            ("VAGLEDARE__LIMITS__VISITOR_BURST", "10000"),
        ],
    )
    .await;
    let (visitor, conversation) = office.talk().await;
    let (mut healthy, _) = office.talk().await;
    let last = office.write(&conversation, ENTRIES).await;
    let key = visitor.key().to_owned();
    p99(&mut healthy).await;
    let (before, quick) = (office.rss_kib().await, p99(&mut healthy).await);

    let mut stalled = Vec::new();
    let origin = office.origin.clone();
    for _ in 0..readers {
        let mut wire = narrow(&office.program, "/ws/visitor", &[("origin", &origin)]).await;
        wire.send(json!({"type": "hello", "key": key, "last_seq": 0})).await;
        stalled.push(wire);
    }
    let (held, now) = (office.rss_kib().await - before, p99(&mut healthy).await);
    eprintln!("{readers} sockets: {} KiB each, {held} KiB in all; p99 {quick:?}, then {now:?}", held / readers);

    // Whoever reads misses nothing meanwhile.
    let mut tab = visitor.again(0).await;
    tab.entry("the last", |it| it["seq"] == last).await;
    assert_eq!(numbers(tab.heard().iter()), (1..=last).collect::<Vec<_>>());
    drop((tab, stalled));

    // An agent in many tabs, and as many who poll.
    let few = readers / 5;
    let mut agents = Vec::new();
    let between = office.rss_kib().await;
    for _ in 0..few {
        let headers = [("origin", origin.as_str()), ("cookie", office.cookie.as_str())];
        let mut wire = narrow(&office.program, "/ws/agent", &headers).await;
        wire.send(json!({"type": "hello"})).await;
        wire.send(json!({"type": "watch", "conversation": conversation})).await;
        agents.push(wire);
    }
    let watching = office.rss_kib().await.saturating_sub(between);
    let hello = json!({"type": "hello", "key": key, "last_seq": 0}).to_string();
    for _ in 0..few {
        let http = Http(office.program.address);
        assert_eq!(http.ask("POST", "/poll/visitor", &[("origin", &origin)], &hello).await.status, 200);
    }
    let polling = office.rss_kib().await.saturating_sub(between + watching);
    eprintln!("{few} agents: {watching} KiB in all; {few} who poll: {polling} KiB in all");

    let bound = HELD_KIB / READERS;
    assert!(held <= readers * bound, "{readers} readers hold {held} KiB");
    assert!(watching <= few * bound && polling <= few * bound, "agents {watching} KiB, polls {polling} KiB");
    // Beside other tests, how long it takes says how busy the machine is; a quicker one than this says nothing either.
    let quiet = std::env::var_os("VAGLEDARE_LONG").is_some();
    assert!(!quiet || now <= 2 * quick.max(Duration::from_millis(20)), "{now:?} after {quick:?}");
}

/// A talk with so many entries that it is read in many pages.
async fn long_talk(desk: &TestDesk, anna: &mut AgentClient) -> (VisitorClient, String, u64) {
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let conversation = anna.take_offer().await;
    let long = "\u{1f9ed}".repeat(4_000);
    let mut last = 0;
    for number in 0..120_u32 {
        let text = if number % 3 == 0 { "Kort." } else { long.as_str() };
        last = anna.say(&conversation, text).await;
    }
    (visitor, conversation, last)
}

async fn talkative() -> TestDesk {
    TestDesk::at(MONDAY_NINE, |settings| settings.limits.agent_messages_per_minute = 100_000).await
}

fn numbers<'a>(frames: impl Iterator<Item = &'a String>) -> Vec<u64> {
    let frames = frames.map(|it| serde_json::from_str::<Value>(it).expect("JSON"));
    frames.filter(|it| it["type"] == "entry").filter_map(|it| it["seq"].as_u64()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_while_a_log_is_read_in_pages_follows_it_without_gaps_and_doubles() {
    let desk = talkative().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let (visitor, conversation, _) = long_talk(&desk, &mut anna).await;
    let mut tab = visitor.again(0).await;
    let mut polls =
        PollClient::hello(&desk, json!({"type": "hello", "key": visitor.key(), "last_seq": 0, "language": "sv"})).await;
    let mut colleague = AgentClient::new(&desk, "erik").await;
    colleague.send(json!({"type": "watch", "conversation": conversation})).await;
    // Nobody has read anything yet.
    let mut last = 0;
    for _ in 0..20 {
        last = anna.say(&conversation, "Mer.").await;
    }
    tab.entry("the last", |it| it["seq"] == last).await;
    colleague.entry("the last", |it| it["seq"] == last).await;
    polls.until(|it| it["type"] == "entry" && it["seq"] == last).await;
    let whole: Vec<_> = (1..=last).collect();
    assert_eq!(numbers(tab.heard().iter()), whole);
    assert_eq!(numbers(colleague.heard().iter()), whole);
    assert_eq!(numbers(polls.heard().iter()), whole);
}

#[tokio::test]
async fn long_notes_come_after_the_log_in_their_order_and_all_of_them() {
    let desk = talkative().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let (_visitor, conversation, _) = long_talk(&desk, &mut anna).await;
    for number in 0..40 {
        let text = format!("{number} {}", "å".repeat(3_900));
        let note = json!({"type": "note", "conversation": conversation, "text": text});
        assert_eq!(anna.ask(note).await["type"], "ack");
    }
    let mut colleague = AgentClient::new(&desk, "erik").await;
    colleague.send(json!({"type": "watch", "conversation": conversation})).await;
    colleague.stage("with_agent").await;
    let frames = colleague.heard().iter().map(|it| serde_json::from_str::<Value>(it).expect("JSON"));
    let notes: Vec<_> = frames.filter(|it| it["type"] == "note").collect();
    let first = notes.iter().map(|it| it["text"].as_str().expect("a text").split(' ').next().expect("a number"));
    assert!(first.eq((0..40).map(|it: u32| it.to_string()).collect::<Vec<_>>().iter().map(String::as_str)));
}

#[tokio::test]
async fn how_much_is_unread_is_counted_without_reading_it() {
    let desk = talkative().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let (mut visitor, conversation, last) = long_talk(&desk, &mut anna).await;
    anna.send(json!({"type": "seen", "conversation": conversation, "seq": last})).await;
    visitor.until("what was read", |it| it["type"] == "seen").await;
    for text in ["Ett", "Två"] {
        visitor.say(text).await;
    }
    let mut elsewhere = AgentClient::with_cookie(&desk, anna.cookie.clone()).await;
    let own = elsewhere.get("mine").await;
    assert_eq!((&own["items"][0]["unread"], &own["items"][0]["read"]), (&json!(2), &json!(last)));
}
