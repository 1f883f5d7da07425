//! What a visitor can do: say, ask for a person, leave a message, end, erase, and be there.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::log::Log;
use super::slot::Slot;
use super::{Desk, DeskError};
use crate::bus::{Mailbox, Party, Standing, Subscription, Told, Topic};
use crate::conversation::{
    ClientId, Command, Contact, Conversation, ConversationId, KeyHash, Page, Seq, Stage, Text, VisitorKey,
};
use crate::language::Language;
use crate::moment::Moment;
use crate::store::Rating;
use crate::{chance, privacy};

/// How a visitor comes in.
#[derive(Debug, Default)]
pub struct Hello<'a> {
    /// The key of an earlier conversation.
    pub key: Option<&'a str>,
    /// The last entry that the visitor has.
    pub last_seq: Option<Seq>,
    /// The language of the visitor's interface.
    pub language: Language,
    /// The address that the visitor comes from, for counting.
    pub address: Option<IpAddr>,
    /// The page that the chat was opened on: address and title as the browser gave them.
    pub page: Option<(&'a str, &'a str)>,
}

/// What a visitor gets who comes in.
pub struct Welcome {
    /// The key to keep.
    pub key: VisitorKey,
    /// Whether what the visitor still shows belongs to no conversation any more.
    pub reset: bool,
    /// The conversation, once it has begun.
    pub conversation: Option<ConversationId>,
    /// Where it stands.
    pub standing: Option<Standing>,
    /// The last number.
    pub seq: Seq,
    /// What the visitor has not got yet.
    pub log: Log,
    /// Which answers the visitor has said helped, and which did not.
    pub helped: Vec<(Seq, bool)>,
    /// What the visitor has said that the conversation was worth, from 1 to 5, once it is over.
    pub score: Option<u8>,
    /// The visitor, here as long as this is kept.
    pub visitor: Visitor,
}

/// A visitor who is here with one socket.
pub struct Visitor {
    desk: Desk,
    slot: Arc<Slot>,
    /// What they read here.
    language: Language,
    /// When they were last heard, where the line was lost; none while it goes on or when they closed it.
    lost_at: Option<Moment>,
    _subscriptions: [Subscription; 2],
}

impl Desk {
    /// Lets a visitor in: subscribes first and reads afterwards, so that nothing falls in between.
    ///
    /// # Errors
    /// When the visitor has too many sockets open, or the store cannot be read.
    pub async fn welcome(&self, hello: Hello<'_>, mailbox: &Arc<Mailbox>) -> Result<Welcome, DeskError> {
        let known = match hello.key.and_then(VisitorKey::parse) {
            Some(key) => self.slot_of(key.hash()).await?.map(|slot| (key, slot)),
            None => None,
        };
        let unknown = hello.key.is_some() && known.is_none();
        let (key, slot) = match known {
            Some(known) => known,
            None => self.new_slot(&hello),
        };
        self.enter(&slot)?;
        // Subscribe before reading the log: an entry committed in between would otherwise be lost.
        let subscriptions = [
            self.0.bus.subscribe(Topic::Conversation(slot.id), mailbox),
            self.0.bus.subscribe(Topic::Visitors, mailbox),
        ];
        let visitor = Visitor {
            desk: self.clone(),
            slot: Arc::clone(&slot),
            language: hello.language,
            lost_at: None,
            _subscriptions: subscriptions,
        };
        self.came_back(&slot).await;
        let conversation = slot.read();
        if matches!(conversation.stage, Stage::Queued { choose_by: None, .. }) && !conversation.urgent {
            self.meanwhile_soon(&slot);
        }
        let last = hello.last_seq.unwrap_or_default();
        let reset = unknown || last > conversation.seq;
        let kept = &self.0.store;
        let (log, helped) = if conversation.seq == Seq::NONE {
            (Log::empty(kept), Vec::new())
        } else {
            let last = if reset { Seq::NONE } else { last };
            (Log::after(kept, slot.id, last).await?, kept.helped(slot.id).await?)
        };
        let score = match conversation.stage {
            Stage::Closed { .. } => self.0.store.score(slot.id).await?,
            _ => None,
        };
        Ok(Welcome {
            key,
            reset,
            conversation: (conversation.seq != Seq::NONE).then_some(slot.id),
            standing: (conversation.seq != Seq::NONE).then(|| self.standing(&conversation)),
            seq: conversation.seq,
            log,
            helped,
            score,
            visitor,
        })
    }

    pub(super) async fn slot_of(&self, key: KeyHash) -> Result<Option<Arc<Slot>>, DeskError> {
        if let Some(slot) = self.0.slots.by_key(&key) {
            return Ok(Some(slot));
        }
        let conversation = self.0.store.by_key(key).await?;
        Ok(conversation.map(|conversation| self.0.slots.keep(conversation, Some(key))))
    }

    /// Somebody new. Only the first word makes a conversation of it, and [counts](Self::count_beginning).
    fn new_slot(&self, hello: &Hello<'_>) -> (VisitorKey, Arc<Slot>) {
        let now = self.now();
        let key = VisitorKey::new(chance::bytes());
        let page = hello.page.map(|(url, title)| {
            let title = privacy::mask(title).chars().take(200).collect();
            Arc::new(Page { url: privacy::without_query(url), title })
        });
        let id = ConversationId::new(now, chance::bytes());
        let conversation = Conversation::new(id, hello.language, page, now);
        let slot = self.0.slots.keep(conversation, Some(key.hash()));
        if let Some(address) = hello.address {
            let _ = slot.came_from.set(address);
        }
        (key, slot)
    }

    /// Counts a conversation that is about to begin, once, for the address that its visitor came from.
    ///
    /// # Errors
    /// When as many have begun from there within the hour as may.
    pub(super) fn count_beginning(&self, slot: &Slot) -> Result<(), DeskError> {
        let Some(address) = slot.came_from.get() else { return Ok(()) };
        if slot.is_counted.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        let (limit, now) = (self.0.rules.new_conversations_per_address_per_hour, self.look());
        self.0.newcomers.take(*address, limit, now.moment).map_err(|refused| {
            slot.is_counted.store(false, Ordering::Relaxed);
            match refused {
                DeskError::TooFast { retry_after } => {
                    DeskError::TooManyBegan { retry_after, until: now.wall + retry_after }
                }
                refused => refused,
            }
        })
    }

    /// What could not be written has not begun, and does not count.
    pub(super) fn has_not_begun(&self, slot: &Slot) {
        if slot.latest(|state| state.seq) == Seq::NONE {
            self.count_no_more(slot);
        }
    }

    pub(super) fn count_no_more(&self, slot: &Slot) {
        if let Some(address) = slot.came_from.get()
            && slot.is_counted.swap(false, Ordering::Relaxed)
        {
            self.0.newcomers.give_back(address);
        }
    }

    /// Ends and erases a conversation; every open tab hears of it.
    pub(super) async fn erase(&self, slot: &Arc<Slot>) -> Result<(), DeskError> {
        match self.step(slot, Command::End, None).await {
            Ok(_) | Err(DeskError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
        self.0.store.erase(slot.id, self.now()).await?;
        self.0.slots.forget(slot);
        self.forget_visitor(slot.id);
        self.0.bus.tell(Topic::Conversation(slot.id), &Told::Erased(slot.id));
        Ok(())
    }

    fn enter(&self, slot: &Slot) -> Result<(), DeskError> {
        let before = slot.sockets.fetch_add(1, Ordering::Relaxed);
        if before < self.0.rules.sockets_per_visitor {
            return Ok(());
        }
        slot.sockets.fetch_sub(1, Ordering::Relaxed);
        Err(DeskError::TooMany)
    }
}

impl Visitor {
    /// Which conversation it is, or will be.
    #[must_use]
    pub fn conversation(&self) -> ConversationId {
        self.slot.id
    }

    /// Writes something.
    ///
    /// # Errors
    /// When it is too fast, too long or empty, or when the conversation is over.
    pub async fn say(&self, id: ClientId, raw: &str) -> Result<Option<Seq>, DeskError> {
        let text = self.text(raw)?;
        let noticed = self.desk.notice(&self.slot, &text).await?;
        self.step(Command::Say { text, noticed }, id).await
    }

    /// Says, after an alarm, that nobody is in danger: the ordinary reply comes.
    ///
    /// # Errors
    /// When there was no alarm, or it was said before.
    pub async fn no_danger(&self, id: ClientId) -> Result<Option<Seq>, DeskError> {
        self.in_pace()?;
        self.step(Command::NoDanger, id).await
    }

    /// Asks for a person.
    ///
    /// # Errors
    /// When the conversation is over, or a message has been left.
    pub async fn ask_for_person(&self, id: ClientId) -> Result<Option<Seq>, DeskError> {
        self.in_pace()?;
        self.step(Command::AskForPerson, id).await
    }

    /// Goes on with the assistant, when told that nobody will come.
    ///
    /// # Errors
    /// When nobody has said so.
    pub async fn use_assistant(&self, id: ClientId) -> Result<Option<Seq>, DeskError> {
        self.in_pace()?;
        self.step(Command::UseAssistant, id).await
    }

    /// Leaves a message for the morning.
    ///
    /// # Errors
    /// When there is no way to answer it, or a person is already there.
    pub async fn leave_message(
        &self,
        id: ClientId,
        raw: &str,
        contact: (Option<&str>, Option<&str>),
    ) -> Result<Option<Seq>, DeskError> {
        let text = self.text(raw)?;
        let contact = Contact::new(contact.0, contact.1)?;
        let noticed = self.desk.notice(&self.slot, &text).await?;
        self.step(Command::LeaveMessage { text, contact, noticed }, id).await
    }

    /// Ends the conversation.
    ///
    /// # Errors
    /// When it is over already, has not begun, or a message waits for its answer.
    pub async fn end(&self, id: ClientId) -> Result<Option<Seq>, DeskError> {
        self.step(Command::End, id).await
    }

    /// Erases the conversation's content: its numbers stay, its words are gone, and the key opens nothing any more.
    ///
    /// # Errors
    /// When the store cannot write.
    pub async fn erase(&self) -> Result<(), DeskError> {
        self.desk.erase(&self.slot).await
    }

    /// Says what an answer or the conversation was worth. Of several ratings of one answer the last one counts, and every
    /// tab of the visitor hears which that is.
    ///
    /// # Errors
    /// When the comment is too long, the conversation has not begun, or it has no such answer.
    pub async fn rate(
        &self,
        id: ClientId,
        seq: Option<Seq>,
        helpful: Option<bool>,
        score: Option<u8>,
        comment: Option<&str>,
    ) -> Result<(), DeskError> {
        self.in_pace()?;
        let comment = comment.filter(|comment| !comment.trim().is_empty()).map(|raw| self.cleaned(raw)).transpose()?;
        let at = self.desk.now();
        let said = comment.clone();
        let rating = Rating { seq, helpful, score: score.map(|score| score.clamp(1, 5)), comment, at };
        let rated = self.desk.0.store.rate(self.slot.id, rating, id).await?.ok_or(DeskError::NotFound)?;
        if let Some(comment) = said {
            self.notice_in_comment(&comment).await?;
        }
        if let (Some(seq), Some(helpful)) = (seq, rated.helpful) {
            self.tell(&Told::Helped { conversation: self.slot.id, seq, helpful });
        }
        Ok(())
    }

    /// Somebody may tell of danger where they rate what they got.
    async fn notice_in_comment(&self, comment: &Text) -> Result<(), DeskError> {
        if let Some(noticed) = self.desk.0.assistant.notice(comment.as_str(), &[]) {
            return self.desk.step(&self.slot, Command::Notice(noticed), None).await.map(|_| ());
        }
        self.desk.look_closer(&self.slot, comment).await.map(|_| ())
    }

    /// Tells the other side that the visitor is writing. What comes too fast is left out: it says nothing new.
    pub fn typing(&self) {
        if !self.gives_a_sign() {
            return;
        }
        self.tell(&Told::Typing { conversation: self.slot.id, who: Party::Visitor });
    }

    /// Tells the other side what the visitor has read, of what there is. That it is more than before is always told; the
    /// same again is left out when it comes too fast.
    pub fn seen(&self, seq: Seq) {
        let seq = seq.min(self.slot.latest(|conversation| conversation.seq));
        let before = self.slot.has_seen(seq);
        if seq <= before && !self.gives_a_sign() {
            return;
        }
        self.tell(&Told::Seen { conversation: self.slot.id, who: Party::Visitor, seq });
    }

    /// The line ends without the visitor's doing: nothing has come from them since `heard`.
    pub fn line_lost(&mut self, heard: Moment) {
        self.lost_at = Some(heard);
    }

    /// Takes a step in the language that the visitor reads here: they may have chosen another one since it began.
    async fn step(&self, command: Command, id: ClientId) -> Result<Option<Seq>, DeskError> {
        self.desk.step_in(&self.slot, command, Some(id), Some(self.language)).await
    }

    fn tell(&self, told: &Told) {
        self.desk.0.bus.tell(Topic::Conversation(self.slot.id), told);
    }

    fn text(&self, raw: &str) -> Result<Text, DeskError> {
        self.in_pace()?;
        self.cleaned(raw)
    }

    fn cleaned(&self, raw: &str) -> Result<Text, DeskError> {
        Ok(Text::new(raw, self.desk.0.rules.text_chars)?)
    }

    /// Whether a sign that is not acknowledged may be told: as often as a message, and counted apart.
    fn gives_a_sign(&self) -> bool {
        self.slot.signs.take(self.desk.0.rules.visitor_pace, self.desk.moment()).is_ok()
    }

    fn in_pace(&self) -> Result<(), DeskError> {
        self.slot.pace.take(self.desk.0.rules.visitor_pace, self.desk.moment())
    }
}

impl Drop for Visitor {
    fn drop(&mut self) {
        let heard = self.slot.heard_until(self.lost_at.unwrap_or_else(|| self.desk.moment()));
        if self.slot.sockets.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.desk.went_away(&self.slot, heard);
        }
    }
}
