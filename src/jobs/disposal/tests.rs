use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::conversation::{Command, Conversation, ConversationId, KeyHash, Reach};
use crate::hours::in_stockholm;
use crate::language::Language;
use crate::store::StoreOptions;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn next(now: &str, hour: u32) -> String {
    next_run(at(now), hour).to_rfc3339()
}

#[test]
fn the_next_run_is_later_today_or_tomorrow_and_never_now() {
    // Sweden is one hour ahead in winter, two in summer.
    assert_eq!(next("2026-03-02T01:59:59Z", 3), "2026-03-02T02:00:00+00:00");
    assert_eq!(next("2026-03-02T02:00:00Z", 3), "2026-03-03T02:00:00+00:00");
    assert_eq!(next("2026-07-01T12:00:00Z", 3), "2026-07-02T01:00:00+00:00");
    // In Sweden it is the next day already.
    assert_eq!(next("2026-03-02T23:30:00Z", 0), "2026-03-03T23:00:00+00:00");
}

#[test]
fn an_hour_that_is_skipped_in_spring_runs_once_after_the_jump() {
    assert_eq!(next("2026-03-28T12:00:00Z", 2), "2026-03-29T01:00:00+00:00");
    assert_eq!(next("2026-03-29T01:00:00Z", 2), "2026-03-30T00:00:00+00:00");
    assert_eq!(next("2026-03-28T12:00:00Z", 3), "2026-03-29T01:00:00+00:00");
}

#[test]
fn an_hour_that_comes_twice_in_autumn_runs_once() {
    assert_eq!(next("2026-10-24T12:00:00Z", 2), "2026-10-25T00:00:00+00:00");
    assert_eq!(next("2026-10-25T00:00:00Z", 2), "2026-10-26T01:00:00+00:00");
    assert_eq!(next("2026-10-25T00:00:00Z", 3), "2026-10-25T02:00:00+00:00");
}

proptest! {
    #[test]
    fn every_day_in_sweden_has_exactly_one_run(start in 0_i64..4_000_000_000, hour in 0_u32..24) {
        let mut run = next_run(DateTime::from_timestamp(start, 0).expect("an instant"), hour);
        for _ in 0..10 {
            let following = next_run(run, hour);
            let day = |run| in_stockholm(run).date();
            prop_assert_eq!(day(following), day(run) + Days::new(1));
            run = following;
        }
    }
}

const NIGHT: &str = "2026-03-02T02:00:00Z";

fn job(folder: &tempfile::TempDir, clock: Clock) -> Disposal {
    let options = StoreOptions { readers: 1, busy: std::time::Duration::from_secs(5), waiting: 64, batch: 64 };
    let store = Store::open(&folder.path().join("test.sqlite"), options).expect("an empty store");
    let rule = RetentionRule { days_with_agent: 60, days_assistant_only: 21, decision: "KS 2026-123".into() };
    Disposal { store, clock, rule, hour: 3 }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder of its own")
}

/// A conversation with the assistant alone that was begun and ended at an instant.
async fn closed(store: &Store, number: u8, at: DateTime<Utc>) -> ConversationId {
    let id = ConversationId::new(at, [number; 10]);
    let new = Conversation::new(id, Language::Sv, None, at);
    let asked = new.step(Command::AskForPerson, None, Reach::Closed, at).expect("it begins");
    let ended = asked.next.step(Command::End, None, Reach::Closed, at).expect("it ends");
    store.begin(Arc::new(asked), KeyHash([number; 32]), at).await.expect("it is kept");
    store.append(Arc::new(ended)).await.expect("it is kept");
    id
}

/// The server ran until then by a clock that was believed.
async fn ran_until(store: &Store, at: DateTime<Utc>) {
    store.keep_clock_trust(Trust::new(at)).await.expect("it is kept");
}

/// Looks until the protocol has as many lines.
async fn protocol(store: &Store, lines: usize) -> Vec<(String, u32)> {
    loop {
        let protocol = store.disposal_protocol().await.expect("the protocol can be read");
        if protocol.len() >= lines {
            return protocol.iter().map(|line| (line.at.to_rfc3339(), line.disposed.conversations)).collect();
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_due_goes_at_the_start_and_then_every_night() {
    let (folder, (clock, hand)) = (folder(), Clock::manual(at(NIGHT)));
    let job = job(&folder, clock);
    let store = job.store.clone();
    let old = closed(&store, 1, at(NIGHT) - Duration::days(22)).await;
    let young = closed(&store, 2, at(NIGHT) - Duration::days(20)).await;
    ran_until(&store, at(NIGHT) - Duration::hours(8)).await;
    let stop = CancellationToken::new();
    let nights = async {
        assert_eq!(protocol(&store, 1).await, [("2026-03-02T02:00:00+00:00".to_owned(), 1)]);
        assert!(store.conversation(old).await.expect("a store").is_none());
        assert!(store.conversation(young).await.expect("a store").is_some());
        hand.advance(Duration::hours(24));
        assert_eq!(protocol(&store, 2).await[1], ("2026-03-03T02:00:00+00:00".to_owned(), 1));
        assert!(store.conversation(young).await.expect("a store").is_none());
        stop.cancel();
    };
    tokio::join!(job.run(stop.clone()), nights);
}

#[tokio::test]
async fn disposal_goes_on_batch_by_batch_until_nothing_is_due() {
    let (folder, (clock, _hand)) = (folder(), Clock::manual(at(NIGHT)));
    let job = job(&folder, clock);
    for number in 1..=5 {
        closed(&job.store, number, at(NIGHT) - Duration::days(30)).await;
    }
    let all = job.all_that_is_due(at(NIGHT), 2, &CancellationToken::new()).await.expect("a store");
    assert_eq!((all.conversations, all.by_person), (5, 0));
    let batches: Vec<_> = protocol(&job.store, 3).await.into_iter().map(|(_, conversations)| conversations).collect();
    assert_eq!(batches, [2, 2, 1]);
}

#[tokio::test]
async fn a_stop_does_not_wait_for_the_rest() {
    let (folder, (clock, _hand)) = (folder(), Clock::manual(at(NIGHT)));
    let job = job(&folder, clock);
    closed(&job.store, 1, at(NIGHT) - Duration::days(30)).await;
    let (stop, store) = (CancellationToken::new(), job.store.clone());
    stop.cancel();
    job.run(stop).await;
    assert_eq!(protocol(&store, 0).await, []);
}

#[tokio::test]
async fn a_failure_is_tried_again_the_same_night() {
    let (folder, (clock, _hand)) = (folder(), Clock::manual(at(NIGHT)));
    let job = job(&folder, clock);
    job.store.close();
    let outcome = job.all_that_is_due(at(NIGHT), 2, &CancellationToken::new()).await;
    assert!(outcome.is_err());
    assert_eq!(again(&outcome, at(NIGHT), 3), at("2026-03-02T02:10:00Z"));
    assert_eq!(again(&outcome, at("2026-03-02T01:55:00Z"), 3), at(NIGHT));
    assert_eq!(again(&Ok::<_, StoreError>(()), at(NIGHT), 3), at("2026-03-03T02:00:00Z"));
}

/// The last time that the job has looked at, once it is another one than `before`.
async fn looked(store: &Store, before: Option<Trust>) -> Option<Trust> {
    loop {
        let kept = store.clock_trust().await.expect("a store");
        if kept != before {
            return kept;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_start_with_a_clock_a_year_ahead_deletes_nothing_and_nothing_is_lost_when_it_is_put_right() {
    let (folder, (clock, hand)) = (folder(), Clock::manual(at(NIGHT)));
    let job = job(&folder, clock);
    let store = job.store.clone();
    let old = closed(&store, 1, at(NIGHT) - Duration::days(22)).await;
    let young = closed(&store, 2, at(NIGHT) - Duration::days(20)).await;
    ran_until(&store, at(NIGHT)).await;
    hand.leap(Duration::days(365));
    let stop = CancellationToken::new();
    let day = async {
        let mut trust = looked(&store, Some(Trust::new(at(NIGHT)))).await;
        for _ in 0..20 {
            hand.advance(Duration::hours(1));
            trust = looked(&store, trust).await;
        }
        assert_eq!(protocol(&store, 0).await, [], "nothing for twenty hours");
        hand.leap(-Duration::days(365));
        hand.advance(Duration::hours(1));
        assert_eq!(protocol(&store, 1).await.len(), 1);
        assert!(store.conversation(old).await.expect("a store").is_none(), "what was due is deleted");
        assert!(store.conversation(young).await.expect("a store").is_some(), "and nothing else");
        stop.cancel();
    };
    tokio::join!(job.run(stop.clone()), day);
}

#[tokio::test]
async fn a_server_that_was_really_off_for_a_month_disposes_when_it_has_run_for_a_day() {
    let (folder, (clock, hand)) = (folder(), Clock::manual(at(NIGHT)));
    let job = job(&folder, clock);
    let store = job.store.clone();
    closed(&store, 1, at(NIGHT) - Duration::days(32)).await;
    // Nothing was kept of the clock: the newest thing that is stored tells when the server last ran.
    let stop = CancellationToken::new();
    let days = async {
        let newest = Trust::new(at(NIGHT) - Duration::days(32));
        let mut trust = looked(&store, Some(newest)).await;
        for _ in 0..23 {
            hand.advance(Duration::hours(1));
            trust = looked(&store, trust).await;
            assert!(trust.is_some_and(|trust| trust.is_in_doubt()));
        }
        assert_eq!(protocol(&store, 0).await, []);
        hand.advance(Duration::hours(1));
        assert_eq!(protocol(&store, 1).await, [("2026-03-03T02:00:00+00:00".to_owned(), 1)]);
        stop.cancel();
    };
    tokio::join!(job.run(stop.clone()), days);
}

#[tokio::test]
async fn a_clock_that_is_set_back_by_a_year_does_not_put_disposal_off_for_a_year() {
    let (folder, (clock, hand)) = (folder(), Clock::manual(at(NIGHT) + Duration::days(365)));
    let job = job(&folder, clock);
    let store = job.store.clone();
    let ran = at(NIGHT) + Duration::days(365) - Duration::hours(1);
    ran_until(&store, ran).await;
    let stop = CancellationToken::new();
    let days = async {
        let mut trust = looked(&store, Some(Trust::new(ran))).await;
        hand.leap(-Duration::days(365));
        closed(&store, 1, at(NIGHT) - Duration::days(20)).await;
        for _ in 0..25 {
            hand.advance(Duration::hours(1));
            trust = looked(&store, trust).await;
        }
        assert_eq!(protocol(&store, 1).await, [("2026-03-03T03:00:00+00:00".to_owned(), 1)]);
        stop.cancel();
    };
    tokio::join!(job.run(stop.clone()), days);
}
