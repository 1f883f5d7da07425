//! The real program in a process of its own, on the machine's own clock.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::json;

use super::Http;

const PASSWORD: &str = "ett långt lösenord för prov";

/// A server that runs until it is killed.
pub(crate) struct Program {
    child: Child,
    data: PathBuf,
    pub(crate) address: SocketAddr,
}

impl Program {
    /// Starts the program on a free port, at a desk that is closed, and waits until it says that it is ready.
    pub(crate) fn start(data: &Path, change: impl FnOnce(&mut Command)) -> Self {
        std::fs::create_dir_all(data).expect("a folder");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port").port();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut command = Command::new(env!("CARGO_BIN_EXE_vagledare"));
        command.args(["serve", "--listen", &address.to_string(), "--data"]).arg(data);
        command.env("VAGLEDARE__HOURS__WEEK", "off");
        change(&mut command);
        let log = std::fs::File::create(log(data)).expect("a log");
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().expect("the program starts");
        let said = BufReader::new(child.stdout.take().expect("its output")).lines();
        let ready = said.map_while(Result::ok).any(|line| line.contains("Konsol"));
        let program = Self { child, data: data.to_owned(), address };
        assert!(ready, "the program says where the console is when it is ready: {}", program.log());
        program
    }

    /// The origin that browsers know it by.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The memory that it holds, in KiB.
    pub(crate) fn rss_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs, on Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(log(&self.data)).expect("a log")
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Adds an account from the command line.
    pub(crate) fn add_staff(&self, name: &str, role: &str) {
        self.staff(&["add", name, "--role", role, "--password-stdin"], PASSWORD);
    }

    /// Types `vagledare staff …`, with a line on standard input, beside the server.
    pub(crate) fn staff(&self, words: &[&str], input: &str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vagledare"));
        command.arg("staff").args(words).arg("--data").arg(&self.data);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the program starts");
        // A command that reads nothing may have ended by now.
        let _ = writeln!(child.stdin.take().expect("its input"), "{input}");
        assert!(child.wait().expect("it ends").success());
    }

    /// The password of everybody who was added.
    pub(crate) fn password() -> &'static str {
        PASSWORD
    }

    /// Signs in; gives the cookie as a browser sends it back.
    pub(crate) async fn sign_in(&self, name: &str) -> String {
        let body = json!({"name": name, "password": PASSWORD}).to_string();
        let origin = self.origin();
        let headers = [("origin", origin.as_str()), ("content-type", "application/json")];
        let answer = Http(self.address).ask("POST", "/api/session", &headers, &body).await;
        let cookie = answer.header("set-cookie").unwrap_or_else(|| panic!("no cookie: {answer:?}"));
        cookie.split(';').next().expect("name and value").to_owned()
    }

    /// Memory that is its own, not that of files it has mapped, in KiB.
    pub(crate) fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("Linux tells it");
        line.split_whitespace().next().and_then(|kib| kib.parse().ok()).expect("a number")
    }

    /// Files and sockets that it has open.
    pub(crate) fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).expect("it runs").count()
    }

    /// Stops the process for a while and lets it go on.
    pub(crate) fn stand_still(&self, span: std::time::Duration) {
        let signal = |name: &str| {
            let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().expect("kill");
            assert!(sent.success(), "{name}");
        };
        signal("-STOP");
        // What is tried here is that real time passes.
        std::thread::sleep(span);
        signal("-CONT");
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(&mut self) {
        // One that has ended already needs no killing.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // A test that fails leaves nothing running.
        self.kill();
    }
}

fn log(data: &Path) -> PathBuf {
    data.join("server.log")
}
