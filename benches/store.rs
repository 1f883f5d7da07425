//! How fast the store acknowledges: one synced commit for each message, against one for all that wait.
//!
//! `cargo bench --bench store [-- DIRECTORY]` works on a new file in the directory (the system's temporary one unless
//! told otherwise: it should be a real disk). Both ways run in turn, five rounds, and the medians of the rounds are
//! printed with the ratio of each pair, because a machine's disk differs more from minute to minute than the two do.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;
use vagledare::conversation::{
    AgentId, Asked, Change, Client, ClientId, Command, Conversation, ConversationId, KeyHash, Reach, Text,
};
use vagledare::language::Language;
use vagledare::store::{Store, StoreOptions};

const ROUNDS: usize = 5;
/// How many conversations write at once.
const PAIRS: u32 = 64;
const ALONE: u32 = 1_000;
const TOGETHER: u32 = 64_000;

fn main() -> Result<()> {
    let home =
        std::env::args().skip(1).find(|word| !word.starts_with('-')).map_or_else(std::env::temp_dir, PathBuf::from);
    let dir = home.join(format!("vagledare-bench-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    let measured = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build()?.block_on(measure(&dir));
    std::fs::remove_dir_all(&dir)?;
    measured
}

async fn measure(dir: &Path) -> Result<()> {
    let file = dir.join("store.sqlite");
    let store = Store::open(&file, StoreOptions::default())?;
    let mut pairs = Vec::new();
    for number in 0..PAIRS {
        pairs.push(begin(&store, number).await?);
    }
    let mut rounds = Vec::new();
    for round in 1..=ROUNDS {
        let alone = alone(&store, &mut pairs).await?;
        let before = (store.commits(), writer_time());
        let together = together(&store, &mut pairs).await?;
        let batch = f64::from(TOGETHER) / f64::from(u32::try_from(store.commits() - before.0)?);
        let work = (writer_time() - before.1) / f64::from(TOGETHER);
        println!(
            "round {round}: one commit a message {alone:6.0}/s   group commit {together:6.0}/s   {:.1} x   \
             {batch:.1} a commit, the writer works {work:.1} µs a message",
            together / alone
        );
        rounds.push((alone, together, together / alone, work));
    }
    let (alone, together) = (median(rounds.iter().map(|it| it.0)), median(rounds.iter().map(|it| it.1)));
    let ratio = median(rounds.iter().map(|it| it.2));
    let work = median(rounds.iter().map(|it| it.3));
    println!("medians: {alone:.0}/s   {together:.0}/s   paired {ratio:.1} x   the writer works {work:.1} µs a message");
    store.close();
    println!("file: {} KiB", std::fs::metadata(&file)?.len() / 1024);
    Ok(())
}

/// Every message waits for the one before.
async fn alone(store: &Store, pairs: &mut [Conversation]) -> Result<f64> {
    let changes = talk(&mut pairs[0], ALONE)?;
    let start = now();
    for change in changes {
        store.append(change).await?;
    }
    Ok(f64::from(ALONE) / start.elapsed().as_secs_f64())
}

/// In every conversation a message waits for the one before; the conversations do not wait for each other.
async fn together(store: &Store, pairs: &mut [Conversation]) -> Result<f64> {
    let prepared = pairs.iter_mut().map(|pair| talk(pair, TOGETHER / PAIRS)).collect::<Result<Vec<_>>>()?;
    let start = now();
    let mut tasks = JoinSet::new();
    for talk in prepared {
        let store = store.clone();
        tasks.spawn(async move {
            for change in talk {
                store.append(change).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(f64::from(TOGETHER) / start.elapsed().as_secs_f64())
}

async fn begin(store: &Store, number: u32) -> Result<Conversation> {
    let byte = u8::try_from(number)?;
    let new = Conversation::new(ConversationId::new(at(0), [byte; 10]), Language::Sv, None, at(0));
    let said = Command::Say { text: Text::new("Hej!", 100)?, noticed: None };
    let change = new.step(said, None, Reach::Person, at(0))?;
    let mut conversation = change.next.clone();
    store.begin(Arc::new(change), KeyHash([byte; 32]), at(0)).await?;
    let accept = Command::Accept(Asked { agent: agent(), name: "Anna".into(), capacity: u16::MAX });
    let change = conversation.step(accept, None, Reach::Closed, at(1))?;
    conversation = change.next.clone();
    store.append(Arc::new(change)).await?;
    Ok(conversation)
}

/// Visitor and agent in turn; decided beforehand, so that only the store is measured.
fn talk(conversation: &mut Conversation, messages: u32) -> Result<Vec<Arc<Change>>> {
    let mut changes = Vec::new();
    for message in 0..messages {
        let text =
            Text::new(&format!("Meddelande {message}: vi svarar så snart vi kan, vardagar klockan 8 till 16."), 4_000)?;
        let command = if message % 2 == 0 {
            Command::Say { text, noticed: None }
        } else {
            Command::AgentSay { by: agent(), name: "Anna".into(), text }
        };
        let id = format!("{:08x}-4d3c-4b2a-9180-{:012x}", conversation.seq.0, message);
        let client = ClientId::new(&id).context("an id")?;
        let client = Client::new(command.agent(), client);
        let change = conversation.step(command, Some(client), Reach::Closed, at(i64::from(conversation.seq.0)))?;
        conversation.clone_from(&change.next);
        changes.push(Arc::new(change));
    }
    Ok(changes)
}

fn agent() -> AgentId {
    AgentId::new(at(0), [0; 10])
}

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_772_438_400 + second)
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn now() -> Instant {
    Instant::now()
}

/// How long the writer's thread has worked, in µs, as Linux counts it; waiting for the disk is not in it.
fn writer_time() -> f64 {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return f64::NAN };
    let named =
        |thread: &Path| std::fs::read_to_string(thread.join("comm")).is_ok_and(|name| name.trim() == "store-writer");
    let writer = threads.filter_map(|thread| Some(thread.ok()?.path())).find(|thread| named(thread));
    let spent = writer.and_then(|thread| std::fs::read_to_string(thread.join("schedstat")).ok());
    let nanos = spent.and_then(|spent| spent.split(' ').next()?.parse::<f64>().ok());
    nanos.map_or(f64::NAN, |nanos| nanos / 1e3)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
