//! What a change of one page among ten thousand costs: the time until it is answered from, and what those who ask
//! meanwhile notice of it.

use std::ffi::OsStr;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, sleep_until, timeout};

use crate::corpus;
use crate::desk::{Desk, Installation, directory, is_reply};
use crate::figures::{Floor, Report, percentile_ms, ratios};
use crate::process::Cores;
use crate::socket::Socket;

/// Sections on each page of the corpus: a page has as many passages.
const SECTIONS: usize = 5;
const PAGES: usize = 10_000;
const VISITORS: u32 = 16;
/// Questions a second of all of them together.
const RATE: u32 = 40;
const WARM_UP: Duration = Duration::from_secs(2);
const BEFORE: Duration = Duration::from_secs(15);
const PATIENCE: Duration = Duration::from_mins(1);

/// A knowledge folder with so many passages of the corpus, and the words of this project.
pub(crate) fn knowledge(passages: usize) -> Result<tempfile::TempDir> {
    let folder = directory()?;
    corpus::write(&folder.path().join("pages"), passages);
    std::fs::create_dir(folder.path().join("phrases"))?;
    for words in ["phrases/sv.toml", "phrases/en.toml", "referrals.toml"] {
        std::fs::copy(Path::new("knowledge").join(words), folder.path().join(words))?;
    }
    Ok(folder)
}

/// The setting that has a server answer from that folder.
pub(crate) fn from(knowledge: &tempfile::TempDir) -> [(&'static str, &OsStr); 1] {
    [("VAGLEDARE__KNOWLEDGE__DIR", knowledge.path().as_os_str())]
}

/// Measures the server. Each round changes the same page again.
pub(crate) async fn run(desk: &Installation, rounds: usize, report: &mut Report) -> Result<()> {
    let knowledge = knowledge(PAGES * SECTIONS)?;
    change(knowledge.path(), 0)?;
    let desk = desk.start_in(directory()?, Cores::All, &from(&knowledge)).await?.0;
    let (mut took, mut before, mut during) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=rounds {
        eprintln!("pages, round {round} of {rounds}");
        let measured = measure(&desk, knowledge.path(), round).await?;
        eprintln!(
            "  {:.2} s, p99 {:.2} ms before and {:.2} ms during",
            measured.took, measured.before, measured.during
        );
        took.push(measured.took);
        before.push(measured.before);
        during.push(measured.during);
    }
    report.figure("pages: one of 10,000 changed, until answered from", "s", took, Some(Floor::AtMost(10.0)));
    report.figure("pages: a question meanwhile / before, p99", "×", ratios(&during, &before), Some(Floor::AtMost(3.0)));
    report.figure("pages: a question before, p99", "ms", before, None);
    report.figure("pages: a question meanwhile, p99", "ms", during, None);
    report.remark(format!(
        "pages: {PAGES} pages with {SECTIONS} passages of 120 words each; {VISITORS} visitors ask {RATE} questions a \
         second, open loop, until they have their answers"
    ));
    Ok(())
}

struct Measured {
    took: f64,
    before: f64,
    during: f64,
}

async fn measure(desk: &Desk, knowledge: &Path, round: usize) -> Result<Measured> {
    let (stop, stopped) = watch::channel(false);
    let mut asking = JoinSet::new();
    for number in 0..VISITORS {
        let visitor = desk.visitor(usize::try_from(number)? + 1_000 * round).await?;
        asking.spawn_local(ask(visitor, number, stopped.clone()));
    }
    let mut prober = desk.visitor(1_000 * round + 999).await?;
    sleep(WARM_UP).await;
    let begin = Instant::now();
    sleep(BEFORE).await;
    let changed = Instant::now();
    change(knowledge, round)?;
    timeout(PATIENCE, until_answered(&mut prober, round)).await.context("the change is not answered from")??;
    let answered = Instant::now();
    stop.send(true)?;
    let (mut before, mut during) = (Vec::new(), Vec::new());
    while let Some(asked) = asking.join_next().await {
        for (at, took) in asked?? {
            match at {
                at if at >= changed && at <= answered => during.push(took),
                at if at >= begin && at < changed => before.push(took),
                _ => {}
            }
        }
    }
    let took = answered - changed;
    ensure!(during.len() > 50 && before.len() > 500, "too few questions: {} and {}", before.len(), during.len());
    let (before, during) = (percentile_ms(&mut before, 99), percentile_ms(&mut during, 99));
    Ok(Measured { took: took.as_secs_f64(), before, during })
}

/// Writes the page that changes.
fn change(knowledge: &Path, round: usize) -> Result<()> {
    let page = format!(
        "+++\ntitle = \"Kvastfabriken i Ukna\"\nurl = \"https://k.example/kvast\"\n+++\nKvastfabriken i Ukna öppnar {}.\n",
        hour(round)
    );
    Ok(std::fs::write(knowledge.join("pages/kvastfabriken.md"), page)?)
}

fn hour(round: usize) -> String {
    format!("klockan {round:02}")
}

async fn until_answered(prober: &mut Socket, round: usize) -> Result<()> {
    for number in 0_u32.. {
        if answer(prober, &format!("p{round}-{number}"), "När öppnar kvastfabriken i Ukna?")
            .await?
            .contains(&hour(round))
        {
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// Asks at an even pace; gives the moment of each question and how long its answer took. A question whose turn came
/// while the one before was not answered counts from its turn.
async fn ask(mut visitor: Socket, number: u32, stopped: watch::Receiver<bool>) -> Result<Vec<(Instant, Duration)>> {
    let (questions, pace) = (corpus::questions(), Duration::from_secs(1) / RATE * VISITORS);
    let mut turn = tokio::time::Instant::now() + Duration::from_secs(1) / RATE * number;
    let mut asked = Vec::new();
    for (id, question) in (0_u32..).zip(questions.iter().cycle().skip(usize::try_from(number)? * 7)) {
        if *stopped.borrow() {
            break;
        }
        let is_late = turn < tokio::time::Instant::now();
        sleep_until(turn).await;
        // The runtime's timers are exact to a millisecond only, which is not the server's doing.
        let from = if is_late { turn.into_std() } else { Instant::now() };
        answer(&mut visitor, &format!("q{id}"), question).await?;
        asked.push((from, from.elapsed()));
        turn += pace;
    }
    Ok(asked)
}

/// Asks and waits for the answer.
async fn answer(visitor: &mut Socket, id: &str, question: &str) -> Result<String> {
    visitor.send(serde_json::json!({"type": "say", "id": id, "text": question}).to_string()).await?;
    loop {
        let frame = visitor.next_of("entry").await?;
        if is_reply(&frame) {
            return Ok(frame.as_str().to_owned());
        }
    }
}
