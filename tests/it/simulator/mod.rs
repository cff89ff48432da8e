//! The simulator's page in a real browser, before the real server.

mod browser;
mod looks;

use browser::{Browser, LAPTOP, TELEPHONE};
use serde_json::Value;

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';

async fn mia(browser: &Browser) -> Value {
    browser.app.get("/sandbox/app/mia").await.json()
}

fn available(app: &Value) -> i64 {
    app["accounts"][0]["balance"]["minor_units"].as_i64().unwrap()
}

#[tokio::test]
async fn a_payment_is_read_back_approved_on_the_phone_and_told() {
    let mut browser = Browser::open("", LAPTOP).await;
    let asked = browser.tap("send Anna fifty euros").await;
    assert!(asked.contains("Anna Müller") && asked.contains("Anna Brandt"), "{asked}");
    let read_back = browser.tap("Anna Brandt").await;
    assert!(read_back.contains("50") && read_back.contains("Anna Brandt"), "{read_back}");
    assert_eq!(browser.text("#approvals").await, "", "nothing waits before the yes");
    let sent = browser.tap("yes").await;
    assert!(!sent.contains("on its way"), "{sent}");
    browser.read("approvals", "€50.00").await;
    browser.read("approvals", "to Anna Brandt").await;
    assert_eq!(available(&mia(&browser).await), 238_200, "not before the approval");

    browser.click("#approvals button.main").await;
    browser.read("told", "Approved: €50.00 to Anna Brandt.").await;
    browser.read("accounts", "€2,332.00").await;
    let told = browser.tap("open Banter Bank").await;
    assert!(told.contains("on its way") && told.contains("Anna Brandt"), "{told}");
    browser.close().await;
}

#[tokio::test]
async fn a_balance_that_is_said_is_the_one_on_the_phone() {
    let mut browser = Browser::open("", LAPTOP).await;
    let said = browser.say("what's my balance").await;
    assert!(said.contains("2382"), "{said}");
    browser.read("accounts", "€2,382.00").await;
    assert_eq!(browser.text("#announce").await, said, "a screen reader hears it too");
    browser.close().await;
}

#[tokio::test]
async fn a_payment_goes_its_way_in_german() {
    let mut browser = Browser::open("locale=de-DE", LAPTOP).await;
    let said = browser.tap("wie ist mein Kontostand").await; // de-DE
    assert!(said.contains("2382"), "{said}");
    let asked = browser.tap("überweise Anna fünfzig Euro").await;
    assert!(asked.contains("Anna Müller") && asked.contains("Anna Brandt"), "{asked}");
    browser.tap("Anna Müller").await;
    browser.tap("ja").await;
    browser.read("approvals", "50,00\u{a0}€").await;
    browser.click("#approvals button.main").await;
    browser.read("told", "Freigegeben: 50,00\u{a0}€ an Anna Müller.").await;
    let told = browser.tap("öffne Banter Bank").await;
    assert!(told.contains("unterwegs"), "{told}");
    browser.close().await;
}

#[tokio::test]
async fn what_is_declined_on_the_phone_is_not_paid() {
    let mut browser = Browser::open("", LAPTOP).await;
    browser.say("send Anna Müller fifty euros").await;
    browser.say("yes").await;
    browser.click("#approvals button.quiet").await;
    browser.read("told", "Declined: €50.00 to Anna Müller.").await;
    let told = browser.tap("open Banter Bank").await;
    assert!(!told.contains("on its way"), "{told}");
    assert_eq!(available(&mia(&browser).await), 238_200);
    browser.close().await;
}

#[tokio::test]
async fn everything_can_be_done_without_a_mouse() {
    let mut browser = Browser::open("", LAPTOP).await;
    browser.press(TAB).await;
    assert_eq!(browser.run("return document.activeElement.className").await, "skip");
    browser.press(ENTER).await;
    browser.press_until(TAB, "document.activeElement.id === 'text'").await;
    browser.say("lock my debit card").await;
    browser.press_until(TAB, "document.activeElement.closest('#log') !== null").await;
    browser.press_until(TAB, "document.activeElement.tagName === 'SUMMARY'").await;
    browser.press(ENTER).await;
    browser.see(".inside[open]").await;
    browser.press_until(TAB, "document.activeElement.textContent === 'yes'").await;
    browser.press(ENTER).await;
    let locked = browser.hear().await;
    assert!(locked.contains("locked"), "{locked}");
    browser.read("cards", "Locked").await;
    assert_eq!(browser.run("return document.activeElement.id").await, "text", "focus is kept");

    browser.say("unlock my debit card").await;
    browser.say("yes").await;
    browser.see("#approvals button.main").await;
    browser.press_until(TAB, "document.activeElement.matches('#approvals button.main')").await;
    browser.press(ENTER).await;
    browser.read("told", "Approved").await;
    assert_eq!(browser.run("return document.activeElement.id").await, "phone", "focus is kept");
    assert_eq!(mia(&browser).await["cards"][0]["locked"], false);
    browser.close().await;
}

#[tokio::test]
async fn folded_under_a_turn_is_the_signed_call_and_all_that_came_of_it() {
    let mut browser = Browser::open("", LAPTOP).await;
    browser.say("what's my balance").await;
    let unfolded = "return document.querySelector('.inside').open";
    assert_eq!(browser.run(unfolded).await, false, "folded until it is asked for");
    browser.click(".inside summary").await;
    let inside = browser.text(".inside").await;
    for words in [
        "GetBalance",
        "Balance\nsay it",
        "Verify, read and write the call",
        "POST /demo/alexa",
        "Signature-256:",
        "SignatureCertChainUrl: https://s3.amazonaws.com/echo.api/",
        "\"accessToken\": \"sandbox:mia\"",
        "status 200",
        "\"outputSpeech\"",
        "The session after it",
    ] {
        let flat = inside.replace('\n', " ");
        assert!(flat.contains(&words.replace('\n', " ")), "no {words:?} in {inside}");
    }
    browser.close().await;
}

#[tokio::test]
async fn a_shared_room_hears_no_figures_and_a_screen_shows_the_card() {
    let mut browser = Browser::open("device=shared", LAPTOP).await;
    let said = browser.say("what's my balance").await;
    assert!(!said.contains("382"), "{said}");
    browser.click(".inside summary").await;
    assert!(browser.text(".inside .ruling").await.contains("band"));
    browser.click("#device option[value=screen]").await;
    browser.see("#stage[data-device=screen] .display").await;
    browser.begins_anew();
    browser.say("what's my balance").await;
    let shown = browser.text("#card-text").await;
    assert!(shown.contains("€2,382.00"), "{shown}");
    browser.close().await;
}

#[tokio::test]
async fn a_name_written_as_markup_stays_a_name() {
    let mut browser = Browser::open("", LAPTOP).await;
    browser.say("<img src=x onerror=alert(1)>").await;
    assert_eq!(browser.text(".you .bubble").await, "<img src=x onerror=alert(1)>");
    assert_eq!(browser.run("return document.images.length").await, 0);
    browser.click("#payees-title").await;
    browser.read("payees", "speak").await;
    assert_eq!(browser.run("return document.querySelectorAll('speak').length").await, 0);
    browser.close().await;
}

/// The tour is written in the page; what is understood is decided by the server.
#[tokio::test]
async fn every_sentence_that_is_offered_works() {
    let browser = Browser::open("", TELEPHONE).await;
    let told = browser
        .run_to_the_end(
            "const { tour } = await import('/simulator/sentences.js');
             const people = await (await fetch('/simulator/people')).json();
             const lost = [];
             for (const { customer, currency } of people.customers.slice(0, 3))
               for (const { locale } of people.locales)
                 for (const text of tour(locale, currency)) {
                   const answer = await fetch('/simulator/turn', {
                     method: 'POST',
                     headers: { 'content-type': 'application/json' },
                     body: JSON.stringify({ customer, locale, device: 'screen', say: { text } }),
                   });
                   const turn = await answer.json();
                   const intent = turn.trace?.intent ?? 'Fallback';
                   if (intent === 'Fallback' || !turn.speech?.text) lost.push([customer, locale, text]);
                 }
             return { lost, locales: people.locales.length };",
        )
        .await;
    assert_eq!(told["lost"], serde_json::json!([]));
    assert_eq!(told["locales"], 3);
    browser.close().await;
}

#[tokio::test]
async fn who_has_not_linked_is_invited_to_and_has_no_phone_here() {
    let mut browser = Browser::open("customer=nobody", LAPTOP).await;
    browser.read("no-app", "no app to show").await;
    browser.tap("open Banter Bank").await;
    assert!(browser.text(".card").await.contains("Link your account"));
    browser.close().await;
}

#[tokio::test]
async fn silence_is_asked_once_more_and_then_ends_the_session() {
    let mut browser = Browser::open("", LAPTOP).await;
    browser.say("send Anna Müller fifty euros").await;
    browser.click("#silence").await;
    browser.see("#log > li:nth-of-type(2)").await;
    browser.heard_aside();
    browser.click("#silence").await;
    browser.hear().await;
    browser.read("latest", "The session is over.").await;
    assert_eq!(mia(&browser).await["approvals"], serde_json::json!([]));
    browser.close().await;
}

#[tokio::test]
async fn a_consent_that_ran_out_is_given_again_on_the_phone() {
    let mut browser = Browser::open("customer=nora", LAPTOP).await;
    browser.say("what's my balance").await;
    assert!(browser.text("#consent").await.contains("run out"));
    browser.click("#give-consent").await;
    browser.read("told", "may look at your accounts again").await;
    let said = browser.say("what's my balance").await;
    assert!(said.contains("987"), "{said}");
    browser.close().await;
}
