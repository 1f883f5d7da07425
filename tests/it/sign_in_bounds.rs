//! Promise 10 at the door of the staff: guesses are bounded by person and by place, and lock out who guesses.

use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, Version};
use chrono::Duration;
use vagledare::access::password::{self, Cost};
use vagledare::access::{Role, Roles};
use vagledare::clock::Clock;
use vagledare::config::Settings;
use vagledare::conversation::AgentId;
use vagledare::store::NewStaff;

use crate::support::{MONDAY_NINE, TestDesk, moment};

const WRONG: &str = "en gissning till";
const OFFICE: &str = "192.0.2.10";

/// A desk behind a proxy, so that people come from addresses of their own.
async fn behind_a_proxy(change: impl FnOnce(&mut Settings)) -> TestDesk {
    TestDesk::at(MONDAY_NINE, |settings| {
        settings.server.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
        change(settings);
    })
    .await
}

async fn guess(desk: &TestDesk, address: &str, name: &str) -> u16 {
    desk.ask_to_sign_in_from(address, name, WRONG).await.status
}

async fn sign_in(desk: &TestDesk, address: &str, name: &str) -> u16 {
    desk.ask_to_sign_in_from(address, name, TestDesk::password()).await.status
}

#[tokio::test]
async fn guesses_are_counted_by_person_and_not_by_spelling() {
    let desk = behind_a_proxy(|_| {}).await;
    desk.add_staff("åsa", "Åsa", &[Role::Agent]).await;
    for spellings in
        [["erik", "Erik", "ERIK", " erik", "eriK\t"], ["åsa", "ÅSA", "a\u{30a}sa", "A\u{30a}SA ", "\u{212b}sa"]]
    {
        let mut statuses = Vec::new();
        for number in 0..11 {
            statuses.push(guess(&desk, "203.0.113.1", spellings[number % 5]).await);
        }
        assert_eq!(statuses[..10], [401; 10], "{spellings:?}");
        assert_eq!(statuses[10], 429, "{spellings:?} are one person");
        for spelling in spellings {
            assert_eq!(sign_in(&desk, "203.0.113.1", spelling).await, 429, "{spelling:?}");
            assert_eq!(sign_in(&desk, OFFICE, spelling).await, 200, "{spelling:?} finds the account");
        }
    }
}

#[tokio::test]
async fn who_guesses_at_a_name_locks_out_their_own_address_only() {
    let desk = behind_a_proxy(|_| {}).await;
    for _ in 0..10 {
        assert_eq!(guess(&desk, "203.0.113.1", "anna").await, 401);
    }
    assert_eq!(guess(&desk, "203.0.113.1", "anna").await, 429);
    assert_eq!(sign_in(&desk, OFFICE, "anna").await, 200, "Anna sits elsewhere");
    // The addresses of one customer are one guesser's.
    for number in 0..10 {
        assert_eq!(guess(&desk, &format!("2001:db8::{number:x}"), "anna").await, 401);
    }
    assert_eq!(guess(&desk, "2001:db8::ffff:1", "anna").await, 429);
    assert_eq!(guess(&desk, "2001:db8:0:1::1", "anna").await, 401, "the neighbour");
}

#[tokio::test]
async fn many_machines_together_get_so_many_guesses_and_the_person_comes_in_from_where_they_were_before() {
    let mut desk = behind_a_proxy(|_| {}).await;
    assert_eq!(sign_in(&desk, OFFICE, "anna").await, 200);
    let mut looked_at = 0;
    for machine in 0..15 {
        for _ in 0..10 {
            looked_at += u32::from(guess(&desk, &format!("198.51.100.{machine}"), "anna").await == 401);
        }
    }
    assert_eq!(looked_at, 100, "from all machines together");
    assert_eq!(guess(&desk, "198.51.100.200", "Anna").await, 429, "another machine does not help");
    assert_eq!(sign_in(&desk, OFFICE, "anna").await, 200, "Anna has her own attempts at the office");
    assert_eq!(sign_in(&desk, "198.51.100.201", "erik").await, 200, "nobody guesses at Erik");
    desk.restart().await;
    for machine in 0..11 {
        for _ in 0..10 {
            guess(&desk, &format!("198.51.100.{machine}"), "anna").await;
        }
    }
    assert_eq!(guess(&desk, "198.51.100.200", "anna").await, 429, "the attack goes on after a restart");
    assert_eq!(sign_in(&desk, OFFICE, "anna").await, 200, "and the office is still known");
    desk.pass(Duration::minutes(15));
    assert_eq!(sign_in(&desk, "198.51.100.200", "anna").await, 200, "new places are free again when it is over");
}

#[tokio::test]
async fn how_long_a_no_takes_says_nothing_about_the_name() {
    // A hash of a tenth of a second or more, so that it can be told from everything else.
    let cost = Cost { memory_kib: 32 * 1024, iterations: 8, parallelism: 1 };
    let desk = behind_a_proxy(|settings| {
        settings.staff.argon2_memory_kib = cost.memory_kib;
        settings.staff.argon2_iterations = cost.iterations;
    })
    .await;
    let now = moment(MONDAY_NINE);
    let maja = NewStaff {
        id: AgentId::new(now, [9; 10]),
        name: "maja".into(),
        display: "Maja".into(),
        roles: Roles::from_iter([Role::Agent]),
        password: password::hash(TestDesk::password(), &[7; 16], cost).expect("a hash"),
        demo: false,
    };
    desk.server().store.add_staff(maja, now).await.expect("added");
    let clock = Clock::system();
    let quickest = async |name: &str, password: &str| {
        let mut quickest = std::time::Duration::MAX;
        for _ in 0..4 {
            let watch = clock.stopwatch();
            assert_eq!(desk.ask_to_sign_in_from("203.0.113.1", name, password).await.status, 401);
            quickest = quickest.min(watch.elapsed());
        }
        quickest
    };
    let (known, unknown) = (quickest("maja", "fel").await, quickest("ingen", "fel").await);
    println!("a wrong password: {known:?} for a name, {unknown:?} for none");
    assert!(known < unknown * 3 / 2 && unknown < known * 3 / 2, "{known:?} {unknown:?}");
    for long in ["x".repeat(1025), "a\u{30a}".repeat(600), "x".repeat(60_000)] {
        let (of_name, of_none) = (quickest("maja", &long).await, quickest("ingen", &long).await);
        println!("{} bytes: {of_name:?} for a name, {of_none:?} for none", long.len());
        assert!(of_name * 3 < known && of_none * 3 < known, "neither is hashed: {of_name:?} {of_none:?} {known:?}");
    }
}

#[tokio::test]
async fn a_password_is_the_same_on_every_keyboard_and_old_hashes_still_sign_in() {
    let desk = behind_a_proxy(|_| {}).await;
    let taken_apart: String = TestDesk::password().replace('ö', "o\u{308}").replace('å', "a\u{30a}");
    assert_ne!(taken_apart, TestDesk::password());
    assert_eq!(desk.ask_to_sign_in_from(OFFICE, "anna", &taken_apart).await.status, 200);
    // By the program before there was a normal form, of the bytes that a Mac sent: 8 KiB, one pass.
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).expect("a cost"));
    let old = argon2.hash_password_with_salt(taken_apart.as_bytes(), &[7; 16]).expect("a hash").to_string();
    let store = &desk.server().store;
    let erik = store.staff_by_name("erik").await.expect("a store").expect("Erik");
    store.set_password(erik.id, old.clone()).await.expect("set");
    for typed in [&taken_apart, TestDesk::password()] {
        assert_eq!(desk.ask_to_sign_in_from(OFFICE, "erik", typed).await.status, 200, "{typed:?}");
    }
    let kept = store.staff(erik.id).await.expect("a store").expect("Erik").password;
    assert_ne!(kept, old, "it is kept in the normal form from the first sign-in on");
    let now = Cost { memory_kib: 8, iterations: 1, parallelism: 1 };
    assert_eq!(password::fit(TestDesk::password(), &kept, now), password::Fit::Yes);
}
