//! What an agent can do: be there, take conversations, answer, note, hand over, close.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::log::{Log, Notes};
use super::pace::Paced;
use super::signed_in::{Seated, SessionId};
use super::{Desk, DeskError};
use crate::access::{Deed, Roles};
use crate::bus::{Mailbox, Party, Standing, Subscription, Told, Topic};
use crate::conversation::{
    AgentId, Aside, AsideKind, Asked, ClientId, Command, Conversation, ConversationId, Entry, Seq, Source, Stage, Text,
    TextError,
};
use crate::crisis::NoticeId;
use crate::hours::Written;
use crate::routing::{Acceptance, Decision, Member, Presence, WhyAway};

/// The longest reason for being away, in characters.
const AWAY_REASON_CHARS: usize = 200;
/// The longest code that a conversation is closed with, in characters.
const CODE_CHARS: usize = 64;

/// A member of staff, as the desk knows them.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub id: AgentId,
    /// The name to sign in with.
    pub name: Arc<str>,
    /// The name that visitors see.
    pub display: Arc<str>,
    /// What they may do.
    pub roles: Roles,
}

/// An agent who is here with one socket.
pub struct Agent {
    desk: Desk,
    /// Who.
    pub person: Person,
    pace: Paced,
    /// How often the agent says that they write, or have read.
    signs: Paced,
    _subscriptions: [Subscription; 2],
    _seated: Seated,
}

/// A conversation that an agent watches: subscribed as long as this is kept.
pub struct Watched {
    /// The conversation as it stood at the subscription.
    pub conversation: Conversation,
    _subscription: Subscription,
}

/// What an agent has not got yet of a conversation.
pub struct Unread {
    /// Its log.
    pub log: Log,
    /// What only staff see.
    pub notes: Notes,
}

/// One of an agent's own conversations.
#[derive(Debug, Clone)]
pub struct Own {
    /// The conversation.
    pub conversation: Conversation,
    /// Up to which entry the agent has read.
    pub read: Seq,
    /// How many of the visitor's entries the agent has not read.
    pub unread: usize,
    /// The last thing that somebody said.
    pub last: Option<Entry>,
    /// The name shown of the colleague who is asked to take it over.
    pub offered_to: Option<Arc<str>>,
}

impl Desk {
    /// Lets an agent in with one more socket, which is closed when the session ends.
    ///
    /// # Errors
    /// When the agent has too many sockets open.
    pub fn sign_on(&self, person: Person, session: SessionId, mailbox: &Arc<Mailbox>) -> Result<Agent, DeskError> {
        if self.0.bus.subscribers(Topic::Agent(person.id)) >= self.0.rules.sockets_per_agent {
            return Err(DeskError::TooMany);
        }
        let subscriptions =
            [self.0.bus.subscribe(Topic::Agent(person.id), mailbox), self.0.bus.subscribe(Topic::Staff, mailbox)];
        let seated = self.0.staff_sockets.seat(session, person.id, mailbox);
        self.0.people.lock().insert(person.id, person.clone());
        if person.roles.may(Deed::Answer) {
            let arrived = self.0.routing.lock().arrived(person.id, Arc::clone(&person.display), self.moment());
            self.carry_out(arrived);
            self.0.bus.tell(Topic::Staff, &Told::Team);
        }
        Ok(Agent {
            desk: self.clone(),
            person,
            pace: Paced::default(),
            signs: Paced::default(),
            _subscriptions: subscriptions,
            _seated: seated,
        })
    }

    /// The conversations that wait, in the order in which they are served, at most 100.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn queue(&self) -> Result<Vec<super::offers::Card>, DeskError> {
        let waiting: Vec<_> = self.0.routing.lock().positions().take(100).map(|(_, id)| id).collect();
        let mut cards = Vec::with_capacity(waiting.len());
        for id in waiting {
            match self.card(id).await {
                Ok(card) => cards.push(card),
                Err(DeskError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(cards)
    }

    /// Everybody who answers, with what they have in hand.
    #[must_use]
    pub fn colleagues(&self) -> Vec<(Person, Member)> {
        let team: Vec<_> = self.0.routing.lock().team().collect();
        let people = self.0.people.lock();
        team.into_iter().filter_map(|member| Some((people.get(&member.agent)?.clone(), member))).collect()
    }

    /// The name that visitors see of a member of staff, also of one who has not been here since the start; empty for one
    /// whom nobody knows any more.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn name_shown(&self, agent: AgentId) -> Result<Arc<str>, DeskError> {
        if let Some(person) = self.0.people.lock().get(&agent) {
            return Ok(Arc::clone(&person.display));
        }
        let Some(staff) = self.0.store.staff(agent).await? else { return Ok("".into()) };
        let person = Person::of(&staff);
        let display = Arc::clone(&person.display);
        self.0.people.lock().entry(agent).or_insert(person);
        Ok(display)
    }

    /// The name that a member of staff signs in with, who has been here since the start.
    pub(super) fn name_of(&self, agent: AgentId) -> Option<Arc<str>> {
        self.0.people.lock().get(&agent).map(|person| Arc::clone(&person.name))
    }

    /// The stage of a conversation as a list shows it.
    #[must_use]
    pub fn standing_of(&self, conversation: &Conversation) -> Standing {
        self.standing(conversation)
    }

    /// Takes a message from the morning list.
    ///
    /// # Errors
    /// As [`Agent::accept`].
    pub async fn take_message(&self, person: &Person, id: ConversationId) -> Result<Option<Seq>, DeskError> {
        if !person.roles.may(Deed::Answer) {
            return Err(DeskError::NotAllowed);
        }
        let acceptance = self.0.routing.lock().may_take_message(person.id)?;
        let asked = asked(person, &acceptance);
        let slot = self.slot(id).await?;
        self.step(&slot, Command::Accept(asked), None).await
    }
}

/// What may be said and need not be; nothing where it is blank.
///
/// # Errors
/// When it is longer than `chars`.
fn optional(raw: Option<&str>, chars: usize) -> Result<Option<Text>, DeskError> {
    match raw.map(|raw| Text::new(raw, chars)) {
        None | Some(Err(TextError::Empty)) => Ok(None),
        Some(text) => Ok(Some(text?)),
    }
}

fn asked(person: &Person, acceptance: &Acceptance) -> Asked {
    Asked { agent: person.id, name: Arc::clone(&person.display), capacity: acceptance.capacity }
}

impl Agent {
    /// The agent has given a sign of life.
    pub fn is_alive(&self) {
        let back = self.desk.0.routing.lock().sign(self.person.id, self.desk.moment());
        if back {
            self.desk.0.bus.tell(Topic::Staff, &Told::Team);
        }
    }

    /// Whether the agent takes conversations, as the desk sees it.
    #[must_use]
    pub fn presence(&self) -> Option<Presence> {
        self.desk.0.routing.lock().presence(self.person.id)
    }

    /// How many conversations the agent may have at once.
    #[must_use]
    pub fn capacity(&self) -> u16 {
        self.desk.0.rules.routing.capacity
    }

    /// Becomes available or away.
    ///
    /// # Errors
    /// When the role does not answer, or the reason is too long.
    pub fn set_presence(&self, available: bool, reason: Option<&str>) -> Result<(), DeskError> {
        self.may(Deed::Answer)?;
        let reason = optional(reason, AWAY_REASON_CHARS)?;
        let presence = if available { Presence::Available } else { Presence::Away(WhyAway::Chosen(reason)) };
        let decisions = self.desk.0.routing.lock().set_presence(self.person.id, presence, self.desk.moment());
        self.desk.carry_out(decisions);
        self.desk.0.bus.tell(Topic::Staff, &Told::Team);
        Ok(())
    }

    /// The offer that stands, if there is one.
    #[must_use]
    pub fn offer(&self) -> Option<(ConversationId, DateTime<Utc>)> {
        match self.desk.0.routing.lock().offer_to(self.person.id) {
            Some(Decision::Offer { conversation, expires_at, .. }) => {
                Some((conversation, self.desk.look().wall_when(expires_at)))
            }
            _ => None,
        }
    }

    /// Takes a conversation that is offered, waits in the queue, or is handed over.
    ///
    /// # Errors
    /// When somebody else has it, or the agent has as many as allowed.
    pub async fn accept(&self, id: ConversationId, client_id: ClientId) -> Result<Option<Seq>, DeskError> {
        self.may(Deed::Answer)?;
        let acceptance = self.desk.0.routing.lock().may_accept(self.person.id, id)?;
        let asked = asked(&self.person, &acceptance);
        let command = match acceptance.transfer {
            Some(transfer) => Command::TakeOver { from: transfer.from, to: asked, reason: transfer.reason },
            None => Command::Accept(asked),
        };
        self.step(id, command, Some(client_id)).await
    }

    /// Says no to an offer.
    ///
    /// # Errors
    /// When the role does not answer.
    pub fn decline(&self, id: ConversationId) -> Result<(), DeskError> {
        self.may(Deed::Answer)?;
        let decisions = self.desk.0.routing.lock().declined(self.person.id, id, self.desk.moment());
        self.desk.carry_out(decisions);
        Ok(())
    }

    /// Writes to the visitor.
    ///
    /// # Errors
    /// When the conversation is not the agent's, or the text cannot be taken.
    pub async fn say(&self, id: ConversationId, client_id: ClientId, raw: &str) -> Result<Option<Seq>, DeskError> {
        self.may(Deed::Answer)?;
        self.pace.take(self.desk.0.rules.agent_pace, self.desk.moment())?;
        let text = Text::new(raw, self.desk.0.rules.text_chars)?;
        let name = Arc::clone(&self.person.display);
        self.step(id, Command::AgentSay { by: self.person.id, name, text }, Some(client_id)).await
    }

    /// Writes a note that only staff see.
    ///
    /// # Errors
    /// When the text cannot be taken.
    pub async fn note(&self, id: ConversationId, client_id: ClientId, raw: &str) -> Result<(), DeskError> {
        self.may(Deed::Answer)?;
        self.pace.take(self.desk.0.rules.agent_pace, self.desk.moment())?;
        let text = Text::new(raw, self.desk.0.rules.text_chars)?;
        let at_seq = self.desk.slot(id).await?.read().seq;
        let agent = Some(self.person.id);
        let aside = Aside { at_seq, at: self.desk.now(), agent, kind: AsideKind::Note, text: Some(text) };
        let new = self.desk.0.store.aside(id, aside.clone(), Some(client_id)).await?;
        if new {
            self.desk.0.bus.tell(Topic::Conversation(id), &Told::Aside(id, Arc::new(aside)));
        }
        Ok(())
    }

    /// Hands a conversation to a colleague, by sign-in name, or back to the queue.
    ///
    /// # Errors
    /// When it is not the agent's, the colleague cannot take it, or the reason is too long.
    pub async fn transfer(
        &self,
        id: ConversationId,
        client_id: ClientId,
        to: Option<&str>,
        reason: Option<&str>,
    ) -> Result<Option<Seq>, DeskError> {
        self.may(Deed::Answer)?;
        let reason = optional(reason, self.desk.0.rules.text_chars)?;
        let Some(to) = to else {
            return self.step(id, Command::GiveBack { by: self.person.id, reason }, Some(client_id)).await;
        };
        let colleague = self.desk.0.store.staff_by_name(to).await?.ok_or(DeskError::NotFound)?;
        let now = self.desk.moment();
        let offered = self.desk.0.routing.lock().offer_transfer(id, self.person.id, colleague.id, reason, now)?;
        self.desk.carry_out(offered);
        self.desk.0.bus.tell(Topic::Agent(self.person.id), &Told::Mine);
        Ok(None)
    }

    /// Closes a conversation with the code of what it was about.
    ///
    /// # Errors
    /// When it is not the agent's, or the code is too long.
    pub async fn close(
        &self,
        id: ConversationId,
        client_id: ClientId,
        code: Option<&str>,
    ) -> Result<Option<Seq>, DeskError> {
        self.may(Deed::Answer)?;
        let code = optional(code, CODE_CHARS)?;
        self.step(id, Command::Close { by: self.person.id, code }, Some(client_id)).await
    }

    /// Follows a conversation from an entry on: subscribes first and reads afterwards.
    ///
    /// # Errors
    /// When there is no such conversation.
    pub async fn watch(
        &self,
        id: ConversationId,
        last: Seq,
        mailbox: &Arc<Mailbox>,
    ) -> Result<(Watched, Unread), DeskError> {
        self.may(Deed::Read)?;
        // Subscribe before reading the log: an entry committed in between would otherwise be lost.
        let subscription = self.desk.0.bus.subscribe(Topic::Conversation(id), mailbox);
        let conversation = self.desk.slot(id).await?.read();
        let unread = Unread { log: self.log(id, last).await?, notes: Notes::of(&self.desk.0.store, id).await? };
        Ok((Watched { conversation, _subscription: subscription }, unread))
    }

    /// The log of a conversation from an entry on.
    ///
    /// # Errors
    /// When the role does not read, or the store cannot be read.
    pub async fn log(&self, id: ConversationId, last: Seq) -> Result<Log, DeskError> {
        self.may(Deed::Read)?;
        Ok(Log::after(&self.desk.0.store, id, last).await?)
    }

    /// The queue, for those who may read it; nothing for the others.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn queue(&self) -> Result<Option<Vec<super::offers::Card>>, DeskError> {
        if self.may(Deed::Read).is_err() {
            return Ok(None);
        }
        self.desk.queue().await.map(Some)
    }

    /// Tells the visitor that the agent is writing, if the agent has the conversation: it may have gone elsewhere in this
    /// moment, and then there is nothing to tell. What comes too fast is left out: it says nothing new.
    ///
    /// # Errors
    /// When the role does not answer.
    pub fn typing(&self, id: ConversationId) -> Result<(), DeskError> {
        self.may(Deed::Answer)?;
        if !self.has(id) || !self.gives_a_sign() {
            return Ok(());
        }
        let who = Party::Agent(Arc::clone(&self.person.display));
        self.desk.0.bus.tell(Topic::Conversation(id), &Told::Typing { conversation: id, who });
        Ok(())
    }

    /// Remembers what the agent has read of a conversation that they have, and tells the visitor. That it is more than
    /// before is always told; the same again is left out when it comes too fast.
    ///
    /// # Errors
    /// When the role does not answer.
    pub fn seen(&self, id: ConversationId, seq: Seq) -> Result<(), DeskError> {
        self.may(Deed::Answer)?;
        if !self.has(id) {
            return Ok(());
        }
        let last = self.desk.0.slots.by_id(id).map(|slot| slot.latest(|conversation| conversation.seq));
        let seq = last.map_or(seq, |last| seq.min(last));
        let mut read = self.desk.0.read.lock();
        let upto = read.entry((self.person.id, id)).or_default();
        let more = seq > *upto;
        *upto = seq.max(*upto);
        drop(read);
        if !more && !self.gives_a_sign() {
            return Ok(());
        }
        let me = Topic::Agent(self.person.id);
        if more && self.desk.0.bus.subscribers(me) > 1 {
            // What one window has shown is news in no other.
            self.desk.0.bus.tell(me, &Told::Mine);
        }
        let who = Party::Agent(Arc::clone(&self.person.display));
        self.desk.0.bus.tell(Topic::Conversation(id), &Told::Seen { conversation: id, who, seq });
        Ok(())
    }

    /// Passages of the pages that fit what the visitor asked last.
    ///
    /// # Errors
    /// When there is no such conversation.
    pub async fn suggest(&self, id: ConversationId) -> Result<Vec<(Source, String)>, DeskError> {
        self.may(Deed::Answer)?;
        let question = self.desk.0.store.last_visitor_text(id).await?.ok_or(DeskError::NotFound)?;
        Ok(self.desk.0.assistant.suggest(question.as_str()))
    }

    /// Opens or closes the desk by hand.
    ///
    /// # Errors
    /// As [`Desk::override_hours`].
    pub fn override_hours(&self, open: bool, until: DateTime<Utc>, written: Written<'_>) -> Result<(), DeskError> {
        self.desk.override_hours(Some(&self.person), open, until, written)
    }

    /// Puts a crisis notice up.
    ///
    /// # Errors
    /// As [`Desk::put_up_crisis_notice`].
    pub async fn put_up_crisis_notice(
        &self,
        client: ClientId,
        texts: (&str, Option<&str>),
        until: DateTime<Utc>,
    ) -> Result<(), DeskError> {
        self.desk.put_up_crisis_notice(&self.person, client, texts, until).await
    }

    /// Takes a crisis notice down.
    ///
    /// # Errors
    /// As [`Desk::withdraw_crisis_notice`].
    pub async fn withdraw_crisis_notice(&self, notice: NoticeId) -> Result<(), DeskError> {
        self.desk.withdraw_crisis_notice(&self.person, notice).await
    }

    /// The agent's own conversations.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn own(&self) -> Result<Vec<Own>, DeskError> {
        let ids: Vec<_> = self.desk.0.routing.lock().held_by(self.person.id).collect();
        let mut own = Vec::with_capacity(ids.len());
        for id in ids {
            let conversation = self.desk.slot(id).await?.read();
            if !matches!(conversation.stage, Stage::WithAgent { agent, .. } if agent == self.person.id) {
                continue;
            }
            let read = self.desk.0.read.lock().get(&(self.person.id, id)).copied().unwrap_or_default();
            let unread = self.desk.0.store.unread(id, read).await?;
            let last = self.desk.0.store.last_said(id).await?;
            let offered_to = self.desk.asked_to_take_over(id).await?;
            own.push(Own { conversation, read, unread, last, offered_to });
        }
        Ok(own)
    }

    async fn step(
        &self,
        id: ConversationId,
        command: Command,
        client_id: Option<ClientId>,
    ) -> Result<Option<Seq>, DeskError> {
        let slot = self.desk.slot(id).await?;
        self.desk.step(&slot, command, client_id).await
    }

    /// Whether the conversation is the agent's own.
    fn has(&self, id: ConversationId) -> bool {
        self.desk.0.routing.lock().held_by(self.person.id).any(|held| held == id)
    }

    /// Whether a sign that is not acknowledged may be told: as often as a message, and counted apart.
    fn gives_a_sign(&self) -> bool {
        self.signs.take(self.desk.0.rules.agent_pace, self.desk.moment()).is_ok()
    }

    fn may(&self, deed: Deed) -> Result<(), DeskError> {
        if self.person.roles.may(deed) { Ok(()) } else { Err(DeskError::NotAllowed) }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        // A closed socket alone is not gone: people reload. Without a sign of life the agent is gone in time.
        self.desk.0.routing.lock().socket_closed(self.person.id);
    }
}
