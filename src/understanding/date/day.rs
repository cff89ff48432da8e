//! One day: "tomorrow", "on friday", "am dritten März", "2026-11-27", "in two weeks".

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::words::{Stretch, Which, is_lead, month, ordinal, stretch, weekday, which};
use super::{Look, When};
use crate::understanding::numbers::Written;
use crate::understanding::text::TokenKind;

/// A day and the first token behind it.
type Found = Option<(NaiveDate, usize)>;

impl When<'_, '_> {
    /// A day from this token on, with the small words before it.
    pub(in crate::understanding) fn day_at(&self, at: usize, look: Look) -> Found {
        let start = self.skip_leads(at);
        let found = self.in_some_time(at, look).or_else(|| self.day_from(start, look, start > at));
        found.filter(|(day, _)| super::is_sane(*day))
    }

    pub(super) fn skip_leads(&self, at: usize) -> usize {
        let mut start = at;
        while is_lead(self.text.word(start), self.language) && start < at.saturating_add(3) {
            start = start.saturating_add(1);
        }
        start
    }

    /// A day without small words before it. `led`: whether there were some.
    pub(super) fn day_from(&self, at: usize, look: Look, led: bool) -> Found {
        self.named(at)
            .or_else(|| self.written(at, look))
            .or_else(|| self.ago(at))
            .or_else(|| self.on_weekday(at, look))
            .or_else(|| self.day_and_month(at, look))
            .or_else(|| self.day_of_month(at, look, led))
    }

    fn named(&self, at: usize) -> Found {
        let next = |ahead: usize| self.text.word(at.saturating_add(ahead));
        let (days, words) = match self.text.word(at) {
            "today" | "tonight" | "heute" => (0, 1),
            "tomorrow" | "morgen" => (1, 1),
            "yesterday" | "gestern" => (-1, 1),
            "uebermorgen" => (2, 1),
            "vorgestern" => (-2, 1),
            "day" if (next(1), next(2)) == ("after", "tomorrow") => (2, 3),
            "day" if (next(1), next(2)) == ("before", "yesterday") => (-2, 3),
            _ => return None,
        };
        Some((self.shifted(days)?, at.saturating_add(words)))
    }

    /// "2026-11-27", "27.11.2026", "27.11.", "11/27/2026".
    fn written(&self, at: usize, look: Look) -> Found {
        if let Some((year, after)) = self.plain_digits(at).filter(|(year, _)| *year > 31) {
            let (month, after) = self.after_mark(after, '-')?;
            let (day, after) = self.after_mark(after, '-')?;
            return self.date(year, month, day).map(|date| (date, after));
        }
        let word = self.text.word(at);
        if word.contains('.') && self.text.token(at)?.kind == TokenKind::Digits {
            let parts: Option<Vec<u32>> = word.split('.').map(|part| part.parse().ok()).collect();
            let after = at.saturating_add(1);
            return match *parts?.as_slice() {
                [day, month, year] => Some((self.date(full_year(year), month, day)?, after)),
                [day, month] => Some((self.nearest(month, day, look)?, after)),
                _ => None,
            };
        }
        let (first, after) = self.plain_digits(at)?;
        let (second, after) = self.after_mark(after, '/')?;
        let (month, day) = if self.month_first { (first, second) } else { (second, first) };
        match self.after_mark(after, '/') {
            Some((year, after)) => Some((self.date(full_year(year), month, day)?, after)),
            None => Some((self.nearest(month, day, look)?, after)),
        }
    }

    /// "Three days ago", "vor einer Woche".
    fn ago(&self, at: usize) -> Found {
        if self.text.word(at) == "vor" {
            let (count, stretch, after) = self.some_stretches(at.saturating_add(1))?;
            return Some((self.away(count, stretch, Look::Back)?, after));
        }
        let (count, stretch, after) = self.some_stretches(at)?;
        if self.text.word(after) != "ago" {
            return None;
        }
        Some((self.away(count, stretch, Look::Back)?, after.saturating_add(1)))
    }

    /// "In two weeks", which is ahead however one looks.
    fn in_some_time(&self, at: usize, look: Look) -> Found {
        if self.text.word(at) != "in" || look == Look::Back {
            return None;
        }
        let (count, stretch, after) = self.some_stretches(at.saturating_add(1))?;
        Some((self.away(count, stretch, Look::Ahead)?, after))
    }

    pub(super) fn some_stretches(&self, at: usize) -> Option<(u32, Stretch, usize)> {
        let (count, after) = self.small_number(at)?;
        let stretch = stretch(self.text.word(after))?;
        Some((count, stretch, after.saturating_add(1)))
    }

    pub(super) fn away(&self, count: u32, stretch: Stretch, look: Look) -> Option<NaiveDate> {
        let months = |each: u32| count.checked_mul(each).map(Months::new);
        let days = |each: u32| count.checked_mul(each).map(|days| Days::new(u64::from(days)));
        match (stretch, look) {
            (Stretch::Day, Look::Back) => self.today.checked_sub_days(days(1)?),
            (Stretch::Day, Look::Ahead) => self.today.checked_add_days(days(1)?),
            (Stretch::Week, Look::Back) => self.today.checked_sub_days(days(7)?),
            (Stretch::Week, Look::Ahead) => self.today.checked_add_days(days(7)?),
            (Stretch::Month, Look::Back) => self.today.checked_sub_months(months(1)?),
            (Stretch::Month, Look::Ahead) => self.today.checked_add_months(months(1)?),
            (Stretch::Quarter, Look::Back) => self.today.checked_sub_months(months(3)?),
            (Stretch::Quarter, Look::Ahead) => self.today.checked_add_months(months(3)?),
            (Stretch::Year, Look::Back) => self.today.checked_sub_months(months(12)?),
            (Stretch::Year, Look::Ahead) => self.today.checked_add_months(months(12)?),
            (Stretch::Weekend, Look::Back | Look::Ahead) => None,
        }
    }

    fn on_weekday(&self, at: usize, look: Look) -> Found {
        let said = which(self.text.word(at));
        let name = if said.is_some() { at.saturating_add(1) } else { at };
        let day = weekday(self.text.word(name))?;
        let back = days_between(day, self.today.weekday());
        let ahead = days_between(self.today.weekday(), day);
        let other_day = |days: i64| if days == 0 { 7 } else { days };
        let days = match (said, look) {
            (Some(Which::Last), _) => other_day(back).checked_neg()?,
            (Some(Which::Next), _) | (_, Look::Ahead) => other_day(ahead),
            (Some(Which::This) | None, Look::Back) => back.checked_neg()?,
        };
        Some((self.shifted(days)?, name.saturating_add(1)))
    }

    /// "Third of march 2026", "march 3rd", "dritten März", "3. März".
    fn day_and_month(&self, at: usize, look: Look) -> Found {
        let (day, month, after) = if let Some(month) = month(self.text.word(at)) {
            let next = at.saturating_add(1);
            let next = if self.text.word(next) == "the" { next.saturating_add(1) } else { next };
            let (day, after) = self.day_number(next, true)?;
            (day, month, after)
        } else {
            let (day, after) = self.day_number(at, true)?;
            let after = if matches!(self.text.word(after), "of" | "im") {
                after.saturating_add(1)
            } else {
                after
            };
            (day, month(self.text.word(after))?, after.saturating_add(1))
        };
        if let Some((year, after)) = self.year_at(after) {
            return self.date(year, month, day).map(|date| (date, after));
        }
        self.nearest(month, day, look).map(|date| (date, after))
    }

    /// "The first", "am fünfzehnten", "the 15th": of the month it most likely is.
    fn day_of_month(&self, at: usize, look: Look, led: bool) -> Found {
        let (day, after) = self.day_number(at, false)?;
        if !led || stretch(self.text.word(after)).is_some() || self.text.word(after) == "one" {
            return None;
        }
        let mut months = 0;
        while months <= 2 {
            let first = self.today.with_day(1)?;
            let first = match look {
                Look::Back => first.checked_sub_months(Months::new(months))?,
                Look::Ahead => first.checked_add_months(Months::new(months))?,
            };
            let found = first.with_day(day).filter(|date| match look {
                Look::Back => *date <= self.today,
                Look::Ahead => *date >= self.today,
            });
            if let Some(date) = found {
                return Some((date, after));
            }
            months = months.saturating_add(1);
        }
        None
    }

    /// A day's number: "third", "twenty first", "3rd", and bare "3" where a month stands by it.
    pub(super) fn day_number(&self, at: usize, by_month: bool) -> Option<(u32, usize)> {
        let word = self.text.word(at);
        let next = at.saturating_add(1);
        if let Some((day, _)) = self.plain_digits(at).filter(|(day, _)| (1..=31).contains(day)) {
            let is_suffix =
                matches!(self.text.word(next), "st" | "nd" | "rd" | "th" | "ten" | "te")
                    && self.text.token(next).is_some_and(|token| token.glued);
            // "Am 3." has lost its stop to the reading of tokens; "am" is left to tell.
            let led_by_am = at.checked_sub(1).is_some_and(|before| {
                matches!(self.text.word(before), "am" | "dem" | "den" | "zum" | "vom")
            });
            return if is_suffix {
                Some((day, next.saturating_add(1)))
            } else {
                (by_month || led_by_am).then_some((day, next))
            };
        }
        if let ("twenty" | "thirty", Some(unit @ 1..=9)) = (word, ordinal(self.text.word(next))) {
            let tens = if word == "twenty" { 20 } else { 30 };
            return Some((unit.checked_add(tens)?, next.saturating_add(1)))
                .filter(|(day, _)| *day <= 31);
        }
        ordinal(word).map(|day| (day, next))
    }

    /// The nearest such day on the side one looks to.
    pub(super) fn nearest(&self, month: u32, day: u32, look: Look) -> Option<NaiveDate> {
        let year = u32::try_from(self.today.year()).ok()?;
        // The 29th of February may be some years away.
        (0..=8).find_map(|away| {
            let year = match look {
                Look::Back => year.checked_sub(away)?,
                Look::Ahead => year.checked_add(away)?,
            };
            self.date(year, month, day).filter(|date| match look {
                Look::Back => *date <= self.today,
                Look::Ahead => *date >= self.today,
            })
        })
    }

    pub(super) fn date(&self, year: u32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
            .filter(|d| super::is_sane(*d))
    }

    pub(super) fn year_at(&self, at: usize) -> Option<(u32, usize)> {
        self.plain_digits(at).filter(|(year, _)| (1900..=2200).contains(year))
    }

    pub(super) fn plain_digits(&self, at: usize) -> Option<(u32, usize)> {
        self.text.token(at).filter(|token| token.kind == TokenKind::Digits)?;
        let written = Written::read(self.text.word(at), self.language).ok()?;
        written.plain?;
        Some((u32::try_from(written.mantissa).ok()?, at.saturating_add(1)))
    }

    pub(super) fn after_mark(&self, at: usize, mark: char) -> Option<(u32, usize)> {
        let token = self.text.token(at)?;
        if token.kind != TokenKind::Symbol(mark) || !token.glued {
            return None;
        }
        self.plain_digits(at.saturating_add(1))
    }

    pub(super) fn shifted(&self, days: i64) -> Option<NaiveDate> {
        self.today.checked_add_signed(chrono::Duration::try_days(days)?)
    }
}

fn days_between(from: Weekday, to: Weekday) -> i64 {
    i64::from(to.days_since(from))
}

/// `26` as 2026; a person's payments are not of another century.
fn full_year(year: u32) -> u32 {
    if year < 100 { year.saturating_add(2000) } else { year }
}
