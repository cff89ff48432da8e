//! When a conversation stays open, how it begins and ends, and when a person is offered.

use banter::domain::locale::Locale;
use banter::domain::reply::{Next, Reply};
use banter::domain::turn::Said;
use banter::sandbox::Decided;

use super::Talk;

/// A question listens, and only a question does; whoever says nothing hears it again. What is
/// wrong with a reply, if anything is.
fn ill_closed(reply: &Reply) -> Option<String> {
    let spoken = reply.speech.spoken();
    let listens = matches!(reply.next, Next::Listen(_));
    let again = reply.reprompt.as_ref().map(|speech| speech.spoken());
    let asked_again = again.as_ref().is_some_and(|again| again.ends_with('?'));
    let fine = spoken.ends_with('?') == listens && asked_again == listens;
    (!fine).then(|| format!("{spoken} ({:?}, then {again:?})", reply.next))
}

const ENGLISH: [&str; 44] = [
    "what's my balance",
    "which accounts do I have",
    "show my latest transactions",
    "yes",
    "no",
    "did I pay Netflix",
    "did I pay Netflicks",
    "yes",
    "total spending last month",
    "what's the balance of my car loan",
    "send money",
    "Anna",
    "the first one",
    "a few hundred",
    "fifty",
    "yes",
    "did my payment go through",
    "cancel my last payment",
    "yes",
    "freeze my card",
    "flurb",
    "the second one",
    "yes",
    "unfreeze my card",
    "yes",
    "unfreeze my debit card",
    "put fifty into my savings",
    "no",
    "put money into my savings",
    "ten",
    "yes",
    "repeat",
    "more",
    "start over",
    "help",
    "yes",
    "no",
    "flurb the zonk",
    "zonk the flurb",
    "no",
    "I want to talk to somebody",
    "no",
    "disconnect my account",
    "no",
];

const GERMAN: [&str; 38] = [
    "wie ist mein Kontostand",
    "welche Konten habe ich",
    "zeig mir meine letzten Umsätze",
    "ja",
    "nein",
    "habe ich Netflix schon bezahlt",
    "habe ich Netflicks schon bezahlt",
    "ja",
    "wie hoch waren meine Ausgaben letzten Monat",
    "überweise Geld",
    "Anna",
    "die erste",
    "ein paar hundert",
    "fünfzig",
    "ja",
    "storniere meine letzte Zahlung",
    "ja",
    "sperre meine Karte",
    "blubb",
    "die zweite",
    "ja",
    "entsperre meine Karte",
    "ja",
    "entsperre meine Girocard",
    "überweise fünfzig Euro auf mein Sparkonto",
    "nein",
    "wiederholen",
    "weiter",
    "von vorn",
    "Hilfe",
    "ja",
    "nein",
    "blubb die zonk",
    "zonk blubb",
    "nein",
    "ich möchte mit jemandem sprechen",
    "nein",
    "trenne mein Konto",
];

async fn ill_closed_replies(customer: &str, locale: Locale, lines: &[&str]) -> Vec<String> {
    let mut open = Talk::in_locale(customer, locale);
    let mut wrong: Vec<String> = ill_closed(&open.launch().await).into_iter().collect();
    let mut short = Talk::in_locale(customer, locale);
    for line in lines {
        let reply = open.say(line).await;
        wrong.extend(ill_closed(&reply).map(|reply| format!("> {line}: {reply}")));
        // "What else can I do for you?" - "No." That ends it.
        if reply.next == Next::Close && !matches!(*line, "no" | "nein") {
            wrong.push(format!("> {line}: closed an open talk: {}", reply.speech.spoken()));
        }
        let reply = short.say(line).await;
        wrong.extend(ill_closed(&reply).map(|reply| format!("> {line}: {reply}")));
        open.wait(3);
        short.wait(3);
    }
    wrong
}

#[tokio::test]
async fn a_question_keeps_the_session_open_and_no_question_closes_it() {
    let mut wrong = ill_closed_replies("james", Locale::EN_GB, &ENGLISH).await;
    wrong.extend(ill_closed_replies("emma", Locale::EN_US, &ENGLISH).await);
    wrong.extend(ill_closed_replies("mia", Locale::DE_DE, &GERMAN).await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn one_question_is_answered_and_the_device_let_go() {
    let mut talk = Talk::with("james");
    assert_eq!(talk.say("what's my balance").await.next, Next::Close);
    let mut talk = Talk::with("james");
    talk.launch().await;
    let reply = talk.say("what's my balance").await;
    assert!(matches!(reply.next, Next::Listen(_)));
    assert_eq!(talk.say("stop").await.next, Next::Close);
    assert_eq!(talk.say("what's my balance").await.next, Next::Close);
}

#[tokio::test]
async fn help_is_not_the_welcome_again_and_says_what_works_for_this_person() {
    let mut written = String::new();
    for (customer, locale, help) in [
        ("james", Locale::EN_GB, "help"),
        ("emma", Locale::EN_US, "help"),
        ("mia", Locale::DE_DE, "Hilfe"),
    ] {
        let mut talk = Talk::in_locale(customer, locale);
        let welcome = talk.launch().await.speech.spoken();
        let helped = talk.say(help).await.speech.spoken();
        assert_ne!(welcome, helped);
        let mut stranger = Talk::in_locale(customer, locale);
        let unlinked = |mut turn: banter::domain::turn::Turn| {
            turn.speaker.token = None;
            turn
        };
        let launch = unlinked(stranger.turn(Said::Launch));
        let unknown = stranger.take(&launch).await;
        assert_eq!(unknown.next, Next::LinkAccount);
        let said = Said::Text(banter::domain::turn::Utterance::new(help));
        let ask = unlinked(stranger.turn(said));
        let unknown_helped = stranger.take(&ask).await;
        assert!(matches!(unknown_helped.next, Next::Listen(_)));
        for line in [&welcome, &helped, &unknown.speech.spoken(), &unknown_helped.speech.spoken()] {
            written.push_str(line);
            written.push('\n');
        }
    }
    insta::assert_snapshot!(written);
}

#[tokio::test]
async fn a_slot_is_asked_three_times_in_other_words_and_then_a_person_is_offered() {
    let mut talk = Talk::with("mia");
    let mut written = talk.script(&["send money to Jonas Weber", "a few hundred euros"]).await;
    written.push_str(&talk.script(&["yes", "a few hundred euros", "yes"]).await);
    assert_eq!(talk.waiting(), 0);
    insta::assert_snapshot!(written);
}

#[tokio::test]
async fn a_card_is_unlocked_by_the_app_and_by_nothing_else() {
    let mut talk = Talk::with("mia");
    let mut written =
        talk.script(&["unfreeze my credit card", "freeze my credit card", "yes"]).await;
    written.push_str(&talk.script(&["unfreeze my card", "yes", "unfreeze my card"]).await);
    assert_eq!(talk.waiting(), 1);
    let id = talk.sandbox.app(&talk.customer).unwrap().approvals[0].id.clone();
    talk.sandbox.decide(&talk.customer, &id, Decided::Approve).unwrap();
    written.push_str(&talk.script(&["unfreeze my credit card"]).await);
    let mut german = Talk::in_locale("mia", Locale::DE_DE);
    let lines = ["sperre meine Kreditkarte", "ja", "entsperre meine Kreditkarte", "ja"];
    written.push_str(&german.script(&lines).await);
    insta::assert_snapshot!(written);
}

#[tokio::test]
async fn a_new_link_is_confirmed_and_asks_nothing() {
    for (locale, words) in
        [(Locale::EN_GB, "Your account is linked."), (Locale::DE_DE, "Ihr Konto ist verknüpft.")]
    {
        let mut talk = Talk::in_locale("kim", locale);
        let linked = talk.turn(Said::Linked);
        let reply = talk.take(&linked).await;
        assert_eq!(reply.speech.spoken(), words);
        assert_eq!(reply.next, Next::Close);
    }
}

#[tokio::test]
async fn who_removes_the_skill_is_forgotten_where_that_was_asked_for() {
    for forget in [true, false] {
        let mut talk = Talk::with("mia");
        talk.script(&["what's my balance", "send Jonas Weber fifty euros", "yes"]).await;
        talk.script(&["send Jonas Weber sixty euros"]).await;
        assert!(!talk.ledger().await.is_empty());
        let removed = talk.turn(Said::Removed { forget });
        let reply = talk.take(&removed).await;
        assert!(reply.speech.is_empty() && reply.next == Next::Close);
        assert_eq!(talk.ledger().await.is_empty(), forget);
        assert_eq!(talk.is_remembered().await, !forget);
        talk.say("yes").await;
        assert_eq!(talk.waiting(), 1, "what was prepared is void");
    }
}
