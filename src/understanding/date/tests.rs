use proptest::prelude::*;

use super::*;
use crate::domain::transaction::DateRange;

/// A Sunday.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn day(said: &str, locale: Locale, look: Look) -> Option<String> {
    let text = Text::read(said);
    let (day, to) = When::new(&text, locale, today()).day_at(0, look)?;
    (to == text.len()).then(|| day.to_string())
}

fn period(said: &str, locale: Locale) -> Option<String> {
    let text = Text::read(said);
    let (period, to) = When::new(&text, locale, today()).period_at(0)?;
    (to == text.len()).then(|| format!("{} {}", period.from(), period.to()))
}

#[test]
fn days_ahead() {
    for (said, locale, expected) in [
        ("today", Locale::EN_GB, "2026-11-22"),
        ("tomorrow", Locale::EN_GB, "2026-11-23"),
        ("the day after tomorrow", Locale::EN_GB, "2026-11-24"),
        ("on friday", Locale::EN_GB, "2026-11-27"),
        ("next monday", Locale::EN_GB, "2026-11-23"),
        ("in two weeks", Locale::EN_GB, "2026-12-06"),
        ("on the first", Locale::EN_GB, "2026-12-01"),
        ("the third of march", Locale::EN_GB, "2027-03-03"),
        ("march 3rd", Locale::EN_US, "2027-03-03"),
        ("twenty first of december", Locale::EN_GB, "2026-12-21"),
        ("2026-11-27", Locale::EN_US, "2026-11-27"),
        ("11/27/2026", Locale::EN_US, "2026-11-27"),
        ("27/11/2026", Locale::EN_GB, "2026-11-27"),
        ("the 29th of february", Locale::EN_GB, "2028-02-29"),
        ("übermorgen", Locale::DE_DE, "2026-11-24"),
        ("am dritten März", Locale::DE_DE, "2027-03-03"),
        ("am 3. März 2027", Locale::DE_DE, "2027-03-03"),
        ("am 15.", Locale::DE_DE, "2026-12-15"),
        ("27.11.2026", Locale::DE_DE, "2026-11-27"),
        ("27.11.", Locale::DE_DE, "2026-11-27"),
        ("nächsten Freitag", Locale::DE_DE, "2026-11-27"),
        ("in drei Tagen", Locale::DE_DE, "2026-11-25"),
        ("am ersten", Locale::DE_DE, "2026-12-01"),
    ] {
        assert_eq!(day(said, locale, Look::Ahead).as_deref(), Some(expected), "{said}");
    }
}

#[test]
fn periods_in_english() {
    for (said, expected) in [
        ("today", "2026-11-22 2026-11-23"),
        ("yesterday", "2026-11-21 2026-11-22"),
        ("this week", "2026-11-16 2026-11-23"),
        ("last week", "2026-11-09 2026-11-16"),
        ("this month", "2026-11-01 2026-12-01"),
        ("last month", "2026-10-01 2026-11-01"),
        ("last quarter", "2026-07-01 2026-10-01"),
        ("this year", "2026-01-01 2027-01-01"),
        ("last year", "2025-01-01 2026-01-01"),
        ("in october", "2026-10-01 2026-11-01"),
        ("in december", "2025-12-01 2026-01-01"),
        ("last november", "2025-11-01 2025-12-01"),
        ("march 2025", "2025-03-01 2025-04-01"),
        ("since the first", "2026-11-01 2026-11-23"),
        ("since october", "2026-10-01 2026-11-23"),
        ("since the beginning of the month", "2026-11-01 2026-11-23"),
        ("since last week", "2026-11-09 2026-11-23"),
        ("in the last seven days", "2026-11-16 2026-11-23"),
        ("last 30 days", "2026-10-24 2026-11-23"),
        ("the past two months", "2026-09-22 2026-11-23"),
        ("on the third of march", "2026-03-03 2026-03-04"),
        ("on friday", "2026-11-20 2026-11-21"),
        ("last sunday", "2026-11-15 2026-11-16"),
        ("last weekend", "2026-11-14 2026-11-16"),
        ("three days ago", "2026-11-19 2026-11-20"),
        ("between the first and the fifteenth of october", "2026-10-01 2026-10-16"),
        ("from march to may", "2026-03-01 2026-06-01"),
        ("in 2025", "2025-01-01 2026-01-01"),
        ("2026-10", "2026-10-01 2026-11-01"),
        ("2026-W47", "2026-11-16 2026-11-23"),
        ("the third quarter of 2025", "2025-07-01 2025-10-01"),
    ] {
        assert_eq!(period(said, Locale::EN_GB).as_deref(), Some(expected), "{said}");
    }
}

#[test]
fn periods_in_german() {
    for (said, expected) in [
        ("letzten Monat", "2026-10-01 2026-11-01"),
        ("diese Woche", "2026-11-16 2026-11-23"),
        ("im letzten Quartal", "2026-07-01 2026-10-01"),
        ("dieses Jahr", "2026-01-01 2027-01-01"),
        ("im Oktober", "2026-10-01 2026-11-01"),
        ("seit Anfang des Monats", "2026-11-01 2026-11-23"),
        ("seit Jahresanfang", "2026-01-01 2026-11-23"),
        ("seit dem ersten", "2026-11-01 2026-11-23"),
        ("der letzten zwei Wochen", "2026-11-09 2026-11-23"),
        ("in den letzten 30 Tagen", "2026-10-24 2026-11-23"),
        ("vor drei Tagen", "2026-11-19 2026-11-20"),
        ("am dritten März", "2026-03-03 2026-03-04"),
        ("zwischen dem ersten und dem fünfzehnten Oktober", "2026-10-01 2026-10-16"),
        ("gestern", "2026-11-21 2026-11-22"),
        ("letztes Wochenende", "2026-11-14 2026-11-16"),
    ] {
        assert_eq!(period(said, Locale::DE_DE).as_deref(), Some(expected), "{said}");
    }
}

#[test]
fn days_that_are_none_are_not_read() {
    for said in [
        "0000-01-01",
        "31.02.2026",
        "1899-12-31",
        "2201-01-01",
        "99999-01-01",
        "the 32nd",
        "31/31/2026",
        "0/0/0",
        "",
        "soon",
        "the second one",
        "third",
    ] {
        assert_eq!(day(said, Locale::EN_GB, Look::Ahead), None, "{said}");
    }
    for said in ["in 0000", "year 0", "0000-00", "2026-13", "2026-W99", "last 0 days"] {
        assert_eq!(period(said, Locale::EN_GB), None, "{said}");
    }
}

proptest! {
    #[test]
    fn no_row_of_words_panics(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "last", "next", "this", "in", "the", "on", "since", "between", "and", "of", "month",
            "week", "year", "days", "two", "999", "2026", "0000", "-", "/", "31", "february",
            "first", "third", "quarter", "ago", "weekend", "q", "w", "sunday", "30.2.", "seit",
            "vor", "zwischen", "anfang", "des", "monats", "am", "dritten", "märz", "tagen", "bis",
        ]), 0..9),
        away in -60_000_i64..60_000,
    ) {
        let said = words.join(" ");
        let text = Text::read(&said);
        let today = today().checked_add_signed(chrono::Duration::days(away)).unwrap();
        for locale in [Locale::EN_GB, Locale::EN_US, Locale::DE_DE] {
            let when = When::new(&text, locale, today);
            for at in 0..text.len() {
                for look in [Look::Back, Look::Ahead] {
                    if let Some((day, to)) = when.day_at(at, look) {
                        prop_assert!(is_sane(day) && to > at && to <= text.len());
                    }
                }
                if let Some((period, to)) = when.period_at(at) {
                    let same = DateRange::new(period.from(), period.to());
                    prop_assert!(same.is_ok() && to > at && to <= text.len());
                }
            }
        }
    }

    #[test]
    fn no_text_panics(said in "\\PC{0,40}") {
        for locale in [Locale::EN_GB, Locale::DE_DE] {
            prop_assert_eq!(period(&said, locale), period(&said, locale));
        }
    }
}
