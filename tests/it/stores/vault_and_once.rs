//! Links and first-time-only keys, however they are kept.

use std::time::Duration;

use banter::contracts::bank::Access;
use banter::contracts::token::LinkedTokens;
use banter::domain::account::BankId;
use banter::domain::consent::Scope;
use banter::domain::turn::{PlatformName, TurnId};
use secrecy::{ExposeSecret, SecretString};

use super::behaviours;
use super::given::{alexa, bank, customer};
use super::house::{House, limits};

behaviours!(
    a_linked_token_leads_to_its_customer,
    unlinking_ends_every_link_of_the_customer_and_no_other,
    a_link_ends_by_itself,
    a_turn_is_claimed_once,
    of_many_who_claim_a_turn_one_may_act,
    a_claim_ends_after_its_time,
);

fn token(text: &str) -> SecretString {
    SecretString::from(text)
}

fn tokens(of: &str, bearer: &str) -> LinkedTokens {
    let access = Access { customer: customer(of), bearer: Some(token(bearer)) };
    LinkedTokens { access, scopes: vec![Scope::Accounts, Scope::Payments] }
}

async fn a_linked_token_leads_to_its_customer(house: &House) {
    let vault = &house.stores.vault;
    assert!(vault.resolve(&bank(), &token("t1")).await.unwrap().is_none());
    assert!(vault.access_for(&bank(), &customer("mia")).await.unwrap().is_none());
    vault.link(&bank(), &token("t1"), &tokens("mia", "bank-token")).await.unwrap();
    let linked = vault.resolve(&bank(), &token("t1")).await.unwrap().unwrap();
    assert_eq!(linked.access.customer, customer("mia"));
    assert_eq!(linked.access.bearer.unwrap().expose_secret(), "bank-token");
    assert_eq!(linked.scopes, [Scope::Accounts, Scope::Payments]);
    let access = vault.access_for(&bank(), &customer("mia")).await.unwrap().unwrap();
    assert_eq!(access.bearer.unwrap().expose_secret(), "bank-token");
    let other = BankId::parse("other").unwrap();
    assert!(vault.resolve(&other, &token("t1")).await.unwrap().is_none());
    assert!(vault.access_for(&other, &customer("mia")).await.unwrap().is_none());
}

async fn unlinking_ends_every_link_of_the_customer_and_no_other(house: &House) {
    let vault = &house.stores.vault;
    for (text, of) in [("t1", "mia"), ("t2", "mia"), ("t3", "james")] {
        vault.link(&bank(), &token(text), &tokens(of, "bank-token")).await.unwrap();
    }
    assert_eq!(vault.unlink(&bank(), &customer("mia")).await.unwrap(), 2);
    assert_eq!(vault.unlink(&bank(), &customer("mia")).await.unwrap(), 0);
    for (text, linked) in [("t1", false), ("t2", false), ("t3", true)] {
        assert_eq!(vault.resolve(&bank(), &token(text)).await.unwrap().is_some(), linked);
    }
    assert!(vault.access_for(&bank(), &customer("mia")).await.unwrap().is_none());
    assert!(vault.access_for(&bank(), &customer("james")).await.unwrap().is_some());
}

async fn a_link_ends_by_itself(house: &House) {
    let vault = &house.stores.vault;
    vault.link(&bank(), &token("t1"), &tokens("mia", "bank-token")).await.unwrap();
    house.pass(limits().link_keep).await;
    assert!(vault.resolve(&bank(), &token("t1")).await.unwrap().is_none());
    assert!(vault.access_for(&bank(), &customer("mia")).await.unwrap().is_none());
    assert_eq!(vault.unlink(&bank(), &customer("mia")).await.unwrap(), 0);
}

const HOUR: Duration = Duration::from_secs(3600);

async fn a_turn_is_claimed_once(house: &House) {
    let once = &house.stores.once;
    let turn = TurnId::parse("turn-1").unwrap();
    assert!(once.claim(&bank(), &alexa(), &turn, HOUR).await.unwrap());
    assert!(!once.claim(&bank(), &alexa(), &turn, HOUR).await.unwrap());
    let (other_bank, web) = (BankId::parse("other").unwrap(), PlatformName::parse("web").unwrap());
    assert!(once.claim(&other_bank, &alexa(), &turn, HOUR).await.unwrap());
    assert!(once.claim(&bank(), &web, &turn, HOUR).await.unwrap());
    assert!(once.claim(&bank(), &alexa(), &TurnId::parse("turn-2").unwrap(), HOUR).await.unwrap());
}

async fn of_many_who_claim_a_turn_one_may_act(house: &House) {
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let once = house.stores.once.clone();
            let turn = TurnId::parse("turn-1").unwrap();
            tokio::spawn(async move { once.claim(&bank(), &alexa(), &turn, HOUR).await.unwrap() })
        })
        .collect();
    let mut may_act = 0;
    for task in tasks {
        may_act += u32::from(task.await.unwrap());
    }
    assert_eq!(may_act, 1);
}

async fn a_claim_ends_after_its_time(house: &House) {
    let once = &house.stores.once;
    let turn = TurnId::parse("turn-1").unwrap();
    assert!(once.claim(&bank(), &alexa(), &turn, HOUR).await.unwrap());
    house.pass(HOUR / 2).await;
    assert!(!once.claim(&bank(), &alexa(), &turn, HOUR).await.unwrap());
    house.pass(HOUR / 2).await;
    assert!(once.claim(&bank(), &alexa(), &turn, HOUR).await.unwrap());
}
