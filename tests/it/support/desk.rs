//! A desk of its own for each test: the real server in this process, on a clock that the test moves.

use std::net::SocketAddr;
use std::path::Path;

use chrono::Duration;
use serde_json::json;
use tempfile::TempDir;
use vagledare::access::{Role, password};
use vagledare::clock::{Clock, Hand};
use vagledare::config::Settings;
use vagledare::conversation::AgentId;
use vagledare::server::{Server, Start};
use vagledare::store::NewStaff;

use super::{Answer, Http, MONDAY_NIGHT, MONDAY_NINE, VisitorClient, moment};

/// The password of everybody at a test desk.
const PASSWORD: &str = "ett långt lösenord för prov";

/// A server, its clock, and the folder that it keeps everything in.
pub(crate) struct TestDesk {
    server: Option<Server>,
    settings: Settings,
    clock: Clock,
    hand: Hand,
    folder: TempDir,
}

impl TestDesk {
    /// Monday 2 March 2026, 09:00: open, with Anna, Erik and Leila (leader) on the staff, and nobody signed in.
    pub(crate) async fn open() -> Self {
        Self::at(MONDAY_NINE, |_| {}).await
    }

    /// Monday 2 March 2026, 22:00: closed.
    pub(crate) async fn closed() -> Self {
        Self::at(MONDAY_NIGHT, |_| {}).await
    }

    /// A desk at a moment, with settings of its own.
    pub(crate) async fn at(start: &str, change: impl FnOnce(&mut Settings)) -> Self {
        let folder = TempDir::new().expect("a folder");
        let mut settings = Settings::load(None, std::iter::empty()).expect("the defaults hold");
        settings.server.listen = ([127, 0, 0, 1], 0).into();
        settings.server.metrics_listen = Some(([127, 0, 0, 1], 0).into());
        settings.server.data = folder.path().join("data");
        settings.knowledge.dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge");
        // A hash that takes no time: what it costs is the unit tests' matter.
        settings.staff.argon2_memory_kib = 8;
        settings.staff.argon2_iterations = 1;
        // A night passes in one step here: only the tests of silence send pings and miss them.
        settings.limits.ping_s = 10_000_000;
        change(&mut settings);
        let (clock, hand) = Clock::manual(moment(start));
        let server = Server::start(settings.clone(), clock.clone(), Start::default()).await.expect("the server starts");
        let desk = Self { server: Some(server), settings, clock, hand, folder };
        for (name, display, roles) in [
            ("anna", "Anna", &[Role::Agent][..]),
            ("erik", "Erik", &[Role::Agent]),
            ("leila", "Leila", &[Role::Agent, Role::Leader]),
        ] {
            desk.add_staff(name, display, roles).await;
        }
        desk
    }

    /// Adds a member of staff.
    pub(crate) async fn add_staff(&self, name: &str, display: &str, roles: &[Role]) {
        let cost = password::Cost { memory_kib: 8, iterations: 1, parallelism: 1 };
        let password = password::hash(PASSWORD, &[7; 16], cost).expect("a hash");
        let id = AgentId::new(self.clock.now(), vagledare::chance::bytes());
        let roles = roles.iter().copied().collect();
        let staff = NewStaff { id, name: name.into(), display: display.into(), roles, password, demo: false };
        self.server().store.add_staff(staff, self.clock.now()).await.expect("a place on the staff");
    }

    /// The password of everybody at a test desk.
    pub(crate) fn password() -> &'static str {
        PASSWORD
    }

    pub(crate) fn server(&self) -> &Server {
        self.server.as_ref().expect("the server runs")
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.server().address
    }

    pub(crate) fn origin(&self) -> &str {
        &self.server().origin
    }

    /// Moves the clock on. Whoever waits for the time wakes; what they then do is waited for by its effect.
    pub(crate) fn pass(&self, span: Duration) {
        self.hand.advance(span);
    }

    /// Somebody sets the wall clock, forward or back; no time passes.
    pub(crate) fn set_wall_clock(&self, by: Duration) {
        self.hand.leap(by);
    }

    /// The process is stopped for a while: nothing runs meanwhile.
    pub(crate) fn stop_the_process(&self, span: Duration) {
        self.hand.pause(span);
    }

    /// Moves the clock to a moment.
    pub(crate) fn set_clock(&self, to: &str) {
        self.hand.set(moment(to));
    }

    /// Stops the server in good order and starts another one on the same folder.
    pub(crate) async fn restart(&mut self) {
        self.server.take().expect("the server runs").stop().await.expect("a stop in good order");
        let server = Server::start(self.settings.clone(), self.clock.clone(), Start::default()).await;
        self.server = Some(server.expect("the server starts again"));
    }

    /// Stops the server in good order and starts another one on the same folder, on a machine whose wall clock is off.
    pub(crate) async fn restart_with_the_clock_off(&mut self, by: Duration) {
        (self.clock, self.hand) = Clock::manual(self.clock.now() + by);
        self.restart().await;
    }

    /// Where everything is kept.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A visitor who has opened the chat.
    pub(crate) async fn visitor(&self) -> VisitorClient {
        VisitorClient::new(self.address(), self.origin()).await
    }

    /// A count that the server keeps of itself, by the name of its series.
    pub(crate) async fn figure(&self, series: &str) -> u64 {
        let address = self.server().metrics.expect("figures are read");
        let figures = Http(address).ask("GET", "/metrics", &[], "").await.body;
        let found = figures.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        found.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{series} is not in {figures}"))
    }

    pub(crate) fn http(&self) -> Http {
        Http(self.address())
    }

    /// Asks to sign in.
    pub(crate) async fn ask_to_sign_in(&self, name: &str, password: &str) -> Answer {
        let body = json!({"name": name, "password": password}).to_string();
        self.http()
            .ask("POST", "/api/session", &[("origin", self.origin()), ("content-type", "application/json")], &body)
            .await
    }

    /// Asks to sign in from an address that a trusted proxy names.
    pub(crate) async fn ask_to_sign_in_from(&self, address: &str, name: &str, password: &str) -> Answer {
        let headers = [("origin", self.origin()), ("x-forwarded-for", address)];
        let body = json!({"name": name, "password": password}).to_string();
        self.http().ask("POST", "/api/session", &headers, &body).await
    }

    /// Signs in; gives the cookie as a browser sends it back.
    pub(crate) async fn sign_in(&self, name: &str) -> String {
        let answer = self.ask_to_sign_in(name, PASSWORD).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let cookie = answer.header("set-cookie").expect("a cookie");
        cookie.split(';').next().expect("name and value").to_owned()
    }
}
