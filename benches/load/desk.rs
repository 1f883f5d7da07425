//! The server that is measured: its process, its accounts, and conversations between visitors and agents.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use futures_util::future::try_join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::frame;
use crate::pair::Pair;
use crate::process::{Cores, Process, command, quiet};
use crate::socket::{Address, Socket, source};

const AGENTS: usize = 16;
// Longer than a password needs to be; it never leaves the machine.
const PASSWORD: &str = "mäter-bara-hur-fort-det-går-1989";
const READY_WITHIN: Duration = Duration::from_mins(1);

/// The server's program, its configuration, and a data directory with accounts that every start gets a copy of.
#[derive(Debug)]
pub(crate) struct Installation {
    program: PathBuf,
    config: PathBuf,
    accounts: tempfile::TempDir,
}

/// A server that runs.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) process: Process,
    port: u16,
    data: tempfile::TempDir,
}

impl Installation {
    /// Makes the accounts, with the program itself.
    pub(crate) fn prepare(program: PathBuf, config: PathBuf) -> Result<Self> {
        ensure!(
            program.is_file(),
            "{} is not there: `cargo build --release` builds it, --server names another",
            program.display()
        );
        let installation = Self { program, config, accounts: directory()? };
        for number in 0..AGENTS {
            installation.add_agent(number)?;
        }
        Ok(installation)
    }

    fn add_agent(&self, number: usize) -> Result<()> {
        let mut command = command(Cores::All, self.program.as_os_str());
        command.args(["staff", "add", &name(number), "--role", "agent", "--password-stdin", "--data"]);
        command.arg(self.accounts.path()).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut child = command.spawn()?;
        writeln!(child.stdin.take().context("no standard input")?, "{PASSWORD}")?;
        let status = child.wait()?;
        ensure!(status.success(), "`vagledare staff add {}` failed: {status}", name(number));
        Ok(())
    }

    /// The size of the program in bytes.
    pub(crate) fn size(&self) -> Result<u64> {
        Ok(std::fs::metadata(&self.program)?.len())
    }

    /// Starts a server on a new data directory, and waits until it is ready.
    pub(crate) async fn start(&self, cores: Cores) -> Result<Desk> {
        let data = directory()?;
        for file in std::fs::read_dir(self.accounts.path())? {
            let file = file?;
            if file.file_type()?.is_file() {
                std::fs::copy(file.path(), data.path().join(file.file_name()))?;
            }
        }
        Ok(self.start_in(data, cores, &[]).await?.0)
    }

    /// Starts a server on this data directory, with settings laid over the configuration; tells how long it took until
    /// it was ready.
    pub(crate) async fn start_in(
        &self,
        data: tempfile::TempDir,
        cores: Cores,
        settings: &[(&str, &OsStr)],
    ) -> Result<(Desk, Duration)> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = data.path().join("server.log");
        let mut command = command(cores, self.program.as_os_str());
        command.arg("serve").arg("--config").arg(&self.config).arg("--listen").arg(format!("127.0.0.1:{port}"));
        command.arg("--data").arg(data.path()).envs(settings.iter().copied());
        command.current_dir(env!("CARGO_MANIFEST_DIR")).stderr(std::fs::File::create(&log)?);
        let begin = Instant::now();
        let process = Process::start(quiet(&mut command))?;
        let mut desk = Desk { process, port, data };
        while !is_ready(port).await {
            if let Some(how) = desk.process.ended() {
                bail!("the server ended ({how}):\n{}", std::fs::read_to_string(&log)?);
            }
            ensure!(begin.elapsed() < READY_WITHIN, "the server was not ready within {READY_WITHIN:?}");
            tokio::task::yield_now().await;
        }
        Ok((desk, begin.elapsed()))
    }
}

/// A directory for data on the disk of the build: a file system in memory would make every commit free.
pub(crate) fn directory() -> Result<tempfile::TempDir> {
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
    tempfile::Builder::new().prefix("load-").tempdir_in(parent).context("no directory for data")
}

fn name(number: usize) -> String {
    format!("bench-{number:02}")
}

async fn is_ready(port: u16) -> bool {
    let answer = request(port, "GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await;
    answer.is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

async fn request(port: u16, request: &str) -> Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

impl Desk {
    /// Stops it, and gives its data directory back.
    pub(crate) fn into_data(self) -> tempfile::TempDir {
        let Self { process, data, .. } = self;
        drop(process);
        data
    }

    /// Where the server's index stands.
    pub(crate) fn index_in(data: &tempfile::TempDir) -> PathBuf {
        data.path().join("index")
    }

    /// A visitor's socket after `welcome`.
    pub(crate) async fn visitor(&self, number: usize) -> Result<Socket> {
        let address = Address { port: self.port, path: "/ws/visitor".to_owned(), cookie: None };
        let mut socket = Socket::connect(source(number), &address).await?;
        socket.send("{\"type\":\"hello\",\"language\":\"sv\"}".to_owned()).await?;
        socket.next_of("welcome").await?;
        Ok(socket)
    }

    /// An agent's cookie.
    async fn sign_in(&self, number: usize) -> Result<String> {
        let body = serde_json::json!({ "name": name(number), "password": PASSWORD }).to_string();
        let port = self.port;
        let head = format!(
            "POST /api/session HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\norigin: http://127.0.0.1:{port}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        let answer = request(port, &(head + &body)).await?;
        let cookie = answer.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_it = name.eq_ignore_ascii_case("set-cookie");
            is_it.then(|| value.split(';').next().unwrap_or_default().trim().to_owned())
        });
        cookie.with_context(|| format!("{} could not sign in: {answer}", self::name(number)))
    }

    /// A socket of an agent after `welcome`.
    async fn agent(&self, cookie: &str, number: usize) -> Result<Socket> {
        let address = Address { port: self.port, path: "/ws/agent".to_owned(), cookie: Some(cookie.to_owned()) };
        let mut socket = Socket::connect(source(10_000 + number), &address).await?;
        socket.send("{\"type\":\"hello\"}".to_owned()).await?;
        socket.next_of("welcome").await?;
        Ok(socket)
    }

    /// Conversations between visitors and agents: each pair has two sockets of its own, as with the baselines, and
    /// each agent has as many conversations as [`AGENTS`] share out.
    pub(crate) async fn pairs(&self, count: usize) -> Result<Vec<Pair>> {
        let cookies = try_join_all((0..AGENTS).map(|number| self.sign_in(number))).await?;
        let mut first = Vec::new();
        for (number, cookie) in cookies.iter().enumerate() {
            let mut socket = self.agent(cookie, number).await?;
            socket.send("{\"type\":\"presence\",\"id\":\"here\",\"status\":\"available\"}".to_owned()).await?;
            socket.next_of("ack").await?;
            first.push(socket);
        }
        let mut visitors = Vec::new();
        for number in 0..count {
            let mut visitor = self.visitor(number).await?;
            visitor.send(begin(number)).await?;
            visitor.next_of("ack").await?;
            visitors.push(visitor);
        }
        let waiting = waiting(&mut first[0], count).await?;
        drop(first);
        let mut pairs = Vec::new();
        for (number, (visitor, conversation)) in visitors.into_iter().zip(waiting).enumerate() {
            let mut agent = self.agent(&cookies[number % AGENTS], AGENTS + number).await?;
            agent.send(format!("{{\"type\":\"accept\",\"id\":\"t\",\"conversation\":\"{conversation}\"}}")).await?;
            agent.next_of("ack").await?;
            pairs.push(Pair::new(visitor, agent, Some(conversation), true));
        }
        Ok(pairs)
    }
}

/// The first message of a visitor, with a number by which the agents' queue tells them apart.
fn begin(number: usize) -> String {
    format!("{{\"type\":\"say\",\"id\":\"v0\",\"text\":\"#v0 {number:06} Hej, jag behöver tala med en person.\"}}")
}

/// Reads the queue until all are in it; their conversations in the order of [`begin`]'s numbers.
async fn waiting(agent: &mut Socket, count: usize) -> Result<Vec<String>> {
    let all = async {
        loop {
            let queue: serde_json::Value = serde_json::from_str(&agent.next_of("queue").await?)?;
            let items = queue["items"].as_array().map(Vec::as_slice).unwrap_or_default();
            if items.len() < count {
                continue;
            }
            let mut waiting: Vec<(String, String)> = items.iter().filter_map(numbered).collect();
            ensure!(waiting.len() == count, "the queue holds others than the bench's own visitors");
            waiting.sort();
            return Ok(waiting.into_iter().map(|(_, conversation)| conversation).collect());
        }
    };
    tokio::time::timeout(Duration::from_secs(20), all).await.context("the visitors did not come into the queue")?
}

fn numbered(item: &serde_json::Value) -> Option<(String, String)> {
    let line = item["first_line"].as_str()?.strip_prefix("#v0 ")?;
    Some((line.get(..6)?.to_owned(), item["conversation"].as_str()?.to_owned()))
}

/// A question that the pages answer, for visitors who talk with the assistant.
pub(crate) const QUESTION: &str = "{\"type\":\"say\",\"id\":\"v0\",\"text\":\"Vilka vänorter har Linköping?\"}";

/// Whether the frame is an answer of the assistant.
pub(crate) fn is_reply(frame: &str) -> bool {
    frame::field(frame, "type") == Some("entry") && frame::field(frame, "reply").is_some()
}
