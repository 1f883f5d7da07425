//! One order for each conversation: whoever changes it decides on what the one before has decided.
//!
//! A step decides on the conversation's [slot](super::slot), puts the change in line for the store, and tells when it is
//! written and synced; so the order of the log is the order of the telling. The slot is only the fast path: the store
//! refuses a change that was decided on an old state, and then the step is decided again.

use std::sync::Arc;

use super::slot::{Decided, Slot};
use super::{Desk, DeskError};
use crate::bus::{Place, Standing, Told, Topic};
use crate::conversation::{Author, Change, Client, ClientId, Command, Conversation, ConversationId, Reach, Seq, Stage};
use crate::language::Language;
use crate::routing::{CannotAccept, Pace};
use crate::store::AppendError;

// A change is decided again so often before the desk gives up; with one server nobody else writes.
const TRIES: usize = 4;

impl Desk {
    /// The slot of a conversation, read from the store when nobody has it in use.
    pub(super) async fn slot(&self, id: ConversationId) -> Result<Arc<Slot>, DeskError> {
        if let Some(slot) = self.0.slots.by_id(id) {
            return Ok(slot);
        }
        let conversation = self.0.store.conversation(id).await?.ok_or(DeskError::NotFound)?;
        Ok(self.0.slots.keep(conversation, None))
    }

    /// Takes one step: decides, writes, tells. Gives the number that the client's id has, if an entry came of it.
    pub(super) async fn step(
        &self,
        slot: &Arc<Slot>,
        command: Command,
        client_id: Option<ClientId>,
    ) -> Result<Option<Seq>, DeskError> {
        self.step_in(slot, command, client_id, None).await
    }

    /// The same by a visitor who reads a language, which is the conversation's from then on.
    ///
    /// What is rare is boxed: every message has a future of this, and a small one costs less to make.
    pub(super) async fn step_in(
        &self,
        slot: &Arc<Slot>,
        command: Command,
        client_id: Option<ClientId>,
        language: Option<Language>,
    ) -> Result<Option<Seq>, DeskError> {
        let client = client_id.map(|id| Client::new(command.agent(), id));
        for _ in 0..TRIES {
            let timer = self.0.clock.stopwatch();
            match self.decide(slot, &command, client, language)? {
                Decided::Change { acked, written } => {
                    let written = written.await;
                    self.settle(slot);
                    if written.is_err() {
                        self.has_not_begun(slot);
                    }
                    match written {
                        Ok(()) => {
                            self.0.metrics.append_took(timer.elapsed());
                            return Ok((acked != Seq::NONE).then_some(acked));
                        }
                        Err(AppendError::Duplicate(seq)) => return Ok(Some(seq)),
                        Err(AppendError::Conflict) => Box::pin(self.reread(slot)).await?,
                        Err(AppendError::AtCapacity) => return Err(CannotAccept::AtCapacity.into()),
                        Err(AppendError::Full) => return Err(DeskError::Full),
                        Err(AppendError::Unavailable) => return Err(DeskError::Unavailable),
                    }
                }
                Decided::Before(seq) => return Ok(Some(seq)),
                Decided::Unknown => slot.learn(Box::pin(self.0.store.clients(slot.id)).await?),
                // What it was decided on may not come true: look again when that is known.
                Decided::Nothing { unsure: true, .. } => {
                    Box::pin(self.0.store.caught_up()).await?;
                    self.settle(slot);
                }
                Decided::Nothing { refused: None, .. } => return Ok(None),
                Decided::Nothing { refused: Some(refused), .. } => return Err(refused.into()),
            }
        }
        Err(DeskError::Unavailable)
    }

    /// Lets the rules decide and puts the change in line.
    fn decide(
        &self,
        slot: &Slot,
        command: &Command,
        client: Option<Client>,
        language: Option<Language>,
    ) -> Result<Decided<impl Future<Output = Result<(), AppendError>> + use<>>, DeskError> {
        let now = self.now();
        if self.has_all_its_entries(slot) && !ends(command) {
            return Err(DeskError::Full);
        }
        slot.decide(
            client,
            |state| {
                let reach = if asks_for_reach(command, state) { self.reach(now) } else { Reach::Closed };
                let change = state.step(command.clone(), client, reach, now)?;
                Ok(if let Some(language) = language { change.read_in(language) } else { change })
            },
            |change, chain| {
                let begins = slot.key.filter(|_| change.expected == Seq::NONE).map(|key| (key, now));
                if begins.is_some() {
                    self.count_beginning(slot)?;
                }
                self.0.store.put_in_line(change, begins, chain).map_err(|not| {
                    if begins.is_some() {
                        self.count_no_more(slot);
                    }
                    if not == AppendError::Full { DeskError::Full } else { DeskError::Unavailable }
                })
            },
        )
    }

    /// Whether a conversation has as many entries as it may have.
    pub(super) fn has_all_its_entries(&self, slot: &Slot) -> bool {
        slot.latest(|state| state.seq.0 >= self.0.rules.entries_per_conversation)
    }

    /// Tells what is written and not yet told.
    fn settle(&self, slot: &Arc<Slot>) {
        slot.settle(|before, change| self.follow(slot, before, change));
    }

    /// Somebody else has changed the conversation: reads how it stands, and what clients have sent by now.
    async fn reread(&self, slot: &Slot) -> Result<(), DeskError> {
        let settlings = slot.settlings();
        let stored = self.0.store.conversation(slot.id).await?.ok_or(DeskError::NotFound)?;
        slot.reread(stored, self.0.store.clients(slot.id).await?, settlings);
        Ok(())
    }

    /// What was written is true: everybody hears of it, and routing follows.
    fn follow(&self, slot: &Arc<Slot>, before: &Conversation, change: &Arc<Change>) {
        let (topic, state, now) = (Topic::Conversation(slot.id), &change.next, &self.look());
        for entry in &change.entries {
            self.0.metrics.entry_appended(entry.author.kind());
            self.0.bus.tell(topic, &Told::Entry(slot.id, Arc::clone(entry)));
        }
        for aside in &change.asides {
            self.0.bus.tell(topic, &Told::Aside(slot.id, Arc::new(aside.clone())));
        }
        if change.entries.iter().any(|entry| matches!(entry.author, Author::Agent { .. })) {
            slot.agent_wrote_now(now.moment);
        }
        if let Some(question) = change.awaits_reply {
            self.answer_soon(slot, question, Some(change));
        }
        self.look_closer_soon(slot, change);
        if asks_while_waiting(change) {
            self.meanwhile_soon(slot);
        }
        // A conversation that has just begun stands somewhere for the first time.
        let moved = before.stage != state.stage || before.seq == Seq::NONE;
        let marked = before.danger != state.danger;
        if moved || marked || before.urgent != state.urgent {
            let mut routing = self.0.routing.lock();
            let asked = routing.offered_to(slot.id).filter(|_| marked);
            let decisions = routing.follow(state, slot.is_present(), now);
            // Whoever is asked already sees what they are asked about as it is now.
            let again = asked.filter(|asked| routing.offered_to(slot.id) == Some(*asked));
            let again = again.and_then(|asked| routing.offer_to(asked));
            drop(routing);
            self.carry_out(decisions);
            if let Some(offer) = &again {
                self.tell_decision(offer);
            }
            self.mark_queue_changed();
        }
        if moved {
            self.forget_unless_it_concerns_staff(state);
            self.tell_stage(state);
            self.tell_own_changed(before, state);
        }
        if marked
            && !moved
            && let Some(agent) = state.stage.agent()
        {
            self.0.bus.tell(Topic::Agent(agent), &Told::Mine);
        }
        self.look_again(state, slot, now);
    }

    /// Tells everybody in a conversation where it stands.
    pub(super) fn tell_stage(&self, conversation: &Conversation) {
        let standing = Arc::new(self.standing(conversation));
        self.0.bus.tell(Topic::Conversation(conversation.id), &Told::Stage(conversation.id, standing));
    }

    /// The stage, with the place in the queue.
    pub(super) fn standing(&self, conversation: &Conversation) -> Standing {
        let place = matches!(conversation.stage, Stage::Queued { .. }).then(|| {
            let routing = self.0.routing.lock();
            place(routing.position(conversation.id).unwrap_or(1), &routing.pace())
        });
        Standing { stage: conversation.stage.clone(), place }
    }

    /// The agents whose own conversations have changed hear of it, and the team's counts are told anew.
    fn tell_own_changed(&self, before: &Conversation, after: &Conversation) {
        let agents = [before.stage.agent(), after.stage.agent()];
        for agent in agents.into_iter().flatten() {
            self.0.bus.tell(Topic::Agent(agent), &Told::Mine);
        }
        if agents[0] != agents[1] {
            self.0.bus.tell(Topic::Staff, &Told::Team);
        }
    }
}

/// A place in the queue, as who waits there is told it.
pub(super) fn place(position: usize, pace: &Pace) -> Place {
    let wait_s = pace.told(position).map(|wait| u32::try_from(wait.num_seconds()).unwrap_or(u32::MAX));
    Place { position: u32::try_from(position).unwrap_or(u32::MAX), wait_s }
}

/// Whether the rules ask if a person can be reached: only for a first word and when a person is asked for.
fn asks_for_reach(command: &Command, state: &Conversation) -> bool {
    matches!(command, Command::AskForPerson) || state.seq == Seq::NONE
}

/// Whether a visitor wrote who waits for a person. Where there is danger the numbers to ring have been told, and nothing
/// shall stand beside them.
fn asks_while_waiting(change: &Change) -> bool {
    let waits = matches!(change.next.stage, Stage::Queued { choose_by: None, .. });
    waits && !change.next.urgent && change.next.open_question.is_some_and(|question| question > change.expected)
}

/// What a conversation that is full still takes.
fn ends(command: &Command) -> bool {
    matches!(command, Command::End | Command::Close { .. } | Command::CloseIdle | Command::Abandon)
}
