//! All promises hold over long polling as well, for visitors whose network lets no WebSocket through.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::{AgentClient, MONDAY_NINE, PATIENCE, PollClient, TestDesk, VisitorClient, texts};

/// The figure of the visitors' open lines.
const OPEN: &str = "vagledare_sockets_open{side=\"visitor\"}";

/// Moves the clock until no visitor's line is open.
async fn until_cut(desk: &TestDesk, step: Duration) {
    let cut = async {
        while desk.figure(OPEN).await > 0 {
            desk.pass(step);
        }
    };
    tokio::time::timeout(PATIENCE, cut).await.expect("the line is cut");
}

/// A request that the server has and that waits for something to tell.
async fn waiting(visitor: &PollClient) -> impl Future<Output = Value> {
    let (mut one, mut other) = (Box::pin(visitor.next()), Box::pin(visitor.next()));
    // Whichever came first is answered: then the other one waits.
    let waits = tokio::select! {
        _ = &mut one => other,
        _ = &mut other => one,
    };
    async { waits.await.json() }
}

fn numbers<'a>(frames: impl Iterator<Item = &'a Value>) -> Vec<u64> {
    texts(frames).into_iter().map(|(seq, _)| seq).collect()
}

#[tokio::test]
async fn a_conversation_by_polling_is_the_one_that_a_socket_sees() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = PollClient::new(&desk).await;
    let key = visitor.get("welcome").await["key"].clone();
    visitor.say("Hej").await;
    let conversation = anna.take_offer().await;
    for turn in 1..=5 {
        anna.say(&conversation, &format!("Anna {turn}")).await;
        visitor.say(&format!("Besökaren {turn}")).await;
    }
    let last = visitor.say("Tack").await;
    visitor.until(|it| it["type"] == "entry" && it["seq"] == last).await;
    let hello = json!({"type": "hello", "key": key, "last_seq": 0, "language": "sv"});
    let mut tab = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    tab.until("the last entry", |it| it["seq"] == last).await;
    let polled = numbers(visitor.kept());
    assert_eq!(polled, (1..last).collect::<Vec<_>>(), "each once and in order");
    assert_eq!(texts(visitor.kept()), texts(tab.kept()));
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart_which_says_bye() {
    let mut desk = TestDesk::open().await;
    let mut visitor = PollClient::new(&desk).await;
    let key = visitor.get("welcome").await["key"].clone();
    let seq = visitor.say("Före omstarten").await;
    visitor.until(|it| it["author"]["kind"] == "assistant").await;
    let waits = waiting(&visitor).await;
    let (answer, ()) = tokio::join!(waits, desk.restart());
    let bye = &answer["frames"][0];
    let retry = bye["retry_after_ms"].as_u64().expect("a time");
    assert!((500..=1_500).contains(&retry), "{retry}");
    assert_eq!(answer["frames"], json!([{"type": "bye", "reason": "restart", "retry_after_ms": retry}]));

    let mut back = PollClient::hello(&desk, json!({"type": "hello", "key": key, "last_seq": seq - 1})).await;
    assert_eq!(back.until(|it| it["seq"] == seq && it["type"] == "entry").await["text"], "Före omstarten");
}

#[tokio::test]
async fn an_answer_that_was_lost_is_given_again_and_what_was_sent_twice_counts_once() {
    let desk = TestDesk::open().await;
    let mut visitor = PollClient::new(&desk).await;
    let say = PollClient::saying("Två gånger på vägen");
    for _ in 0..2 {
        assert_eq!(visitor.send(std::slice::from_ref(&say)).await.status, 204);
    }
    let lost = visitor.next().await;
    let again = visitor.next().await;
    assert_eq!(lost.json(), again.json());
    assert_eq!(lost.json()["batch"], visitor.batch + 1);
    visitor.take(&again.json());
    let seq = visitor.acked(&say).await;
    assert_eq!(visitor.acked(&say).await, seq, "the same number");
    let end = visitor.say("Sist").await;
    visitor.until(|it| it["type"] == "entry" && it["seq"] == end).await;
    let said: Vec<_> = texts(visitor.kept()).into_iter().filter(|(_, text)| text == "Två gånger på vägen").collect();
    assert_eq!(said, [(seq, "Två gånger på vägen".to_owned())]);
}

#[tokio::test]
async fn who_is_out_of_step_is_told_so_and_disturbs_nobody() {
    let desk = TestDesk::open().await;
    let mut visitor = PollClient::new(&desk).await;
    visitor.say("Hej").await;
    for batch in [0, 99] {
        let answer = visitor.ask("POST", "/poll/visitor/next", &json!({"batch": batch}).to_string()).await;
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (409, &json!("not_allowed")), "{batch}");
    }
    visitor.say("Hej igen").await;
}

#[tokio::test]
async fn a_later_request_takes_the_place_of_the_one_that_waits_and_a_ping_answers_it() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| settings.limits.ping_s = 25).await;
    let mut visitor = PollClient::new(&desk).await;
    visitor.get("welcome").await;
    let mut pings = 0;
    for _ in 0..4 {
        let waits = waiting(&visitor).await;
        desk.pass(Duration::seconds(26));
        let answer = waits.await;
        pings += usize::from(answer["frames"] == json!([]));
        visitor.take(&answer);
    }
    // Once the clock's own news of the desk may have come first.
    assert!(pings >= 2, "{pings} answers without frames");
    assert_eq!(desk.figure(OPEN).await, 1, "who asks again is there");
    until_cut(&desk, Duration::seconds(10)).await;
    assert_eq!(visitor.next().await.status, 404, "who asks no more is not");
}

#[tokio::test]
async fn who_fetches_nothing_is_cut_and_comes_back_to_everything() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| settings.limits.queued_bytes = 64 * 1024 * 1024).await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = PollClient::new(&desk).await;
    let key = visitor.get("welcome").await["key"].clone();
    visitor.say("Hej").await;
    let conversation = anna.take_offer().await;
    let mut last = 0;
    for _ in 0..12 {
        last = anna.say(&conversation, &"\u{1f9ed}".repeat(4_000)).await;
    }
    until_cut(&desk, Duration::seconds(10)).await;
    assert_eq!(visitor.next().await.status, 404);
    let mut back = PollClient::hello(&desk, json!({"type": "hello", "key": key, "last_seq": 0})).await;
    back.until(|it| it["type"] == "entry" && it["seq"] == last).await;
    // The clock that cut the line took the agent away as well, which may stand in the log by now.
    let rest = numbers(back.kept());
    assert_eq!(rest, (1..).filter(|seq| *seq != last).take(rest.len()).collect::<Vec<_>>());
}

#[tokio::test]
async fn who_lets_more_wait_than_may_is_cut_without_a_clock() {
    let desk = TestDesk::open().await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = PollClient::new(&desk).await;
    visitor.say("Hej").await;
    let conversation = anna.take_offer().await;
    for _ in 0..(512 / 16) {
        anna.say(&conversation, &"\u{1f9ed}".repeat(4_000)).await;
    }
    until_cut(&desk, Duration::zero()).await;
}

#[tokio::test]
async fn frames_and_requests_that_are_wrong_are_refused_by_name() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| settings.limits.frame_bytes = 32_768).await;
    let mut visitor = PollClient::open(&desk, "{").await.unwrap_or_else(|refused| panic!("{refused:?}"));
    assert_eq!(visitor.get("error").await["code"], "bad_frame");
    let early = visitor.send(&[PollClient::saying("Före hello")]).await;
    assert_eq!((early.status, &visitor.get("error").await["code"]), (204, &json!("not_allowed")));
    let late = visitor.send(&[json!({"type": "hello"}), json!({"type": "end", "id": "x"})]).await;
    assert_eq!((late.status, &visitor.get("welcome").await["seq"]), (204, &json!(0)));
    for _ in 0..11 {
        visitor.send(&[PollClient::saying("Fort")]).await;
    }
    assert_eq!(visitor.until(|it| it["code"] == "too_fast").await["type"], "error");

    for (body, status, code) in [
        ("[]".to_owned(), 400, "bad_frame"),
        (json!({"frames": [], "more": 1}).to_string(), 400, "bad_frame"),
        (format!("{{\"frames\":[\"{}\"]}}", "x".repeat(32_768)), 413, "too_long"),
    ] {
        let answer = visitor.ask("POST", "/poll/visitor/send", &body).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        assert_eq!(answer.json()["error"]["code"], code);
    }
}

#[tokio::test]
async fn lines_of_both_kinds_are_counted_together_and_leaving_gives_the_place_back() {
    let desk = TestDesk::at(MONDAY_NINE, |settings| {
        settings.limits.sockets_per_address = 3;
        settings.limits.sockets_per_visitor = 2;
    })
    .await;
    let first = desk.visitor().await;
    let hello = json!({"type": "hello", "key": first.key()});
    let second = PollClient::hello(&desk, hello.clone()).await;
    let mut third = PollClient::hello(&desk, hello.clone()).await;
    assert_eq!(third.get("error").await["code"], "too_many", "of one visitor");
    assert_eq!(third.get("bye").await["reason"], "protocol");
    let gone = async { while desk.figure(OPEN).await > 2 {} };
    tokio::time::timeout(PATIENCE, gone).await.expect("it is gone");
    let _third = desk.visitor().await;
    let full = PollClient::open(&desk, &hello.to_string()).await.err().expect("no place from this address");
    assert_eq!((full.status, &full.json()["error"]["code"]), (429, &json!("too_many")));
    assert_eq!(second.leave().await.status, 204);
    let back = async { while PollClient::open(&desk, &hello.to_string()).await.is_err() {} };
    tokio::time::timeout(PATIENCE, back).await.expect("a place was given back");
}

#[tokio::test]
async fn who_never_says_hello_is_sent_away() {
    let desk = TestDesk::open().await;
    PollClient::open(&desk, "{}").await.unwrap_or_else(|refused| panic!("{refused:?}"));
    until_cut(&desk, Duration::seconds(11)).await;
}

#[tokio::test]
async fn only_our_own_origin_and_only_who_holds_the_poll_may_ask() {
    let desk = TestDesk::open().await;
    let hello = json!({"type": "hello"}).to_string();
    for origin in ["https://evil.example", "null", &desk.origin().replace("http", "https")] {
        let answer = desk.http().ask("POST", "/poll/visitor", &[("origin", origin)], &hello).await;
        assert_eq!(answer.status, 403, "{origin}");
    }
    for path in ["/poll/visitor", "/poll/visitor/send", "/poll/visitor/next"] {
        assert_eq!(desk.http().ask("POST", path, &[], &hello).await.status, 403, "{path}: a line names its origin");
    }
    for path in ["/poll/visitor/send", "/poll/visitor/next"] {
        for headers in [vec![("origin", desk.origin())], vec![("origin", desk.origin()), ("vagledare-poll", "guess")]] {
            let answer = desk.http().ask("POST", path, &headers, "{\"batch\":0}").await;
            assert_eq!((answer.status, &answer.json()["error"]["code"]), (404, &json!("not_found")));
        }
    }
}
