//! A visitor with one socket.

use std::net::SocketAddr;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::Wire;

/// A visitor who has said hello.
pub(crate) struct VisitorClient {
    wire: Wire,
    origin: String,
    address: SocketAddr,
    /// What the server answered to `hello`.
    pub(crate) welcome: Value,
}

impl VisitorClient {
    /// A visitor who opens the chat for the first time.
    pub(crate) async fn new(address: SocketAddr, origin: &str) -> Self {
        Self::hello(address, origin, json!({"type": "hello", "language": "sv"})).await
    }

    /// A visitor who says hello in their own way.
    pub(crate) async fn hello(address: SocketAddr, origin: &str, hello: Value) -> Self {
        let mut wire = Wire::open(address, "/ws/visitor", &[("origin", origin)]).await.expect("a socket");
        wire.send(hello).await;
        let welcome = wire.get("welcome").await;
        Self { wire, origin: origin.into(), address, welcome }
    }

    /// The same visitor with one more socket, or after a reload.
    pub(crate) async fn again(&self, last_seq: u64) -> Self {
        let hello = json!({"type": "hello", "key": self.key(), "last_seq": last_seq, "language": "sv"});
        Self::hello(self.address, &self.origin, hello).await
    }

    /// The key that opens the conversation.
    pub(crate) fn key(&self) -> &str {
        self.welcome["key"].as_str().expect("a key")
    }

    /// Writes something and waits for the acknowledgement; gives the number.
    pub(crate) async fn say(&mut self, text: &str) -> u64 {
        let id = Self::next_id();
        self.wire.send(json!({"type": "say", "id": id, "text": text})).await;
        self.acked(&id).await
    }

    /// Asks for something without a text.
    pub(crate) async fn ask(&mut self, kind: &str) -> Value {
        let id = Self::next_id();
        self.wire.send(json!({"type": kind, "id": id})).await;
        self.wire.until("an answer", |frame| frame["id"] == *id && frame["type"] != "entry").await
    }

    /// Waits for the acknowledgement of an id.
    pub(crate) async fn acked(&mut self, id: &str) -> u64 {
        let answer = self.wire.until("an acknowledgement", |frame| frame["id"] == *id).await;
        answer["seq"].as_u64().unwrap_or_else(|| panic!("not acknowledged: {answer}"))
    }

    fn next_id() -> String {
        // Every tab makes ids of its own: all of them are the same visitor's.
        static IDS: AtomicU32 = AtomicU32::new(0);
        format!("visitor-{}", IDS.fetch_add(1, Ordering::Relaxed))
    }
}

impl Deref for VisitorClient {
    type Target = Wire;

    fn deref(&self) -> &Wire {
        &self.wire
    }
}

impl DerefMut for VisitorClient {
    fn deref_mut(&mut self) -> &mut Wire {
        &mut self.wire
    }
}
