//! Who is here, who is away and who is gone.

use super::*;
use crate::routing::Reachable;

fn lost(n: u8, conversations: &[u8]) -> Decision {
    let conversations = conversations.iter().map(|&n| conversation(n)).collect();
    Decision::AgentGone { agent: agent(n), conversations }
}

#[test]
fn a_closed_socket_alone_is_not_gone() {
    let mut desk = desk(Mode::Accept, &[ANNA]);
    desk.accepted(agent(ANNA), conversation(1), at(0));
    desk.sign(agent(ANNA), at(0));
    desk.socket_closed(agent(ANNA));
    assert_eq!(desk.tick(at(44)), []);
    desk.arrived(agent(ANNA), name(ANNA), at(44));
    assert_eq!(desk.tick(at(45)), []);
    assert_eq!(desk.presence(agent(ANNA)), Some(Presence::Available), "a reload changes nothing");
}

#[test]
fn an_agent_without_a_sign_of_life_for_45_seconds_is_gone_with_everything_in_hand() {
    let mut desk = desk(Mode::Accept, &[ANNA]);
    desk.sign(agent(ANNA), at(0));
    desk.accepted(agent(ANNA), conversation(1), at(0));
    desk.accepted(agent(ANNA), conversation(2), at(0));
    assert_eq!(desk.next_due(), Some(at(45)));
    assert_eq!(desk.tick(at(45)), [lost(ANNA, &[1, 2]), Decision::LastAgentLeft]);
    assert_eq!(desk.held_by(agent(ANNA)).count(), 0);
    assert_eq!(desk.tick(at(100)), [], "told once");
}

#[test]
fn an_agent_who_signs_out_is_gone_at_once_and_a_late_sign_from_an_old_socket_changes_nothing() {
    let mut desk = desk(Mode::Accept, &[ANNA, BO]);
    desk.accepted(agent(ANNA), conversation(1), at(0));
    assert_eq!(desk.signed_out(agent(ANNA), at(1)), [lost(ANNA, &[1])]);
    assert!(!desk.sign(agent(ANNA), at(2)));
    assert_eq!(desk.presence(agent(ANNA)), None);
    assert_eq!(desk.signed_out(agent(ANNA), at(3)), []);
}

#[test]
fn an_agent_who_was_gone_comes_back_away() {
    let mut desk = desk(Mode::Offer, &[ANNA]);
    desk.tick(at(60));
    desk.enqueue(waiting(1, 61), at(61));
    assert!(desk.sign(agent(ANNA), at(62)));
    assert_eq!(desk.presence(agent(ANNA)), Some(Presence::Away(WhyAway::WasGone)));
    let back = desk.set_presence(agent(ANNA), Presence::Available, at(63));
    assert_eq!(back, [offer(1, ANNA, 63), Decision::SomebodyAvailable]);
}

#[test]
fn an_offer_is_taken_from_whoever_goes_away_or_is_gone_and_given_to_the_next() {
    let mut desk = desk(Mode::Offer, &[ANNA, BO]);
    desk.enqueue(waiting(1, 0), at(0));
    let decisions = desk.set_presence(agent(ANNA), away(), at(1));
    assert_eq!(decisions, [gone(1, ANNA, OfferEnd::Withdrawn), offer(1, BO, 1)]);
    let decisions = desk.signed_out(agent(BO), at(2));
    assert_eq!(decisions, [gone(1, BO, OfferEnd::Withdrawn), lost(BO, &[]), Decision::LastAgentLeft]);
    assert_eq!(desk.nobody_since(), Some(at(2)));
}

#[test]
fn an_agent_whose_sockets_are_all_closed_is_not_asked_until_back() {
    let mut desk = desk(Mode::Offer, &[ANNA]);
    desk.socket_closed(agent(ANNA));
    assert_eq!(desk.enqueue(waiting(1, 0), at(0)), []);
    assert_eq!(desk.reachable(), Reachable::Person, "not gone");
    assert_eq!(desk.arrived(agent(ANNA), name(ANNA), at(3)), [offer(1, ANNA, 3)]);
}

#[test]
fn an_agent_who_is_away_keeps_the_conversations_in_hand() {
    let mut desk = desk(Mode::Accept, &[ANNA]);
    desk.accepted(agent(ANNA), conversation(1), at(0));
    assert_eq!(desk.set_presence(agent(ANNA), away(), at(1)), [Decision::LastAgentLeft]);
    assert_eq!(desk.held_by(agent(ANNA)).count(), 1);
    assert!(desk.may_take_message(agent(ANNA)).is_ok(), "the morning list is work for the quiet");
}

#[test]
fn a_conversation_taken_by_an_agent_who_went_meanwhile_is_lost_at_once() {
    let mut desk = desk(Mode::Accept, &[ANNA]);
    desk.enqueue(waiting(1, 0), at(0));
    desk.signed_out(agent(ANNA), at(1));
    assert_eq!(desk.accepted(agent(ANNA), conversation(1), at(2)), [lost(ANNA, &[1])]);
}

#[test]
fn a_conversation_whose_agent_is_lost_stands_before_all_who_came_since() {
    let mut desk = desk(Mode::Accept, &[ANNA]);
    desk.accepted(agent(ANNA), conversation(1), at(0));
    desk.enqueue(waiting(2, 1), at(1));
    desk.signed_out(agent(ANNA), at(2));
    desk.enqueue(Waiting { returned: true, ..waiting(1, 2) }, at(2));
    assert_eq!(desk.position(conversation(1)), Some(1));
}

#[test]
fn after_a_restart_the_counting_begins_anew() {
    let mut desk = Routing::new(rules(Mode::Offer), at(0));
    desk.restored(agent(ANNA), name(ANNA), Presence::Available, [(conversation(1), at(-600))], at(0));
    desk.enqueue(waiting(2, -60), at(0));
    assert_eq!(desk.offered_to(conversation(2)), None, "nobody would see it yet");
    assert_eq!(desk.tick(at(44)), []);
    assert_eq!(desk.tick(at(45)), [lost(ANNA, &[1]), Decision::LastAgentLeft]);
}

#[test]
fn after_a_restart_nobody_is_told_that_nobody_is_there_before_they_could_come_back() {
    let mut desk = Routing::new(rules(Mode::Offer), at(0));
    desk.enqueue(waiting(1, -60), at(0));
    assert_eq!((desk.nobody_since(), desk.next_due()), (None, Some(at(45))));
    assert_eq!(desk.tick(at(44)), []);
    assert_eq!(desk.tick(at(46)), [Decision::LastAgentLeft]);
    assert_eq!((desk.nobody_since(), desk.next_due()), (Some(at(45)), None));
}

#[test]
fn the_team_shows_everybody_with_what_they_have_in_hand() {
    let mut desk = desk(Mode::Accept, &[ANNA, BO]);
    desk.accepted(agent(ANNA), conversation(1), at(0));
    desk.signed_out(agent(BO), at(1));
    let team: Vec<_> = desk.team().map(|one| (one.agent, one.gone, one.conversations, one.capacity)).collect();
    assert_eq!(team, [(agent(ANNA), false, 1, 2), (agent(BO), true, 0, 2)]);
}

#[test]
fn after_a_pause_agents_and_offers_have_their_full_time_again() {
    let mut desk = desk(Mode::Offer, &[ANNA, BO]);
    desk.enqueue(waiting(1, 0), at(0));
    assert_eq!(desk.count_anew(at(20)), [offer(1, ANNA, 20)], "the offer that stands, with its new time");
    assert_eq!(desk.tick(at(49)), []);
    assert!(desk.tick(at(50)).contains(&gone(1, ANNA, OfferEnd::Missed)));
    assert_eq!(desk.presence(agent(BO)), Some(Presence::Available));
    let lost = desk.tick(at(65));
    assert!(lost.contains(&Decision::AgentGone { agent: agent(BO), conversations: vec![] }), "{lost:?}");
}

#[test]
fn a_pause_just_after_the_start_leaves_everybody_the_full_time_to_come_back() {
    let mut desk = Routing::new(rules(Mode::Offer), at(0));
    desk.count_anew(at(40));
    assert_eq!(desk.tick(at(84)), []);
    assert_eq!(desk.nobody_since(), None);
    assert_eq!(desk.tick(at(85)), [Decision::LastAgentLeft]);
}
