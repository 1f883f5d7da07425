use std::time::Duration;

use rusqlite::Connection;

use super::*;
use crate::store::{NewStaff, PageVersion, StoreError, backup, migrations, open};

const BUSY: Duration = Duration::from_secs(5);

fn error(result: Result<Store, StoreError>) -> String {
    result.err().map_or_else(|| "opened".to_owned(), |error| error.to_string())
}

fn open_store(path: &std::path::Path) -> Result<Store, StoreError> {
    Store::open(path, StoreOptions::default())
}

#[test]
fn a_setting_that_sqlite_did_not_take_is_named() {
    let dir = tempfile::tempdir().expect("a directory");
    let (db, _hold) = open::writer(&dir.path().join("store"), BUSY, true).expect("a new store");
    open::verify(&db, BUSY).expect("as told");
    for (name, value, found) in
        [("synchronous", "NORMAL", "1"), ("secure_delete", "OFF", "0"), ("foreign_keys", "OFF", "0")]
    {
        let before: i64 = db.pragma_query_value(None, name, |row| row.get(0)).expect("a setting");
        db.pragma_update_and_check(None, name, value, |_| Ok(()))
            .or_else(|_| db.pragma_update(None, name, value))
            .expect("another setting");
        let told = open::verify(&db, BUSY).expect_err("a wrong setting").to_string();
        assert_eq!(told, format!("the database's {name} is {found} and must be {before}"));
        let _ = db.pragma_update_and_check(None, name, before, |_| Ok(()));
    }
    assert!(open::verify(&db, Duration::ZERO).expect_err("another patience").to_string().contains("busy_timeout"));
}

#[test]
fn a_database_made_without_giving_pages_back_is_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("store");
    drop(open_store(&path).expect("a store"));
    let db = Connection::open(&path).expect("a connection");
    db.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM").expect("another form");
    drop(db);
    assert_eq!(error(open_store(&path)), "the database's auto_vacuum is 0 and must be 2");
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("store");
    drop(open_store(&path).expect("a store"));
    let newer = migrations::known() + 1;
    Connection::open(&path).and_then(|db| db.pragma_update(None, "user_version", newer)).expect("a newer version");
    let before = std::fs::read(&path).expect("the file");
    let told = format!("the database is at version {newer}, this program knows {}: start the newer program", newer - 1);
    assert_eq!(error(open_store(&path)), told);
    assert_eq!(std::fs::read(&path).expect("the file"), before);
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let words = dir.path().join("words");
    std::fs::write(&words, "det här är ingen databas, bara några ord i en fil ".repeat(50)).expect("a file");
    let other = dir.path().join("other");
    Connection::open(&other).and_then(|db| db.execute_batch("CREATE TABLE cake (id)")).expect("another's database");
    for path in [words, other] {
        let before = std::fs::read(&path).expect("the file");
        let told = error(open_store(&path));
        assert!(told.ends_with("is not a database of this program; nothing in it was touched"), "{told}");
        assert_eq!(std::fs::read(&path).expect("the file"), before);
    }
    let nowhere = dir.path().join("missing/store");
    assert!(matches!(open_store(&nowhere), Err(StoreError::File { .. })));
}

#[tokio::test]
async fn a_file_has_one_owner_and_a_command_may_work_beside_it() {
    let place = Place::new();
    assert!(matches!(open_store(&place.file()), Err(StoreError::InUse { .. })));
    let beside = Store::open_beside(&place.file(), StoreOptions::default()).expect("beside the owner");
    let (id, password) = (agent(1), "$argon2id$…".to_owned());
    let new = NewStaff {
        id,
        name: "anna".into(),
        display: "Anna".into(),
        roles: crate::access::Roles::default(),
        password,
        demo: false,
    };
    beside.add_staff(new, at(0)).await.expect("added");
    assert!(place.store.staff(id).await.expect("read").is_some(), "the owner sees it at once");
    drop(beside);
    place.waiting(1).await;
    place.store.close();
    drop(open_store(&place.file()).expect("free again"));
}

/// A file as a program made it that knew fewer migrations.
fn older(path: &std::path::Path, version: u32) -> Connection {
    let db = Connection::open(path).expect("a file");
    db.pragma_update(None, "auto_vacuum", "INCREMENTAL").expect("a form");
    for (_, sql) in &migrations::MIGRATIONS[..usize::try_from(version).expect("a number")] {
        db.execute_batch(sql).expect("a migration");
    }
    db.pragma_update(None, "application_id", migrations::APPLICATION_ID).expect("our mark");
    db.pragma_update(None, "user_version", version).expect("its version");
    db
}

#[test]
fn a_command_does_not_change_the_form_of_a_file_in_use() {
    let dir = tempfile::tempdir().expect("a directory");
    let (path, in_use) = (dir.path().join("store"), dir.path().join("store.lock"));
    drop(older(&path, migrations::known() - 1));
    let server = std::fs::File::create(in_use).expect("a lock");
    server.try_lock().expect("a server");
    assert!(matches!(Store::open_beside(&path, StoreOptions::default()), Err(StoreError::InUse { .. })));
}

#[test]
fn an_older_database_is_brought_up_to_date() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("store");
    drop(older(&path, 3));
    let (db, _hold) = open::writer(&path, BUSY, true).expect("a newer program");
    db.execute_batch("SELECT 1 FROM disposal; SELECT 1 FROM page_version; SELECT 1 FROM crisis_notice")
        .expect("all are there");
}

#[tokio::test]
async fn logs_of_an_older_database_are_read_as_they_were_and_go_on() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("store");
    let db = older(&path, 5);
    // Two conversations whose entries were written in turns, the first one's last entry without a content.
    db.execute_batch(
        "INSERT INTO conversation (no, id, began_at, seq, stage, language, visitor_at) VALUES
           (1, x'01890000000070008000000000000001', 1, 3, 'assistant', 'sv', 1),
           (2, x'01890000000070008000000000000002', 1, 2, 'assistant', 'sv', 1);
         INSERT INTO entry (id, conversation, seq, at, author, kind, event, reply_to, client, client_of, awaits_reply)
           VALUES (1, 1, 1, 1, 'visitor', 'text', NULL, NULL, x'00112233445566778899aabbccddeeff', x'', 0),
           (2, 2, 1, 2, 'visitor', 'text', NULL, NULL, NULL, NULL, 1),
           (3, 1, 2, 3, 'assistant', 'text', NULL, 1, NULL, NULL, 0),
           (4, 2, 2, 4, 'visitor', 'text', NULL, NULL, NULL, NULL, 0),
           (5, 1, 3, 5, 'system', 'event', 'queued', NULL, NULL, NULL, 0);
         INSERT INTO content (entry, text) VALUES (1, 'ett'), (2, 'hej'), (3, 'svar'), (4, 'hallå');",
    )
    .expect("as it was before");
    drop(db);
    let store = open_store(&path).expect("a newer program");
    let id = |last| ConversationId::from_bytes([0x01, 0x89, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, last]);
    let words = async |last: u8| {
        let log = store.log(id(last), Seq::NONE).await.expect("a log");
        log.iter().map(|entry| (entry.seq.0, entry.at.timestamp_millis())).collect::<Vec<_>>()
    };
    assert_eq!(words(1).await, [(1, 1), (2, 3), (3, 5)]);
    assert_eq!(words(2).await, [(1, 2), (2, 4)]);
    assert_eq!(store.question(id(2), Seq(2)).await.expect("read"), Some(text("hallå")));
    assert_eq!(store.unanswered().await.expect("read"), [(id(2), Seq(1))]);
    assert_eq!(store.clients(id(1)).await.expect("read").into_values().collect::<Vec<_>>(), [Seq(1)]);
    let conversation = store.conversation(id(1)).await.expect("read").expect("there");
    store.append(decide(&conversation, say("fyra"), None, at(1))).await.expect("appended");
    assert_eq!(words(1).await.last(), Some(&(4, at(1).timestamp_millis())));
}

#[test]
fn only_the_owner_reads_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("store");
    let store = open_store(&path).expect("a store");
    let mode = std::fs::metadata(&path).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    drop(store);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_one_state_of_a_database_that_is_written_to() {
    let place = Arc::new(Place::new());
    let mut conversation = place.waiting(1).await;
    let copy = place.dir.path().join("copy.sqlite");
    let writing = {
        let place = Arc::clone(&place);
        async move {
            for round in 0..200 {
                place.step(&mut conversation, say("ett meddelande"), None, at(round)).await;
            }
            conversation
        }
    };
    let (conversation, copied) = tokio::join!(writing, place.store.backup(&copy));
    copied.expect("a copy");
    let again = Store::open(&copy, StoreOptions::default()).expect("the copy is a store");
    let state = again.conversation(conversation.id).await.expect("read").expect("there");
    let log = again.log(conversation.id, Seq::NONE).await.expect("a log");
    assert_eq!(
        log.len(),
        usize::try_from(state.seq.0).expect("a number"),
        "no entry without its row, and no row without"
    );
    assert_eq!(log[..], place.store.log(conversation.id, Seq::NONE).await.expect("a log")[..log.len()]);
}

#[tokio::test]
async fn a_backup_overwrites_nothing_and_needs_a_database() {
    let place = Place::new();
    let there = place.dir.path().join("there");
    std::fs::write(&there, "viktigt").expect("a file");
    assert!(matches!(place.store.backup(&there).await, Err(StoreError::AlreadyThere { .. })));
    assert_eq!(std::fs::read_to_string(&there).expect("untouched"), "viktigt");
    let missing = place.dir.path().join("missing");
    let to = place.dir.path().join("copy");
    assert!(matches!(backup(&missing, &to, BUSY), Err(StoreError::Missing { .. })));
    assert!(matches!(backup(&there, &to, BUSY), Err(StoreError::Foreign { .. })));
    assert!(!to.exists(), "nothing is left behind");
}

#[tokio::test]
async fn a_page_version_is_kept_once_and_for_good() {
    let place = Place::new();
    let page = PageVersion { hash: [7; 32], title: "Vänorter".into(), url: "https://x".into(), text: "Åbo".into() };
    place.store.keep_page_version(page.clone()).await.expect("kept");
    place.store.keep_page_version(PageVersion { title: "Annat".into(), ..page.clone() }).await.expect("kept before");
    assert_eq!(place.store.page_version([7; 32]).await.expect("read"), Some(page));
    assert_eq!(place.store.page_version([8; 32]).await.expect("read"), None);
}
