use super::*;
use crate::crisis::{Draft, NoticeId};

fn draft(words: &str) -> Draft {
    Draft::new(words, Some("Boil the water."), at(60), at(0)).expect("a draft")
}

async fn put_up(place: &Place, by: u8, id: &str, words: &str) -> NoticeId {
    let id = client(id).expect("an id");
    let author = (agent(by), "Leila".to_owned());
    place.store.put_up_crisis_notice(draft(words), at(1), author, id).await.expect("kept")
}

#[tokio::test]
async fn the_newest_notice_stands_with_who_wrote_it_and_when() {
    let place = Place::new();
    assert_eq!(place.store.crisis_notice().await.expect("read"), None);
    put_up(&place, 1, "a", "Koka vattnet.").await;
    let last = put_up(&place, 1, "b", "Koka allt vatten.").await;
    let kept = place.store.crisis_notice().await.expect("read").expect("there");
    assert_eq!((kept.id, kept.draft), (last, draft("Koka allt vatten.")));
    assert_eq!((kept.at, kept.author, &*kept.author_name), (at(1), agent(1), "Leila"));
}

#[tokio::test]
async fn what_a_client_sends_again_is_kept_once_and_two_clients_may_have_the_same_id() {
    let place = Place::new();
    let first = put_up(&place, 1, "a", "Koka vattnet.").await;
    assert_eq!(put_up(&place, 1, "a", "Koka vattnet.").await, first);
    assert!(put_up(&place, 2, "a", "Koka vattnet.").await > first);
}

#[tokio::test]
async fn what_was_taken_down_stays_down_and_what_was_before_it_too() {
    let place = Place::new();
    put_up(&place, 1, "a", "Koka vattnet.").await;
    let last = put_up(&place, 1, "b", "Koka allt vatten.").await;
    place.store.withdraw_crisis_notice(last, at(2), agent(2)).await.expect("noted");
    place.store.withdraw_crisis_notice(last, at(9), agent(3)).await.expect("noted before");
    assert_eq!(place.store.crisis_notice().await.expect("read"), None);
    place.store.close();
    let db = rusqlite::Connection::open(place.file()).expect("the file");
    let noted: (i64, Vec<u8>) = db
        .query_row("SELECT withdrawn_at, withdrawn_by FROM crisis_notice WHERE id = ?1", [last.0], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("the record of it");
    assert_eq!(noted, (at(2).timestamp_millis(), agent(2).as_bytes().to_vec()), "when and by whom, once");
}
