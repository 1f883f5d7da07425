//! Taking turns at what takes much memory and time: so many at once, so many who wait, and the others are told to come
//! back. Of one conversation only a few are in hand, so that one visitor does not fill the line for everybody.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Duration;
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::DeskError;
use crate::conversation::ConversationId;

/// When whoever finds the line full may come back.
const COME_BACK: Duration = Duration::seconds(5);

/// A line in front of one piece of work.
pub(super) struct Turns {
    at_once: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// Somebody's turn, as long as it is kept.
pub struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Turns {
    pub(super) fn new(at_once: usize, waiting: usize) -> Self {
        let at_once = at_once.max(1);
        let places = at_once.saturating_add(waiting).min(Semaphore::MAX_PERMITS);
        Self { at_once: Arc::new(Semaphore::new(at_once)), places: Arc::new(Semaphore::new(places)) }
    }

    /// How many turns nobody has.
    #[cfg(test)]
    pub(super) fn free(&self) -> usize {
        self.at_once.available_permits()
    }

    /// Waits for the next turn.
    ///
    /// # Errors
    /// [`DeskError::Busy`] when as many wait as may.
    pub(super) async fn turn(&self) -> Result<Turn, DeskError> {
        let busy = DeskError::Busy { retry_after: COME_BACK };
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else { return Err(busy) };
        let turn = Arc::clone(&self.at_once).acquire_owned().await.map_err(|_| DeskError::Unavailable)?;
        Ok(Turn { _turn: turn, _place: place })
    }
}

/// How many copies of each conversation are in hand. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Copies(Arc<Mutex<HashMap<ConversationId, usize>>>);

/// How many copies of one conversation may be in hand.
const OF_ONE: usize = 3;

/// One copy, from the asking until whoever asked has it.
pub struct InHand {
    copies: Copies,
    conversation: ConversationId,
}

impl Copies {
    /// One more copy.
    ///
    /// # Errors
    /// [`DeskError::Busy`] when there are as many of this conversation as may be.
    pub(super) fn take_up(&self, conversation: ConversationId) -> Result<InHand, DeskError> {
        let mut copies = self.0.lock();
        let count = copies.entry(conversation).or_default();
        if *count >= OF_ONE {
            return Err(DeskError::Busy { retry_after: COME_BACK });
        }
        *count += 1;
        Ok(InHand { copies: self.clone(), conversation })
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        let mut copies = self.copies.0.lock();
        if let Some(count) = copies.get_mut(&self.conversation) {
            *count -= 1;
            if *count == 0 {
                copies.remove(&self.conversation);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn so_many_have_their_turn_so_many_wait_and_the_next_is_told_to_come_back() {
        let turns = Turns::new(1, 2);
        let first = turns.turn().now_or_never().expect("a turn").expect("at once");
        let mut waiting = [Box::pin(turns.turn()), Box::pin(turns.turn())];
        assert!(waiting.iter_mut().all(|it| it.now_or_never().is_none()), "they wait");
        let refused = turns.turn().now_or_never().expect("an answer");
        assert!(matches!(refused, Err(DeskError::Busy { retry_after }) if retry_after > Duration::zero()));
        drop(first);
        let [next, last] = &mut waiting;
        let second = next.now_or_never().expect("their turn").expect("in their order");
        assert!(last.now_or_never().is_none());
        drop(second);
        assert!(last.now_or_never().is_some());
    }

    #[test]
    fn whoever_gives_up_waiting_leaves_the_place_to_others() {
        let turns = Turns::new(1, 1);
        let _first = turns.turn().now_or_never().expect("a turn").expect("at once");
        assert!(turns.turn().now_or_never().is_none(), "waits, and gives up");
        assert!(turns.turn().now_or_never().is_none(), "the place is free");
    }

    #[test]
    fn of_one_conversation_a_few_are_in_hand_and_of_another_one_too() {
        let copies = Copies::default();
        let began = DateTime::from_timestamp(1_772_438_400, 0).expect("2 March 2026");
        let [one, other] = [[1; 10], [2; 10]].map(|chance| ConversationId::new(began, chance));
        let mut hands: Vec<InHand> = (0..OF_ONE).map_while(|_| copies.take_up(one).ok()).collect();
        assert!(hands.len() == OF_ONE && copies.take_up(one).is_err() && copies.take_up(other).is_ok());
        hands.pop();
        hands.push(copies.take_up(one).expect("one was given back"));
        hands.clear();
        assert!(copies.0.lock().is_empty());
    }
}
