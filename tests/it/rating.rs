//! What a conversation was worth to its visitor: kept without personal numbers, and nobody's business but the desk's.

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::support::{AgentClient, TestDesk};

/// The ratings of whole conversations, as they are kept.
fn kept(desk: &TestDesk) -> Vec<(u8, Option<String>)> {
    let db = Connection::open_with_flags(desk.folder().join("data/vagledare.sqlite"), OpenFlags::SQLITE_OPEN_READ_ONLY)
        .expect("the database");
    let mut ratings =
        db.prepare("SELECT score, comment FROM rating WHERE seq IS NULL ORDER BY id").expect("a statement");
    let rows = ratings.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("ratings");
    rows.collect::<Result<_, _>>().expect("ratings")
}

#[tokio::test]
async fn a_closed_conversation_is_rated_and_the_comment_is_masked() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Vilka vänorter har Linköping?").await;
    let conversation = anna.take_offer().await;
    anna.say(&conversation, "Tönsberg är en av dem.").await;
    assert_eq!(visitor.ask("end").await["type"], "ack");
    visitor.stage("closed").await;
    let before = visitor.again(0).await.welcome["seq"].clone();

    for id in ["once", "once"] {
        let comment = "Tack! Mitt nummer är 811228-9874.";
        visitor.send(json!({"type": "rate", "id": id, "score": 4, "comment": comment})).await;
        let answer = visitor.until("an answer", |it| it["id"] == id).await;
        assert_eq!((&answer["type"], &answer["seq"]), (&json!("ack"), &Value::Null));
    }
    let kept = kept(&desk);
    assert_eq!(kept.len(), 1, "sent twice, kept once");
    assert_eq!(visitor.again(0).await.get("rated").await["score"], 4, "whoever comes back is not asked again");
    let (score, comment) = &kept[0];
    let comment = comment.as_deref().expect("a comment");
    assert_eq!(*score, 4);
    assert!(comment.starts_with("Tack!") && !comment.contains("811228") && !comment.contains("9874"), "{comment}");
    assert_eq!(visitor.again(0).await.welcome["seq"], before, "a rating is no entry, and staff see none");
}
