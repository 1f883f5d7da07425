use super::*;
use crate::conversation::{Aside, AsideKind, Author, Body};
use crate::gaps::{Handled, PageRef};
use crate::privacy::RetentionRule;
use crate::store::{Disposed, Rating};

const SECRET: &str = "xylofonbygglovsfråga";

/// Whether the words stand anywhere in the files of the store.
fn on_disk(place: &Place, words: &str) -> bool {
    let files = std::fs::read_dir(place.dir.path()).expect("the directory");
    files.filter_map(Result::ok).any(|file| {
        let bytes = std::fs::read(file.path()).expect("a file");
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    })
}

fn rule() -> RetentionRule {
    RetentionRule { days_with_agent: 60, days_assistant_only: 21, decision: "KS 2026-123".into() }
}

async fn with_everything(place: &Place, number: u8) -> Conversation {
    let mut conversation = place.visitor(number, Reach::Closed).await;
    place.step(&mut conversation, say(SECRET), None, at(1)).await;
    place.step(&mut conversation, leave_message(SECRET), None, at(2)).await;
    let note = Aside { at_seq: Seq(3), at: at(3), agent: None, kind: AsideKind::Note, text: Some(text(SECRET)) };
    place.store.aside(conversation.id, note, None).await.expect("a note");
    let comment = Some(text(SECRET));
    let rating = Rating { seq: None, helpful: Some(true), score: Some(5), comment, at: at(4) };
    place.store.rate(conversation.id, rating, client("r").expect("an id")).await.expect("a rating");
    conversation
}

#[tokio::test]
async fn what_is_erased_keeps_its_numbers_and_loses_its_words() {
    let place = Place::new();
    let conversation = with_everything(&place, 1).await;
    let id = conversation.id;
    let before = place.store.log(id, Seq::NONE).await.expect("a log");
    assert!(place.store.erase(id, at(9)).await.expect("erased"));
    let log = place.store.log(id, Seq::NONE).await.expect("a log");
    let heads = |log: &[crate::conversation::Entry]| {
        log.iter().map(|entry| (entry.seq, entry.at, entry.author.clone())).collect::<Vec<_>>()
    };
    assert_eq!(heads(&log), heads(&before), "numbers, times and authors stay");
    let said = log.iter().filter(|entry| entry.author == Author::Visitor);
    assert!(said.clone().count() == 3 && said.clone().all(|entry| entry.body == Body::Erased));
    assert_eq!(place.store.by_key(key(1)).await.expect("read"), None, "the key opens nothing");
    let after = place.store.conversation(id).await.expect("read").expect("still counted");
    assert_eq!((after.page, after.open_question), (None, None));
    assert!(place.store.asides(id).await.expect("read").iter().all(|aside| aside.text.is_none()));
    assert_eq!(place.store.first_text(id).await.expect("read"), None);
    assert_eq!(place.store.morning_list().await.expect("read").len(), 0);
    assert_eq!(place.store.unanswered().await.expect("read"), []);
    assert!(!place.store.erase(ConversationId::new(at(0), [9; 10]), at(9)).await.expect("nothing there"));
}

#[tokio::test]
async fn erased_words_stand_nowhere_in_the_files() {
    let place = Place::new();
    let conversation = with_everything(&place, 1).await;
    assert!(on_disk(&place, SECRET), "they were there");
    place.store.erase(conversation.id, at(9)).await.expect("erased");
    // Whatever is written next comes after the log was cut.
    place.waiting(2).await;
    assert!(!on_disk(&place, SECRET));
    place.store.close();
    assert!(!on_disk(&place, SECRET));
}

#[tokio::test]
async fn a_client_id_is_never_stored_as_it_came() {
    let place = Place::new();
    let mut conversation = place.waiting(1).await;
    place.step(&mut conversation, say("hej"), client("19121212-1212"), at(1)).await;
    assert!(!on_disk(&place, "19121212-1212"));
}

#[tokio::test]
async fn disposal_takes_what_the_rule_says_and_leaves_a_protocol() {
    let place = Place::new();
    let mut with_person = place.waiting(1).await;
    place.step(&mut with_person, accept(1, 3), None, at(1)).await;
    let mut assistant_only = place.visitor(2, Reach::Closed).await;
    let open = place.visitor(3, Reach::Closed).await;
    place.close(&mut with_person, at(10)).await;
    place.close(&mut assistant_only, at(20)).await;

    assert_eq!(place.store.dispose(&rule(), 100, at(19) + days(21)).await.expect("disposed"), Disposed::default());
    assert_eq!(place.store.disposal_protocol().await.expect("read"), [], "nothing due, nothing to tell");
    assert_eq!(place.store.due_for_disposal(&rule(), at(20) + days(21)).await.expect("counted"), 1);
    let first = place.store.dispose(&rule(), 100, at(20) + days(21)).await.expect("disposed");
    assert_eq!(first, Disposed { conversations: 1, by_person: 0, entries: 3 });
    let second = place.store.dispose(&rule(), 100, at(10) + days(60)).await.expect("disposed");
    assert_eq!(second, Disposed { conversations: 1, by_person: 1, entries: 5 });

    let protocol = place.store.disposal_protocol().await.expect("read");
    let told: Vec<_> = protocol.iter().map(|line| (line.at, line.decision.as_str(), line.oldest_closed)).collect();
    assert_eq!(told, [(at(20) + days(21), "KS 2026-123", at(20)), (at(10) + days(60), "KS 2026-123", at(10))]);
    assert_eq!(place.store.conversation(with_person.id).await.expect("read"), None);
    assert_eq!(place.store.conversation(open.id).await.expect("read"), Some(open), "an open one is never due");
    place.store.incremental_vacuum(1_000).await.expect("pages given back");
}

#[tokio::test]
async fn disposal_goes_in_batches_oldest_first_and_removes_every_row() {
    let place = Place::new();
    let mut closed = Vec::new();
    for number in 0..5_u8 {
        let mut conversation = place.visitor(number, Reach::Closed).await;
        place.step(&mut conversation, say(SECRET), None, at(1)).await;
        let rating = Rating { seq: None, helpful: None, score: None, comment: Some(text(SECRET)), at: at(1) };
        place.store.rate(conversation.id, rating, client("r").expect("an id")).await.expect("a rating");
        place.close(&mut conversation, at(100 - i64::from(number))).await;
        closed.push(conversation.id);
    }
    let page = PageRef { title: "Bygglov".into(), url: "https://k.example/bygglov".into() };
    let handled = place.store.handle_gap((1..100).collect(), agent(1), Handled { at: at(5), page }).await;
    assert_eq!(handled.expect("noted"), 10, "only what a visitor wrote");
    let put_aside = place.store.put_gap_aside((1..100).collect(), agent(1), at(6)).await;
    assert_eq!(put_aside.expect("noted"), 10);
    let now = at(1_000) + days(21);
    assert_eq!(place.store.dispose(&rule(), 2, now).await.expect("disposed").conversations, 2);
    assert_eq!(place.store.conversation(closed[4]).await.expect("read"), None, "closed first, gone first");
    assert!(place.store.conversation(closed[0]).await.expect("read").is_some());
    while place.store.dispose(&rule(), 2, now).await.expect("disposed") != Disposed::default() {}
    place.store.close();
    assert!(!on_disk(&place, SECRET));
    let db = rusqlite::Connection::open(place.file()).expect("a look inside");
    for table in ["conversation", "entry", "content", "aside", "rating", "gap_handled", "gap_put_aside"] {
        let rows: i64 = db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a count");
        assert_eq!(rows, 0, "{table}");
    }
}
