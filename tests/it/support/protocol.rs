//! The sockets' protocol as it is published: every frame of every test is held against it.

#[path = "../../asyncapi/schema.rs"]
mod schema;

use std::sync::LazyLock;

use schema::{Schemas, Unnamed};
use serde_json::Value;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../src/http/asyncapi.json")).expect("the document is JSON")
});

/// One side of the desk: who sits at the client's end of a socket.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Side {
    Visitor,
    Agent,
}

impl Side {
    /// The side that an address is for.
    pub(crate) fn of(path: &str) -> Self {
        match path {
            "/ws/visitor" => Self::Visitor,
            "/ws/agent" => Self::Agent,
            other => panic!("{other} is no socket's address"),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Agent => "agent",
        }
    }

    /// A client may send this; whoever sends something else on purpose sends it raw.
    pub(crate) fn may_send(self, frame: &Value) {
        hold(&format!("{}_sends", self.name()), Unnamed::AsSaid, frame);
    }

    /// The server may send this: all of it is in the document, also where a client would overlook what is new.
    pub(crate) fn may_get(self, frame: &Value) {
        hold(&format!("{}_gets", self.name()), Unnamed::Refused, frame);
    }

    /// The types of all messages that the document says a client gets.
    pub(crate) fn gets(self) -> Vec<&'static str> {
        self.messages("gets_")
    }

    /// The types of all messages that the document says a client may send.
    pub(crate) fn sends(self) -> Vec<&'static str> {
        self.messages("sends_")
    }

    fn messages(self, direction: &str) -> Vec<&'static str> {
        let channel = DOCUMENT["channels"][self.name()]["messages"].as_object().expect("messages");
        channel.keys().filter_map(|name| name.strip_prefix(direction)).collect()
    }
}

fn hold(operation: &str, unnamed: Unnamed, frame: &Value) {
    let schemas = Schemas { document: &DOCUMENT, unnamed };
    let kind = frame["type"].as_str().unwrap_or_else(|| panic!("{operation}: a frame without a type: {frame}"));
    let message = DOCUMENT
        .pointer(&format!("/components/messages/{operation}_{kind}"))
        .unwrap_or_else(|| panic!("{operation} has no {kind}: {frame}"));
    if let Err(why) = schemas.fits(&message["payload"], frame) {
        panic!("{operation} {kind} is not as the document says: {why}\n{frame:#}");
    }
}
