//! Who may hear what: shared rooms, a bank's own lines, small surfaces, and the ledger of it all.

use banter::dialogue::disclosure::DisclosurePolicy;
use banter::domain::disclosed::{Decision, Sensitivity};
use banter::domain::locale::Locale;
use banter::domain::reply::{Next, Part};

use super::Talk;

const READS: [&str; 3] =
    ["show my latest transactions", "did I pay Netflix", "total spending last month"];

#[tokio::test]
async fn a_shared_room_hears_a_band_and_is_sent_to_the_phone_for_bookings() {
    let mut english = Talk::with("mia");
    english.shared = true;
    let lines = ["what's my balance", READS[0], READS[1], READS[2], "which accounts do I have"];
    let english = english.script(&lines).await;
    let mut german = Talk::in_locale("mia", Locale::DE_DE);
    german.shared = true;
    let german =
        german.script(&["wie ist mein Kontostand", "zeig mir meine letzten Umsätze"]).await;
    assert!(!english.contains("euros") && !german.contains("Euro"), "{english}{german}");
    insta::assert_snapshot!(format!("{english}\n{german}"));
}

#[tokio::test]
async fn nobody_in_a_shared_room_prepares_a_payment_unrecognised() {
    let mut talk = Talk::with("mia");
    talk.shared = true;
    let written = talk.script(&["send Jonas Weber fifty euros", "yes"]).await;
    assert!(written.contains("banking app") && !written.contains("Shall I send"), "{written}");
    assert_eq!(talk.waiting(), 0);
}

#[tokio::test]
async fn one_line_of_the_bank_switches_bookings_off_and_nothing_else() {
    let policy = DisclosurePolicy::parse("front.alexa.transaction = \"not_here\"").unwrap();
    let mut talk = Talk::under(policy, "james", Locale::EN_GB);
    for line in READS {
        let reply = talk.say(line).await;
        assert_eq!(reply.speech.spoken(), "I can't help with that here.", "{line}");
        assert_eq!(reply.next, Next::Close);
    }
    assert!(talk.say("what's my balance").await.speech.spoken().contains("pounds"));
}

#[tokio::test]
async fn the_customer_is_told_which_line_decided_and_never_the_value() {
    let policy = DisclosurePolicy::parse("front.alexa.transaction = \"not_here\"").unwrap();
    let mut talk = Talk::under(policy, "james", Locale::EN_GB);
    talk.script(&["show my latest transactions", "what's my balance"]).await;
    let entries = talk.ledger().await;
    let of = |sensitivity| entries.iter().find(|entry| entry.sensitivity == sensitivity).unwrap();
    let held_back = of(Sensitivity::Transaction);
    assert_eq!(held_back.decision, Decision::NotHere);
    assert_eq!(&*held_back.reason, "bank line 1: front.alexa.transaction");
    assert_eq!(held_back.intent.as_str(), "ListTransactions");
    let told = of(Sensitivity::Balance);
    assert_eq!(told.decision, Decision::Say);
    assert!(told.reason.starts_with("default line "), "{}", told.reason);
    let all = format!("{entries:?}");
    for value in ["1,8", "187", "9911", "Pret", "Tesco", "£"] {
        assert!(!all.contains(value), "{value} is in the ledger");
    }
}

/// A small surface gets smaller pages: every booking once, none cut.
#[tokio::test]
async fn what_does_not_fit_is_read_on_the_next_page() {
    let mut small = Talk::with("james");
    small.limits.speech_characters = 290;
    let mut large = Talk::with("james");
    let (mut in_small, mut in_large) = (Vec::new(), Vec::new());
    for (talk, heard) in [(&mut small, &mut in_small), (&mut large, &mut in_large)] {
        let mut reply = talk.say("show my last seven transactions").await;
        for _ in 0..10 {
            assert!(reply.speech.spoken().chars().count() <= talk.limits.speech_characters);
            let amounts = reply.speech.parts().iter().filter_map(|part| match part {
                Part::Amount(amount) => Some(amount.get().spoken.clone()),
                _ => None,
            });
            heard.push(amounts.collect::<Vec<_>>());
            if !matches!(reply.next, Next::Listen(_)) {
                break;
            }
            reply = talk.say("yes").await;
        }
    }
    assert_eq!((in_small.len(), in_large.len()), (7, 3));
    assert_eq!(in_small.concat(), in_large.concat());
}
