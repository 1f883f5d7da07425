//! What every answer says to the browser besides what was asked for: whatever it is an answer to, and also where there is
//! none.

use vagledare::config::Settings;

use crate::support::{Answer, Http, MONDAY_NINE, TestDesk};

const PAGES: [&str; 4] = ["/", "/widget", "/kvitto", "/console"];
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// One answer of every kind, with what was asked.
async fn answers(desk: &TestDesk) -> Vec<(String, Answer)> {
    let http = desk.http();
    let asset = http.ask("GET", "/widget", &[], "").await.body;
    let asset = asset.split('"').find(|part| part.ends_with("/widget/main.js")).expect("a script").to_owned();
    let too_long = "x".repeat(70_000);
    let ours = ("origin", desk.origin());
    let upgrade = [
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("origin", "https://evil.example"),
    ];
    let mut found = Vec::new();
    for (method, path, headers, body, status) in [
        ("GET", "/", &[][..], "", 200),
        ("GET", "/widget", &[], "", 200),
        ("HEAD", "/widget", &[], "", 200),
        ("GET", "/kvitto", &[], "", 200),
        ("GET", "/console", &[], "", 200),
        ("GET", "/widget.js", &[], "", 200),
        ("GET", &asset, &[], "", 200),
        ("GET", "/assets/x/finns-inte.js", &[], "", 404),
        ("GET", "/asyncapi.json", &[], "", 200),
        ("GET", "/healthz", &[], "", 200),
        ("GET", "/readyz", &[], "", 200),
        ("GET", "/api/session", &[], "", 401),
        ("POST", "/api/session", &[ours], "{", 400),
        ("POST", "/api/session", &[ours], &too_long, 413),
        ("POST", "/api/session", &[("origin", "https://evil.example")], "{}", 403),
        ("POST", "/poll/visitor", &[ours], r#"{"type":"hello"}"#, 200),
        ("POST", "/files", &[ours], "", 403),
        ("GET", "/finns-inte", &[], "", 404),
        ("GET", "/finns-inte", &[("accept", BROWSER)], "", 404),
        ("GET", "/api/receipt", &[("accept", BROWSER)], "", 405),
        ("GET", "/api/receipt", &[], "", 405),
        ("GET", "/ws/visitor", &upgrade, "", 403),
        ("GET", "/ws/agent", &[], "", 401),
    ] {
        let answer = http.ask(method, path, headers, body).await;
        let asked = format!("{method} {path} {:?}", headers.first());
        assert_eq!(answer.status, status, "{asked}: {answer:?}");
        found.push((asked, answer));
    }
    found
}

#[tokio::test]
async fn every_kind_of_answer_says_what_a_page_may_do() {
    for (url, strict) in [("https://chatt.example.se", Some("max-age=31536000")), ("http://chatt.example.se", None)] {
        let desk = TestDesk::at(MONDAY_NINE, |settings: &mut Settings| {
            settings.server.public_url = Some(url.parse().expect("an origin"));
        })
        .await;
        for (asked, answer) in answers(&desk).await {
            assert_eq!(answer.header("strict-transport-security"), strict, "{asked}");
            assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin"), "{asked}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{asked}");
            assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{asked}");
            let permitted = answer.header("permissions-policy").unwrap_or_else(|| panic!("{asked}: nothing is said"));
            assert!(permitted.contains("camera=()") && permitted.contains("microphone=()"), "{asked}: {permitted}");
            let is_page = answer.header("content-type").is_some_and(|it| it.starts_with("text/html"));
            assert_eq!(is_page, answer.header("content-security-policy").is_some(), "{asked}: a page has a policy");
        }
    }
}

#[tokio::test]
async fn the_pages_with_scripts_let_no_text_become_one() {
    let desk = TestDesk::open().await;
    for path in &PAGES[1..] {
        let answer = desk.http().ask("GET", path, &[], "").await;
        let policy = answer.header("content-security-policy").expect("a policy");
        for line in
            ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'", "trusted-types 'none'"]
        {
            assert!(policy.split(';').any(|it| it.trim() == line), "{path}: {line} is not in {policy}");
        }
    }
}

#[tokio::test]
async fn what_every_website_shows_may_be_loaded_from_everywhere_and_nothing_else() {
    let desk = TestDesk::open().await;
    let widget = desk.http().ask("GET", "/widget", &[], "").await;
    assert_eq!(widget.header("cross-origin-embedder-policy"), Some("require-corp"));
    let look = widget.body.split('"').find(|part| part.starts_with("/look-")).expect("colours").to_owned();
    for path in ["/widget", "/widget.js", &look] {
        let answer = desk.http().ask("GET", path, &[], "").await;
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"), "{path}");
    }
    for (asked, answer) in answers(&desk).await {
        let is_public = asked.contains("/widget") || asked.contains("/assets/");
        let who = if is_public && answer.status == 200 { "cross-origin" } else { "same-origin" };
        assert_eq!(answer.header("cross-origin-resource-policy"), Some(who), "{asked}");
    }
}

fn is_page(answer: &Answer) -> bool {
    answer.header("content-type") == Some("text/html; charset=utf-8")
}

#[tokio::test]
async fn where_there_is_no_page_a_browser_shows_whom_to_ring_and_a_program_reads_json() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| settings.desk.email = "kontakt@example.se".into()).await;
    let http: Http = desk.http();
    for (path, status, title) in [
        ("/finns-inte", 404, "Sidan finns inte"),
        ("/konsol", 404, "Sidan finns inte"),
        ("/assets/v/finns-inte.js", 404, "Sidan finns inte"),
        ("/files/0193", 404, "Sidan finns inte"),
        ("/widget-0123456789abcdef.js", 404, "Sidan finns inte"),
        ("/poll/visitor", 405, "Här finns ingen sida"),
        ("/api/receipt/pdf", 405, "Här finns ingen sida"),
    ] {
        let shown = http.ask("GET", path, &[("accept", BROWSER)], "").await;
        assert_eq!((shown.status, is_page(&shown)), (status, true), "{path}: {shown:?}");
        for words in [
            title,
            "lang=\"en\"",
            "href=\"tel:013206000\"",
            "href=\"mailto:kontakt@example.se\"",
            "href=\"https://www.linkoping.se/kontakt\"",
            "href=\"tel:112\"",
        ] {
            assert!(shown.body.contains(words), "{path}: {words} is not in {}", shown.body);
        }
        assert!(!shown.body.contains("<script") && !shown.body.contains("{{"), "{}", shown.body);
        let policy = shown.header("content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
        assert_eq!(shown.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(shown.header("allow").is_some(), status == 405, "{path}");
        for accept in ["*/*", "application/json", "text/html;q=0, */*"] {
            let told = http.ask("GET", path, &[("accept", accept)], "").await;
            assert_eq!(told.status, status, "{path}");
            assert!(!told.json()["error"]["code"].as_str().expect("a code").is_empty(), "{path}: {accept}");
        }
        let told = http.ask("POST", path, &[("origin", desk.origin()), ("accept", BROWSER)], "").await;
        assert!(!is_page(&told), "what is sent is no look at a page: {path}");
    }
    let english = http.ask("GET", "/finns-inte", &[("accept-language", "en")], "").await;
    assert_eq!(english.json()["error"]["text"], "There is nothing at this address.");
}

#[tokio::test]
async fn without_scripts_every_page_says_whom_to_ring() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| settings.desk.contact_url = String::new()).await;
    for path in &PAGES[1..] {
        let body = desk.http().ask("GET", path, &[], "").await.body;
        let (_, inner) = body.rsplit_once("<noscript>").unwrap_or_else(|| panic!("{path} has nothing"));
        let (inner, _) = inner.split_once("</noscript>").expect("its end");
        for words in ["JavaScript", "href=\"tel:013206000\"", "013-20 60 00", "lang=\"en\""] {
            assert!(inner.contains(words), "{path}: {words} is not in {inner}");
        }
        assert!(!inner.contains("nå oss</a>"), "a link that leads nowhere: {inner}");
    }
}
