use rusqlite::Connection;

use super::*;
use crate::store::{AppendError, StoreError, open};

fn count(file: &std::path::Path, table: &str) -> i64 {
    let db = Connection::open(file).expect("a second connection");
    db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a count")
}

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_is_committed_for_everybody_of_a_batch() {
    let place = Arc::new(Place::new());
    let mut visitors = tokio::task::JoinSet::new();
    for number in 0..32_u8 {
        let place = Arc::clone(&place);
        visitors.spawn(async move {
            let mut conversation = place.waiting(number).await;
            let db = Connection::open(place.file()).expect("a second connection");
            for round in 0..8 {
                place.step(&mut conversation, say("ett meddelande"), None, at(round)).await;
                let seq: u32 = db
                    .query_row(
                        "SELECT max(e.seq) FROM entry e JOIN conversation c ON c.no = e.conversation \
                        WHERE c.id = ?1",
                        [conversation.id.as_bytes()],
                        |row| row.get(0),
                    )
                    .expect("another connection sees it");
                assert_eq!(seq, conversation.seq.0);
            }
        });
    }
    visitors.join_all().await;
}

#[tokio::test]
async fn everything_that_waits_goes_into_one_commit() {
    let place = Place::new();
    let mut conversations = Vec::new();
    for number in 0..50 {
        conversations.push(place.waiting(number).await);
    }
    let db = Connection::open(place.file()).expect("a second connection");
    // While another connection holds the file, the appends can only wait.
    db.execute_batch("BEGIN IMMEDIATE").expect("the lock");
    let appends = conversations.iter().map(|it| place.store.append(decide(it, say("hej"), None, at(1))));
    let all = futures_util::future::join_all(appends);
    let release = async {
        tokio::task::yield_now().await;
        db.execute_batch("COMMIT").expect("the lock given back");
    };
    let before = place.store.commits();
    let heard = Arc::new(parking_lot::Mutex::new(Vec::new()));
    place.store.on_commit({
        let heard = Arc::clone(&heard);
        move |appends| heard.lock().push(appends)
    });
    let (outcomes, ()) = tokio::join!(all, release);
    assert!(outcomes.into_iter().all(|outcome| outcome == Ok(())));
    let commits = place.store.commits() - before;
    // The job that the writer was woken for may go alone; all others came meanwhile.
    assert!((1..=2).contains(&commits), "{commits} commits for 50 appends");
    let heard = heard.lock().clone();
    assert_eq!((heard.len() as u64, heard.iter().sum::<usize>()), (commits, 50), "{heard:?}");
}

#[tokio::test]
async fn a_restart_without_a_goodbye_keeps_what_was_acknowledged() {
    let place = Place::new();
    let mut conversation = place.waiting(1).await;
    place.step(&mut conversation, say("kvar"), None, at(1)).await;
    // What a kill leaves: file and write-ahead log as they are, and no goodbye.
    let after = tempfile::tempdir().expect("a directory");
    for name in ["vagledare.sqlite", "vagledare.sqlite-wal"] {
        std::fs::copy(place.dir.path().join(name), after.path().join(name)).expect("a copy");
    }
    let again = Store::open(&after.path().join("vagledare.sqlite"), StoreOptions::default()).expect("opened");
    assert_eq!(again.conversation(conversation.id).await.expect("read"), Some(conversation.clone()));
    // And a handle that is dropped and never closed.
    let Place { dir, store } = place;
    drop(store);
    let again = Store::open(&dir.path().join("vagledare.sqlite"), StoreOptions::default()).expect("opened anew");
    assert_eq!(again.log(conversation.id, Seq::NONE).await.expect("a log").len(), 4);
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let place = Place::new();
    let conversation = place.waiting(1).await;
    place.store.close();
    let late = place.store.append(decide(&conversation, say("sent"), None, at(1))).await;
    assert_eq!(late, Err(AppendError::Unavailable));
    assert!(!place.dir.path().join("vagledare.sqlite-wal").exists(), "the log was moved into the file");
}

#[tokio::test]
async fn a_full_disk_is_told_and_loses_nothing_acknowledged() {
    let place = Place::new();
    let mut conversation = place.waiting(1).await;
    let limit = |pages: u32| {
        place
            .store
            .write("bound the file", move |db| db.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())))
    };
    limit(1).await.expect("bounded to what there is");
    let words = "å".repeat(4_000);
    let mut acknowledged = 0;
    let refused = loop {
        let change = decide(&conversation, say(&words), None, at(1));
        match place.store.append(Arc::clone(&change)).await {
            Ok(()) => {
                acknowledged += 1;
                conversation = change.next.clone();
            }
            Err(error) => break error,
        }
    };
    assert_eq!(refused, AppendError::Full);
    assert!(!place.store.can_store(), "the next visitor is told before they write");
    // Something smaller may still find room.
    let staff = place.store.set_password(agent(1), "x".repeat(100_000)).await;
    assert!(matches!(staff, Ok(()) | Err(StoreError::Full)));
    assert!(place.store.is_healthy());
    assert_eq!(place.store.can_store(), staff.is_ok());
    assert_eq!(place.store.conversation(conversation.id).await.expect("read"), Some(conversation.clone()));
    limit(1_000_000).await.expect("room again");
    place.step(&mut conversation, say(&words), None, at(2)).await;
    assert!(place.store.can_store());
    let log = place.store.log(conversation.id, Seq(3)).await.expect("a log");
    assert_eq!(log.len(), acknowledged + 1);
}

#[tokio::test]
async fn one_job_that_fails_does_not_spoil_the_others() {
    let place = Place::new();
    let conversation = place.waiting(1).await;
    let bad = place.store.write("fail", |db| {
        db.execute("INSERT INTO disposal VALUES (NULL, 1, 'x', 1, 1, 1, 1, 1)", [])?;
        db.execute("INSERT INTO nowhere VALUES (1)", [])
    });
    let good = place.store.append(decide(&conversation, say("hej"), None, at(1)));
    let (bad, good) = tokio::join!(bad, good);
    assert!(matches!(bad, Err(StoreError::Backend { action: "fail", .. })));
    assert_eq!(good, Ok(()));
    assert_eq!(count(&place.file(), "disposal"), 0, "what the bad one wrote was undone");
    assert!(place.store.is_healthy());
}

#[tokio::test]
async fn an_append_that_cannot_be_written_is_left_out_of_its_batch() {
    let place = Place::new();
    let (one, two) = (place.waiting(1).await, place.waiting(2).await);
    let mut odd = (*decide(&one, say("hej"), None, at(1))).clone();
    // No rule makes such a change: two entries with one number.
    odd.entries.push(odd.entries[0].clone());
    let (odd, good) =
        tokio::join!(place.store.append(Arc::new(odd)), place.store.append(decide(&two, say("hej"), None, at(1))));
    assert_eq!((odd, good), (Err(AppendError::Unavailable), Ok(())));
    assert_eq!(place.store.log(one.id, one.seq).await.expect("a log"), [], "nothing of it is left");
    assert!(place.store.is_healthy());
}

#[tokio::test]
async fn after_a_failed_write_nothing_is_acknowledged_any_more() {
    let place = Place::new();
    let conversation = place.waiting(1).await;
    let failure = || rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC), None);
    let broken = place.store.write("sync", move |_| Err::<(), _>(failure())).await;
    assert!(matches!(broken, Err(StoreError::Unavailable)));
    assert!(!place.store.is_healthy());
    let late = place.store.append(decide(&conversation, say("hej"), None, at(1))).await;
    assert_eq!(late, Err(AppendError::Unavailable));
    assert_eq!(place.store.conversation(conversation.id).await.expect("reading goes on"), Some(conversation));
}

#[tokio::test]
async fn after_a_failed_write_the_file_is_opened_anew_and_what_was_committed_is_there() {
    let place = Place::new();
    let mut conversation = place.waiting(1).await;
    let failure = || rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC), None);
    let half = place.store.write("sync", move |db| {
        db.execute("INSERT INTO disposal VALUES (NULL, 1, 'x', 1, 1, 1, 1, 1)", [])?;
        Err::<(), _>(failure())
    });
    assert!(matches!(half.await, Err(StoreError::Unavailable)));
    // Nothing tells of it: only a store that never writes again waits so long.
    let patience = std::time::Duration::from_secs(20);
    let mended = async {
        while place.store.caught_up().await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(patience, mended).await.expect("it writes again");
    assert!(place.store.is_healthy());
    assert_eq!(count(&place.file(), "disposal"), 0, "nothing of what failed");
    place.step(&mut conversation, say("igen"), None, at(1)).await;
    assert_eq!(count(&place.file(), "entry"), i64::from(conversation.seq.0));
}

#[tokio::test]
async fn a_file_that_is_not_whole_is_not_written_again() {
    let place = Place::new();
    let mut conversation = place.waiting(1).await;
    for second in 0..20 {
        place.step(&mut conversation, say(&"ord ".repeat(900)), None, at(second)).await;
    }
    let (path, busy) = (place.file(), std::time::Duration::from_millis(100));
    place.store.close();
    assert!(open::again(&path, busy).is_ok(), "whole");
    let file = std::fs::OpenOptions::new().write(true).open(&path).expect("the file");
    file.set_len(file.metadata().expect("a length").len() - 4_096).expect("cut");
    assert!(open::again(&path, busy).is_err(), "it has lost its end");
}

#[tokio::test]
async fn as_many_wait_as_may_and_no_more() {
    let dir = tempfile::tempdir().expect("a directory");
    let options = StoreOptions { waiting: 3, ..StoreOptions::default() };
    let place = Place { store: Store::open(&dir.path().join("vagledare.sqlite"), options).expect("a store"), dir };
    let conversation = place.waiting(1).await;
    let (started, busy) = std::sync::mpsc::channel::<()>();
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = parking_lot::Mutex::new(held);
    let holding = place.store.clone();
    let blocker = async move {
        holding
            .write("hold the writer", move |_| {
                let _ = started.send(());
                let _ = held.lock().recv();
                Ok(())
            })
            .await
    };
    let mut blocker = Box::pin(blocker);
    assert!(futures_util::poll!(&mut blocker).is_pending());
    busy.recv().expect("the writer is busy");
    let append = || Box::pin(place.store.append(decide(&conversation, say("hej"), None, at(1))));
    let mut waiting = [append(), append(), append()];
    for one in &mut waiting {
        assert!(futures_util::poll!(one).is_pending());
    }
    assert_eq!(append().await, Err(AppendError::Full));
    release.send(()).expect("the writer goes on");
    assert!(blocker.await.is_ok());
    let outcomes = futures_util::future::join_all(waiting).await;
    assert_eq!(outcomes, [Ok(()), Err(AppendError::Conflict), Err(AppendError::Conflict)]);
}

#[tokio::test]
async fn in_a_file_that_is_not_where_it_was_nothing_is_acknowledged_until_the_same_one_is_back() {
    let place = Place::new();
    let mut conversation = place.waiting(1).await;
    assert_eq!(place.store.try_to_write().await.ok(), Some(()));
    let (file, elsewhere) = (place.file(), place.dir.path().join("elsewhere.sqlite"));
    std::fs::rename(&file, &elsewhere).expect("moved");
    let lost = place.store.append(decide(&conversation, say("hej"), None, at(1))).await;
    assert_eq!(lost, Err(AppendError::Unavailable));
    assert!(!place.store.can_store() && !place.store.space().await.is_there);
    // Another file in its place is not the one that the desk knows.
    std::fs::copy(&elsewhere, &file).expect("another one");
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert!(!place.store.can_store());
    std::fs::rename(&elsewhere, &file).expect("moved back");
    let patience = std::time::Duration::from_secs(20);
    let mended = async {
        while place.store.try_to_write().await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(patience, mended).await.expect("it writes again");
    assert!(place.store.can_store() && place.store.space().await.is_there);
    place.step(&mut conversation, say("igen"), None, at(2)).await;
    assert_eq!(count(&file, "entry"), i64::from(conversation.seq.0));
}
