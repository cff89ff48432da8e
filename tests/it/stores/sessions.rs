//! Sessions and the disclosure ledger, however they are kept.

use std::time::Duration;

use banter::contracts::session::{Session, StoreError};
use banter::domain::account::BankId;

use super::behaviours;
use super::given::{alexa, bank, conversation, customer, entry, session, user};
use super::house::{House, limits};

behaviours!(
    a_new_conversation_is_empty,
    what_is_saved_is_loaded_under_a_higher_version,
    conversations_do_not_mix,
    of_two_turns_at_once_the_second_loses,
    of_many_turns_at_once_one_wins,
    silence_ends_a_session,
    a_turn_keeps_a_session_alive,
    an_empty_state_ends_a_session,
    a_save_that_loses_discloses_nothing,
    entries_of_a_customer_come_newest_first_from_all_their_devices,
    the_ledger_keeps_the_newest,
    the_ledger_ends,
    forgetting_takes_everything_of_that_user_and_nothing_else,
    a_user_who_was_forgotten_and_comes_back_is_found_again,
);

async fn a_new_conversation_is_empty(house: &House) {
    let loaded = house.stores.sessions.load(&conversation("mia", "1")).await.unwrap();
    assert_eq!(loaded, Session::default());
}

async fn what_is_saved_is_loaded_under_a_higher_version(house: &House) {
    let (sessions, key) = (&house.stores.sessions, conversation("mia", "1"));
    for version in 0..3 {
        sessions.save(&key, &session(version, "state"), &[]).await.unwrap();
        assert_eq!(sessions.load(&key).await.unwrap(), session(version + 1, "state"));
    }
}

async fn conversations_do_not_mix(house: &House) {
    let sessions = &house.stores.sessions;
    sessions.save(&conversation("mia", "1"), &session(0, "mia's"), &[]).await.unwrap();
    sessions.save(&conversation("mia", "2"), &session(0, "another"), &[]).await.unwrap();
    let mut elsewhere = conversation("mia", "1");
    elsewhere.bank = BankId::parse("other").unwrap();
    assert_eq!(sessions.load(&conversation("mia", "1")).await.unwrap(), session(1, "mia's"));
    assert_eq!(sessions.load(&conversation("mia", "2")).await.unwrap(), session(1, "another"));
    assert_eq!(sessions.load(&conversation("james", "1")).await.unwrap(), Session::default());
    assert_eq!(sessions.load(&elsewhere).await.unwrap(), Session::default());
}

async fn of_two_turns_at_once_the_second_loses(house: &House) {
    let (sessions, key) = (&house.stores.sessions, conversation("mia", "1"));
    sessions.save(&key, &session(0, "first"), &[]).await.unwrap();
    sessions.save(&key, &session(1, "second"), &[]).await.unwrap();
    for stale in [0, 1, 3] {
        let lost = sessions.save(&key, &session(stale, "third"), &[]).await;
        assert!(matches!(lost, Err(StoreError::Conflict)), "{stale}");
    }
    assert_eq!(sessions.load(&key).await.unwrap(), session(2, "second"));
}

async fn of_many_turns_at_once_one_wins(house: &House) {
    let tasks: Vec<_> = (0..16)
        .map(|number| {
            let sessions = house.stores.sessions.clone();
            tokio::spawn(async move {
                let state = session(0, &format!("turn {number}"));
                sessions.save(&conversation("mia", "1"), &state, &[]).await
            })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => won += 1,
            Err(StoreError::Conflict) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(won, 1);
}

async fn silence_ends_a_session(house: &House) {
    let (sessions, key) = (&house.stores.sessions, conversation("mia", "1"));
    sessions.save(&key, &session(0, "state"), &[]).await.unwrap();
    house.pass(limits().session_idle).await;
    assert_eq!(sessions.load(&key).await.unwrap(), Session::default());
    let late = sessions.save(&key, &session(1, "late"), &[]).await;
    assert!(matches!(late, Err(StoreError::Conflict)));
    sessions.save(&key, &session(0, "anew"), &[]).await.unwrap();
}

async fn a_turn_keeps_a_session_alive(house: &House) {
    let (sessions, key) = (&house.stores.sessions, conversation("mia", "1"));
    for version in 0..3 {
        sessions.save(&key, &session(version, "state"), &[]).await.unwrap();
        house.pass(limits().session_idle - Duration::from_secs(60)).await;
    }
    assert_eq!(sessions.load(&key).await.unwrap(), session(3, "state"));
}

async fn an_empty_state_ends_a_session(house: &House) {
    let (sessions, key) = (&house.stores.sessions, conversation("mia", "1"));
    sessions.save(&key, &session(0, "state"), &[]).await.unwrap();
    sessions.save(&key, &session(1, ""), &[]).await.unwrap();
    assert_eq!(sessions.load(&key).await.unwrap(), Session::default());
    let late = sessions.save(&key, &session(1, "late"), &[]).await;
    assert!(matches!(late, Err(StoreError::Conflict)));
}

async fn a_save_that_loses_discloses_nothing(house: &House) {
    let (stores, key) = (&house.stores, conversation("mia", "1"));
    stores.sessions.save(&key, &session(0, "state"), &[entry("mia", 1)]).await.unwrap();
    let lost = stores.sessions.save(&key, &session(0, "other"), &[entry("mia", 2)]).await;
    assert!(matches!(lost, Err(StoreError::Conflict)));
    let entries = stores.ledger.entries(&bank(), &customer("mia"), 10).await.unwrap();
    assert_eq!(entries, [entry("mia", 1)]);
}

async fn entries_of_a_customer_come_newest_first_from_all_their_devices(house: &House) {
    let stores = &house.stores;
    let kitchen = conversation("kitchen", "1");
    let office = conversation("office", "2");
    let unknown = banter::contracts::ledger::LedgerEntry { customer: None, ..entry("mia", 9) };
    let first = [entry("mia", 1), entry("james", 2), unknown];
    stores.sessions.save(&kitchen, &session(0, "a"), &first).await.unwrap();
    stores.sessions.save(&office, &session(0, "b"), &[entry("mia", 3)]).await.unwrap();
    // A turn that ends the conversation, or never had one, is in the ledger all the same.
    stores.sessions.save(&kitchen, &session(1, ""), &[entry("mia", 4)]).await.unwrap();
    let of = |name, limit| {
        let name = customer(name);
        async move { stores.ledger.entries(&bank(), &name, limit).await.unwrap() }
    };
    assert_eq!(of("mia", 10).await, [entry("mia", 4), entry("mia", 3), entry("mia", 1)]);
    assert_eq!(of("mia", 2).await, [entry("mia", 4), entry("mia", 3)]);
    assert_eq!(of("james", 10).await, [entry("james", 2)]);
    assert_eq!(of("emma", 10).await, []);
}

async fn the_ledger_keeps_the_newest(house: &House) {
    let (stores, key) = (&house.stores, conversation("mia", "1"));
    for minute in 0..8 {
        let version = u64::try_from(minute).unwrap();
        let entries = [entry("mia", minute)];
        stores.sessions.save(&key, &session(version, "state"), &entries).await.unwrap();
    }
    let entries = stores.ledger.entries(&bank(), &customer("mia"), 100).await.unwrap();
    let expected: Vec<_> = (3..8).rev().map(|minute| entry("mia", minute)).collect();
    assert_eq!(entries, expected);
}

async fn the_ledger_ends(house: &House) {
    let (stores, key) = (&house.stores, conversation("mia", "1"));
    stores.sessions.save(&key, &session(0, "state"), &[entry("mia", 0)]).await.unwrap();
    house.pass(limits().ledger_keep).await;
    assert_eq!(stores.ledger.entries(&bank(), &customer("mia"), 100).await.unwrap(), []);
}

async fn forgetting_takes_everything_of_that_user_and_nothing_else(house: &House) {
    let stores = &house.stores;
    let (one, two) = (conversation("kitchen", "1"), conversation("kitchen", "2"));
    let other = conversation("office", "1");
    stores.sessions.save(&one, &session(0, "a"), &[entry("mia", 1)]).await.unwrap();
    stores.sessions.save(&two, &session(0, "b"), &[entry("mia", 2)]).await.unwrap();
    stores.sessions.save(&other, &session(0, "c"), &[entry("mia", 3)]).await.unwrap();
    assert_eq!(stores.ledger.forget(&bank(), &alexa(), &user("kitchen")).await.unwrap(), 4);
    assert_eq!(stores.ledger.forget(&bank(), &alexa(), &user("kitchen")).await.unwrap(), 0);
    for gone in [&one, &two] {
        assert_eq!(stores.sessions.load(gone).await.unwrap(), Session::default());
    }
    assert_eq!(stores.sessions.load(&other).await.unwrap(), session(1, "c"));
    let left = stores.ledger.entries(&bank(), &customer("mia"), 10).await.unwrap();
    assert_eq!(left, [entry("mia", 3)]);
}

async fn a_user_who_was_forgotten_and_comes_back_is_found_again(house: &House) {
    let (stores, key) = (&house.stores, conversation("mia", "1"));
    stores.sessions.save(&key, &session(0, "a"), &[entry("mia", 1)]).await.unwrap();
    stores.ledger.forget(&bank(), &alexa(), &user("mia")).await.unwrap();
    stores.sessions.save(&key, &session(0, "b"), &[entry("mia", 2)]).await.unwrap();
    let entries = stores.ledger.entries(&bank(), &customer("mia"), 10).await.unwrap();
    assert_eq!(entries, [entry("mia", 2)]);
}
