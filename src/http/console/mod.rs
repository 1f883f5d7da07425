//! An agent's socket: bytes → frame → desk, and what the desk tells → frames.

pub(super) mod gaps;
pub(super) mod rest;
mod show;
pub(super) mod wire;

use std::sync::Arc;

use tracing::debug;

pub(super) use self::wire::TYPES;
use self::wire::{Gets, Sent, Status};
use super::App;
use super::line::Line as _;
use super::socket::{Incoming, Socket};
use super::wire::{ErrorShown, Refusal, StageShown};
use crate::bus::{Knock, Mail, Mailbox, Standing, Told};
use crate::conversation::{ClientId, ConversationId, IdMap, Seq};
use crate::crisis::NoticeId;
use crate::desk::agent::{Agent, Person, Unread, Watched};
use crate::desk::log::Log;
use crate::desk::{DeskError, SessionId};
use crate::hours::Written;
use crate::language::Language;

/// One agent's socket after its `hello`.
struct Session<'a> {
    app: &'a App,
    agent: Agent,
    mailbox: Arc<Mailbox>,
    language: Language,
    /// What is watched, and the last entry sent of each: what comes again through the bus is left out.
    watched: IdMap<ConversationId, (Watched, Seq)>,
}

/// Serves a socket until it ends.
pub(super) async fn serve(app: &App, mut socket: Socket, who: (Person, SessionId), language: Language) {
    let (person, session) = who;
    if !hello(&mut socket, language).await {
        return;
    }
    socket.place.said_hello();
    socket.place.is_staffs();
    // From the upgrade to the hello seconds may pass; from here on the desk looks after the socket.
    match app.desk.goes_on(session).await {
        Ok(true) => {}
        Ok(false) => return socket.say_bye("signed_out").await,
        Err(error) => {
            let refusal = Refusal::of(&error, app.desk.text_chars());
            socket.send(&Gets::Error(ErrorShown::new(refusal, language, None))).await;
            return;
        }
    }
    debug!(agent.id = %person.id, "an agent is here");
    let mailbox = socket.mailbox();
    let agent = match app.desk.sign_on(person, session, &mailbox) {
        Ok(agent) => agent,
        Err(error) => {
            let refusal = Refusal::of(&error, app.desk.text_chars());
            socket.send(&Gets::Error(ErrorShown::new(refusal, language, None))).await;
            return socket.say_bye("replaced").await;
        }
    };
    let mut session = Session { app, agent, mailbox: Arc::clone(&mailbox), language, watched: IdMap::default() };
    if !(session.show_all(&mut socket).await && socket.flush().await) {
        return;
    }
    loop {
        let told = match socket.next().await {
            Incoming::Text(frame) => {
                session.agent.is_alive();
                if !session.take(&mut socket, frame.as_str()).await {
                    return;
                }
                // One's own entry has been told by now: it leaves in one write with its acknowledgement.
                mailbox.told()
            }
            Incoming::Alive => {
                session.agent.is_alive();
                continue;
            }
            Incoming::Mail(Mail::Told(told)) => told,
            Incoming::Mail(Mail::Slow) => return socket.say_bye("slow").await,
            Incoming::Mail(Mail::Knock(Knock::Close(reason))) => return socket.say_bye(reason).await,
            Incoming::Mail(Mail::Knock(Knock::Ping)) => continue,
            Incoming::Gone => return,
        };
        match session.show(&mut socket, told).await {
            Shown::GoOn if socket.flush().await => {}
            Shown::GoOn | Shown::Gone => return,
            Shown::SignedOut => return socket.say_bye("signed_out").await,
        }
    }
}

/// What became of the mail.
enum Shown {
    GoOn,
    SignedOut,
    Gone,
}

/// Waits for `hello`; who it is, the session's cookie has said.
async fn hello(socket: &mut Socket, language: Language) -> bool {
    while let Some(frame) = socket.before_hello().await {
        let refusal = match serde_json::from_str(frame.as_str()) {
            Ok(Sent::Hello {}) => return true,
            Ok(_) => Refusal::new("not_allowed"),
            Err(_) => Refusal::unreadable(frame.as_str(), &TYPES),
        };
        if !socket.send(&Gets::Error(ErrorShown::new(refusal, language, None))).await {
            return false;
        }
    }
    false
}

impl Session<'_> {
    /// Takes one frame; `false` when the socket is done for.
    async fn take(&mut self, socket: &mut Socket, frame: &str) -> bool {
        let Ok(sent) = serde_json::from_str::<Sent<'_>>(frame) else {
            return self.refuse(socket, Refusal::unreadable(frame, &TYPES), None).await;
        };
        let (id, conversation) = (sent.id(), sent.conversation());
        let outcome = match (ClientId::new(id), conversation) {
            (Some(client), _) => self.change(&sent, client).await,
            (None, Some(conversation)) if id.is_empty() => return self.look(socket, &sent, conversation).await,
            (None, _) => Err(DeskError::NotAllowed),
        };
        match outcome {
            Ok((seq, accepted)) => {
                socket.feed(&Gets::Ack { id, conversation, seq }).await
                    && match accepted {
                        Some(conversation) => self.watch(socket, conversation, Seq::NONE).await,
                        None => true,
                    }
            }
            Err(error) => self.refuse(socket, Refusal::of(&error, self.app.desk.text_chars()), Some(id)).await,
        }
    }

    /// What changes something and is acknowledged; gives the number, and the conversation that is now to be watched. All
    /// but the message is boxed: it shall not pay for them.
    async fn change(
        &mut self,
        sent: &Sent<'_>,
        client: ClientId,
    ) -> Result<(Option<Seq>, Option<ConversationId>), DeskError> {
        let agent = &self.agent;
        let seq = match sent {
            Sent::Presence { status, reason, .. } => {
                agent.set_presence(*status == Status::Available, reason.as_deref())?;
                None
            }
            Sent::Accept { conversation, .. } => {
                return Ok((Box::pin(agent.accept(*conversation, client)).await?, Some(*conversation)));
            }
            Sent::Decline { conversation, .. } => {
                agent.decline(*conversation)?;
                None
            }
            Sent::Say { conversation, text, .. } => agent.say(*conversation, client, text).await?,
            Sent::Note { conversation, text, .. } => {
                Box::pin(agent.note(*conversation, client, text)).await?;
                None
            }
            Sent::Transfer { conversation, to, reason, .. } => {
                Box::pin(agent.transfer(*conversation, client, to.as_deref(), reason.as_deref())).await?
            }
            Sent::Close { conversation, code, .. } => {
                Box::pin(agent.close(*conversation, client, code.as_deref())).await?
            }
            Sent::Override { open, until, reason, public_sv, public_en, .. } => {
                let (public_sv, public_en) = (public_sv.as_deref(), public_en.as_deref());
                agent.override_hours(*open, *until, Written { reason, public_sv, public_en })?;
                None
            }
            Sent::CrisisNotice { sv, en, until, .. } => {
                Box::pin(agent.put_up_crisis_notice(client, (sv, en.as_deref()), *until)).await?;
                None
            }
            Sent::WithdrawCrisisNotice { notice, .. } => {
                Box::pin(agent.withdraw_crisis_notice(NoticeId(*notice))).await?;
                None
            }
            _ => return Err(DeskError::NotAllowed),
        };
        Ok((seq, None))
    }

    /// What changes nothing that lasts.
    async fn look(&mut self, socket: &mut Socket, sent: &Sent<'_>, conversation: ConversationId) -> bool {
        match sent {
            Sent::Watch { last_seq, .. } => self.watch(socket, conversation, last_seq.unwrap_or_default()).await,
            Sent::Unwatch { .. } => {
                self.watched.remove(&conversation);
                true
            }
            Sent::Typing { on, .. } => {
                let told = if *on { self.agent.typing(conversation) } else { Ok(()) };
                self.unless_refused(socket, told).await
            }
            Sent::Seen { seq, .. } => {
                let told = self.agent.seen(conversation, *seq);
                self.unless_refused(socket, told).await
            }
            Sent::Suggest { .. } => self.suggest(socket, conversation).await,
            _ => self.refuse(socket, Refusal::new("bad_frame"), None).await,
        }
    }

    /// Follows a conversation: what is there from `last` on, its notes, its stage, and from now on what comes.
    async fn watch(&mut self, socket: &mut Socket, conversation: ConversationId, last: Seq) -> bool {
        let (watched, Unread { log, mut notes }) = match self.agent.watch(conversation, last, &self.mailbox).await {
            Ok(watched) => watched,
            Err(error) => return self.unless_refused(socket, Err(error)).await,
        };
        let standing = Standing { stage: watched.conversation.stage.clone(), place: None };
        self.watched.insert(conversation, (watched, last));
        if !self.show_log(socket, conversation, log).await {
            return false;
        }
        if !self.watched.contains_key(&conversation) {
            return true;
        }
        loop {
            match notes.next().await {
                Ok(page) if page.is_empty() => break,
                Ok(page) => {
                    for note in page {
                        if !self.show_aside(socket, conversation, &note).await {
                            return false;
                        }
                    }
                }
                Err(error) => return self.lose(socket, conversation, &error).await,
            }
        }
        // The stage is the last of what a watch brings.
        self.show_visitor(socket, conversation).await
            && socket.feed(&Gets::Stage { conversation, stage: StageShown::of(&standing) }).await
    }

    /// Shows a log that is watched, a page at a time: the next one is read when the reader has taken the one before.
    async fn show_log(&mut self, socket: &mut Socket, conversation: ConversationId, mut log: Log) -> bool {
        loop {
            match log.next().await {
                Ok(page) if page.is_empty() => return true,
                Ok(page) => {
                    for entry in page {
                        if !self.show_entry_once(socket, conversation, &entry).await {
                            return false;
                        }
                    }
                }
                Err(error) => return self.lose(socket, conversation, &error).await,
            }
        }
    }

    /// Reads a watched log on from the last entry that was sent: more came than waits for one socket.
    async fn catch_up(&mut self, socket: &mut Socket, conversation: ConversationId) -> bool {
        let Some(&(_, sent)) = self.watched.get(&conversation) else { return true };
        match self.agent.log(conversation, sent).await {
            Ok(log) => self.show_log(socket, conversation, log).await,
            Err(error) => self.lose(socket, conversation, &error).await,
        }
    }

    /// The log of a conversation could not be read to its end: what comes later would leave a gap.
    async fn lose(&mut self, socket: &mut Socket, conversation: ConversationId, error: &DeskError) -> bool {
        self.watched.remove(&conversation);
        self.refuse(socket, Refusal::of(error, self.app.desk.text_chars()), None).await
    }

    /// Says why not, of what is not acknowledged.
    async fn unless_refused(&self, socket: &mut Socket, outcome: Result<(), DeskError>) -> bool {
        match outcome {
            Ok(()) => true,
            Err(error) => self.refuse(socket, Refusal::of(&error, self.app.desk.text_chars()), None).await,
        }
    }

    async fn refuse(&self, socket: &mut Socket, refusal: Refusal, id: Option<&str>) -> bool {
        self.app.metrics.refused(refusal.code);
        socket.feed(&Gets::Error(ErrorShown::new(refusal, self.language, id))).await
    }

    /// Shows what the desk has told. Several of a kind that say "read it anew" are read once.
    async fn show(&mut self, socket: &mut Socket, told: Vec<Told>) -> Shown {
        let mut anew = show::Anew::default();
        for told in told {
            if matches!(told, Told::SignedOut) {
                return Shown::SignedOut;
            }
            if !anew.note(&told) && !self.show_one(socket, told).await {
                return Shown::Gone;
            }
        }
        if self.show_anew(socket, anew).await { Shown::GoOn } else { Shown::Gone }
    }
}
