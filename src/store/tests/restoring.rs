//! A copy comes back, and a file that is not whole is noticed before anything is done to it.

use std::fs::{self, OpenOptions};
use std::path::Path;

use super::*;
use crate::store::{Restored, StoreError, backup, restore};

const BUSY: std::time::Duration = std::time::Duration::from_millis(100);

fn open(path: &Path) -> Result<Store, StoreError> {
    Store::open(path, StoreOptions::default())
}

fn wal(path: &Path) -> PathBuf {
    path.with_extension("sqlite-wal")
}

/// What a kill leaves, in a directory of its own: the file and its write-ahead log.
fn after_a_kill(place: &Place) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("vagledare.sqlite");
    fs::copy(place.file(), &file).expect("the file");
    fs::copy(wal(&place.file()), wal(&file)).expect("the log");
    (dir, file)
}

fn cut(path: &Path, bytes: u64) {
    let file = OpenOptions::new().write(true).open(path).expect("the file");
    let left = file.metadata().expect("a length").len() - bytes;
    file.set_len(left).expect("cut");
}

/// A place whose file holds conversations, and whose log one entry more.
async fn used() -> (Place, Vec<Conversation>) {
    let Place { dir, store } = Place::new();
    let place = Place { dir, store };
    let mut conversations = Vec::new();
    for number in 0..20 {
        conversations.push(place.waiting(number).await);
    }
    place.store.close();
    let place = Place { store: open(&place.file()).expect("opened anew"), dir: place.dir };
    place.step(&mut conversations[0], say("efter omstarten"), None, at(60)).await;
    (place, conversations)
}

#[tokio::test]
async fn a_copy_takes_the_place_of_what_a_crash_left_and_that_is_kept() {
    let (place, mut conversations) = used().await;
    let copy = place.dir.path().join("copy.sqlite");
    backup(&place.file(), &copy, BUSY).expect("copied");
    place.step(&mut conversations[1], say("efter kopian"), None, at(120)).await;
    let (_dir, crashed) = after_a_kill(&place);
    let Restored { conversations: count, newest, kept } = restore(&copy, &crashed, at(1_000)).expect("restored");
    assert_eq!((count, newest), (20, Some(at(60))));
    let kept = kept.expect("there was a database");
    assert_eq!(kept, crashed.with_file_name("vagledare.sqlite.before-20260302T081640Z"));
    let restored = open(&crashed).expect("opened");
    let [first, second] = [&conversations[0], &conversations[1]];
    assert_eq!(restored.conversation(first.id).await.expect("read"), Some(first.clone()));
    let second_now = restored.conversation(second.id).await.expect("read").expect("there");
    assert!(second_now.seq < second.seq, "written after the copy");
    let before = open(&kept).expect("what was there before is a database with its log");
    assert_eq!(before.conversation(second.id).await.expect("read"), Some(second.clone()));
    assert!(copy.exists(), "the copy stays");
    let nowhere = crashed.with_file_name("new.sqlite");
    assert_eq!(restore(&copy, &nowhere, at(0)).expect("restored").kept, None, "a machine of its own");
}

#[tokio::test]
async fn a_copy_that_was_put_beside_the_log_of_a_crash_is_not_destroyed_by_it() {
    let (place, conversations) = used().await;
    let copy = place.dir.path().join("copy.sqlite");
    backup(&place.file(), &copy, BUSY).expect("copied");
    let (_dir, crashed) = after_a_kill(&place);
    fs::copy(&copy, &crashed).expect("put there by hand");
    let whole = fs::read(&crashed).expect("read");
    // Also not by a command that works beside a server.
    for refused in [open(&crashed), Store::open_beside(&crashed, StoreOptions::default())] {
        assert!(matches!(refused, Err(StoreError::StrangeLog { .. })), "{:?}", refused.err());
    }
    let refused = backup(&crashed, &copy.with_extension("2"), BUSY).expect_err("refused");
    assert!(refused.to_string().contains("run `vagledare restore` on it"), "{refused}");
    assert!(fs::read(&crashed).expect("read") == whole && wal(&crashed).exists(), "nothing was touched");
    restore(&copy, &crashed, at(0)).expect("restored");
    let restored = open(&crashed).expect("opened");
    let first = &conversations[0];
    assert_eq!(restored.conversation(first.id).await.expect("read"), Some(first.clone()));
}

#[tokio::test]
async fn a_file_that_lost_its_end_is_noticed_with_a_log_beside_it_and_without() {
    let (place, _) = used().await;
    let (_dir, crashed) = after_a_kill(&place);
    place.store.close();
    for file in [place.file(), crashed] {
        cut(&file, 4_096);
        let Err(StoreError::Cut { bytes, wanted, .. }) = open(&file) else { panic!("{} was opened", file.display()) };
        assert_eq!(bytes + 4_096, wanted);
        let copy = file.with_file_name("copy.sqlite");
        let refused = backup(&file, &copy, BUSY).expect_err("refused");
        assert!(matches!(refused, StoreError::Cut { .. }) && !copy.exists(), "{refused}");
    }
}

#[tokio::test]
async fn a_copy_that_lost_its_end_or_is_damaged_or_not_ours_replaces_nothing() {
    let (place, conversations) = used().await;
    let (_dir, crashed) = after_a_kill(&place);
    let whole = place.dir.path().join("copy.sqlite");
    backup(&place.file(), &whole, BUSY).expect("copied");
    let broken = |name: &str, damage: &dyn Fn(&Path)| {
        let path = place.dir.path().join(name);
        fs::copy(&whole, &path).expect("a copy");
        damage(&path);
        restore(&path, &crashed, at(0)).expect_err(name)
    };
    // In the middle of a page, behind the last whole page, and down to less than a database's head.
    for bytes in [100, 4_096, fs::metadata(&whole).expect("a length").len() - 50] {
        let error = broken("cut.sqlite", &|path| cut(path, bytes));
        assert!(matches!(error, StoreError::Cut { .. }), "{bytes}: {error}");
    }
    let scratched = broken("scratched.sqlite", &|path| {
        let mut bytes = fs::read(path).expect("read");
        let middle = bytes.len() / 2 / 4_096 * 4_096;
        bytes[middle..middle + 4_096].fill(0xFF);
        fs::write(path, bytes).expect("written");
    });
    assert!(matches!(scratched, StoreError::Broken { .. }), "{scratched}");
    let foreign = broken("foreign.sqlite", &|path| fs::write(path, "text ".repeat(1_000)).expect("written"));
    assert!(matches!(foreign, StoreError::Foreign { .. }), "{foreign}");
    let missing = broken("missing.sqlite", &|path| fs::remove_file(path).expect("removed"));
    assert!(matches!(missing, StoreError::Missing { .. }), "{missing}");
    let by_hand = restore(&crashed, &place.dir.path().join("x.sqlite"), at(0)).expect_err("with its log");
    assert!(matches!(by_hand, StoreError::CopiedByHand { .. }), "{by_hand}");
    let itself = restore(&crashed, &crashed, at(0)).expect_err("itself");
    assert!(matches!(itself, StoreError::Itself { .. }), "{itself}");
    let in_use = restore(&whole, &place.file(), at(0)).expect_err("a server runs");
    assert!(in_use.to_string().contains("another process uses"), "{in_use}");
    let after = open(&crashed).expect("as it was");
    assert_eq!(after.conversation(conversations[0].id).await.expect("read"), Some(conversations[0].clone()));
    let left: Vec<_> = fs::read_dir(crashed.parent().expect("a folder")).expect("listed").collect();
    let is_made = |name: &str| name.contains("before") || name.contains("restoring");
    assert!(!left.iter().flatten().any(|it| is_made(&it.file_name().to_string_lossy())), "{left:?}");
}

#[tokio::test]
async fn what_a_crash_left_in_the_log_alone_is_whole() {
    // Of a new file nearly everything is in the log, and the file itself is short.
    let place = Place::new();
    let mut conversation = place.waiting(1).await;
    for second in 0..50 {
        place.step(&mut conversation, say(&"ord ".repeat(500)), None, at(second)).await;
    }
    let (_dir, crashed) = after_a_kill(&place);
    // A power cut tears the last commit: it had not been acknowledged.
    cut(&wal(&crashed), 1_000);
    let again = open(&crashed).expect("opened");
    let left = again.conversation(conversation.id).await.expect("read").expect("there");
    assert!((conversation.seq.0 - 2..conversation.seq.0).contains(&left.seq.0), "{:?}", left.seq);
}

#[tokio::test]
async fn a_log_without_its_file_is_not_thrown_away_for_a_new_database() {
    let (place, _) = used().await;
    let (_dir, crashed) = after_a_kill(&place);
    fs::rename(&crashed, crashed.with_extension("elsewhere")).expect("moved");
    let Err(StoreError::LogAlone { .. }) = open(&crashed) else { panic!("a new database was begun") };
    assert!(!crashed.exists() && wal(&crashed).exists());
}

#[tokio::test]
async fn a_page_that_was_scratched_is_noticed_at_the_start() {
    let (place, _) = used().await;
    place.store.close();
    let mut bytes = fs::read(place.file()).expect("read");
    let middle = bytes.len() / 2 / 4_096 * 4_096;
    bytes[middle..middle + 4_096].fill(0xFF);
    fs::write(place.file(), &bytes).expect("written");
    let Err(error) = open(&place.file()) else { panic!("it was opened") };
    assert!(matches!(error, StoreError::Broken { .. }), "{error}");
    assert!(fs::read(place.file()).expect("read") == bytes, "nothing was touched");
}
