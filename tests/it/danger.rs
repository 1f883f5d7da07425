//! Danger in what somebody writes is noticed, met with numbers that fit, and told to nobody whom it does not concern.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::{AgentClient, TestDesk, VisitorClient};

/// What only possible danger sounds like, and no alarm.
const CONCERN: &str = "jag är orolig för grannen, har inte sett henne på flera dagar";
const ALARM: &str = "hjälp, min man andas inte";

fn text(entry: &Value) -> &str {
    entry["text"].as_str().expect("a text")
}

/// The names of the events in a visitor's log, in their order.
async fn events(visitor: &VisitorClient) -> Vec<String> {
    let mut again = visitor.again(0).await;
    let last = again.welcome["seq"].as_u64().expect("a number");
    let mut names = Vec::new();
    for seq in 1..=last {
        let entry = again.entry("the log", |it| it["seq"] == seq).await;
        names.extend(entry["event"].as_str().map(str::to_owned));
    }
    names
}

#[tokio::test]
async fn possible_danger_gets_one_calm_line_before_the_ordinary_reply() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    let features = visitor.welcome["features"].as_array().expect("a list");
    assert!(features.contains(&json!("concern")) && features.contains(&json!("no_danger")), "{features:?}");
    let asked = visitor.say(CONCERN).await;
    let concern = visitor.event("concern").await;
    assert!(!concern["data"]["kinds"].as_array().expect("kinds").is_empty());
    assert_eq!((text(&concern).lines().count(), concern["author"]["kind"].as_str()), (1, Some("system")));
    assert!(text(&concern).contains("112"), "{concern}");
    let reply = visitor.entry("a reply", |it| it["reply_to"] == asked).await;
    assert!(reply["seq"].as_u64() > concern["seq"].as_u64());
}

#[tokio::test]
async fn after_an_alarm_the_ordinary_reply_comes_when_nobody_is_in_danger() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    let asked = visitor.say("Hjälp, det brinner i köket hos mig").await;
    let alarm = visitor.event("emergency").await;
    assert_eq!(alarm["actions"][0]["kind"], "no_danger", "{alarm}");
    assert_eq!(visitor.ask("no_danger").await["seq"], Value::Null);
    let reply = visitor.entry("a reply", |it| it["reply_to"] == asked).await;
    assert_ne!(reply["reply"], "emergency", "{reply}");
    assert_eq!(visitor.ask("no_danger").await["code"], "not_allowed", "said once");
    assert!(text(&reply).starts_with("Bra att ingen är i fara"), "what asks nothing is looked for in no page: {reply}");
    let again = visitor.say("Hjälp, nu brinner det i köket igen").await;
    let alarm = visitor.entry("an alarm", |it| it["event"] == "emergency" && it["seq"].as_u64() > Some(again)).await;
    assert!(text(&alarm).contains("112"), "one that was waved away holds none back: {alarm}");
}

#[tokio::test]
async fn what_two_messages_tell_together_is_noticed_and_the_same_is_told_once_in_five_minutes() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    visitor.say("jag har tagit alla").await;
    visitor.say("tabletterna, hela burken").await;
    visitor.event("emergency").await;
    let mut visitor = desk.visitor().await;
    visitor.say(ALARM).await;
    visitor.event("emergency").await;
    let again = visitor.say("snälla hjälp, min man andas inte!!").await;
    let reply = visitor.entry("a reply", |it| it["reply_to"] == again).await;
    assert!(text(&reply).contains("112"), "who repeats it is led to the numbers: {reply}");
    assert_eq!(events(&visitor).await.iter().filter(|name| *name == "emergency").count(), 1);
    desk.pass(Duration::minutes(5));
    visitor.say(ALARM).await;
    visitor.event("emergency").await;
}

#[tokio::test]
async fn the_staff_of_a_conversation_see_the_kind_others_only_that_there_is_something_until_it_is_closed() {
    let mut desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say(CONCERN).await;
    visitor.event("concern").await;
    desk.pass(Duration::seconds(1));
    let marked = |it: &Value| it["type"] == "queue" && it["items"][0]["concern"] == true;
    let queue = anna.until("the queue", marked).await;
    assert_eq!((&queue["items"][0]["urgent"], &queue["items"][0]["danger"]), (&json!(false), &Value::Null));
    let conversation = anna.take_offer().await;
    let own = |it: &Value| it["type"] == "mine" && it["items"][0]["concern"] == true;
    let mine = anna.until("the mark", own).await;
    assert!(!mine["items"][0]["danger"].as_array().expect("kinds").is_empty(), "{mine}");
    drop(anna);
    desk.restart().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    anna.until("the mark after a restart", own).await;
    anna.send(json!({"type": "close", "id": "closes", "conversation": conversation})).await;
    anna.until("an acknowledgement", |it| it["type"] == "ack" && it["id"] == "closes").await;
    let stored = desk
        .server()
        .store
        .conversation(serde_json::from_value(json!(conversation)).expect("an id"))
        .await
        .expect("read")
        .expect("there");
    assert!(!stored.urgent && stored.danger.is_none());
}

#[tokio::test]
async fn the_queue_shows_what_told_of_danger_and_not_the_greeting_before_it() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej!").await;
    assert_eq!(anna.get("offer").await["first_line"], "Hej!");
    visitor.say("God morgon.\n\nHjälp, min man andas inte").await;
    visitor.event("emergency").await;
    visitor.say("Hallå?").await;
    desk.pass(Duration::seconds(1));
    let urgent = |it: &Value| it["type"] == "queue" && it["items"][0]["urgent"] == true;
    let queue = anna.until("the queue", urgent).await;
    assert_eq!(queue["items"][0]["first_line"], "God morgon. Hjälp, min man andas inte");
}

#[tokio::test]
async fn who_declined_before_danger_was_told_is_asked_again() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej!").await;
    let id = anna.get("offer").await["conversation"].clone();
    assert_eq!(anna.ask(json!({"type": "decline", "conversation": id})).await["type"], "ack");
    assert_eq!(anna.get("offer_gone").await["reason"], "declined");
    visitor.say(ALARM).await;
    assert_eq!(anna.get("offer").await["conversation"], id);
}

#[tokio::test]
async fn the_mark_of_danger_is_on_every_offer_and_on_the_morning_list() {
    let mut desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej!").await;
    let calm = anna.get("offer").await;
    assert_eq!((&calm["urgent"], &calm["concern"]), (&json!(false), &json!(false)));
    visitor.say(ALARM).await;
    let urgent = anna.get("offer").await;
    let [same, marked] = [["conversation", "expires_at"], ["urgent", "concern"]];
    assert!(same.iter().all(|it| urgent[it] == calm[it]), "the same offer: {calm} {urgent}");
    assert!(marked.iter().all(|it| urgent[it] == true) && urgent["first_line"] == ALARM, "{urgent}");
    let id = &calm["conversation"];
    assert_eq!(anna.ask(json!({"type": "accept", "conversation": id})).await["type"], "ack");
    let mut erik = AgentClient::available(&desk, "erik").await;
    assert_eq!(anna.ask(json!({"type": "transfer", "conversation": id, "to": "erik"})).await["type"], "ack");
    let handed = erik.get("offer").await;
    assert!(marked.iter().all(|it| handed[it] == true) && handed["first_line"] == ALARM, "{handed}");
    drop((anna, erik));
    desk.restart().await;
    let mut visitor = desk.visitor().await;
    let contact = json!({"phone": "013-20 60 00"});
    visitor.send(json!({"type": "leave_message", "id": "m", "text": ALARM, "contact": contact})).await;
    visitor.event("message_left").await;
    let cookie = desk.sign_in("anna").await;
    let list = desk.http().ask("GET", "/api/morning", &[("cookie", &cookie)], "").await.json();
    let item = &list["items"][0];
    assert!(marked.iter().all(|it| item[it] == true) && item["danger_text"].is_null(), "{item}");
}

#[tokio::test]
async fn staff_see_that_the_visitor_says_nobody_is_in_danger_until_danger_is_told_anew() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say(ALARM).await;
    anna.take_offer().await;
    let said = |nobody: bool| move |it: &Value| it["type"] == "mine" && it["items"][0]["nobody_in_danger"] == nobody;
    anna.until("what is known of danger", said(false)).await;
    assert_eq!(visitor.ask("no_danger").await["type"], "ack");
    let mine = anna.until("what the visitor says", said(true)).await;
    let own = &mine["items"][0];
    assert!(own["urgent"] == true && own["danger"].as_array().is_some_and(|kinds| !kinds.is_empty()), "{own}");
    visitor.say("Hjälp, det brinner i köket hos mig").await;
    anna.until("danger that is told anew", said(false)).await;
}

#[tokio::test]
async fn danger_in_a_message_left_and_in_a_rating_is_noticed() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    let contact = json!({"email": "kim@example.se"});
    visitor.send(json!({"type": "leave_message", "id": "m", "text": ALARM, "contact": contact})).await;
    visitor.event("emergency").await;
    let mut rater = desk.visitor().await;
    rater.say("Vilka vänorter har Linköping?").await;
    rater.entry("an answer", |it| it["reply"] == "answer").await;
    rater.ask("end").await;
    rater.send(json!({"type": "rate", "id": "r", "score": 1, "comment": "jag vill dö"})).await;
    rater.event("emergency").await;
}

#[tokio::test]
async fn what_is_told_of_danger_is_no_gap_and_in_no_figure() {
    let desk = TestDesk::closed().await;
    desk.add_staff("eva", "Eva", &[vagledare::access::Role::Editor]).await;
    let cookie = desk.sign_in("eva").await;
    let mut visitor = desk.visitor().await;
    let asked = visitor.say(CONCERN).await;
    let reply = visitor.entry("a reply", |it| it["reply_to"] == asked).await;
    assert_ne!(reply["reply"], "answer", "a question that would be a gap: {reply}");
    let gaps = desk.http().ask("GET", "/api/gaps", &[("cookie", &cookie)], "").await;
    assert_eq!(gaps.status, 200, "{gaps:?}");
    assert!(!gaps.body.contains("grannen"), "{}", gaps.body);
    let metrics = desk.server().metrics.expect("figures are read");
    let figures = crate::support::Http(metrics).ask("GET", "/metrics", &[], "").await.body;
    for kind in ["suicide", "violence", "poisoning", "missing_person", "concern"] {
        assert!(!figures.contains(kind), "{kind}");
    }
}

#[tokio::test]
async fn what_is_taken_home_says_that_the_numbers_came_by_themselves() {
    let desk = TestDesk::closed().await;
    let mut visitor = desk.visitor().await;
    visitor.say(ALARM).await;
    visitor.event("emergency").await;
    let body = json!({"key": visitor.key()}).to_string();
    let headers = [("origin", desk.origin()), ("content-type", "application/json")];
    let saved = desk.http().ask("POST", "/api/receipt/text", &headers, &body).await;
    let before = saved.body.split("Är någon i fara").next().unwrap_or_default();
    assert!(before.trim_end().lines().last().is_some_and(|line| line.starts_with("Automatiskt svar")), "{saved:?}");
    let name = saved.header("content-disposition").unwrap_or_default().to_owned();
    assert!(!name.contains("fara") && !name.contains("vald"), "{name}");
}

/// The model only adds: what words miss becomes a concern or an alarm after the acknowledgement and before any reply, and
/// what words have seen stays. Which texts those are is looked for among the examples, as the weights change with them.
#[tokio::test]
#[ignore = "needs the model: tests/run fetches it"]
async fn with_the_model_more_is_noticed_within_a_second_and_before_the_reply() {
    let model = std::env::var_os("VAGLEDARE_TEST_MODEL").expect("VAGLEDARE_TEST_MODEL names e5-small-q4.bin");
    let desk = TestDesk::at(crate::support::MONDAY_NIGHT, |settings| {
        settings.meaning.model = model.into();
    })
    .await;
    let words = vagledare::knowledge::DangerWords::built_in();
    let text = include_str!("../../knowledge/danger/medmanniska.toml");
    let examples = danger::read(text).expect("a good file").into_iter();
    let is_missed = |it: &danger::Example| {
        let found = vagledare::answer::danger::notice(&it.text, &[], &words).map(|it| it.tier);
        it.tells.is_some_and(|tells| tells.tier == danger::Tier::Alarm) && found != Some(danger::Tier::Alarm)
    };
    let missed: Vec<danger::Example> = examples.filter(is_missed).take(8).collect();
    assert!(!missed.is_empty(), "words do not see everything");
    let raised = async |text: &str| {
        let mut visitor = desk.visitor().await;
        let asked = visitor.say(text).await;
        let first = visitor.entry("what follows", |it| it["event"] == "emergency" || it["reply_to"] == asked).await;
        first["event"] == "emergency"
    };
    let clock = vagledare::clock::Clock::system();
    let begin = clock.stopwatch();
    // The model opens beside: until then words judge alone.
    let of_those = async || {
        for example in &missed {
            if raised(&example.text).await {
                return Some(example.text.clone());
            }
        }
        None
    };
    let text = loop {
        if let Some(text) = of_those().await {
            break text;
        }
        // The model reads the pages meanwhile, on the same two cores.
        assert!(begin.elapsed() < 6 * crate::support::PATIENCE, "none of {missed:#?}");
    };
    let timer = clock.stopwatch();
    assert!(raised(&text).await && timer.elapsed().as_millis() < 1_000);
    assert!(raised(ALARM).await);
}
