//! What a leader tells every visitor at once: who sees it, when it goes, and who may put it up.

use chrono::Duration;
use serde_json::{Value, json};
use vagledare::access::Role;

use crate::support::{AgentClient, MONDAY_NIGHT, MONDAY_NINE, TUESDAY_OPENING, TestDesk, VisitorClient};

const BOIL: &str = "Vattnet i Ljungsbro måste kokas. Läs mer på https://www.linkoping.se/vatten";
/// Monday 2 March 2026, 18:00 in Sweden.
const SIX: &str = "2026-03-02T17:00:00Z";

fn notice(sv: &str, until: &str) -> Value {
    json!({"type": "crisis_notice", "sv": sv, "until": until})
}

async fn put_up(leader: &mut AgentClient, frame: Value) -> Value {
    let answer = leader.ask(frame).await;
    assert_eq!(answer["type"], "ack", "{answer}");
    leader.until("the notice", |it| it["type"] == "crisis_notice" && !it["notice"].is_null()).await["notice"].clone()
}

async fn withdraw(leader: &mut AgentClient, id: &Value) {
    let answer = leader.ask(json!({"type": "withdraw_crisis_notice", "notice": id})).await;
    assert_eq!(answer["type"], "ack", "{answer}");
}

async fn visitor_in(desk: &TestDesk, language: &str) -> VisitorClient {
    let hello = json!({"type": "hello", "language": language});
    VisitorClient::hello(desk.address(), desk.origin(), hello).await
}

#[tokio::test]
async fn whoever_is_here_hears_of_it_at_once_and_whoever_comes_later_at_the_welcome() {
    for desk in [TestDesk::open().await, TestDesk::at(MONDAY_NIGHT, |_| {}).await] {
        let (mut before, mut anna) = (desk.visitor().await, AgentClient::new(&desk, "anna").await);
        assert!(before.welcome["crisis_notice"].is_null());
        let mut leila = AgentClient::new(&desk, "leila").await;
        put_up(&mut leila, notice(BOIL, TUESDAY_OPENING)).await;
        let told = before.get("crisis_notice").await["notice"].clone();
        assert_eq!((&told["text"], &told["language"]), (&json!(BOIL), &json!("sv")));
        assert!(told["author"].is_null(), "who wrote it is for staff: {told}");
        assert_eq!(before.again(0).await.welcome["crisis_notice"], told);
        assert_eq!(desk.visitor().await.welcome["crisis_notice"], told);
        let seen = anna.get("crisis_notice").await["notice"].clone();
        assert_eq!((&seen["id"], &seen["author"]["name"]), (&told["id"], &json!("Leila")));
        assert_eq!(seen["when"], told["when"]);
    }
}

#[tokio::test]
async fn it_says_when_it_was_written_and_until_when_also_on_the_next_day() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    put_up(&mut leila, notice(BOIL, TUESDAY_OPENING)).await;
    let told = visitor.get("crisis_notice").await["notice"].clone();
    assert_eq!(told["written_at"], "2026-03-02T21:00:00.000Z");
    assert_eq!(told["when"], "Skrivet i dag kl 22. Gäller till i morgon kl 8.");
    desk.pass(Duration::hours(2));
    let later = visitor.get("crisis_notice").await["notice"].clone();
    assert_eq!(later["when"], "Skrivet måndag 2 mars kl 22. Gäller till kl 8 i dag.");
    assert_eq!(later["id"], told["id"], "the same notice");
}

#[tokio::test]
async fn it_goes_by_itself_when_its_time_is_out() {
    let desk = TestDesk::open().await;
    let mut visitor = desk.visitor().await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    put_up(&mut leila, notice(BOIL, SIX)).await;
    visitor.get("crisis_notice").await;
    desk.pass(Duration::hours(9));
    assert!(visitor.get("crisis_notice").await["notice"].is_null());
    assert!(leila.get("crisis_notice").await["notice"].is_null());
    assert!(desk.visitor().await.welcome["crisis_notice"].is_null());
}

#[tokio::test]
async fn another_one_takes_its_place_and_only_the_one_that_is_up_can_be_taken_down() {
    let desk = TestDesk::open().await;
    let mut visitor = desk.visitor().await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    let first = put_up(&mut leila, notice(BOIL, SIX)).await;
    assert_eq!(visitor.get("crisis_notice").await["notice"]["id"], first["id"]);
    let second = put_up(&mut leila, notice("Vattnet går att dricka igen.", SIX)).await;
    assert_eq!(visitor.get("crisis_notice").await["notice"]["text"], "Vattnet går att dricka igen.");
    withdraw(&mut leila, &first["id"]).await;
    assert_eq!(desk.visitor().await.welcome["crisis_notice"]["id"], second["id"]);
    withdraw(&mut leila, &second["id"]).await;
    assert!(visitor.get("crisis_notice").await["notice"].is_null());
    assert!(desk.visitor().await.welcome["crisis_notice"].is_null());
}

#[tokio::test]
async fn it_is_up_after_a_restart_and_what_was_taken_down_is_not() {
    let mut desk = TestDesk::open().await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    put_up(&mut leila, notice("Det första", SIX)).await;
    let up = put_up(&mut leila, notice(BOIL, SIX)).await;
    desk.restart().await;
    let welcome = desk.visitor().await.welcome["crisis_notice"].clone();
    assert_eq!((&welcome["id"], &welcome["text"]), (&up["id"], &json!(BOIL)));
    assert_eq!((&welcome["written_at"], &welcome["until"]), (&up["written_at"], &up["until"]));
    let mut leila = AgentClient::with_cookie(&desk, leila.cookie.clone()).await;
    withdraw(&mut leila, &up["id"]).await;
    desk.restart().await;
    assert!(desk.visitor().await.welcome["crisis_notice"].is_null(), "and the first one does not come back");
}

#[tokio::test]
async fn one_whose_time_went_out_while_the_server_was_down_stays_down() {
    let mut desk = TestDesk::open().await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    put_up(&mut leila, notice(BOIL, SIX)).await;
    desk.set_clock(SIX);
    desk.restart().await;
    assert!(desk.visitor().await.welcome["crisis_notice"].is_null());
}

#[tokio::test]
async fn only_a_leader_puts_it_up_and_takes_it_down() {
    let desk = TestDesk::open().await;
    desk.add_staff("eva", "Eva", &[Role::Editor, Role::Admin]).await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    let up = put_up(&mut leila, notice(BOIL, SIX)).await;
    for name in ["anna", "eva"] {
        let mut other = AgentClient::new(&desk, name).await;
        assert_eq!(other.ask(notice("Falskt larm", SIX)).await["code"], "not_allowed", "{name}");
        let take_down = json!({"type": "withdraw_crisis_notice", "notice": up["id"]});
        assert_eq!(other.ask(take_down).await["code"], "not_allowed", "{name}");
    }
    let mut visitor = desk.visitor().await;
    let frame = json!({"type": "crisis_notice", "id": "v", "sv": "Falskt larm", "until": SIX});
    visitor.send_raw(&frame.to_string()).await;
    assert_eq!(visitor.get("error").await["code"], "unknown_type");
    assert_eq!(desk.visitor().await.welcome["crisis_notice"]["text"], BOIL);
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_with_its_field_and_what_is_up_stays() {
    let desk = TestDesk::open().await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    put_up(&mut leila, notice(BOIL, SIX)).await;
    let refused = leila.ask(notice("För sent", MONDAY_NINE)).await;
    assert_eq!((&refused["code"], &refused["field"]), (&json!("bad_time"), &json!("until")));
    assert_eq!(refused["text"], "Välj en tid som ligger framåt, högst 7 dygn från nu.");
    assert_eq!(leila.ask(notice("För länge", "2026-03-09T08:00:01Z")).await["code"], "bad_time");
    let long = "å".repeat(301);
    // No client that keeps to the document sends these.
    for (id, sv, en, code, field) in
        [("1", &*long, "", "too_long", "sv"), ("2", BOIL, &*long, "too_long", "en"), ("3", " ", "", "bad_frame", "sv")]
    {
        let frame = json!({"type": "crisis_notice", "id": id, "sv": sv, "en": en, "until": SIX});
        leila.send_raw(&frame.to_string()).await;
        let refused = leila.until("a refusal", |it| it["id"] == id).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!(code), &json!(field)), "{refused}");
    }
    assert_eq!(desk.visitor().await.welcome["crisis_notice"]["text"], BOIL);
}

#[tokio::test]
async fn who_reads_english_gets_english_or_swedish_that_says_so() {
    let desk = TestDesk::open().await;
    let mut reader = visitor_in(&desk, "en").await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    put_up(&mut leila, notice(BOIL, SIX)).await;
    let told = reader.get("crisis_notice").await["notice"].clone();
    assert_eq!((&told["text"], &told["language"]), (&json!(BOIL), &json!("sv")));
    assert_eq!(told["when"], "Written today at 9:00. Valid until 18:00 today.");
    let mut both = notice("Ring 811218-9876.", SIX);
    both["en"] = json!("Call 811218-9876.");
    put_up(&mut leila, both).await;
    let told = reader.get("crisis_notice").await["notice"].clone();
    assert_eq!((&told["text"], &told["language"]), (&json!("Call [personnummer borttaget]."), &json!("en")));
    assert_eq!(desk.visitor().await.welcome["crisis_notice"]["text"], "Ring [personnummer borttaget].");
}

#[tokio::test]
async fn what_is_sent_again_under_the_same_id_is_put_up_once() {
    let desk = TestDesk::open().await;
    let mut leila = AgentClient::new(&desk, "leila").await;
    let mut frame = notice(BOIL, SIX);
    frame["id"] = json!("the same");
    leila.send(frame.clone()).await;
    leila.until("an ack", |it| it["id"] == "the same").await;
    let up = desk.visitor().await.welcome["crisis_notice"].clone();
    desk.pass(Duration::minutes(5));
    leila.send(frame).await;
    leila.until("an ack", |it| it["id"] == "the same").await;
    assert_eq!(desk.visitor().await.welcome["crisis_notice"], up, "written when it was first sent");
}
