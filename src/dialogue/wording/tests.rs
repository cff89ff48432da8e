use chrono::Days;

use super::*;
use crate::catalog::ValueType;
use crate::domain::identifier::LastDigits;
use crate::domain::money::{Currency, Money};
use crate::domain::outside::OutsideText;
use crate::domain::transaction::DateRange;

fn wording() -> Wording {
    Wording::new(&Arc::new(IntentCatalog::embedded().unwrap()))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A Sunday.
fn today() -> NaiveDate {
    day("2026-11-22")
}

fn amount(locale: Locale, minor_units: i64, currency: Currency) -> (String, String) {
    let worded = amount::word(&wording().tongues[&locale], Money::new(minor_units, currency));
    (worded.spoken.into(), worded.shown.into())
}

fn said(locale: Locale, when: &str) -> String {
    date::day(&wording().tongues[&locale], day(when), today()).spoken.into()
}

fn during(locale: Locale, from: &str, to: &str) -> String {
    let period = DateRange::new(day(from), day(to)).unwrap();
    date::period(&wording().tongues[&locale], period, today()).spoken.into()
}

fn both(spoken: &str, shown: &str) -> (String, String) {
    (spoken.to_owned(), shown.to_owned())
}

#[test]
fn sums_are_said_and_shown_as_natives_do() {
    let (us, gb, de) = (Locale::EN_US, Locale::EN_GB, Locale::DE_DE);
    let (euro, pound, dollar) = (Currency::EUR, Currency::GBP, Currency::USD);
    assert_eq!(amount(gb, 5020, euro), both("50 euros and 20 cents", "€50.20"));
    assert_eq!(amount(de, 5020, euro), both("50 Euro und 20 Cent", "50,20\u{a0}€"));
    assert_eq!(amount(gb, 101, pound), both("1 pound and 1 penny", "£1.01"));
    assert_eq!(amount(us, 123_456_700, dollar), both("1234567 dollars", "$1,234,567.00"));
    assert_eq!(amount(de, 123_456_789, euro).1, "1.234.567,89\u{a0}€");
    assert_eq!(amount(gb, 5, euro), both("5 cents", "€0.05"));
    assert_eq!(amount(de, 0, euro), both("0 Euro", "0,00\u{a0}€"));
}

#[test]
fn days_are_said_as_natives_do() {
    let (us, gb, de) = (Locale::EN_US, Locale::EN_GB, Locale::DE_DE);
    assert_eq!(said(gb, "2026-11-22"), "today");
    assert_eq!(said(de, "2026-11-21"), "gestern");
    assert_eq!(said(gb, "2026-11-18"), "on Wednesday");
    assert_eq!(said(de, "2026-11-18"), "am Mittwoch");
    assert_eq!(said(gb, "2026-10-03"), "on the 3rd of October");
    assert_eq!(said(us, "2026-10-03"), "on October 3rd");
    assert_eq!(said(de, "2026-10-03"), "am 3. Oktober");
    assert_eq!(said(gb, "2026-10-11"), "on the 11th of October");
    assert_eq!(said(gb, "2025-12-31"), "on the 31st of December 2025");
}

#[test]
fn periods_are_said_as_natives_do() {
    let (gb, de) = (Locale::EN_GB, Locale::DE_DE);
    assert_eq!(during(gb, "2026-11-01", "2026-11-23"), "this month");
    assert_eq!(during(de, "2026-10-01", "2026-11-01"), "letzten Monat");
    assert_eq!(during(de, "2026-09-01", "2026-10-01"), "im September");
    assert_eq!(during(gb, "2025-09-01", "2025-10-01"), "in September 2025");
    assert_eq!(during(gb, "2026-08-22", "2026-11-23"), "since the 22nd of August");
    assert_eq!(during(de, "2026-10-03", "2026-10-06"), "vom 3. Oktober bis zum 5. Oktober");
}

#[test]
fn no_day_is_without_words() {
    let wording = wording();
    for tongue in wording.tongues.values() {
        for away in 0..3000 {
            let then = today().checked_sub_days(Days::new(away)).unwrap();
            let worded = date::day(tongue, then, today());
            assert!(!worded.spoken.contains('{') && !worded.spoken.trim().is_empty());
            assert!(!worded.spoken.contains("  ") && !worded.shown.is_empty());
        }
    }
}

#[test]
fn an_unknown_value_is_an_error_and_not_a_gap() {
    let say = Say::reply("booked");
    let told = wording().try_say(Locale::EN_GB, today(), "GetBalance", &say);
    assert!(matches!(told, Err(Unworded::NoValue { .. })), "{told:?}");
}

/// Invented values for everything a text asks for, and for its rows.
fn invented(catalog: &IntentCatalog, intent: Option<&str>, texts: &ReplyText) -> Values {
    let mut values = Values::default();
    let templates = texts.wordings().flat_map(Text::templates).chain(texts.plain_templates());
    let counts = texts.wordings().filter_map(|text| match text {
        Text::Counted { by, .. } => Some((&**by, None)),
        Text::Always(_) => None,
    });
    for (name, field) in templates.flat_map(Template::values).chain(counts) {
        let key: String = field.map_or_else(|| name.to_owned(), |field| format!("{name}.{field}"));
        let value = match (field, catalog.value_type(intent, name)) {
            (Some(_), _) | (None, Some(ValueType::Digits)) => {
                Value::Digits(disclosed(LastDigits::parse("4711").unwrap()))
            }
            (None, Some(ValueType::Amount)) => {
                Value::Amount(disclosed(Money::new(-5020, Currency::EUR)))
            }
            (None, Some(ValueType::Name)) => Value::Name(disclosed(OutsideText::clean("Rewe <b>"))),
            (None, Some(ValueType::Date)) => Value::Date(today()),
            (None, Some(ValueType::Period)) => Value::Period(DateRange::day(today())),
            (None, Some(ValueType::Number)) => Value::Number(3),
            (None, Some(ValueType::List | ValueType::Words)) => Value::Words("words".into()),
            (None, None) => panic!("{key} is of no type in {intent:?}"),
        };
        values.set(Box::leak(key.into_boxed_str()), value);
    }
    values
}

fn disclosed<T>(value: T) -> Disclosed<T> {
    use crate::dialogue::disclosure::{DisclosurePolicy, Hints};
    use crate::domain::disclosed::Sensitivity;
    use crate::domain::turn::{DeviceKind, PlatformName, Surface, SurfaceLimits};
    let surface = Surface {
        platform: PlatformName::parse("web").unwrap(),
        locale: Locale::EN_GB,
        time_zone: None,
        device: DeviceKind::Phone,
        shared: false,
        limits: SurfaceLimits { speech_characters: 8000, card_characters: 8000 },
    };
    let policy = DisclosurePolicy::default();
    policy.decide(&surface, Sensitivity::Public, Hints::default()).allow(value).unwrap()
}

#[test]
fn every_reply_of_every_locale_can_be_worded() {
    let catalog = Arc::new(IntentCatalog::embedded().unwrap());
    let wording = Wording::new(&catalog);
    let mut worded = 0;
    for texts in catalog.locales() {
        for schema in catalog.intents() {
            let intent = schema.name.as_str();
            for key in texts.reply_keys(intent) {
                let key: &'static str = Box::leak(key.to_owned().into_boxed_str());
                let values = invented(&catalog, Some(intent), texts.reply(intent, key).unwrap());
                let say = Say::reply(key).values(values);
                let spoken = wording.try_say(texts.locale(), today(), intent, &say);
                let spoken = spoken.unwrap_or_else(|error| panic!("{intent}.{key}: {error}"));
                assert!(!spoken.speech.spoken().contains(['{', '<']), "{intent}.{key}");
                worded += 1;
            }
        }
        for key in texts.phrase_keys() {
            let key: &'static str = Box::leak(key.to_owned().into_boxed_str());
            let values = invented(&catalog, None, texts.phrase(key).unwrap());
            let say = Say::phrase(key).values(values);
            assert!(wording.try_say(texts.locale(), today(), "Help", &say).is_ok(), "{key}");
            worded += 1;
        }
    }
    assert!(worded > 100, "{worded}");
}
