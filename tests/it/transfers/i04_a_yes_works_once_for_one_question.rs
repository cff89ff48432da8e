//! I4: a confirmation works once, for one question, one listener, within sixty seconds.

use banter::domain::transfer::NotConfirmed;
use chrono::TimeDelta;

use super::world::{World, listener, noon};

#[tokio::test]
async fn i4_a_yes_to_another_question_confirms_nothing() {
    let world = World::new().await;
    let answered = world.read_back(5_000, "n1").confirm(&world.yes("n2"));
    assert_eq!(answered.unwrap_err(), NotConfirmed::OtherQuestion);
}

#[tokio::test]
async fn i4_a_yes_from_elsewhere_confirms_nothing() {
    let world = World::new().await;
    let mut yes = world.yes("n1");
    yes.listener = listener("living room");
    let answered = world.read_back(5_000, "n1").confirm(&yes);
    assert_eq!(answered.unwrap_err(), NotConfirmed::OtherSpeaker);
}

#[tokio::test]
async fn i4_a_yes_after_sixty_seconds_or_before_the_question_confirms_nothing() {
    let world = World::new().await;
    for (seconds, good) in [(60, true), (61, false), (-1, false)] {
        let mut yes = world.yes("n1");
        yes.at = noon() + TimeDelta::seconds(seconds);
        let answered = world.read_back(5_000, "n1").confirm(&yes);
        assert_eq!(answered.is_ok(), good, "after {seconds} s");
    }
}

/// The types let a read-back be confirmed only once; should its copy come back from a session, the
/// record does not let it count twice.
#[tokio::test]
async fn i4_the_same_yes_twice_is_one_transfer() {
    let world = World::new().await;
    let read_back = world.read_back(5_000, "n1");
    let first = world.start(&read_back.clone().confirm(&world.yes("n1")).unwrap()).await;
    let again = world.start(&read_back.confirm(&world.yes("n1")).unwrap()).await;
    assert_eq!(first.id, again.id);
    assert_eq!(world.records().await.len(), 1);
    assert_eq!(world.bank.arrived().len(), 1);
}
