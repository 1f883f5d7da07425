//! Who is served first.

use super::*;
use crate::routing::Reachable;

fn order(desk: &Routing) -> Vec<ConversationId> {
    desk.positions().map(|(_, id)| id).collect()
}

#[test]
fn the_urgent_go_first_then_the_returned_then_who_has_waited_longest_then_the_id() {
    let mut desk = desk(Mode::Accept, &[]);
    desk.enqueue(waiting(5, 0), at(0));
    desk.enqueue(waiting(4, 0), at(0));
    desk.enqueue(waiting(3, -5), at(0));
    desk.enqueue(Waiting { returned: true, ..waiting(2, 7) }, at(7));
    desk.enqueue(Waiting { urgent: true, ..waiting(1, 9) }, at(9));
    assert_eq!(order(&desk), [1, 2, 3, 4, 5].map(conversation));
    desk.mark_urgent(conversation(3));
    assert_eq!(order(&desk), [3, 1, 2, 4, 5].map(conversation));
}

#[test]
fn a_position_is_the_same_asked_alone_and_in_the_sweep() {
    let mut desk = desk(Mode::Accept, &[]);
    for n in 1..=100 {
        desk.enqueue(waiting(n, i64::from(n) * 37 % 101), at(200));
    }
    let sweep: Vec<_> = desk.positions().collect();
    assert_eq!(sweep.len(), 100);
    for (position, id) in sweep {
        assert_eq!(desk.position(id), Some(position));
    }
    assert_eq!(desk.position(conversation(200)), None);
}

#[test]
fn whoever_leaves_the_queue_moves_those_behind_up() {
    let mut desk = desk(Mode::Accept, &[]);
    desk.enqueue(waiting(1, 0), at(0));
    desk.enqueue(waiting(2, 1), at(1));
    desk.finished(conversation(1), at(2));
    assert_eq!((desk.position(conversation(1)), desk.position(conversation(2))), (None, Some(1)));
}

#[test]
fn the_place_of_a_visitor_whose_sockets_are_gone_is_kept_but_not_offered() {
    let mut desk = desk(Mode::Offer, &[ANNA]);
    desk.set_presence(agent(ANNA), away(), at(0));
    desk.enqueue(waiting(1, 0), at(0));
    desk.enqueue(waiting(2, 1), at(1));
    desk.visitor_present(conversation(1), false, at(2));
    assert_eq!(desk.position(conversation(1)), Some(1));
    let decisions = desk.set_presence(agent(ANNA), Presence::Available, at(3));
    assert!(decisions.contains(&offer(2, ANNA, 3)), "the next one who is there");
    desk.accepted(agent(ANNA), conversation(2), at(4));
    assert_eq!(desk.visitor_present(conversation(1), true, at(5)), [offer(1, ANNA, 5)]);
    assert_eq!(desk.visitor_present(conversation(1), false, at(6)), [gone(1, ANNA, OfferEnd::Left)]);
}

#[test]
fn a_person_is_reachable_when_somebody_is_available_and_the_queue_is_not_full() {
    let mut desk = desk(Mode::Accept, &[]);
    assert_eq!(desk.reachable(), Reachable::NobodyAvailable);
    desk.arrived(agent(ANNA), name(ANNA), at(0));
    assert_eq!(desk.reachable(), Reachable::NobodyAvailable, "who has just come has not said available");
    desk.set_presence(agent(ANNA), Presence::Available, at(1));
    for n in 1..=5 {
        assert_eq!(desk.reachable(), Reachable::Person);
        desk.enqueue(waiting(n, 2), at(2));
    }
    assert_eq!(desk.reachable(), Reachable::QueueFull);
    desk.accepted(agent(ANNA), conversation(1), at(3));
    desk.accepted(agent(ANNA), conversation(2), at(3));
    assert_eq!(desk.reachable(), Reachable::Person, "spare capacity is not required: people wait");
    desk.set_presence(agent(ANNA), away(), at(4));
    assert_eq!(desk.reachable(), Reachable::NobodyAvailable);
}

#[test]
fn what_has_been_told_to_one_who_waits_is_kept_with_the_place() {
    let mut desk = desk(Mode::Accept, &[]);
    desk.enqueue(waiting(1, 0), at(0));
    desk.mark_closing_told(conversation(1));
    desk.enqueue(Waiting { urgent: true, ..waiting(1, 0) }, at(1));
    assert!(desk.closing_told(conversation(1)));
    assert_eq!(desk.queue_len(), 1, "moved, not doubled");
    desk.finished(conversation(1), at(2));
    desk.enqueue(waiting(1, 3), at(3));
    assert!(!desk.closing_told(conversation(1)), "a new wait begins anew");
}
