//! When what outlives a turn cannot be reached: money stands still, and the truth is told.

use banter::domain::reply::{Next, Reply};

use super::Talk;
use super::away::What;

const SEND: &str = "send Jonas Weber fifty euros";

fn apologises(reply: &Reply) {
    let spoken = reply.speech.spoken();
    assert_eq!(
        spoken, "I can't get to my own records right now. Please try again later.",
        "not the apology"
    );
    assert_eq!(reply.next, Next::Close);
}

#[tokio::test]
async fn a_conversation_that_cannot_be_loaded_is_apologised_for() {
    let mut talk = Talk::with("mia");
    talk.say(SEND).await;
    talk.away.take(What::Loading);
    for line in ["what's my balance", "yes", "help"] {
        apologises(&talk.say(line).await);
    }
    assert_eq!(talk.waiting(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_gives_no_answer_is_not_waited_for() {
    let mut talk = Talk::with("mia");
    talk.away.take(What::Answers);
    let began = tokio::time::Instant::now();
    apologises(&talk.say("what's my balance").await);
    assert!(began.elapsed() < std::time::Duration::from_secs(6));
}

#[tokio::test]
async fn a_yes_that_cannot_be_claimed_sends_nothing_then_or_later() {
    let mut talk = Talk::with("mia");
    talk.say(SEND).await;
    talk.away.take(What::Claiming);
    let spoken = talk.say("yes").await.speech.spoken();
    assert!(spoken.contains("my own records"), "{spoken}");
    assert_eq!(talk.waiting(), 0);
    talk.away.bring_back();
    talk.say("yes").await;
    assert_eq!(talk.waiting(), 0);
}

#[tokio::test]
async fn a_card_is_not_locked_by_a_yes_that_cannot_be_claimed() {
    let mut talk = Talk::with("mia");
    talk.say("freeze my credit card").await;
    talk.away.take(What::Claiming);
    let spoken = talk.say("yes").await.speech.spoken();
    assert!(spoken.contains("my own records"), "{spoken}");
    talk.away.bring_back();
    let spoken = talk.say("freeze my credit card").await.speech.spoken();
    assert!(spoken.ends_with('?'), "{spoken}");
}

#[tokio::test]
async fn a_figure_that_could_not_be_recorded_is_not_said() {
    let mut talk = Talk::with("mia");
    talk.away.take(What::Saving);
    apologises(&talk.say("what's my balance").await);
    assert!(talk.ledger().await.is_empty());
}

#[tokio::test]
async fn what_was_sent_is_told_even_if_it_cannot_be_saved() {
    let mut talk = Talk::with("mia");
    talk.say(SEND).await;
    talk.away.take(What::Saving);
    let spoken = talk.say("yes").await.speech.spoken();
    assert!(spoken.contains("approve it in your banking app"), "{spoken}");
    assert_eq!(talk.waiting(), 1);
    // The question was not closed in the store. It is another turn, and its yes must not pay again
    // unasked: the same payment was made a moment ago.
    talk.away.bring_back();
    talk.say("yes").await;
    assert_eq!(talk.waiting(), 1);
}

#[tokio::test]
async fn without_the_vault_nothing_personal_is_said_and_help_still_helps() {
    let mut talk = Talk::with("mia");
    talk.say(SEND).await;
    talk.away.take(What::Vault);
    let spoken = talk.say("yes").await.speech.spoken();
    assert!(spoken.contains("Nothing was done"), "{spoken}");
    assert_eq!(talk.waiting(), 0);
    for line in ["what's my balance", "show my latest transactions", SEND] {
        let spoken = talk.say(line).await.speech.spoken();
        assert!(spoken.contains("my own records"), "{line}: {spoken}");
    }
    let reply = talk.say("help").await;
    assert!(matches!(reply.next, Next::Listen(_)));
}

#[tokio::test]
async fn a_turn_that_was_overtaken_is_taken_once_more() {
    let mut talk = Talk::with("mia");
    talk.away.overtake(1);
    let spoken = talk.say("what's my balance").await.speech.spoken();
    assert!(spoken.contains("euros"), "{spoken}");
    talk.away.overtake(2);
    let spoken = talk.say("what's my balance").await.speech.spoken();
    assert_eq!(spoken, "Two things came in at once. Please say that again.");
}

#[tokio::test]
async fn a_payment_that_was_overtaken_is_made_once_and_told() {
    let mut talk = Talk::with("mia");
    talk.say(SEND).await;
    talk.away.overtake(1);
    let spoken = talk.say("yes").await.speech.spoken();
    assert!(spoken.contains("approve it in your banking app"), "{spoken}");
    assert_eq!(talk.waiting(), 1);
    talk.say("yes").await;
    assert_eq!(talk.waiting(), 1);
}
