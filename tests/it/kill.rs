//! Promise 1: the real program is killed again and again under load, and every acknowledged entry is there.
//!
//! Twenty times in CI; `VAGLEDARE_LONG=1` makes it five hundred.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::support::{Program, Wire};

const VISITORS: usize = 8;

/// A visitor over all lives of the server.
#[derive(Default)]
struct Memory {
    key: Option<String>,
    sent: u32,
    /// What was acknowledged: number and text.
    acked: BTreeMap<u64, String>,
}

/// Starts the program without the limits that the writers would run into.
fn start(data: &Path) -> Program {
    Program::start(data, |command| {
        command
            .env("VAGLEDARE__LIMITS__VISITOR_MESSAGES_PER_MINUTE", "100000")
            .env("VAGLEDARE__LIMITS__VISITOR_BURST", "100000")
            .env("VAGLEDARE__LIMITS__ENTRIES_PER_CONVERSATION", "1000000")
            .env("VAGLEDARE__KNOWLEDGE__DIR", Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge"));
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_entry_survives_kills_under_load() {
    let lives = if std::env::var_os("VAGLEDARE_LONG").is_some() { 500 } else { 20 };
    let folder = tempfile::tempdir().expect("a folder");
    let mut memories: Vec<Memory> = (0..VISITORS).map(|_| Memory::default()).collect();
    for life in 0..lives {
        let mut program = start(folder.path());
        let address = program.address;
        let (count, mut counted) = watch::channel(0);
        let count = Arc::new(count);
        let writer = |memory| write(address, memory, Arc::clone(&count));
        let writers: JoinSet<Memory> = memories.drain(..).map(writer).collect();
        // A different moment of the work each time: at once, in the middle of a batch, after many.
        counted.wait_for(|count| *count >= (life * 37) % 120).await.expect("the writers write");
        program.kill();
        memories = writers.join_all().await;
    }
    let program = start(folder.path());
    let total: usize = memories.iter().map(|memory| memory.acked.len()).sum();
    assert!(total > usize::try_from(lives).expect("a count"), "there was load: {total} acknowledged");
    for memory in &memories {
        check(program.address, memory).await;
    }
}

/// Writes as fast as acknowledgements come, until the server is gone.
async fn write(address: SocketAddr, mut memory: Memory, count: Arc<watch::Sender<u32>>) -> Memory {
    let origin = format!("http://{address}");
    let Ok(mut wire) = Wire::open(address, "/ws/visitor", &[("origin", &origin)]).await else { return memory };
    let mut hello = json!({"type": "hello", "last_seq": 4_000_000_000_u32 / 4});
    if let Some(key) = &memory.key {
        hello["key"] = json!(key);
    }
    wire.send(hello).await;
    while let Some(frame) = wire.next_frame().await {
        match frame["type"].as_str() {
            Some("welcome") => {
                // A key that the server does not know belongs to a conversation that never began.
                memory.key = frame["key"].as_str().map(Into::into);
                say(&mut wire, &mut memory).await;
            }
            Some("ack") => {
                let text = frame["id"].as_str().expect("an id").to_owned();
                memory.acked.insert(frame["seq"].as_u64().expect("a number"), text);
                count.send_modify(|count| *count += 1);
                say(&mut wire, &mut memory).await;
            }
            Some("error") => panic!("{frame}"),
            _ => {}
        }
    }
    memory
}

/// The text is the id, so that an acknowledgement says what it is for.
async fn say(wire: &mut Wire, memory: &mut Memory) {
    memory.sent += 1;
    let id = format!("Vad kostar förskolan {}", memory.sent);
    wire.send(json!({"type": "say", "id": id, "text": id})).await;
}

/// Everything acknowledged is there once, in an order without gaps, and every question has been answered once.
async fn check(address: SocketAddr, memory: &Memory) {
    if memory.acked.is_empty() {
        return;
    }
    let origin = format!("http://{address}");
    let mut wire = Wire::open(address, "/ws/visitor", &[("origin", &origin)]).await.expect("a socket");
    wire.send(json!({"type": "hello", "key": memory.key, "last_seq": 0})).await;
    let mut log: BTreeMap<u64, Value> = BTreeMap::new();
    let answered = |log: &BTreeMap<u64, Value>| {
        let questions = log.values().filter(|it| it["author"]["kind"] == "visitor").count();
        let answers = log.values().filter(|it| it["author"]["kind"] == "assistant").count();
        questions > 0 && questions == answers && log.len() >= memory.acked.len()
    };
    let mut seq = u64::MAX;
    while u64::try_from(log.len()).expect("a count") < seq || !answered(&log) {
        let frame = wire.next_frame().await.expect("the server answers");
        match frame["type"].as_str() {
            Some("welcome") => seq = frame["seq"].as_u64().expect("a number"),
            Some("entry") => {
                let twice = log.insert(frame["seq"].as_u64().expect("a number"), frame.clone());
                assert!(twice.is_none(), "{frame} came twice");
            }
            Some("reset") => panic!("the conversation is lost"),
            _ => {}
        }
    }
    assert!(log.keys().copied().eq(1..=u64::try_from(log.len()).expect("a count")), "without gaps");
    let mut seen: HashMap<&str, u64> = HashMap::new();
    for (seq, entry) in log.iter().filter(|(_, entry)| entry["author"]["kind"] == "visitor") {
        let text = entry["text"].as_str().expect("a text");
        assert!(seen.insert(text, *seq).is_none(), "{text} stands twice");
    }
    for (seq, text) in &memory.acked {
        assert_eq!(seen.get(text.as_str()), Some(seq), "{text} was acknowledged as {seq}");
    }
}
