//! What is owed to people and could not be written: it is tried again until it is, without a restart.
//!
//! A store that says no says so for everybody: another program holds the file, the disk is full, a sync failed. What a
//! visitor sends is refused then, and sent again. What the desk owes has nobody else who would try it again: the answer to
//! a question that was acknowledged, and what routing has decided.
//!
//! ```text
//!  question ─▶ its conversation's line ─▶ answered ─▶ the next in this line
//!                     ▲                      │
//!                     └──── after a pause ◀── the store says no
//! ```
//!
//! A conversation's questions are answered one after the other, so that a failure cannot turn two answers round.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::Duration;
use futures_util::StreamExt as _;
use tracing::{error, info, warn};

use super::slot::Slot;
use super::{Desk, DeskError};
use crate::conversation::{ConversationId, IdMap, Seq, Text};
use crate::lifecycle::survived;

/// The pause after a failure, at first; each one is twice as long as the one before.
const AGAIN: Duration = Duration::seconds(1);
/// No pause is longer. What is owed is there within this time after the store can write again.
const AGAIN_AT_MOST: Duration = Duration::seconds(30);
/// So often is tried what fails although the store writes other things.
const TRIES: u32 = 20;
/// After a start so many conversations are answered at once: enough to share each commit, and visitors who are there
/// already hardly notice.
const AT_ONCE: usize = 32;

/// The questions that are owed an answer, by conversation.
#[derive(Debug, Default)]
pub(super) struct Owed {
    lines: IdMap<ConversationId, Line>,
    /// Whether it is known what the process before owed. Until then nothing is answered: an earlier question may be among it.
    is_known: bool,
}

/// One conversation's questions, the oldest first.
#[derive(Debug, Default)]
struct Line {
    /// Each with its text, when it is known.
    questions: VecDeque<(Seq, Option<Text>)>,
    /// Whether somebody answers them.
    is_served: bool,
}

impl Owed {
    /// Puts a question in line.
    fn put(&mut self, id: ConversationId, question: Seq, text: Option<Text>) {
        let line = self.lines.entry(id).or_default();
        // What is known late may have been asked earlier.
        if let Err(place) = line.questions.binary_search_by_key(&question, |(seq, _)| *seq) {
            line.questions.insert(place, (question, text));
        }
    }

    /// Takes on a conversation's line; `false` when somebody serves it, or nothing is in it.
    fn serve(&mut self, id: ConversationId) -> bool {
        self.is_known && self.lines.get_mut(&id).is_some_and(|line| !std::mem::replace(&mut line.is_served, true))
    }

    /// It is known what the process before owed; gives whose questions wait, the oldest first.
    fn known(&mut self, unanswered: &[(ConversationId, Seq)]) -> Vec<ConversationId> {
        let mut waiting: Vec<_> = unanswered.iter().map(|(id, _)| *id).collect();
        // Who has asked meanwhile comes after them.
        waiting.extend(self.lines.keys().copied());
        for (id, question) in unanswered {
            self.put(*id, *question, None);
        }
        self.is_known = true;
        waiting
    }

    /// The question whose turn it is. Without one, the line is given up.
    fn next(&mut self, id: ConversationId) -> Option<(Seq, Option<Text>)> {
        let next = self.lines.get(&id).and_then(|line| line.questions.front().cloned());
        if next.is_none() {
            self.lines.remove(&id);
        }
        next
    }

    /// The question whose turn it was is answered.
    fn done(&mut self, id: ConversationId) {
        if let Some(line) = self.lines.get_mut(&id) {
            line.questions.pop_front();
        }
    }
}

impl Desk {
    /// Answers a question that was acknowledged, soon, after those of its conversation that are not answered yet.
    pub(super) fn answer_in_turn(&self, slot: &Arc<Slot>, question: Seq, text: Option<Text>) {
        let mut owed = self.0.owed.lock();
        owed.put(slot.id, question, text);
        if owed.serve(slot.id) {
            drop(owed);
            let (desk, slot) = (self.clone(), Arc::clone(slot));
            self.spawn(async move { desk.answer_line(&slot).await });
        }
    }

    /// Answers what the process before was not able to, beside everything else: visitors are let in meanwhile. Whoever asks
    /// is answered as soon as it is known what that is, and does not wait for all of it.
    pub(super) async fn answer_what_was_owed(&self) {
        let found = parking_lot::Mutex::new(Vec::new());
        self.until_kept("what is owed from before could not be read", || async {
            *found.lock() = self.0.store.unanswered().await?;
            Ok(())
        })
        .await;
        let unanswered = found.into_inner();
        let waiting = self.0.owed.lock().known(&unanswered);
        let answers = unanswered.len();
        info!(answers, "{answers} answers are owed from before the start");
        // Newcomers first: they sit in front of it.
        let mut before = waiting;
        let meanwhile = before.split_off(answers);
        let lines = futures_util::stream::iter(meanwhile.into_iter().chain(before));
        lines.for_each_concurrent(AT_ONCE, |id| self.answer_line_of(id)).await;
    }

    async fn answer_line_of(&self, id: ConversationId) {
        if !self.0.owed.lock().serve(id) {
            return;
        }
        let found = parking_lot::Mutex::new(None);
        self.until_kept("a conversation that is owed an answer could not be read", || async {
            *found.lock() = Some(self.slot(id).await?);
            Ok(())
        })
        .await;
        match found.into_inner() {
            Some(slot) => self.answer_line(&slot).await,
            // It was erased meanwhile.
            None => drop(self.0.owed.lock().lines.remove(&id)),
        }
    }

    async fn answer_line(&self, slot: &Arc<Slot>) {
        loop {
            // The guard must not live on into the loop.
            let next = self.0.owed.lock().next(slot.id);
            let Some((question, text)) = next else { return };
            // A question that the answers' code cannot take must not keep the next one from being answered.
            let answer = || async {
                let answered = survived(self.answer(slot, question, text.clone())).await;
                answered.unwrap_or_else(|| {
                    error!(conversation.id = %slot.id, "a question ended in a panic");
                    Ok(())
                })
            };
            if !self.until_kept("a question could not be answered", answer).await {
                // The process stops: the next one begins here.
                return;
            }
            self.0.owed.lock().done(slot.id);
        }
    }

    /// Tries something until the store takes it, each time after a longer pause. What fails for another reason is left:
    /// it would fail again; what is left of an answer is owed until the next start. `false` when the process stops before.
    pub(super) async fn until_kept<F>(&self, failed: &'static str, attempt: impl Fn() -> F) -> bool
    where
        F: Future<Output = Result<(), DeskError>> + Send,
    {
        let stopping = self.0.life.stopping();
        let (mut pause, mut in_vain) = (AGAIN, 0);
        loop {
            let error = match attempt().await {
                Ok(()) => return true,
                Err(error) => error,
            };
            // Where everything else is written, something is wrong with this alone.
            in_vain += u32::from(self.0.store.caught_up().await.is_ok() && !matches!(error, DeskError::Full));
            if in_vain >= TRIES || !matches!(error, DeskError::Full | DeskError::Unavailable) {
                warn!(%error, "{failed}");
                return true;
            }
            warn!(%error, again_s = pause.num_seconds(), "{failed} and will be tried again");
            if stopping.run_until_cancelled(self.0.clock.sleep(pause)).await.is_none() {
                return false;
            }
            pause = (pause * 2).min(AGAIN_AT_MOST);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn id(number: u8) -> ConversationId {
        ConversationId::new(DateTime::from_timestamp(1_772_438_400, 0).expect("a time"), [number; 10])
    }

    #[test]
    fn a_line_is_served_by_one_and_in_the_order_of_the_questions() {
        let mut owed = Owed::default();
        assert_eq!(owed.known(&[]), []);
        assert!(!owed.serve(id(1)), "nothing is owed");
        for seq in [2, 4, 2] {
            owed.put(id(1), Seq(seq), None);
        }
        assert!(owed.serve(id(1)));
        assert!(!owed.serve(id(1)), "somebody is at it");
        let mut order = Vec::new();
        while let Some((question, _)) = owed.next(id(1)) {
            order.push(question.0);
            owed.done(id(1));
            if order.len() == 1 {
                owed.put(id(1), Seq(6), None);
            }
        }
        assert_eq!(order, [2, 4, 6], "each once, and what came meanwhile is the last");
        owed.put(id(1), Seq(8), None);
        assert!(owed.serve(id(1)), "a line that was given up is served anew");
    }

    #[test]
    fn what_is_asked_before_it_is_known_what_is_owed_comes_after_it() {
        let mut owed = Owed::default();
        owed.put(id(1), Seq(4), None);
        owed.put(id(2), Seq(2), None);
        assert!(!owed.serve(id(1)), "an earlier question may be among what is owed");
        // The store has the question that was asked meanwhile as well.
        let waiting = owed.known(&[(id(3), Seq(2)), (id(1), Seq(2)), (id(1), Seq(4))]);
        assert_eq!(waiting[..3], [id(3), id(1), id(1)]);
        assert!(waiting.contains(&id(2)), "who has asked meanwhile is not forgotten");
        assert!(owed.serve(id(1)) && owed.serve(id(2)) && owed.serve(id(3)));
        let order: Vec<_> = std::iter::from_fn(|| {
            let (question, _) = owed.next(id(1))?;
            owed.done(id(1));
            Some(question.0)
        })
        .collect();
        assert_eq!(order, [2, 4]);
    }
}
