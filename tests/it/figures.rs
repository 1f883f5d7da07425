//! What the server says about itself.

use crate::support::{AgentClient, TestDesk};

#[tokio::test]
async fn every_append_is_counted_in_the_commit_that_it_was_part_of() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    assert_eq!(desk.figure("vagledare_append_batch_size_count").await, 0, "nobody has said anything");
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let conversation = anna.take_offer().await;
    anna.say(&conversation, "Vad gäller det?").await;
    assert_eq!(desk.figure("vagledare_append_batch_size_sum").await, 3, "the question, who took it, the answer");
    assert_eq!(desk.figure("vagledare_append_seconds_count").await, 3);
    // Each waited for the one before it.
    assert_eq!(desk.figure("vagledare_append_batch_size_count").await, 3);
    assert_eq!(desk.figure("vagledare_append_batch_size_bucket{le=\"1\"}").await, 3);
}
