//! The log says who opened and closed the desk, put a notice up, signed in and failed to; and nothing that anybody wrote.

use std::time::Duration as Real;

use serde_json::json;
use vagledare::clock::Clock;

use crate::support::{AgentClient, Http, PATIENCE, Program};

/// So many seconds from now, on the machine's own clock.
fn in_seconds(seconds: i64) -> String {
    (Clock::of_server().now() + chrono::Duration::seconds(seconds)).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_names_who_did_it_and_none_of_their_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::start(folder.path(), |command| {
        command.env("VAGLEDARE__STAFF__SIGN_IN_ATTEMPTS_PER_NAME", "2");
    });
    program.add_staff("leila", "leader");
    let origin = program.origin();
    let tries = |name: &'static str, password: &'static str| {
        let headers = [("origin", origin.clone()), ("content-type", "application/json".to_owned())];
        let address = program.address;
        async move {
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let body = json!({"name": name, "password": password}).to_string();
            Http(address).ask("POST", "/api/session", &headers, &body).await.status
        }
    };
    assert_eq!(tries("leila", "fel-hemligt-ord").await, 401);
    assert_eq!(tries("mitt-hemliga-lösenord", "x").await, 401);
    let cookie = program.sign_in("leila").await;
    let mut leila = AgentClient::at(program.address, &origin, cookie.clone()).await;
    let until = in_seconds(4);
    let frame = json!({"type": "override", "open": true, "until": until, "reason": "Anna är sjuk"});
    assert_eq!(leila.ask(frame).await["type"], "ack");
    let frame = json!({"type": "crisis_notice", "sv": "Vattnet måste kokas.", "until": in_seconds(600)});
    assert_eq!(leila.ask(frame).await["type"], "ack");
    let notice = leila.until("the notice", |it| it["type"] == "crisis_notice" && !it["notice"].is_null()).await;
    let frame = json!({"type": "withdraw_crisis_notice", "notice": notice["notice"]["id"]});
    assert_eq!(leila.ask(frame).await["type"], "ack");
    let frame = json!({"type": "override", "open": false, "until": in_seconds(600), "reason": "Erik är borta"});
    let closes = async {
        while !program.log().contains("the clock closes the desk") {
            tokio::time::sleep(Real::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, closes).await.unwrap_or_else(|_| panic!("{}", program.log()));
    assert_eq!(leila.ask(frame).await["type"], "ack");
    let headers = [("origin", origin.as_str()), ("cookie", cookie.as_str())];
    assert_eq!(Http(program.address).ask("DELETE", "/api/session", &headers, "").await.status, 204);
    for status in [401, 401, 429, 429] {
        assert_eq!(tries("leila", "fel-hemligt-ord").await, status);
    }
    let log = program.log();
    for (line, times) in [
        ("somebody could not sign in to the account leila", 3),
        ("somebody could not sign in: no account that may has the name", 1),
        ("leila signed in", 1),
        ("the desk was opened by leila until", 1),
        ("a crisis notice was put up by leila", 1),
        ("a crisis notice was taken down by leila", 1),
        ("the clock closes the desk", 1),
        ("the desk was closed by leila until", 1),
        ("leila signed out", 1),
        ("somebody has tried to sign in too often and is held up", 1),
    ] {
        assert_eq!(log.matches(line).count(), times, "{line}: {log}");
    }
    for words in ["sjuk", "borta", "Vatten", "kokas", "hemlig", "lösenord"] {
        assert!(!log.contains(words), "{words} is in {log}");
    }
}
