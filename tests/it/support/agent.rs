//! A samhällsvägledare with one socket.

use std::net::SocketAddr;
use std::ops::{Deref, DerefMut};

use serde_json::{Value, json};

use super::{TestDesk, Wire};

/// An agent who has signed in and said hello.
pub(crate) struct AgentClient {
    wire: Wire,
    /// The session's cookie.
    pub(crate) cookie: String,
    ids: u32,
    /// What the server answered to `hello`.
    pub(crate) welcome: Value,
}

impl AgentClient {
    /// Signs in and comes to the desk, away as everybody who has just come.
    pub(crate) async fn new(desk: &TestDesk, name: &str) -> Self {
        let cookie = desk.sign_in(name).await;
        Self::with_cookie(desk, cookie).await
    }

    /// Comes to the desk with a session that exists.
    pub(crate) async fn with_cookie(desk: &TestDesk, cookie: String) -> Self {
        Self::at(desk.address(), desk.origin(), cookie).await
    }

    /// As [`with_cookie`](Self::with_cookie), at a server by its address.
    pub(crate) async fn at(address: SocketAddr, origin: &str, cookie: String) -> Self {
        let headers = [("origin", origin), ("cookie", cookie.as_str()), ("accept-language", "sv")];
        let mut wire = Wire::open(address, "/ws/agent", &headers).await.expect("a socket");
        wire.send(json!({"type": "hello"})).await;
        let welcome = wire.get("welcome").await;
        Self { wire, cookie, ids: 0, welcome }
    }

    /// Comes to the desk and is available.
    pub(crate) async fn available(desk: &TestDesk, name: &str) -> Self {
        let mut agent = Self::new(desk, name).await;
        agent.set_presence("available").await;
        agent
    }

    pub(crate) async fn set_presence(&mut self, status: &str) {
        let answer = self.ask(json!({"type": "presence", "status": status})).await;
        assert_eq!(answer["type"], "ack", "{answer}");
    }

    /// Sends a frame with a new id and waits for `ack` or `error`.
    pub(crate) async fn ask(&mut self, mut frame: Value) -> Value {
        self.ids += 1;
        let id = format!("agent-{}", self.ids);
        frame["id"] = json!(id);
        self.wire.send(frame).await;
        self.wire.until("an answer", |it| it["id"] == *id && it["type"] != "entry").await
    }

    /// Waits for an offer and takes it; gives the conversation.
    pub(crate) async fn take_offer(&mut self) -> String {
        let offer = self.wire.get("offer").await;
        let conversation = offer["conversation"].as_str().expect("an id").to_owned();
        let answer = self.ask(json!({"type": "accept", "conversation": conversation})).await;
        assert_eq!(answer["type"], "ack", "{answer}");
        conversation
    }

    /// Writes to a visitor; gives the number.
    pub(crate) async fn say(&mut self, conversation: &str, text: &str) -> u64 {
        let answer = self.ask(json!({"type": "say", "conversation": conversation, "text": text})).await;
        answer["seq"].as_u64().unwrap_or_else(|| panic!("not acknowledged: {answer}"))
    }

    /// Writes where it is not allowed; gives the code of the refusal.
    pub(crate) async fn say_refused(&mut self, conversation: &str) -> String {
        let answer = self.ask(json!({"type": "say", "conversation": conversation, "text": "Hej"})).await;
        answer["code"].as_str().unwrap_or_else(|| panic!("not refused: {answer}")).to_owned()
    }
}

impl Deref for AgentClient {
    type Target = Wire;

    fn deref(&self) -> &Wire {
        &self.wire
    }
}

impl DerefMut for AgentClient {
    fn deref_mut(&mut self) -> &mut Wire {
        &mut self.wire
    }
}
