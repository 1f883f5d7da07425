//! Every row of the table of stages, and what the steps promise.

use chrono::Duration;

use super::*;
use crate::conversation::ClientId;
use crate::conversation::danger::{About, Kind, Tongue};
use crate::conversation::entry::{Answer, ReplyKind};
use crate::conversation::text::Contact;

/// Monday 2 March 2026, 09:00 in Sweden.
const MONDAY_MORNING: DateTime<Utc> = DateTime::from_timestamp(1_772_438_400, 0).expect("a moment");

/// One conversation, driven step by step; every step that is taken is checked against promise 2.
struct Talk {
    conversation: Conversation,
    now: DateTime<Utc>,
    reach: Reach,
    log: Vec<Entry>,
    last: Option<Change>,
}

impl Talk {
    fn new(reach: Reach) -> Self {
        let now = MONDAY_MORNING;
        let id = ConversationId::new(now, [1; 10]);
        let conversation = Conversation::new(id, Language::Sv, None, now);
        Self { conversation, now, reach, log: Vec::new(), last: None }
    }

    fn with_assistant() -> Self {
        Self::new(Reach::Closed).then(say("Vilka vänorter har Linköping?"))
    }

    fn queued() -> Self {
        Self::new(Reach::Person).then(say("Hej, jag behöver hjälp"))
    }

    fn with_agent() -> Self {
        Self::queued().then(accept(anna()))
    }

    fn told() -> Self {
        let choose_by = MONDAY_MORNING + Duration::minutes(5);
        Self::queued().then(Command::TellNobody { because: Because::DeskClosed, choose_by })
    }

    fn left_message() -> Self {
        Self::with_assistant().then(leave_message())
    }

    fn try_with(&mut self, command: Command, id: Option<&str>) -> Result<Change, Refused> {
        self.now += Duration::seconds(10);
        let client = id.map(|id| Client::new(command.agent(), ClientId::new(id).expect("an id")));
        let change = self.conversation.step(command, client, self.reach, self.now)?;
        assert_eq!(change.expected, self.conversation.seq);
        self.log.extend(change.entries.iter().map(|entry| (**entry).clone()));
        self.conversation = change.next.clone();
        let numbers: Vec<u32> = self.log.iter().map(|entry| entry.seq.0).collect();
        assert_eq!(numbers, (1..=self.conversation.seq.0).collect::<Vec<_>>(), "numbered without gaps");
        self.last = Some(change.clone());
        Ok(change)
    }

    fn attempt(&mut self, command: Command) -> Result<Change, Refused> {
        self.try_with(command, None)
    }

    fn then(mut self, command: Command) -> Self {
        self.attempt(command).expect("a step that the rules allow");
        self
    }

    fn refuses(mut self, command: Command, why: Refused) -> Self {
        let before = self.conversation.clone();
        assert_eq!(self.attempt(command), Err(why));
        assert_eq!(self.conversation, before);
        self
    }

    fn reach(mut self, reach: Reach) -> Self {
        self.reach = reach;
        self
    }

    fn stage(&self) -> &'static str {
        self.conversation.stage.kind()
    }

    fn events(&self) -> Vec<&'static str> {
        let name = |entry: &Entry| if let Body::Event(event) = &entry.body { Some(event.name()) } else { None };
        self.log.iter().filter_map(name).collect()
    }

    fn last(&self) -> &Change {
        self.last.as_ref().expect("a step was taken")
    }
}

fn text(words: &str) -> Text {
    Text::new(words, 4000).expect("a text")
}

fn say(words: &str) -> Command {
    Command::Say { text: text(words), noticed: None }
}

fn noticed(tier: Tier, kinds: &[Kind]) -> Noticed {
    Noticed { tier, kinds: kinds.to_vec(), about: About::Other, tongue: Tongue::Sv }
}

fn in_danger() -> Command {
    Command::Say { text: text("Det brinner"), noticed: Some(noticed(Tier::Alarm, &[Kind::Life])) }
}

fn leave_message() -> Command {
    let contact = Contact::new(Some("kim@example.se"), None).expect("an address");
    Command::LeaveMessage { text: text("Ring mig"), contact, noticed: None }
}

fn reply(to: u32) -> Command {
    let answer = Answer { kind: ReplyKind::Answer, text: "Svar".into(), sources: vec![], actions: vec![] };
    Command::Reply { reply_to: Seq(to), answer: Arc::new(answer) }
}

fn agent(n: u8) -> AgentId {
    AgentId::new(MONDAY_MORNING, [n; 10])
}

fn anna() -> Asked {
    Asked { agent: agent(1), name: "Anna".into(), capacity: 3 }
}

fn bo() -> Asked {
    Asked { agent: agent(2), name: "Bo".into(), capacity: 3 }
}

fn accept(asked: Asked) -> Command {
    Command::Accept(asked)
}

fn agent_says(asked: Asked) -> Command {
    Command::AgentSay { by: asked.agent, name: asked.name, text: text("Hej, jag heter så") }
}

fn take_over() -> Command {
    Command::TakeOver { from: anna().agent, to: bo(), reason: Some(text("Bo kan bygglov")) }
}

// ── the table of stages, row by row ──

#[test]
fn a_first_message_goes_to_the_queue_when_somebody_is_reachable() {
    let talk = Talk::new(Reach::Person).then(say("Hej"));
    assert_eq!(talk.stage(), "queued");
    assert_eq!(talk.events(), ["began", "queued"]);
    assert_eq!(talk.last().awaits_reply, None, "a person will answer");
}

#[test]
fn a_first_message_goes_to_the_assistant_when_the_desk_is_closed() {
    let talk = Talk::new(Reach::Closed).then(say("Hej"));
    assert_eq!((talk.stage(), talk.events()), ("assistant", vec!["began"]));
    assert_eq!(talk.last().awaits_reply, Some(Seq(2)));
}

#[test]
fn arriving_when_nobody_is_available_or_the_queue_is_full_gives_the_assistant_and_says_so() {
    for because in [NobodyBecause::NobodyAvailable, NobodyBecause::QueueFull] {
        let talk = Talk::new(Reach::Nobody(because)).then(say("Hej"));
        assert_eq!(talk.stage(), "assistant");
        assert_eq!(talk.log.last().expect("entries").body, Body::Event(Event::NobodyReachable { because }));
        assert_eq!(talk.last().awaits_reply, Some(Seq(2)));
    }
}

#[test]
fn a_conversation_begins_with_a_message_a_wish_for_a_person_or_a_message_left_and_with_nothing_else() {
    assert_eq!(Talk::new(Reach::Person).then(Command::AskForPerson).stage(), "queued");
    assert_eq!(Talk::new(Reach::Closed).then(leave_message()).events(), ["began", "message_left"]);
    let nothing_begins = [
        Command::UseAssistant,
        Command::End,
        reply(1),
        accept(anna()),
        Command::OfferPerson,
        Command::CloseIdle,
        Command::Abandon,
        Command::Close { by: anna().agent, code: None },
    ];
    for command in nothing_begins {
        let talk = Talk::new(Reach::Person).refuses(command, Refused::NotNow);
        assert!(talk.log.is_empty());
    }
}

#[test]
fn asking_the_assistant_for_a_person_leads_to_the_queue_while_one_is_reachable() {
    let talk = Talk::with_assistant().reach(Reach::Person).then(Command::AskForPerson);
    assert_eq!(talk.stage(), "queued");
    assert_eq!(talk.events(), ["began", "queued"]);
}

#[test]
fn asking_for_a_person_who_cannot_be_reached_stays_with_the_assistant_and_says_why() {
    let closed = Talk::with_assistant().then(Command::AskForPerson);
    assert_eq!((closed.stage(), closed.events().last()), ("assistant", Some(&"desk_closed")));
    let full = Talk::with_assistant().reach(Reach::Nobody(NobodyBecause::QueueFull)).then(Command::AskForPerson);
    assert_eq!((full.stage(), full.events().last()), ("assistant", Some(&"nobody_reachable")));
}

#[test]
fn the_offer_at_opening_moves_nobody_by_force_and_leads_to_the_queue_when_accepted() {
    let talk = Talk::with_assistant().reach(Reach::Person).then(Command::OfferPerson);
    assert_eq!(talk.stage(), "assistant");
    assert_eq!(talk.conversation.offered_at, Some(talk.now));
    assert_eq!(talk.then(Command::AskForPerson).stage(), "queued");
}

#[test]
fn only_somebody_who_talks_with_the_assistant_is_offered_a_person() {
    for talk in [Talk::queued(), Talk::with_agent(), Talk::left_message()] {
        talk.refuses(Command::OfferPerson, Refused::NotNow);
    }
}

#[test]
fn a_message_can_be_left_with_the_assistant_and_from_the_queue_but_not_with_an_agent() {
    for talk in [Talk::with_assistant(), Talk::queued(), Talk::told()] {
        let talk = talk.then(leave_message());
        assert_eq!((talk.stage(), talk.events().last()), ("left_message", Some(&"message_left")));
    }
    Talk::with_agent().refuses(leave_message(), Refused::NotNow);
    Talk::left_message().refuses(leave_message(), Refused::NotNow);
}

#[test]
fn a_visitor_may_end_with_the_assistant_in_the_queue_and_with_an_agent() {
    for talk in [Talk::with_assistant(), Talk::queued(), Talk::with_agent()] {
        let talk = talk.then(Command::End);
        assert_eq!(talk.conversation.stage, Stage::Closed { reason: CloseReason::Ended, at: talk.now });
    }
    Talk::left_message().refuses(Command::End, Refused::NotNow);
}

#[test]
fn a_silent_visitor_is_asked_once_and_then_closed_with_a_reason() {
    let talk = Talk::with_agent().refuses(Command::CloseIdle, Refused::NotNow);
    let talk = talk.then(Command::Notify(NoticeAbout::Idle));
    let talk = talk.refuses(Command::Notify(NoticeAbout::Idle), Refused::NotNow).then(Command::CloseIdle);
    assert_eq!(talk.conversation.stage, Stage::Closed { reason: CloseReason::Idle, at: talk.now });
}

#[test]
fn a_visitor_who_answers_the_question_is_not_closed_for_silence() {
    for answer in [say("Jag är kvar"), Command::AskForPerson] {
        let talk = Talk::with_agent().then(Command::Notify(NoticeAbout::Idle)).then(answer);
        talk.refuses(Command::CloseIdle, Refused::NotNow).then(Command::Notify(NoticeAbout::Idle));
    }
}

#[test]
fn silence_never_closes_those_who_wait_or_have_left_a_message() {
    for talk in [Talk::queued(), Talk::told(), Talk::left_message()] {
        talk.refuses(Command::CloseIdle, Refused::NotNow);
    }
    assert_eq!(Talk::with_assistant().then(Command::CloseIdle).stage(), "closed");
}

#[test]
fn giving_up_or_leaving_the_queue_closes_as_abandoned_and_nothing_else_does() {
    for talk in [Talk::queued(), Talk::told()] {
        let talk = talk.then(Command::Abandon);
        assert_eq!(talk.conversation.stage, Stage::Closed { reason: CloseReason::Abandoned, at: talk.now });
    }
    for talk in [Talk::with_assistant(), Talk::with_agent(), Talk::left_message()] {
        talk.refuses(Command::Abandon, Refused::NotNow);
    }
}

#[test]
fn an_agent_takes_a_conversation_from_the_queue() {
    let talk = Talk::with_agent();
    assert_eq!(talk.conversation.stage.agent(), Some(anna().agent));
    assert_eq!(talk.events().last(), Some(&"accepted"));
    assert!(talk.conversation.by_person);
    assert_eq!(talk.last().capacity, Some((anna().agent, 3)), "the store holds to the limit");
}

#[test]
fn no_limit_holds_for_whoever_waits_in_danger_and_every_other_taking_keeps_it() {
    let limit = |talk: &Talk| talk.last().capacity.map(|(_, limit)| limit);
    let urgent = Talk::queued().then(in_danger()).then(accept(anna()));
    assert_eq!(limit(&urgent), Some(Asked::WITHOUT_LIMIT));
    let taken_over = urgent.then(Command::TakeOver { from: anna().agent, to: bo(), reason: None });
    assert_eq!(limit(&taken_over), Some(3), "a colleague is asked within their capacity");
    let again = taken_over.then(Command::GiveBack { by: bo().agent, reason: None }).then(accept(anna()));
    assert_eq!(limit(&again), Some(Asked::WITHOUT_LIMIT), "and waits in danger again");
    let concern = Command::Notice(noticed(Tier::Concern, &[Kind::Suicide]));
    assert_eq!(limit(&Talk::queued().then(concern).then(accept(anna()))), Some(3), "a concern is no alarm");
    let message = Talk::queued().then(in_danger()).then(leave_message()).then(accept(anna()));
    assert_eq!(limit(&message), Some(3), "who left a message does not wait");
}

#[test]
fn only_one_of_two_agents_gets_the_visitor() {
    let talk = Talk::with_agent().refuses(accept(bo()), Refused::AlreadyTaken).then(accept(anna()));
    assert!(talk.last().entries.is_empty(), "the same press came twice");
}

#[test]
fn nobody_is_given_away_who_talks_with_the_assistant() {
    Talk::with_assistant().refuses(accept(anna()), Refused::NotNow);
}

#[test]
fn a_visitor_told_that_nobody_will_come_may_choose_the_assistant_and_is_answered() {
    Talk::queued().refuses(Command::UseAssistant, Refused::NotNow);
    let talk = Talk::told();
    assert!(talk.conversation.must_choose());
    let talk = talk.then(Command::UseAssistant);
    assert_eq!(talk.stage(), "assistant");
    assert_eq!(talk.last().awaits_reply, Some(Seq(2)), "the question asked before the wait");
    let again = talk.then(Command::UseAssistant);
    assert_eq!(again.last().awaits_reply, None, "answered once");
}

#[test]
fn a_visitor_is_told_once_that_nobody_will_come() {
    let choose_by = MONDAY_MORNING + Duration::minutes(5);
    let tell = |because| Command::TellNobody { because, choose_by };
    let talk = Talk::told().refuses(tell(Because::NobodyAvailable), Refused::NotNow);
    assert_eq!(talk.events().last(), Some(&"desk_closed"));
    let other = Talk::queued().then(tell(Because::NobodyAvailable));
    assert_eq!(other.events().last(), Some(&"nobody_reachable"));
    for talk in [Talk::with_assistant(), Talk::with_agent(), Talk::left_message()] {
        talk.refuses(tell(Because::DeskClosed), Refused::NotNow);
    }
}

#[test]
fn a_visitor_told_that_nobody_will_come_waits_on_in_the_same_place_when_somebody_does() {
    let since = Talk::queued().conversation.stage;
    for (reach, command) in [(Reach::Closed, Command::WaitOn), (Reach::Person, Command::AskForPerson)] {
        let talk = Talk::told().reach(reach).then(command);
        assert_eq!((&talk.conversation.stage, talk.events().last()), (&since, Some(&"queued")));
        talk.refuses(Command::WaitOn, Refused::NotNow);
    }
    assert!(Talk::told().reach(Reach::Closed).then(Command::AskForPerson).conversation.must_choose());
    assert_eq!(Talk::told().then(accept(anna())).stage(), "with_agent", "and may still be taken");
}

#[test]
fn a_colleague_takes_over_from_the_agent_who_has_it_and_from_nobody_else() {
    let talk = Talk::with_agent().then(take_over());
    assert_eq!(talk.conversation.stage.agent(), Some(bo().agent));
    assert_eq!(talk.events().last(), Some(&"transferred"));
    assert_eq!(talk.last().capacity, Some((bo().agent, 3)));
    assert!(talk.log.iter().all(|entry| entry.body != Body::Text(text("Bo kan bygglov"))), "the reason is for staff");
    assert_eq!(talk.last().asides[0].text, Some(text("Bo kan bygglov")));
    talk.refuses(take_over(), Refused::NotYours);
    Talk::queued().refuses(take_over(), Refused::NotYours);
    let to_herself = Command::TakeOver { from: anna().agent, to: anna(), reason: None };
    Talk::with_agent().refuses(to_herself, Refused::NotNow);
}

#[test]
fn a_conversation_that_has_lost_its_agent_goes_to_the_front_of_the_queue_and_the_visitor_is_told() {
    let give_back = Command::GiveBack { by: anna().agent, reason: None };
    for command in [Command::LoseAgent { agent: anna().agent }, give_back] {
        let talk = Talk::with_agent().then(command);
        let front = Stage::Queued { since: talk.now, returned: true, choose_by: None };
        assert_eq!((&talk.conversation.stage, talk.events().last()), (&front, Some(&"returned")));
    }
    Talk::with_agent().refuses(Command::LoseAgent { agent: bo().agent }, Refused::NotYours);
    Talk::queued().refuses(Command::LoseAgent { agent: anna().agent }, Refused::NotYours);
}

#[test]
fn a_message_left_is_taken_from_the_morning_list_or_closed_with_a_code() {
    assert_eq!(Talk::left_message().then(accept(anna())).stage(), "with_agent");
    let close = Command::Close { by: anna().agent, code: Some(text("bygglov")) };
    let talk = Talk::left_message().then(close);
    assert_eq!(talk.conversation.stage, Stage::Closed { reason: CloseReason::ByAgent, at: talk.now });
    let aside = &talk.last().asides[0];
    assert_eq!((aside.kind, &aside.text), (AsideKind::Closed, &Some(text("bygglov"))));
}

#[test]
fn only_the_agent_who_has_a_conversation_writes_in_it_gives_it_back_and_closes_it() {
    let others = || {
        [
            agent_says(bo()),
            Command::GiveBack { by: bo().agent, reason: None },
            Command::Close { by: bo().agent, code: None },
        ]
    };
    for command in others() {
        Talk::with_agent().refuses(command, Refused::NotYours);
    }
    for command in others() {
        Talk::queued().refuses(command, Refused::NotYours);
    }
}

#[test]
fn nothing_is_taken_on_a_closed_conversation() {
    let choose_by = MONDAY_MORNING;
    let everything = [
        say("Hej igen"),
        Command::AskForPerson,
        Command::UseAssistant,
        leave_message(),
        Command::End,
        reply(2),
        accept(anna()),
        agent_says(anna()),
        take_over(),
        Command::LoseAgent { agent: anna().agent },
        Command::Close { by: anna().agent, code: None },
        Command::TellNobody { because: Because::DeskClosed, choose_by },
        Command::WaitOn,
        Command::OfferPerson,
        Command::Notify(NoticeAbout::Idle),
        Command::CloseIdle,
        Command::Abandon,
    ];
    for command in everything {
        Talk::with_agent().then(Command::End).refuses(command, Refused::Closed);
    }
}

// ── what else the steps promise ──

#[test]
fn the_assistant_keeps_quiet_when_a_person_answers() {
    let talk = Talk::with_assistant().reach(Reach::Person).then(Command::AskForPerson).then(accept(anna()));
    let talk = talk.refuses(reply(2), Refused::NotNow).then(say("Är du där?"));
    assert_eq!(talk.last().awaits_reply, None);
}

#[test]
fn words_of_danger_give_the_numbers_at_once_and_flag_the_conversation_in_every_stage() {
    let all = [Talk::with_assistant(), Talk::queued(), Talk::with_agent(), Talk::left_message()];
    for talk in all {
        let stage = talk.stage();
        let talk = talk.then(in_danger());
        assert_eq!(talk.events().last(), Some(&"emergency"));
        assert!(talk.conversation.urgent);
        assert_eq!((talk.stage(), talk.last().awaits_reply), (stage, None));
    }
    let first = Talk::new(Reach::Person).then(in_danger());
    assert_eq!(first.events(), ["began", "emergency", "queued"], "the numbers come before the wait");
}

#[test]
fn the_same_id_from_two_agents_and_the_visitor_is_three_things() {
    let mut talk = Talk::with_agent();
    let said = talk.try_with(say("Hej"), Some("1")).expect("a step").client;
    let given_back = Command::GiveBack { by: anna().agent, reason: None };
    let back = talk.try_with(given_back, Some("1")).expect("a step").client;
    let mut talk = talk.then(accept(bo()));
    let closed = talk.try_with(Command::Close { by: bo().agent, code: None }, Some("1")).expect("a step").client;
    let of = |kept: Option<Client>| kept.expect("the id is kept").of;
    assert_eq!([of(said), of(back), of(closed)], [None, Some(anna().agent), Some(bo().agent)]);
}

#[test]
fn an_acknowledgement_names_the_entry_that_the_client_wrote_and_nothing_where_none_arose() {
    let mut talk = Talk::new(Reach::Person);
    let first = talk.try_with(say("Hej"), Some("a")).expect("a step");
    assert_eq!((first.acked, first.entries.len()), (Seq(2), 3), "its own words, between began and queued");
    let twice = talk.try_with(Command::AskForPerson, Some("b")).expect("a step");
    assert_eq!((twice.acked, twice.client), (Seq::NONE, None));
}

#[test]
fn the_notice_about_closing_is_for_those_who_wait() {
    let notice = || Command::Notify(NoticeAbout::ClosingBeforeTurn);
    assert_eq!(Talk::queued().then(notice()).events().last(), Some(&"notice"));
    for talk in [Talk::with_assistant(), Talk::with_agent(), Talk::told(), Talk::left_message()] {
        talk.refuses(notice(), Refused::NotNow);
    }
}

#[test]
fn the_same_alarm_is_not_given_again_within_five_minutes_unless_there_is_more_to_tell() {
    let say = |tier, kinds: &[Kind]| Command::Say { text: text("Hjälp"), noticed: Some(noticed(tier, kinds)) };
    let count = |talk: &Talk, name| talk.events().iter().filter(|event| **event == name).count();
    let talk = Talk::with_assistant().then(say(Tier::Concern, &[Kind::Life]));
    assert_eq!((count(&talk, "concern"), talk.conversation.urgent), (1, false));
    assert!(talk.last().awaits_reply.is_some(), "after a concern the ordinary reply comes");
    let talk = talk.then(say(Tier::Concern, &[Kind::Life]));
    assert_eq!(count(&talk, "concern"), 1);
    let talk = talk.then(say(Tier::Alarm, &[Kind::Life]));
    assert_eq!((count(&talk, "emergency"), talk.last().awaits_reply), (1, None), "what is more certain is told");
    let talk = talk.then(say(Tier::Alarm, &[Kind::Life])).then(say(Tier::Concern, &[Kind::Life]));
    assert_eq!((count(&talk, "emergency"), count(&talk, "concern")), (1, 1));
    assert!(talk.last().awaits_reply.is_some(), "what is not told again is answered");
    let mut talk = talk.then(say(Tier::Alarm, &[Kind::Fire, Kind::Life]));
    assert_eq!(count(&talk, "emergency"), 2, "another kind is told");
    talk.now += Duration::minutes(5);
    assert_eq!(count(&talk.then(say(Tier::Alarm, &[Kind::Life])), "emergency"), 3, "and after five minutes the same");
}

#[test]
fn what_was_an_alarm_of_one_kind_and_a_concern_of_another_is_told_as_an_alarm_of_the_other() {
    let say = |tier, kind| Command::Say { text: text("Hjälp"), noticed: Some(noticed(tier, &[kind])) };
    let talk = Talk::with_assistant().then(say(Tier::Concern, Kind::Violence)).then(say(Tier::Alarm, Kind::Fire));
    let talk = talk.then(say(Tier::Alarm, Kind::Violence));
    assert_eq!(talk.events(), ["began", "concern", "emergency", "emergency"]);
    let mut talk = Talk::with_assistant().then(say(Tier::Alarm, Kind::Life));
    talk.now += Duration::minutes(4);
    let mut talk = talk.then(say(Tier::Concern, Kind::Fire));
    talk.now += Duration::minutes(1);
    let talk = talk.then(say(Tier::Alarm, Kind::Life)).then(say(Tier::Concern, Kind::Fire));
    assert_eq!(talk.events(), ["began", "emergency", "concern", "emergency"], "each kind has its own five minutes");
}

#[test]
fn what_was_kept_before_each_kind_had_its_time_still_holds() {
    let json = r#"{"tier":"alarm","kinds":["life"],"at":1772438400000,"nobody":false}"#;
    let marked: Marked = serde_json::from_str(json).expect("as it was kept");
    let holds = |kind, after| marked.holds(&noticed(Tier::Alarm, &[kind]), marked.at + Duration::minutes(after));
    assert!(holds(Kind::Life, 4) && !holds(Kind::Life, 5) && !holds(Kind::Fire, 1));
}

#[test]
fn who_says_that_nobody_is_in_danger_gets_the_ordinary_reply_once() {
    Talk::with_assistant().refuses(Command::NoDanger, Refused::NotNow);
    let talk = Talk::with_assistant().then(in_danger());
    let question = talk.last().acked;
    let talk = talk.then(Command::NoDanger);
    assert_eq!(talk.last().awaits_reply, Some(question));
    let talk = talk.refuses(Command::NoDanger, Refused::NotNow);
    assert_eq!(talk.conversation.danger.as_ref().map(|danger| danger.nobody), Some(true));
    let talk = Talk::with_agent().then(in_danger()).then(Command::NoDanger);
    assert_eq!(talk.last().awaits_reply, None, "a person answers");
}

#[test]
fn an_alarm_that_was_waved_away_holds_back_none_that_comes_after_it() {
    let said = |tier| Command::Say { text: text("Hjälp"), noticed: Some(noticed(tier, &[Kind::Suicide])) };
    let talk = Talk::with_assistant().then(said(Tier::Alarm)).then(Command::NoDanger).then(said(Tier::Alarm));
    assert_eq!(talk.events(), ["began", "emergency", "emergency"], "at once, and of the same kind");
    assert_eq!(talk.conversation.danger.as_ref().map(|danger| danger.nobody), Some(false));
    let talk = talk.then(said(Tier::Alarm));
    assert_eq!(talk.events().len(), 3, "and that one holds for five minutes");
    let talk = Talk::with_assistant().then(said(Tier::Alarm)).then(Command::NoDanger).then(said(Tier::Concern));
    assert_eq!(talk.events(), ["began", "emergency", "concern"]);
}

#[test]
fn what_is_known_of_danger_goes_when_the_conversation_is_closed_and_can_still_be_told_of_in_a_rating() {
    let talk = Talk::with_agent().then(in_danger());
    assert!(talk.conversation.urgent && talk.conversation.danger.is_some());
    let talk = talk.then(Command::Close { by: anna().agent, code: None });
    assert!(!talk.conversation.urgent && talk.conversation.danger.is_none());
    let talk = talk.then(Command::Notice(noticed(Tier::Concern, &[Kind::Suicide])));
    assert_eq!((talk.events().last(), talk.stage()), (Some(&"concern"), "closed"));
    assert!(talk.conversation.danger.is_none());
}
