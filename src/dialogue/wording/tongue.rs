//! What a locale's language does with numbers, lists, plurals and days, asked of ICU4X once.
//!
//! Its formatters cannot be shared between threads and cost more than looking something up, so
//! what they say is kept: separators, plural forms, names of days and months.

use chrono::{Datelike, NaiveDate};
use fixed_decimal::Decimal;
use icu_calendar::{Date, Iso};
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::{E, M, YMD};
use icu_decimal::DecimalFormatter;
use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_plurals::PluralRules;

use super::form_of;
use crate::catalog::{List, LocaleCatalog, PluralForm};

/// A leap year, so that every day of a year is in it.
const SAMPLE_YEAR: i32 = 2024;

#[derive(Debug, Default)]
pub(super) struct Tongue {
    pub(super) decimal: Box<str>,
    group: Box<str>,
    pub(super) minus: Box<str>,
    /// Plural forms of 0 to 1,099; beyond, a number counts like its last two digits.
    forms: Vec<Option<PluralForm>>,
    /// Of 1 to 31.
    ordinals: Vec<Option<PluralForm>>,
    pair: Box<str>,
    middle: Box<str>,
    end: Box<str>,
    /// Monday first.
    weekdays: Vec<Box<str>>,
    months: Vec<Box<str>>,
    /// Every day of the sample year as it is shown; the year is exchanged.
    days: Vec<Box<str>>,
    units: Units,
    pub(super) phrases: Option<List>,
}

/// Words for currencies, from the locale's lists.
#[derive(Debug, Default)]
struct Units {
    one: Option<List>,
    other: Option<List>,
    minor_one: Option<List>,
    minor_other: Option<List>,
    sign: Option<List>,
}

impl Tongue {
    pub(super) fn of(texts: &LocaleCatalog) -> Self {
        let list = |name: &str| texts.list(name).cloned();
        let units = Units {
            one: list("unit_one"),
            other: list("unit_other"),
            minor_one: list("minor_one"),
            minor_other: list("minor_other"),
            sign: list("unit_sign"),
        };
        let mut tongue = Self { units, phrases: list("said"), ..Self::default() };
        let Ok(locale) = texts.locale().to_string().parse::<icu_locale_core::Locale>() else {
            return tongue.plain();
        };
        if let Ok(numbers) = DecimalFormatter::try_new((&locale).into(), Default::default()) {
            tongue.read_numbers(&numbers);
        }
        if let Ok(rules) = PluralRules::try_new_cardinal((&locale).into()) {
            tongue.forms = (0_u32..1100).map(|n| form_of(rules.category_for(n))).collect();
        }
        if let Ok(rules) = PluralRules::try_new_ordinal((&locale).into()) {
            tongue.ordinals = (1_u32..=31).map(|n| form_of(rules.category_for(n))).collect();
        }
        if let Ok(lists) =
            ListFormatter::try_new_and((&locale).into(), ListFormatterOptions::default())
        {
            tongue.read_lists(&lists);
        }
        tongue.read_days(&locale);
        tongue.plain()
    }

    /// What must be there even where ICU4X knows nothing of a language.
    fn plain(mut self) -> Self {
        for (text, plain) in [
            (&mut self.decimal, "."),
            (&mut self.minus, "-"),
            (&mut self.pair, ", "),
            (&mut self.middle, ", "),
            (&mut self.end, ", "),
        ] {
            if text.is_empty() {
                *text = plain.into();
            }
        }
        self
    }

    fn read_numbers(&mut self, numbers: &DecimalFormatter) {
        let mut sample = Decimal::from(-1_234_567_i64);
        sample.multiply_pow10(-1);
        let text = numbers.format(&sample).to_string();
        let mut between = text.split(|c: char| c.is_ascii_digit()).filter(|part| !part.is_empty());
        self.minus = between.next().unwrap_or_default().into();
        self.group = between.next().unwrap_or_default().into();
        self.decimal = between.next_back().unwrap_or_default().into();
    }

    fn read_lists(&mut self, lists: &ListFormatter) {
        let between = |texts: &[&str], index: usize| -> Box<str> {
            let text = lists.format(texts.iter()).to_string();
            text.split('#').filter(|part| !part.is_empty()).nth(index).unwrap_or(", ").into()
        };
        self.pair = between(&["#", "#"], 0);
        self.middle = between(&["#", "#", "#"], 0);
        self.end = between(&["#", "#", "#"], 1);
    }

    fn read_days(&mut self, locale: &icu_locale_core::Locale) {
        let sample = |month: u8, day: u8| Date::try_new_iso(SAMPLE_YEAR, month, day).ok();
        // The first of January 2024 was a Monday.
        if let Ok(names) = DateTimeFormatter::try_new(locale.into(), E::long()) {
            let week = (1_u8..=7).filter_map(|day| sample(1, day));
            self.weekdays =
                week.map(|day: Date<Iso>| names.format(&day).to_string().into()).collect();
        }
        if let Ok(names) = DateTimeFormatter::try_new(locale.into(), M::long()) {
            let year = (1_u8..=12).filter_map(|month| sample(month, 1));
            self.months = year.map(|day| names.format(&day).to_string().into()).collect();
        }
        if let Ok(shown) = DateTimeFormatter::try_new(locale.into(), YMD::medium()) {
            let year = NaiveDate::from_ymd_opt(SAMPLE_YEAR, 1, 1).into_iter();
            let days = year.flat_map(|first| first.iter_days().take(366));
            let days = days.filter_map(|day| {
                sample(u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?)
            });
            self.days = days.map(|day| shown.format(&day).to_string().into()).collect();
        }
    }

    pub(super) fn form(&self, count: u64) -> Option<PluralForm> {
        let index = if count < 1000 { count } else { 1000_u64.saturating_add(count % 100) };
        usize::try_from(index).ok().and_then(|index| self.forms.get(index).copied()).flatten()
    }

    /// Digits in groups: `12,345`.
    pub(super) fn whole(&self, number: u64) -> String {
        let digits = number.to_string();
        let mut text = String::with_capacity(digits.len().saturating_mul(2));
        for (index, digit) in digits.chars().enumerate() {
            let left = digits.len().saturating_sub(index);
            if index > 0 && left.is_multiple_of(3) {
                text.push_str(&self.group);
            }
            text.push(digit);
        }
        text
    }

    pub(super) fn between(&self, last: bool, of: usize) -> &str {
        match (last, of) {
            (_, 2) => &self.pair,
            (true, _) => &self.end,
            (false, _) => &self.middle,
        }
    }

    pub(super) fn unit(&self, code: &str, count: u64, minor: bool) -> Option<&str> {
        let one = self.form(count) == Some(PluralForm::One);
        let list = match (minor, one) {
            (false, true) => &self.units.one,
            (false, false) => &self.units.other,
            (true, true) => &self.units.minor_one,
            (true, false) => &self.units.minor_other,
        };
        list.as_ref()?.name(code)
    }

    pub(super) fn sign<'a>(&'a self, code: &'a str) -> &'a str {
        self.units.sign.as_ref().and_then(|list| list.name(code)).unwrap_or(code)
    }

    /// A pattern of ours from the list `said`, with its gaps filled.
    pub(super) fn pattern(&self, name: &str, gaps: &[(&str, &str)]) -> String {
        let pattern = self.phrases.as_ref().and_then(|list| list.name(name));
        let mut text = pattern.map_or_else(
            || gaps.iter().map(|(_, value)| *value).collect::<Vec<_>>().join(" "),
            str::to_owned,
        );
        for (gap, value) in gaps {
            text = text.replace(gap, value);
        }
        text
    }

    pub(super) fn weekday(&self, day: NaiveDate) -> &str {
        let index = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
        self.weekdays.get(index).map_or("", |name| name)
    }

    pub(super) fn month(&self, day: NaiveDate) -> &str {
        let index = usize::try_from(day.month0()).unwrap_or_default();
        self.months.get(index).map_or("", |name| name)
    }

    /// `3rd`, `3.`
    pub(super) fn ordinal(&self, day: NaiveDate) -> String {
        let number = day.day();
        let form = usize::try_from(day.day0()).ok().and_then(|i| self.ordinals.get(i).copied());
        let suffix = match form.flatten() {
            Some(PluralForm::One) => "ordinal_one",
            Some(PluralForm::Two) => "ordinal_two",
            Some(PluralForm::Few) => "ordinal_few",
            Some(PluralForm::Zero | PluralForm::Many) | None => "ordinal_other",
        };
        self.pattern(suffix, &[("{number}", &number.to_string())])
    }

    /// `3 Oct 2026`, `03.10.2026`
    pub(super) fn shown(&self, day: NaiveDate) -> String {
        let in_sample = NaiveDate::from_ymd_opt(SAMPLE_YEAR, day.month(), day.day());
        let index = in_sample.and_then(|day| usize::try_from(day.ordinal0()).ok());
        match index.and_then(|index| self.days.get(index)) {
            Some(text) => text.replace(&SAMPLE_YEAR.to_string(), &day.year().to_string()),
            None => day.to_string(),
        }
    }
}
