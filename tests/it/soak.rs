//! Promise 10: what people leave behind is given back. Memory and descriptors of the real program return, however long
//! they come and go.
//!
//! A quarter of a minute in CI; `VAGLEDARE_LONG=1` makes it three minutes.

use std::path::Path;
use std::time::Duration;

use chrono::Days;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use vagledare::clock::Clock;

use crate::support::{Http, Program, VisitorClient, Wire};

/// Who comes at once, in a round.
const VISITORS: usize = 24;
/// What may lie in memory after the rounds and not before them: pages of the database and of the allocator that the next
/// round uses again. A leak of one conversation's entries in each round is more after three minutes.
const MEMORY_KIB: u64 = 16 * 1024;

fn start(data: &Path) -> Program {
    let today = Clock::system().now().date_naive();
    let days = [today - Days::new(1), today, today + Days::new(1)];
    let open = days.map(|day| format!("{{ date = \"{day}\", hours = \"00:00-24:00\", reason = \"Prov\" }}")).join(", ");
    Program::start(data, |command| {
        for limit in ["NEW_CONVERSATIONS_PER_ADDRESS_PER_HOUR", "RECEIPT_REQUESTS_PER_ADDRESS_PER_HOUR"] {
            command.env(format!("VAGLEDARE__LIMITS__{limit}"), "1000000");
        }
        command
            .env("VAGLEDARE__HOURS__EXCEPTIONS", format!("[{open}]"))
            .env("VAGLEDARE__ROUTING__CAPACITY", "50")
            .env("VAGLEDARE__LIMITS__AGENT_MESSAGES_PER_MINUTE", "1000000")
            .env("VAGLEDARE__STAFF__SIGN_IN_ATTEMPTS_PER_NAME", "10000")
            .env("VAGLEDARE__STAFF__SIGN_IN_ATTEMPTS_PER_ADDRESS", "10000")
            // A poll that nobody asks for is let go after these two, as the rest needs to be waited for.
            .env("VAGLEDARE__LIMITS__PING_S", "2")
            .env("VAGLEDARE__LIMITS__SILENCE_S", "2")
            .env("VAGLEDARE__LIMITS__SLOW_READER_S", "2")
            .env("VAGLEDARE__KNOWLEDGE__DIR", Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge"));
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_and_descriptors_come_back_after_people_have_come_and_gone() {
    let seconds = if std::env::var_os("VAGLEDARE_LONG").is_some() { 180 } else { 15 };
    let folder = tempfile::tempdir().expect("a folder");
    let program = start(folder.path());
    program.add_staff("anna", "agent");

    // The first rounds fill what stays: the index, the pools, the stacks of the threads.
    for _ in 0..3 {
        round(&program).await;
    }
    let before = at_rest(&program).await;
    let clock = Clock::system().stopwatch();
    let mut rounds = 0;
    while clock.elapsed() < Duration::from_secs(seconds) {
        round(&program).await;
        rounds += 1;
    }
    let after = at_rest(&program).await;
    let (kib, more) = (after.0.saturating_sub(before.0), after.1.saturating_sub(before.1));
    println!("{rounds} rounds in {seconds} s: {} + {kib} KiB, {} + {more} descriptors", before.0, before.1);
    assert!(rounds >= 2, "{rounds} rounds");
    assert!(kib <= MEMORY_KIB, "{kib} KiB more than the {} before", before.0);
    // A reader of the database may come and go.
    assert!(more <= 2, "{more} descriptors more than the {} before", before.1);
}

/// Memory in KiB and descriptors, when what was left behind has been let go.
async fn at_rest(program: &Program) -> (u64, usize) {
    tokio::time::sleep(Duration::from_secs(8)).await;
    (program.resident_kib(), program.descriptors())
}

/// Many come at once, each in their own way, and go.
async fn round(program: &Program) {
    let cookie = program.sign_in("anna").await;
    let mut anna = Agent::comes(program, &cookie).await;
    let visitors: JoinSet<()> =
        (0..VISITORS).map(|number| visit(program.address, program.origin(), number % 4)).collect();
    let talks = VISITORS / 4;
    for _ in 0..talks {
        anna.takes_and_closes().await;
    }
    visitors.join_all().await;
    anna.ask(json!({"type": "presence", "status": "away"})).await;
    let origin = program.origin();
    let headers = [("origin", origin.as_str()), ("cookie", cookie.as_str())];
    assert_eq!(Http(program.address).ask("DELETE", "/api/session", &headers, "").await.status, 204);
}

/// One visitor, in one of four ways.
async fn visit(address: std::net::SocketAddr, origin: String, way: usize) {
    let (http, headers) = (Http(address), [("origin", origin.as_str())]);
    match way {
        // A talk with a person, saved as a document, and the tab is closed without a word.
        0 => {
            let mut visitor = VisitorClient::new(address, &origin).await;
            visitor.say("Hej, jag vill prata med någon om bygglov.").await;
            visitor.event("closed").await;
            let body = json!({"key": visitor.key(), "language": "sv"});
            let code = http.ask("POST", "/api/receipt", &headers, &body.to_string()).await.json()["code"].clone();
            let body = json!({"code": code, "language": "sv"}).to_string();
            assert_eq!(http.ask("POST", "/api/receipt/pdf", &headers, &body).await.status, 200);
        }
        // A page is opened and left.
        1 => drop(VisitorClient::new(address, &origin).await),
        // The network lets no socket through, and the phone is put away.
        2 => {
            let hello = json!({"type": "hello", "language": "sv"}).to_string();
            assert_eq!(http.ask("POST", "/poll/visitor", &headers, &hello).await.status, 200);
        }
        // Somebody guesses a password.
        _ => {
            let body = json!({"name": "anna", "password": "gissning"}).to_string();
            let headers = [("origin", origin.as_str()), ("content-type", "application/json")];
            assert_eq!(http.ask("POST", "/api/session", &headers, &body).await.status, 401);
        }
    }
}

/// Anna at her desk.
struct Agent {
    wire: Wire,
    ids: u32,
}

impl Agent {
    async fn comes(program: &Program, cookie: &str) -> Self {
        let origin = program.origin();
        let headers = [("origin", origin.as_str()), ("cookie", cookie)];
        let mut wire = Wire::open(program.address, "/ws/agent", &headers).await.expect("a socket");
        wire.send(json!({"type": "hello"})).await;
        wire.get("welcome").await;
        let mut agent = Self { wire, ids: 0 };
        agent.ask(json!({"type": "presence", "status": "available"})).await;
        agent
    }

    async fn ask(&mut self, mut frame: Value) {
        self.ids += 1;
        // Ids are for one member of staff, over all sockets and rounds.
        let id = format!("anna-{}-{}", self.ids, vagledare::chance::bytes::<8>().map(|byte| byte.to_string()).concat());
        frame["id"] = json!(id);
        self.wire.send(frame).await;
        let answer = self.wire.until("an answer", |it| it["id"] == *id && it["type"] != "entry").await;
        assert_eq!(answer["type"], "ack", "{answer}");
    }

    async fn takes_and_closes(&mut self) {
        let conversation = self.wire.get("offer").await["conversation"].clone();
        self.ask(json!({"type": "accept", "conversation": conversation})).await;
        self.ask(json!({"type": "say", "conversation": conversation, "text": "Hej! Blanketten finns på webben."}))
            .await;
        self.ask(json!({"type": "close", "conversation": conversation})).await;
    }
}
