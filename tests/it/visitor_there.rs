//! Staff are told whether a visitor is there, since when not, and what they have read: nobody answers somebody who has left
//! without knowing it.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::support::{AgentClient, MONDAY_NINE, PollClient, TestDesk, VisitorClient, moment};

const OPEN: &str = "vagledare_sockets_open{side=\"visitor\"}";

/// Waits until so many lines of visitors are open, sockets and polls.
async fn lines(desk: &TestDesk, open: u64) {
    while desk.figure(OPEN).await != open {
        tokio::task::yield_now().await;
    }
}

/// The next that Anna is told of the visitor; what she was told before does not count.
async fn told(anna: &mut AgentClient, presence: &str) -> Value {
    let visitor = anna.get("visitor").await;
    assert_eq!(visitor["presence"], presence, "{visitor}");
    visitor
}

fn since(told: &Value) -> DateTime<Utc> {
    moment(told["since"].as_str().unwrap_or_else(|| panic!("no time: {told}")))
}

/// Seconds after nine.
fn at(seconds: i64) -> DateTime<Utc> {
    moment(MONDAY_NINE) + Duration::seconds(seconds)
}

/// Anna has a visitor who is here.
async fn talk(desk: &TestDesk) -> (AgentClient, VisitorClient, String) {
    let mut anna = AgentClient::available(desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    let id = anna.take_offer().await;
    let here = told(&mut anna, "here").await;
    assert_eq!((&here["conversation"], &here["since"], &here["seen"]), (&json!(id), &Value::Null, &Value::Null));
    (anna, visitor, id)
}

/// Seconds pass, in which Anna's frames are signs of life and the visitor's line brings nothing.
async fn go_on(desk: &TestDesk, anna: &mut AgentClient, seconds: i64) {
    for _ in 0..seconds {
        desk.pass(Duration::seconds(1));
        anna.set_presence("available").await;
    }
}

/// The server waits in vain for a sign of the visitor's, and cuts the line; gives how many seconds have passed.
async fn until_cut(desk: &TestDesk, anna: &mut AgentClient) -> i64 {
    let mut seconds = 0;
    while desk.figure(OPEN).await > 0 {
        // By then it is being cut; the goodbye to somebody who takes nothing lasts a second of the machine's own.
        if seconds < 60 {
            go_on(desk, anna, 1).await;
            seconds += 1;
        }
    }
    seconds
}

#[tokio::test]
async fn whoever_closes_the_last_tab_is_away_since_then_and_whoever_reloads_is_not() {
    let desk = TestDesk::open().await;
    let (mut anna, mut visitor, id) = talk(&desk).await;
    let seq = anna.say(&id, "Hej!").await;
    visitor.entry("the answer", |it| it["seq"] == seq).await;
    visitor.send(json!({"type": "seen", "seq": seq})).await;
    anna.until("seen", |it| it["type"] == "seen" && it["seq"] == seq).await;

    let second = visitor.again(seq).await;
    drop(visitor);
    lines(&desk, 1).await;
    desk.pass(Duration::seconds(10));
    let third = {
        // From one page to the next.
        let key = second.key().to_owned();
        drop(second);
        lines(&desk, 0).await;
        desk.pass(Duration::seconds(2));
        VisitorClient::hello(desk.address(), desk.origin(), json!({"type": "hello", "key": key, "last_seq": seq})).await
    };
    // 12 seconds have passed.
    let key = third.key().to_owned();
    drop(third);
    lines(&desk, 0).await;
    desk.pass(Duration::seconds(4));
    // While Anna is told nothing, a colleague who looks sees the same.
    let mut erik = AgentClient::new(&desk, "erik").await;
    erik.send(json!({"type": "watch", "conversation": id})).await;
    assert_eq!(told(&mut erik, "here").await["seen"], seq, "what was read before a reload is not forgotten");
    desk.pass(Duration::seconds(2));
    let away = told(&mut anna, "away").await;
    assert_eq!((since(&away), &away["seen"]), (at(12), &json!(seq)));
    assert_eq!(told(&mut erik, "away").await, away);

    // Also in the queue, where nobody is to take whom nobody will answer.
    assert_eq!(anna.ask(json!({"type": "transfer", "conversation": id})).await["type"], "ack");
    desk.pass(Duration::seconds(1));
    let waits = |it: &Value| it["type"] == "queue" && it["items"][0]["conversation"] == json!(id);
    let queue = erik.until("the queue", waits).await;
    assert_eq!(queue["items"][0]["visitor"], json!({"presence": "away", "since": away["since"]}));
    let hello = json!({"type": "hello", "key": key, "last_seq": seq});
    let _back = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    desk.pass(Duration::seconds(1));
    let here = |it: &Value| waits(it) && it["items"][0]["visitor"] == json!({"presence": "here", "since": null});
    erik.until("the visitor in the queue", here).await;
}

#[tokio::test]
async fn whoever_loses_the_line_or_asks_no_more_is_away_since_they_were_last_heard() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| settings.limits.ping_s = 25).await;
    let (mut anna, mut visitor, id) = talk(&desk).await;
    go_on(&desk, &mut anna, 10).await;
    visitor.say("Är du där?").await;
    let key = visitor.key().to_owned();
    // The socket stays open, and nobody reads it: so nobody answers the server's ping.
    let mut seconds = 10 + until_cut(&desk, &mut anna).await;
    assert!(seconds >= 45, "cut after {seconds} s: a ping, and the time to answer it");
    go_on(&desk, &mut anna, 1).await;
    let away = told(&mut anna, "away").await;
    assert_eq!(since(&away), at(10), "last heard then, and not when the line was cut");
    drop(visitor);

    // By polling, the same: here as long as they ask, away since they asked last.
    let hello = json!({"type": "hello", "key": key, "last_seq": 0});
    let mut polled = PollClient::hello(&desk, hello).await;
    told(&mut anna, "here").await;
    go_on(&desk, &mut anna, 7).await;
    seconds += 1 + 7;
    let seq = anna.say(&id, "Här är jag.").await;
    polled.until(|it| it["seq"] == seq).await;
    polled.send(&[json!({"type": "seen", "seq": seq})]).await;
    anna.until("seen", |it| it["type"] == "seen" && it["seq"] == seq).await;
    until_cut(&desk, &mut anna).await;
    go_on(&desk, &mut anna, 1).await;
    let away = told(&mut anna, "away").await;
    assert_eq!((since(&away), &away["seen"]), (at(seconds), &json!(seq)));

    // Whoever says goodbye is away since then.
    let polled = PollClient::hello(&desk, json!({"type": "hello", "key": key, "last_seq": seq})).await;
    told(&mut anna, "here").await;
    let before = anna.ask(json!({"type": "note", "conversation": id, "text": "Tiden"})).await;
    assert_eq!(before["type"], "ack");
    let now = moment(anna.get("note").await["at"].as_str().expect("a time"));
    polled.leave().await;
    lines(&desk, 0).await;
    go_on(&desk, &mut anna, 6).await;
    assert_eq!(since(&told(&mut anna, "away").await), now);
}

#[tokio::test]
async fn after_a_restart_nobody_knows_until_the_visitor_is_back_and_a_wall_clock_that_is_set_moves_no_span() {
    let mut desk = TestDesk::open().await;
    let (anna, visitor, id) = talk(&desk).await;
    let (key, cookie) = (visitor.key().to_owned(), anna.cookie.clone());
    drop((anna, visitor));
    desk.restart().await;
    let mut anna = AgentClient::with_cookie(&desk, cookie).await;
    anna.send(json!({"type": "watch", "conversation": id})).await;
    let unknown = told(&mut anna, "unknown").await;
    assert_eq!((&unknown["since"], &unknown["seen"]), (&Value::Null, &Value::Null));
    let hello = json!({"type": "hello", "key": key, "last_seq": 0});
    let visitor = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    told(&mut anna, "here").await;

    drop(visitor);
    lines(&desk, 0).await;
    // Three hours back: nobody waits three hours to hear it, and it is shown by the clock as it is now.
    desk.set_wall_clock(Duration::hours(-3));
    desk.pass(Duration::seconds(6));
    assert_eq!(since(&told(&mut anna, "away").await), at(-3 * 3600));

    // Over: nobody asks any more who was there.
    for status in ["away", "available"] {
        anna.set_presence(status).await;
    }
    let close = json!({"type": "close", "conversation": id});
    assert_eq!(anna.ask(close).await["type"], "ack");
    anna.stage("closed").await;
    anna.send(json!({"type": "watch", "conversation": id})).await;
    told(&mut anna, "unknown").await;
}
