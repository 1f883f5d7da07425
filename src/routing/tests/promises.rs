//! Promises 2, 3 and 5, held after every step of a desk to which anything may happen in any order.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::model::{Desk, visitors_command};
use super::*;
use crate::conversation::command::Command;
use crate::conversation::{Conversation, Seq, Stage, Text};
use crate::routing::Reachable;

/// Something that happens. The numbers name agents (1–4) and conversations (1–12); `id` is a client's.
#[derive(Debug, Clone)]
enum Happens {
    Visitor { c: u8, what: u8, id: u8 },
    VisitorHere { c: u8, here: bool },
    Arrive { a: u8 },
    CloseSocket { a: u8 },
    SignOut { a: u8 },
    Sign { a: u8 },
    AllSign,
    Available { a: u8 },
    Away { a: u8 },
    Accept { a: u8, c: u8, id: u8 },
    AcceptFirst { a: u8, id: u8 },
    AcceptOffer { a: u8, id: u8 },
    Decline { a: u8, c: u8 },
    Transfer { a: u8, c: u8, to: u8 },
    GiveBack { a: u8, c: u8, id: u8 },
    AgentSays { a: u8, c: u8, id: u8 },
    Close { a: u8, c: u8, id: u8 },
    Wait { seconds: i64 },
    Door { open: bool },
    Restart,
}

fn something() -> impl Strategy<Value = Happens> {
    use Happens::*;
    let (a, c, id) = (1..=4u8, 1..=12u8, 0..30u8);
    let agents = (a.clone(), c.clone(), id.clone());
    prop_oneof![
        20 => (c.clone(), 0..=20u8, id.clone()).prop_map(|(c, what, id)| Visitor { c, what, id }),
        4 => (c.clone(), 0..4u8).prop_map(|(c, n)| VisitorHere { c, here: n > 0 }),
        6 => a.clone().prop_map(|a| Arrive { a }),
        2 => a.clone().prop_map(|a| CloseSocket { a }),
        2 => a.clone().prop_map(|a| SignOut { a }),
        4 => a.clone().prop_map(|a| Sign { a }),
        6 => Just(AllSign),
        12 => a.clone().prop_map(|a| Available { a }),
        2 => a.clone().prop_map(|a| Away { a }),
        3 => agents.clone().prop_map(|(a, c, id)| Accept { a, c, id }),
        8 => (a.clone(), id.clone()).prop_map(|(a, id)| AcceptFirst { a, id }),
        8 => (a.clone(), id.clone()).prop_map(|(a, id)| AcceptOffer { a, id }),
        6 => (a.clone(), c.clone()).prop_map(|(a, c)| Decline { a, c }),
        8 => (a.clone(), c.clone(), a.clone()).prop_map(|(a, c, to)| Transfer { a, c, to }),
        2 => agents.clone().prop_map(|(a, c, id)| GiveBack { a, c, id }),
        4 => agents.clone().prop_map(|(a, c, id)| AgentSays { a, c, id }),
        4 => agents.prop_map(|(a, c, id)| Close { a, c, id }),
        8 => (0..40i64).prop_map(|seconds| Wait { seconds }),
        2 => (0..4u8).prop_map(|n| Door { open: n > 0 }),
        1 => Just(Restart),
    ]
}

fn happen(desk: &mut Desk, what: &Happens) {
    match *what {
        Happens::Visitor { c, what, id } => desk.visitor(c, visitors_command(what), id),
        Happens::VisitorHere { c, here } => desk.visitor_here(c, here),
        Happens::Arrive { a } => desk.arrive(a),
        Happens::CloseSocket { a } => desk.close_socket(a),
        Happens::SignOut { a } => desk.sign_out(a),
        Happens::Sign { a } => {
            desk.frame(a);
        }
        Happens::AllSign => (1..=4).for_each(|a| {
            desk.frame(a);
        }),
        Happens::Available { a } => desk.presence(a, Presence::Available),
        Happens::Away { a } => desk.presence(a, away()),
        Happens::Accept { a, c, id } => desk.accept(a, c, id),
        Happens::AcceptFirst { a, id } => {
            let first = (1..=12).find(|&c| desk.routing.position(conversation(c)) == Some(1));
            if let Some(c) = first {
                desk.accept(a, c, id);
            }
        }
        Happens::AcceptOffer { a, id } => {
            let c = offered(desk, a).unwrap_or(1);
            desk.accept(a, c, id);
        }
        Happens::Decline { a, c } => {
            let c = offered(desk, a).unwrap_or(c);
            desk.decline(a, c);
        }
        Happens::Transfer { a, c, to } => desk.transfer(a, own(desk, a, c), to),
        Happens::GiveBack { a, c, id } => {
            desk.agent_does(a, own(desk, a, c), Command::GiveBack { by: agent(a), reason: None }, id);
        }
        Happens::AgentSays { a, c, id } => {
            let text = Text::new("Hej", 100).expect("a text");
            desk.agent_does(a, own(desk, a, c), Command::AgentSay { by: agent(a), name: name(a), text }, id);
        }
        Happens::Close { a, c, id } => {
            desk.agent_does(a, own(desk, a, c), Command::Close { by: agent(a), code: None }, id);
        }
        Happens::Wait { seconds } => desk.wait(seconds),
        Happens::Door { open } => desk.open_or_close(open),
        Happens::Restart => desk.restart(),
    }
    desk.look();
}

/// The conversation that stands offered to the agent.
fn offered(desk: &Desk, a: u8) -> Option<u8> {
    (1..=12).find(|&c| desk.routing.offered_to(conversation(c)) == Some(agent(a)))
}

/// For even numbers one of the agent's own conversations, if there is one; else whichever the number names.
fn own(desk: &Desk, a: u8, c: u8) -> u8 {
    let mine = desk.routing.held_by(agent(a)).next().filter(|_| c.is_multiple_of(2));
    mine.and_then(|id| (1..=12).find(|&n| conversation(n) == id)).unwrap_or(c)
}

/// Promise 2: numbered 1, 2, 3 … without gaps, in the order in which it happened.
fn one_order(desk: &Desk) {
    for stored in desk.stored.values() {
        let numbers = stored.log.iter().map(|entry| entry.seq.0);
        assert!(numbers.eq(1..=stored.conversation.seq.0), "an entry is missing or doubled");
        assert!(stored.log.is_sorted_by_key(|entry| entry.at));
    }
}

/// Promise 3: what was sent before gets the same number, and nothing is written.
fn exactly_once(desk: &mut Desk, sent: &Happens) {
    let before = written(desk);
    match sent {
        Happens::Visitor { .. } | Happens::AgentSays { .. } => happen(desk, sent),
        _ => return,
    }
    assert_eq!(written(desk), before, "sent again, it was written again");
}

type Written = Vec<(u32, Stage, Vec<u32>)>;

fn written(desk: &Desk) -> Written {
    let numbers = |acked: &BTreeMap<_, Seq>| acked.values().map(|seq| seq.0).collect();
    let all = desk.stored.values();
    all.map(|it| (it.conversation.seq.0, it.conversation.stage.clone(), numbers(&it.acked))).collect()
}

/// Promise 5: one agent, never beyond capacity but for somebody who may be in danger, never a ghost.
fn one_agent(desk: &Desk) {
    let mut held: BTreeMap<AgentId, Vec<ConversationId>> = BTreeMap::new();
    for (&id, stored) in &desk.stored {
        if let Some(agent) = stored.conversation.stage.agent() {
            held.entry(agent).or_default().push(id);
        }
    }
    for (&agent, conversations) in &held {
        let calm = conversations.iter().filter(|id| !desk.stored[id].conversation.urgent);
        assert!(calm.count() <= 2, "beyond capacity");
        let alive = desk.seen.get(&agent).is_some_and(|seen| desk.now - seen.at < Duration::seconds(45));
        assert!(alive, "waits for a ghost");
    }
    for n in 1..=4 {
        let in_hand: Vec<_> = desk.routing.held_by(agent(n)).collect();
        assert_eq!(in_hand, held.remove(&agent(n)).unwrap_or_default(), "routing and the stages agree");
    }
}

/// The queue holds exactly those who wait, in the order in which they are served.
fn one_queue(desk: &Desk) {
    let order = |it: &Conversation| match it.stage {
        Stage::Queued { since, returned, .. } => Some((!it.urgent, !returned, since, it.id)),
        _ => None,
    };
    let mut waiting: Vec<_> = desk.stored.values().filter_map(|it| order(&it.conversation)).collect();
    waiting.sort_unstable();
    let queue = desk.routing.positions().map(|(_, id)| id);
    assert!(queue.eq(waiting.iter().map(|place| place.3)), "the queue is not those who wait, in order");
}

/// An offer stands for one agent who is there and available, of a conversation that is to be given away.
fn honest_offers(desk: &Desk) {
    for &(id, asked) in &desk.offers {
        assert_eq!(desk.routing.offered_to(id), Some(asked), "told, and not so");
        assert_eq!(desk.routing.presence(asked), Some(Presence::Available), "asked, and away");
        let Some(Decision::Offer { transfer_from, .. }) = desk.routing.offer_to(asked) else {
            panic!("an offer stands")
        };
        let stored = &desk.stored[&id];
        match (&stored.conversation.stage, transfer_from) {
            (Stage::Queued { choose_by: None, .. }, None) => assert_eq!(stored.gone_since, None),
            (Stage::WithAgent { agent, .. }, Some(from)) => assert_eq!(*agent, from),
            (stage, _) => panic!("offered in {stage:?}"),
        }
        assert!(desk.routing.held_by(asked).count() < 2, "asked beyond capacity");
    }
    let standing = (1..=4).filter(|&n| desk.routing.offer_to(agent(n)).is_some()).count();
    assert_eq!(standing, desk.offers.len());
}

/// Nobody sits idle while somebody waits whom they have not refused.
fn nobody_is_forgotten(desk: &Desk) {
    for (&agent, seen) in &desk.seen {
        let available = desk.routing.presence(agent) == Some(Presence::Available) && seen.sockets > 0;
        if !available || desk.routing.offer_to(agent).is_some() || desk.routing.held_by(agent).count() >= 2 {
            continue;
        }
        for (&id, stored) in &desk.stored {
            let ready = matches!(stored.conversation.stage, Stage::Queued { choose_by: None, .. });
            if ready && stored.gone_since.is_none() && desk.routing.offered_to(id).is_none() {
                assert!(desk.refused.contains(&(agent, id)), "{agent} is idle and {id} waits");
            }
        }
    }
}

/// What is told of availability is what is so.
fn honest_availability(desk: &Desk) {
    let somebody = (1..=4).any(|n| desk.routing.presence(agent(n)) == Some(Presence::Available));
    assert_eq!(desk.routing.reachable() == Reachable::NobodyAvailable, !somebody);
    assert_eq!(desk.somebody.unwrap_or(somebody), somebody, "a change was not told");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_order_the_numbers_and_the_one_agent_hold(
        offers in any::<bool>(),
        story in prop::collection::vec(something(), 1..120),
    ) {
        let mode = if offers { Mode::Offer } else { Mode::Accept };
        let mut desk = Desk::staffed(mode);
        for what in &story {
            happen(&mut desk, what);
            exactly_once(&mut desk, what);
            one_order(&desk);
            one_agent(&desk);
            one_queue(&desk);
            honest_offers(&desk);
            honest_availability(&desk);
            if offers {
                nobody_is_forgotten(&desk);
            }
        }
    }
}

#[test]
fn the_stories_reach_every_stage_and_every_kind_of_decision() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut reached: BTreeMap<&str, usize> = BTreeMap::new();
    let stories = prop::collection::vec(something(), 120);
    for round in 0..60 {
        let story = stories.new_tree(&mut runner).expect("a story").current();
        let mut desk = Desk::staffed(if round % 2 == 0 { Mode::Offer } else { Mode::Accept });
        for what in &story {
            happen(&mut desk, what);
        }
        for stored in desk.stored.values() {
            *reached.entry(stored.conversation.stage.kind()).or_default() += 1;
        }
        for (told, times) in &desk.told {
            *reached.entry(told).or_default() += times;
        }
    }
    let expected = [
        "assistant",
        "queued",
        "with_agent",
        "left_message",
        "closed",
        "offer",
        "transfer",
        "transfer_failed",
        "accepted",
        "missed",
        "declined",
        "left",
        "withdrawn",
        "set_away",
        "agent_gone",
        "last_agent_left",
        "somebody_available",
        "wait_on",
        "tell_nobody",
        "abandon",
        "offer_person",
    ];
    let missing: Vec<_> = expected.iter().filter(|name| !reached.contains_key(*name)).collect();
    assert!(missing.is_empty(), "the stories never reach {missing:?}: {reached:?}");
}
