//! What an agent is shown: the queue, the team, the own conversations, and what happens in those that are watched.

use super::wire::{
    CrisisShown, DeskOfStaffShown, FEATURES, Gets, HandoverShown, LastShown, MemberShown, NoteAuthor, OwnShown,
    PersonShown, PresenceShown, ProblemShown, Status, SuggestionShown, WaitingShown,
};
use super::{Session, Socket};
use crate::bus::{Party, Told};
use crate::conversation::{Aside, AsideKind, Body, ConversationId, Entry, Stage, Text};
use crate::desk::DeskError;
use crate::desk::agent::Own;
use crate::desk::there::There;
use crate::http::wire::{AuthorShown, EntryShown, Moment, Refusal, StageShown};
use crate::routing::Presence;
use crate::wording;

// Whoever has mended these sees the next ones.
const PROBLEMS: usize = 100;

/// What is to be read anew.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "six things that are read anew, each by itself")]
pub(super) struct Anew {
    desk: bool,
    crisis: bool,
    queue: bool,
    team: bool,
    own: bool,
    problems: bool,
}

impl Anew {
    /// Notes what is to be read anew; `false` for what is shown as it is told.
    pub(super) fn note(&mut self, told: &Told) -> bool {
        let what = match told {
            Told::Desk => &mut self.desk,
            Told::CrisisNotice => &mut self.crisis,
            Told::Queue => &mut self.queue,
            Told::Team => &mut self.team,
            Told::Mine => &mut self.own,
            Told::Problems => &mut self.problems,
            _ => return false,
        };
        *what = true;
        true
    }
}

impl Session<'_> {
    /// Everything that an agent sees who has just come in.
    pub(super) async fn show_all(&mut self, socket: &mut Socket) -> bool {
        let person = self.agent.person.clone();
        let now = self.app.desk.current_for_staff();
        let crisis = self.app.desk.crisis_notice();
        let welcome = Gets::Welcome {
            now: Moment(self.app.desk.now()),
            agent: PersonShown { name: &person.name, display: &person.display, roles: person.roles.names() },
            presence: self.status(),
            capacity: self.agent.capacity(),
            desk: DeskOfStaffShown::of(&now, self.language),
            crisis_notice: crisis.as_ref().map(|crisis| CrisisShown::of(crisis, self.language)),
            features: FEATURES,
        };
        if !socket.feed(&welcome).await {
            return false;
        }
        if let Some((conversation, expires_at)) = self.agent.offer()
            && !self.show_offer(socket, conversation, expires_at).await
        {
            return false;
        }
        self.show_anew(socket, Anew { desk: false, crisis: false, queue: true, team: true, own: true, problems: true })
            .await
    }

    fn status(&self) -> Status {
        match self.agent.presence() {
            Some(Presence::Available) => Status::Available,
            _ => Status::Away,
        }
    }

    /// Reads and shows what has changed.
    pub(super) async fn show_anew(&mut self, socket: &mut Socket, anew: Anew) -> bool {
        if anew.desk {
            let now = self.app.desk.current_for_staff();
            if !socket.feed(&Gets::Desk { desk: DeskOfStaffShown::of(&now, self.language) }).await {
                return false;
            }
        }
        if anew.crisis {
            let crisis = self.app.desk.crisis_notice();
            let notice = crisis.as_ref().map(|crisis| CrisisShown::of(crisis, self.language));
            if !socket.feed(&Gets::CrisisNotice { notice }).await {
                return false;
            }
        }
        if anew.team && !socket.feed(&Gets::Team { members: self.members() }).await {
            return false;
        }
        if anew.own && !self.show_own(socket).await {
            return false;
        }
        if anew.problems && !self.show_problems(socket).await {
            return false;
        }
        !anew.queue || self.show_queue(socket).await
    }

    fn members(&self) -> Vec<MemberShown> {
        let team = self.app.desk.colleagues();
        team.into_iter()
            .map(|(person, member)| MemberShown {
                name: person.name,
                display: person.display,
                status: match (member.gone, member.presence) {
                    (true, _) => Status::Offline,
                    (false, Presence::Available) => Status::Available,
                    (false, Presence::Away(_)) => Status::Away,
                },
                conversations: member.conversations,
                capacity: member.capacity,
                roles: person.roles.names(),
            })
            .collect()
    }

    /// Shows which files of the pages cannot be read, to those whom it concerns.
    async fn show_problems(&mut self, socket: &mut Socket) -> bool {
        let Some(problems) = self.app.desk.page_problems(self.agent.person.roles) else { return true };
        let shown = problems.iter().take(PROBLEMS);
        let items = shown.map(|it| ProblemShown { file: &it.file, line: it.line, what: &it.what }).collect();
        socket.feed(&Gets::Problems { items, total: problems.len() }).await
    }

    async fn show_own(&mut self, socket: &mut Socket) -> bool {
        let own = match self.agent.own().await {
            Ok(own) => own,
            Err(error) => return self.refuse(socket, Refusal::of(&error, 0), None).await,
        };
        let items = own.iter().map(|own| self.own(own)).collect();
        socket.feed(&Gets::Mine { items }).await
    }

    fn own<'a>(&self, own: &'a Own) -> OwnShown<'a> {
        let Own { conversation, read, unread, last, offered_to } = own;
        let words = self.app.desk.staff_words(self.language);
        OwnShown {
            conversation: conversation.id,
            stage: StageShown::of(&self.app.desk.standing_of(conversation)),
            read: *read,
            unread: *unread,
            last: last.as_ref().map(|entry| LastShown {
                at: Moment(entry.at),
                text: match &entry.body {
                    Body::File(file) => wording::events::file(file.name.as_str(), self.language),
                    _ => EntryShown::of(entry, &words).first_line(120),
                },
                author: AuthorShown::of(&entry.author),
            }),
            page: conversation.page.as_deref(),
            language: conversation.language.tag(),
            urgent: conversation.urgent,
            concern: conversation.danger.is_some(),
            danger: conversation.danger.as_ref().map_or(&[], |danger| &danger.kinds),
            nobody_in_danger: conversation.danger.as_ref().is_some_and(|danger| danger.nobody),
            offered_to: offered_to.as_deref().map(|name| NoteAuthor { name }),
        }
    }

    async fn show_queue(&mut self, socket: &mut Socket) -> bool {
        let cards = match self.agent.queue().await {
            Ok(Some(cards)) => cards,
            Ok(None) => return true,
            Err(error) => return self.refuse(socket, Refusal::of(&error, 0), None).await,
        };
        let mut items = Vec::with_capacity(cards.len());
        for card in cards {
            let Stage::Queued { since, returned, .. } = card.conversation.stage else { continue };
            // It may be gone by the time that it is looked at.
            let Ok(there) = self.app.desk.visitor_there(card.conversation.id).await else { continue };
            items.push(WaitingShown {
                conversation: card.conversation.id,
                since: Moment(since),
                language: card.conversation.language.tag(),
                page: card.conversation.page,
                first_line: card.first_line,
                urgent: card.conversation.urgent,
                concern: card.conversation.danger.is_some(),
                returned,
                handover: card.handover.map(HandoverShown::of),
                visitor: PresenceShown::of(there.presence),
            });
        }
        socket.feed(&Gets::Queue { now: Moment(self.app.desk.now()), items }).await
    }

    async fn show_offer(
        &mut self,
        socket: &mut Socket,
        conversation: ConversationId,
        expires_at: chrono::DateTime<chrono::Utc>,
    ) -> bool {
        // It may be gone by the time that it is read; then there is nothing to offer.
        let Ok(card) = self.app.desk.card_for(self.agent.person.id, conversation).await else { return true };
        let offer = Gets::Offer {
            conversation,
            now: Moment(self.app.desk.now()),
            expires_at: Moment(expires_at),
            first_line: &card.first_line,
            page: card.conversation.page.as_deref(),
            language: card.conversation.language.tag(),
            urgent: card.conversation.urgent,
            concern: card.conversation.danger.is_some(),
            handover: card.handover.map(HandoverShown::of),
        };
        socket.feed(&offer).await
    }

    /// Shows one thing that the desk has told.
    pub(super) async fn show_one(&mut self, socket: &mut Socket, told: Told) -> bool {
        match told {
            Told::Entry(id, entry) => self.show_entry_once(socket, id, &entry).await,
            Told::Log(id) => Box::pin(self.catch_up(socket, id)).await,
            Told::Aside(id, aside) => self.show_aside(socket, id, &aside).await,
            Told::Visitor(id) => self.show_visitor(socket, id).await,
            Told::Stage(conversation, standing) => {
                socket.feed(&Gets::Stage { conversation, stage: StageShown::of(&standing) }).await
            }
            Told::Typing { conversation, who: who @ Party::Visitor } => {
                socket.feed(&Gets::Typing { conversation, author: AuthorShown::party(&who) }).await
            }
            Told::Seen { conversation, who: who @ Party::Visitor, seq } => {
                socket.feed(&Gets::Seen { conversation, author: AuthorShown::party(&who), seq }).await
            }
            Told::Offer { conversation, expires_at } => self.show_offer(socket, conversation, expires_at).await,
            Told::OfferGone { conversation, reason } => socket.feed(&Gets::OfferGone { conversation, reason }).await,
            Told::Erased(conversation) => {
                self.watched.remove(&conversation);
                socket.feed(&Gets::Reset { conversation }).await
            }
            // One's own typing, and what is read anew.
            _ => true,
        }
    }

    /// Shows an entry of a conversation that is watched, unless it was shown before.
    pub(super) async fn show_entry_once(&mut self, socket: &mut Socket, id: ConversationId, entry: &Entry) -> bool {
        match self.watched.get_mut(&id) {
            Some((_, sent)) if *sent < entry.seq => {
                *sent = entry.seq;
                self.show_entry(socket, id, entry).await
            }
            _ => true,
        }
    }

    async fn show_entry(&self, socket: &mut Socket, conversation: ConversationId, entry: &Entry) -> bool {
        let mut shown = EntryShown::of(entry, &self.app.desk.staff_words(self.language));
        if let Body::Message { contact, .. } = &entry.body {
            shown.with_contact(contact);
        }
        socket.feed(&Gets::Entry { conversation, entry: shown }).await
    }

    pub(super) async fn show_aside(&self, socket: &mut Socket, conversation: ConversationId, aside: &Aside) -> bool {
        let what = match aside.kind {
            AsideKind::Note => None,
            AsideKind::Transferred => Some("transferred"),
            AsideKind::TransferDeclined => Some("declined"),
            AsideKind::TransferMissed => Some("missed"),
            AsideKind::TransferWithdrawn => Some("withdrawn"),
            _ => return true,
        };
        let name = match aside.agent {
            // A note without its author is better than none.
            Some(agent) => self.app.desk.name_shown(agent).await.unwrap_or_else(|_| "".into()),
            None => "".into(),
        };
        let (at_seq, at, author) = (aside.at_seq, Moment(aside.at), NoteAuthor { name: &name });
        let text = aside.text.as_ref().map(Text::as_str);
        match (what, text) {
            (Some(what), reason) => {
                socket.feed(&Gets::Handover { conversation, at_seq, at, author, what, reason }).await
            }
            (None, Some(text)) => socket.feed(&Gets::Note { conversation, at_seq, at, author, text }).await,
            // The words of a note may have been erased.
            (None, None) => true,
        }
    }

    /// Shows whether the visitor of a conversation that is watched is there, and what they have read.
    pub(super) async fn show_visitor(&self, socket: &mut Socket, conversation: ConversationId) -> bool {
        match self.app.desk.visitor_there(conversation).await {
            Ok(There { presence, seen }) => {
                socket.feed(&Gets::Visitor { conversation, presence: PresenceShown::of(presence), seen }).await
            }
            Err(DeskError::NotFound) => true,
            Err(error) => self.refuse(socket, Refusal::of(&error, 0), None).await,
        }
    }

    pub(super) async fn suggest(&mut self, socket: &mut Socket, conversation: ConversationId) -> bool {
        let items = match self.agent.suggest(conversation).await {
            Ok(items) => items,
            Err(error) => return self.refuse(socket, Refusal::of(&error, 0), None).await,
        };
        let items = items
            .into_iter()
            .map(|(source, text)| SuggestionShown {
                title: source.title,
                section: source.section,
                url: source.url,
                text,
                reviewed: source.reviewed,
                confirmed: source.confirmed,
            })
            .collect();
        socket.feed(&Gets::Suggestions { conversation, items }).await
    }
}
