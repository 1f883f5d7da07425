use super::*;
use crate::conversation::danger::{About, Kind, Noticed, Tier, Tongue};
use crate::conversation::{Aside, AsideKind, Author, Body, Client, Stage};
use crate::store::AppendError;

#[tokio::test]
async fn a_conversation_and_its_log_are_read_as_they_were_written() {
    let place = Place::new();
    let mut conversation = place.visitor(1, Reach::Closed).await;
    place.step(&mut conversation, reply(2), None, at(1)).await;
    let log = place.store.log(conversation.id, Seq::NONE).await.expect("a log");
    assert_eq!(log.iter().map(|entry| entry.seq.0).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(log[1].body, Body::Text(text("Vilka vänorter har Linköping?")));
    assert_eq!((&log[2].author, log[2].reply_to), (&Author::Assistant, Some(Seq(2))));
    assert_eq!(place.store.log(conversation.id, Seq(2)).await.expect("the rest"), log[2..]);
    assert_eq!(place.store.conversation(conversation.id).await.expect("read"), Some(conversation.clone()));
    assert_eq!(place.store.by_key(key(1)).await.expect("read"), Some(conversation));
    assert_eq!(place.store.by_key(key(2)).await.expect("read"), None);
}

#[tokio::test]
async fn a_change_decided_on_an_old_state_is_refused_and_leaves_nothing() {
    let place = Place::new();
    let old = place.waiting(1).await;
    let mut now = old.clone();
    place.step(&mut now, say("en"), client("a"), at(1)).await;
    let late = decide(&old, say("två"), client("b"), at(2));
    assert_eq!(place.store.append(late).await, Err(AppendError::Conflict));
    let mut early = (*decide(&now, say("tre"), client("c"), at(3))).clone();
    early.expected = Seq(9);
    assert_eq!(place.store.append(Arc::new(early)).await, Err(AppendError::Conflict));
    assert_eq!(place.store.log(now.id, now.seq).await.expect("a log"), []);
    assert_eq!(place.store.conversation(now.id).await.expect("read"), Some(now));
}

#[tokio::test]
async fn a_key_or_an_id_begins_one_conversation() {
    let place = Place::new();
    let first = place.waiting(1).await;
    let change = |id: u8| {
        let id = ConversationId::new(at(0), [id; 10]);
        let new = Conversation::new(id, Language::Sv, None, at(1));
        Arc::new(new.step(say("Hej"), None, Reach::Person, at(1)).expect("a beginning"))
    };
    for (id, number) in [(1, 2), (2, 1)] {
        let again = place.store.begin(change(id), key(number), at(1)).await;
        assert_eq!(again, Err(AppendError::Conflict), "id {id}, key {number}");
    }
    assert_eq!(place.store.at_desk().await.expect("read"), [first]);
}

#[tokio::test]
async fn the_ids_that_clients_used_are_kept_with_the_numbers_that_they_got() {
    let place = Place::new();
    let mut conversation = place.waiting(1).await;
    place.step(&mut conversation, accept(1, 3), client("x"), at(1)).await;
    place.step(&mut conversation, say("hej"), client("x"), at(2)).await;
    place.step(&mut conversation, say("och hej"), None, at(3)).await;
    let id = |of, id| Client::new(of, client(id).expect("an id"));
    let used = [(id(None, "first"), Seq(2)), (id(Some(agent(1)), "x"), Seq(4)), (id(None, "x"), Seq(5))];
    assert_eq!(place.store.clients(conversation.id).await.expect("read"), used.into());
}

#[tokio::test]
async fn several_changes_of_one_commit_leave_the_conversation_as_the_last_one_does() {
    let place = Place::new();
    let waiting = place.waiting(1).await;
    let mut other = place.waiting(2).await;
    let mut chain = crate::store::Chain::default();
    let mut conversation = waiting.clone();
    let mut written = Vec::new();
    for (second, command) in (1..).zip([accept(1, 3), say("en"), say("två"), Command::LoseAgent { agent: agent(1) }]) {
        let change = decide(&conversation, command, None, at(second));
        conversation = change.next.clone();
        written.push(place.store.put_in_line(change, None, &mut chain).expect("room in the line"));
    }
    for written in written {
        written.await.expect("appended");
    }
    assert_eq!(place.store.conversation(waiting.id).await.expect("read"), Some(conversation.clone()));
    let log = place.store.log(waiting.id, Seq::NONE).await.expect("a log");
    assert!(log.iter().map(|entry| entry.seq.0).eq(1..=conversation.seq.0), "{log:?}");
    place.step(&mut other, accept(1, 1), None, at(9)).await;
}

#[tokio::test]
async fn only_one_of_two_agents_gets_the_visitor() {
    let place = Place::new();
    let waiting = place.waiting(1).await;
    let changes = [1, 2].map(|by| decide(&waiting, accept(by, 3), None, at(1)));
    let [anna, erik] = changes.map(|change| place.store.append(change));
    let outcomes = tokio::join!(anna, erik);
    assert_eq!(outcomes, (Ok(()), Err(AppendError::Conflict)));
    let stage = place.store.conversation(waiting.id).await.expect("read").expect("there").stage;
    assert_eq!(stage.agent(), Some(agent(1)));
}

#[tokio::test]
async fn an_agent_never_has_more_than_the_capacity() {
    let place = Place::new();
    let (mut one, mut two, three) = (place.waiting(1).await, place.waiting(2).await, place.waiting(3).await);
    place.step(&mut one, accept(1, 2), None, at(1)).await;
    place.step(&mut two, accept(1, 2), None, at(1)).await;
    let third = || decide(&three, accept(1, 2), None, at(2));
    assert_eq!(place.store.append(third()).await, Err(AppendError::AtCapacity));
    assert_eq!(place.store.conversation(three.id).await.expect("read"), Some(three.clone()));
    let hand_over = Command::TakeOver {
        from: agent(1),
        to: Asked { agent: agent(2), name: "Erik".into(), capacity: 2 },
        reason: Some(text("kan bygglov")),
    };
    place.step(&mut two, hand_over, None, at(3)).await;
    assert_eq!(place.store.append(third()).await, Ok(()), "room again");
}

#[tokio::test]
async fn a_conversation_that_left_the_queue_without_an_entry_cannot_be_taken() {
    let place = Place::new();
    let mut conversation = place.waiting(1).await;
    let because = crate::conversation::Because::DeskClosed;
    place.step(&mut conversation, Command::TellNobody { because, choose_by: at(300) }, None, at(1)).await;
    let taken = decide(&conversation, accept(1, 3), None, at(2));
    // The visitor's choice writes no entry, so the number alone would not tell.
    place.step(&mut conversation, Command::UseAssistant, None, at(2)).await;
    assert_eq!(place.store.append(taken).await, Err(AppendError::Conflict));
    assert_eq!(
        place.store.conversation(conversation.id).await.expect("read").map(|it| it.stage),
        Some(Stage::Assistant)
    );
}

#[tokio::test]
async fn a_question_is_owed_until_it_is_answered_once() {
    let place = Place::new();
    let mut conversation = place.visitor(1, Reach::Closed).await;
    let id = conversation.id;
    assert_eq!(place.store.unanswered().await.expect("read"), [(id, Seq(2))]);
    assert_eq!(place.store.question(id, Seq(2)).await.expect("read"), Some(text("Vilka vänorter har Linköping?")));
    place.step(&mut conversation, reply(2), None, at(1)).await;
    assert_eq!(place.store.unanswered().await.expect("read"), []);
    let again = place.store.append(decide(&conversation, reply(2), None, at(2))).await;
    assert_eq!(again, Err(AppendError::Duplicate(Seq(3))));
    place.step(&mut conversation, say("Och Finland?"), None, at(3)).await;
    place.store.reply_not_owed(id, conversation.seq).await.expect("released");
    assert_eq!(place.store.unanswered().await.expect("read"), []);
}

#[tokio::test]
async fn a_question_from_the_queue_is_owed_once_the_visitor_chooses_the_assistant() {
    let place = Place::new();
    let mut conversation = place.waiting(1).await;
    assert_eq!(place.store.unanswered().await.expect("read"), []);
    let because = crate::conversation::Because::NobodyAvailable;
    place.step(&mut conversation, Command::TellNobody { because, choose_by: at(300) }, None, at(1)).await;
    place.step(&mut conversation, Command::UseAssistant, None, at(2)).await;
    assert_eq!(place.store.unanswered().await.expect("read"), [(conversation.id, Seq(2))]);
}

#[tokio::test]
async fn the_desk_is_rebuilt_in_the_order_of_the_queue() {
    let place = Place::new();
    let (first, mut second) = (place.waiting(1).await, place.waiting(2).await);
    let (mut third, mut over) = (place.waiting(3).await, place.waiting(4).await);
    place.step(&mut second, accept(1, 3), None, at(1)).await;
    place.step(&mut second, Command::LoseAgent { agent: agent(1) }, None, at(9)).await;
    place.step(&mut third, accept(1, 3), None, at(5)).await;
    place.close(&mut over, at(6)).await;
    assert_eq!(place.store.at_desk().await.expect("read"), [second, first, third]);
}

#[tokio::test]
async fn the_morning_list_has_the_oldest_first_with_contact() {
    let place = Place::new();
    let (mut late, mut early) = (place.visitor(1, Reach::Closed).await, place.visitor(2, Reach::Closed).await);
    place.step(&mut late, leave_message("Ring mig om bygglov"), None, at(60)).await;
    place.step(&mut early, leave_message("Skriv om förskolan"), None, at(30)).await;
    let list = place.store.morning_list().await.expect("read");
    let shown: Vec<_> =
        list.iter().map(|(it, text, contact, _)| (it.id, text.as_str(), contact.email.as_deref())).collect();
    let mail = Some("kim@example.se");
    assert_eq!(shown, [(early.id, "Skriv om förskolan", mail), (late.id, "Ring mig om bygglov", mail)]);
}

#[tokio::test]
async fn words_are_found_for_lists() {
    let place = Place::new();
    let mut conversation = place.waiting(1).await;
    let id = conversation.id;
    place.step(&mut conversation, say("Och i Finland?"), None, at(1)).await;
    place.step(&mut conversation, accept(1, 3), None, at(2)).await;
    let first = place.store.first_text(id).await.expect("read").expect("words");
    let last = place.store.last_visitor_text(id).await.expect("read").expect("words");
    assert_eq!((first.as_str(), last.as_str()), ("Vilka vänorter har Linköping?", "Och i Finland?"));
    let said = place.store.last_said(id).await.expect("read").expect("an entry");
    assert_eq!(said.body, Body::Text(text("Och i Finland?")), "an event is nothing that somebody said");
    let silent = place.visitor(2, Reach::Closed).await;
    assert_eq!(place.store.silent(at(0), 10).await.expect("read"), [silent.id]);
    assert_eq!(place.store.silent(at(-1), 10).await.expect("read"), []);
}

#[tokio::test]
async fn what_told_of_danger_is_found_the_alarm_before_the_concern() {
    let place = Place::new();
    let mut conversation = place.waiting(1).await;
    let id = conversation.id;
    let read = async || place.store.danger_text(id).await.expect("read").map(|text| text.as_str().to_owned());
    let tells = |words: &str, tier| {
        let noticed = Noticed { tier, kinds: vec![Kind::Life], about: About::Other, tongue: Tongue::Sv };
        Command::Say { text: text(words), noticed: Some(noticed) }
    };
    assert_eq!(read().await, None, "nothing was told");
    place.step(&mut conversation, tells("jag är orolig", Tier::Concern), None, at(1)).await;
    place.step(&mut conversation, say("Hallå?"), None, at(2)).await;
    assert_eq!(read().await.as_deref(), Some("jag är orolig"));
    place.step(&mut conversation, tells("min man andas inte", Tier::Alarm), None, at(3)).await;
    place.step(&mut conversation, say("Är ni där?"), None, at(4)).await;
    place.step(&mut conversation, tells("jag är orolig igen", Tier::Concern), None, at(900)).await;
    assert_eq!(read().await.as_deref(), Some("min man andas inte"));
    place.step(&mut conversation, tells("nu andas hon inte heller", Tier::Alarm), None, at(901)).await;
    assert_eq!(read().await.as_deref(), Some("nu andas hon inte heller"), "the last alarm");
}

#[tokio::test]
async fn what_only_staff_see_stands_beside_the_log_once() {
    let place = Place::new();
    let mut conversation = place.waiting(1).await;
    let note = |words| Aside {
        at_seq: Seq(2),
        at: at(1),
        agent: Some(agent(1)),
        kind: AsideKind::Note,
        text: Some(text(words)),
    };
    let id = conversation.id;
    assert!(place.store.aside(id, note("ringer tillbaka"), client("n")).await.expect("written"));
    assert!(!place.store.aside(id, note("ringer tillbaka"), client("n")).await.expect("sent again"));
    let other = Aside { agent: Some(agent(2)), ..note("jag med") };
    assert!(place.store.aside(id, other, client("n")).await.expect("another agent's id"));
    place.step(&mut conversation, accept(1, 3), None, at(2)).await;
    let asides = place.store.asides(id).await.expect("read");
    let kinds: Vec<_> = asides.iter().map(|aside| (aside.at_seq.0, aside.kind)).collect();
    assert_eq!(kinds, [(2, AsideKind::Note), (2, AsideKind::Note), (4, AsideKind::Accepted)]);
    assert_eq!(asides[0], note("ringer tillbaka"));
    let nowhere = ConversationId::new(at(0), [9; 10]);
    assert!(!place.store.aside(nowhere, note("ingen"), None).await.expect("nothing to write beside"));
}
