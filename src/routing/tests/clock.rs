//! What the clock and people do: every cell of the table.

use super::*;
use crate::conversation::command::{Because, Command, Reach};
use crate::conversation::entry::{NobodyBecause, NoticeAbout};
use crate::conversation::{Conversation, Seq, Stage};
use crate::language::Language;
use crate::routing::Reachable;
use crate::routing::clock::{Around, ClockRules, DeskNow, Door, Due, OpenPage, due, open_page};

/// The desk opened an hour before [`MONDAY_MORNING`] and closes seven hours after it, at 16:00.
const OPENED: i64 = -3600;
const CLOSES: i64 = 7 * 3600;

fn minutes(n: i64) -> i64 {
    n * 60
}

fn clock_rules() -> ClockRules {
    ClockRules {
        grace: Duration::minutes(10),
        choice: Duration::minutes(5),
        visitor_gone: Duration::minutes(3),
        idle_ask: Duration::minutes(8),
        idle_close: Duration::minutes(4),
        assistant_close: Duration::hours(36),
    }
}

fn open() -> DeskNow {
    let door = Door::Open { since: wall(OPENED), until: Some(wall(CLOSES)) };
    DeskNow { door, reachable: Reachable::Person, nobody_since: None }
}

fn closed() -> DeskNow {
    DeskNow { door: Door::Closed { since: wall(CLOSES) }, ..open() }
}

fn nobody(desk: DeskNow, since: i64) -> DeskNow {
    DeskNow { reachable: Reachable::NobodyAvailable, nobody_since: Some(at(since)), ..desk }
}

fn here() -> Around {
    Around { visitor_gone_since: None, expected_wait: None, closing_told: false, agent_wrote_at: None }
}

fn gone_since(since: i64) -> Around {
    Around { visitor_gone_since: Some(at(since)), ..here() }
}

fn expecting(wait: i64) -> Around {
    Around { expected_wait: Some(Duration::seconds(wait)), ..here() }
}

/// A conversation that began at that second and stands so.
fn standing(began: i64, stage: Stage) -> Conversation {
    let mut conversation =
        Conversation::new(ConversationId::new(wall(began), [1; 10]), Language::Sv, None, wall(began));
    conversation.seq = Seq(2);
    conversation.stage = stage;
    conversation
}

fn queued(since: i64) -> Conversation {
    standing(since, Stage::Queued { since: wall(since), returned: false, choose_by: None })
}

fn choosing(until: i64) -> Conversation {
    standing(0, Stage::Queued { since: wall(0), returned: false, choose_by: Some(wall(until)) })
}

fn with_agent(idle_asked: Option<i64>) -> Conversation {
    let idle_asked = idle_asked.map(wall);
    standing(0, Stage::WithAgent { agent: agent(ANNA), name: name(ANNA), since: wall(0), idle_asked })
}

fn asked(conversation: &Conversation, desk: DeskNow, around: Around, now: i64) -> Due {
    due(conversation, &desk, &around, &clock_rules(), &self::now(now))
}

fn told(because: Because, now: i64) -> Due {
    Due::Now(Command::TellNobody { because, choose_by: wall(now + minutes(5)) })
}

// ── not begun, page left open ──

#[test]
fn an_open_page_says_when_the_desk_closes_shortly_before() {
    let soon = Duration::minutes(30);
    assert_eq!(open_page(&open(), soon, wall(0)), OpenPage::Person { closes_at: None });
    let says = open_page(&open(), soon, wall(CLOSES - minutes(30)));
    assert_eq!(says, OpenPage::Person { closes_at: Some(wall(CLOSES)) });
}

#[test]
fn the_same_open_page_offers_the_assistant_at_closing_and_a_person_at_opening() {
    let soon = Duration::minutes(30);
    assert_eq!(open_page(&closed(), soon, wall(CLOSES)), OpenPage::Assistant);
    assert_eq!(open_page(&open(), soon, wall(OPENED)), OpenPage::Person { closes_at: None });
    assert_eq!(open_page(&nobody(open(), OPENED), soon, wall(0)), OpenPage::Assistant, "open, but nobody is there");
}

// ── with the assistant ──

#[test]
fn closing_changes_nothing_for_those_who_talk_with_the_assistant() {
    let conversation = standing(0, Stage::Assistant);
    assert_eq!(asked(&conversation, closed(), here(), CLOSES), Due::At(at(36 * 3600)));
}

#[test]
fn at_opening_those_who_are_connected_are_offered_a_person_once() {
    let mut conversation = standing(OPENED - 60, Stage::Assistant);
    assert_eq!(asked(&conversation, open(), here(), OPENED), Due::Now(Command::OfferPerson));
    conversation.offered_at = Some(wall(OPENED));
    assert!(matches!(asked(&conversation, open(), here(), OPENED + 1), Due::At(_)));
    conversation.offered_at = Some(wall(OPENED - 24 * 3600));
    assert_eq!(asked(&conversation, open(), here(), OPENED), Due::Now(Command::OfferPerson), "a new day, a new offer");
}

#[test]
fn others_are_offered_a_person_at_their_next_hello() {
    let conversation = standing(OPENED - 60, Stage::Assistant);
    assert!(matches!(asked(&conversation, open(), gone_since(OPENED - 30), OPENED), Due::At(_)));
    assert_eq!(asked(&conversation, open(), here(), minutes(90)), Due::Now(Command::OfferPerson));
}

#[test]
fn nobody_is_offered_a_person_who_cannot_be_reached() {
    let conversation = standing(OPENED - 60, Stage::Assistant);
    assert!(matches!(asked(&conversation, nobody(open(), OPENED), here(), OPENED), Due::At(_)));
    let full = DeskNow { reachable: Reachable::QueueFull, ..open() };
    assert!(matches!(asked(&conversation, full, here(), OPENED), Due::At(_)));
}

#[test]
fn during_hours_the_clock_asks_nothing_of_those_who_chose_the_assistant() {
    let conversation = standing(0, Stage::Assistant);
    assert_eq!(asked(&conversation, open(), here(), minutes(30)), Due::At(at(36 * 3600)));
}

#[test]
fn a_conversation_with_the_assistant_is_closed_long_after_the_last_word() {
    let conversation = standing(0, Stage::Assistant);
    assert_eq!(asked(&conversation, closed(), gone_since(0), 36 * 3600), Due::Now(Command::CloseIdle));
}

// ── queued ──

#[test]
fn those_who_wait_are_told_once_if_the_wait_is_longer_than_what_is_left() {
    let notice = Due::Now(Command::Notify(NoticeAbout::ClosingBeforeTurn));
    let late = CLOSES - minutes(12);
    assert_eq!(asked(&queued(late), open(), expecting(minutes(20)), late), notice);
    let before = expecting(minutes(10));
    assert_eq!(asked(&queued(late), open(), before, late), Due::At(at(CLOSES - minutes(10))), "when to look again");
    assert_eq!(asked(&queued(late), open(), before, CLOSES - minutes(10)), notice);
    let already = Around { closing_told: true, ..expecting(minutes(20)) };
    assert_eq!(asked(&queued(late), open(), already, late), Due::Never);
}

#[test]
fn those_who_queued_in_time_are_served_for_the_grace_and_then_told() {
    let over = CLOSES + minutes(10);
    assert_eq!(asked(&queued(CLOSES - 60), closed(), here(), CLOSES), Due::At(at(over)));
    assert_eq!(asked(&queued(CLOSES - 60), closed(), here(), over - 1), Due::At(at(over)));
    assert_eq!(asked(&queued(CLOSES - 60), closed(), here(), over), told(Because::DeskClosed, over));
}

#[test]
fn a_late_look_gives_the_visitor_the_whole_time_to_choose() {
    let late = CLOSES + minutes(60);
    assert_eq!(asked(&queued(CLOSES - 60), closed(), here(), late), told(Because::DeskClosed, late));
}

#[test]
fn no_choice_in_time_closes_as_abandoned() {
    let until = CLOSES + minutes(15);
    assert_eq!(asked(&choosing(until), closed(), here(), until - 1), Due::At(at(until)));
    assert_eq!(asked(&choosing(until), closed(), here(), until), Due::Now(Command::Abandon));
}

#[test]
fn when_the_last_available_agent_leaves_those_who_wait_are_told() {
    let desk = nobody(open(), 100);
    assert_eq!(asked(&queued(0), desk, here(), 100), told(Because::NobodyAvailable, 100));
}

#[test]
fn after_closing_nobody_waits_out_the_grace_for_agents_who_have_left() {
    let desk = nobody(closed(), CLOSES + 60);
    assert_eq!(asked(&queued(CLOSES - 60), desk, here(), CLOSES + 60), told(Because::DeskClosed, CLOSES + 60));
    let since_noon = nobody(closed(), 3 * 3600);
    assert_eq!(asked(&queued(CLOSES - 60), since_noon, here(), CLOSES), told(Because::DeskClosed, CLOSES));
}

#[test]
fn while_it_is_not_known_after_a_start_who_is_there_nobody_is_told() {
    let desk = DeskNow { reachable: Reachable::NobodyAvailable, nobody_since: None, ..open() };
    assert_eq!(asked(&queued(0), desk, here(), 10), Due::Never);
}

#[test]
fn those_who_were_told_wait_on_when_somebody_is_there_after_all() {
    assert_eq!(asked(&choosing(300), open(), here(), 200), Due::Now(Command::WaitOn));
    assert_eq!(asked(&choosing(300), nobody(open(), 0), here(), 200), Due::At(at(300)));
    let after_grace = CLOSES + minutes(10);
    let until = after_grace + minutes(5);
    assert_eq!(asked(&choosing(until), closed(), here(), after_grace), Due::At(at(until)), "closed is closed");
}

#[test]
fn the_place_of_a_visitor_whose_sockets_are_gone_is_kept_for_a_while_and_then_abandoned() {
    assert_eq!(asked(&queued(0), open(), gone_since(60), 61), Due::At(at(60 + minutes(3))));
    assert_eq!(asked(&queued(0), open(), gone_since(60), 60 + minutes(3)), Due::Now(Command::Abandon));
    assert_eq!(asked(&choosing(300), nobody(open(), 0), gone_since(0), minutes(3)), Due::Now(Command::Abandon));
}

// ── with an agent ──

#[test]
fn a_conversation_with_an_agent_is_never_cut_by_the_clock() {
    let mut conversation = with_agent(None);
    conversation.visitor_at = wall(CLOSES);
    let look = Due::At(at(CLOSES + minutes(8)));
    assert_eq!(asked(&conversation, closed(), here(), CLOSES), look);
    assert_eq!(asked(&conversation, nobody(closed(), CLOSES), here(), CLOSES + minutes(7)), look);
}

#[test]
fn after_closing_a_visitor_whose_agent_is_lost_chooses_as_at_closing() {
    // Found gone 45 s after the last sign of life: the conversation is back in the queue, and nobody is there.
    let lost = CLOSES + minutes(30) + 45;
    let returned = standing(0, Stage::Queued { since: wall(lost), returned: true, choose_by: None });
    assert_eq!(asked(&returned, nobody(closed(), lost), here(), lost), told(Because::DeskClosed, lost));
    assert_eq!(asked(&returned, closed(), here(), lost), told(Because::DeskClosed, lost), "colleagues or not");
}

#[test]
fn a_silent_visitor_is_asked_once_and_then_closed() {
    let ask = Due::Now(Command::Notify(NoticeAbout::Idle));
    assert_eq!(asked(&with_agent(None), open(), here(), minutes(8) - 1), Due::At(at(minutes(8))));
    assert_eq!(asked(&with_agent(None), open(), here(), minutes(8)), ask);
    let asked_at = Some(minutes(8));
    assert_eq!(asked(&with_agent(asked_at), open(), here(), minutes(9)), Due::At(at(minutes(12))));
    assert_eq!(asked(&with_agent(asked_at), open(), here(), minutes(12)), Due::Now(Command::CloseIdle));
}

#[test]
fn a_visitor_who_waits_for_the_agents_answer_is_not_silent() {
    let mut conversation = with_agent(None);
    conversation.open_question = Some(Seq(2));
    assert_eq!(asked(&conversation, open(), here(), minutes(60)), Due::Never);
    conversation.open_question = None;
    let answered = Around { agent_wrote_at: Some(at(minutes(60))), ..here() };
    assert_eq!(asked(&conversation, open(), answered, minutes(61)), Due::At(at(minutes(68))));
}

// ── left a message, closed ──

#[test]
fn the_clock_asks_nothing_of_a_message_left_or_of_what_is_over() {
    use crate::conversation::CloseReason;
    let left = standing(0, Stage::LeftMessage { since: wall(0) });
    let over = standing(0, Stage::Closed { reason: CloseReason::Ended, at: wall(0) });
    for conversation in [left, over] {
        for desk in [open(), closed(), nobody(open(), 0)] {
            assert_eq!(asked(&conversation, desk, gone_since(0), 72 * 3600), Due::Never);
        }
    }
}

#[test]
fn reach_is_hours_and_presence_and_nothing_else() {
    assert_eq!(open().reach(), Reach::Person);
    assert_eq!(closed().reach(), Reach::Closed, "however many are there");
    assert_eq!(nobody(open(), 0).reach(), Reach::Nobody(NobodyBecause::NobodyAvailable));
    let full = DeskNow { reachable: Reachable::QueueFull, ..open() };
    assert_eq!(full.reach(), Reach::Nobody(NobodyBecause::QueueFull));
}

/// What the clock shows so many seconds after it was set at the second `leapt`, by so much.
fn set(leapt: i64, by: i64, now: i64) -> crate::moment::Now {
    let mut line = crate::moment::Line::begin(MONDAY_MORNING);
    let mut read = |second: i64, by: i64| line.read(Duration::seconds(second), wall(second + by), false);
    read(leapt, by);
    read(now, by)
}

#[test]
fn silence_choice_and_the_day_of_the_assistant_are_counted_over_a_clock_that_was_set() {
    for by in [-7200, 7200, 365 * 86400] {
        let asked = |conversation: &Conversation, desk, now| {
            due(conversation, &desk, &here(), &clock_rules(), &set(60, by, now))
        };
        let silent = with_agent(None);
        assert_eq!(asked(&silent, open(), minutes(8) - 1), Due::At(at(minutes(8))), "{by}");
        assert_eq!(asked(&silent, open(), minutes(8)), Due::Now(Command::Notify(NoticeAbout::Idle)), "{by}");
        let choice = choosing(minutes(5));
        assert_eq!(asked(&choice, nobody(open(), 0), minutes(5) - 1), Due::At(at(minutes(5))), "{by}");
        assert_eq!(asked(&choice, nobody(open(), 0), minutes(5)), Due::Now(Command::Abandon), "{by}");
        let alone = standing(0, Stage::Assistant);
        // Where nine came twice it is taken for the later one: longer rather than shorter.
        let over = 36 * 3600 + (-by).max(0);
        assert_eq!(asked(&alone, closed(), over - 1), Due::At(at(over)), "{by}");
        assert_eq!(asked(&alone, closed(), over), Due::Now(Command::CloseIdle), "{by}");
    }
}

#[test]
fn a_leap_over_closing_leaves_who_waits_the_grace_from_then() {
    let desk = DeskNow { door: Door::Closed { since: wall(CLOSES) }, ..open() };
    let asked = |now| due(&queued(0), &desk, &here(), &clock_rules(), &set(600, CLOSES + 7200, now));
    assert_eq!(asked(601), Due::At(at(600 + minutes(10))));
    assert!(matches!(asked(600 + minutes(10)), Due::Now(Command::TellNobody { because: Because::DeskClosed, .. })));
}

#[test]
fn who_waited_first_is_first_also_when_the_clock_was_set_back_meanwhile() {
    let first = queued(0);
    let mut second = Conversation::new(conversation(2), Language::Sv, None, wall(0));
    second.seq = Seq(1);
    second.stage = Stage::Queued { since: wall(120 - 7200), returned: false, choose_by: None };
    let mut routing = super::desk(Mode::Offer, &[]);
    let now = set(60, -7200, 120);
    routing.follow(&first, true, &now);
    routing.follow(&second, true, &now);
    assert_eq!((routing.position(first.id), routing.position(second.id)), (Some(1), Some(2)));
}
