//! The wall clock is set while people are at the desk, or the process stands still: nobody is refused, cut or told wrongly.

use chrono::Duration;
use serde_json::json;

use crate::support::{AgentClient, MONDAY_JUST_BEFORE_CLOSING, TestDesk, VisitorClient, Wire, moment};

/// Monday 2 March 2026, 11:00 in Sweden: open, and open two hours before and after.
const MONDAY_ELEVEN: &str = "2026-03-02T10:00:00Z";

/// Back, forward, and a year ahead; Tuesday 2 March 2027 at eleven is a working day as well.
const LEAPS: [Duration; 3] = [Duration::hours(-2), Duration::hours(2), Duration::days(365)];

/// What a visitor is told, or what happens to a conversation, when somebody is believed to be gone.
const WRONG: [&str; 7] =
    ["nobody_available", "\"returned\"", "agent_lost", "\"closed\"", "abandoned", "\"bye\"", "\"idle\""];

/// The heart beats some times, and what it set off has been told.
async fn beats(desk: &TestDesk, visitor: &mut VisitorClient) {
    for _ in 0..4 {
        desk.pass(Duration::milliseconds(500));
        desk.server().store.caught_up().await.expect("what was decided is written");
        let pongs = visitor.pongs(0).await.len();
        visitor.ping("beat").await;
        visitor.pongs(pongs + 1).await;
    }
}

fn told_wrongly(heard: &[String], from: usize) -> Vec<&String> {
    heard[from..].iter().filter(|frame| WRONG.iter().any(|wrong| frame.contains(wrong))).collect()
}

#[tokio::test]
async fn who_waits_and_who_talks_go_on_as_if_the_clock_had_not_been_set() {
    for leap in LEAPS {
        let desk = TestDesk::at(MONDAY_ELEVEN, |_| {}).await;
        let mut anna = AgentClient::available(&desk, "anna").await;
        let mut talks = desk.visitor().await;
        talks.say("Vad kostar bygglov?").await;
        let conversation = anna.take_offer().await;
        talks.stage("with_agent").await;
        anna.say(&conversation, "Det beror på.").await;
        anna.set_presence("away").await;
        let _erik = AgentClient::available(&desk, "erik").await;
        let mut waits = desk.visitor().await;
        waits.say("När öppnar återvinningscentralen?").await;
        waits.stage("queued").await;
        desk.pass(Duration::seconds(10));
        let (before, before_too) = (waits.heard().len(), talks.heard().len());
        desk.set_wall_clock(leap);
        beats(&desk, &mut waits).await;
        beats(&desk, &mut talks).await;
        assert_eq!(told_wrongly(waits.heard(), before), Vec::<&String>::new(), "{leap}");
        assert_eq!(told_wrongly(talks.heard(), before_too), Vec::<&String>::new(), "{leap}");
        let missed = |frame: &&String| frame.contains("offer_gone");
        assert_eq!(anna.heard().iter().filter(missed).count(), 1, "the one that she took: {leap}");
        anna.say(&conversation, "Är du kvar?").await;
        talks.entry("her words", |it| it["text"] == "Är du kvar?").await;
    }
}

#[tokio::test]
async fn nobody_writes_too_fast_because_the_clock_was_set_back() {
    let desk = TestDesk::at(MONDAY_ELEVEN, |_| {}).await;
    let mut visitor = desk.visitor().await;
    for number in 0..8 {
        visitor.say(&format!("Rad {number}")).await;
    }
    desk.set_wall_clock(Duration::hours(-2));
    desk.pass(Duration::seconds(20));
    // `say` panics when it is not acknowledged.
    for number in 8..16 {
        visitor.say(&format!("Rad {number}")).await;
    }
}

#[tokio::test]
async fn guesses_at_a_password_are_let_go_after_their_window_however_the_clock_was_set() {
    for leap in LEAPS {
        let desk = TestDesk::at(MONDAY_ELEVEN, |_| {}).await;
        let mut status = 401;
        while status == 401 {
            status = desk.ask_to_sign_in("anna", "gissning").await.status;
        }
        assert_eq!(status, 429);
        desk.set_wall_clock(leap);
        assert_eq!(desk.ask_to_sign_in("anna", TestDesk::password()).await.status, 429, "no way around: {leap}");
        desk.pass(Duration::minutes(16));
        assert_eq!(desk.ask_to_sign_in("anna", TestDesk::password()).await.status, 200, "{leap}");
    }
}

#[tokio::test]
async fn an_account_that_is_disabled_is_out_within_five_seconds_of_a_clock_that_was_set_back() {
    let desk = TestDesk::at(MONDAY_ELEVEN, |_| {}).await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    desk.set_wall_clock(Duration::hours(-2));
    let store = &desk.server().store;
    let staff = store.staff_by_name("anna").await.expect("a store").expect("Anna");
    store.disable_staff(staff.id, moment(MONDAY_ELEVEN)).await.expect("disabled");
    desk.pass(Duration::seconds(5));
    assert_eq!(anna.get("bye").await["reason"], "signed_out");
}

#[tokio::test]
async fn a_socket_that_never_says_hello_is_cut_and_an_offer_goes_to_the_next_also_when_the_clock_was_set_back() {
    let desk = TestDesk::at(MONDAY_ELEVEN, |_| {}).await;
    let mut dumb = Wire::open(desk.address(), "/ws/visitor", &[("origin", desk.origin())]).await.expect("a socket");
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    anna.get("offer").await;
    desk.set_wall_clock(Duration::hours(-2));
    // A leap gives everybody their full time again, once.
    desk.pass(Duration::seconds(1));
    anna.until("the offer again", |it| it["type"] == "offer").await;
    desk.pass(Duration::seconds(31));
    assert_eq!(anna.get("offer_gone").await["reason"], "missed");
    assert_eq!(dumb.get("bye").await["reason"], "protocol");
}

#[tokio::test]
async fn after_a_pause_of_fifty_seconds_agents_visitors_and_offers_have_their_full_time_again() {
    let desk = TestDesk::at(MONDAY_ELEVEN, |_| {}).await;
    let mut anna = AgentClient::available(&desk, "anna").await;
    let mut talks = desk.visitor().await;
    talks.say("Vad kostar bygglov?").await;
    let conversation = anna.take_offer().await;
    let mut erik = AgentClient::available(&desk, "erik").await;
    anna.set_presence("away").await;
    let mut waits = desk.visitor().await;
    waits.say("När öppnar återvinningscentralen?").await;
    let first = erik.get("offer").await;
    let before = waits.heard().len();
    desk.pass(Duration::seconds(20));
    desk.stop_the_process(Duration::seconds(50));
    beats(&desk, &mut waits).await;
    let again = erik.until("the offer with its new time", |it| it["type"] == "offer").await;
    assert_eq!(again["conversation"], first["conversation"]);
    let expires = |offer: &serde_json::Value| moment(offer["expires_at"].as_str().expect("a moment"));
    assert!(expires(&again) - expires(&first) >= Duration::seconds(69), "{first} {again}");
    // 25 s after the pause, 45 of its own: the offer would long be missed, and both agents gone.
    desk.pass(Duration::seconds(25));
    beats(&desk, &mut waits).await;
    assert_eq!(told_wrongly(waits.heard(), before), Vec::<&String>::new());
    anna.say(&conversation, "Nu är jag här igen.").await;
    let accept = json!({"type": "accept", "conversation": first["conversation"]});
    assert_eq!(erik.ask(accept).await["type"], "ack");
}

#[tokio::test]
async fn a_visitor_who_was_gone_before_a_pause_keeps_the_place_for_the_full_time_after_it() {
    let desk = TestDesk::at(MONDAY_ELEVEN, |_| {}).await;
    let mut leila = AgentClient::available(&desk, "leila").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    leila.get("offer").await;
    let (address, origin, key) = (desk.address(), desk.origin().to_owned(), visitor.key().to_owned());
    drop(visitor);
    leila.get("offer_gone").await;
    for _ in 0..2 {
        desk.pass(Duration::seconds(40));
        leila.set_presence("available").await;
    }
    desk.pass(Duration::seconds(20));
    desk.stop_the_process(Duration::seconds(50));
    desk.pass(Duration::seconds(1));
    leila.set_presence("available").await;
    desk.pass(Duration::seconds(40));
    leila.set_presence("available").await;
    let hello = json!({"type": "hello", "key": key, "last_seq": 0, "language": "sv"});
    let back = VisitorClient::hello(address, &origin, hello).await;
    assert_eq!(back.welcome["stage"]["kind"], "queued", "{}", back.welcome);
}

#[tokio::test]
async fn the_desk_opens_and_closes_by_the_clock_as_it_was_put_right() {
    let desk = TestDesk::at(MONDAY_ELEVEN, |_| {}).await;
    let _anna = AgentClient::available(&desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej").await;
    visitor.stage("queued").await;
    // It is 16:05, and the computer's clock stood at eleven.
    desk.set_wall_clock(Duration::minutes(5 * 60 + 5));
    desk.pass(Duration::seconds(1));
    visitor.until("closed", |it| it["type"] == "desk" && it["desk"]["open"] == false).await;
    let before = visitor.heard().len();
    beats(&desk, &mut visitor).await;
    assert_eq!(told_wrongly(visitor.heard(), before), Vec::<&String>::new(), "the grace begins when it is seen");
    desk.set_wall_clock(Duration::minutes(-65));
    desk.pass(Duration::seconds(1));
    visitor.until("open", |it| it["type"] == "desk" && it["desk"]["open"] == true).await;
}

#[tokio::test]
async fn nobody_who_talks_with_the_assistant_is_closed_because_the_clock_is_a_year_ahead() {
    let desk = TestDesk::at(MONDAY_JUST_BEFORE_CLOSING, |_| {}).await;
    let mut visitor = desk.visitor().await;
    visitor.say("Vilka vänorter har Linköping?").await;
    visitor.entry("an answer", |it| it["author"]["kind"] == "assistant").await;
    let before = visitor.heard().len();
    desk.set_wall_clock(Duration::days(365));
    beats(&desk, &mut visitor).await;
    // The job that lets silent conversations go has looked as well.
    desk.pass(Duration::minutes(6));
    desk.server().desk.close_silent().await.expect("it looks");
    beats(&desk, &mut visitor).await;
    assert_eq!(told_wrongly(visitor.heard(), before), Vec::<&String>::new());
    visitor.say("Tack!").await;
}

#[tokio::test]
async fn a_session_lasts_as_long_as_it_was_given_however_the_clock_is_set() {
    for leap in LEAPS {
        let desk = TestDesk::at(MONDAY_ELEVEN, |_| {}).await;
        let cookie = desk.sign_in("anna").await;
        let headers = [("cookie", cookie.as_str()), ("origin", desk.origin())];
        desk.pass(Duration::minutes(1));
        desk.set_wall_clock(leap);
        assert_eq!(desk.http().ask("GET", "/api/session", &headers, "").await.status, 200, "{leap}");
        desk.pass(Duration::hours(24));
        assert_eq!(desk.http().ask("GET", "/api/session", &headers, "").await.status, 401, "{leap}");
    }
}

#[tokio::test]
async fn a_session_that_began_while_the_clock_was_a_year_ahead_does_not_last_for_a_year() {
    let mut desk = TestDesk::at(MONDAY_ELEVEN, |_| {}).await;
    desk.set_wall_clock(Duration::days(365));
    let cookie = desk.sign_in("anna").await;
    desk.set_wall_clock(-Duration::days(365));
    desk.restart().await;
    let origin = desk.origin().to_owned();
    let headers = [("cookie", cookie.as_str()), ("origin", origin.as_str())];
    assert_eq!(desk.http().ask("GET", "/api/session", &headers, "").await.status, 200);
    desk.pass(Duration::hours(24));
    assert_eq!(desk.http().ask("GET", "/api/session", &headers, "").await.status, 401);
}

#[tokio::test]
async fn who_talks_with_the_assistant_is_not_closed_by_a_server_that_starts_with_the_clock_a_year_ahead() {
    let mut desk = TestDesk::at(MONDAY_JUST_BEFORE_CLOSING, |_| {}).await;
    let mut visitor = desk.visitor().await;
    visitor.say("Vilka vänorter har Linköping?").await;
    visitor.entry("an answer", |it| it["author"]["kind"] == "assistant").await;
    let key = visitor.key().to_owned();
    desk.restart_with_the_clock_off(Duration::days(365)).await;
    // Nobody is here for the job's look; then the visitor comes back, which is another way to be looked at.
    desk.server().desk.close_silent().await.expect("it looks");
    let hello = json!({"type": "hello", "key": key, "last_seq": 0, "language": "sv"});
    let mut back = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    assert_eq!(back.welcome["stage"]["kind"], "assistant", "{}", back.welcome);
    back.ping("all is sent").await;
    back.pongs(1).await;
    let before = back.heard().len();
    beats(&desk, &mut back).await;
    assert_eq!(told_wrongly(back.heard(), before), Vec::<&String>::new());
    back.say("Tack!").await;
}

#[tokio::test]
async fn days_of_silence_count_by_a_clock_that_is_believed() {
    let mut desk = TestDesk::at(MONDAY_JUST_BEFORE_CLOSING, |_| {}).await;
    let mut visitor = desk.visitor().await;
    visitor.say("Vilka vänorter har Linköping?").await;
    visitor.entry("an answer", |it| it["author"]["kind"] == "assistant").await;
    let key = visitor.key().to_owned();
    desk.restart_with_the_clock_off(Duration::zero()).await;
    desk.pass(Duration::days(4));
    desk.server().desk.close_silent().await.expect("it looks");
    let hello = json!({"type": "hello", "key": key, "last_seq": 0, "language": "sv"});
    let closed = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    assert_eq!(closed.welcome["stage"]["kind"], "closed", "{}", closed.welcome);
}

#[tokio::test]
async fn silence_and_choices_count_anew_in_a_server_that_starts_hours_or_a_year_later() {
    for later in [Duration::hours(2), Duration::days(365)] {
        let mut desk = TestDesk::at(MONDAY_ELEVEN, |_| {}).await;
        let mut anna = AgentClient::available(&desk, "anna").await;
        let mut talks = desk.visitor().await;
        talks.say("Vad kostar bygglov?").await;
        let conversation = anna.take_offer().await;
        anna.say(&conversation, "Det beror på.").await;
        let mut chooses = desk.visitor().await;
        chooses.say("När öppnar återvinningscentralen?").await;
        chooses.stage("queued").await;
        anna.set_presence("away").await;
        desk.pass(Duration::seconds(1));
        chooses.event("nobody_reachable").await;
        let keys = [talks.key().to_owned(), chooses.key().to_owned()];
        desk.restart_with_the_clock_off(later).await;
        let mut back = Vec::new();
        for key in keys {
            let hello = json!({"type": "hello", "key": key, "last_seq": 0, "language": "sv"});
            back.push(VisitorClient::hello(desk.address(), desk.origin(), hello).await);
        }
        for visitor in &mut back {
            visitor.ping("all is sent").await;
            visitor.pongs(1).await;
        }
        let before = [back[0].heard().len(), back[1].heard().len()];
        let mut anna = AgentClient::new(&desk, "anna").await;
        for visitor in &mut back {
            beats(&desk, visitor).await;
        }
        for (visitor, before) in back.iter().zip(before) {
            assert_eq!(told_wrongly(visitor.heard(), before), Vec::<&String>::new(), "{later}");
        }
        assert_eq!(back[0].welcome["stage"]["kind"], "with_agent", "{later}");
        assert_eq!(back[1].welcome["stage"]["kind"], "queued", "{later}");
        anna.say(&conversation, "Är du kvar?").await;
    }
}
