use super::*;
use crate::conversation::ReceiptHash;
use crate::privacy::RetentionRule;

fn code(number: u8) -> ReceiptHash {
    ReceiptHash([number; 32])
}

#[tokio::test]
async fn a_code_opens_its_own_conversation_and_a_new_one_takes_its_place() {
    let place = Place::new();
    let (mine, other) = (place.waiting(1).await, place.waiting(2).await);
    assert!(place.store.give_receipt(mine.id, code(1), at(1)).await.expect("given"));
    assert!(place.store.give_receipt(other.id, code(2), at(1)).await.expect("given"));
    assert_eq!(place.store.by_receipt(code(1)).await.expect("read"), Some(mine.clone()));
    assert_eq!(place.store.by_receipt(code(3)).await.expect("read"), None);
    assert!(place.store.give_receipt(mine.id, code(3), at(2)).await.expect("given"));
    assert_eq!(place.store.by_receipt(code(1)).await.expect("read"), None, "the old one");
    assert_eq!(place.store.by_receipt(code(3)).await.expect("read"), Some(mine));
    assert_eq!(place.store.by_receipt(code(2)).await.expect("read"), Some(other));
}

#[tokio::test]
async fn erasing_and_disposal_take_the_code_away_for_good() {
    let place = Place::new();
    let erased = place.waiting(1).await;
    let mut disposed = place.waiting(2).await;
    place.store.give_receipt(erased.id, code(1), at(1)).await.expect("given");
    place.store.give_receipt(disposed.id, code(2), at(1)).await.expect("given");
    place.store.erase(erased.id, at(2)).await.expect("erased");
    assert_eq!(place.store.by_receipt(code(1)).await.expect("read"), None);
    assert!(!place.store.give_receipt(erased.id, code(1), at(3)).await.expect("not given"));
    assert_eq!(place.store.by_receipt(code(1)).await.expect("read"), None);

    place.close(&mut disposed, at(10)).await;
    let rule = RetentionRule { days_with_agent: 60, days_assistant_only: 21, decision: "KS 2026-123".into() };
    place.store.dispose(&rule, 10, at(10) + days(21)).await.expect("disposed");
    assert_eq!(place.store.by_receipt(code(2)).await.expect("read"), None);
    place.store.close();
    let db = rusqlite::Connection::open(place.file()).expect("a look inside");
    let rows: i64 = db.query_row("SELECT count(*) FROM receipt", [], |row| row.get(0)).expect("a count");
    assert_eq!(rows, 0);
}
