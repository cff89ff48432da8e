//! Cards, people, limits and troubles.

use banter::domain::locale::Locale;
use banter::domain::reply::Next;
use banter::domain::turn::Said;
use banter::sandbox::{Decided, Failure, Times};

use super::Talk;

#[tokio::test]
async fn a_card_is_locked_after_a_yes_and_how_to_undo_it_is_said() {
    let mut talk = Talk::with("mia");
    let written = talk.script(&["freeze my credit card", "yes", "freeze my credit card"]).await;
    insta::assert_snapshot!(written);
}

#[tokio::test]
async fn nobody_outside_the_list_is_paid() {
    let mut talk = Talk::with("mia");
    let written = talk.script(&["send Gandalf fifty euros"]).await;
    assert!(written.contains("payee list"), "{written}");
}

#[tokio::test]
async fn more_than_the_cap_is_refused_with_the_cap() {
    let mut talk = Talk::with("mia");
    let written = talk.script(&["send Jonas Weber five thousand euros"]).await;
    assert!(written.contains("at most"), "{written}");
    assert_eq!(talk.waiting(), 0);
}

#[tokio::test]
async fn the_name_behind_a_close_match_is_not_spoken() {
    let mut talk = Talk::with("mia");
    let written = talk.script(&["send Tom Schmitt fifty euros"]).await;
    assert!(written.contains("slightly different") && !written.contains("Thomas"), "{written}");
    let written = talk.script(&["yes"]).await;
    assert!(written.contains("Shall I send it"), "{written}");
    assert_eq!(talk.waiting(), 0);
}

#[tokio::test]
async fn a_name_that_does_not_match_is_not_paid() {
    let mut talk = Talk::with("mia");
    talk.sandbox.fail(&talk.customer, Failure::NameNoMatch, Times::Next(1));
    let written = talk.script(&["send Jonas Weber fifty euros", "yes"]).await;
    assert!(written.contains("Nothing was sent"), "{written}");
    assert_eq!(talk.waiting(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_slow_bank_is_apologised_for_in_time() {
    let mut talk = Talk::with("mia");
    talk.sandbox.fail(&talk.customer, Failure::Slow, Times::Next(9));
    let began = tokio::time::Instant::now();
    let written = talk.script(&["send Jonas Weber fifty euros"]).await;
    assert!(written.contains("too long"), "{written}");
    assert!(began.elapsed() < std::time::Duration::from_secs(6));
}

#[tokio::test]
async fn a_consent_that_has_run_out_leads_to_linking() {
    let mut talk = Talk::with("nora");
    let reply = talk.say("send Anna fifty euros").await;
    assert_eq!(reply.next, Next::LinkAccount);
}

#[tokio::test]
async fn who_leaves_gets_a_receipt_and_is_unknown_afterwards() {
    let mut talk = Talk::with("mia");
    let written = talk.script(&["disconnect my account", "yes"]).await;
    assert!(written.contains("receipt number is"), "{written}");
    let reply = talk.say("freeze my card").await;
    assert_eq!(reply.next, Next::LinkAccount);
}

#[tokio::test]
async fn not_being_understood_twice_offers_a_person() {
    let mut talk = Talk::with("mia");
    let written = talk.script(&["flurb the zonk", "zonk the flurb", "yes"]).await;
    insta::assert_snapshot!(written);
}

#[tokio::test]
async fn german_is_asked_and_read_back_in_german() {
    let mut talk = Talk::in_locale("mia", Locale::DE_DE);
    let lines =
        ["überweise Anna fünfzig Euro", "Anna Brandt", "ja", "sperre meine Kreditkarte", "ja"];
    let written = talk.script(&lines).await;
    insta::assert_snapshot!(written);
}

#[tokio::test]
async fn a_conversation_is_opened_helped_and_ended() {
    let mut talk = Talk::with("mia");
    let launch = talk.turn(Said::Launch);
    let welcome = talk.take(&launch).await;
    assert!(matches!(welcome.next, Next::Listen(_)) && welcome.reprompt.is_some());
    let written = talk.script(&["help", "yes", "repeat", "stop"]).await;
    insta::assert_snapshot!(format!("{}\n{written}", welcome.speech.spoken()));
}

#[tokio::test]
async fn money_moves_between_own_accounts_and_is_taken_back() {
    let mut talk = Talk::with("mia");
    let lines = ["put fifty euros into my savings", "yes", "cancel my last payment", "yes"];
    let written = talk.script(&lines).await;
    insta::assert_snapshot!(written);
    assert_eq!(talk.waiting(), 0);
}

#[tokio::test]
async fn a_result_that_came_later_is_told_at_the_next_launch_and_once() {
    let mut talk = Talk::with("mia");
    talk.script(&["send Jonas Weber fifty euros", "yes"]).await;
    let id = talk.sandbox.app(&talk.customer).unwrap().approvals[0].id.clone();
    talk.sandbox.decide(&talk.customer, &id, Decided::Decline).unwrap();
    talk.wait(30);
    talk.look_after_transfers().await;
    let launch = talk.turn(Said::Launch);
    let told = talk.take(&launch).await.speech.spoken();
    assert!(told.contains("Jonas Weber") && told.contains("declined"), "{told}");
    let launch = talk.turn(Said::Launch);
    let told = talk.take(&launch).await.speech.spoken();
    assert!(!told.contains("Jonas Weber"), "{told}");
}
