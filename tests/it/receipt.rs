//! A receipt code lets a visitor come back to read, save and erase the conversation, until it is disposed of.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::{AgentClient, Answer, MONDAY_NIGHT, MONDAY_NINE, TestDesk, VisitorClient};

async fn post(desk: &TestDesk, path: &str, body: &Value) -> Answer {
    desk.http().ask("POST", path, &[("origin", desk.origin())], &body.to_string()).await
}

/// A new code for the visitor's conversation.
async fn code(desk: &TestDesk, visitor: &VisitorClient) -> String {
    let answer = post(desk, "/api/receipt", &json!({"key": visitor.key(), "language": "sv"})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["code"].as_str().expect("a code").to_owned()
}

async fn read(desk: &TestDesk, code: &str) -> Answer {
    post(desk, "/api/receipt/read", &json!({"code": code, "language": "sv"})).await
}

async fn text(desk: &TestDesk, code: &str) -> String {
    let answer = post(desk, "/api/receipt/text", &json!({"code": code, "language": "sv"})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

/// The one answer to a code that opens nothing.
fn opens_nothing(answer: &Answer) {
    let error = &answer.json()["error"];
    assert_eq!((answer.status, &error["code"]), (404, &json!("unknown_receipt")));
    assert!(error["text"].as_str().is_some_and(|text| text.starts_with("Koden öppnar inget samtal.")), "{error}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn somebody_with_the_code_reads_what_the_chat_showed_and_nothing_else() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej, mitt nummer är 19121212-1212.").await;
    let conversation = anna.take_offer().await;
    anna.say(&conversation, "Hej! Skriv inte ditt personnummer.").await;
    let note = json!({"type": "note", "conversation": conversation, "text": "Verkar orolig"});
    assert_eq!(anna.ask(note).await["type"], "ack");
    let code = code(&desk, &visitor).await;

    // Typed on another device, another day.
    desk.pass(Duration::days(1));
    let answer = read(&desk, &code.to_lowercase().replace('-', " ")).await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
    let opened = answer.json();
    let authors: Vec<_> = opened["entries"].as_array().expect("entries").iter().map(|it| &it["author"]).collect();
    assert!(authors.contains(&&json!({"kind": "agent", "name": "Anna"})), "{authors:?}");
    assert_eq!(opened["entries"][1]["text"], "Hej, mitt nummer är [personnummer borttaget].");
    for hidden in ["Verkar orolig", "1212-1212", "contact", visitor.key()] {
        assert!(!answer.body.contains(hidden), "{hidden}");
    }

    let text = text(&desk, &code).await;
    assert!(text.contains("Samhällsvägledare Anna, kl 09.00:\n    Hej! Skriv inte ditt personnummer."), "{text}");
    assert!(text.contains("Kommunen sparar samtalet i 60 dagar efter att det har avslutats."), "{text}");
    assert!(!text.contains("Verkar orolig") && !text.contains("1212-1212"), "{text}");
}

#[tokio::test]
async fn a_message_is_read_again_without_the_way_to_reach_its_author() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    let contact = json!({"email": "kim@example.se"});
    visitor.send(json!({"type": "leave_message", "id": "m", "text": "Ring mig.", "contact": contact})).await;
    visitor.acked("m").await;
    let code = code(&desk, &visitor).await;
    for body in [read(&desk, &code).await.body, text(&desk, &code).await] {
        assert!(body.contains("Ring mig.") && !body.contains("kim@example.se"), "{body}");
        // A person gets to read it, so that it is kept as what a person has answered.
        assert!(body.contains("i 60 dagar efter att det har avslutats"), "{body}");
    }
}

#[tokio::test]
async fn the_document_is_a_pdf_and_both_files_have_a_name_and_are_never_kept_on_the_way() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    visitor.say("Vilka vänorter har Linköping?").await;
    visitor.entry("the answer", |it| it["author"]["kind"] == "assistant").await;
    // In the chat no code is needed: the key will do.
    for (path, kind, ending) in
        [("/api/receipt/text", "text/plain; charset=utf-8", "txt"), ("/api/receipt/pdf", "application/pdf", "pdf")]
    {
        let answer = post(&desk, path, &json!({"key": visitor.key(), "language": "sv"})).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some(kind));
        let named = format!("attachment; filename=\"samtal-2026-03-02.{ending}\"");
        assert_eq!(answer.header("content-disposition"), Some(named.as_str()));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert!(answer.body.starts_with(if ending == "pdf" {
            "%PDF-"
        } else {
            "\u{FEFF}Samtal med Kontakt Linköping"
        }));
        if ending == "txt" {
            assert!(answer.body.contains("Automatiskt svar, kl 22.00:"), "{}", answer.body);
            assert!(answer.body.contains("    Källa: ") && answer.body.contains("Senast granskad"), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn erasing_with_the_code_clears_open_tabs_and_ends_key_and_code() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let mut tab = visitor.again(0).await;
    let code = code(&desk, &visitor).await;
    let erased = post(&desk, "/api/receipt/erase", &json!({"code": code})).await;
    assert_eq!((erased.status, erased.header("cache-control")), (200, Some("no-store")));
    visitor.get("reset").await;
    tab.get("reset").await;
    opens_nothing(&read(&desk, &code).await);
    opens_nothing(&post(&desk, "/api/receipt", &json!({"key": visitor.key()})).await);
    opens_nothing(&post(&desk, "/api/receipt/erase", &json!({"code": code})).await);
}

#[tokio::test]
async fn a_new_code_takes_the_place_of_the_old_one_and_no_code_opens_anothers_conversation() {
    let desk = TestDesk::closed().await;
    let (mut mine, mut other) = (desk.visitor().await, desk.visitor().await);
    mine.say("Min fråga").await;
    other.say("Någon annans fråga").await;
    let (old, others) = (code(&desk, &mine).await, code(&desk, &other).await);
    let new = code(&desk, &mine).await;
    opens_nothing(&read(&desk, &old).await);
    let opened = read(&desk, &new).await.body;
    assert!(opened.contains("Min fråga") && !opened.contains("Någon annans fråga"));
    assert!(read(&desk, &others).await.body.contains("Någon annans fråga"));
    for wrong in ["", "123", "123-456-789-ABC-DEF-GZ3", &new[1..], mine.key()] {
        opens_nothing(&read(&desk, wrong).await);
    }
    // A code does not make another code.
    assert_eq!(post(&desk, "/api/receipt", &json!({"code": new})).await.status, 404);
    for broken in [json!({}), json!({"code": new, "key": mine.key()}), json!({"code": 1}), json!([])] {
        assert_eq!(post(&desk, "/api/receipt/read", &broken).await.status, 400, "{broken}");
    }
}

#[tokio::test]
async fn the_code_works_until_the_conversation_is_disposed_of() {
    let desk = TestDesk::at(MONDAY_NIGHT, |settings| settings.privacy.retention_days_assistant = 21).await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    visitor.entry("the answer", |it| it["author"]["kind"] == "assistant").await;
    assert_eq!(visitor.ask("end").await["type"], "ack");
    let code = code(&desk, &visitor).await;
    let kept = read(&desk, &code).await.json()["kept"].clone();
    assert_eq!(kept, "Kommunen sparar samtalet till måndag 23 mars 2026.");
    desk.pass(Duration::days(20));
    assert_eq!(read(&desk, &code).await.status, 200);
    desk.pass(Duration::days(2));
    while !desk.server().store.disposal_protocol().await.expect("read").iter().any(|it| it.disposed.conversations == 1)
    {
        tokio::task::yield_now().await;
    }
    opens_nothing(&read(&desk, &code).await);
}

#[tokio::test]
async fn guessing_is_stopped_before_the_code_is_looked_at() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| settings.limits.receipt_requests_per_address_per_hour = 5).await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let code = code(&desk, &visitor).await;
    for _ in 0..4 {
        opens_nothing(&read(&desk, "123-456-789-ABC-DEF-GZ3").await);
    }
    let refused = read(&desk, &code).await;
    assert_eq!((refused.status, refused.header("cache-control")), (429, Some("no-store")), "the right one neither");
    assert!(refused.json()["error"]["retry_after_ms"].as_i64().is_some_and(|wait| wait > 0));
    desk.pass(Duration::hours(1));
    assert_eq!(read(&desk, &code).await.status, 200);
}

#[tokio::test]
async fn other_websites_cannot_ask() {
    let desk = TestDesk::closed().await;
    for path in ["/api/receipt", "/api/receipt/read", "/api/receipt/text", "/api/receipt/pdf", "/api/receipt/erase"] {
        let answer = desk.http().ask("POST", path, &[("origin", "https://evil.example")], r#"{"code":""}"#).await;
        assert_eq!(answer.status, 403, "{path}");
        assert_eq!(desk.http().ask("GET", path, &[], "").await.status, 405, "{path}: nothing stands in an address");
    }
}

#[tokio::test]
async fn hostile_text_keeps_nobody_from_their_files() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    let zalgo = format!("a{}", "\u{301}".repeat(2_000));
    let hostile = [
        "<script>alert(1)</script>\nSamhällsvägledare Anna, kl 09.00:\nDu får bygglov.",
        "=HYPERLINK(\"http://evil.example\")",
        "\u{202E}vänd\u{202C} مرحبا 123 שלום",
        &zalgo,
        "😀👩‍👩‍👧🇸🇪 你好 \u{FFFE}\u{10FFFF}",
        "(\\) endstream endobj %%EOF",
    ];
    for text in hostile {
        visitor.say(text).await;
    }
    let code = code(&desk, &visitor).await;
    let saved = text(&desk, &code).await;
    assert!(!saved.lines().any(|line| line.starts_with("Samhällsvägledare")), "{saved}");
    let pdf = post(&desk, "/api/receipt/pdf", &json!({"code": code, "language": "en"})).await;
    assert_eq!((pdf.status, pdf.header("content-type")), (200, Some("application/pdf")));
}

/// A visitor who has written much, all at once.
async fn long_conversation(desk: &TestDesk) -> VisitorClient {
    let mut visitor = desk.visitor().await;
    for number in 0..60 {
        visitor.say(&format!("{number}: {}", "Är det så? ".repeat(60))).await;
    }
    visitor
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_requests_for_one_long_document_leave_room_for_others() {
    let desk = TestDesk::at(MONDAY_NIGHT, |settings| settings.limits.visitor_burst = 1_000).await;
    let (visitor, mut other) = (long_conversation(&desk).await, desk.visitor().await);
    other.say("Min egen fråga").await;
    let mut all = tokio::task::JoinSet::new();
    let body = json!({"key": visitor.key(), "language": "sv"}).to_string();
    for _ in 0..60 {
        let (http, origin, body) = (desk.http(), desk.origin().to_owned(), body.clone());
        all.spawn(async move { http.ask("POST", "/api/receipt/pdf", &[("origin", &origin)], &body).await });
    }
    let others = post(&desk, "/api/receipt/pdf", &json!({"key": other.key(), "language": "sv"})).await;
    assert_eq!((others.status, others.header("content-type")), (200, Some("application/pdf")));
    let answers = all.join_all().await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert!(!made.is_empty() && refused.len() > 30, "{} were made", made.len());
    for answer in refused {
        let error = &answer.json()["error"];
        assert_eq!((answer.status, answer.header("retry-after"), &error["code"]), (503, Some("5"), &json!("busy")));
        assert!(error["text"].as_str().is_some_and(|text| text.ends_with("Försök igen om en liten stund.")), "{error}");
    }
    // When they are done, the next one is taken.
    let again = post(&desk, "/api/receipt/pdf", &json!({"key": visitor.key(), "language": "sv"})).await;
    assert_eq!(again.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_fetches_is_in_hand_and_no_more_of_it_is_made() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let desk = TestDesk::at(MONDAY_NIGHT, |settings| settings.limits.visitor_burst = 10_000).await;
    let mut visitor = desk.visitor().await;
    // More than the system keeps between two sockets, each way it is sent.
    for _ in 0..400 {
        visitor.say(&"\u{1f9ed}".repeat(4_000)).await;
    }
    let body = json!({"key": visitor.key(), "language": "sv"}).to_string();
    let mut unread = Vec::new();
    for _ in 0..3 {
        let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(64 * 1024).expect("a small buffer");
        let mut stream = socket.connect(desk.address()).await.expect("the server listens");
        let length = body.len();
        let origin = desk.origin();
        let asks = format!(
            "POST /api/receipt/text HTTP/1.1\r\nhost: x\r\norigin: {origin}\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(asks.as_bytes()).await.expect("it is taken");
        // The answer has begun, and is read no further.
        stream.read_exact(&mut [0; 100]).await.expect("an answer");
        unread.push(stream);
    }
    let key = json!({"key": visitor.key(), "language": "sv"});
    for path in ["/api/receipt/text", "/api/receipt/read", "/api/receipt/pdf"] {
        let refused = post(&desk, path, &key).await;
        assert_eq!((refused.status, refused.header("retry-after")), (503, Some("5")), "{path}");
    }
    drop(unread);
    let freed = async { while post(&desk, "/api/receipt/text", &key).await.status != 200 {} };
    tokio::time::timeout(crate::support::PATIENCE, freed).await.expect("whoever went has nothing in hand");
}
