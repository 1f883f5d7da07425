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
