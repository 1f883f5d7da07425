//! The load bench: what the server does under load, beside baselines that the bench builds itself.
//!
//! ```text
//! cargo bench --bench load -- [all|memory|relay|latency|start|pages] [--rounds 5] [--server PATH] [--no-floors]
//! ```
//!
//! Figures vary from run to run and from machine to machine, so everything is measured in interleaved rounds, and
//! what counts is the median of each round's ratio to a baseline of the same round:
//!
//! - *bare*: a relay on axum's own WebSockets, as its documentation shows it but for `TCP_NODELAY`, without any store
//! - *naive*: the same with one synced SQLite commit for each message, and an acknowledgement to its sender
//!
//! The server and the baselines run as processes of their own on core 0, the generator on core 1; the rows `memory`,
//! `start` and `pages` let the server have all cores. Every socket comes from a loopback address of its own. The server runs
//! with `config/bench.toml`, which lifts its limits; everything else is as installed. Nothing leaves the machine.
//!
//! | row | what is measured |
//! | --- | --- |
//! | `memory` | resident bytes for each of 8,000 visitors, after one message each |
//! | `relay` | messages a second that 256 pairs get relayed, synced and acknowledged, the server on one core |
//! | `latency` | p50 and p99 at 1,000 messages a second, open loop, from the intended moment; a sync probe beside it says which rounds the disk was quiet in |
//! | `start` | the time until ready, the memory at rest, also after the index was built, the size of the program |
//! | `pages` | the time until a changed page among 10,000 is answered from, and p99 of questions meanwhile |
//!
//! The bench exits with 1 when a figure misses what the project has promised, unless `--no-floors` is given. It needs
//! two cores that nothing else uses, `taskset`, about 10,000 open files, and less than ten minutes. Figures taken while
//! something else runs say little: the load before is printed.
//!
//! `cargo bench` builds the server, too, with the features of the development dependencies (axum's `ws`, for the
//! baselines). `--server` measures one that was built without them.
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock: it measures; its tasks end with it")]

#[path = "load/baseline.rs"]
mod baseline;
#[path = "search/corpus.rs"]
mod corpus;
#[path = "load/desk.rs"]
mod desk;
#[path = "load/figures.rs"]
mod figures;
#[path = "load/frame.rs"]
mod frame;
#[path = "load/latency.rs"]
mod latency;
#[path = "load/machine.rs"]
mod machine;
#[path = "load/memory.rs"]
mod memory;
#[path = "load/pages.rs"]
mod pages;
#[path = "load/pair.rs"]
mod pair;
#[path = "load/process.rs"]
mod process;
#[path = "load/relay.rs"]
mod relay;
#[path = "load/socket.rs"]
mod socket;
#[path = "load/start.rs"]
mod start;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

use crate::desk::Installation;
use crate::figures::Report;

/// The configuration of the server that is measured.
const CONFIG: &str = "config/bench.toml";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Row {
    All,
    Memory,
    Relay,
    Latency,
    Start,
    Pages,
}

impl Row {
    fn includes(self, row: Self) -> bool {
        self == Self::All || self == row
    }
}

/// Measures the server under load, beside baselines.
#[derive(Debug, Parser)]
struct Args {
    /// What to measure.
    #[arg(default_value = "all")]
    row: Row,
    /// Interleaved rounds, from 1 to 9.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=9))]
    rounds: u32,
    /// The server's program.
    #[arg(long, value_name = "PATH", default_value = "target/release/vagledare")]
    server: PathBuf,
    /// Measures the baselines only.
    #[arg(long)]
    baselines_only: bool,
    /// Exits with 0 even when a figure misses its floor.
    #[arg(long)]
    no_floors: bool,
    /// Visitors in `memory`.
    #[arg(long, default_value_t = 8_000, value_parser = clap::value_parser!(u32).range(2..=20_000))]
    visitors: u32,
    /// Messages that each one has under way in `relay`.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=16))]
    window: u64,
    /// What `cargo bench` adds.
    #[arg(long, hide = true)]
    bench: bool,
    #[arg(long, hide = true)]
    serve_baseline: Option<baseline::Kind>,
    #[arg(long, hide = true, default_value = ".")]
    baseline_dir: PathBuf,
}

const PAIRS: usize = 256;

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = match args.serve_baseline {
        Some(kind) => baseline::serve(kind, &args.baseline_dir).map(|()| true),
        None => bench(&args),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Measures and prints; `false` when a floor was missed that counts.
fn bench(args: &Args) -> Result<bool> {
    // Sockets of the pairs or the visitors, and some hundred for everything else.
    machine::settle(u64::from(args.visitors).max(1_024) + 1_000)?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let desk = if args.baselines_only {
        None
    } else {
        Some(Installation::prepare(root.join(&args.server), root.join(CONFIG))?)
    };
    ensure!(desk.is_some() || matches!(args.row, Row::Memory | Row::Relay), "this row has no baselines");
    let load = machine::load();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut report = Report::default();
    tokio::task::LocalSet::new().block_on(&runtime, async {
        tokio::select! {
            measured = rows(args, desk.as_ref(), &mut report) => measured,
            // Servers and their data go when what holds them is dropped: also when somebody has waited long enough.
            stopped = interrupted() => stopped.and_then(|()| bail!("interrupted")),
        }
    })?;
    println!("{} on {} cores; configuration {CONFIG}; {} rounds", machine::processor(), machine::cores(), args.rounds);
    println!("processes that ran or waited for a core before (1 minute): {load}\n");
    println!("{}", report.table());
    let missed = report.missed();
    if missed > 0 {
        println!("{missed} figures miss what they must reach");
    }
    Ok(missed == 0 || args.no_floors)
}

/// Waits for Ctrl-C or SIGTERM.
async fn interrupted() -> Result<()> {
    let mut term = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = term.recv() => Ok(()),
        pressed = tokio::signal::ctrl_c() => Ok(pressed?),
    }
}

async fn rows(args: &Args, desk: Option<&Installation>, report: &mut Report) -> Result<()> {
    let rounds = usize::try_from(args.rounds)?;
    if args.row.includes(Row::Memory) {
        memory::run(desk, rounds, usize::try_from(args.visitors)?, report).await?;
    }
    if args.row.includes(Row::Relay) {
        let (warm_up, measured) = (Duration::from_millis(300), Duration::from_secs(1));
        let talk = relay::Talk { pairs: PAIRS, window: args.window, turns: 5, warm_up, measured };
        relay::run(desk, rounds, talk, report).await?;
    }
    let Some(desk) = desk else { return Ok(()) };
    if args.row.includes(Row::Latency) {
        let (warm_up, measured) = (Duration::from_secs(1), Duration::from_secs(8));
        let pace = latency::Pace { pairs: PAIRS, per_second: 1_000, warm_up, measured };
        latency::run(desk, rounds, pace, report).await?;
    }
    if args.row.includes(Row::Start) {
        start::run(desk, rounds, report).await?;
    }
    if args.row.includes(Row::Pages) {
        pages::run(desk, rounds, report).await?;
    }
    Ok(())
}
