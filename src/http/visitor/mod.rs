//! A visitor's line: bytes → frame → desk, and what the desk tells → frames. Whether a socket carries them or polling
//! is the [line](super::line)'s matter.

mod wire;

use std::net::IpAddr;
use std::sync::Arc;

use tracing::debug;

pub(super) use self::wire::TYPES;
use self::wire::{CrisisShown, FEATURES, Gets, Sent};
use super::App;
use super::line::Line;
use super::socket::Incoming;
use super::wire::{AuthorShown, DeskShown, EntryShown, ErrorShown, Refusal, SourceShown, StageShown};
use crate::bus::{Knock, Mail, Party, Told};
use crate::conversation::{ClientId, Seq, pieces};
use crate::desk::DeskError;
use crate::desk::visitor::{Hello, Visitor};
use crate::language::Language;
use crate::wording;

/// Where nothing can be stored, what was written may be sent again after so long.
const STORE_AGAIN_MS: i64 = 5_000;

/// One visitor's line after its `hello`.
struct Session<'a> {
    app: &'a App,
    visitor: Visitor,
    language: Language,
    /// The last entry that was sent: what comes again through the bus is left out.
    sent: Seq,
}

/// Serves a line until it ends.
///
/// What is large and short-lived is boxed: a quiet socket's task keeps only what it needs to wait.
pub(super) async fn serve<L: Line>(app: &App, mut line: Box<L>, address: IpAddr) {
    let Some(mut session) = Box::pin(hello(app, &mut *line, address)).await else { return };
    debug!(conversation.id = %session.visitor.conversation(), "a visitor is here");
    loop {
        let going = match line.next().await {
            Incoming::Text(frame) => {
                let taken = Box::pin(session.take(&mut *line, frame.as_str())).await;
                drop(frame);
                // One's own entry has been told by now: it leaves in one write with its acknowledgement.
                let told = line.place().mailbox.told();
                taken && Box::pin(session.show(&mut *line, told)).await && line.flush().await
            }
            Incoming::Mail(Mail::Told(told)) => Box::pin(session.show(&mut *line, told)).await && line.flush().await,
            Incoming::Mail(Mail::Slow) => {
                session.visitor.line_lost(line.place().last_heard());
                return Box::pin(line.say_bye("slow")).await;
            }
            Incoming::Mail(Mail::Knock(Knock::Close(reason))) => {
                session.visitor.line_lost(line.place().last_heard());
                return Box::pin(line.say_bye(reason)).await;
            }
            Incoming::Mail(Mail::Knock(Knock::Ping)) | Incoming::Alive => true,
            // They have closed it themselves: a sign of life, the last one.
            Incoming::Gone => return,
        };
        if !going {
            return session.visitor.line_lost(line.place().last_heard());
        }
    }
}

/// Waits for `hello` and answers it: who one is, where the conversation stands, and what is new in it.
async fn hello<'a>(app: &'a App, line: &mut impl Line, address: IpAddr) -> Option<Session<'a>> {
    while let Some(frame) = line.before_hello().await {
        let refusal = match serde_json::from_str(frame.as_str()) {
            Ok(Sent::Hello { key, last_seq, language, page }) => {
                let language = Language::for_reader(language.as_deref().unwrap_or_default());
                let page = page.as_ref().map(|page| (&*page.url, &*page.title));
                let hello = Hello { key: key.as_deref(), last_seq, language, page, address: Some(address) };
                return welcome(app, line, hello).await;
            }
            // Everything else has to wait for who it is from.
            Ok(_) => Refusal::new("not_allowed"),
            Err(_) => Refusal::unreadable(frame.as_str(), &TYPES),
        };
        if !line.send(&Gets::Error(ErrorShown::new(refusal, Language::Sv, None))).await {
            return None;
        }
    }
    None
}

async fn welcome<'a>(app: &'a App, line: &mut impl Line, hello: Hello<'_>) -> Option<Session<'a>> {
    let language = hello.language;
    let mailbox = Arc::clone(&line.place().mailbox);
    let welcome = match app.desk.welcome(hello, &mailbox).await {
        Ok(welcome) => welcome,
        Err(error) => {
            let refusal = Refusal::of(&error, app.desk.text_chars());
            line.send(&Gets::Error(ErrorShown::new(refusal, language, None))).await;
            line.say_bye("protocol").await;
            return None;
        }
    };
    line.place().said_hello();
    if welcome.reset && !line.feed(&Gets::Reset {}).await {
        return None;
    }
    let now = app.desk.current();
    let crisis = app.desk.crisis_notice();
    let sent = line
        .feed(&Gets::Welcome {
            key: &welcome.key.reveal(),
            conversation: welcome.conversation,
            stage: welcome.standing.as_ref().map(StageShown::of),
            seq: welcome.seq,
            desk: DeskShown::of(&now, language),
            crisis_notice: crisis.as_ref().map(|crisis| CrisisShown::of(crisis, language)),
            features: &FEATURES,
        })
        .await;
    if !sent {
        return None;
    }
    let mut session = Session { app, visitor: welcome.visitor, language, sent: Seq::NONE };
    let mut log = welcome.log;
    loop {
        // What has not been read yet is asked for only when the reader has taken what was.
        let page = match log.next().await {
            Ok(page) if page.is_empty() => break,
            Ok(page) => page,
            Err(error) => {
                session.refuse(line, Refusal::of(&error, app.desk.text_chars()), None).await;
                line.say_bye("protocol").await;
                return None;
            }
        };
        for entry in page {
            if !session.show_entry(line, &entry).await {
                return None;
            }
        }
    }
    session.sent = session.sent.max(welcome.seq);
    for &(seq, helpful) in &welcome.helped {
        if !line.feed(&Gets::Helped { seq, helpful }).await {
            return None;
        }
    }
    if let Some(score) = welcome.score
        && !line.feed(&Gets::Rated { score }).await
    {
        return None;
    }
    line.flush().await.then_some(session)
}

impl Session<'_> {
    /// Takes one frame; `false` when the socket is done for.
    async fn take(&mut self, line: &mut impl Line, frame: &str) -> bool {
        let Ok(sent) = serde_json::from_str::<Sent<'_>>(frame) else {
            return self.refuse(line, Refusal::unreadable(frame, &TYPES), None).await;
        };
        let Some(outcome) = self.carry_out(&sent).await else { return true };
        // What the step told stands in the mailbox by now. The acknowledgement goes first: whoever wrote knows the
        // number of their own entry before it comes back as one.
        match outcome {
            Ok(seq) => line.feed(&Gets::Ack { id: sent.id(), seq }).await,
            Err(error) => {
                let refusal = Refusal::of(&error, self.app.desk.text_chars());
                self.refuse(line, refusal, Some(sent.id())).await
            }
        }
    }

    /// Lets the desk do it. `None` for what is not acknowledged. All but the message is boxed: it shall not pay for them.
    async fn carry_out(&self, sent: &Sent<'_>) -> Option<Result<Option<Seq>, DeskError>> {
        let visitor = &self.visitor;
        match sent {
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
            _ => {}
        }
        let Some(client) = ClientId::new(sent.id()) else { return Some(Err(DeskError::NotAllowed)) };
        let outcome = match sent {
            Sent::Say { text, .. } => visitor.say(client, text).await,
            Sent::AskForPerson { .. } => Box::pin(visitor.ask_for_person(client)).await,
            Sent::UseAssistant { .. } => Box::pin(visitor.use_assistant(client)).await,
            Sent::NoDanger { .. } => Box::pin(visitor.no_danger(client)).await,
            Sent::LeaveMessage { text, contact, .. } => {
                let contact = (contact.email.as_deref(), contact.phone.as_deref());
                Box::pin(visitor.leave_message(client, text, contact)).await
            }
            Sent::Rate { seq, helpful, score, comment, .. } => {
                Box::pin(visitor.rate(client, *seq, *helpful, *score, comment.as_deref())).await.map(|()| None)
            }
            Sent::End { .. } => Box::pin(visitor.end(client)).await,
            Sent::Erase { .. } => Box::pin(visitor.erase()).await.map(|()| None),
            Sent::Hello { .. } | Sent::Typing { .. } | Sent::Seen { .. } => Err(DeskError::NotAllowed),
        };
        Some(outcome)
    }

    async fn refuse(&self, line: &mut impl Line, mut refusal: Refusal, id: Option<&str>) -> bool {
        self.app.metrics.refused(refusal.code);
        let not_stored = id.is_some() && matches!(refusal.code, "full" | "unavailable") && !self.app.desk.is_healthy();
        if not_stored {
            // Whoever wrote it keeps it, and sends it again by themselves.
            refusal.retry_after_ms = Some(STORE_AGAIN_MS);
        }
        let mut shown = ErrorShown::new(refusal, self.language, id);
        if let Some(at) = refusal.begins_at {
            // Whoever is refused is told why, until when, and where somebody answers meanwhile.
            shown.text = wording::errors::too_many_began(at, &self.app.fixed.settings.desk.phone, self.language);
        }
        if not_stored {
            shown.text = wording::errors::not_stored(&self.app.fixed.settings.desk.phone, self.language);
        }
        line.feed(&Gets::Error(shown)).await
    }

    /// Shows what the desk has told.
    async fn show(&mut self, line: &mut impl Line, told: Vec<Told>) -> bool {
        for told in told {
            let fed = match told {
                Told::Entry(_, entry) if entry.seq > self.sent => self.show_entry(line, &entry).await,
                Told::Stage(_, standing) => line.feed(&Gets::Stage { stage: StageShown::of(&standing) }).await,
                Told::Desk => {
                    let now = self.app.desk.current();
                    line.feed(&Gets::Desk { desk: DeskShown::of(&now, self.language) }).await
                }
                Told::CrisisNotice => {
                    let crisis = self.app.desk.crisis_notice();
                    let notice = crisis.as_ref().map(|crisis| CrisisShown::of(crisis, self.language));
                    line.feed(&Gets::CrisisNotice { notice }).await
                }
                Told::Typing { who: who @ Party::Agent(_), .. } => {
                    line.feed(&Gets::Typing { author: AuthorShown::party(&who) }).await
                }
                Told::Seen { who: who @ Party::Agent(_), seq, .. } => {
                    line.feed(&Gets::Seen { author: AuthorShown::party(&who), seq }).await
                }
                Told::Helped { seq, helpful, .. } => line.feed(&Gets::Helped { seq, helpful }).await,
                Told::Meanwhile(_, passages) => {
                    let sources = passages.sources.iter().map(SourceShown::of).collect();
                    let languages = pieces(&passages.text, &passages.sources, self.language);
                    line.feed(&Gets::Meanwhile { text: &passages.text, sources, languages }).await
                }
                Told::Erased(_) => line.feed(&Gets::Reset {}).await,
                // What only staff see, one's own typing, and entries that were sent before.
                _ => true,
            };
            if !fed {
                return false;
            }
        }
        true
    }

    async fn show_entry(&mut self, line: &mut impl Line, entry: &crate::conversation::Entry) -> bool {
        self.sent = entry.seq;
        line.feed(&Gets::Entry(EntryShown::of(entry, &self.app.desk.words(self.language)))).await
    }
}
