//! A visitor's socket: bytes → frame → desk, and what the desk tells → frames.

mod wire;

use std::net::IpAddr;

use tracing::debug;

use self::wire::{CrisisShown, Gets, Sent, TYPES};
use super::App;
use super::socket::{Incoming, Socket};
use super::wire::{AuthorShown, DeskShown, EntryShown, ErrorShown, Refusal, StageShown};
use crate::bus::{Knock, Mail, Party, Told};
use crate::conversation::{ClientId, Seq};
use crate::desk::DeskError;
use crate::desk::visitor::{Hello, Visitor};
use crate::language::Language;

/// One visitor's socket after its `hello`.
struct Session<'a> {
    app: &'a App,
    visitor: Visitor,
    language: Language,
    /// The last entry that was sent: what comes again through the bus is left out.
    sent: Seq,
}

/// Serves a socket until it ends.
///
/// What is large and short-lived is boxed: a quiet socket's task keeps only what it needs to wait.
pub(super) async fn serve(app: &App, mut socket: Box<Socket>, address: IpAddr) {
    let Some(mut session) = Box::pin(hello(app, &mut socket, address)).await else { return };
    debug!(conversation.id = %session.visitor.conversation(), %address, "a visitor is here");
    loop {
        let going = match socket.next().await {
            Incoming::Text(frame) => {
                let taken = Box::pin(session.take(&mut socket, frame.as_str())).await;
                drop(frame);
                // One's own entry has been told by now: it leaves in one write with its acknowledgement.
                let told = socket.place.mailbox.told();
                taken && Box::pin(session.show(&mut socket, told)).await && socket.flush().await
            }
            Incoming::Mail(Mail::Told(told)) => Box::pin(session.show(&mut socket, told)).await && socket.flush().await,
            Incoming::Mail(Mail::Slow) => return Box::pin(socket.say_bye("slow")).await,
            Incoming::Mail(Mail::Knock(Knock::Close(reason))) => return Box::pin(socket.say_bye(reason)).await,
            Incoming::Mail(Mail::Knock(Knock::Ping)) | Incoming::Alive => true,
            Incoming::Gone => false,
        };
        if !going {
            return;
        }
    }
}

/// Waits for `hello` and answers it: who one is, where the conversation stands, and what is new in it.
async fn hello<'a>(app: &'a App, socket: &mut Socket, address: IpAddr) -> Option<Session<'a>> {
    while let Some(frame) = socket.before_hello().await {
        let refusal = match serde_json::from_str(frame.as_str()) {
            Ok(Sent::Hello { key, last_seq, language, page }) => {
                let language = Language::for_reader(language.as_deref().unwrap_or_default());
                let page = page.as_ref().map(|page| (&*page.url, &*page.title));
                let hello = Hello { key: key.as_deref(), last_seq, language, page, address: Some(address) };
                return welcome(app, socket, hello).await;
            }
            // Everything else has to wait for who it is from.
            Ok(_) => Refusal::new("not_allowed"),
            Err(_) => Refusal::unreadable(frame.as_str(), &TYPES),
        };
        if !socket.send(&Gets::Error(ErrorShown::new(refusal, Language::Sv, None))).await {
            return None;
        }
    }
    None
}

async fn welcome<'a>(app: &'a App, socket: &mut Socket, hello: Hello<'_>) -> Option<Session<'a>> {
    let language = hello.language;
    let mailbox = socket.mailbox();
    let welcome = match app.desk.welcome(hello, &mailbox).await {
        Ok(welcome) => welcome,
        Err(error) => {
            let refusal = Refusal::of(&error, app.desk.text_chars());
            socket.send(&Gets::Error(ErrorShown::new(refusal, language, None))).await;
            socket.say_bye("protocol").await;
            return None;
        }
    };
    socket.place.said_hello();
    if welcome.reset && !socket.feed(&Gets::Reset {}).await {
        return None;
    }
    let now = app.desk.current();
    let crisis = app.desk.crisis_notice();
    let sent = socket
        .feed(&Gets::Welcome {
            key: &welcome.key.reveal(),
            conversation: welcome.conversation,
            stage: welcome.standing.as_ref().map(StageShown::of),
            seq: welcome.seq,
            desk: DeskShown::of(&now, now.text(language)),
            crisis_notice: crisis.as_ref().map(|crisis| CrisisShown::of(crisis, language)),
            features: &[],
        })
        .await;
    if !sent {
        return None;
    }
    let mut session = Session { app, visitor: welcome.visitor, language, sent: Seq::NONE };
    for entry in &welcome.entries {
        if !session.show_entry(socket, entry).await {
            return None;
        }
    }
    session.sent = session.sent.max(welcome.seq);
    for &(seq, helpful) in &welcome.helped {
        if !socket.feed(&Gets::Helped { seq, helpful }).await {
            return None;
        }
    }
    socket.flush().await.then_some(session)
}

impl Session<'_> {
    /// Takes one frame; `false` when the socket is done for.
    async fn take(&mut self, socket: &mut Socket, frame: &str) -> bool {
        let Ok(sent) = serde_json::from_str::<Sent<'_>>(frame) else {
            return self.refuse(socket, Refusal::unreadable(frame, &TYPES), None).await;
        };
        let Some((id, outcome)) = self.carry_out(sent).await else { return true };
        // What the step told stands in the mailbox by now. The acknowledgement goes first: whoever wrote knows the
        // number of their own entry before it comes back as one.
        match outcome {
            Ok(seq) => socket.feed(&Gets::Ack { id: &id, seq }).await,
            Err(error) => {
                let refusal = Refusal::of(&error, self.app.desk.text_chars());
                self.refuse(socket, refusal, Some(&id)).await
            }
        }
    }

    /// Lets the desk do it. `None` for what is not acknowledged.
    async fn carry_out(&self, sent: Sent<'_>) -> Option<(String, Result<Option<Seq>, DeskError>)> {
        let visitor = &self.visitor;
        let id = match &sent {
            Sent::Typing { on } => {
                if *on {
                    visitor.typing();
                }
                return None;
            }
            Sent::Seen { seq } => {
                visitor.seen(*seq);
                return None;
            }
            sent => sent.id().to_owned(),
        };
        let Some(client) = ClientId::new(&id) else { return Some((id, Err(DeskError::NotAllowed))) };
        let outcome = match sent {
            Sent::Say { text, .. } => visitor.say(client, &text).await,
            Sent::AskForPerson { .. } => visitor.ask_for_person(client).await,
            Sent::UseAssistant { .. } => visitor.use_assistant(client).await,
            Sent::LeaveMessage { text, contact, .. } => {
                let contact = (contact.email.as_deref(), contact.phone.as_deref());
                visitor.leave_message(client, &text, contact).await
            }
            Sent::Rate { seq, helpful, score, comment, .. } => {
                visitor.rate(client, seq, helpful, score, comment.as_deref()).await.map(|()| None)
            }
            Sent::End { .. } => visitor.end(client).await,
            Sent::Erase { .. } => visitor.erase().await.map(|()| None),
            Sent::Hello { .. } | Sent::Typing { .. } | Sent::Seen { .. } => Err(DeskError::NotAllowed),
        };
        Some((id, outcome))
    }

    async fn refuse(&self, socket: &mut Socket, refusal: Refusal, id: Option<&str>) -> bool {
        self.app.metrics.refused(refusal.code);
        socket.feed(&Gets::Error(ErrorShown::new(refusal, self.language, id))).await
    }

    /// Shows what the desk has told.
    async fn show(&mut self, socket: &mut Socket, told: Vec<Told>) -> bool {
        for told in told {
            let fed = match told {
                Told::Entry(_, entry) if entry.seq > self.sent => self.show_entry(socket, &entry).await,
                Told::Stage(_, standing) => socket.feed(&Gets::Stage { stage: StageShown::of(&standing) }).await,
                Told::Desk => {
                    let now = self.app.desk.current();
                    socket.feed(&Gets::Desk { desk: DeskShown::of(&now, now.text(self.language)) }).await
                }
                Told::CrisisNotice => {
                    let crisis = self.app.desk.crisis_notice();
                    let notice = crisis.as_ref().map(|crisis| CrisisShown::of(crisis, self.language));
                    socket.feed(&Gets::CrisisNotice { notice }).await
                }
                Told::Typing { who: who @ Party::Agent(_), .. } => {
                    socket.feed(&Gets::Typing { author: AuthorShown::party(&who) }).await
                }
                Told::Seen { who: who @ Party::Agent(_), seq, .. } => {
                    socket.feed(&Gets::Seen { author: AuthorShown::party(&who), seq }).await
                }
                Told::Helped { seq, helpful, .. } => socket.feed(&Gets::Helped { seq, helpful }).await,
                Told::Erased(_) => socket.feed(&Gets::Reset {}).await,
                // What only staff see, one's own typing, and entries that were sent before.
                _ => true,
            };
            if !fed {
                return false;
            }
        }
        true
    }

    async fn show_entry(&mut self, socket: &mut Socket, entry: &crate::conversation::Entry) -> bool {
        self.sent = entry.seq;
        socket.feed(&Gets::Entry(EntryShown::of(entry, &self.app.desk.words(self.language)))).await
    }
}
