//! A yes counts once, for what was read aloud, from where it was asked, and in time.

use banter::domain::intent::{IntentName, SlotHeard, SlotName, Slots};
use banter::domain::turn::{EndReason, Said};

use super::Talk;

const SEND: [&str; 2] = ["send Anna fifty euros", "Anna Müller"];

#[tokio::test]
async fn anna_is_asked_for_read_back_and_paid_by_approval() {
    let mut talk = Talk::with("mia");
    let written = talk.script(&[SEND[0], SEND[1], "yes"]).await;
    insta::assert_snapshot!(written);
    assert_eq!(talk.waiting(), 1);
}

#[tokio::test]
async fn a_late_yes_sends_nothing_and_asks_again() {
    let mut talk = Talk::with("mia");
    talk.script(&SEND).await;
    talk.wait(61);
    let reply = talk.say("yes").await.speech.spoken();
    assert!(reply.contains("ask again") && reply.contains("Anna Müller"), "{reply}");
    assert_eq!(talk.waiting(), 0);
    talk.say("yes").await;
    assert_eq!(talk.waiting(), 1);
}

#[tokio::test]
async fn a_second_yes_sends_nothing_more() {
    let mut talk = Talk::with("mia");
    talk.script(&[SEND[0], SEND[1], "yes", "yes", "yes"]).await;
    assert_eq!(talk.waiting(), 1);
}

#[tokio::test]
async fn a_yes_delivered_twice_pays_once_and_tells_the_same() {
    let mut talk = Talk::with("mia");
    talk.script(&SEND).await;
    let yes = talk.turn(Said::Answer { yes: true, about: None });
    let first = talk.take(&yes).await;
    let second = talk.take(&yes).await;
    assert_eq!(first.speech.spoken(), second.speech.spoken());
    assert_eq!(talk.waiting(), 1);
}

#[tokio::test]
async fn two_yeses_at_once_pay_once() {
    let mut talk = Talk::with("mia");
    talk.script(&SEND).await;
    let one = talk.turn(Said::Answer { yes: true, about: None });
    let other = talk.turn(Said::Answer { yes: true, about: None });
    tokio::join!(talk.take(&one), talk.take(&other));
    assert_eq!(talk.waiting(), 1);
}

#[tokio::test]
async fn a_yes_to_something_else_never_pays() {
    let mut talk = Talk::with("mia");
    talk.script(&SEND).await;
    let other = (IntentName::parse("LockCard").unwrap(), Slots::default());
    let yes = talk.turn(Said::Answer { yes: true, about: Some(other) });
    talk.take(&yes).await;
    assert_eq!(talk.waiting(), 0);
    talk.say("yes").await;
    assert_eq!(talk.waiting(), 0);
}

#[tokio::test]
async fn a_yes_to_another_amount_than_was_read_aloud_is_read_aloud_first() {
    let mut talk = Talk::with("mia");
    talk.script(&SEND).await;
    let mut slots = Slots::default();
    slots.insert(SlotName::parse("amount").unwrap(), SlotHeard::words("sixty euros"));
    let about = Some((IntentName::parse("PaySavedPayee").unwrap(), slots));
    let yes = talk.turn(Said::Answer { yes: true, about });
    let reply = talk.take(&yes).await.speech.spoken();
    assert!(reply.contains("60"), "{reply}");
    assert_eq!(talk.waiting(), 0);
}

#[tokio::test]
async fn an_amount_changed_after_the_read_back_is_read_back_anew() {
    let mut talk = Talk::with("mia");
    talk.script(&SEND).await;
    let reply = talk.say("no, sixty euros").await.speech.spoken();
    assert!(reply.contains("60") && reply.contains("Anna Müller"), "{reply}");
    assert_eq!(talk.waiting(), 0);
    talk.say("yes").await;
    assert_eq!(talk.waiting(), 1);
}

#[tokio::test]
async fn stop_voids_what_was_prepared() {
    for stop in ["stop", "cancel", "no"] {
        let mut talk = Talk::with("mia");
        talk.script(&[SEND[0], SEND[1], stop, "yes"]).await;
        assert_eq!(talk.waiting(), 0, "{stop}");
    }
}

#[tokio::test]
async fn an_ended_conversation_voids_what_was_prepared() {
    let mut talk = Talk::with("mia");
    talk.script(&SEND).await;
    let end = talk.turn(Said::Ended(EndReason::Silence));
    assert!(talk.take(&end).await.speech.is_empty());
    talk.say("yes").await;
    assert_eq!(talk.waiting(), 0);
}

#[tokio::test]
async fn a_yes_from_another_device_does_not_count() {
    let mut talk = Talk::with("mia");
    talk.script(&SEND).await;
    talk.device = "bedroom";
    talk.say("yes").await;
    assert_eq!(talk.waiting(), 0);
}

#[tokio::test]
async fn the_same_again_is_asked_about_first() {
    let mut talk = Talk::with("mia");
    talk.script(&[SEND[0], SEND[1], "yes"]).await;
    talk.wait(300);
    let written = talk.script(&[SEND[0], SEND[1]]).await;
    assert!(written.contains("5 minutes ago"), "{written}");
    talk.say("yes").await;
    assert_eq!(talk.waiting(), 1, "agreeing to ask again is not the yes to the read-back");
    talk.say("yes").await;
    assert_eq!(talk.waiting(), 2);
}

#[tokio::test]
async fn a_question_in_between_makes_the_yes_worthless() {
    let mut talk = Talk::with("mia");
    talk.script(&[SEND[0], SEND[1], "help", "yes"]).await;
    assert_eq!(talk.waiting(), 0);
}
