use super::*;
use crate::access::{Role, Roles};
use crate::store::{NewStaff, StoreError};

fn new(number: u8, name: &str, demo: bool) -> NewStaff {
    NewStaff {
        id: agent(number),
        name: name.into(),
        display: name.to_uppercase(),
        roles: Roles::from_iter([Role::Leader, Role::Agent]),
        password: "first".into(),
        demo,
    }
}

#[tokio::test]
async fn staff_are_kept_by_a_name_that_is_theirs_alone() {
    let place = Place::new();
    place.store.add_staff(new(1, "anna", false), at(0)).await.expect("added");
    let again = place.store.add_staff(new(2, "Anna", false), at(0)).await;
    assert!(matches!(again, Err(StoreError::NameTaken(name)) if name == "Anna"));
    place.store.add_staff(new(3, "erik", false), at(1)).await.expect("added");
    let anna = place.store.staff_by_name("ANNA").await.expect("read").expect("there");
    assert_eq!((anna.id, anna.display.as_str(), anna.roles.names()), (agent(1), "ANNA", vec!["agent", "leader"]));
    assert_eq!(place.store.staff(agent(1)).await.expect("read"), Some(anna));
    let names: Vec<_> = place.store.list_staff().await.expect("read").into_iter().map(|staff| staff.name).collect();
    assert_eq!(names, ["anna", "erik"]);
}

#[tokio::test]
async fn a_name_is_the_same_in_every_spelling() {
    let place = Place::new();
    place.store.add_staff(new(1, "åsa", false), at(0)).await.expect("added");
    for (number, spelling) in [(2, "ÅSA"), (3, "a\u{30a}sa"), (4, " Åsa ")] {
        let again = place.store.add_staff(new(number, spelling, false), at(0)).await;
        assert!(matches!(again, Err(StoreError::NameTaken(_))), "{spelling}");
        let found = place.store.staff_by_name(spelling).await.expect("read").expect("there");
        assert_eq!(found.id, agent(1), "{spelling}");
    }
    assert_eq!(place.store.staff_by_name("asa").await.expect("read"), None);
}

#[tokio::test]
async fn a_renewed_hash_takes_the_place_of_the_one_that_was_looked_at_only() {
    let place = Place::new();
    place.store.add_staff(new(1, "anna", false), at(0)).await.expect("added");
    let kept = async || place.store.staff(agent(1)).await.expect("read").expect("there").password;
    place.store.renew_password(agent(1), "first".into(), "second".into()).await.expect("renewed");
    assert_eq!(kept().await, "second");
    place.store.renew_password(agent(1), "first".into(), "third".into()).await.expect("left");
    assert_eq!(kept().await, "second", "it was changed meanwhile");
}

#[tokio::test]
async fn places_of_sign_in_are_known_by_person_and_forgotten_in_time() {
    let place = Place::new();
    place.store.add_staff(new(1, "anna", false), at(0)).await.expect("added");
    place.store.add_staff(new(2, "erik", false), at(0)).await.expect("added");
    let day = |day: i64| at(0) + chrono::Duration::days(day);
    let knows = async |who, it: u8, now| place.store.knows_place(agent(who), [it; 32], now).await.expect("read");
    place.store.note_place(agent(1), [1; 32], day(0)).await.expect("noted");
    assert!(knows(1, 1, day(1)).await && !knows(2, 1, day(1)).await && !knows(1, 2, day(1)).await);
    assert!(knows(1, 1, day(179)).await && !knows(1, 1, day(180)).await);
    for it in 2..=21 {
        place.store.note_place(agent(1), [it; 32], day(1)).await.expect("noted");
    }
    assert!(!knows(1, 1, day(2)).await && knows(1, 2, day(2)).await, "the last twenty");
    place.store.note_place(agent(9), [1; 32], day(1)).await.expect("nobody's is left out");
    assert!(!knows(9, 1, day(2)).await);
}

#[tokio::test]
async fn disabling_and_another_password_end_the_sessions() {
    let place = Place::new();
    place.store.add_staff(new(1, "anna", false), at(0)).await.expect("added");
    let sign_in =
        |token: u8, with: &str| place.store.create_session([token; 32], agent(1), at(1), at(100), with.to_owned());
    assert!(sign_in(1, "first").await.expect("signed in"));
    place.store.touch_session([1; 32], at(50)).await.expect("noted");
    let session = place.store.session([1; 32]).await.expect("read").expect("there");
    assert_eq!(
        (session.staff, session.created_at, session.seen_at, session.expires_at),
        (agent(1), at(1), at(50), at(100))
    );
    place.store.set_password(agent(1), "second".into()).await.expect("set");
    assert_eq!(place.store.session([1; 32]).await.expect("read"), None);
    assert!(!sign_in(3, "first").await.expect("asked"), "the password was changed after it was looked at");
    assert!(sign_in(2, "second").await.expect("signed in"));
    assert!(place.store.disable_staff(agent(1), at(60)).await.expect("disabled"));
    assert!(place.store.disable_staff(agent(1), at(70)).await.expect("disabled before"));
    assert!(!place.store.disable_staff(agent(9), at(70)).await.expect("nobody"));
    let anna = place.store.staff(agent(1)).await.expect("read").expect("there");
    assert_eq!((anna.disabled_at, anna.password.as_str()), (Some(at(60)), "second"));
    assert_eq!(place.store.session([2; 32]).await.expect("read"), None);
    assert!(!sign_in(4, "second").await.expect("asked"), "the account was disabled meanwhile");
}

#[tokio::test]
async fn sessions_end_one_by_one_all_of_somebody_or_by_time() {
    let place = Place::new();
    for (number, name) in [(1, "anna"), (2, "erik")] {
        place.store.add_staff(new(number, name, false), at(0)).await.expect("added");
    }
    for (token, whose, until) in [(1, 1, 10), (2, 1, 20), (3, 2, 30), (4, 2, 40)] {
        place
            .store
            .create_session([token; 32], agent(whose), at(0), at(until), "first".into())
            .await
            .expect("signed in");
    }
    place.store.delete_session([1; 32]).await.expect("ended");
    assert_eq!(place.store.delete_expired_sessions(at(30)).await.expect("ended"), 2);
    assert!(place.store.session([4; 32]).await.expect("read").is_some());
    place.store.delete_sessions_of(agent(2)).await.expect("ended");
    assert_eq!(place.store.session([4; 32]).await.expect("read"), None);
}

#[tokio::test]
async fn demonstration_accounts_go_together() {
    let place = Place::new();
    place.store.add_staff(new(1, "anna", true), at(0)).await.expect("added");
    place.store.add_staff(new(2, "erik", false), at(0)).await.expect("added");
    place.store.create_session([1; 32], agent(1), at(0), at(9), "first".into()).await.expect("signed in");
    assert_eq!(place.store.remove_demo_staff().await.expect("removed"), 1);
    assert_eq!(place.store.session([1; 32]).await.expect("read"), None);
    assert_eq!(place.store.list_staff().await.expect("read").len(), 1);
}

#[tokio::test]
async fn sessions_and_whose_they_are_are_read_in_one_go() {
    let place = Place::new();
    for (number, name) in [(1, "anna"), (2, "erik"), (3, "leila")] {
        place.store.add_staff(new(number, name, false), at(0)).await.expect("added");
    }
    for (token, whose) in [(1, 1), (2, 1), (3, 2)] {
        let begun = place.store.create_session([token; 32], agent(whose), at(0), at(9), "first".into()).await;
        assert!(begun.expect("asked"));
    }
    let nobody = agent(9);
    let found = place.store.accounts(vec![[1; 32], [3; 32], [8; 32]], vec![agent(3), agent(1), nobody]).await;
    let found = found.expect("read");
    assert_eq!(found.sessions.len(), 2, "the second was not asked for, the eighth is none");
    assert_eq!((found.sessions[&[1; 32]].staff, found.sessions[&[3; 32]].staff), (agent(1), agent(2)));
    let mut names: Vec<_> = found.staff.values().map(|staff| staff.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["anna", "erik", "leila"]);
}
