//! Days and periods as `AMAZON.DATE` and `AMAZON.DURATION` write them.
//!
//! <https://developer.amazon.com/docs/custom-skills/slot-type-reference.html#date>

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::domain::intent::SlotValue;
use crate::domain::transaction::DateRange;

/// What lies further away is not what somebody said to a bank.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// A period to look back at.
pub fn period(said: &str, today: NaiveDate) -> Option<SlotValue> {
    range(said, today).or_else(|| duration(said, today)).map(SlotValue::Period)
}

/// A day for a payment: nothing longer will do.
pub fn day(said: &str, today: NaiveDate) -> Option<SlotValue> {
    let range = range(said, today)?;
    (range.last_day() == range.from()).then_some(SlotValue::Date(range.from()))
}

/// `2026-11-25`, `2026-W48`, `2026-W48-WE`, `2026-11`, `2026-Q4`, `2026-WI`, `2026`, `202X`,
/// `20XX`, `PRESENT_REF`.
fn range(said: &str, today: NaiveDate) -> Option<DateRange> {
    if said == "PRESENT_REF" {
        return Some(DateRange::day(today));
    }
    if let Ok(day) = NaiveDate::parse_from_str(said, "%Y-%m-%d") {
        return YEARS.contains(&day.year()).then(|| DateRange::day(day));
    }
    let mut parts = said.split('-');
    let (year, rest) = (parts.next()?, [parts.next(), parts.next(), parts.next()]);
    match rest {
        [None, ..] => years(year),
        [Some(part), second, None] => within(whole_year(year)?, part, second),
        [Some(_), _, Some(_)] => None,
    }
}

fn whole_year(year: &str) -> Option<i32> {
    let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    year.parse().ok().filter(|year| digits && YEARS.contains(year))
}

/// A year, a decade or a century.
fn years(said: &str) -> Option<DateRange> {
    let known = said.trim_end_matches('X');
    let open = said.len().checked_sub(known.len())?;
    if said.len() != 4 || open > 2 {
        return None;
    }
    let span = 10_i32.checked_pow(u32::try_from(open).ok()?)?;
    let first = whole_year(&format!("{known:0<4}"))?;
    let begin = NaiveDate::from_ymd_opt(first, 1, 1)?;
    DateRange::new(begin, NaiveDate::from_ymd_opt(first.checked_add(span)?, 1, 1)?).ok()
}

fn within(year: i32, part: &str, second: Option<&str>) -> Option<DateRange> {
    let months = |first: u32, count: u32| {
        let begin = NaiveDate::from_ymd_opt(year, first, 1)?;
        DateRange::new(begin, begin.checked_add_months(Months::new(count))?).ok()
    };
    match (part, second) {
        ("SP", None) => months(3, 3),
        ("SU", None) => months(6, 3),
        ("FA", None) => months(9, 3),
        // A winter is named after the year in which it begins.
        ("WI", None) => months(12, 3),
        ("Q1", None) => months(1, 3),
        ("Q2", None) => months(4, 3),
        ("Q3", None) => months(7, 3),
        ("Q4", None) => months(10, 3),
        _ => match part.strip_prefix('W') {
            Some(week) => self::week(year, two_digits(week)?, second),
            None if second.is_none() => months(two_digits(part)?, 1),
            None => None,
        },
    }
}

/// Weeks begin on Monday, and the first may begin in the old year (ISO 8601).
fn week(year: i32, week: u32, second: Option<&str>) -> Option<DateRange> {
    let monday = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)?;
    let next = monday.checked_add_days(Days::new(7))?;
    match second {
        None => DateRange::new(monday, next).ok(),
        Some("WE") => DateRange::new(monday.checked_add_days(Days::new(5))?, next).ok(),
        Some(weekday) => {
            let number = weekday.parse::<u64>().ok().filter(|number| (1..=7).contains(number))?;
            monday.checked_add_days(Days::new(number.checked_sub(1)?)).map(DateRange::day)
        }
    }
}

fn two_digits(text: &str) -> Option<u32> {
    let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// `P3D`, `P2W`, `P1M`, `P1Y`, `PT5M`: that long, up to and with today.
fn duration(said: &str, today: NaiveDate) -> Option<DateRange> {
    let (days, _) = said.strip_prefix('P')?.split_once('T').unwrap_or((said.get(1..)?, ""));
    if said.len() < 3 {
        return None;
    }
    let mut from = today;
    let mut number = String::new();
    for character in days.chars() {
        if character.is_ascii_digit() {
            number.push(character);
            continue;
        }
        let count: u32 = number.parse().ok().filter(|count| *count <= 3660)?;
        number.clear();
        from = match character {
            'D' => from.checked_sub_days(Days::new(count.into())),
            'W' => from.checked_sub_days(Days::new(u64::from(count).checked_mul(7)?)),
            'M' => from.checked_sub_months(Months::new(count)),
            'Y' => from.checked_sub_months(Months::new(count.checked_mul(12)?)),
            _ => None,
        }?;
    }
    if !number.is_empty() || !YEARS.contains(&from.year()) {
        return None;
    }
    DateRange::new(from, today.succ_opt()?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn heard(said: &str) -> Option<(String, String)> {
        let SlotValue::Period(range) = period(said, date("2026-11-22"))? else { panic!() };
        Some((range.from().to_string(), range.to().to_string()))
    }

    #[test]
    fn every_form_of_the_grammar_is_read() {
        for (said, from, to) in [
            ("2026-11-25", "2026-11-25", "2026-11-26"),
            ("2026-W48", "2026-11-23", "2026-11-30"),
            ("2026-W48-WE", "2026-11-28", "2026-11-30"),
            ("2026-W48-3", "2026-11-25", "2026-11-26"),
            ("2026-W01", "2025-12-29", "2026-01-05"),
            ("2026-11", "2026-11-01", "2026-12-01"),
            ("2026", "2026-01-01", "2027-01-01"),
            ("202X", "2020-01-01", "2030-01-01"),
            ("20XX", "2000-01-01", "2100-01-01"),
            ("2026-SP", "2026-03-01", "2026-06-01"),
            ("2026-SU", "2026-06-01", "2026-09-01"),
            ("2026-FA", "2026-09-01", "2026-12-01"),
            ("2026-WI", "2026-12-01", "2027-03-01"),
            ("2026-Q4", "2026-10-01", "2027-01-01"),
            ("PRESENT_REF", "2026-11-22", "2026-11-23"),
            ("P3D", "2026-11-19", "2026-11-23"),
            ("P2W", "2026-11-08", "2026-11-23"),
            ("P1M", "2026-10-22", "2026-11-23"),
            ("P1Y2M", "2025-09-22", "2026-11-23"),
            ("PT5M", "2026-11-22", "2026-11-23"),
        ] {
            assert_eq!(heard(said), Some((from.to_owned(), to.to_owned())), "{said}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for said in [
            "",
            "?",
            "tomorrow",
            "0000-01-01",
            "0000",
            "2026-13",
            "2026-02-30",
            "2026-W54",
            "2026-W48-XX",
            "2026-W48-WE-1",
            "XXXX",
            "2XXX",
            "20X6",
            "P",
            "PT",
            "P3",
            "P3Q",
            "P9999999D",
            "2026-1",
            "26-11",
        ] {
            assert_eq!(heard(said), None, "{said}");
        }
    }

    #[test]
    fn a_payment_needs_a_single_day() {
        let today = date("2026-11-22");
        assert_eq!(day("2026-11-25", today), Some(SlotValue::Date(date("2026-11-25"))));
        assert_eq!(day("PRESENT_REF", today), Some(SlotValue::Date(today)));
        assert_eq!(day("2026-W48", today), None);
        assert_eq!(day("P3D", today), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(said in "[0-9XPWTDMYQE-]{0,14}|.*") {
            let _ = heard(&said);
        }
    }
}
