//! The store's promises, on real files.

mod appending;
mod crisis;
mod durability;
mod erasing;
mod files;
mod receipts;
mod restoring;
mod round_trip;
mod staff;
mod statements;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;

use super::{Store, StoreOptions};
use crate::conversation::{
    AgentId, Answer, Asked, Change, Client, ClientId, Command, Contact, Conversation, ConversationId, KeyHash, Page,
    Reach, ReplyKind, Seq, Text,
};
use crate::language::Language;

/// Monday 2 March 2026, 09:00 in Sweden.
const START: i64 = 1_772_438_400;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(START + second, 0).expect("a time")
}

fn text(words: &str) -> Text {
    Text::new(words, 4_000).expect("a text")
}

fn client(id: &str) -> Option<ClientId> {
    ClientId::new(id)
}

fn agent(number: u8) -> AgentId {
    AgentId::new(at(0), [number; 10])
}

fn key(number: u8) -> KeyHash {
    KeyHash([number; 32])
}

fn say(words: &str) -> Command {
    Command::Say { text: text(words), noticed: None }
}

fn accept(by: u8, capacity: u16) -> Command {
    Command::Accept(Asked { agent: agent(by), name: "Anna".into(), capacity })
}

fn reply(to: u32) -> Command {
    let answer = Answer { kind: ReplyKind::Answer, text: "Klockan 8.".into(), sources: vec![], actions: vec![] };
    Command::Reply { reply_to: Seq(to), answer: Arc::new(answer) }
}

fn leave_message(words: &str) -> Command {
    let contact = Contact::new(Some("kim@example.se"), None).expect("an address");
    Command::LeaveMessage { text: text(words), contact, noticed: None }
}

/// A store in a directory of its own.
struct Place {
    dir: TempDir,
    store: Store,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let store = Store::open(&dir.path().join("vagledare.sqlite"), StoreOptions::default()).expect("a new store");
        Self { dir, store }
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("vagledare.sqlite")
    }

    /// A conversation that began with a message, in the queue or with the assistant.
    async fn visitor(&self, number: u8, reach: Reach) -> Conversation {
        let page = Page { url: "https://www.linkoping.se/vanorter".into(), title: "Vänorter".into() };
        let id = ConversationId::new(at(0), [number; 10]);
        let new = Conversation::new(id, Language::En, Some(Arc::new(page)), at(0));
        let first = client("first").map(|id| Client::new(None, id));
        let change = new.step(say("Vilka vänorter har Linköping?"), first, reach, at(0)).expect("a beginning");
        self.store.begin(Arc::new(change.clone()), key(number), at(0)).await.expect("begun");
        change.next
    }

    async fn waiting(&self, number: u8) -> Conversation {
        self.visitor(number, Reach::Person).await
    }

    /// Takes a step and expects it to be written.
    async fn step(&self, conversation: &mut Conversation, command: Command, id: Option<ClientId>, now: DateTime<Utc>) {
        let change = decide(conversation, command, id, now);
        *conversation = change.next.clone();
        self.store.append(change).await.expect("appended");
    }

    async fn close(&self, conversation: &mut Conversation, now: DateTime<Utc>) {
        self.step(conversation, Command::End, None, now).await;
    }
}

fn decide(conversation: &Conversation, command: Command, id: Option<ClientId>, now: DateTime<Utc>) -> Arc<Change> {
    let client = id.map(|id| Client::new(command.agent(), id));
    Arc::new(conversation.step(command, client, Reach::Closed, now).expect("the rules allow it"))
}

fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}
