//! Files that visitors and agents send each other: taken by their bytes, once, and gone with the conversation.

use chrono::Duration;
use serde_json::Value;

use crate::support::{AgentClient, Answer, MONDAY_NIGHT, MONDAY_NINE, TestDesk, VisitorClient};

const PNG: &str = "\u{0}";
const PDF: &str = "%PDF-1.7 ritning över huset";
const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

/// An open desk that takes files of at most 1,024 bytes, three in a conversation.
async fn desk() -> TestDesk {
    at(MONDAY_NINE).await
}

async fn at(moment: &str) -> TestDesk {
    TestDesk::at(moment, |settings| {
        settings.files.enabled = true;
        settings.files.max_bytes = 1_024;
        settings.files.per_conversation = 3;
        settings.limits.visitor_burst = 100;
    })
    .await
}

/// A visitor with an agent.
async fn with_agent(desk: &TestDesk) -> (VisitorClient, AgentClient, String) {
    let mut agent = AgentClient::available(desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej, jag har en ritning").await;
    let conversation = agent.take_offer().await;
    visitor.stage("with_agent").await;
    (visitor, agent, conversation)
}

async fn sends(desk: &TestDesk, key: &str, id: &str, name: &str, body: &str) -> Answer {
    let headers = [("origin", desk.origin()), ("vagledare-key", key), ("vagledare-id", id), ("vagledare-name", name)];
    desk.http().ask("POST", "/files", &headers, body).await
}

async fn gets(desk: &TestDesk, key: &str, file: &str) -> Answer {
    desk.http().ask("GET", &format!("/files/{file}"), &[("vagledare-key", key)], "").await
}

fn code(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"]["code"].as_str().unwrap_or_default().to_owned())
}

async fn file_entry(visitor: &mut VisitorClient) -> Value {
    visitor.entry("a file", |entry| !entry["data"]["file"].is_null()).await
}

#[tokio::test]
async fn a_visitors_file_reaches_both_sides_as_one_entry_and_is_given_out_only_to_be_kept() {
    let desk = desk().await;
    let (mut visitor, mut agent, conversation) = with_agent(&desk).await;
    let key = visitor.key().to_owned();
    let name = "Ritning%20%C3%B6ver%20huset%2019121212-1212.pdf.exe";
    let sent = sends(&desk, &key, "one", name, PDF).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    let entry = file_entry(&mut visitor).await;
    assert_eq!(sent.json()["seq"], entry["seq"]);
    assert_eq!(entry["author"]["kind"], "visitor");
    let file = &entry["data"]["file"];
    assert_eq!((file["kind"].as_str(), file["bytes"].as_u64()), (Some("pdf"), Some(PDF.len() as u64)));
    let shown = entry["text"].as_str().expect("a name");
    assert!(
        shown.starts_with("Ritning över huset") && shown.ends_with(".exe.pdf") && !shown.contains("1212-1212"),
        "{shown}"
    );
    // Sent again, as after a lost answer: the same entry.
    let again = sends(&desk, &key, "one", name, PDF).await;
    assert_eq!((again.status, &again.json()["seq"]), (200, &entry["seq"]));
    agent.entry("the same", |it| it["data"]["file"] == *file).await;
    let mut elsewhere = AgentClient::with_cookie(&desk, agent.cookie.clone()).await;
    let own = elsewhere.get("mine").await;
    let last = own["items"][0]["last"]["text"].as_str().expect("words");
    assert!(last.starts_with("[fil: Ritning över huset"), "{last}");
    assert_eq!(own["items"][0]["conversation"], conversation.as_str());
    let id = file["id"].as_str().expect("an id");
    let staff = desk
        .http()
        .ask("GET", &format!("/api/conversations/{conversation}/files/{id}"), &[("cookie", &agent.cookie)], "")
        .await;
    for answer in [gets(&desk, &key, id).await, staff] {
        assert_eq!((answer.status, answer.body.as_str()), (200, PDF));
        for (name, value) in [
            ("content-type", "application/pdf"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name}");
        }
        let disposition = answer.header("content-disposition").expect("a disposition");
        assert!(disposition.starts_with("attachment; filename*=UTF-8''Ritning%20%C3%B6ver%20huset"), "{disposition}");
    }
}

#[tokio::test]
async fn an_agent_sends_in_the_own_conversation_and_in_no_other() {
    let desk = desk().await;
    let (mut visitor, agent, conversation) = with_agent(&desk).await;
    let path = format!("/api/conversations/{conversation}/files");
    let send = async |cookie: &str, origin: &str| {
        let headers =
            [("origin", origin), ("cookie", cookie), ("vagledare-id", "a"), ("vagledare-name", "blankett.pdf")];
        desk.http().ask("POST", &path, &headers, PDF).await
    };
    assert_eq!(send(&agent.cookie, "https://evil.example").await.status, 403, "from another site");
    assert_eq!(send("", desk.origin()).await.status, 401);
    let erik = desk.sign_in("erik").await;
    assert_eq!(code(&send(&erik, desk.origin()).await), (403, "not_allowed".into()), "a colleague's");
    assert_eq!(send(&agent.cookie, desk.origin()).await.status, 200);
    let entry = file_entry(&mut visitor).await;
    assert_eq!((&entry["author"]["kind"], &entry["text"]), (&"agent".into(), &"blankett.pdf".into()));
}

#[tokio::test]
async fn what_is_of_another_kind_too_large_or_one_too_many_is_refused() {
    let desk = desk().await;
    let (visitor, _agent, _) = with_agent(&desk).await;
    let key = visitor.key();
    for (body, name) in [(SVG, "bild.png"), (PNG, "bild.png"), ("<html>", "x.pdf"), ("", "tom.pdf")] {
        assert_eq!(code(&sends(&desk, key, "other", name, body).await), (415, "wrong_kind".into()), "{name}: {body}");
    }
    let large = format!("%PDF-{}", "x".repeat(1_020));
    assert_eq!(code(&sends(&desk, key, "large", "x.pdf", &large).await), (413, "too_large".into()));
    for n in 0..3 {
        assert_eq!(sends(&desk, key, &format!("file-{n}"), "x.pdf", PDF).await.status, 200);
    }
    assert_eq!(code(&sends(&desk, key, "fourth", "x.pdf", PDF).await), (409, "too_many_files".into()));
    assert_eq!(sends(&desk, key, "file-2", "x.pdf", PDF).await.status, 200, "this one is there");
    assert_eq!(code(&sends(&desk, key, "", "x.pdf", PDF).await).1, "not_allowed", "without an id");
}

#[tokio::test]
async fn what_a_program_noted_in_a_picture_is_gone_before_it_is_stored() {
    let desk = desk().await;
    let (mut visitor, agent, conversation) = with_agent(&desk).await;
    let key = visitor.key().to_owned();
    // A picture of the one kind whose bytes can all be text, with words over it and a note after its end.
    let (head, picture) = ("GIF89a\u{2}\0\u{2}\0\0\0\0", ",\0\0\0\0\u{2}\0\u{2}\0\0\u{2}\u{3}abc\0");
    let gif = format!("{head}!\u{1}\u{5}58.41\0{picture};15.62 Pixel 9");
    let clean = format!("{head}{picture};");
    assert_eq!(sends(&desk, &key, "one", "bild.gif", &gif).await.status, 200);
    let entry = file_entry(&mut visitor).await;
    assert_eq!(entry["data"]["file"]["bytes"].as_u64(), Some(clean.len() as u64), "the length of what is kept");
    let id = entry["data"]["file"]["id"].as_str().expect("an id");
    assert_eq!(gets(&desk, &key, id).await.body, clean);
    // Sent again: the same entry, although the bytes that are kept are others.
    assert_eq!(sends(&desk, &key, "one", "bild.gif", &gif).await.json()["seq"], entry["seq"]);
    // An agent's pictures are no exception; a document is as its sender wrote it.
    let path = format!("/api/conversations/{conversation}/files");
    let headers = |id: &'static str| {
        [("origin", desk.origin()), ("cookie", &*agent.cookie), ("vagledare-id", id), ("vagledare-name", "x")]
    };
    for (id, body, kept) in [("a", &*gif, &*clean), ("b", "%PDF-1.7 58.41", "%PDF-1.7 58.41")] {
        assert_eq!(desk.http().ask("POST", &path, &headers(id), body).await.status, 200);
        let entry = file_entry(&mut visitor).await;
        let file = entry["data"]["file"]["id"].as_str().expect("an id");
        assert_eq!(gets(&desk, &key, file).await.body, kept);
    }
    let half = format!("{head}!\u{1}\u{5}58.41\0{}", &picture[..12]);
    assert_eq!(code(&sends(&desk, &key, "half", "bild.gif", &half).await), (422, "damaged".into()));
}

#[tokio::test]
async fn a_file_opens_with_the_key_of_its_own_conversation_only() {
    let desk = desk().await;
    let (mut visitor, agent, _) = with_agent(&desk).await;
    assert_eq!(sends(&desk, visitor.key(), "one", "x.pdf", PDF).await.status, 200);
    let id = file_entry(&mut visitor).await["data"]["file"]["id"].as_str().expect("an id").to_owned();
    let mut other = desk.visitor().await;
    other.say("Hej").await;
    for key in [other.key(), "", "nonsense"] {
        assert_eq!(gets(&desk, key, &id).await.status, 404, "{key}");
    }
    assert_eq!(code(&sends(&desk, "nonsense", "one", "x.pdf", PDF).await), (404, "not_found".into()));
    let elsewhere = format!("/api/conversations/{}/files/{id}", other.welcome["conversation"].as_str().unwrap_or(&id));
    assert_eq!(desk.http().ask("GET", &elsewhere, &[("cookie", &agent.cookie)], "").await.status, 404);
    assert_eq!(desk.http().ask("GET", &elsewhere, &[], "").await.status, 401);
}

#[tokio::test]
async fn where_no_person_is_or_files_are_off_none_is_taken() {
    let closed = at(MONDAY_NIGHT).await;
    let mut visitor = closed.visitor().await;
    visitor.say("Vilka vänorter har Linköping?").await;
    assert_eq!(code(&sends(&closed, visitor.key(), "one", "x.pdf", PDF).await), (403, "not_allowed".into()));
    assert_eq!(files_kept(&closed), 0, "and nothing of it is kept");
    let off = TestDesk::open().await;
    let (visitor, ..) = with_agent(&off).await;
    assert_eq!(code(&sends(&off, visitor.key(), "one", "x.pdf", PDF).await), (403, "not_allowed".into()));
}

#[tokio::test]
async fn erased_and_disposed_of_with_its_conversation() {
    let desk = desk().await;
    let (mut visitor, mut agent, conversation) = with_agent(&desk).await;
    assert_eq!(sends(&desk, visitor.key(), "one", "x.pdf", PDF).await.status, 200);
    let id = file_entry(&mut visitor).await["data"]["file"]["id"].as_str().expect("an id").to_owned();
    let key = visitor.key().to_owned();
    assert_eq!(files_kept(&desk), 1);
    assert_eq!(visitor.ask("erase").await["type"], "ack");
    assert_eq!(gets(&desk, &key, &id).await.status, 404);
    let staff = format!("/api/conversations/{conversation}/files/{id}");
    assert_eq!(desk.http().ask("GET", &staff, &[("cookie", &agent.cookie)], "").await.status, 404);
    assert_eq!(files_kept(&desk), 0);

    let mut second = desk.visitor().await;
    second.say("Hej igen").await;
    let conversation = agent.take_offer().await;
    assert_eq!(sends(&desk, second.key(), "one", "x.pdf", PDF).await.status, 200);
    agent.ask(serde_json::json!({"type": "close", "conversation": conversation})).await;
    assert_eq!(files_kept(&desk), 1);
    let rule = vagledare::privacy::RetentionRule { days_with_agent: 60, days_assistant_only: 21, decision: "x".into() };
    let later = chrono::DateTime::parse_from_rfc3339(MONDAY_NINE).expect("a time").to_utc() + Duration::days(61);
    desk.server().store.dispose(&rule, 10, later).await.expect("disposed");
    assert_eq!(files_kept(&desk), 0);
}

/// How many files the database holds.
fn files_kept(desk: &TestDesk) -> i64 {
    let file = desk.folder().join("data/vagledare.sqlite");
    let db = rusqlite::Connection::open(file).expect("a look inside");
    db.query_row("SELECT count(*) FROM file", [], |row| row.get(0)).expect("a count")
}
