use std::collections::BTreeMap;

use chrono::TimeZone;
use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;
use crate::contracts::platform::{Inbound, Proof};
use crate::domain::account::AccountKind;
use crate::domain::intent::{SlotValue, WhyUnclear};
use crate::domain::money::{Currency, Money};

macro_rules! recorded {
    ($name:literal) => {
        include_bytes!(concat!("../../../../tests/fixtures/platforms/alexa/", $name, ".json"))
    };
}

fn reader() -> Reader {
    Reader {
        bank: BankId::parse("demo").unwrap(),
        platform: PlatformName::parse("alexa").unwrap(),
        shapes: Shapes::invented(),
        default_locale: Locale::EN_GB,
        time_zone: None,
    }
}

fn read(body: &[u8]) -> Result<Heard, PlatformError> {
    let at = Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap();
    let inbound = Inbound { headers: &[], body, from_loopback: true, at };
    reader().read(&Verified::vouch(inbound, Proof::Signature))
}

fn turn(body: &[u8]) -> Turn {
    let Heard::Turns(mut turns) = read(body).unwrap() else { panic!() };
    assert_eq!(turns.len(), 1);
    turns.remove(0)
}

fn business(body: &[u8]) -> String {
    match read(body).unwrap() {
        Heard::Handshake(outbound) => String::from_utf8(outbound.body).unwrap(),
        other @ Heard::Turns(_) => panic!("{other:?}"),
    }
}

fn intent(body: &[u8]) -> (String, Slots) {
    let Said::Intent { name, slots } = turn(body).said else { panic!() };
    (name.as_str().to_owned(), slots)
}

/// What a slot was understood as, and its words.
fn slot(body: &[u8], name: &str) -> Vec<(String, Vec<String>, Option<SlotValue>)> {
    let (_, slots) = intent(body);
    let heard = slots.get(name).iter();
    heard
        .map(|heard| {
            let ids = heard.ids.iter().map(ToString::to_string).collect();
            (heard.said.to_string(), ids, heard.meant.clone())
        })
        .collect()
}

fn token(turn: &Turn) -> Option<&str> {
    turn.speaker.token.as_ref().map(ExposeSecret::expose_secret)
}

#[test]
fn a_launch_tells_who_and_where() {
    let turn = turn(recorded!("launch"));
    assert!(matches!(turn.said, Said::Launch) && turn.opens);
    assert_eq!(turn.id.as_str(), "amzn1.echo-api.request.1");
    assert_eq!(turn.conversation.as_str(), "amzn1.echo-api.session.1");
    assert_eq!(turn.speaker.user.as_str(), "amzn1.ask.account.AMA");
    assert_eq!(token(&turn), Some("sandbox:mia"));
    assert_eq!(turn.surface.locale, Locale::EN_US);
    assert_eq!(turn.surface.device, DeviceKind::Speaker);
    assert!(!turn.surface.shared);
}

#[test]
fn oddities_of_a_launch_change_nothing() {
    for body in [
        &recorded!("launch_task")[..],
        recorded!("launch_epoch_timestamp"),
        recorded!("launch_fraction"),
        recorded!("launch_byte_order_mark"),
        recorded!("launch_unknown_fields"),
    ] {
        let turn = turn(body);
        assert!(matches!(turn.said, Said::Launch));
        assert_eq!(token(&turn), Some("sandbox:mia"));
    }
}

#[test]
fn a_locale_that_is_missing_or_none_is_the_configured_one() {
    assert_eq!(turn(recorded!("launch_without_locale")).surface.locale, Locale::EN_GB);
    assert_eq!(turn(recorded!("launch_locale_string")).surface.locale, Locale::EN_GB);
}

#[test]
fn a_user_without_an_id_is_nobody_in_particular() {
    let turn = turn(recorded!("launch_null_user"));
    assert_eq!(turn.speaker.user.as_str(), NOBODY);
    assert_eq!(token(&turn), None);
}

#[test]
fn a_consent_token_is_no_token_of_an_account_link() {
    assert_eq!(token(&turn(recorded!("launch_consent_token"))), None);
}

#[test]
fn a_recognised_persons_token_goes_before_the_owners() {
    let turn = turn(recorded!("launch_person"));
    assert_eq!(token(&turn), Some("sandbox:james"));
    assert_eq!(turn.speaker.person.unwrap().as_str(), "amzn1.ask.person.A");
}

#[test]
fn a_screen_and_a_hotel_room_are_told_apart_from_a_speaker_at_home() {
    assert_eq!(turn(recorded!("launch_screen")).surface.device, DeviceKind::Screen);
    assert!(turn(recorded!("launch_unit")).surface.shared);
}

#[test]
fn a_resolved_account_is_its_kind() {
    let meant = Some(SlotValue::Account(AccountKind::Savings));
    let heard = vec![("nest egg".to_owned(), vec!["savings".to_owned()], meant)];
    assert_eq!(slot(recorded!("intent"), "account"), heard);
}

#[test]
fn slots_that_were_not_said_are_not_there() {
    for body in [
        &recorded!("intent_without_slots")[..],
        recorded!("intent_null_slots"),
        recorded!("intent_unspoken_slot"),
        recorded!("intent_without_context"),
    ] {
        let (name, slots) = intent(body);
        assert_eq!(name, "GetBalance");
        assert!(slots.is_empty());
    }
}

#[test]
fn whole_units_cents_and_currency_are_one_exact_amount() {
    let amount = Money::new(5020, Currency::EUR);
    let meant = Some(SlotValue::Amount { amount, currency_said: true });
    let heard = vec![("50.20 EUR".to_owned(), vec![], meant)];
    assert_eq!(slot(recorded!("intent_amount"), "amount"), heard);
}

#[test]
fn words_in_the_place_of_an_amount_stay_words() {
    let heard = vec![("12.50".to_owned(), vec![], None)];
    assert_eq!(slot(recorded!("intent_amount_words"), "amount"), heard);
}

#[test]
fn an_amount_that_was_not_understood_is_asked_and_never_guessed() {
    for body in
        [&recorded!("intent_amount_question_mark")[..], recorded!("intent_amount_thousand_digits")]
    {
        let heard = slot(body, "amount");
        assert_eq!(heard[0].2, Some(SlotValue::AmountUnclear(WhyUnclear::Ambiguous)));
        assert_eq!(slot(body, "payee"), vec![]);
    }
}

#[test]
fn several_values_of_a_slot_are_all_kept() {
    let heard = slot(recorded!("intent_several_values"), "account");
    let words: Vec<_> = heard.iter().map(|(said, ..)| said.as_str()).collect();
    assert_eq!(words, ["checking", "savings"]);
}

#[test]
fn ambiguous_names_keep_every_id_of_every_authority_once() {
    let heard = slot(recorded!("intent_ambiguous"), "payee");
    assert_eq!(heard[0].1, ["p1", "p2", "Anna Weber"]);
}

#[test]
fn periods_are_read_by_alexas_grammar() {
    let range = |body: &[u8]| {
        let meant = slot(body, "period").remove(0).2?;
        let SlotValue::Period(range) = meant else { panic!() };
        Some(format!("{}/{}", range.from(), range.to()))
    };
    let expected = |text: &str| Some(text.to_owned());
    assert_eq!(range(recorded!("intent_period_day")), expected("2026-11-20/2026-11-21"));
    assert_eq!(range(recorded!("intent_period_week")), expected("2026-11-16/2026-11-23"));
    assert_eq!(range(recorded!("intent_period_weekend")), expected("2026-11-21/2026-11-23"));
    assert_eq!(range(recorded!("intent_period_present")), expected("2026-11-22/2026-11-23"));
    assert_eq!(range(recorded!("intent_period_year_zero")), None);
}

#[test]
fn a_confirmed_intent_is_a_yes_to_exactly_that() {
    for (body, expected) in
        [(&recorded!("intent_confirmed")[..], true), (recorded!("intent_denied"), false)]
    {
        let Said::Answer { yes, about: Some((name, slots)) } = turn(body).said else { panic!() };
        assert_eq!((yes, name.as_str()), (expected, "PaySavedPayee"));
        assert_eq!(&*slots.get("payee")[0].said, "anna");
    }
}

#[test]
fn built_in_intents_are_the_catalogs_session_intents() {
    for (body, expected) in [(&recorded!("intent_yes")[..], true), (recorded!("intent_no"), false)]
    {
        assert!(matches!(turn(body).said, Said::Answer { yes, about: None } if yes == expected));
    }
    for (body, name) in [
        (&recorded!("intent_stop")[..], "Stop"),
        (recorded!("intent_cancel"), "Cancel"),
        (recorded!("intent_help"), "Help"),
        (recorded!("intent_repeat"), "Repeat"),
        (recorded!("intent_startover"), "StartOver"),
        (recorded!("intent_more"), "More"),
        (recorded!("intent_fallback"), "Fallback"),
        (recorded!("intent_navigatehome"), "Stop"),
        (recorded!("intent_unknown"), "Fallback"),
    ] {
        assert_eq!(intent(body).0, name);
    }
}

#[test]
fn letters_of_every_script_come_through() {
    assert_eq!(slot(recorded!("intent_pokemon"), "payee")[0].0, "Pokémon 💶 Müller");
}

#[test]
fn a_session_ends_for_its_reason() {
    for (body, expected) in [
        (&recorded!("ended")[..], EndReason::ByPerson),
        (recorded!("ended_silence"), EndReason::Silence),
        (recorded!("ended_error"), EndReason::Error),
    ] {
        assert!(matches!(turn(body).said, Said::Ended(reason) if reason == expected));
    }
}

#[test]
fn the_question_whether_we_could_is_always_answered_no() {
    let answer = business(recorded!("can_fulfill"));
    assert_eq!(answer, r#"{"version":"1.0","response":{"canFulfillIntent":{"canFulfill":"NO"}}}"#);
}

#[test]
fn a_session_goes_on_after_a_task_whether_its_code_is_a_number_or_not() {
    for body in [
        &recorded!("resumed_code_string")[..],
        recorded!("resumed_code_number"),
        recorded!("connections_response"),
    ] {
        assert!(matches!(turn(body).said, Said::Launch));
    }
}

#[test]
fn events_of_the_skill_need_no_session() {
    let linked = turn(recorded!("event_linked"));
    assert!(matches!(linked.said, Said::Linked));
    assert_eq!(token(&linked), Some("sandbox:emma"));
    assert_eq!(linked.conversation.as_str(), linked.id.as_str());
    assert!(matches!(turn(recorded!("event_disabled")).said, Said::Removed { forget: true }));
    assert!(matches!(turn(recorded!("event_disabled_kept")).said, Said::Removed { forget: false }));
}

#[test]
fn a_touch_is_the_words_that_were_touched() {
    let Said::Text(words) = turn(recorded!("touch")).said else { panic!() };
    assert_eq!(words.as_str(), "show my balance");
}

#[test]
fn what_is_of_no_use_to_a_bank_gets_a_polite_empty_answer() {
    for body in [
        &recorded!("event_enabled")[..],
        recorded!("event_permission"),
        recorded!("exception"),
        recorded!("touch_without_words"),
        recorded!("runtime_error"),
        recorded!("message"),
        recorded!("unknown"),
    ] {
        assert_eq!(business(body), r#"{"version":"1.0","response":{}}"#);
    }
}

#[test]
fn what_is_missing_and_used_is_named() {
    for (body, place) in [
        ("{}", "`request`"),
        (r#"{"request":null}"#, "`request`"),
        (r#"{"request":{}}"#, "`request.type`"),
        (r#"{"request":{"type":"IntentRequest"}}"#, "`request.intent.name`"),
        (r#"{"request":{"type":"IntentRequest","intent":{"name":""}}}"#, "`request.intent.name`"),
        (r#"{"request":{"type":"IntentRequest","intent":{"name":7}}}"#, "`request.intent.name`"),
        (r#"{"session":7,"request":{"type":"LaunchRequest"}}"#, "`session`"),
    ] {
        match read(body.as_bytes()) {
            Err(PlatformError::Malformed { what }) => assert!(what.contains(place), "{what}"),
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[test]
fn a_call_without_an_id_has_one_that_only_its_own_body_has() {
    let first = turn(br#"{"request":{"type":"LaunchRequest"}}"#);
    let again = turn(br#"{"request":{"type":"LaunchRequest"}}"#);
    let other = turn(br#"{"request":{"type":"LaunchRequest" }}"#);
    assert_eq!(first.id, again.id);
    assert_ne!(first.id, other.id);
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_recorded_call_with_a_changed_byte_panics(at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        for body in [&recorded!("intent_amount")[..], recorded!("intent_ambiguous"), recorded!("event_linked")] {
            let mut body = body.to_vec();
            let at = at.index(body.len());
            body[at] = byte;
            let _ = read(&body);
        }
    }

    #[test]
    fn no_value_of_a_slot_panics(value in ".*", cents in ".*", period in ".*") {
        let slots: BTreeMap<&str, serde_json::Value> = [("amount", &value), ("amount_cents", &cents), ("date", &period)]
            .into_iter()
            .map(|(name, value)| (name, serde_json::json!({ "name": name, "value": value })))
            .collect();
        let body = serde_json::json!({ "request": {
            "type": "IntentRequest",
            "intent": { "name": "PaySavedPayee", "slots": slots },
        }});
        read(body.to_string().as_bytes()).unwrap();
    }
}
