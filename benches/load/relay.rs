//! How many messages a second one core relays between pairs: the server, the bare and the naive baseline.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use futures_util::future::try_join_all;
use tokio::task::JoinSet;

use crate::baseline::{Baseline, Kind};
use crate::desk::{Installation, directory};
use crate::figures::{Floor, Report, median, ratios};
use crate::pair::Pair;
use crate::process::{Cores, Process, used};

/// How the pairs talk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Talk {
    pub(crate) pairs: usize,
    /// How many messages each one has under way.
    pub(crate) window: u64,
    pub(crate) warm_up: Duration,
    pub(crate) measured: Duration,
}

/// What came of one measurement.
#[derive(Debug, Clone, Copy)]
struct Rate {
    per_second: f64,
    /// The part of its core that the server used, and the generator.
    server: f64,
    generator: f64,
}

impl Rate {
    /// How long the server works for a message, in µs: it varies less than the rate when other things run.
    fn cost_us(&self) -> f64 {
        self.server / 100.0 / self.per_second * 1e6
    }
}

/// All rounds of one system.
#[derive(Debug, Default)]
struct Rounds(Vec<Rate>);

impl Rounds {
    fn of(&self, figure: impl Fn(&Rate) -> f64) -> Vec<f64> {
        self.0.iter().map(figure).collect()
    }
}

/// Measures all three, interleaved.
pub(crate) async fn run(desk: Option<&Installation>, rounds: usize, talk: Talk, report: &mut Report) -> Result<()> {
    let (mut bare, mut naive, mut own) = (Rounds::default(), Rounds::default(), Rounds::default());
    for round in 1..=rounds {
        eprintln!("relay, round {round} of {rounds}");
        naive.0.push(baseline(Kind::Naive, talk).await.context("naive")?);
        if let Some(desk) = desk {
            own.0.push(server(desk, talk).await.context("the server")?);
        }
        bare.0.push(baseline(Kind::Bare, talk).await.context("bare")?);
    }
    show("relay: naive", &naive, report);
    show("relay: bare", &bare, report);
    let rate = |rounds: &Rounds| rounds.of(|rate| rate.per_second);
    report.figure("relay: bare / naive", "×", ratios(&rate(&bare), &rate(&naive)), None);
    if desk.is_some() {
        show("relay: vagledare", &own, report);
        let floor = |least| Some(Floor::AtLeast(least));
        report.figure("relay: vagledare / naive", "×", ratios(&rate(&own), &rate(&naive)), floor(5.0));
        report.figure("relay: vagledare / bare", "×", ratios(&rate(&own), &rate(&bare)), floor(0.5));
    }
    if median(&bare.of(|rate| rate.generator)).is_some_and(|part| part > 97.0) {
        report.remark("relay: the generator used all of its core; bare is faster than it shows".to_owned());
    }
    Ok(())
}

fn show(what: &str, rounds: &Rounds, report: &mut Report) {
    report.figure(what, "msg/s", rounds.of(|rate| rate.per_second), None);
    report.figure(&format!("{what}: server's core"), "%", rounds.of(|rate| rate.server), None);
    report.figure(&format!("{what}: generator's core"), "%", rounds.of(|rate| rate.generator), None);
    report.figure(&format!("{what}: a message costs"), "µs", rounds.of(Rate::cost_us), None);
}

async fn server(desk: &Installation, talk: Talk) -> Result<Rate> {
    let desk = desk.start(Cores::One).await?;
    let pairs = desk.pairs(talk.pairs).await?;
    measure(pairs, &desk.process, talk).await
}

async fn baseline(kind: Kind, talk: Talk) -> Result<Rate> {
    let baseline = Baseline::start(kind, Cores::One, directory()?)?;
    let pairs = try_join_all((0..talk.pairs).map(|room| baseline.meet(room))).await?;
    let pairs =
        pairs.into_iter().map(|[visitor, agent]| Pair::new(visitor, agent, None, kind == Kind::Naive)).collect();
    measure(pairs, &baseline.process, talk).await
}

async fn measure(pairs: Vec<Pair>, process: &Process, talk: Talk) -> Result<Rate> {
    let done = Rc::new(Cell::new(0));
    let end = Instant::now() + talk.warm_up + talk.measured;
    let mut tasks = JoinSet::new();
    for pair in pairs {
        tasks.spawn_local(pair.chatter(talk.window, end, Rc::clone(&done)));
    }
    tokio::time::sleep(talk.warm_up).await;
    let (begin, before) = (Instant::now(), done.get());
    let (server, generator) = (process.used()?, used("self")?);
    // A little before the end, so that all of them are still at it.
    tokio::time::sleep(end.saturating_duration_since(Instant::now() + Duration::from_millis(20))).await;
    let (took, count) = (begin.elapsed().as_secs_f64(), done.get() - before);
    let part = |before: Duration, after: Duration| 100.0 * (after.as_secs_f64() - before.as_secs_f64()) / took;
    let rate = Rate {
        per_second: f64::from(u32::try_from(count)?) / took,
        server: part(server, process.used()?),
        generator: part(generator, used("self")?),
    };
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok(rate)
}
