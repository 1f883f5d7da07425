//! Promises 4 and 10: whoever does not read is cut, holds nobody up, and comes back to everything.

use chrono::Duration;
use serde_json::{Value, json};
use tokio::net::TcpSocket;

use crate::support::{AgentClient, MONDAY_NINE, PATIENCE, TestDesk, VisitorClient, Wire};

// Between two sockets of one machine stand 4 MB at most (net.ipv4.tcp_wmem), and what the reader's own buffer holds.
const TOLD_BYTES: usize = 6 * 1024 * 1024;
// Room for a few segments of 64 KB: with less, reading on would wait for timers of the system at every segment.
const READER_BYTES: u32 = 256 * 1024;

/// The figure of the visitors' open sockets.
const OPEN: &str = "vagledare_sockets_open{side=\"visitor\"}";

/// An agent and a visitor who talk, and a second tab of the visitor that has stopped reading.
struct Talk {
    desk: TestDesk,
    anna: AgentClient,
    visitor: VisitorClient,
    conversation: String,
    tab: Wire,
    /// The last entry that the tab has got.
    seen: u64,
}

impl Talk {
    /// A talk at a desk where one may write much, and where so many bytes may wait for a reader.
    async fn begin(queued_bytes: usize) -> Self {
        let desk = TestDesk::at(MONDAY_NINE, |settings| {
            settings.limits.agent_messages_per_minute = 100_000;
            settings.limits.queued_bytes = queued_bytes;
        })
        .await;
        let mut anna = AgentClient::available(&desk, "anna").await;
        let mut visitor = desk.visitor().await;
        visitor.say("Hej").await;
        let conversation = anna.take_offer().await;
        let seen = visitor.event("accepted").await["seq"].as_u64().expect("a number");

        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(READER_BYTES).expect("a small buffer");
        let stream = socket.connect(desk.address()).await.expect("the server listens");
        let mut tab = Wire::over(stream, "/ws/visitor", &[("origin", desk.origin())]).await.expect("a socket");
        tab.send(json!({"type": "hello", "key": visitor.key(), "last_seq": seen, "language": "sv"})).await;
        assert_eq!(tab.get("welcome").await["seq"], seen);
        Self { desk, anna, visitor, conversation, tab, seen }
    }

    /// Says something, and the tab that reads gets it at once.
    async fn tell(&mut self, text: &str) -> u64 {
        let seq = self.anna.say(&self.conversation, text).await;
        self.visitor.entry("what was said", |it| it["seq"] == seq).await;
        seq
    }

    /// The longest messages that one may write, until more has been told than a connection holds.
    async fn tell_much(&mut self) {
        let long = "\u{1f9ed}".repeat(4_000);
        for _ in 0..TOLD_BYTES.div_ceil(long.len()) {
            self.tell(&long).await;
        }
    }

    async fn open_sockets(&self) -> u64 {
        self.desk.figure(OPEN).await
    }

    /// The tab comes back: with what it got before, it has everything up to `last`, once and in order.
    async fn comes_back_to_everything(self, last: u64) {
        let mut all = numbers(self.tab.kept());
        let from = all.last().copied().unwrap_or(self.seen);
        assert!(from < last, "it was cut before the end");
        let mut back = self.visitor.again(from).await;
        back.until("the last entry", |it| it["seq"] == last).await;
        all.extend(numbers(back.kept()));
        all.push(last);
        assert_eq!(all, (self.seen + 1..=last).collect::<Vec<_>>());
    }
}

fn numbers<'a>(frames: impl Iterator<Item = &'a Value>) -> Vec<u64> {
    frames.filter(|it| it["type"] == "entry").filter_map(|it| it["seq"].as_u64()).collect()
}

#[tokio::test]
async fn who_takes_nothing_for_ten_seconds_is_cut_and_comes_back_to_everything() {
    let mut talk = Talk::begin(64 * 1024 * 1024).await;
    talk.tell_much().await;
    talk.desk.pass(Duration::seconds(10));
    assert_eq!(talk.tab.get("bye").await["reason"], "slow");
    assert_eq!(talk.tab.close_code().await, Some(1008));
    let last = talk.tell("Vi andra fortsätter.").await;
    talk.comes_back_to_everything(last).await;
}

#[tokio::test]
async fn who_reads_again_before_ten_seconds_are_over_goes_on() {
    let mut talk = Talk::begin(64 * 1024 * 1024).await;
    talk.tell_much().await;
    talk.desk.pass(Duration::seconds(9));
    let last = talk.tell("Är alla kvar?").await;
    talk.tab.entry("the last entry", |it| it["seq"] == last).await;
    assert_eq!(numbers(talk.tab.kept()), (talk.seen + 1..last).collect::<Vec<_>>());
}

#[tokio::test]
async fn who_lets_more_wait_than_may_is_cut_at_once_and_comes_back_to_everything() {
    let mut talk = Talk::begin(256 * 1024).await;
    talk.tell_much().await;
    let cut = async { while talk.open_sockets().await == 2 {} };
    tokio::time::timeout(PATIENCE, cut).await.expect("it is cut, and no clock has moved");
    let last = talk.tell("Vi andra fortsätter.").await;
    talk.tab.close_code().await;
    talk.comes_back_to_everything(last).await;
}

#[tokio::test]
async fn who_asks_for_a_sign_of_life_gets_it_between_whole_frames() {
    let mut talk = Talk::begin(64 * 1024 * 1024).await;
    talk.tab.ping("Hej?").await;
    talk.tell("Ett svar på vägen.").await;
    talk.tell_much().await;
    // It waits behind half a frame, until the tab reads on.
    talk.tab.ping("Är du där?").await;
    let last = talk.tell("Är alla kvar?").await;
    assert_eq!(talk.tab.pongs(2).await, ["Hej?", "Är du där?"]);
    talk.tab.entry("the last entry", |it| it["seq"] == last).await;
    assert_eq!(numbers(talk.tab.kept()), (talk.seen + 1..last).collect::<Vec<_>>());
}
