//! The real program with its desk opened by hand, and an agent at it: for what is measured in a process of its own.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::{Program, VisitorClient, Wire};

/// Starts the program without the limits that many readers of one machine would run into, and with settings of its own.
fn start(data: &Path, settings: &[(&str, &str)]) -> Program {
    Program::start(data, |command| {
        command
            .env("VAGLEDARE__LIMITS__AGENT_MESSAGES_PER_MINUTE", "10000000")
            .env("VAGLEDARE__LIMITS__SOCKETS_PER_VISITOR", "5000")
            .env("VAGLEDARE__LIMITS__SOCKETS_PER_AGENT", "5000")
            .env("VAGLEDARE__LIMITS__SOCKETS_PER_ADDRESS", "5000")
            // Nobody is cut while it is measured.
            .env("VAGLEDARE__LIMITS__SLOW_READER_S", "3600")
            .env("VAGLEDARE__LIMITS__PING_S", "3600")
            .env("VAGLEDARE__KNOWLEDGE__DIR", Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge"))
            .envs(settings.iter().copied());
    })
}

/// The real program with its desk opened by hand, whatever day it is, and an agent at it.
pub(crate) struct Office {
    pub(crate) program: Program,
    pub(crate) origin: String,
    /// The agent's session.
    pub(crate) cookie: String,
    pub(crate) anna: Wire,
    ids: u64,
}

impl Office {
    pub(crate) async fn open(folder: &Path, settings: &[(&str, &str)]) -> Self {
        let program = start(folder, settings);
        let origin = program.origin();
        for (name, role) in [("leila", "leader"), ("anna", "agent")] {
            program.add_staff(name, role);
        }
        let (leila, cookie) = (program.sign_in("leila").await, program.sign_in("anna").await);
        let mut leila = staff(&program, &leila).await;
        leila.get("welcome").await;
        let until = "2100-01-01T00:00:00Z";
        let open = json!({"type": "override", "id": "o", "open": true, "until": until, "reason": "Prov"});
        leila.send(open).await;
        leila.get("ack").await;
        let mut anna = staff(&program, &cookie).await;
        anna.send(json!({"type": "presence", "id": "p", "status": "available"})).await;
        anna.get("ack").await;
        Self { program, origin, cookie, anna, ids: 0 }
    }

    /// A visitor with the agent, and the conversation.
    pub(crate) async fn talk(&mut self) -> (VisitorClient, String) {
        let mut visitor = VisitorClient::new(self.program.address, &self.origin).await;
        visitor.say("Hej").await;
        let offer = self.anna.get("offer").await;
        let conversation = offer["conversation"].as_str().expect("an id").to_owned();
        let accept = json!({"type": "accept", "id": format!("accept {conversation}"), "conversation": conversation});
        self.anna.send(accept).await;
        visitor.event("accepted").await;
        (visitor, conversation)
    }

    /// The agent writes until the log has so many entries at least; gives its last number.
    pub(crate) async fn write(&mut self, conversation: &str, entries: u64) -> u64 {
        let text: String = "Avgiften är 250 kronor för dig som bor här. ".chars().cycle().take(4_000).collect();
        loop {
            for _ in 0..20 {
                self.ids += 1;
                let id = format!("long-{}", self.ids);
                self.anna.send(json!({"type": "say", "conversation": conversation, "id": id, "text": text})).await;
            }
            let last = format!("long-{}", self.ids);
            let acked = self.anna.until("an acknowledgement", |it| it["id"] == *last).await;
            let seq = acked["seq"].as_u64().unwrap_or_else(|| panic!("{acked}"));
            if seq >= entries {
                return seq;
            }
        }
    }

    /// The memory that the program holds, once it does not move any more.
    pub(crate) async fn rss_kib(&self) -> u64 {
        let mut before = 0;
        for _ in 0..60 {
            tokio::time::sleep(Duration::from_millis(500)).await;
            let now = self.program.rss_kib();
            if now.abs_diff(before) < 256 {
                return now;
            }
            before = now;
        }
        before
    }
}

async fn staff(program: &Program, cookie: &str) -> Wire {
    let origin = program.origin();
    let headers = [("origin", origin.as_str()), ("cookie", cookie)];
    let mut wire = Wire::open(program.address, "/ws/agent", &headers).await.expect("a socket");
    wire.send(json!({"type": "hello"})).await;
    wire
}
