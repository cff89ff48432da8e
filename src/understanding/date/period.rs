//! A stretch of days: "last month", "since the first", "zwischen dem ersten und dem dritten Mai".

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::words::{Stretch, Which, month, ordinal, stretch, which};
use super::{Look, When};
use crate::domain::transaction::DateRange;
use crate::understanding::text::TokenKind;

/// A period and the first token behind it.
type Found = Option<(DateRange, usize)>;

impl When<'_, '_> {
    /// A period from this token on, with the small words before it.
    pub(in crate::understanding) fn period_at(&self, at: usize) -> Found {
        let start = self.skip_leads(at);
        self.since(at)
            .or_else(|| self.between(at))
            .or_else(|| self.stretch_from(start))
            .or_else(|| {
                let (day, after) = self.day_from(start, Look::Back, start > at)?;
                Some((DateRange::day(day), after))
            })
            .filter(|(period, _)| super::is_sane(period.from()) && super::is_sane(period.to()))
    }

    fn since(&self, at: usize) -> Found {
        if !matches!(self.text.word(at), "since" | "seit") {
            return None;
        }
        let start = self.skip_leads(at.saturating_add(1));
        let (from, after) = self
            .beginning(start)
            .or_else(|| self.stretch_from(start).map(|(period, after)| (period.from(), after)))
            .or_else(|| self.day_from(start, Look::Back, true))?;
        Some((self.until_today(from)?, after))
    }

    /// "Beginning of the month", "Anfang des Jahres", "Jahresanfang".
    fn beginning(&self, at: usize) -> Option<(NaiveDate, usize)> {
        let stretch = match self.text.word(at) {
            "monatsanfang" | "monatsbeginn" => Stretch::Month,
            "jahresanfang" | "jahresbeginn" => Stretch::Year,
            "beginning" | "start" | "anfang" | "beginn" => {
                let next = self.skip_leads(at.saturating_add(1));
                if let Some((period, after)) = self.stretch_from(next) {
                    return Some((period.from(), after));
                }
                let stretch = stretch(self.text.word(next))?;
                let period = self.whole(stretch, self.today)?;
                return Some((period.from(), next.saturating_add(1)));
            }
            _ => return None,
        };
        Some((self.whole(stretch, self.today)?.from(), at.saturating_add(1)))
    }

    /// "Between the first and the fifteenth of october", "vom ersten bis zum dritten Mai".
    fn between(&self, at: usize) -> Found {
        let opens = matches!(self.text.word(at), "between" | "from" | "zwischen" | "von" | "vom");
        if !opens {
            return None;
        }
        let start = self.skip_leads(at.saturating_add(1));
        let (joint, from) = self.first_end(start)?;
        if !matches!(
            self.text.word(joint),
            "and" | "to" | "until" | "till" | "und" | "bis" | "through"
        ) {
            return None;
        }
        let next = self.skip_leads(joint.saturating_add(1));
        let (last, after) = self.day_from(next, Look::Back, true).or_else(|| {
            self.stretch_from(next).map(|(period, after)| (period.last_day(), after))
        })?;
        let from = match from {
            End::Day(day) => day,
            End::OfTheSameMonth(day) => last.with_day(day)?,
        };
        Some((DateRange::new(from, last.succ_opt()?).ok()?, after))
    }

    fn first_end(&self, at: usize) -> Option<(usize, End)> {
        if let Some((day, after)) = self.day_number(at, true)
            && month(self.text.word(after)).is_none()
            && self.text.word(after) != "of"
        {
            return Some((after, End::OfTheSameMonth(day)));
        }
        if let Some((day, after)) = self.day_from(at, Look::Back, true) {
            return Some((after, End::Day(day)));
        }
        let (period, after) = self.stretch_from(at)?;
        Some((after, End::Day(period.from())))
    }

    /// A stretch without small words before it.
    fn stretch_from(&self, at: usize) -> Found {
        self.last_few(at)
            .or_else(|| self.this_or_that(at))
            .or_else(|| self.in_month(at))
            .or_else(|| self.in_quarter(at))
            .or_else(|| self.written_stretch(at))
    }

    /// "Last 30 days".
    fn last_few(&self, at: usize) -> Found {
        if which(self.text.word(at)) != Some(Which::Last) {
            return None;
        }
        let (count, stretch, after) = self.some_stretches(at.saturating_add(1))?;
        let from = self.away(count, stretch, Look::Back)?;
        let from = match stretch {
            Stretch::Day | Stretch::Week => from.succ_opt()?,
            Stretch::Weekend | Stretch::Month | Stretch::Quarter | Stretch::Year => from,
        };
        Some((self.until_today(from)?, after))
    }

    /// "This month", "letzte Woche", "last october".
    fn this_or_that(&self, at: usize) -> Found {
        if self.text.word(at) == "wochenende" || self.text.word(at) == "weekend" {
            let start = self.whole(Stretch::Weekend, self.today)?.from();
            let back =
                if start > self.today { start.checked_sub_days(Days::new(7))? } else { start };
            return Some((self.whole(Stretch::Weekend, back)?, at.saturating_add(1)));
        }
        let which = which(self.text.word(at))?;
        let next = at.saturating_add(1);
        if let Some(month) = month(self.text.word(next)) {
            let year = self.today.year();
            let year = match which {
                Which::Last if month >= self.today.month() => year.checked_sub(1)?,
                Which::Next if month <= self.today.month() => year.checked_add(1)?,
                Which::Last | Which::This | Which::Next => year,
            };
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            return Some((self.whole(Stretch::Month, first)?, next.saturating_add(1)));
        }
        let stretch = stretch(self.text.word(next))?;
        let (look, count) = match which {
            Which::Last => (Look::Back, 1),
            Which::This => (Look::Back, 0),
            Which::Next => (Look::Ahead, 1),
        };
        let step = if stretch == Stretch::Weekend { Stretch::Week } else { stretch };
        let start = self.whole(stretch, self.today)?.from();
        let inside = Self { today: start, ..*self }.away(count, step, look)?;
        Some((self.whole(stretch, inside)?, next.saturating_add(1)))
    }

    /// "October", "march 2025".
    fn in_month(&self, at: usize) -> Found {
        let month = month(self.text.word(at))?;
        let next = at.saturating_add(1);
        if self.day_number(next, false).is_some() {
            return None;
        }
        let (first, after) = match self.year_at(next) {
            Some((year, after)) => (self.date(year, month, 1)?, after),
            None => (self.nearest(month, 1, Look::Back)?, next),
        };
        Some((self.whole(Stretch::Month, first)?, after))
    }

    /// "Third quarter", "q3 2026", "drittes Quartal".
    fn in_quarter(&self, at: usize) -> Found {
        let next = at.saturating_add(1);
        let (quarter, after) = if self.text.word(at) == "q" {
            self.plain_digits(next)?
        } else {
            let quarter = ordinal(self.text.word(at))?;
            if stretch(self.text.word(next)) != Some(Stretch::Quarter) {
                return None;
            }
            (quarter, next.saturating_add(1))
        };
        let month = quarter.checked_sub(1)?.checked_mul(3)?.checked_add(1)?;
        let year_at = if self.text.word(after) == "of" { after.saturating_add(1) } else { after };
        let (first, after) = match self.year_at(year_at) {
            Some((year, after)) => (self.date(year, month, 1)?, after),
            None => (self.nearest(month, 1, Look::Back)?, after),
        };
        Some((self.whole(Stretch::Quarter, first)?, after))
    }

    /// "2025", "2026-11", "2026-W47", "jahr 2025".
    fn written_stretch(&self, at: usize) -> Found {
        let at =
            if matches!(self.text.word(at), "jahr" | "year") { at.saturating_add(1) } else { at };
        let (year, after) = self.year_at(at)?;
        if let Some((month, end)) = self.after_mark(after, '-') {
            let first = self.date(year, month, 1)?;
            return Some((self.whole(Stretch::Month, first)?, end));
        }
        if self.text.word(after) == "w" {
            let (week, end) = self.plain_digits(after.saturating_add(1))?;
            let year = i32::try_from(year).ok()?;
            let monday = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)?;
            return Some((self.whole(Stretch::Week, monday)?, end));
        }
        // "2026-" with something else behind it is no year.
        if self.text.token(after).is_some_and(|t| t.kind == TokenKind::Symbol('-') && t.glued) {
            return None;
        }
        Some((self.whole(Stretch::Year, self.date(year, 1, 1)?)?, after))
    }

    /// The whole week, month, quarter or year that a day lies in.
    fn whole(&self, stretch: Stretch, day: NaiveDate) -> Option<DateRange> {
        let first_of = |month: u32| NaiveDate::from_ymd_opt(day.year(), month, 1);
        let days = |from: NaiveDate, count: u64| {
            DateRange::new(from, from.checked_add_days(Days::new(count))?).ok()
        };
        let months = |from: NaiveDate, count: u32| {
            DateRange::new(from, from.checked_add_months(Months::new(count))?).ok()
        };
        let monday = day.week(Weekday::Mon).checked_first_day()?;
        match stretch {
            Stretch::Day => Some(DateRange::day(day)),
            Stretch::Week => days(monday, 7),
            Stretch::Weekend => days(monday.checked_add_days(Days::new(5))?, 2),
            Stretch::Month => months(first_of(day.month())?, 1),
            Stretch::Quarter => {
                let index = day.month().checked_sub(1)?.checked_div(3)?;
                months(first_of(index.checked_mul(3)?.checked_add(1)?)?, 3)
            }
            Stretch::Year => months(first_of(1)?, 12),
        }
    }

    fn until_today(&self, from: NaiveDate) -> Option<DateRange> {
        DateRange::new(from, self.today.succ_opt()?).ok()
    }
}

/// Where a period begins.
enum End {
    Day(NaiveDate),
    /// Only the day of the month was said; the month is that of the other end.
    OfTheSameMonth(u32),
}
