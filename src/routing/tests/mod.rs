//! The rules of routing and of the clock, told as what happens at the desk.

mod clock;
mod model;
mod pace;
mod presence;
mod promises;
mod queue;
mod who;

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::{Decision, Mode, OfferEnd, Presence, Routing, Rules, Waiting, WhyAway};
use crate::conversation::{AgentId, ConversationId};
use crate::moment::{Line, Moment, Now};

/// Monday 2 March 2026, 09:00 in Sweden.
const MONDAY_MORNING: DateTime<Utc> = DateTime::from_timestamp(1_772_438_400, 0).expect("a moment");

const ANNA: u8 = 1;
const BO: u8 = 2;
const CARIN: u8 = 3;

/// A moment some seconds after [`MONDAY_MORNING`].
fn at(seconds: i64) -> Moment {
    Moment::START + Duration::seconds(seconds)
}

/// The wall time at that moment.
fn wall(seconds: i64) -> DateTime<Utc> {
    MONDAY_MORNING + Duration::seconds(seconds)
}

/// What the clock shows at that moment.
fn now(seconds: i64) -> Now {
    Line::begin(MONDAY_MORNING).read(Duration::seconds(seconds), wall(seconds), false)
}

fn agent(n: u8) -> AgentId {
    AgentId::new(MONDAY_MORNING, [n; 10])
}

/// Conversations sort by their number.
fn conversation(n: u8) -> ConversationId {
    ConversationId::new(MONDAY_MORNING - Duration::hours(1), [n; 10])
}

fn rules(mode: Mode) -> Rules {
    Rules {
        mode,
        capacity: 2,
        offer: Duration::seconds(30),
        agent_gone: Duration::seconds(45),
        queue_limit: 5,
        default_wait: Duration::minutes(4),
    }
}

fn away() -> Presence {
    Presence::Away(WhyAway::Chosen(None))
}

/// A conversation that began to wait at that second.
fn waiting(n: u8, since: i64) -> Waiting {
    let (conversation, since) = (conversation(n), at(since));
    Waiting { conversation, since, returned: false, urgent: false, present: true, told: false }
}

/// A desk with these agents available, who came in this order, a second apart, in the minute before nine.
fn desk(mode: Mode, agents: &[u8]) -> Routing {
    let mut desk = Routing::new(rules(mode), at(-10));
    for (second, &n) in (-10..).zip(agents) {
        desk.arrived(agent(n), name(n), at(second));
        desk.set_presence(agent(n), Presence::Available, at(second));
    }
    desk
}

fn name(n: u8) -> Arc<str> {
    format!("Agent {n}").into()
}

fn offer(n: u8, to: u8, now: i64) -> Decision {
    let expires_at = at(now + 30);
    Decision::Offer { conversation: conversation(n), agent: agent(to), expires_at, transfer_from: None }
}

fn gone(n: u8, to: u8, reason: OfferEnd) -> Decision {
    Decision::OfferGone { conversation: conversation(n), agent: agent(to), reason }
}
