//! `vagledare serve`: the server, with or without the demonstration.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::Duration;

use super::config;
use crate::access::{Role, password};
use crate::chance;
use crate::clock::Clock;
use crate::config::Settings;
use crate::conversation::AgentId;
use crate::hours::Written;
use crate::server::{Server, Start};
use crate::store::{NewStaff, Store};
use crate::telemetry;

/// Serves visitors and staff until it is asked to stop.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// Configuration file, laid over the defaults.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Address and port to listen on, such as 127.0.0.1:8080.
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Directory for everything that the server keeps.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Tries everything at any hour: a page with the widget, accounts with new passwords, and an open desk.
    #[arg(long)]
    pub demo: bool,
}

// Who is there in the demonstration: name, what visitors see, the Swedish word for the role, and the roles.
const DEMO_STAFF: [(&str, &str, &str, &[Role]); 3] = [
    ("anna", "Anna", "samhällsvägledare", &[Role::Agent]),
    ("erik", "Erik", "samhällsvägledare", &[Role::Agent]),
    ("leila", "Leila", "teamledare", &[Role::Agent, Role::Leader, Role::Editor]),
];

/// Runs the server on the variables of the environment.
///
/// # Errors
/// When the configuration is wrong, the server cannot start, or a task crashes.
pub fn run(args: &ServeArgs, env: impl IntoIterator<Item = (String, String)>) -> Result<()> {
    let settings = settings(args, env)?;
    let format = match settings.server.log_format {
        crate::config::LogFormat::Text => telemetry::Format::Text,
        crate::config::LogFormat::Json => telemetry::Format::Json,
    };
    telemetry::init(format, settings.server.log_level.as_str());
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(settings, args.demo))
}

fn settings(args: &ServeArgs, env: impl IntoIterator<Item = (String, String)>) -> Result<Settings> {
    let mut settings = Settings::load(args.config.as_deref(), env)?;
    if let Some(listen) = args.listen {
        settings.server.listen = listen;
    }
    match &args.data {
        Some(data) => settings.server.data.clone_from(data),
        // The demonstration keeps to itself: it never touches what a real desk has stored.
        None if args.demo => settings.server.data = settings.server.data.join("demo"),
        None => {}
    }
    Ok(settings)
}

async fn serve(settings: Settings, demo: bool) -> Result<()> {
    let cost = password::Cost {
        memory_kib: settings.staff.argon2_memory_kib,
        iterations: settings.staff.argon2_iterations,
        parallelism: settings.staff.argon2_parallelism,
    };
    if let Some(missing) = config::no_knowledge(&settings) {
        anyhow::bail!(missing);
    }
    for warning in [config::read_by_others(&settings), config::not_offered(&settings)].into_iter().flatten() {
        tracing::warn!("{}", warning.trim());
    }
    let clock = Clock::of_server();
    let start = Start { demo, indexer: this_program() };
    let server = Server::start(settings, clock.clone(), start).await?;
    if demo {
        open_the_desk(&server, &clock)?;
        println!("Webbplats: {}/", server.origin);
        println!("Konsol:    {}/console", server.origin);
        println!("Konton, med nya lösenord vid varje start:");
        for (name, role, password) in demo_accounts(&server.store, &clock, cost).await? {
            println!("  {name:<6} {role:<18} lösenord: {password}");
        }
        println!("Chatten hålls öppen för hand. Avsluta med Ctrl-C.");
    } else {
        println!("Konsol: {}/console", server.origin);
    }
    server.run().await
}

/// The program that runs. Linux finds the very same one under this name, also after an update has put another one in its
/// place: an index is built by the program that reads it.
fn this_program() -> Option<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if running.exists() { Some(running.to_owned()) } else { std::env::current_exe().ok() }
}

/// Holds the desk open for as long as the process lives: the decision is kept in memory only.
fn open_the_desk(server: &Server, clock: &Clock) -> Result<()> {
    let until = clock.now() + Duration::days(365);
    let why = Written { reason: "demonstration", ..Written::default() };
    server.desk.override_hours(None, true, until, why)?;
    Ok(())
}

async fn demo_accounts(
    store: &Store,
    clock: &Clock,
    cost: password::Cost,
) -> Result<Vec<(&'static str, &'static str, String)>> {
    let mut accounts = Vec::new();
    for (name, display, word, roles) in DEMO_STAFF {
        let password = password::readable(&chance::bytes());
        let hash = password::hash(&password, &chance::bytes(), cost)?;
        if let Some(known) = store.staff_by_name(name).await? {
            store.set_password(known.id, hash).await?;
        } else {
            let id = AgentId::new(clock.now(), chance::bytes());
            let roles = roles.iter().copied().collect();
            let new = NewStaff { id, name: name.into(), display: display.into(), roles, password: hash, demo: true };
            store.add_staff(new, clock.now()).await?;
        }
        accounts.push((name, word, password));
    }
    Ok(accounts)
}
