//! A small desk without store and sockets: conversations, routing and the clock's rules put together as the real one
//! puts them, with its own book of what must be true.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::conversation::command::{Asked, Command};
use crate::conversation::danger::{About, Kind, Noticed, Tier, Tongue};
use crate::conversation::{Change, Client, ClientId, Contact, Conversation, Entry, Seq, Stage, Text};
use crate::language::Language;
use crate::routing::clock::{Around, ClockRules, DeskNow, Door, Due, due};

/// One conversation with what the store would hold of it.
pub(super) struct Stored {
    pub(super) conversation: Conversation,
    pub(super) log: Vec<Entry>,
    /// What a client's id was acknowledged with; the key is the author's kind, who, and the id.
    pub(super) acked: BTreeMap<(&'static str, Option<AgentId>, String), Seq>,
    pub(super) gone_since: Option<Moment>,
}

/// What the book says of an agent who is signed in.
pub(super) struct Seen {
    pub(super) sockets: u32,
    pub(super) at: Moment,
}

pub(super) struct Desk {
    pub(super) now: Moment,
    pub(super) routing: Routing,
    pub(super) stored: BTreeMap<ConversationId, Stored>,
    pub(super) seen: BTreeMap<AgentId, Seen>,
    /// Offers made and not yet told gone.
    pub(super) offers: BTreeSet<(ConversationId, AgentId)>,
    /// Who has ever missed, declined or lost an offer of what.
    pub(super) refused: BTreeSet<(AgentId, ConversationId)>,
    pub(super) somebody: Option<bool>,
    /// How often what was decided.
    pub(super) told: BTreeMap<&'static str, usize>,
    door: Door,
}

impl Desk {
    fn new(mode: Mode) -> Self {
        let routing = Routing::new(rules(mode), at(0));
        let door = Door::Open { since: wall(-3600), until: Some(wall(7 * 3600)) };
        Self {
            now: at(0),
            routing,
            stored: BTreeMap::new(),
            seen: BTreeMap::new(),
            offers: BTreeSet::new(),
            refused: BTreeSet::new(),
            somebody: None,
            told: BTreeMap::new(),
            door,
        }
    }

    /// A desk with all but one of four agents available.
    pub(super) fn staffed(mode: Mode) -> Self {
        let mut desk = Self::new(mode);
        for n in 1..=3 {
            desk.arrive(n);
            desk.presence(n, Presence::Available);
        }
        desk
    }

    fn shows(&self) -> Now {
        now((self.now - Moment::START).num_seconds())
    }

    fn desk_now(&self) -> DeskNow {
        let (reachable, nobody_since) = (self.routing.reachable(), self.routing.nobody_since());
        DeskNow { door: self.door, reachable, nobody_since }
    }

    // ── what visitors do ──

    pub(super) fn visitor(&mut self, n: u8, command: Command, id: u8) {
        let key = conversation(n);
        let now = self.shows().wall;
        self.stored.entry(key).or_insert_with(|| Stored {
            conversation: Conversation::new(key, Language::Sv, None, now),
            log: Vec::new(),
            acked: BTreeMap::new(),
            gone_since: None,
        });
        self.visitor_here(n, true);
        self.send(key, ("visitor", None), command, id);
    }

    pub(super) fn visitor_here(&mut self, n: u8, here: bool) {
        let key = conversation(n);
        let Some(stored) = self.stored.get_mut(&key) else { return };
        stored.gone_since = if here { None } else { stored.gone_since.or(Some(self.now)) };
        let decisions = self.routing.visitor_present(key, here, self.now);
        self.carry_out(decisions);
    }

    // ── what agents do ──

    pub(super) fn arrive(&mut self, n: u8) {
        let sockets = self.seen.get(&agent(n)).map_or(0, |seen| seen.sockets) + 1;
        self.seen.insert(agent(n), Seen { sockets, at: self.now });
        let decisions = self.routing.arrived(agent(n), name(n), self.now);
        self.carry_out(decisions);
    }

    pub(super) fn close_socket(&mut self, n: u8) {
        if let Some(seen) = self.seen.get_mut(&agent(n)).filter(|seen| seen.sockets > 0) {
            seen.sockets -= 1;
            self.routing.socket_closed(agent(n));
        }
    }

    pub(super) fn sign_out(&mut self, n: u8) {
        let Some(seen) = self.seen.remove(&agent(n)) else { return };
        let decisions = self.routing.signed_out(agent(n), self.now);
        self.carry_out(decisions);
        (0..seen.sockets).for_each(|_| self.routing.socket_closed(agent(n)));
    }

    /// A frame from one of the agent's sockets; false when there is none that could send it.
    pub(super) fn frame(&mut self, n: u8) -> bool {
        let Some(seen) = self.seen.get_mut(&agent(n)).filter(|seen| seen.sockets > 0) else { return false };
        seen.at = self.now;
        self.routing.sign(agent(n), self.now);
        true
    }

    pub(super) fn presence(&mut self, n: u8, presence: Presence) {
        if self.frame(n) {
            let decisions = self.routing.set_presence(agent(n), presence, self.now);
            self.carry_out(decisions);
        }
    }

    pub(super) fn accept(&mut self, n: u8, c: u8, id: u8) {
        let key = conversation(c);
        if !self.frame(n) || !self.stored.contains_key(&key) {
            return;
        }
        let left_message = matches!(self.stored[&key].conversation.stage, Stage::LeftMessage { .. });
        let may =
            if left_message { self.routing.may_take_message(agent(n)) } else { self.routing.may_accept(agent(n), key) };
        let Ok(acceptance) = may else { return };
        let asked = Asked { agent: agent(n), name: name(n), capacity: acceptance.capacity };
        let command = match acceptance.transfer {
            Some(transfer) => Command::TakeOver { from: transfer.from, to: asked, reason: transfer.reason },
            None => Command::Accept(asked),
        };
        self.send(key, ("agent", Some(agent(n))), command, id);
    }

    pub(super) fn decline(&mut self, n: u8, c: u8) {
        if self.frame(n) {
            let decisions = self.routing.declined(agent(n), conversation(c), self.now);
            self.carry_out(decisions);
        }
    }

    pub(super) fn transfer(&mut self, n: u8, c: u8, to: u8) {
        if self.frame(n)
            && let Ok(decisions) = self.routing.offer_transfer(conversation(c), agent(n), agent(to), None, self.now)
        {
            self.carry_out(decisions);
        }
    }

    pub(super) fn agent_does(&mut self, n: u8, c: u8, command: Command, id: u8) {
        if self.frame(n) && self.stored.contains_key(&conversation(c)) {
            self.send(conversation(c), ("agent", Some(agent(n))), command, id);
        }
    }

    // ── what time and the world do ──

    pub(super) fn wait(&mut self, seconds: i64) {
        self.now = self.now + Duration::seconds(seconds);
        // Woken when routing asked to be, and not otherwise.
        while self.routing.next_due().is_some_and(|due| due <= self.now) {
            let decisions = self.routing.tick(self.now);
            self.carry_out(decisions);
        }
    }

    pub(super) fn open_or_close(&mut self, open: bool) {
        self.door = match (open, self.door) {
            (true, Door::Closed { .. }) => Door::Open { since: self.shows().wall, until: None },
            (false, Door::Open { .. }) => Door::Closed { since: self.shows().wall },
            (_, same) => same,
        };
    }

    /// The process died and is back: only what was stored is left.
    pub(super) fn restart(&mut self) {
        let (now, look) = (self.now, self.shows());
        self.routing = Routing::new(self.routing.rules().clone(), now);
        self.offers.clear();
        self.seen.clear();
        self.somebody = None;
        let mut held: BTreeMap<AgentId, Vec<_>> = BTreeMap::new();
        for (&id, stored) in &mut self.stored {
            stored.gone_since = Some(now);
            if let Stage::WithAgent { agent, since, .. } = stored.conversation.stage {
                held.entry(agent).or_default().push((id, look.moment_of(since)));
            }
        }
        for (agent, conversations) in held {
            self.seen.insert(agent, Seen { sockets: 0, at: now });
            let name = "back".into();
            let decisions = self.routing.restored(agent, name, Presence::Available, conversations, now);
            self.carry_out(decisions);
        }
        for id in self.stored.keys().copied().collect::<Vec<_>>() {
            self.follow(id);
        }
    }

    /// Lets the clock ask of every conversation what is due, until nothing is.
    pub(super) fn look(&mut self) {
        for id in self.stored.keys().copied().collect::<Vec<_>>() {
            for round in 0.. {
                assert!(round < 4, "the clock asks for ever");
                let Some(command) = self.due(id) else { break };
                self.count_asked(&command);
                let taken = self.step(id, command.clone(), None);
                assert!(taken.is_some(), "the clock asked for {command:?}, which the rules refuse");
            }
        }
    }

    fn due(&self, id: ConversationId) -> Option<Command> {
        let stored = &self.stored[&id];
        // Nothing is stored of what has not begun.
        if stored.conversation.seq == Seq::NONE {
            return None;
        }
        let around = Around {
            visitor_gone_since: stored.gone_since,
            expected_wait: self.routing.position(id).map(|position| self.routing.pace().wait(position)),
            closing_told: self.routing.closing_told(id),
            agent_wrote_at: None,
        };
        match due(&stored.conversation, &self.desk_now(), &around, &clock_rules(), &self.shows()) {
            Due::Now(command) => Some(command),
            Due::At(_) | Due::Never => None,
        }
    }

    // ── load, decide, save, tell ──

    /// A command with its client's id; sent again it gets the same number back, and nothing is written.
    fn send(&mut self, id: ConversationId, author: (&'static str, Option<AgentId>), command: Command, client: u8) {
        let key = (author.0, author.1, client.to_string());
        if self.stored[&id].acked.contains_key(&key) {
            return;
        }
        let given = ClientId::new(&key.2).map(|id| Client::new(command.agent(), id));
        let Some(change) = self.step(id, command, given) else { return };
        if let Some(client) = change.client {
            assert_eq!((Some(client), client.of), (given, key.1), "the id is its author's");
            let stored = self.stored.get_mut(&id).expect("it was stored");
            assert!(stored.log.iter().any(|entry| entry.seq == change.acked), "the number is an entry's");
            stored.acked.insert(key, change.acked);
        }
    }

    fn step(&mut self, id: ConversationId, command: Command, client: Option<Client>) -> Option<Change> {
        let (reach, now) = (self.desk_now().reach(), self.shows().wall);
        if matches!(command, Command::Notify(crate::conversation::entry::NoticeAbout::ClosingBeforeTurn)) {
            self.routing.mark_closing_told(id);
        }
        let stored = self.stored.get_mut(&id)?;
        let change = stored.conversation.step(command, client, reach, now).ok()?;
        assert_eq!(change.expected, stored.conversation.seq);
        stored.log.extend(change.entries.iter().map(|entry| (**entry).clone()));
        stored.conversation = change.next.clone();
        self.follow(id);
        Some(change)
    }

    fn follow(&mut self, id: ConversationId) {
        let stored = &self.stored[&id];
        let decisions = self.routing.follow(&stored.conversation, stored.gone_since.is_none(), &self.shows());
        self.carry_out(decisions);
    }

    fn carry_out(&mut self, decisions: Vec<Decision>) {
        for decision in decisions {
            self.count(&decision);
            match decision {
                Decision::Offer { conversation, agent, expires_at, .. } => {
                    assert!(expires_at > self.now);
                    assert!(self.offers.insert((conversation, agent)), "offered twice");
                }
                Decision::OfferGone { conversation, agent, reason } => {
                    assert!(self.offers.remove(&(conversation, agent)), "an offer that was not made is gone");
                    if matches!(reason, OfferEnd::Declined | OfferEnd::Missed) {
                        self.refused.insert((agent, conversation));
                    }
                }
                Decision::AgentGone { agent, conversations } => {
                    for id in conversations {
                        self.step(id, Command::LoseAgent { agent }, None);
                    }
                }
                Decision::LastAgentLeft => self.availability(false),
                Decision::SomebodyAvailable => self.availability(true),
                Decision::TransferFailed { .. } | Decision::SetAway { .. } => {}
            }
        }
    }

    fn count_asked(&mut self, command: &Command) {
        let name = match command {
            Command::WaitOn => "wait_on",
            Command::TellNobody { .. } => "tell_nobody",
            Command::Abandon => "abandon",
            Command::OfferPerson => "offer_person",
            Command::Notify(_) => "notify",
            _ => "close_idle",
        };
        *self.told.entry(name).or_default() += 1;
    }

    fn count(&mut self, decision: &Decision) {
        let name = match decision {
            Decision::Offer { transfer_from: Some(_), .. } => "transfer",
            Decision::Offer { .. } => "offer",
            Decision::OfferGone { reason, .. } => reason.as_str(),
            Decision::TransferFailed { .. } => "transfer_failed",
            Decision::SetAway { .. } => "set_away",
            Decision::AgentGone { .. } => "agent_gone",
            Decision::LastAgentLeft => "last_agent_left",
            Decision::SomebodyAvailable => "somebody_available",
        };
        *self.told.entry(name).or_default() += 1;
    }

    fn availability(&mut self, somebody: bool) {
        assert_ne!(self.somebody.replace(somebody), Some(somebody), "told twice");
    }
}

/// What may be sent, by number.
pub(super) fn visitors_command(which: u8) -> Command {
    let text = |words| Text::new(words, 100).expect("a text");
    let contact = || Contact::new(None, Some("013-20 60 00")).expect("a number");
    match which {
        0..=3 | 11..=14 => Command::Say { text: text("Hej"), noticed: None },
        4 => Command::Say { text: text("Det brinner"), noticed: Some(alarm()) },
        5..=7 | 15.. => Command::AskForPerson,
        8 => Command::UseAssistant,
        9 => Command::LeaveMessage { text: text("Ring mig"), contact: contact(), noticed: None },
        10 => Command::End,
    }
}

fn clock_rules() -> ClockRules {
    ClockRules {
        grace: Duration::seconds(90),
        choice: Duration::seconds(100),
        visitor_gone: Duration::seconds(120),
        idle_ask: Duration::seconds(300),
        idle_close: Duration::seconds(100),
        assistant_close: Duration::hours(2),
    }
}

fn alarm() -> Noticed {
    Noticed { tier: Tier::Alarm, kinds: vec![Kind::Fire], about: About::Other, tongue: Tongue::Sv }
}
