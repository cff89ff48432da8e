use std::sync::LazyLock;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::catalog::{IntentCatalog, SlotType};
use crate::domain::account::AccountKind;
use crate::domain::intent::{IntentName, SlotHeard, SlotName, SlotValue, Slots};
use crate::domain::locale::Locale;
use crate::domain::money::{Currency, Money};

static HEARING: LazyLock<Understanding> =
    LazyLock::new(|| Understanding::new(&IntentCatalog::embedded().unwrap()).unwrap());

fn sunday() -> Context<'static> {
    Context::on(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(), Currency::EUR)
}

fn english(said: &str) -> Understood {
    HEARING.hear(Locale::EN_GB, said, &sunday())
}

fn euros(minor: i64, currency_said: bool) -> SlotValue {
    SlotValue::Amount { amount: Money::new(minor, Currency::EUR), currency_said }
}

fn meant(understood: &Understood, slot: &str) -> SlotValue {
    understood.slots.get(slot)[0].meant.clone().unwrap()
}

fn said<'u>(understood: &'u Understood, slot: &str) -> &'u str {
    &understood.slots.get(slot)[0].said
}

fn name(text: &str) -> IntentName {
    IntentName::parse(text).unwrap()
}

fn slot(text: &str) -> SlotName {
    SlotName::parse(text).unwrap()
}

/// Fifty euros to Anna, read back and not yet confirmed.
fn payment() -> (IntentName, Slots) {
    let slots = [
        (slot("payee"), SlotHeard::meaning("Anna", SlotValue::Words)),
        (slot("amount"), SlotHeard::meaning("fifty euros", euros(5000, true))),
    ];
    (name("PaySavedPayee"), slots.into_iter().collect())
}

#[test]
fn a_balance_is_asked_for() {
    for said in ["what's my balance", "What is my balance?", "um what's please my balance"] {
        let heard = english(said);
        assert_eq!((heard.intent.as_str(), heard.accepted), ("GetBalance", true), "{said}");
    }
}

#[test]
fn a_payment_is_heard_with_its_facts() {
    let heard = english("send Anna fifty euros");
    assert_eq!((heard.intent.as_str(), heard.accepted), ("PaySavedPayee", true));
    assert_eq!((said(&heard, "payee"), meant(&heard, "amount")), ("Anna", euros(5000, true)));
    let heard = english("send a hundred and five to Anna Brandt");
    assert_eq!(
        (said(&heard, "payee"), meant(&heard, "amount")),
        ("Anna Brandt", euros(10_500, false))
    );
}

#[test]
fn an_amount_that_is_not_certain_stays_so_in_a_sentence() {
    let heard = english("send Anna two fifty");
    assert_eq!(heard.intent.as_str(), "PaySavedPayee");
    assert!(matches!(meant(&heard, "amount"), SlotValue::AmountUnclear(_)));
}

#[test]
fn a_negation_does_not_vanish_in_a_name() {
    for said in
        ["don't send Anna fifty euros", "send not Anna fifty euros", "never send Anna fifty euros"]
    {
        let heard = english(said);
        assert!(!(heard.accepted && heard.intent.as_str() == "PaySavedPayee"), "{said}");
    }
}

#[test]
fn a_bare_value_answers_the_question() {
    let (intent, _) = payment();
    let (amount, from, payee) = (slot("amount"), slot("from"), slot("payee"));
    let ask = |slot, said| {
        let context = Context { pending: Pending::Slot { intent: &intent, slot }, ..sunday() };
        HEARING.hear(Locale::EN_GB, said, &context)
    };
    let heard = ask(&amount, "fifty euros");
    assert_eq!((heard.accepted, meant(&heard, "amount")), (true, euros(5000, true)));
    let heard = ask(&from, "the savings one");
    assert_eq!(meant(&heard, "from"), SlotValue::Account(AccountKind::Savings));
    let heard = ask(&payee, "Anna Brandt");
    assert_eq!((heard.intent.as_str(), said(&heard, "payee")), ("PaySavedPayee", "Anna Brandt"));
    let heard = ask(&payee, "the second one");
    assert_eq!(meant(&heard, "payee"), SlotValue::Nth(2));
    for (said, expected) in
        [("cancel", "Cancel"), ("help", "Help"), ("what's my balance", "GetBalance")]
    {
        assert_eq!(ask(&payee, said).intent.as_str(), expected, "{said}");
    }
}

#[test]
fn a_correction_changes_one_fact_and_keeps_the_rest() {
    let (intent, slots) = payment();
    let context = Context { pending: Pending::Confirm, last: Some((&intent, &slots)), ..sunday() };
    for said_now in ["no, sixty", "make it sixty", "sixty"] {
        let heard = HEARING.hear(Locale::EN_GB, said_now, &context);
        assert_eq!((heard.intent.as_str(), heard.accepted), ("PaySavedPayee", true), "{said_now}");
        assert_eq!((said(&heard, "payee"), meant(&heard, "amount")), ("Anna", euros(6000, true)));
    }
    let heard = HEARING.hear(Locale::EN_GB, "no to thomas instead", &context);
    assert_eq!((said(&heard, "payee"), meant(&heard, "amount")), ("thomas", euros(5000, true)));
    for (said, expected) in [("yes", "Yes"), ("no", "No"), ("stop", "Stop")] {
        assert_eq!(HEARING.hear(Locale::EN_GB, said, &context).intent.as_str(), expected, "{said}");
    }
    let heard = HEARING.hear(Locale::EN_GB, "yes but sixty", &context);
    assert!(!heard.accepted);
}

#[test]
fn a_corrected_amount_keeps_the_currency_that_was_said() {
    let (intent, mut slots) = payment();
    slots.remove("amount");
    let pounds =
        |minor| SlotValue::Amount { amount: Money::new(minor, Currency::GBP), currency_said: true };
    slots.insert(slot("amount"), SlotHeard::meaning("fifty pounds", pounds(5000)));
    let context = Context { pending: Pending::Confirm, last: Some((&intent, &slots)), ..sunday() };
    let heard = HEARING.hear(Locale::DE_DE, "nein, sechzig", &context);
    assert_eq!(meant(&heard, "amount"), pounds(6000));
}

#[test]
fn a_whole_sentence_also_answers() {
    let (intent, _) = payment();
    let amount = slot("amount");
    let context = Context { pending: Pending::Slot { intent: &intent, slot: &amount }, ..sunday() };
    let heard = HEARING.hear(Locale::EN_GB, "fifty euros to Thomas", &context);
    assert_eq!((said(&heard, "payee"), meant(&heard, "amount")), ("Thomas", euros(5000, true)));
}

#[test]
fn what_nobody_means_is_not_accepted() {
    for said in ["", "the weather in paris", "🙂", "<speak>", &"balance ".repeat(500)] {
        assert!(!english(said).accepted, "{said}");
    }
}

#[test]
fn platform_words_are_read_by_the_slots_type() {
    let read = |slot_type, said| HEARING.read_slot(Locale::EN_US, slot_type, said, &sunday());
    assert_eq!(read(SlotType::Amount, "50.20 EUR"), euros(5020, true));
    assert!(matches!(read(SlotType::Amount, "?"), SlotValue::AmountUnclear(_)));
    assert_eq!(read(SlotType::Account, "my savings"), SlotValue::Account(AccountKind::Savings));
    assert_eq!(read(SlotType::Account, "?"), SlotValue::Words);
    assert_eq!(read(SlotType::Count, "3"), SlotValue::Count(3));
    assert_eq!(read(SlotType::SavedPayee, "Anna"), SlotValue::Words);
    assert!(matches!(read(SlotType::Period, "last month"), SlotValue::Period(_)));
    assert!(matches!(read(SlotType::Date, "2026-11-27"), SlotValue::Date(_)));
}

#[test]
fn a_text_made_to_be_hard_is_given_up_on_in_time() {
    let hard = "send a to a from a to a for a ".repeat(9);
    let text = text::Text::read(&hard);
    assert!(text.len() > 80 && !text.too_long());
    assert!(!english(&hard).accepted);
}

proptest! {
    #[test]
    fn no_text_panics_and_the_answer_is_always_the_same(said in "\\PC{0,80}") {
        let (intent, slots) = payment();
        let payee = slot("payee");
        for pending in [Pending::None, Pending::Confirm, Pending::Slot { intent: &intent, slot: &payee }] {
            let context = Context { pending, last: Some((&intent, &slots)), ..sunday() };
            for locale in [Locale::EN_US, Locale::DE_DE] {
                let once = HEARING.hear(locale, &said, &context);
                prop_assert_eq!(HEARING.hear(locale, &said, &context), once);
            }
        }
    }
}

/// Test data kept beside the project, where there is such a place.
pub(super) fn shared_data(path: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "where the test data is, is said from outside")]
    let root = std::env::var("BANTER_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let file = std::path::Path::new(&root).join(path);
    match std::fs::read_to_string(&file) {
        Ok(text) => Some(text),
        Err(error) => {
            println!("SKIPPED: no shared test data at {}: {error}", file.display());
            None
        }
    }
}
