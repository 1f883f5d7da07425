//! A language that is not offered, to clients that ask for it all the same, and to those who write it.

use serde_json::json;

use crate::support::{TestDesk, VisitorClient};

#[tokio::test]
async fn who_chooses_finnish_is_written_to_in_swedish() {
    let desk = TestDesk::closed().await;
    let hello = json!({"type": "hello", "language": "fi"});
    let mut visitor = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    let hours = visitor.welcome["desk"]["text"].as_str().expect("the hours").to_owned();
    assert!(hours.starts_with("Chatten är stängd."), "{hours}");
    visitor.say("Vilka vänorter har Linköping?").await;
    let answer = visitor.entry("an answer", |it| it["author"]["kind"] == "assistant").await;
    assert!(answer["text"].as_str().expect("a text").contains("Så här står det"), "{answer}");
}

#[tokio::test]
async fn who_writes_finnish_reads_which_languages_are_served_and_the_line_is_marked() {
    let desk = TestDesk::closed().await;
    let hello = json!({"type": "hello", "language": "sv"});
    let mut visitor = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    visitor.say("Missä voin hakea rakennuslupaa?").await;
    let answer = visitor.entry("an answer", |it| it["author"]["kind"] == "assistant").await;
    let first = answer["text"].as_str().and_then(|text| text.lines().next()).expect("a line");
    assert_eq!(first, "Täällä voit kirjoittaa ruotsiksi tai englanniksi.");
    assert_eq!(answer["languages"], json!([{"from": 0, "to": first.encode_utf16().count(), "language": "fi"}]));
}

#[tokio::test]
async fn who_chooses_english_in_the_middle_is_answered_in_english_from_then_on() {
    let mut desk = TestDesk::closed().await;
    let mut before =
        VisitorClient::hello(desk.address(), desk.origin(), json!({"type": "hello", "language": "sv"})).await;
    before.say("Vilka vänorter har Linköping?").await;
    let swedish = before.entry("an answer", |it| it["author"]["kind"] == "assistant").await;
    assert!(swedish["text"].as_str().expect("a text").starts_with("Så här står det på sidan"), "{swedish}");
    let (key, last) = (before.key().to_owned(), swedish["seq"].clone());
    let hello = json!({"type": "hello", "language": "en", "key": key, "last_seq": last});
    let mut visitor = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    visitor.say("Vilka vänorter har Linköping?").await;
    let answer = visitor.entry("an answer", |it| it["author"]["kind"] == "assistant").await;
    let text = answer["text"].as_str().expect("a text");
    // The remark is a sentence of its own, before the frame that leads in to the quotation.
    assert!(text.starts_with("The page is in Swedish. This is what the page “"), "{text}");
    // It is the conversation's language, also after a restart: whoever takes it sees which one the visitor reads.
    drop((before, visitor));
    desk.restart().await;
    let hello = json!({"type": "hello", "language": "sv", "key": key, "last_seq": 0});
    let mut after = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    after.say("Vilka vänorter har Linköping?").await;
    let answer =
        after.entry("an answer", |it| it["seq"].as_u64() > Some(6) && it["author"]["kind"] == "assistant").await;
    assert!(answer["text"].as_str().expect("a text").starts_with("Så här står det på sidan"), "{answer}");
}

#[tokio::test]
async fn who_reads_english_gets_a_swedish_page_marked_as_swedish() {
    let desk = TestDesk::closed().await;
    let hello = json!({"type": "hello", "language": "en"});
    let mut visitor = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    visitor.say("Vilka vänorter har Linköping?").await;
    let answer = visitor.entry("an answer", |it| it["author"]["kind"] == "assistant").await;
    let text: Vec<u16> = answer["text"].as_str().expect("a text").encode_utf16().collect();
    let pieces = answer["languages"].as_array().expect("what is quoted");
    assert_eq!(pieces.len(), answer["quotes"].as_array().expect("quotes").len(), "{answer}");
    let mut quoted = String::new();
    for piece in pieces {
        assert_eq!((&piece["language"], &answer["sources"][0]["language"]), (&json!("sv"), &json!("sv")));
        let at = |name: &str| usize::try_from(piece[name].as_u64().expect("a number")).expect("small");
        quoted.push_str(&String::from_utf16_lossy(&text[at("from")..at("to")]));
    }
    assert!(quoted.contains("Tönsberg") && !quoted.contains("This is what"), "{quoted}");
}
