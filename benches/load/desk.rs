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
        command.args([
            "staff",
            "add",
            &name(number),
            "--role",
            "agent",
            "--role",
            "leader",
            "--password-stdin",
            "--data",
        ]);
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

    /// Conversations between visitors and agents. Each pair has two sockets of its own, as with the baselines; the
    /// conversations are shared out among [`AGENTS`] accounts.
    pub(crate) async fn pairs(&self, count: usize) -> Result<Vec<Pair>> {
        let cookies = try_join_all((0..AGENTS).map(|number| self.sign_in(number))).await?;
        let mut here = Vec::new();
        for (number, cookie) in cookies.iter().enumerate() {
            let mut agent = self.agent(cookie, number).await?;
            agent.send("{\"type\":\"presence\",\"id\":\"here\",\"status\":\"available\"}".to_owned()).await?;
            agent.next_of("ack").await?;
            here.push(agent);
        }
        hold_open(&mut here[0]).await?;
        let mut pairs = Vec::new();
        // The console shows the first hundred who wait.
        for numbers in (0..count).collect::<Vec<_>>().chunks(64) {
            let visitors = try_join_all(numbers.iter().map(|number| self.waiting_visitor(*number))).await?;
            let waiting = waiting(&mut here[0], numbers).await?;
            for ((number, visitor), conversation) in numbers.iter().zip(visitors).zip(waiting) {
                let mut agent = self.agent(&cookies[number % AGENTS], AGENTS + number).await?;
                agent.send(accept(&conversation)).await?;
                agent.next_of("ack").await?;
                pairs.push(Pair::new(visitor, agent, Some(conversation), true));
            }
        }
        Ok(pairs)
    }

    async fn waiting_visitor(&self, number: usize) -> Result<Socket> {
        let mut visitor = self.visitor(number).await?;
        visitor.send(begin(number)).await?;
        visitor.next_of("ack").await?;
        Ok(visitor)
    }
}

/// The leader opens the desk by hand: the week of the configuration is open, but not on public holidays.
async fn hold_open(leader: &mut Socket) -> Result<()> {
    let until = (chrono::Utc::now() + chrono::Duration::hours(1)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let open = serde_json::json!({ "type": "override", "id": "open", "open": true, "until": until, "reason": "bench" });
    leader.send(open.to_string()).await?;
    leader.next_of("ack").await?;
    Ok(())
}

fn accept(conversation: &str) -> String {
    format!("{{\"type\":\"accept\",\"id\":\"take\",\"conversation\":\"{conversation}\"}}")
}

/// The first message of a visitor, with a number by which the agents' queue tells them apart.
fn begin(number: usize) -> String {
    format!("{{\"type\":\"say\",\"id\":\"v0\",\"text\":\"#v0 {number:06} Hej, jag behöver tala med en person.\"}}")
}

/// Reads the queue until these visitors are in it; gives their conversations in the same order.
async fn waiting(agent: &mut Socket, numbers: &[usize]) -> Result<Vec<String>> {
    let all = async {
        loop {
            let queue: serde_json::Value = serde_json::from_str(&agent.next_of("queue").await?)?;
            let items = queue["items"].as_array().map(Vec::as_slice).unwrap_or_default();
            let of = |number: &usize| items.iter().find_map(|item| conversation_of(item, *number));
            if let Some(conversations) = numbers.iter().map(of).collect() {
                return Ok(conversations);
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), all).await.context("the visitors did not come into the queue")?
}

fn conversation_of(item: &serde_json::Value, number: usize) -> Option<String> {
    let (mark, _) = item["first_line"].as_str()?.strip_prefix("#v0 ")?.split_once(' ')?;
    (mark == format!("{number:06}")).then(|| item["conversation"].as_str().map(str::to_owned))?
}

/// A question that the pages answer, for visitors who talk with the assistant.
pub(crate) const QUESTION: &str = "{\"type\":\"say\",\"id\":\"v0\",\"text\":\"Vilka vänorter har Linköping?\"}";

/// Whether the frame is an answer of the assistant.
pub(crate) fn is_reply(frame: &str) -> bool {
    frame::field(frame, "type") == Some("entry") && frame::field(frame, "reply").is_some()
}
