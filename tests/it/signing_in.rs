//! Staff sign in, and out.

use chrono::Duration;
use serde_json::json;

use crate::support::{AgentClient, TestDesk, Wire};

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
