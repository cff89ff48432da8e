//! I11: platforms deliver a call twice, at once or later, here or at another server.

use banter::domain::turn::Said;

use super::{Guest, SEND, World, intent, yes};

#[tokio::test]
async fn i11_a_yes_delivered_again_tells_the_same_and_pays_nothing() {
    let world = World::new();
    let (one, other) = (world.server(), world.server());
    let mut mia = Guest::mia();
    world.say_all(&one, &mut mia, &SEND).await;
    let turn = world.turn(&mut mia, yes());
    let first = one.take(&turn).await.speech.spoken();
    for server in [&one, &other, &one] {
        world.wait(5);
        let again = server.take(&turn).await.speech.spoken();
        assert_eq!(again, first);
    }
    assert_eq!(world.bank.deeds().len(), 1);
    assert_eq!(world.records(&mia).await.len(), 1);
}

/// On two servers at the same time, step by step in whichever order the executor likes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i11_a_yes_delivered_twice_at_once_pays_once() {
    for round in 0..50 {
        let world = World::new();
        let (one, other) = (world.server(), world.server());
        let mut mia = Guest::mia();
        world.say_all(&one, &mut mia, &SEND).await;
        let turn = world.turn(&mut mia, yes());
        let copy = turn.clone();
        let first = tokio::spawn(async move { one.take(&turn).await.speech.spoken() });
        let second = tokio::spawn(async move { other.take(&copy).await.speech.spoken() });
        let (first, second) = (first.await.unwrap(), second.await.unwrap());
        assert_eq!(world.bank.deeds().len(), 1, "round {round}");
        assert_eq!(world.records(&mia).await.len(), 1, "round {round}");
        assert!(!first.is_empty() && !second.is_empty(), "round {round}");
        // Whoever did not act must not say that nothing is done.
        for said in [first, second] {
            assert!(!said.contains("Nothing was"), "round {round}: {said}");
        }
        world.check_books();
    }
}

/// Two different calls with a yes each, for one question.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i11_two_yeses_at_once_to_one_question_pay_once() {
    for round in 0..50 {
        let world = World::new();
        let (one, other) = (world.server(), world.server());
        let mut mia = Guest::mia();
        world.say_all(&one, &mut mia, &SEND).await;
        let (turn, copy) = (world.turn(&mut mia, yes()), world.turn(&mut mia, yes()));
        let first = tokio::spawn(async move { one.take(&turn).await });
        let second = tokio::spawn(async move { other.take(&copy).await });
        first.await.unwrap();
        second.await.unwrap();
        assert_eq!(world.bank.deeds().len(), 1, "round {round}");
        assert_eq!(world.records(&mia).await.len(), 1, "round {round}");
    }
}

#[tokio::test]
async fn i11_a_lock_and_a_call_back_delivered_again_are_one() {
    let world = World::new();
    let server = world.server();
    let mut mia = Guest::mia();
    world.say(&server, &mut mia, "freeze my debit card").await;
    let turn = world.turn(&mut mia, yes());
    for _ in 0..3 {
        assert!(!server.take(&turn).await.speech.is_empty());
    }
    assert_eq!(world.bank.deeds().len(), 1);
    world.say(&server, &mut mia, "I want to talk to a person").await;
    let turn = world.turn(&mut mia, yes());
    let first = server.take(&turn).await.speech.spoken();
    let reference = |said: &str| said.chars().filter(char::is_ascii_digit).collect::<String>();
    let second = server.take(&turn).await.speech.spoken();
    assert!(
        reference(&second).is_empty() || reference(&first) == reference(&second),
        "two call-backs: {first} / {second}"
    );
}

/// An old call that comes once more after the conversation went on.
#[tokio::test]
async fn i11_an_old_call_that_arrives_late_never_pays() {
    let world = World::new();
    let server = world.server();
    let mut mia = Guest::mia();
    let wish =
        world.turn(&mut mia, intent("PaySavedPayee", &[("amount", "50"), ("payee", "anna")]));
    let which = world.turn(&mut mia, intent("PaySavedPayee", &[("payee", "Anna Müller")]));
    let agree = world.turn(&mut mia, yes());
    let stop = world.turn(&mut mia, Said::Answer { yes: false, about: None });
    for turn in [&wish, &which, &stop, &agree, &agree] {
        server.take(turn).await;
    }
    assert!(world.bank.deeds().is_empty(), "a yes paid after a no");
    // A yes that was heard before answers no question that was asked since.
    for turn in [&wish, &which, &agree, &agree] {
        server.take(turn).await;
    }
    assert!(world.bank.deeds().is_empty(), "an old yes paid");
    let new = world.turn(&mut mia, yes());
    server.take(&new).await;
    assert_eq!(world.records(&mia).await.len(), 1);
    world.check_books();
}

/// A yes that leads to another question, delivered once more, is no yes to that other question.
#[tokio::test]
async fn i11_a_yes_that_led_to_the_read_back_is_no_yes_to_it_when_it_comes_again() {
    let world = World::new();
    let server = world.server();
    let mut mia = Guest::mia();
    world.say_all(&server, &mut mia, &[SEND[0], SEND[1], "yes"]).await;
    assert_eq!(world.bank.deeds().len(), 1);
    world.wait(300);
    world.say_all(&server, &mut mia, &SEND).await;
    let go_on = world.turn(&mut mia, yes());
    let read = server.take(&go_on).await;
    let again = server.take(&go_on).await;
    assert_eq!(again.speech.spoken(), read.speech.spoken());
    assert!(world.bank.deeds().is_empty(), "paid without a yes to the read-back");

    // The same where a late yes led to a new read-back.
    let late = Guest::mia().anew("late");
    let mut late = Guest { device: "bedroom", ..late };
    world.say_all(&server, &mut late, &["send Jonas ten euros"]).await;
    world.wait(90);
    let yes = world.turn(&mut late, yes());
    for _ in 0..3 {
        server.take(&yes).await;
    }
    assert!(world.bank.deeds().is_empty(), "paid by a late yes");
}
