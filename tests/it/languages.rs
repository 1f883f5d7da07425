//! A language that only the widget has words in.

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
