//! I4: a yes works once, for one question, from where it was asked, within sixty seconds.

use banter::domain::intent::{IntentName, Slots};
use banter::domain::reply::{Expected, Next};
use banter::domain::turn::Said;

use super::{Guest, SEND, World, intent, silence, text, yes};

/// What is different about the guest.
type Change = fn(&mut Guest);

async fn asked() -> (World, banter::dialogue::engine::Engine, Guest) {
    let world = World::new();
    let server = world.server();
    let mut mia = Guest::mia();
    let read = world.say_all(&server, &mut mia, &SEND).await;
    assert!(read.contains("50 euros") && read.contains("Anna Müller"), "{read}");
    (world, server, mia)
}

#[tokio::test]
async fn i4_a_yes_pays_once_and_every_further_yes_pays_nothing() {
    let (world, server, mut mia) = asked().await;
    for said in [yes(), yes(), text("yes"), intent("Yes", &[]), text("go ahead")] {
        let turn = world.turn(&mut mia, said);
        server.take(&turn).await;
    }
    assert_eq!(world.bank.deeds().len(), 1);
    assert_eq!(world.records(&mia).await.len(), 1);
}

#[tokio::test]
async fn i4_a_yes_counts_up_to_sixty_seconds_and_not_one_more() {
    for (seconds, counts) in [(0, true), (59, true), (60, true), (61, false), (-1, false)] {
        let (world, server, mut mia) = asked().await;
        world.wait(seconds);
        let turn = world.turn(&mut mia, yes());
        let reply = server.take(&turn).await;
        assert_eq!(world.bank.deeds().len(), usize::from(counts), "after {seconds} seconds");
        if !counts {
            let asks_again = matches!(reply.next, Next::Listen(Expected::Confirmation { .. }));
            assert!(asks_again, "after {seconds} seconds: {}", reply.speech.spoken());
        }
    }
}

#[tokio::test]
async fn i4_a_yes_from_elsewhere_never_pays_nor_does_the_next_one() {
    let elsewhere: [(&str, Change); 4] = [
        ("another device", |guest| guest.device = "bedroom"),
        ("a person who was recognised since", |guest| guest.person = Some("tim")),
        ("another conversation", |guest| guest.conversation = "other".to_owned()),
        ("another user", |guest| guest.user = "neighbour"),
    ];
    for (who, change) in elsewhere {
        let (world, server, mia) = asked().await;
        let mut other = mia.clone();
        change(&mut other);
        for _ in 0..2 {
            let turn = world.turn(&mut other, yes());
            let reply = server.take(&turn).await;
            assert!(!reply.speech.is_empty(), "{who}");
        }
        assert!(world.bank.deeds().is_empty(), "{who}");
        assert!(world.records(&mia).await.is_empty(), "{who}");
    }
}

/// Another customer's link on the same device: the token changed between question and yes.
#[tokio::test]
async fn i4_a_yes_with_another_customers_link_moves_nobodys_money() {
    let (world, server, mut mia) = asked().await;
    mia.customer = "james";
    let turn = world.turn(&mut mia, yes());
    server.take(&turn).await;
    assert!(world.bank.deeds().is_empty(), "{:?}", world.bank.deeds());
    for customer in ["mia", "james"] {
        mia.customer = customer;
        assert!(world.records(&mia).await.is_empty());
    }
}

#[tokio::test]
async fn i4_a_yes_that_the_platform_ties_to_another_intent_never_pays() {
    for name in ["LockCard", "TransferOwnAccounts", "GetBalance", "Nonsense"] {
        let (world, server, mut mia) = asked().await;
        let about = Some((IntentName::parse(name).unwrap(), Slots::default()));
        for said in [Said::Answer { yes: true, about }, yes()] {
            let turn = world.turn(&mut mia, said);
            server.take(&turn).await;
        }
        assert!(world.bank.deeds().is_empty(), "{name}");
    }
}

#[tokio::test]
async fn i4_a_yes_to_a_later_question_does_that_and_pays_nothing() {
    let (world, server, mut mia) = asked().await;
    let question = world.say(&server, &mut mia, "freeze my debit card").await;
    assert!(question.speech.spoken().contains("lock"), "{}", question.speech.spoken());
    let turn = world.turn(&mut mia, yes());
    server.take(&turn).await;
    let deeds = world.bank.deeds();
    assert!(matches!(deeds.as_slice(), [super::Deed::Locked(_)]), "{deeds:?}");
}

#[tokio::test]
async fn i4_a_yes_after_silence_or_a_no_pays_nothing() {
    for said in [silence(), Said::Answer { yes: false, about: None }, text("no"), text("stop")] {
        let (world, server, mut mia) = asked().await;
        for said in [said, yes(), text("yes")] {
            let turn = world.turn(&mut mia, said);
            server.take(&turn).await;
        }
        assert!(world.bank.deeds().is_empty());
        assert!(world.records(&mia).await.is_empty());
    }
}
