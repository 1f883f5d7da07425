//! What a visitor costs in memory: thousands of them with a conversation, after one message each.

use std::time::Duration;

use anyhow::{Context as _, Result};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::baseline::{Baseline, Kind};
use crate::desk::{self, Installation, directory};
use crate::figures::{Floor, Report, ratios};
use crate::process::{Cores, Process, Resident};
use crate::socket::Socket;

// So many begin at the same time: as in a busy moment, not all in one instant.
const AT_ONCE: usize = 64;

/// Measures the server and the bare baseline, interleaved.
pub(crate) async fn run(
    desk: Option<&Installation>,
    rounds: usize,
    visitors: usize,
    report: &mut Report,
) -> Result<()> {
    let (mut bare, mut all, mut own) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=rounds {
        eprintln!("memory, round {round} of {rounds}");
        bare.push(baseline(visitors).await.context("bare")?.all);
        if let Some(desk) = desk {
            let each = server(desk, visitors).await.context("the server")?;
            all.push(each.all);
            own.push(each.own);
        }
    }
    if desk.is_some() {
        let floor = Some(Floor::AtMost(5_000.0));
        report.figure("memory: bare / vagledare", "×", ratios(&bare, &all), None);
        report.figure("memory: vagledare, each visitor", "bytes", all, floor);
        report.figure("memory: vagledare, without mapped files", "bytes", own, None);
    }
    report.figure("memory: bare, each socket", "bytes", bare, None);
    report.remark(format!(
        "memory: {visitors} sockets from as many addresses; at vagledare each has asked the assistant and has its answer; \
         at bare they stand in pairs, and one of each pair has written to the other"
    ));
    Ok(())
}

async fn server(desk: &Installation, visitors: usize) -> Result<Resident> {
    let desk = desk.start(Cores::All).await?;
    let before = settled(&desk.process).await?;
    let sockets: Vec<Socket> =
        stream::iter(0..visitors).map(|number| ask(&desk, number)).buffer_unordered(AT_ONCE).try_collect().await?;
    let after = settled(&desk.process).await?;
    Ok(each(before, after, sockets.len()))
}

/// A visitor who asks and waits for the answer.
async fn ask(desk: &desk::Desk, number: usize) -> Result<Socket> {
    let mut visitor = desk.visitor(number).await?;
    visitor.send(desk::QUESTION.to_owned()).await?;
    let answered = async {
        while !desk::is_reply(&visitor.next_of("entry").await?) {}
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(30), answered).await.context("a question found no answer")??;
    Ok(visitor)
}

async fn baseline(visitors: usize) -> Result<Resident> {
    let baseline = Baseline::start(Kind::Bare, Cores::All, directory()?)?;
    let before = settled(&baseline.process).await?;
    let pairs: Vec<[Socket; 2]> =
        stream::iter(0..visitors / 2).map(|room| baseline.meet(room)).buffer_unordered(AT_ONCE).try_collect().await?;
    let after = settled(&baseline.process).await?;
    Ok(each(before, after, 2 * pairs.len()))
}

/// The memory when it has not changed for a while: writers and caches have come to rest.
async fn settled(process: &Process) -> Result<Resident> {
    let mut last = process.resident()?;
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(250)).await;
        let now = process.resident()?;
        if (now.all - last.all).abs() < 16.0 * 1024.0 {
            return Ok(now);
        }
        last = now;
    }
    Ok(last)
}

fn each(before: Resident, after: Resident, count: usize) -> Resident {
    let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    Resident { all: (after.all - before.all) / count, own: (after.own - before.own) / count }
}
