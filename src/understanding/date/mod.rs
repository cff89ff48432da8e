//! Days and periods as people say them, against a day that is given.
//!
//! Weeks begin on Monday. "The last seven days" are the seven that end with today; "last week" is
//! the week before this one, from Monday to Sunday. Periods are half open. Who looks back means
//! the past one ("on friday", "in march"), who pays means the next. Years outside 1900 to 2200 are
//! nobody's banking and are not read.

mod day;
mod period;
mod words;

use chrono::{Datelike, NaiveDate};

use super::amount;
use super::language::Language;
use super::text::Text;
use crate::domain::locale::Locale;

/// Which way one looks from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Back,
    Ahead,
}

/// Reads days and periods out of one text.
#[derive(Debug)]
pub(super) struct When<'t, 'x> {
    text: &'x Text<'t>,
    language: Language,
    today: NaiveDate,
    /// `11/27` and not `27/11`.
    month_first: bool,
}

impl<'t, 'x> When<'t, 'x> {
    pub(super) fn new(text: &'x Text<'t>, locale: Locale, today: NaiveDate) -> Self {
        let month_first = locale.region() == "US";
        Self { text, language: Language::of(locale), today, month_first }
    }

    /// A small number in words or digits, or an article for one.
    fn small_number(&self, at: usize) -> Option<(u32, usize)> {
        if matches!(
            self.text.word(at),
            "a" | "an" | "one" | "ein" | "eine" | "einem" | "einer" | "einen"
        ) {
            return Some((1, at.saturating_add(1)));
        }
        [2_usize, 1].into_iter().find_map(|words| {
            let to = at.saturating_add(words);
            let count = amount::count(self.text, at, to, self.language)?;
            (1..=999).contains(&count).then_some((count, to))
        })
    }
}

/// Whether a day lies where a bank's days lie.
fn is_sane(day: NaiveDate) -> bool {
    (1900..=2200).contains(&day.year())
}

#[cfg(test)]
mod tests;
