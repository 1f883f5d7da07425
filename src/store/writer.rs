//! The one writer: everything that waits goes into one synced commit, and is told afterwards.
//!
//! ```text
//!  append ─┐                       ┌─ BEGIN ─ job ─ job ─ job ─ COMMIT, synced ─┐
//!  append ─┼─▶ queue ─▶ take all ──┤                                            ├─▶ tell everybody who waits
//!  erase  ─┘   (bounded)           └─ meanwhile the next ones wait in the queue ─┘
//! ```
//!
//! A sync takes as long for one message as for a hundred, so under load the batches grow by themselves. The thread is
//! woken once per batch, and only when it sleeps. When many write at once, a commit waits until those who heard of the one
//! before have answered: both sides of a conversation are then told together, with one write to a socket instead of two.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::{Condvar, Mutex, MutexGuard};
use rusqlite::Connection;
use tracing::{debug, error, info, warn};

use super::append::Batch;
use super::disk::Place;
use super::error::{Spoiled, StoreError};
use super::job::{Fate, Job};
use super::open::{self, Hold};

// How soon the write-ahead log is looked at again when a reader kept it from being cut after an erasure.
const SCRUB_AGAIN: Duration = Duration::from_millis(200);

// How soon a file that could not be written is opened anew; each time it is in vain, twice as long as before.
const MEND_AFTER: Duration = Duration::from_secs(1);
const MEND_AT_MOST: Duration = Duration::from_mins(1);

/// After a commit of so many changes the next one waits until those who were told of it have answered. Far above what a desk
/// sees: the relay of `benches/load` is a good third faster for it, and nobody else waits. It must lie well below what a
/// crowd brings to a commit: with 64, a commit that came out a little smaller was followed by small ones, and a quarter of
/// the gain was gone for as long as the crowd lasted.
const CROWD: usize = 16;
/// It waits no longer than this, whoever has not answered by then.
const PATIENCE: Duration = Duration::from_millis(5);

/// What waits for the writer.
pub(super) struct Queue {
    state: Mutex<State>,
    wake: Condvar,
    waiting: usize,
    /// How long the writer waits for answers at most.
    answers_within: Duration,
    healthy: AtomicBool,
    /// The disk is full, or another process holds the file: the next attempt may do.
    stuck: AtomicBool,
    commits: AtomicU64,
    /// Who hears how many changes were committed together.
    pub(super) hears: OnceLock<Hears>,
}

/// Hears of every commit, on the writer's thread.
pub(super) type Hears = Box<dyn Fn(usize) + Send + Sync>;

#[derive(Default)]
struct State {
    jobs: Vec<Job>,
    sleeps: bool,
    /// Those who were told of the last commit have answered.
    answered: bool,
    closed: bool,
}

/// Why a job was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotTaken {
    /// As many wait as may.
    Full,
    /// The store is closed or broken.
    Closed,
}

impl Queue {
    pub(super) fn new(waiting: usize) -> Self {
        let (healthy, stuck, commits) = (AtomicBool::new(true), AtomicBool::new(false), AtomicU64::new(0));
        let (state, wake, answers_within) = (Mutex::default(), Condvar::new(), PATIENCE);
        Self { state, wake, waiting, answers_within, healthy, stuck, commits, hears: OnceLock::new() }
    }

    /// Puts a job in line.
    ///
    /// # Errors
    /// When the line is as long as it may be, or nobody will ever write again.
    pub(super) fn push(&self, job: Job) -> Result<(), NotTaken> {
        let mut state = self.state.lock();
        if state.closed || !self.is_healthy() {
            return Err(NotTaken::Closed);
        }
        if state.jobs.len() >= self.waiting {
            return Err(NotTaken::Full);
        }
        state.jobs.push(job);
        let wake = std::mem::take(&mut state.sleeps);
        drop(state);
        if wake {
            self.wake.notify_one();
        }
        Ok(())
    }

    /// Lets nothing more in; what waits is still written.
    pub(super) fn close(&self) {
        self.state.lock().closed = true;
        self.wake.notify_one();
    }

    pub(super) fn is_healthy(&self) -> bool {
        self.healthy.load(Ordering::Relaxed)
    }

    pub(super) fn can_store(&self) -> bool {
        self.is_healthy() && !self.stuck.load(Ordering::Relaxed)
    }

    /// Wakes the writer once those who were just told have answered. Each time the runtime comes back to this task it has
    /// let everybody run who was woken, and has looked at every socket: when that brings nothing new, they have.
    async fn note_answers(&self) {
        let mut waiting = self.state.lock().jobs.len();
        loop {
            tokio::task::yield_now().await;
            let mut state = self.state.lock();
            if state.jobs.len() == waiting {
                state.answered = true;
                break;
            }
            waiting = state.jobs.len();
        }
        self.wake.notify_one();
    }

    /// How often something was committed.
    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Waits for jobs and takes what waits, at most `batch`; `false` when closed and empty. Returns early without a
    /// job after `patience`. `before` is how many were taken the last time.
    fn take(&self, into: &mut Vec<Job>, batch: usize, patience: Option<Duration>, before: usize) -> bool {
        let mut state = self.state.lock();
        if before >= CROWD {
            self.wake.wait_while_for(&mut state, |state| !state.answered && !state.closed, self.answers_within);
        }
        state.answered = false;
        let mut slept = false;
        while state.jobs.is_empty() {
            if state.closed {
                return false;
            }
            (state.sleeps, slept) = (true, true);
            match patience {
                None => self.wake.wait(&mut state),
                Some(patience) if self.wake.wait_for(&mut state, patience).timed_out() => {
                    state.sleeps = false;
                    break;
                }
                Some(_) => {}
            }
        }
        if slept {
            // Whoever woke us has more to hand in, and waits for our core where there is only one: a commit for the first
            // alone would cost as much as one for all of them.
            MutexGuard::unlocked(&mut state, std::thread::yield_now);
        }
        if state.jobs.len() <= batch {
            std::mem::swap(&mut state.jobs, into);
        } else {
            into.extend(state.jobs.drain(..batch));
        }
        true
    }
}

/// The thread's own: the connection, and the hold on the file.
pub(super) struct Writer {
    pub(super) db: Connection,
    pub(super) queue: Arc<Queue>,
    pub(super) batch: usize,
    pub(super) busy: Duration,
    /// The file, to open it anew.
    pub(super) place: Place,
    /// Why nothing can be written. It is told when it begins and when it ends, however many wanted to write meanwhile.
    pub(super) trouble: Option<Spoiled>,
    /// It was told that it could not be opened anew.
    pub(super) told_in_vain: bool,
    /// Where those who wait are, if they are tasks.
    pub(super) runtime: Option<tokio::runtime::Handle>,
    /// Given back last, when the file is closed.
    #[expect(dead_code, reason = "what counts is how long it lives")]
    pub(super) hold: Option<Hold>,
}

impl Writer {
    /// Writes until the queue is closed and empty; then cuts the write-ahead log and closes the file.
    pub(super) fn run(mut self) {
        let queue = Arc::clone(&self.queue);
        // Also when a job panics: nobody may wait for a writer that is gone.
        let _closed = CloseQueue(&queue);
        let mut jobs = Vec::new();
        let (mut scrub, mut broken) = (false, None);
        let mut before = 0;
        while queue.take(&mut jobs, self.batch, broken.or(scrub.then_some(SCRUB_AGAIN)), before) {
            before = jobs.len();
            if let Some(pause) = broken
                && jobs.is_empty()
            {
                broken = (!self.mend()).then_some((pause * 2).min(MEND_AT_MOST));
            }
            scrub |= jobs.iter().any(Job::scrubs);
            let fate = self.write(&mut jobs);
            self.tell(&mut jobs, fate);
            scrub = scrub && queue.is_healthy() && !self.cut_log(Duration::ZERO);
            if !queue.is_healthy() {
                broken = broken.or(Some(MEND_AFTER));
            }
        }
        self.cut_log(self.busy);
    }

    /// Opens a file anew that could not be written, and has everything that was committed written once more. A commit whose
    /// sync failed may be found in it or not; who waited for it was told that nobody can know.
    fn mend(&mut self) -> bool {
        match self.place.is_the_same().and_then(|()| self.open_again()) {
            Ok(db) => {
                self.db = db;
                self.queue.healthy.store(true, Ordering::Relaxed);
                self.well();
                true
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                // As long as it lasts, once is enough.
                if self.told_in_vain {
                    debug!(error, "the database still cannot be written");
                } else {
                    warn!(error, "the database still cannot be written, and is tried again until it can");
                }
                self.told_in_vain = true;
                false
            }
        }
    }

    fn open_again(&mut self) -> Result<Connection, StoreError> {
        // What the old connection holds, a lock for example, is given back first.
        if let Ok(none) = Connection::open_in_memory() {
            self.db = none;
        }
        open::again(self.place.path(), self.busy)
    }

    /// What was written is kept.
    fn well(&mut self) {
        if self.trouble.take().is_some() {
            self.told_in_vain = false;
            self.queue.stuck.store(false, Ordering::Relaxed);
            info!("the database can be written again");
        }
    }

    /// Nothing of a batch is kept.
    fn spoiled(&mut self, why: Spoiled) -> Fate {
        if self.trouble != Some(why) {
            match why {
                Spoiled::Full => warn!("the disk is full: nothing is acknowledged until there is room"),
                Spoiled::Busy => warn!("another process holds the database: nothing is acknowledged until it lets go"),
                Spoiled::Gone => {
                    error!("the database is not where it was: nothing is acknowledged until the same file is back");
                }
                Spoiled::Broken | Spoiled::ByOneJob => {
                    error!("the database cannot be written: nothing is acknowledged until it could be opened anew");
                }
            }
        }
        self.trouble = Some(why);
        let passes = matches!(why, Spoiled::Full | Spoiled::Busy);
        if passes {
            self.queue.stuck.store(true, Ordering::Relaxed);
        } else {
            self.queue.healthy.store(false, Ordering::Relaxed);
        }
        if why == Spoiled::Full { Fate::Full } else { Fate::Lost }
    }

    /// Tells those who wait what became of a batch.
    ///
    /// The runtime's own thread does it, where there is one: it is woken once for the batch, and puts everybody who
    /// waits into its queue at no further cost. From this thread each of them would be a wake-up of its own.
    fn tell(&self, jobs: &mut Vec<Job>, fate: Fate) {
        match &self.runtime {
            Some(runtime) => {
                let (jobs, queue) = (std::mem::take(jobs), Arc::clone(&self.queue));
                runtime.spawn(async move {
                    let crowd = jobs.len() >= CROWD;
                    finish(jobs, fate);
                    if crowd {
                        queue.note_answers().await;
                    }
                });
            }
            None => finish(jobs.drain(..), fate),
        }
    }

    /// Writes a batch: all of it, or without the jobs that fail by themselves, or nothing.
    fn write(&mut self, jobs: &mut [Job]) -> Fate {
        if jobs.is_empty() {
            return Fate::Committed;
        }
        if !self.queue.is_healthy() {
            jobs.iter().for_each(Job::refuse);
            return Fate::Lost;
        }
        let written = match self.commit(jobs, false) {
            Err(Spoiled::ByOneJob) => self.commit(jobs, true),
            outcome => outcome,
        };
        if written.is_err() {
            jobs.iter().for_each(Job::refuse);
        }
        match written {
            Ok(()) => {
                let appends = jobs.iter().filter(|job| job.keep()).count();
                if let (1.., Some(hears)) = (appends, self.queue.hears.get()) {
                    hears(appends);
                }
                self.well();
                Fate::Committed
            }
            Err(why) => self.spoiled(why),
        }
    }

    fn commit(&self, jobs: &mut [Job], careful: bool) -> Result<(), Spoiled> {
        let written = self.transaction(jobs, careful);
        if written.is_err() && !self.db.is_autocommit() && self.execute("ROLLBACK").is_err() {
            return Err(Spoiled::Broken);
        }
        written
    }

    fn transaction(&self, jobs: &mut [Job], careful: bool) -> Result<(), Spoiled> {
        self.execute("BEGIN IMMEDIATE")?;
        let failed = |error| Spoiled::by(&error);
        let mut batch = Batch::new(&self.db).map_err(failed)?;
        for job in jobs {
            job.run(&self.db, &mut batch, careful)?;
        }
        batch.write_rows().map_err(failed)?;
        drop(batch);
        if self.place.is_the_same().is_err() {
            return Err(Spoiled::Gone);
        }
        self.execute("COMMIT")?;
        self.queue.commits.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn execute(&self, sql: &str) -> Result<(), Spoiled> {
        let done = self.db.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
        done.map(|_| ()).map_err(|error| {
            if self.trouble.is_none() {
                warn!(%error, "the database refused {sql}");
            }
            Spoiled::by(&error)
        })
    }

    /// Moves the write-ahead log into the file and cuts it to nothing, so that what was erased stands nowhere; `false`
    /// when a reader still needs it.
    fn cut_log(&self, patience: Duration) -> bool {
        let checkpoint = || self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
        // A reader may take its time: messages do not wait for it.
        let blocked = self.db.busy_timeout(patience).and_then(|()| checkpoint());
        let _ = self.db.busy_timeout(self.busy);
        match blocked {
            Ok(blocked) => !blocked,
            Err(error) => {
                if self.trouble.is_none() {
                    warn!(%error, "the write-ahead log could not be cut");
                }
                false
            }
        }
    }
}

fn finish(jobs: impl IntoIterator<Item = Job>, fate: Fate) {
    for job in jobs {
        job.finish(fate);
    }
}

/// Closes the queue when the writer ends, however it does; what still waits is dropped, which tells whoever waits.
struct CloseQueue<'a>(&'a Queue);

impl Drop for CloseQueue<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        if !state.closed {
            self.0.healthy.store(false, Ordering::Relaxed);
        }
        state.closed = true;
        let left = std::mem::take(&mut state.jobs);
        drop(state);
        drop(left);
    }
}

#[cfg(test)]
mod tests {
    use super::super::job::Task;
    use super::*;

    fn push(queue: &Queue) {
        let (job, _) = Task::job("nothing", false, |_| Ok(()));
        queue.push(job).expect("room in the line");
    }

    #[tokio::test]
    async fn after_a_crowd_the_writer_waits_until_those_who_were_told_have_answered() {
        let queue = Arc::new(Queue { answers_within: Duration::from_mins(1), ..Queue::new(100) });
        push(&queue);
        let writer = std::thread::spawn({
            let queue = Arc::clone(&queue);
            move || {
                let mut jobs = Vec::new();
                queue.take(&mut jobs, 100, None, CROWD);
                jobs.len()
            }
        });
        // Time enough to take what there is, for a writer that does not wait.
        tokio::time::sleep(Duration::from_millis(20)).await;
        // The answers come one after the other, each when the one before has had its turn.
        let answering = async {
            for _ in 0..5 {
                push(&queue);
                tokio::task::yield_now().await;
            }
        };
        futures_util::future::join(answering, queue.note_answers()).await;
        assert_eq!(writer.join().expect("taken"), 6, "the one that waited, and all five answers");
    }
}
