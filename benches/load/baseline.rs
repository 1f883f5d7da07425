//! What the server is compared with: a relay on axum's own WebSockets, as its documentation shows it.
//!
//! *bare* keeps nothing: what one of a room sends goes to the others. *naive* first commits each message to SQLite,
//! synced, then relays it and acknowledges it to the sender. Both run as processes of their own.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path as Room, State};
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use futures_util::{SinkExt as _, StreamExt as _};
use parking_lot::Mutex;
use tokio::sync::mpsc;

use crate::frame::{self, Heard, Side};
use crate::process::{Cores, Process, command};
use crate::socket::{Address, Socket, source};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    Bare,
    Naive,
}

/// A baseline that runs in a process of its own.
#[derive(Debug)]
pub(crate) struct Baseline {
    pub(crate) process: Process,
    port: u16,
    /// The naive one's database goes when the baseline goes.
    _dir: tempfile::TempDir,
}

impl Baseline {
    /// Starts it: this very program with a hidden argument.
    pub(crate) fn start(kind: Kind, cores: Cores, dir: tempfile::TempDir) -> Result<Self> {
        let bench = std::env::current_exe()?;
        let name = match kind {
            Kind::Bare => "bare",
            Kind::Naive => "naive",
        };
        let mut command = command(cores, bench.as_os_str());
        command.arg("--serve-baseline").arg(name).arg("--baseline-dir").arg(dir.path());
        // It lives as long as its standard input is open: not longer than the bench, however that ends.
        let mut process = Process::start(command.stdin(Stdio::piped()).stdout(Stdio::piped()))?;
        let output = process.output().context("no output of the baseline")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let port = line.trim().parse().with_context(|| format!("the baseline {name} did not start"))?;
        Ok(Self { process, port, _dir: dir })
    }

    /// Two sockets in a room. The second has written to the first: then both are in it for certain.
    pub(crate) async fn meet(&self, room: usize) -> Result<[Socket; 2]> {
        let address = Address { port: self.port, path: format!("/room/{room}"), cookie: None };
        let mut first = Socket::connect(source(2 * room), &address).await?;
        let mut second = Socket::connect(source(2 * room + 1), &address).await?;
        // The handshake is over before the server's task has joined the room: ask until the first one hears.
        loop {
            second.send(frame::say(Side::Agent, None, 0)).await?;
            if let Ok(frame) = tokio::time::timeout(Duration::from_secs(1), first.next()).await
                && matches!(frame::heard(&frame?), Heard::Said(..))
            {
                return Ok([first, second]);
            }
        }
    }
}

/// Serves a baseline until the standard input ends. Runs in the child process.
pub(crate) fn serve(kind: Kind, dir: &Path) -> Result<()> {
    let rooms = Rooms::new(match kind {
        Kind::Bare => None,
        Kind::Naive => Some(Log::open(dir.join("naive.sqlite"))?),
    });
    // The default: a thread for each core that the process may use.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?.port());
        std::io::stdout().flush()?;
        let router = Router::new().route("/room/{number}", get(enter)).with_state(Arc::new(rooms));
        let listener = listener.tap_io(|stream| {
            // Without it, small frames wait for acknowledgements of TCP: the baseline shall not look worse than it is.
            let _ = stream.set_nodelay(true);
        });
        let parent_is_gone = tokio::task::spawn_blocking(|| std::io::stdin().lines().count());
        tokio::select! {
            served = async { axum::serve(listener, router).await } => served?,
            _ = parent_is_gone => {}
        }
        anyhow::Ok(())
    })
}

struct Rooms {
    log: Option<Log>,
    open: Mutex<HashMap<u32, Vec<(u64, Outbox)>>>,
}

// Bounded as somebody would write it; nobody has more than a few frames on the way here.
type Outbox = mpsc::Sender<Utf8Bytes>;

impl Rooms {
    fn new(log: Option<Log>) -> Self {
        Self { log, open: Mutex::default() }
    }

    fn join(&self, room: u32, outbox: Outbox) -> u64 {
        let mut open = self.open.lock();
        let here = open.entry(room).or_default();
        let member = here.last().map_or(0, |(last, _)| last + 1);
        here.push((member, outbox));
        member
    }

    fn leave(&self, room: u32, member: u64) {
        let mut open = self.open.lock();
        if let Some(here) = open.get_mut(&room) {
            here.retain(|(it, _)| *it != member);
        }
    }

    fn others(&self, room: u32, member: u64) -> Vec<Outbox> {
        let open = self.open.lock();
        let here = open.get(&room).map(Vec::as_slice).unwrap_or_default();
        here.iter().filter(|(it, _)| *it != member).map(|(_, outbox)| outbox.clone()).collect()
    }
}

async fn enter(State(rooms): State<Arc<Rooms>>, Room(room): Room<u32>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.protocols(["vagledare.v1"]).on_upgrade(move |socket| relay(rooms, room, socket))
}

async fn relay(rooms: Arc<Rooms>, room: u32, socket: WebSocket) {
    let (mut sink, mut stream) = socket.split();
    let (outbox, mut outgoing) = mpsc::channel::<Utf8Bytes>(64);
    let member = rooms.join(room, outbox.clone());
    let writer = tokio::spawn(async move {
        while let Some(text) = outgoing.recv().await {
            if sink.send(Message::Text(text)).await.is_err() {
                break;
            }
        }
    });
    while let Some(Ok(message)) = stream.next().await {
        let Message::Text(text) = message else { continue };
        if let Some(log) = &rooms.log
            && let Some(ack) = log.keep(room, text.clone()).await
        {
            let _ = outbox.send(ack.into()).await;
        }
        for other in rooms.others(room, member) {
            let _ = other.send(text.clone()).await;
        }
    }
    rooms.leave(room, member);
    writer.abort();
}

/// One synced commit for each message.
#[derive(Clone)]
struct Log(Arc<Mutex<rusqlite::Connection>>);

impl Log {
    fn open(path: PathBuf) -> Result<Self> {
        let connection = rusqlite::Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(
            "CREATE TABLE message (seq INTEGER PRIMARY KEY, room INTEGER NOT NULL, text TEXT NOT NULL)",
        )?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Commits and gives the acknowledgement; nothing when that failed, so that the bench sees a message without one.
    async fn keep(&self, room: u32, text: Utf8Bytes) -> Option<String> {
        let connection = Arc::clone(&self.0);
        let kept = tokio::task::spawn_blocking(move || {
            let connection = connection.lock();
            connection.execute("INSERT INTO message (room, text) VALUES (?1, ?2)", (room, text.as_str()))?;
            rusqlite::Result::<_>::Ok((connection.last_insert_rowid(), text))
        });
        let (seq, text) = kept.await.ok()?.ok()?;
        let id = frame::field(&text, "id")?;
        Some(format!("{{\"type\":\"ack\",\"id\":\"{id}\",\"seq\":{seq}}}"))
    }
}
