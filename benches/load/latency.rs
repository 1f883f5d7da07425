//! How long a message takes at a steady rate, open loop: measured from the moment at which it should have been sent, so
//! that a server that stands still is not spared the messages that it kept from being sent.

use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::desk::{Installation, directory};
use crate::figures::{Floor, Report, percentile_ms};
use crate::frame::Side;
use crate::pair::{Order, Taken};
use crate::process::Cores;

/// The disk counts as quiet while 99 in 100 of the probe's syncs take less than this.
const QUIET_MS: f64 = 1.5;
const PATIENCE: Duration = Duration::from_secs(10);

/// The load.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) pairs: usize,
    pub(crate) per_second: u32,
    pub(crate) warm_up: Duration,
    pub(crate) measured: Duration,
}

/// One round, in milliseconds.
#[derive(Debug)]
struct Round {
    acknowledged: [f64; 2],
    arrived: [f64; 2],
    probe: [f64; 2],
    late: f64,
}

/// Measures the server.
pub(crate) async fn run(desk: &Installation, rounds: usize, pace: Pace, report: &mut Report) -> Result<()> {
    let mut all = Vec::new();
    for round in 1..=rounds {
        eprintln!("latency, round {round} of {rounds}");
        let round = measure(desk, pace).await?;
        eprintln!(
            "  acknowledged {:.2?} ms, arrived {:.2?} ms, sync probe {:.2?} ms (p50, p99)",
            round.acknowledged, round.arrived, round.probe
        );
        all.push(round);
    }
    let quiet: Vec<&Round> = all.iter().filter(|round| round.probe[1] < QUIET_MS).collect();
    let of = |figure: fn(&Round) -> f64| quiet.iter().map(|round| figure(round)).collect::<Vec<_>>();
    let (p50, p99) = (Some(Floor::AtMost(0.6)), Some(Floor::AtMost(5.0)));
    report.figure("latency: acknowledged, p50", "ms", of(|it| it.acknowledged[0]), p50);
    report.figure("latency: acknowledged, p99", "ms", of(|it| it.acknowledged[1]), p99);
    report.figure("latency: arrived, p50", "ms", of(|it| it.arrived[0]), p50);
    report.figure("latency: arrived, p99", "ms", of(|it| it.arrived[1]), p99);
    let every = |figure: fn(&Round) -> f64| all.iter().map(figure).collect::<Vec<_>>();
    report.figure("latency: sync probe, p50 (all rounds)", "ms", every(|it| it.probe[0]), None);
    report.figure("latency: sync probe, p99 (all rounds)", "ms", every(|it| it.probe[1]), None);
    report.figure("latency: generator late, p99 (all rounds)", "ms", every(|it| it.late), None);
    report.remark(format!(
        "latency: {} messages a second between {} pairs; {} of {rounds} rounds count, those in which the sync probe's \
         p99 was under {QUIET_MS} ms",
        pace.per_second,
        pace.pairs,
        quiet.len()
    ));
    Ok(())
}

async fn measure(desk: &Installation, pace: Pace) -> Result<Round> {
    let desk = desk.start(Cores::One).await?;
    let mut tasks = JoinSet::new();
    let mut orders = Vec::new();
    for pair in desk.pairs(pace.pairs).await? {
        let (order, ordered) = mpsc::unbounded_channel();
        tasks.spawn_local(pair.obey(ordered, PATIENCE));
        orders.push(order);
    }
    // Not measured: caches fill, and the write-ahead log gets its size.
    let (orders, _) = beat(orders, pace.per_second, pace.warm_up, Measured::No).await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let probe = Probe::start(directory()?)?;
    let (orders, mut late) = beat(orders, pace.per_second, pace.measured, Measured::Yes).await?;
    drop(orders);
    let mut taken = Taken::default();
    while let Some(ended) = tasks.join_next().await {
        taken.append(ended??);
    }
    let mut synced = probe.stop()?;
    let figures = |taken: &mut [Duration]| [percentile_ms(taken, 50), percentile_ms(taken, 99)];
    Ok(Round {
        acknowledged: figures(&mut taken.acknowledged),
        arrived: figures(&mut taken.arrived),
        probe: figures(&mut synced),
        late: percentile_ms(&mut late, 99),
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measured {
    Yes,
    No,
}

/// Gives orders at an even pace, round the pairs, visitors and agents in turn. A thread of its own keeps the time: the
/// timers of the runtime are exact to a millisecond only. Gives the channels back, and how late each order was.
async fn beat(
    orders: Vec<mpsc::UnboundedSender<Order>>,
    per_second: u32,
    long: Duration,
    measured: Measured,
) -> Result<(Vec<mpsc::UnboundedSender<Order>>, Vec<Duration>)> {
    let (done, is_done) = tokio::sync::oneshot::channel();
    let thread = thread::Builder::new().name("beat".to_owned()).spawn(move || {
        // Woken to the microsecond instead of within 50 of them. Where it cannot be set, `late` shows it.
        let _ = std::fs::write("/proc/thread-self/timerslack_ns", "1");
        let (begin, between) = (Instant::now(), Duration::from_secs(1) / per_second);
        let mut late = Vec::new();
        let mut due = begin;
        let mut next = 0;
        while due < begin + long {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let side = if (next / orders.len()).is_multiple_of(2) { Side::Visitor } else { Side::Agent };
            // A pair that has ended tells why by itself.
            let _ = orders[next % orders.len()].send((side, (measured == Measured::Yes).then_some(due)));
            late.push(due.elapsed());
            next += 1;
            due += between;
        }
        let _ = done.send(());
        (orders, late)
    })?;
    // The runtime must not stand still while the thread works.
    let _ = is_done.await;
    thread.join().map_err(|_| anyhow!("the thread that keeps the time has panicked"))
}

/// What the disk can do in the same period: a small file, written and synced fifty times a second.
#[derive(Debug)]
struct Probe {
    stop: Arc<AtomicBool>,
    thread: thread::JoinHandle<Result<Vec<Duration>>>,
}

impl Probe {
    fn start(dir: tempfile::TempDir) -> Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        let thread = thread::Builder::new().name("probe".to_owned()).spawn(move || probe(dir.path(), &asked))?;
        Ok(Self { stop, thread })
    }

    fn stop(self) -> Result<Vec<Duration>> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| anyhow!("the sync probe has panicked"))?
    }
}

fn probe(dir: &Path, stop: &AtomicBool) -> Result<Vec<Duration>> {
    let mut file = File::create(dir.join("probe")).context("no file for the sync probe")?;
    let block = [b'v'; 4096];
    // Its place on the disk is found before the first sync that counts.
    file.write_all(&block)?;
    file.sync_all()?;
    let mut taken = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_millis(20));
        let begin = Instant::now();
        file.rewind()?;
        file.write_all(&block)?;
        file.sync_data()?;
        taken.push(begin.elapsed());
    }
    Ok(taken)
}
