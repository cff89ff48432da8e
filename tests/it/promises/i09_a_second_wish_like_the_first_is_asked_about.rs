//! I9: the same again, while the first is open or young, is asked about before it is read aloud.

use banter::domain::reply::{Expected, Next, Reply};
use banter::sandbox::Decided;

use super::{Guest, SEND, World, yes};

fn is_read_back(reply: &Reply) -> bool {
    matches!(reply.next, Next::Listen(Expected::Confirmation { .. }))
}

/// The second wish on another server, another device and in another conversation.
#[tokio::test]
async fn i9_the_second_wish_is_noticed_wherever_it_is_made() {
    for approved in [false, true] {
        let world = World::new();
        let (one, other) = (world.server(), world.server());
        let mut mia = Guest::mia();
        world.say_all(&one, &mut mia, &[SEND[0], SEND[1], "yes"]).await;
        if approved {
            world.decide(&mia, Decided::Approve);
            world.let_pass(&one, 60).await;
        }
        world.wait(120);
        let mut elsewhere = Guest { device: "bedroom", ..mia.anew("evening") };
        world.say(&other, &mut elsewhere, SEND[0]).await;
        let asked = world.say(&other, &mut elsewhere, SEND[1]).await;
        assert!(!is_read_back(&asked), "{}", asked.speech.spoken());
        assert!(asked.speech.spoken().contains("minutes ago"), "{}", asked.speech.spoken());
        let turn = world.turn(&mut elsewhere, yes());
        let read = other.take(&turn).await;
        assert!(is_read_back(&read), "{}", read.speech.spoken());
        assert_eq!(world.records(&mia).await.len(), 1, "agreeing to go on is no yes to a payment");
        let turn = world.turn(&mut elsewhere, yes());
        other.take(&turn).await;
        assert_eq!(world.records(&mia).await.len(), 2);
        world.check_books();
    }
}

#[tokio::test]
async fn i9_a_no_to_again_leaves_one_payment() {
    let world = World::new();
    let server = world.server();
    let mut mia = Guest::mia();
    world.say_all(&server, &mut mia, &[SEND[0], SEND[1], "yes"]).await;
    world.say_all(&server, &mut mia, &[SEND[0], SEND[1], "no", "yes", "yes"]).await;
    assert_eq!(world.bank.deeds().len(), 1);
}

/// What was agreed to for fifty is not agreed to for sixty, and back at fifty the question stands.
#[tokio::test]
async fn i9_agreeing_counts_for_these_facts_only() {
    let world = World::new();
    let server = world.server();
    let mut mia = Guest::mia();
    for amount in ["fifty", "sixty"] {
        let wish = format!("send Anna {amount} euros");
        world.say_all(&server, &mut mia, &[&wish, SEND[1], "yes"]).await;
    }
    assert_eq!(world.bank.deeds().len(), 2);
    world.wait(60);
    world.say_all(&server, &mut mia, &[SEND[0], SEND[1], "yes"]).await;
    let changed = world.say(&server, &mut mia, "make it sixty").await;
    assert!(!is_read_back(&changed), "{}", changed.speech.spoken());
    assert!(world.bank.deeds().is_empty());
}

#[tokio::test]
async fn i9_another_payee_or_amount_is_another_wish() {
    let world = World::new();
    let server = world.server();
    let mut mia = Guest::mia();
    world.say_all(&server, &mut mia, &[SEND[0], SEND[1], "yes"]).await;
    for lines in
        [["send Anna fifty euros", "Anna Brandt"], ["send Anna forty euros", "Anna Müller"]]
    {
        world.say(&server, &mut mia, lines[0]).await;
        let read = world.say(&server, &mut mia, lines[1]).await;
        assert!(is_read_back(&read), "{lines:?}: {}", read.speech.spoken());
    }
}
