//! How fast the server starts, what it needs at rest, and how large it is.

use std::ffi::OsStr;
use std::time::Duration;

use anyhow::Result;

use crate::desk::{Desk, Installation, directory};
use crate::figures::{Floor, Report};
use crate::pages;
use crate::process::Cores;

/// Starts the server with an index to be built, then with the index there.
pub(crate) async fn run(desk: &Installation, rounds: usize, report: &mut Report) -> Result<()> {
    let (mut without, mut with, mut resting) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=rounds {
        eprintln!("start, round {round} of {rounds}");
        let data = desk.start(Cores::All).await?.into_data();
        let index = Desk::index_in(&data);
        if index.exists() {
            std::fs::remove_dir_all(&index)?;
        }
        let (first, took) = desk.start_in(data, Cores::All, &[]).await?;
        without.push(ms(took));
        let (second, took) = desk.start_in(first.into_data(), Cores::All, &[]).await?;
        with.push(ms(took));
        tokio::time::sleep(REST).await;
        resting.push(second.process.resident()?.all / MIB);
    }
    let knowledge = pages::knowledge(PASSAGES)?;
    let (mut built, mut there) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        eprintln!("start with {PASSAGES} passages, round {round} of {rounds}");
        let (after, data) = at_rest(desk, directory()?, &pages::from(&knowledge)).await?;
        built.push(after);
        there.push(at_rest(desk, data, &pages::from(&knowledge)).await?.0);
    }
    let size = f64::from(u32::try_from(desk.size()?)?) / MIB;
    report.figure("start: ready, index there", "ms", with, Some(Floor::AtMost(60.0)));
    report.figure("start: ready, index to be built", "ms", without, Some(Floor::AtMost(1_000.0)));
    report.figure("start: resident at rest, 55 pages", "MiB", resting, Some(Floor::AtMost(25.0)));
    report.figure("start: resident at rest, 10,000 passages", "MiB", there, Some(Floor::AtMost(25.0)));
    report.figure("start: the same, after the index was built", "MiB", built, Some(Floor::AtMost(25.0)));
    report.figure("start: release binary", "MiB", vec![size], Some(Floor::AtMost(20.0)));
    Ok(())
}

/// Starts a server and gives what it holds when it has come to rest, and its data.
async fn at_rest(
    desk: &Installation,
    data: tempfile::TempDir,
    settings: &[(&str, &OsStr)],
) -> Result<(f64, tempfile::TempDir)> {
    let (started, _) = desk.start_in(data, Cores::All, settings).await?;
    tokio::time::sleep(REST).await;
    let resident = started.process.resident()?.all / MIB;
    Ok((resident, started.into_data()))
}

/// As many as the pages of a large municipality have.
const PASSAGES: usize = 10_000;

const REST: Duration = Duration::from_secs(2);

const MIB: f64 = 1024.0 * 1024.0;

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
