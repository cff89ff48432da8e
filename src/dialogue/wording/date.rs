//! Days and periods as people say them, seen from today.

use chrono::{Datelike, Days, NaiveDate};

use super::tongue::Tongue;
use crate::domain::reply::Worded;
use crate::domain::transaction::DateRange;

pub(super) fn day(tongue: &Tongue, day: NaiveDate, today: NaiveDate) -> Worded {
    let away = day.signed_duration_since(today).num_days();
    let spoken = match away {
        0 => tongue.pattern("today", &[]),
        -1 => tongue.pattern("yesterday", &[]),
        1 => tongue.pattern("tomorrow", &[]),
        -6..=6 => tongue.pattern("weekday", &[("{weekday}", tongue.weekday(day))]),
        _ => tongue.pattern("day", &[("{day}", &bare(tongue, day, today))]),
    };
    Worded { spoken: spoken.into(), shown: tongue.shown(day).into() }
}

pub(super) fn period(tongue: &Tongue, period: DateRange, today: NaiveDate) -> Worded {
    let (from, to) = (period.from(), period.to());
    let last = period.last_day();
    if from == last {
        return day(tongue, from, today);
    }
    let spoken = match named(period, today) {
        Some(name) => tongue.pattern(name, &[]),
        None if is_month(period) && from.year() == today.year() => {
            tongue.pattern("month", &[("{month}", tongue.month(from))])
        }
        None if is_month(period) => {
            let year = from.year().to_string();
            tongue.pattern("month_year", &[("{month}", tongue.month(from)), ("{year}", &year)])
        }
        None if to > today => tongue.pattern("since", &[("{day}", &bare(tongue, from, today))]),
        None => tongue.pattern(
            "range",
            &[("{from}", &bare(tongue, from, today)), ("{to}", &bare(tongue, last, today))],
        ),
    };
    // It stands inside a sentence for the eye as well.
    Worded::same(&spoken)
}

fn bare(tongue: &Tongue, day: NaiveDate, today: NaiveDate) -> String {
    let gaps = [("{ordinal}", &*tongue.ordinal(day)), ("{month}", tongue.month(day))];
    let date = tongue.pattern("date", &gaps);
    if day.year() == today.year() { date } else { format!("{date} {}", day.year()) }
}

/// Periods that have a name of their own today.
fn named(period: DateRange, today: NaiveDate) -> Option<&'static str> {
    let (from, to) = (period.from(), period.to());
    let month = today.with_day(1)?;
    let monday =
        today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())))?;
    let year = month.with_month(1)?;
    let ends_now = |end: NaiveDate| to == end || to == today.succ_opt().unwrap_or(today);
    let next_month = month.checked_add_months(chrono::Months::new(1))?;
    let next_monday = monday.checked_add_days(Days::new(7))?;
    if from == month && ends_now(next_month) {
        return Some("this_month");
    }
    if from == month.checked_sub_months(chrono::Months::new(1))? && to == month {
        return Some("last_month");
    }
    if from == monday && ends_now(next_monday) {
        return Some("this_week");
    }
    if from == monday.checked_sub_days(Days::new(7))? && to == monday {
        return Some("last_week");
    }
    if from == year && ends_now(year.checked_add_months(chrono::Months::new(12))?) {
        return Some("this_year");
    }
    None
}

fn is_month(period: DateRange) -> bool {
    let next = period.from().checked_add_months(chrono::Months::new(1));
    period.from().day() == 1 && next == Some(period.to())
}
