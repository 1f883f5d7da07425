use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::conversation::danger::{About, Danger, Kind, Marked, Tier, Told, Tongue};
use crate::conversation::entry::{NobodyBecause, NoticeAbout};
use crate::conversation::{
    Action, ActionKind, Author, Body, CloseReason, Entry, Event, File, FileId, FileKind, FileName, Source, Stage,
};
use crate::store::{append, conversations, open, row};

fn words() -> impl Strategy<Value = String> {
    "[a-zåäö\"'{}\\\\\n😀]{1,40}"
}

fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..4_000_000_000_000).prop_map(|ms| DateTime::from_timestamp_millis(ms).expect("a time"))
}

fn number() -> impl Strategy<Value = Seq> {
    (1_u32..1_000_000).prop_map(Seq)
}

fn anybody() -> impl Strategy<Value = AgentId> {
    any::<[u8; 16]>().prop_map(AgentId::from_bytes)
}

fn stage() -> impl Strategy<Value = Stage> {
    let soon = || prop::option::of(moment());
    prop_oneof![
        Just(Stage::Assistant),
        (moment(), any::<bool>(), soon()).prop_map(|(since, returned, choose_by)| Stage::Queued {
            since,
            returned,
            choose_by
        }),
        (anybody(), words(), moment(), soon()).prop_map(|(agent, name, since, idle_asked)| Stage::WithAgent {
            agent,
            name: name.into(),
            since,
            idle_asked
        }),
        moment().prop_map(|since| Stage::LeftMessage { since }),
        (prop::sample::select(CloseReason::ALL.to_vec()), moment())
            .prop_map(|(reason, at)| Stage::Closed { reason, at }),
    ]
}

prop_compose! {
    fn conversation()(
        stage in stage(), seq in number(), language in prop::sample::select(vec![Language::Sv, Language::En]),
        urgent in any::<bool>(), by_person in any::<bool>(), open_question in prop::option::of(number()),
        visitor_at in moment(), offered_at in prop::option::of(moment()), page in prop::option::of((words(), words())),
        danger in prop::option::of(marked()),
    ) -> Conversation {
        let page = page.map(|(url, title)| Arc::new(Page { url, title }));
        let id = ConversationId::new(at(0), [1; 10]);
        Conversation { id, seq, stage, language, urgent, danger, by_person, open_question, visitor_at, offered_at, page }
    }
}

fn kinds() -> impl Strategy<Value = Vec<Kind>> {
    prop::sample::subsequence(Kind::ALL.to_vec(), 0..Kind::ALL.len())
}

fn danger() -> impl Strategy<Value = Danger> {
    let (about, tongue) = (prop::sample::select(About::ALL.to_vec()), prop::sample::select(Tongue::ALL.to_vec()));
    (kinds(), about, tongue).prop_map(|(kinds, about, language)| Danger { kinds, about, language })
}

fn marked() -> impl Strategy<Value = Marked> {
    let tier = prop::sample::select(Tier::ALL.to_vec());
    let told = (prop::sample::select(Kind::ALL.to_vec()), prop::sample::select(Tier::ALL.to_vec()), moment());
    let told = prop::collection::vec(told.prop_map(|(kind, tier, at)| Told { kind, tier, at }), 0..3);
    (tier, kinds(), moment(), any::<bool>(), told).prop_map(|(tier, kinds, at, nobody, told)| Marked {
        tier,
        kinds,
        at,
        nobody,
        told,
    })
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        prop::sample::select(vec![
            Event::Began,
            Event::Queued,
            Event::Returned,
            Event::MessageLeft,
            Event::PersonOffered,
            Event::DeskClosed,
            Event::NobodyReachable { because: NobodyBecause::QueueFull },
            Event::Notice { about: NoticeAbout::ClosingBeforeTurn },
            Event::Closed { reason: CloseReason::Idle },
        ]),
        words().prop_map(|name| Event::Accepted { name: name.into() }),
        words().prop_map(|name| Event::Transferred { name: name.into() }),
        danger().prop_map(Event::Emergency),
        danger().prop_map(Event::Concern),
    ]
}

fn answer() -> impl Strategy<Value = Answer> {
    let source = (words(), prop::option::of(words()), any::<bool>()).prop_map(|(title, section, confirmed)| Source {
        title,
        section,
        url: "https://www.linkoping.se/".into(),
        reviewed: chrono::NaiveDate::from_ymd_opt(2026, 3, 2).filter(|_| confirmed),
        confirmed,
        page_hash: if confirmed { "ab".repeat(32) } else { String::new() },
        language: confirmed.then_some(Language::En),
        quote: confirmed.then_some((3, 8)),
    });
    let action =
        (words(), prop::option::of(words())).prop_map(|(label, text)| Action { kind: ActionKind::Ask, label, text });
    (words(), prop::collection::vec(source, 0..3), prop::collection::vec(action, 0..3))
        .prop_map(|(text, sources, actions)| Answer { kind: ReplyKind::Clarify, text, sources, actions })
}

fn file(name: &str) -> File {
    File { id: FileId::new(at(1), [3; 10]), name: FileName::new(name, FileKind::Pdf), kind: FileKind::Pdf, bytes: 7 }
}

fn body() -> impl Strategy<Value = Body> {
    let contact = (prop::option::of(words()), words()).prop_map(|(email, phone)| Contact { email, phone: Some(phone) });
    prop_oneof![
        words().prop_map(|words| Body::Text(Text::stored(&words))),
        (words(), contact)
            .prop_map(|(words, contact)| Body::Message { text: Text::stored(&words), contact: Arc::new(contact) }),
        words().prop_map(|name| Body::File(Arc::new(file(&name)))),
        answer().prop_map(|answer| Body::Answer(Arc::new(answer))),
        event().prop_map(Body::Event),
    ]
}

fn author() -> impl Strategy<Value = Author> {
    prop_oneof![
        Just(Author::Visitor),
        Just(Author::Assistant),
        Just(Author::System),
        (anybody(), words()).prop_map(|(id, name)| Author::Agent { id, name: name.into() }),
    ]
}

fn change(next: Conversation, entry: Entry) -> Change {
    Change {
        expected: Seq::NONE,
        next,
        entries: vec![Arc::new(entry)],
        asides: Vec::new(),
        client: None,
        acked: Seq::NONE,
        awaits_reply: None,
        capacity: None,
    }
}

thread_local! {
    static DB: (tempfile::TempDir, Connection) = {
        let dir = tempfile::tempdir().expect("a directory");
        let db = open::writer(&dir.path().join("store"), std::time::Duration::ZERO, false).expect("a new store").0;
        (dir, db)
    };
}

proptest! {
    #[test]
    fn whatever_is_stored_is_read_back_the_same(
        drawn in conversation(), then in stage(), author in author(), body in body(), when in moment(),
        answers in prop::option::of(number()),
    ) {
        let first = Conversation { seq: Seq(1), ..drawn };
        let entry = Entry { seq: first.seq, at: when, author, body, reply_to: answers };
        DB.with(|(_, db)| {
            let undone = db.unchecked_transaction().expect("a transaction");
            let id = first.id;
            let read = || conversations::one(db, conversations::BY_ID, [id.as_bytes()], row::conversation).expect("read");
            let write = |change, begins| {
                let mut batch = append::Batch::new(db).expect("statements");
                batch.append(&Arc::new(change), begins).expect("written").expect("appended");
                batch.write_rows().expect("the conversation's row");
            };
            write(change(first.clone(), entry.clone()), Some((key(1), at(0))));
            prop_assert_eq!(read(), Some(first.clone()));
            let log = conversations::all(db, conversations::LOG, rusqlite::params![id.as_bytes(), 0], row::entry);
            prop_assert_eq!(log.expect("read"), vec![entry]);
            // And every stage after every other.
            let next = Conversation { stage: then, seq: first.seq.next(), page: first.page.clone(), ..first.clone() };
            let last = Entry { seq: next.seq, at: at(1), author: Author::System, body: Body::Event(Event::Queued), reply_to: None };
            let mut on = change(next.clone(), last);
            on.expected = first.seq;
            write(on, None);
            prop_assert_eq!(read(), Some(next));
            drop(undone);
            Ok(())
        })?;
    }
}
