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
    /// How often each system has its turn in a round, and how long one is.
    pub(crate) turns: usize,
    pub(crate) warm_up: Duration,
    pub(crate) measured: Duration,
}

/// What came of one round, or of a turn.
#[derive(Debug, Clone, Copy, Default)]
struct Rate {
    took: Duration,
    messages: u64,
    /// The processor time of the server, and of the generator.
    server: Duration,
    generator: Duration,
}

impl Rate {
    fn per_second(&self) -> f64 {
        u32::try_from(self.messages).map_or(f64::MAX, f64::from) / self.took.as_secs_f64()
    }

    /// The part of its core that something used.
    fn part(&self, used: Duration) -> f64 {
        100.0 * used.as_secs_f64() / self.took.as_secs_f64()
    }

    /// How long the server works for a message, in µs: it varies less than the rate when other things run.
    fn cost_us(&self) -> f64 {
        self.server.as_secs_f64() * 1e6 / f64::from(u32::try_from(self.messages).unwrap_or(u32::MAX))
    }

    fn add(&mut self, turn: &Self) {
        self.took += turn.took;
        self.messages += turn.messages;
        self.server += turn.server;
        self.generator += turn.generator;
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

/// The pairs of one system, quiet until it is their turn.
struct Talkers<'a> {
    pairs: Vec<Pair>,
    process: &'a Process,
    round: Rate,
}

/// Measures all three, interleaved.
pub(crate) async fn run(desk: Option<&Installation>, rounds: usize, talk: Talk, report: &mut Report) -> Result<()> {
    let (mut bare, mut naive, mut own) = (Rounds::default(), Rounds::default(), Rounds::default());
    for number in 1..=rounds {
        eprintln!("relay, round {number} of {rounds}");
        let rates = round(desk, talk).await?;
        naive.0.push(rates.naive);
        own.0.extend(rates.own);
        bare.0.push(rates.bare);
    }
    show("relay: naive", &naive, report);
    show("relay: bare", &bare, report);
    let rate = |rounds: &Rounds| rounds.of(Rate::per_second);
    report.figure("relay: bare / naive", "×", ratios(&rate(&bare), &rate(&naive)), None);
    if desk.is_some() {
        show("relay: vagledare", &own, report);
        let floor = |least| Some(Floor::AtLeast(least));
        report.figure("relay: vagledare / naive", "×", ratios(&rate(&own), &rate(&naive)), floor(5.0));
        report.figure("relay: vagledare / bare", "×", ratios(&rate(&own), &rate(&bare)), floor(0.5));
    }
    if median(&bare.of(|rate| rate.part(rate.generator))).is_some_and(|part| part > 97.0) {
        report.remark("relay: the generator used all of its core; bare is faster than it shows".to_owned());
    }
    Ok(())
}

fn show(what: &str, rounds: &Rounds, report: &mut Report) {
    report.figure(what, "msg/s", rounds.of(Rate::per_second), None);
    report.figure(&format!("{what}: server's core"), "%", rounds.of(|rate| rate.part(rate.server)), None);
    report.figure(&format!("{what}: generator's core"), "%", rounds.of(|rate| rate.part(rate.generator)), None);
    report.figure(&format!("{what}: a message costs"), "µs", rounds.of(Rate::cost_us), None);
}

/// What came of one round of each.
struct Round {
    naive: Rate,
    own: Option<Rate>,
    bare: Rate,
}

/// One round: all of them stand on the same core, and one after the other has a turn of a second or so, again and again.
/// What else the machine does, which changes from one ten seconds to the next, meets them alike.
async fn round(desk: Option<&Installation>, talk: Talk) -> Result<Round> {
    let start = |kind| Baseline::start(kind, Cores::One, directory()?);
    let (naive, bare) = (start(Kind::Naive).context("naive")?, start(Kind::Bare).context("bare")?);
    let server = match desk {
        Some(desk) => Some(desk.start(Cores::One).await.context("the server")?),
        None => None,
    };
    let mut own = match &server {
        Some(server) => Some(Talkers::new(server.pairs(talk.pairs).await?, &server.process)),
        None => None,
    };
    let mut naive = Talkers::new(meet(&naive, Kind::Naive, talk.pairs).await?, &naive.process);
    let mut bare = Talkers::new(meet(&bare, Kind::Bare, talk.pairs).await?, &bare.process);
    for _ in 0..talk.turns {
        for talkers in [Some(&mut naive), own.as_mut(), Some(&mut bare)].into_iter().flatten() {
            talkers.take_turn(talk).await?;
        }
    }
    Ok(Round { naive: naive.round, own: own.map(|own| own.round), bare: bare.round })
}

async fn meet(baseline: &Baseline, kind: Kind, pairs: usize) -> Result<Vec<Pair>> {
    let sockets = try_join_all((0..pairs).map(|room| baseline.meet(room))).await?;
    let pair = |[visitor, agent]: [_; 2]| Pair::new(visitor, agent, None, kind == Kind::Naive);
    Ok(sockets.into_iter().map(pair).collect())
}

impl<'a> Talkers<'a> {
    fn new(pairs: Vec<Pair>, process: &'a Process) -> Self {
        Self { pairs, process, round: Rate::default() }
    }

    /// Lets all of them talk for a turn, and counts it.
    async fn take_turn(&mut self, talk: Talk) -> Result<()> {
        let done = Rc::new(Cell::new(0));
        let end = Instant::now() + talk.warm_up + talk.measured;
        let mut tasks = JoinSet::new();
        for pair in self.pairs.drain(..) {
            tasks.spawn_local(pair.chatter(talk.window, end, Rc::clone(&done)));
        }
        tokio::time::sleep(talk.warm_up).await;
        let (begin, before) = (Instant::now(), done.get());
        let (server, generator) = (self.process.used()?, used("self")?);
        // A little before the end, so that all of them are still at it.
        tokio::time::sleep(end.saturating_duration_since(Instant::now() + Duration::from_millis(20))).await;
        self.round.add(&Rate {
            took: begin.elapsed(),
            messages: done.get() - before,
            server: self.process.used()?.saturating_sub(server),
            generator: used("self")?.saturating_sub(generator),
        });
        while let Some(ended) = tasks.join_next().await {
            self.pairs.push(ended??);
        }
        Ok(())
    }
}
