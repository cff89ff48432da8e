//! The five questions, from the words to the answer, with what was said in full.

use banter::domain::locale::Locale;
use banter::domain::reply::Next;

use super::Talk;

async fn heard(customer: &str, locale: Locale, lines: &[&str]) -> String {
    Talk::in_locale(customer, locale).script(lines).await
}

#[tokio::test]
async fn balances_are_told_with_the_account_they_belong_to() {
    let pounds = ["what's my balance", "how much is in my savings", "and my current account"];
    let dollars =
        ["what's my checking balance", "how much is in my savings", "credit card balance"];
    let euros = ["wie ist mein Kontostand", "wie viel ist auf meinem Sparkonto"];
    insta::assert_snapshot!(
        [
            heard("james", Locale::EN_GB, &pounds).await,
            heard("emma", Locale::EN_US, &dollars).await,
            heard("mia", Locale::DE_DE, &euros).await,
        ]
        .join("\n")
    );
}

#[tokio::test]
async fn an_account_that_is_not_there_is_not_guessed_at() {
    let lines = ["what's the balance of my car loan", "do I have a loan"];
    let written = heard("mia", Locale::EN_GB, &lines).await;
    assert!(!written.contains("euro"), "{written}");
    insta::assert_snapshot!(written);
}

#[tokio::test]
async fn accounts_are_listed_without_their_balances() {
    let written = [
        heard("mia", Locale::EN_GB, &["which accounts do I have"]).await,
        heard("emma", Locale::EN_US, &["list my accounts"]).await,
        heard("mia", Locale::DE_DE, &["welche Konten habe ich"]).await,
        heard("kim", Locale::EN_GB, &["do I have a savings account"]).await,
    ]
    .join("\n");
    assert!(!written.contains("euro") && !written.contains("dollar"), "{written}");
    insta::assert_snapshot!(written);
}

#[tokio::test]
async fn bookings_are_read_three_at_a_time_and_pending_ones_are_marked() {
    let english = ["show my latest transactions", "yes", "more", "repeat", "no"];
    let german = ["zeig mir meine letzten Umsätze", "ja", "nein"];
    insta::assert_snapshot!(
        [
            heard("james", Locale::EN_GB, &english).await,
            heard("emma", Locale::EN_US, &english[..2]).await,
            heard("mia", Locale::DE_DE, &german).await,
        ]
        .join("\n")
    );
}

#[tokio::test]
async fn so_many_bookings_are_read_as_were_asked_for() {
    let mut talk = Talk::with("james");
    let reply = talk.say("show my last two transactions").await;
    let spoken = reply.speech.spoken();
    assert_eq!(spoken.matches(" to ").count(), 2, "{spoken}");
    assert_eq!(reply.next, Next::Close);
}

#[tokio::test]
async fn a_search_says_what_it_found_and_how_far_back_it_looked() {
    let english = [
        "did I pay Netflix",
        "find the payment of ninety nine pounds",
        "show my incoming payments from last month",
        "did I pay Tesco last month",
    ];
    let german = [
        "habe ich Netflix schon bezahlt",
        "zeig mir meine eingehenden Zahlungen aus dem letzten Monat",
        "wofür waren die 13,99 Euro",
    ];
    insta::assert_snapshot!(
        [
            heard("james", Locale::EN_GB, &english).await,
            heard("emma", Locale::EN_US, &["did I pay Netflix", "did I pay Amazon last month"])
                .await,
            heard("mia", Locale::DE_DE, &german).await,
        ]
        .join("\n")
    );
}

#[tokio::test]
async fn a_name_that_only_sounds_alike_is_asked_about_and_a_yes_finds_it() {
    let english = ["did I pay Sensbury's", "yes"];
    let german = ["habe ich Netflicks schon bezahlt", "ja"];
    insta::assert_snapshot!([
        heard("james", Locale::EN_GB, &english).await,
        heard("mia", Locale::DE_DE, &german).await,
    ]
    .join("\n"));
}

#[tokio::test]
async fn the_next_page_does_not_ask_about_the_name_again() {
    let mut talk = Talk::with("mia");
    let asked = talk.say("show my payments to Edecka").await.speech.spoken();
    assert!(asked.contains("Did you mean Edeka?"), "{asked}");
    let found = talk.say("yes").await.speech.spoken();
    let more = talk.say("yes").await.speech.spoken();
    assert!(found.contains("Shall I go on?") && more.starts_with("Before that"), "{found}\n{more}");
}

#[tokio::test]
async fn a_no_to_the_name_finds_nothing_and_shows_nothing() {
    let mut talk = Talk::with("james");
    talk.say("did I pay Sensbury's").await;
    let reply = talk.say("no").await;
    assert!(!reply.speech.spoken().contains("pound"), "{}", reply.speech.spoken());
    assert_eq!(reply.next, Next::Close);
}

#[tokio::test]
async fn spending_is_added_up_with_refunds_taken_off_and_own_transfers_left_out() {
    let english = [
        "total spending last month",
        "how much went out last month",
        "how much came in last month",
        "how much did I spend on groceries last month",
        "how much did I spend on food last month",
        "how much did I spend at Argos last month",
        "how much did I earn last month",
        "how much did I spend on health this week",
    ];
    let german = [
        "wie hoch waren meine Ausgaben letzten Monat",
        "wie viel habe ich letzten Monat für Lebensmittel ausgegeben",
        "wie viel habe ich letzten Monat für Supermärkte ausgegeben",
        "wie viel habe ich letzten Monat bei Zalando ausgegeben",
        "wie viel habe ich letzten Monat verdient",
        "wie viel kam letzten Monat rein",
    ];
    insta::assert_snapshot!(
        [
            heard("james", Locale::EN_GB, &english).await,
            heard("emma", Locale::EN_US, &english[..2]).await,
            heard("mia", Locale::DE_DE, &german).await,
        ]
        .join("\n")
    );
}

/// James, October: what the sandbox's month holds, without the 250 pounds that went to savings.
#[tokio::test]
async fn the_sum_of_a_month_is_what_left_the_customer_and_not_what_changed_pockets() {
    let written = heard("james", Locale::EN_GB, &["total spending last month"]).await;
    let spent = 110_000
        + 3_845
        + 2_750
        + 1_560
        + 4_210
        + 1_099
        + 6_800
        + 2_999
        + 4_415
        + 3_400
        + 8_000
        + 3_930
        + 2_275;
    assert_eq!(spent, 155_283);
    assert!(written.contains("1552 pounds and 83 pence"), "{written}");
    assert!(written.contains("between your own accounts"), "{written}");
}

#[tokio::test]
async fn money_moved_by_voice_between_own_accounts_is_not_spent() {
    let mut talk = Talk::with("kim");
    let before = talk.say("total spending this month").await.speech.spoken();
    talk.script(&["put fifty euros into my savings", "yes"]).await;
    talk.wait(60);
    let after = talk.say("total spending this month").await.speech.spoken();
    assert!(after.starts_with(before.trim_end_matches('.')), "{before}\n{after}");
    assert!(after.contains("between your own accounts"), "{after}");
}

#[tokio::test(start_paused = true)]
async fn a_slow_bank_and_a_consent_that_has_run_out_are_told_apart() {
    let lines = ["what's my balance", "which accounts do I have", "total spending last month"];
    let mut slow = Talk::with("sam");
    for line in lines {
        let reply = slow.say(line).await;
        assert!(reply.speech.spoken().contains("too long"), "{}", reply.speech.spoken());
        assert_eq!(reply.next, Next::Close);
    }
    let mut over = Talk::with("nora");
    for line in lines {
        let reply = over.say(line).await;
        assert!(reply.speech.spoken().contains("link your account again"));
        assert_eq!(reply.next, Next::LinkAccount);
    }
}
