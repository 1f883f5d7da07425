//! The estimate of the wait.

use super::*;
use crate::routing::rounded_up;

/// A desk in a steady day: conversations taken every `every` seconds, each in hand for `handling` seconds.
fn steady(every: i64, handling: i64) -> (Routing, i64) {
    let mut desk = desk(Mode::Accept, &[ANNA]);
    let mut open: Vec<(i64, u8)> = Vec::new();
    let mut now = 0;
    for n in 0..40 {
        now = i64::from(n) * every;
        open.retain(|&(ends, n)| {
            let over = ends <= now;
            if over {
                desk.finished(conversation(n), at(ends));
            }
            !over
        });
        // There is always somebody who has waited for long.
        desk.enqueue(waiting(n, -1000), at(now));
        desk.accepted(agent(ANNA), conversation(n), at(now));
        open.push((now + handling, n));
    }
    (desk, now)
}

#[test]
fn without_history_each_conversation_takes_the_set_time_for_each_agent() {
    assert_eq!(desk(Mode::Accept, &[ANNA]).wait(3), Some(Duration::minutes(12)));
    assert_eq!(desk(Mode::Accept, &[ANNA, BO]).wait(3), Some(Duration::minutes(6)));
}

#[test]
fn with_history_the_wait_is_what_the_desk_has_been_doing() {
    // Two places, each in hand for 4 minutes: one is taken every 2 minutes.
    let (desk, _) = steady(120, 240);
    assert_eq!(desk.wait(3), Some(Duration::minutes(6)));
    assert!(desk.expected_longer_than(3, Duration::seconds(359)));
    assert!(!desk.expected_longer_than(3, Duration::seconds(360)));
}

#[test]
fn more_agents_make_the_wait_shorter_and_fewer_make_it_longer() {
    let (mut desk, now) = steady(120, 240);
    desk.arrived(agent(BO), name(BO), at(now));
    desk.set_presence(agent(BO), Presence::Available, at(now));
    assert_eq!(desk.wait(4), Some(Duration::minutes(4)));
    desk.set_presence(agent(BO), away(), at(now));
    assert_eq!(desk.wait(4), Some(Duration::minutes(8)));
}

#[test]
fn a_desk_that_is_full_tells_the_time_that_conversations_take_and_not_how_fast_it_was_when_idle() {
    let mut desk = desk(Mode::Accept, &[ANNA]);
    for n in 0..10 {
        let now = i64::from(n) * 600;
        desk.enqueue(waiting(n, now), at(now));
        desk.accepted(agent(ANNA), conversation(n), at(now + 5));
        desk.finished(conversation(n), at(now + 485));
    }
    assert_eq!(desk.wait(1), Some(Duration::seconds(30)), "a place is free");
    for n in 20..22 {
        desk.accepted(agent(ANNA), conversation(n), at(6000));
    }
    assert_eq!(desk.wait(1), Some(Duration::minutes(4)), "8 minutes each, two at a time");
}

#[test]
fn no_wait_is_told_that_rests_on_nobodys_work() {
    assert_eq!(desk(Mode::Accept, &[]).wait(1), None, "the set time is nobody's");
    let (mut gone, now) = steady(120, 240);
    gone.set_presence(agent(ANNA), away(), at(now));
    assert_eq!(gone.wait(1), None, "what was done this morning is nobody's either");
    assert!(gone.expected_longer_than(3, Duration::seconds(1)), "for the rules there is an estimate all the same");
    let (mut silent, now) = steady(120, 240);
    silent.tick(at(now + 3600));
    assert_eq!(silent.wait(1), None, "who gives no sign of life works as little as who has gone away");
    let mut desk = desk(Mode::Accept, &[ANNA]);
    for n in 0..2 {
        desk.accepted(agent(ANNA), conversation(n), at(0));
    }
    assert_eq!(desk.wait(1), Some(Duration::minutes(4)), "somebody whose places are all taken does work");
}

#[test]
fn the_wait_never_falls_with_the_position() {
    let desks = [desk(Mode::Accept, &[]), desk(Mode::Accept, &[ANNA, BO]), steady(120, 240).0, steady(10, 400).0];
    for desk in desks {
        let pace = desk.pace();
        assert!((1..9000).all(|position| pace.wait(position) <= pace.wait(position + 1)));
    }
}

#[test]
fn a_wait_is_told_in_half_minutes_and_from_five_minutes_on_in_minutes_always_rounded_up() {
    let told = |seconds| rounded_up(Duration::seconds(seconds)).num_seconds();
    assert_eq!([0, 1, 30, 31, 240, 300, 301, 361].map(told), [30, 30, 30, 60, 240, 300, 360, 420]);
}
