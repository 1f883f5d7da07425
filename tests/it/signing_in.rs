//! Staff sign in, and out.

use chrono::Duration;
use serde_json::json;

use crate::support::{AgentClient, PATIENCE, Program, TestDesk, Wire};

#[tokio::test]
async fn the_cookie_is_for_this_host_and_no_script_can_read_it() {
    let desk = TestDesk::open().await;
    let answer = desk.ask_to_sign_in("anna", TestDesk::password()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), json!({"name": "anna", "display": "Anna", "roles": ["agent"]}));
    let cookie = answer.header("set-cookie").expect("a cookie");
    for word in ["__Host-vagledare=", "Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
        assert!(cookie.contains(word), "{word} in {cookie}");
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_told_alike() {
    let desk = TestDesk::open().await;
    let wrong = desk.ask_to_sign_in("anna", "fel lösenord").await;
    let unknown = desk.ask_to_sign_in("ingen", "fel lösenord").await;
    assert_eq!((wrong.status, &wrong.body), (401, &unknown.body));
}

#[tokio::test]
async fn guessing_is_stopped_before_the_password_is_looked_at() {
    let desk = TestDesk::open().await;
    let mut status = 401;
    for _ in 0..50 {
        status = desk.ask_to_sign_in("anna", "gissning").await.status;
        if status != 401 {
            break;
        }
    }
    assert_eq!(status, 429);
    let right = desk.ask_to_sign_in("anna", TestDesk::password()).await;
    assert_eq!(right.status, 429, "the right password is not looked at either");
    assert!(right.json()["error"]["retry_after_ms"].as_i64().expect("a wait") > 0);
}

#[tokio::test]
async fn another_origin_cannot_sign_anybody_in() {
    let desk = TestDesk::open().await;
    let body = json!({"name": "anna", "password": TestDesk::password()}).to_string();
    let answer = desk.http().ask("POST", "/api/session", &[("origin", "https://evil.example")], &body).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn a_socket_needs_a_session_and_signing_out_closes_it() {
    let desk = TestDesk::open().await;
    assert!(Wire::open(desk.address(), "/ws/agent", &[("origin", desk.origin())]).await.is_err());
    let mut anna = AgentClient::new(&desk, "anna").await;
    let headers = [("cookie", anna.cookie.as_str()), ("origin", desk.origin())];
    assert_eq!(desk.http().ask("GET", "/api/session", &headers, "").await.status, 200);
    assert_eq!(desk.http().ask("DELETE", "/api/session", &headers, "").await.status, 204);
    assert_eq!(desk.http().ask("GET", "/api/session", &headers, "").await.status, 401);
    assert_eq!(anna.get("bye").await["reason"], "signed_out");
}

#[tokio::test]
async fn somebody_who_is_disabled_is_out_within_five_seconds() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let store = &desk.server().store;
    let staff = store.staff_by_name("anna").await.expect("a store").expect("Anna");
    store.disable_staff(staff.id, crate::support::moment(crate::support::MONDAY_NINE)).await.expect("disabled");
    desk.pass(Duration::seconds(5));
    assert_eq!(anna.get("bye").await["reason"], "signed_out");
}

/// Whether a socket is read and answered.
async fn is_served(agent: &mut AgentClient) -> bool {
    let answer = agent.ask(json!({"type": "presence", "status": "away"})).await;
    answer["type"] == "ack"
}

async fn is_sent_away(wire: &mut Wire) {
    assert_eq!(wire.get("bye").await["reason"], "signed_out");
    assert_eq!(wire.close_code().await, Some(1008));
}

#[tokio::test]
async fn a_socket_ends_with_the_time_of_its_session() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    desk.pass(Duration::hours(12) - Duration::seconds(10));
    let mut erik = AgentClient::new(&desk, "erik").await;
    assert!(is_served(&mut anna).await, "to the last moment");
    desk.pass(Duration::seconds(15));
    is_sent_away(&mut anna).await;
    assert!(is_served(&mut erik).await, "his session began later");
}

#[tokio::test]
async fn a_socket_ends_when_the_password_is_changed() {
    let desk = TestDesk::open().await;
    let (mut first, mut second) = (AgentClient::new(&desk, "anna").await, AgentClient::new(&desk, "anna").await);
    let mut erik = AgentClient::new(&desk, "erik").await;
    let store = &desk.server().store;
    let staff = store.staff_by_name("anna").await.expect("a store").expect("Anna");
    store.set_password(staff.id, staff.password).await.expect("set");
    desk.pass(Duration::seconds(5));
    is_sent_away(&mut first).await;
    is_sent_away(&mut second).await;
    assert!(is_served(&mut erik).await);
}

#[tokio::test]
async fn signing_out_closes_every_socket_of_that_session_and_none_of_another() {
    let desk = TestDesk::open().await;
    let mut tab = AgentClient::available(&desk, "anna").await;
    let mut other_tab = AgentClient::with_cookie(&desk, tab.cookie.clone()).await;
    let mut at_home = AgentClient::new(&desk, "anna").await;
    let headers = [("cookie", tab.cookie.as_str()), ("origin", desk.origin())];
    assert_eq!(desk.http().ask("DELETE", "/api/session", &headers, "").await.status, 204);
    is_sent_away(&mut tab).await;
    is_sent_away(&mut other_tab).await;
    assert!(is_served(&mut at_home).await, "another session goes on");
    desk.pass(Duration::seconds(5));
    assert!(is_served(&mut at_home).await);
}

#[tokio::test]
async fn a_socket_that_was_opened_before_the_end_is_not_let_in_after_it() {
    let desk = TestDesk::open().await;
    let cookie = desk.sign_in("anna").await;
    let headers = [("origin", desk.origin()), ("cookie", cookie.as_str())];
    let mut wire = Wire::open(desk.address(), "/ws/agent", &headers).await.expect("a socket");
    assert_eq!(desk.http().ask("DELETE", "/api/session", &headers, "").await.status, 204);
    wire.send(json!({"type": "hello"})).await;
    is_sent_away(&mut wire).await;
    assert_eq!(wire.got().iter().collect::<Vec<_>>(), ["bye"], "nothing is shown");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_password_or_role_from_the_command_line_ends_a_running_servers_socket_within_five_seconds() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::start(folder.path(), |_| {});
    for name in ["anna", "erik", "maja", "leila"] {
        program.add_staff(name, "agent");
    }
    let origin = program.origin();
    let mut wires = Vec::new();
    for name in ["anna", "erik", "maja", "leila"] {
        let cookie = program.sign_in(name).await;
        let headers = [("origin", origin.as_str()), ("cookie", cookie.as_str())];
        let mut wire = Wire::open(program.address, "/ws/agent", &headers).await.expect("a socket");
        wire.send(json!({"type": "hello"})).await;
        wire.get("welcome").await;
        wires.push(wire);
    }
    program.staff(&["password", "Anna", "--password-stdin"], "ett annat långt lösenord");
    program.staff(&["disable", "erik"], "");
    program.staff(&["roles", "maja", "--role", "editor"], "");
    let within = std::time::Duration::from_secs(5);
    for wire in &mut wires[..3] {
        tokio::time::timeout(within, is_sent_away(wire)).await.expect("within five seconds");
    }
    wires[3].ping("leila").await;
    assert_eq!(wires[3].pongs(1).await.len(), 1, "nobody has changed anything for Leila");
}

#[tokio::test]
async fn who_loses_the_role_while_no_socket_is_open_is_asked_to_take_nobody_afterwards() {
    let desk = TestDesk::open().await;
    drop(AgentClient::available(&desk, "anna").await);
    let store = &desk.server().store;
    let anna = store.staff_by_name("anna").await.expect("a store").expect("Anna");
    store.set_roles(anna.id, [vagledare::access::Role::Editor].into_iter().collect()).await.expect("set");
    let mut edits = AgentClient::new(&desk, "anna").await;
    // The page that was closed is still believed to be reloading, and each sign of life would keep it so.
    edits.ping("here").await;
    edits.pongs(1).await;
    desk.pass(Duration::seconds(4));
    let gone = async { while desk.visitor().await.welcome["desk"]["reachable"] == true {} };
    tokio::time::timeout(PATIENCE, gone).await.expect("nobody can be reached");
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    visitor.event("nobody_reachable").await;
    edits.ping("still here").await;
    edits.pongs(2).await;
    assert!(!edits.heard().iter().any(|it| it.contains("\"offer\"") || it.contains("\"bye\"")), "{:?}", edits.heard());
}
