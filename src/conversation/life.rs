//! The rules of a conversation's life: which step leads from which stage to which, and what it writes.
//!
//! ```text
//!            ┌──────────── ask_for_person, reachable ───────────┐
//!  began ─▶ Assistant ◀── use_assistant, when told ── Queued ◀──┘
//!     │         │                                      │  ▲
//!     │         └─────── leave_message ──────┐  accept │  │ agent lost, given back
//!     │                                      ▼         ▼  │
//!     └────────────────────────────▶ LeftMessage ──▶ WithAgent ─┐ a colleague takes over
//!                                            taken     ▲────────┘
//!  Closed from all of them: ended, closed with a code, idle, abandoned.
//! ```

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::aside::{Aside, AsideKind};
use super::command::{Asked, Because, Command, Reach, Refused};
use super::danger::{Marked, Noticed, Tier};
use super::entry::{Author, Body, Entry, Event, NobodyBecause, NoticeAbout};
use super::file::File;
use super::id::{AgentId, Client, ConversationId, Seq};
use super::stage::{CloseReason, Stage};
use super::text::Text;
use crate::language::Language;

/// A conversation as it stands now. The log itself stays in the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// Which.
    pub id: ConversationId,
    /// The last entry's number.
    pub seq: Seq,
    /// Where it stands.
    pub stage: Stage,
    /// The language of the visitor's interface.
    pub language: Language,
    /// Whether an alarm was given: it goes first in the queue, until it is closed.
    pub urgent: bool,
    /// What was told of danger, until it is closed.
    pub danger: Option<Marked>,
    /// Whether a person has ever had it; conversations with the assistant alone live shorter.
    pub by_person: bool,
    /// The visitor's last question that nobody has answered yet.
    pub open_question: Option<Seq>,
    /// When the visitor last did something here.
    pub visitor_at: DateTime<Utc>,
    /// When the visitor was last offered a person at opening.
    pub offered_at: Option<DateTime<Utc>>,
    /// The page that the visitor came from.
    pub page: Option<Arc<Page>>,
}

/// The page on which the chat was opened: its address without query and fragment, both masked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Page {
    /// The address.
    pub url: String,
    /// The title.
    pub title: String,
}

/// What one step writes, all of it or nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The last number that the step was decided on; if the store has another one, the step is decided again.
    pub expected: Seq,
    /// How the conversation stands afterwards.
    pub next: Conversation,
    /// The new entries, numbered from `expected` on.
    pub entries: Vec<Arc<Entry>>,
    /// What only staff see.
    pub asides: Vec<Aside>,
    /// The client's id, kept with the first entry that it caused; none where none arose.
    pub client: Option<Client>,
    /// The entry that the client's id belongs to, and that its acknowledgement names.
    pub acked: Seq,
    /// The visitor's entry that the assistant has to answer: remembered until it is answered.
    pub awaits_reply: Option<Seq>,
    /// The agent's limit to hold to when the change is written, for a change that gives an agent a conversation.
    pub capacity: Option<(AgentId, u16)>,
}

impl Change {
    /// The same, made by a visitor who reads that language: what answers it comes in it.
    #[must_use]
    pub fn read_in(mut self, language: Language) -> Self {
        self.next.language = language;
        self
    }
}

impl Conversation {
    /// A conversation that has not begun: nothing of it is stored before its first [`Command`].
    #[must_use]
    pub fn new(id: ConversationId, language: Language, page: Option<Arc<Page>>, now: DateTime<Utc>) -> Self {
        Self {
            id,
            seq: Seq::NONE,
            stage: Stage::Assistant,
            language,
            urgent: false,
            danger: None,
            by_person: false,
            open_question: None,
            visitor_at: now,
            offered_at: None,
            page,
        }
    }

    /// Decides a command: the change to be stored, or why not. `reach` matters to `Say` (as the first command)
    /// and to `AskForPerson`. `client` is the id that it came under, of the one who gave it.
    ///
    /// # Errors
    /// When the rules say no; nothing has changed then.
    pub fn step(
        &self,
        command: Command,
        client: Option<Client>,
        reach: Reach,
        now: DateTime<Utc>,
    ) -> Result<Change, Refused> {
        // Who rates a conversation that is over may tell of danger in it.
        if self.stage.is_closed() && !matches!(command, Command::Notice(_)) {
            return Err(Refused::Closed);
        }
        let mut step = Step::new(self, now);
        if self.seq == Seq::NONE {
            if !begins(&command) {
                return Err(Refused::NotNow);
            }
            step.event(Event::Began);
        }
        step.take(command, reach)?;
        Ok(step.finish(client))
    }

    /// Whether the visitor was told that nobody will come and may choose the assistant or a message.
    #[must_use]
    pub fn must_choose(&self) -> bool {
        matches!(self.stage, Stage::Queued { choose_by: Some(_), .. })
    }
}

/// Whether a conversation can begin with the command.
fn begins(command: &Command) -> bool {
    matches!(command, Command::Say { .. } | Command::AskForPerson | Command::LeaveMessage { .. })
}

/// A change in the making.
struct Step {
    change: Change,
    now: DateTime<Utc>,
}

impl Step {
    fn new(old: &Conversation, now: DateTime<Utc>) -> Self {
        let change = Change {
            expected: old.seq,
            next: old.clone(),
            entries: Vec::new(),
            asides: Vec::new(),
            client: None,
            acked: Seq::NONE,
            awaits_reply: None,
            capacity: None,
        };
        Self { change, now }
    }

    fn take(&mut self, command: Command, reach: Reach) -> Result<(), Refused> {
        match command {
            Command::Say { text, noticed } => {
                self.say(text, noticed, reach);
                Ok(())
            }
            Command::Notice(noticed) => {
                self.notice(noticed);
                Ok(())
            }
            Command::NoDanger => self.no_danger(),
            Command::SendFile { file } => self.send_file(file),
            Command::AskForPerson => self.ask_for_person(reach),
            Command::UseAssistant => self.use_assistant(),
            Command::LeaveMessage { text, contact, noticed } => {
                self.leave_message(Body::Message { text, contact: Arc::new(contact) }, noticed)
            }
            Command::End => self.end(),
            Command::Reply { reply_to, answer } => self.reply(reply_to, Body::Answer(answer)),
            Command::Accept(asked) => self.accept(asked),
            Command::AgentSay { by, name, text } => self.agent_writes(by, name, Body::Text(text)),
            Command::AgentSendFile { by, name, file } => self.agent_writes(by, name, Body::File(file)),
            Command::TakeOver { from, to, reason } => self.take_over(from, to, reason),
            Command::GiveBack { by, reason } => self.give_back(by, AsideKind::Transferred, reason),
            Command::LoseAgent { agent } => self.give_back(agent, AsideKind::Lost, None),
            Command::Close { by, code } => self.close_by(by, code),
            Command::TellNobody { because, choose_by } => self.tell_nobody(because, choose_by),
            Command::OfferPerson => self.offer_person(),
            Command::Notify(about) => self.notify(about),
            Command::CloseIdle => self.close_idle(),
            Command::WaitOn => self.wait_on(),
            Command::Abandon => self.abandon(),
        }
    }

    fn say(&mut self, text: Text, noticed: Option<Noticed>, reach: Reach) {
        let begins = self.change.expected == Seq::NONE;
        let alarmed = self.visitor_writes(Body::Text(text), noticed);
        if begins {
            self.first_stage(reach);
        }
        // The numbers to ring are the answer then; a search for other words would only stand in their way.
        if matches!(self.change.next.stage, Stage::Assistant) && !alarmed {
            self.change.awaits_reply = Some(self.change.acked);
        }
    }

    /// A machine does not look at files: they are only taken where a person does, or will.
    fn send_file(&mut self, file: Arc<File>) -> Result<(), Refused> {
        if !matches!(self.change.next.stage, Stage::Queued { .. } | Stage::WithAgent { .. }) {
            return Err(Refused::NotNow);
        }
        self.visitor_acts();
        self.write(Author::Visitor, Body::File(file), None);
        self.ack_here();
        Ok(())
    }

    fn ask_for_person(&mut self, reach: Reach) -> Result<(), Refused> {
        self.visitor_acts();
        match self.change.next.stage {
            Stage::Assistant => self.look_for_a_person(reach),
            // Told that nobody will come, and somebody is there after all.
            Stage::Queued { choose_by: Some(_), .. } if reach == Reach::Person => {
                self.wait_on()?;
                self.ack_here();
            }
            // Asked for twice, from two tabs: the wait goes on as it is.
            Stage::Queued { .. } | Stage::WithAgent { .. } => {}
            Stage::LeftMessage { .. } | Stage::Closed { .. } => return Err(Refused::NotNow),
        }
        Ok(())
    }

    /// The first message: the queue when somebody can be reached, the assistant when not.
    fn first_stage(&mut self, reach: Reach) {
        match reach {
            Reach::Person => self.enqueue(false),
            Reach::Nobody(because) => self.event(Event::NobodyReachable { because }),
            Reach::Closed => {}
        }
    }

    fn look_for_a_person(&mut self, reach: Reach) {
        match reach {
            Reach::Person => self.enqueue(false),
            Reach::Nobody(because) => self.event(Event::NobodyReachable { because }),
            Reach::Closed => self.event(Event::DeskClosed),
        }
        self.ack_here();
    }

    fn use_assistant(&mut self) -> Result<(), Refused> {
        self.visitor_acts();
        match self.change.next.stage {
            Stage::Queued { choose_by: Some(_), .. } => {
                self.change.next.stage = Stage::Assistant;
                self.change.awaits_reply = self.change.next.open_question;
                Ok(())
            }
            Stage::Assistant => Ok(()),
            _ => Err(Refused::NotNow),
        }
    }

    /// The ordinary reply to what the visitor asked last, which the alarm has taken the place of.
    fn no_danger(&mut self) -> Result<(), Refused> {
        let Some(danger) =
            self.change.next.danger.as_mut().filter(|danger| danger.tier == Tier::Alarm && !danger.nobody)
        else {
            return Err(Refused::NotNow);
        };
        danger.nobody = true;
        self.visitor_acts();
        if matches!(self.change.next.stage, Stage::Assistant) {
            self.change.awaits_reply = self.change.next.open_question;
        }
        Ok(())
    }

    fn leave_message(&mut self, body: Body, noticed: Option<Noticed>) -> Result<(), Refused> {
        if !matches!(self.change.next.stage, Stage::Assistant | Stage::Queued { .. }) {
            return Err(Refused::NotNow);
        }
        self.visitor_writes(body, noticed);
        self.change.next.stage = Stage::LeftMessage { since: self.now };
        self.event(Event::MessageLeft);
        Ok(())
    }

    fn end(&mut self) -> Result<(), Refused> {
        if matches!(self.change.next.stage, Stage::LeftMessage { .. }) {
            return Err(Refused::NotNow);
        }
        self.visitor_acts();
        self.close(CloseReason::Ended);
        self.ack_here();
        Ok(())
    }

    fn reply(&mut self, reply_to: Seq, body: Body) -> Result<(), Refused> {
        // A person may have taken over since the question was asked; then the assistant keeps quiet.
        if !matches!(self.change.next.stage, Stage::Assistant | Stage::Queued { .. }) {
            return Err(Refused::NotNow);
        }
        if self.change.next.open_question.is_some_and(|open| open <= reply_to) {
            self.change.next.open_question = None;
        }
        self.write(Author::Assistant, body, Some(reply_to));
        Ok(())
    }

    fn accept(&mut self, mut asked: Asked) -> Result<(), Refused> {
        match self.change.next.stage {
            // Whoever may be in danger does not wait until an agent has ended something else.
            Stage::Queued { .. } if self.change.next.urgent => asked.capacity = Asked::WITHOUT_LIMIT,
            Stage::Queued { .. } | Stage::LeftMessage { .. } => {}
            Stage::WithAgent { agent, .. } if agent == asked.agent => return Ok(()),
            Stage::WithAgent { .. } => return Err(Refused::AlreadyTaken),
            Stage::Assistant | Stage::Closed { .. } => return Err(Refused::NotNow),
        }
        self.event(Event::Accepted { name: Arc::clone(&asked.name) });
        self.give_to(asked);
        Ok(())
    }

    fn take_over(&mut self, from: AgentId, to: Asked, reason: Option<Text>) -> Result<(), Refused> {
        self.held_by(from)?;
        if from == to.agent {
            return Err(Refused::NotNow);
        }
        self.event(Event::Transferred { name: Arc::clone(&to.name) });
        self.aside(Some(from), AsideKind::Transferred, reason);
        self.give_to(to);
        Ok(())
    }

    fn give_to(&mut self, asked: Asked) {
        let Asked { agent, name, capacity } = asked;
        self.ack_here();
        self.aside(Some(agent), AsideKind::Accepted, None);
        self.change.capacity = Some((agent, capacity));
        self.change.next.by_person = true;
        self.change.next.stage = Stage::WithAgent { agent, name, since: self.now, idle_asked: None };
    }

    fn agent_writes(&mut self, by: AgentId, name: Arc<str>, body: Body) -> Result<(), Refused> {
        self.held_by(by)?;
        self.write(Author::Agent { id: by, name }, body, None);
        self.ack_here();
        self.change.next.open_question = None;
        Ok(())
    }

    fn give_back(&mut self, by: AgentId, kind: AsideKind, reason: Option<Text>) -> Result<(), Refused> {
        self.held_by(by)?;
        self.event(Event::Returned);
        self.ack_here();
        self.aside(Some(by), kind, reason);
        self.change.next.stage = Stage::Queued { since: self.now, returned: true, choose_by: None };
        Ok(())
    }

    fn close_by(&mut self, by: AgentId, code: Option<Text>) -> Result<(), Refused> {
        // A message on the morning list may be answered by telephone and closed by whoever did it.
        if !matches!(self.change.next.stage, Stage::LeftMessage { .. }) {
            self.held_by(by)?;
        }
        self.change.next.by_person = true;
        self.close(CloseReason::ByAgent);
        self.ack_here();
        self.aside(Some(by), AsideKind::Closed, code);
        Ok(())
    }

    fn tell_nobody(&mut self, because: Because, until: DateTime<Utc>) -> Result<(), Refused> {
        let Stage::Queued { choose_by, .. } = &mut self.change.next.stage else {
            return Err(Refused::NotNow);
        };
        if choose_by.is_some() {
            return Err(Refused::NotNow);
        }
        *choose_by = Some(until);
        self.event(match because {
            Because::DeskClosed => Event::DeskClosed,
            Because::NobodyAvailable => Event::NobodyReachable { because: NobodyBecause::NobodyAvailable },
        });
        Ok(())
    }

    fn wait_on(&mut self) -> Result<(), Refused> {
        let Stage::Queued { choose_by, .. } = &mut self.change.next.stage else {
            return Err(Refused::NotNow);
        };
        if choose_by.take().is_none() {
            return Err(Refused::NotNow);
        }
        self.event(Event::Queued);
        Ok(())
    }

    fn offer_person(&mut self) -> Result<(), Refused> {
        if !matches!(self.change.next.stage, Stage::Assistant) {
            return Err(Refused::NotNow);
        }
        self.change.next.offered_at = Some(self.now);
        self.event(Event::PersonOffered);
        Ok(())
    }

    fn notify(&mut self, about: NoticeAbout) -> Result<(), Refused> {
        match (about, &mut self.change.next.stage) {
            (NoticeAbout::Idle, Stage::WithAgent { idle_asked, .. }) if idle_asked.is_none() => {
                *idle_asked = Some(self.now);
            }
            (NoticeAbout::ClosingBeforeTurn, Stage::Queued { choose_by: None, .. }) => {}
            _ => return Err(Refused::NotNow),
        }
        self.event(Event::Notice { about });
        Ok(())
    }

    /// With an agent only after the question; with the assistant unasked, for nobody is there to ask.
    fn close_idle(&mut self) -> Result<(), Refused> {
        match self.change.next.stage {
            Stage::Assistant | Stage::WithAgent { idle_asked: Some(_), .. } => {}
            _ => return Err(Refused::NotNow),
        }
        self.close(CloseReason::Idle);
        Ok(())
    }

    fn abandon(&mut self) -> Result<(), Refused> {
        if !matches!(self.change.next.stage, Stage::Queued { .. }) {
            return Err(Refused::NotNow);
        }
        self.close(CloseReason::Abandoned);
        Ok(())
    }

    fn held_by(&self, agent: AgentId) -> Result<(), Refused> {
        if self.change.next.stage.agent() == Some(agent) { Ok(()) } else { Err(Refused::NotYours) }
    }

    fn enqueue(&mut self, returned: bool) {
        self.change.next.stage = Stage::Queued { since: self.now, returned, choose_by: None };
        self.event(Event::Queued);
    }

    fn close(&mut self, reason: CloseReason) {
        self.change.next.stage = Stage::Closed { reason, at: self.now };
        self.change.next.open_question = None;
        // What is known of somebody's danger is for those who can help, as long as they do.
        self.change.next.urgent = false;
        self.change.next.danger = None;
        self.event(Event::Closed { reason });
    }

    fn visitor_acts(&mut self) {
        self.change.next.visitor_at = self.now;
        if let Stage::WithAgent { idle_asked, .. } = &mut self.change.next.stage {
            *idle_asked = None;
        }
    }

    /// Writes what the visitor says, and tells of danger in it; `true` when an alarm was given.
    fn visitor_writes(&mut self, body: Body, noticed: Option<Noticed>) -> bool {
        self.visitor_acts();
        self.write(Author::Visitor, body, None);
        self.ack_here();
        self.change.next.open_question = Some(self.change.acked);
        noticed.is_some_and(|noticed| self.notice(noticed) == Some(Tier::Alarm))
    }

    /// Tells of danger, unless the same was told just now; what was told.
    fn notice(&mut self, noticed: Noticed) -> Option<Tier> {
        let next = &mut self.change.next;
        let tier = noticed.tier;
        if next.danger.as_ref().is_some_and(|danger| danger.holds(&noticed, self.now)) {
            return None;
        }
        if !next.stage.is_closed() {
            next.urgent |= tier == Tier::Alarm;
            next.danger = Some(Marked::after(next.danger.as_ref(), &noticed, self.now));
        }
        self.event(match tier {
            Tier::Alarm => Event::Emergency(noticed.into()),
            Tier::Concern => Event::Concern(noticed.into()),
        });
        Some(tier)
    }

    fn event(&mut self, event: Event) {
        self.write(Author::System, Body::Event(event), None);
    }

    fn write(&mut self, author: Author, body: Body, reply_to: Option<Seq>) {
        let seq = self.change.next.seq.next();
        self.change.next.seq = seq;
        self.change.entries.push(Arc::new(Entry { seq, at: self.now, author, body, reply_to }));
    }

    /// The last entry written is the one that the client's id gets.
    fn ack_here(&mut self) {
        self.change.acked = self.change.next.seq;
    }

    fn aside(&mut self, agent: Option<AgentId>, kind: AsideKind, text: Option<Text>) {
        let at_seq = self.change.next.seq;
        self.change.asides.push(Aside { at_seq, at: self.now, agent, kind, text });
    }

    fn finish(mut self, client: Option<Client>) -> Change {
        self.change.client = client.filter(|_| self.change.acked != Seq::NONE);
        self.change
    }
}

#[cfg(test)]
mod tests;
