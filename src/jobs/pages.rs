//! The knowledge folder: editors change it while the server runs, and what they change is answered from at once.
//!
//! Twice a second the job [looks](crate::search::Look) at the folder. A change is taken up when two looks have seen the
//! same: then nobody is in the middle of writing. So an answer is new after a second and what building takes.

use chrono::Duration;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::desk::{Assistant, Desk};
use crate::moment::Moment;
use crate::search::Look;

const EVERY: Duration = Duration::milliseconds(500);

// A look at a slow network drive may take long; then it is left in peace for so many times as long.
const REST: i32 = 20;

// Somebody who goes on changing pages, an import for example, sees what is there after this.
const PATIENCE: Duration = Duration::seconds(10);

// A drive that failed once may be back without anything having changed.
const AGAIN: Duration = Duration::minutes(5);

/// Looks at the knowledge folder.
pub struct Pages {
    /// The desk.
    pub desk: Desk,
    /// The one who answers from it.
    pub assistant: Assistant,
    /// What time it is.
    pub clock: Clock,
}

impl Pages {
    /// Looks until the process stops; an index that is being built then is given up.
    pub async fn run(self, stop: CancellationToken) {
        stop.run_until_cancelled(self.watch()).await;
    }

    async fn watch(&self) {
        let mut changes = Changes::since(self.assistant.looked());
        let mut pause = EVERY;
        loop {
            self.clock.sleep(pause).await;
            let timer = self.clock.stopwatch();
            let assistant = self.assistant.clone();
            let Ok(look) = tokio::task::spawn_blocking(move || assistant.look()).await else { return };
            pause = EVERY.max(Duration::from_std(timer.elapsed()).unwrap_or(EVERY) * REST);
            if changes.are_due(look, self.clock.moment()) {
                let reread = self.desk.reread_pages().await;
                changes.taken_up(reread.whole, self.clock.moment());
            }
        }
    }
}

/// When a change is taken up. A look is none when the folder could not be listed.
#[derive(Debug)]
struct Changes {
    /// What was taken up last.
    taken: Option<Look>,
    /// What the look before this one saw.
    last: Option<Look>,
    /// Since when there has been something to take up.
    since: Option<Moment>,
    /// When to read again what could not be read.
    again: Option<Moment>,
}

impl Changes {
    fn since(taken: Option<Look>) -> Self {
        Self { taken, last: taken, since: None, again: None }
    }

    /// Whether what a look has seen is to be taken up now.
    fn are_due(&mut self, look: Option<Look>, now: Moment) -> bool {
        let is_quiet = look == self.last;
        self.last = look;
        if look == self.taken {
            self.since = None;
            return self.again.is_some_and(|again| again <= now);
        }
        let since = *self.since.get_or_insert(now);
        is_quiet || now - since >= PATIENCE
    }

    /// What the last look has seen was taken up; `whole` when all of it could be read.
    fn taken_up(&mut self, whole: bool, now: Moment) {
        self.taken = self.last;
        self.since = None;
        self.again = (!whole).then(|| now + AGAIN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nine() -> Moment {
        Moment::START + Duration::hours(9)
    }

    /// Looks that differ, at a folder that grows.
    fn looks<const N: usize>() -> [Option<Look>; N] {
        let folder = tempfile::tempdir().expect("a directory");
        std::array::from_fn(|number| {
            std::fs::write(folder.path().join(format!("{number}.md")), "").expect("written");
            Look::at(folder.path()).ok()
        })
    }

    #[test]
    fn a_change_is_taken_up_once_when_two_looks_have_seen_the_same() {
        let [before, half, whole] = looks();
        let mut changes = Changes::since(before);
        let due = [before, half, whole, whole].map(|look| changes.are_due(look, nine()));
        assert_eq!(due, [false, false, false, true]);
        changes.taken_up(true, nine());
        assert!(!changes.are_due(whole, nine() + Duration::days(1)));
    }

    #[test]
    fn somebody_who_goes_on_writing_does_not_hold_it_up_for_ever() {
        let looks = looks::<30>();
        let mut changes = Changes::since(looks[0]);
        let at = |number: i32| nine() + EVERY * number;
        let due = (1..).zip(&looks[1..]).position(|(number, look)| changes.are_due(*look, at(number)));
        assert_eq!(due, Some(20), "after ten seconds");
    }

    #[test]
    fn what_could_not_be_read_is_read_again_after_five_minutes_even_if_nothing_has_changed() {
        let [before, broken] = looks();
        let mut changes = Changes::since(before);
        assert!(!changes.are_due(broken, nine()) && changes.are_due(broken, nine()));
        changes.taken_up(false, nine());
        assert!(!changes.are_due(broken, nine() + Duration::seconds(299)));
        assert!(changes.are_due(broken, nine() + Duration::minutes(5)));
        changes.taken_up(true, nine() + Duration::minutes(5));
        assert!(!changes.are_due(broken, nine() + Duration::hours(1)));
    }

    #[test]
    fn a_folder_that_is_gone_is_a_change_and_so_is_its_return() {
        let [there] = looks();
        let mut changes = Changes::since(there);
        assert!(!changes.are_due(None, nine()) && changes.are_due(None, nine()));
        changes.taken_up(false, nine());
        assert!(!changes.are_due(there, nine()) && changes.are_due(there, nine()));
    }
}
