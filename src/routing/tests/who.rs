//! Who gets whom: offers, acceptance, hand-overs.

use super::*;
use crate::conversation::Text;
use crate::routing::{CannotAccept, CannotTransfer, Transfer};

#[test]
fn the_agent_who_has_waited_longest_is_asked_first() {
    let mut desk = desk(Mode::Offer, &[BO, ANNA]);
    assert_eq!(desk.enqueue(waiting(1, 0), at(0)), [offer(1, BO, 0)]);
    assert_eq!(desk.accepted(agent(BO), conversation(1), at(5)), [gone(1, BO, OfferEnd::Accepted)]);
    assert_eq!(desk.enqueue(waiting(2, 6), at(6)), [offer(2, ANNA, 6)]);
    assert_eq!(desk.enqueue(waiting(3, 7), at(7)), [offer(3, BO, 7)], "one offer at a time for each agent");
    assert_eq!(desk.enqueue(waiting(4, 8), at(8)), []);
}

#[test]
fn an_offer_leaves_the_conversation_in_the_queue() {
    let mut desk = desk(Mode::Offer, &[ANNA]);
    desk.enqueue(waiting(1, 0), at(0));
    assert_eq!(desk.position(conversation(1)), Some(1));
    assert_eq!(desk.offered_to(conversation(1)), Some(agent(ANNA)));
    assert_eq!(desk.offer_to(agent(ANNA)), Some(offer(1, ANNA, 0)), "shown again after a reload");
}

#[test]
fn an_offer_not_accepted_in_30_seconds_goes_to_the_next_and_whoever_missed_it_is_away() {
    let mut desk = desk(Mode::Offer, &[ANNA, BO]);
    desk.enqueue(waiting(1, 0), at(0));
    assert_eq!(desk.next_due(), Some(at(30)));
    desk.sign(agent(ANNA), at(29));
    desk.sign(agent(BO), at(29));
    assert_eq!(desk.tick(at(29)), []);
    let missed = gone(1, ANNA, OfferEnd::Missed);
    assert_eq!(desk.tick(at(30)), [missed, Decision::SetAway { agent: agent(ANNA) }, offer(1, BO, 30)]);
    assert_eq!(desk.presence(agent(ANNA)), Some(Presence::Away(WhyAway::Missed)));
}

#[test]
fn a_declined_offer_goes_to_the_next_who_has_not_declined_it_in_this_round() {
    let mut desk = desk(Mode::Offer, &[ANNA, BO]);
    desk.enqueue(waiting(1, 0), at(0));
    let decisions = desk.declined(agent(ANNA), conversation(1), at(3));
    assert_eq!(decisions, [gone(1, ANNA, OfferEnd::Declined), offer(1, BO, 3)]);
    assert_eq!(desk.declined(agent(BO), conversation(1), at(4)), [gone(1, BO, OfferEnd::Declined)]);
    assert_eq!(desk.enqueue(waiting(2, 5), at(5)), [offer(2, ANNA, 5)], "one who declines is available still");
    assert_eq!(desk.declined(agent(BO), conversation(2), at(6)), [], "not hers to decline");
}

#[test]
fn a_decline_holds_for_what_was_known_then_danger_is_offered_anew_to_all_who_are_available() {
    let mut desk = desk(Mode::Offer, &[ANNA, BO]);
    desk.enqueue(waiting(1, 0), at(0));
    desk.declined(agent(ANNA), conversation(1), at(1));
    desk.declined(agent(BO), conversation(1), at(2));
    assert_eq!(desk.enqueue(waiting(1, 0), at(3)), [], "nothing is new");
    let urgent = Waiting { urgent: true, ..waiting(1, 0) };
    assert_eq!(desk.enqueue(urgent, at(4)), [offer(1, ANNA, 4)]);
    let no = desk.declined(agent(ANNA), conversation(1), at(5));
    assert_eq!(no, [gone(1, ANNA, OfferEnd::Declined), offer(1, BO, 5)], "he is asked again as well");
    assert_eq!(desk.declined(agent(BO), conversation(1), at(6)), [gone(1, BO, OfferEnd::Declined)]);
    assert_eq!(desk.enqueue(urgent, at(7)), [], "known to both of them");
}

#[test]
fn when_all_have_declined_a_new_round_begins_as_soon_as_somebody_becomes_available() {
    let mut desk = desk(Mode::Offer, &[ANNA, BO]);
    desk.enqueue(waiting(1, 0), at(0));
    desk.declined(agent(ANNA), conversation(1), at(1));
    desk.declined(agent(BO), conversation(1), at(2));
    desk.arrived(agent(CARIN), name(CARIN), at(3));
    assert_eq!(desk.set_presence(agent(CARIN), Presence::Available, at(4)), [offer(1, ANNA, 4)]);
    // Anna has declined it again in the new round; Carin has not been asked in it.
    let decisions = desk.declined(agent(ANNA), conversation(1), at(5));
    assert_eq!(decisions, [gone(1, ANNA, OfferEnd::Declined), offer(1, BO, 5)]);
}

#[test]
fn the_only_agent_who_declined_may_change_their_mind() {
    let mut desk = desk(Mode::Offer, &[ANNA]);
    desk.enqueue(waiting(1, 0), at(0));
    desk.declined(agent(ANNA), conversation(1), at(1));
    assert!(desk.may_accept(agent(ANNA), conversation(1)).is_ok());
    desk.enqueue(waiting(2, 2), at(2));
    desk.accepted(agent(ANNA), conversation(2), at(3));
    assert_eq!(desk.finished(conversation(2), at(9)), [offer(1, ANNA, 9)], "and is asked again when free");
}

#[test]
fn nobody_is_asked_beyond_capacity_and_the_offer_counts() {
    let mut desk = desk(Mode::Offer, &[ANNA]);
    desk.enqueue(waiting(1, 0), at(0));
    desk.accepted(agent(ANNA), conversation(1), at(1));
    assert_eq!(desk.enqueue(waiting(2, 2), at(2)), [offer(2, ANNA, 2)]);
    assert_eq!(desk.may_take_message(agent(ANNA)), Err(CannotAccept::AtCapacity));
    desk.accepted(agent(ANNA), conversation(2), at(3));
    assert_eq!(desk.enqueue(waiting(3, 4), at(4)), []);
    assert_eq!(desk.finished(conversation(1), at(5)), [offer(3, ANNA, 5)]);
}

#[test]
fn with_offers_an_agent_takes_only_what_is_offered() {
    let mut desk = desk(Mode::Offer, &[ANNA, BO]);
    desk.enqueue(waiting(1, 0), at(0));
    assert_eq!(desk.may_accept(agent(ANNA), conversation(1)).map(|yes| yes.capacity), Ok(2));
    assert_eq!(desk.may_accept(agent(BO), conversation(1)), Err(CannotAccept::OfferedToAnother));
    assert_eq!(desk.may_accept(agent(BO), conversation(9)), Err(CannotAccept::NotQueued));
    assert_eq!(desk.may_accept(agent(CARIN), conversation(1)), Err(CannotAccept::NotHere));
    desk.enqueue(Waiting { present: false, ..waiting(2, 1) }, at(1));
    assert_eq!(desk.may_accept(agent(BO), conversation(2)), Err(CannotAccept::NotOffered));
}

#[test]
fn without_offers_whoever_is_available_below_capacity_takes_from_the_queue() {
    let mut desk = desk(Mode::Accept, &[ANNA, BO]);
    for n in 1..=3 {
        assert_eq!(desk.enqueue(waiting(n, 0), at(0)), [], "nobody is offered anything");
    }
    desk.set_presence(agent(BO), away(), at(1));
    assert_eq!(desk.may_accept(agent(BO), conversation(1)), Err(CannotAccept::Away));
    for n in 1..=2 {
        assert!(desk.may_accept(agent(ANNA), conversation(n)).is_ok());
        desk.accepted(agent(ANNA), conversation(n), at(2));
    }
    assert_eq!(desk.may_accept(agent(ANNA), conversation(3)), Err(CannotAccept::AtCapacity));
    assert!(desk.may_accept(agent(ANNA), conversation(2)).is_ok(), "the same press came twice");
}

#[test]
fn somebody_who_may_be_in_danger_is_taken_out_of_turn_and_above_the_capacity_by_a_press_alone() {
    for mode in [Mode::Offer, Mode::Accept] {
        let mut desk = desk(mode, &[ANNA, BO]);
        for n in 1..=2 {
            desk.accepted(agent(ANNA), conversation(n), at(0));
        }
        desk.set_presence(agent(BO), away(), at(1));
        let asked = desk.enqueue(Waiting { urgent: true, ..waiting(3, 2) }, at(2));
        assert_eq!(asked, [], "nobody who is full is asked");
        assert_eq!(desk.may_accept(agent(ANNA), conversation(3)).map(|yes| yes.transfer), Ok(None), "{mode:?}");
        assert_eq!(desk.may_accept(agent(BO), conversation(3)), Err(CannotAccept::Away));
        desk.accepted(agent(ANNA), conversation(3), at(3));
        assert_eq!(desk.may_accept(agent(ANNA), conversation(4)), Err(CannotAccept::NotQueued));
        // Who waits and is in no danger, and a message of the morning, find her as full as she is.
        desk.enqueue(waiting(5, 4), at(4));
        assert!(desk.may_accept(agent(ANNA), conversation(5)).is_err());
        assert_eq!(desk.may_take_message(agent(ANNA)), Err(CannotAccept::AtCapacity));
        // One of three ends: she is full still.
        assert_eq!(desk.finished(conversation(1), at(5)), []);
        assert!(desk.may_accept(agent(ANNA), conversation(5)).is_err());
    }
}

#[test]
fn taking_somebody_in_danger_gives_up_the_offer_that_there_is_no_room_for_any_more() {
    let mut desk = desk(Mode::Offer, &[ANNA]);
    desk.accepted(agent(ANNA), conversation(1), at(0));
    assert_eq!(desk.enqueue(waiting(2, 1), at(1)), [offer(2, ANNA, 1)]);
    desk.enqueue(Waiting { urgent: true, ..waiting(3, 2) }, at(2));
    assert!(desk.may_accept(agent(ANNA), conversation(3)).is_ok());
    assert_eq!(desk.accepted(agent(ANNA), conversation(3), at(3)), [gone(2, ANNA, OfferEnd::Withdrawn)]);
}

#[test]
fn one_who_was_told_that_nobody_will_come_is_not_offered_but_may_be_taken() {
    let mut desk = desk(Mode::Offer, &[ANNA]);
    assert_eq!(desk.enqueue(waiting(1, 0), at(0)), [offer(1, ANNA, 0)]);
    let told = Waiting { told: true, ..waiting(1, 0) };
    assert_eq!(desk.enqueue(told, at(1)), [gone(1, ANNA, OfferEnd::Left)]);
    assert!(desk.may_accept(agent(ANNA), conversation(1)).is_ok());
    assert_eq!(desk.enqueue(waiting(1, 0), at(2)), [offer(1, ANNA, 2)], "waits on");
}

#[test]
fn a_transfer_is_an_offer_to_exactly_that_colleague_and_the_first_keeps_the_conversation_meanwhile() {
    for mode in [Mode::Offer, Mode::Accept] {
        let mut desk = desk(mode, &[ANNA, BO, CARIN]);
        desk.accepted(agent(ANNA), conversation(1), at(0));
        let reason = Text::new("Bo kan bygglov", 100).ok();
        let asked = desk.offer_transfer(conversation(1), agent(ANNA), agent(BO), reason.clone(), at(1));
        let expires_at = at(31);
        let transfer_from = Some(agent(ANNA));
        let question = Decision::Offer { conversation: conversation(1), agent: agent(BO), expires_at, transfer_from };
        assert_eq!(asked, Ok(vec![question]));
        assert_eq!(desk.held_by(agent(ANNA)).count(), 1);
        assert!(desk.may_accept(agent(CARIN), conversation(1)).is_err());
        let acceptance = desk.may_accept(agent(BO), conversation(1)).expect("it is offered to Bo");
        assert_eq!(acceptance.transfer, Some(Transfer { from: agent(ANNA), reason }));
        desk.accepted(agent(BO), conversation(1), at(2));
        assert_eq!((desk.held_by(agent(ANNA)).count(), desk.held_by(agent(BO)).count()), (0, 1));
    }
}

#[test]
fn a_transfer_that_is_declined_missed_or_withdrawn_is_told_to_the_first_with_the_reason() {
    let why = Text::new("Bygglov", 100).ok();
    let start = || {
        let mut desk = desk(Mode::Offer, &[ANNA, BO]);
        desk.accepted(agent(ANNA), conversation(1), at(0));
        desk.offer_transfer(conversation(1), agent(ANNA), agent(BO), why.clone(), at(0)).expect("Bo is free");
        desk
    };
    let failed = |reason| {
        let (conversation, from, to, asked) = (conversation(1), agent(ANNA), agent(BO), why.clone());
        [gone(1, BO, reason), Decision::TransferFailed { conversation, from, to, reason, asked }]
    };
    assert_eq!(start().declined(agent(BO), conversation(1), at(1)), failed(OfferEnd::Declined));
    assert_eq!(start().set_presence(agent(BO), away(), at(1)), failed(OfferEnd::Withdrawn));
    assert_eq!(start().tick(at(30))[..2], failed(OfferEnd::Missed));
    assert_eq!(start().finished(conversation(1), at(1)), [gone(1, BO, OfferEnd::Left)], "nothing is left to hand over");
}

#[test]
fn a_conversation_is_not_handed_to_whoever_cannot_take_it() {
    let mut desk = desk(Mode::Accept, &[ANNA, BO]);
    desk.accepted(agent(ANNA), conversation(1), at(0));
    desk.accepted(agent(ANNA), conversation(2), at(0));
    let mut hand = |n, from, to| desk.offer_transfer(conversation(n), agent(from), agent(to), None, at(1));
    assert_eq!(hand(1, BO, ANNA), Err(CannotTransfer::NotYours));
    assert_eq!(hand(1, ANNA, ANNA), Err(CannotTransfer::ToSelf));
    assert_eq!(hand(1, ANNA, CARIN), Err(CannotTransfer::NotAvailable));
    assert!(hand(1, ANNA, BO).is_ok());
    assert_eq!(hand(1, ANNA, BO), Err(CannotTransfer::AlreadyOffered));
    assert_eq!(hand(2, ANNA, BO), Err(CannotTransfer::Busy), "one offer at a time");
}

#[test]
fn the_last_one_in_finds_the_offer_gone_when_another_took_it() {
    let mut desk = desk(Mode::Offer, &[ANNA, BO]);
    desk.enqueue(waiting(1, 0), at(0));
    // Stored first by another node, which had asked Bo.
    assert_eq!(desk.accepted(agent(BO), conversation(1), at(1)), [gone(1, ANNA, OfferEnd::Taken)]);
}
