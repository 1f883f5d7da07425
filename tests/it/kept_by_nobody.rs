//! What the server answers is kept by nobody on the way, unless it is the same for everybody and says so.

use crate::support::{TestDesk, routes};

/// What is the same for everybody.
const FOR_ALL: [&str; 7] = ["/", "/widget", "/kvitto", "/console", "/widget.js", "/asyncapi.json", "/look-x"];

#[tokio::test]
async fn every_answer_but_those_that_are_for_everybody_is_kept_by_nobody() {
    let desk = TestDesk::open().await;
    let cookie = desk.sign_in("leila").await;
    let routes = routes();
    assert!(routes.len() > 25 && routes.iter().any(|it| it == "/api/morning"), "{routes:?}");
    for route in routes.iter().map(String::as_str).chain(["/finns-inte", "/api/", "/assets/x/finns-inte.js"]) {
        for method in ["GET", "POST", "DELETE", "HEAD"] {
            for (who, headers) in [
                ("staff", [("origin", desk.origin()), ("cookie", cookie.as_str())]),
                ("nobody", [("origin", desk.origin()), ("accept", "*/*")]),
                ("another website", [("origin", "https://evil.example"), ("accept", "*/*")]),
            ] {
                if method == "DELETE" && who == "staff" {
                    continue; // It would sign out.
                }
                let answer = desk.http().ask(method, route, &headers, "").await;
                let kept = answer.header("cache-control");
                if FOR_ALL.contains(&route) && answer.status == 200 {
                    assert_eq!(kept, Some("no-cache"), "{who}: {method} {route}");
                } else {
                    assert_eq!(kept, Some("no-store"), "{who}: {method} {route}: {}", answer.status);
                }
            }
        }
    }
}

#[tokio::test]
async fn what_is_private_is_kept_by_nobody_when_it_is_there_as_well() {
    let desk = TestDesk::open().await;
    let cookie = desk.sign_in("leila").await;
    let headers = [("origin", desk.origin()), ("cookie", cookie.as_str())];
    for (method, path, body) in [
        ("GET", "/api/session", ""),
        ("GET", "/api/morning", ""),
        ("GET", "/healthz", ""),
        ("POST", "/poll/visitor", r#"{"type":"hello"}"#),
        ("POST", "/api/receipt/read", r#"{"code":"123-456-789-ABC-DEF-GZ3"}"#),
        ("DELETE", "/api/session", ""),
    ] {
        let answer = desk.http().ask(method, path, &headers, body).await;
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{method} {path}: {}", answer.status);
    }
}
