//! The real program is stopped and goes on (`SIGSTOP`, as a suspended machine or a starved host): nobody is told wrongly.
//!
//! Seven seconds with limits of a few seconds; `VAGLEDARE_LONG=1` makes it fifty with the limits as they are.

use serde_json::json;

use crate::support::{PATIENCE, Program, Wire};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_was_stopped_takes_nobody_for_gone() {
    let is_long = std::env::var_os("VAGLEDARE_LONG").is_some();
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::start(folder.path(), |command| {
        command
            .env("VAGLEDARE__HOURS__WEEK", "24/7")
            .env("VAGLEDARE__KNOWLEDGE__DIR", std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge"));
        if !is_long {
            command.env("VAGLEDARE__ROUTING__AGENT_GONE_S", "5").env("VAGLEDARE__LIMITS__PING_S", "2");
        }
    });
    program.add_staff("anna", "agent");
    let (origin, cookie) = (program.origin(), program.sign_in("anna").await);
    let headers = [("origin", origin.as_str()), ("cookie", cookie.as_str())];
    let mut anna = Wire::open(program.address, "/ws/agent", &headers).await.expect("a socket");
    anna.send(json!({"type": "hello"})).await;
    anna.get("welcome").await;
    anna.send(json!({"type": "presence", "id": "here", "status": "available"})).await;
    anna.get("ack").await;
    let mut visitor = Wire::open(program.address, "/ws/visitor", &headers[..1]).await.expect("a socket");
    visitor.send(json!({"type": "hello"})).await;
    visitor.get("welcome").await;
    visitor.send(json!({"type": "say", "id": "first", "text": "Hej"})).await;
    visitor.stage("queued").await;
    let offer = anna.get("offer").await;
    let conversation = offer["conversation"].clone();
    anna.send(json!({"type": "accept", "id": "mine", "conversation": conversation})).await;
    visitor.stage("with_agent").await;
    let before = visitor.heard().len();
    program.stand_still(std::time::Duration::from_secs(if is_long { 50 } else { 7 }));
    let noticed = async {
        while !program.log().contains("presence counts anew") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, noticed).await.unwrap_or_else(|_| panic!("{}", program.log()));
    anna.send(json!({"type": "say", "id": "on", "conversation": conversation, "text": "Här är jag."})).await;
    visitor.entry("her words", |it| it["text"] == "Här är jag.").await;
    let told = visitor.heard()[before..].join("\n");
    assert!(!told.contains("returned") && !told.contains("nobody_available") && !told.contains("bye"), "{told}");
    assert!(!program.log().contains("an agent is gone"), "{}", program.log());
}
