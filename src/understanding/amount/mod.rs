//! Money as people say and write it, all or nothing.
//!
//! Neighbouring tokens that could belong to one amount form a *figure*. A figure is read from end
//! to end by a strict grammar, or it is unclear as a whole: no token of it is ever dropped, so
//! that no "thousand", "half" or "minus" can be lost behind a number.

use super::currency::{Major, Minor, Unit, unit_at};
use super::language::Language;
use super::numbers::{
    Atom, Cursor, Piece, Value, Written, atoms_of, below_hundred, is_vague, number,
};
use super::text::{Text, TokenKind};
use crate::domain::intent::{SlotValue, WhyUnclear};
use crate::domain::money::{Currency, Money};

/// More minor units than anybody pays by voice; far inside what a `Money` holds.
const MINOR_UNITS_LIMIT: u128 = 1_000_000_000_000_000;

const ARTICLE: Part = Part::Atom(Atom::Article);

/// A stretch of tokens that is one number or one amount.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub from: usize,
    /// The first token behind it.
    pub to: usize,
    pub reading: Reading,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Amount {
        amount: Money,
        currency_said: bool,
    },
    Unclear(WhyUnclear),
    /// A number of things: "three" before "transactions" or "days".
    Count(u128),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Atom(Atom),
    Major(Major),
    Minor(Minor),
    Note(u8),
    Minus,
    /// Something that makes the whole uncertain.
    Unsure(WhyUnclear),
    /// "Or", "to": part of a figure only between two numbers, and then it makes it uncertain.
    Bridge,
    /// "Of" in "a couple of hundred".
    Of,
    /// The second of two words for one thing.
    Joined,
}

impl Piece for Part {
    fn atom(self) -> Option<Atom> {
        if let Self::Atom(atom) = self { Some(atom) } else { None }
    }
}

/// Reads a whole text as one amount. Whatever is neither part of it nor a word of courtesy makes
/// it unclear.
pub(super) fn read(text: &Text<'_>, language: Language, own: Currency) -> SlotValue {
    if text.too_long() {
        return SlotValue::AmountUnclear(WhyUnclear::TooLarge);
    }
    let figures = figures(text, language, own);
    let [figure] = figures.as_slice() else {
        return SlotValue::AmountUnclear(WhyUnclear::Ambiguous);
    };
    let is_outside = |at: &usize| *at < figure.from || *at >= figure.to;
    let spare = (0..text.len()).filter(is_outside).all(|at| is_courtesy(text.word(at)));
    match figure.reading {
        Reading::Unclear(why) => SlotValue::AmountUnclear(why),
        Reading::Amount { amount, currency_said } if spare => {
            SlotValue::Amount { amount, currency_said }
        }
        Reading::Amount { .. } | Reading::Count(_) => {
            SlotValue::AmountUnclear(WhyUnclear::Ambiguous)
        }
    }
}

/// All figures of a text, in order. Between two of them there is at least one other word.
pub(super) fn figures(text: &Text<'_>, language: Language, own: Currency) -> Vec<Figure> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let mut parts: Vec<(usize, Part)> = Vec::new();
        while at < text.len() {
            let before = parts.len();
            parts_at(text, at, language, &mut parts);
            if parts.len() == before {
                break;
            }
            at = at.saturating_add(1);
        }
        found.extend(figure(text, &parts, language, own));
        at = at.saturating_add(1);
    }
    found
}

fn is_courtesy(word: &str) -> bool {
    matches!(
        word,
        "please"
            | "bitte"
            | "about"
            | "around"
            | "roughly"
            | "exactly"
            | "just"
            | "only"
            | "um"
            | "uh"
            | "er"
            | "aeh"
            | "aehm"
            | "hm"
            | "well"
            | "so"
            | "like"
            | "ungefaehr"
            | "etwa"
            | "circa"
            | "ca"
            | "rund"
            | "genau"
            | "nur"
            | "also"
            | "naja"
            | "mal"
            | "it"
            | "is"
            | "es"
            | "sind"
            | "send"
            | "let"
            | "us"
            | "say"
            | "sagen"
            | "wir"
            | "okay"
            | "ok"
            | "thanks"
            | "danke"
            | "thank"
            | "you"
            | "a"
            | "an"
            | "eine"
            | "einen"
    )
}

fn parts_at(text: &Text<'_>, at: usize, language: Language, parts: &mut Vec<(usize, Part)>) {
    let (Some(token), word) = (text.token(at), text.word(at)) else { return };
    let follows_digits = at
        .checked_sub(1)
        .and_then(|before| text.token(before))
        .is_some_and(|before| before.kind == TokenKind::Digits);
    let mut push = |part| parts.push((at, part));
    if token.kind == TokenKind::Digits {
        let is_glued_to_word = token.glued
            && at.checked_sub(1).is_some_and(|before| {
                text.token(before).is_some_and(|t| t.kind == TokenKind::Word)
                    && unit_at(text, before, language).is_none()
            });
        if is_glued_to_word {
            push(Part::Unsure(WhyUnclear::Ambiguous));
        }
        return push(match Written::read(word, language) {
            Ok(written) => Part::Atom(Atom::Digits(written)),
            Err(why) => Part::Unsure(why),
        });
    }
    if is_second_of_two(text, at, language) {
        return push(Part::Joined);
    }
    match unit_at(text, at, language) {
        Some(Unit::Major(major) | Unit::MajorOfTwo(major)) => return push(Part::Major(major)),
        Some(Unit::Minor(minor)) => return push(Part::Minor(minor)),
        Some(Unit::Note(worth)) => return push(Part::Note(worth)),
        Some(Unit::Unsure) => return push(Part::Unsure(WhyUnclear::Ambiguous)),
        None => {}
    }
    match (token.kind, word) {
        (TokenKind::Symbol('-'), _) if !follows_digits => return push(Part::Minus),
        (TokenKind::Symbol(_), _) => return push(Part::Unsure(WhyUnclear::Ambiguous)),
        (_, "minus" | "negative") => return push(Part::Minus),
        (_, "k") if follows_digits => return push(Part::Atom(Atom::Scale(1000))),
        (_, "or" | "to" | "oder" | "bis") => return push(Part::Bridge),
        (_, "of") => return push(Part::Of),
        _ => {}
    }
    let atoms = atoms_of(word, language);
    if atoms.is_empty() && (is_vague(word, language) || (token.glued && follows_digits)) {
        return push(Part::Unsure(WhyUnclear::Ambiguous));
    }
    atoms.into_iter().for_each(|atom| push(Part::Atom(atom)));
}

fn is_second_of_two(text: &Text<'_>, at: usize, language: Language) -> bool {
    at.checked_sub(1)
        .is_some_and(|before| matches!(unit_at(text, before, language), Some(Unit::MajorOfTwo(_))))
}

/// What of a row of parts is one figure; none where there is no number in it.
fn figure(
    text: &Text<'_>,
    row: &[(usize, Part)],
    language: Language,
    own: Currency,
) -> Option<Figure> {
    let row = trim(text, row, language);
    let (from, _) = *row.first()?;
    let to = row.last()?.0.saturating_add(1);
    let parts: Vec<Part> =
        row.iter().map(|(_, part)| *part).filter(|part| *part != Part::Joined).collect();
    let has_unit = parts.iter().any(|part| matches!(part, Part::Major(_) | Part::Minor(_)));
    let counts = parts.iter().any(|part| {
        matches!(part, Part::Atom(atom) if !matches!(atom, Atom::And | Atom::Article | Atom::Point | Atom::Oh))
            || matches!(part, Part::Note(_))
    });
    let one = has_unit && parts.contains(&Part::Atom(Atom::Article));
    let unreadable = parts.contains(&Part::Unsure(WhyUnclear::TooLarge))
        || row.iter().any(|(at, part)| {
            matches!(part, Part::Unsure(_))
                && text.token(*at).is_some_and(|token| token.kind == TokenKind::Digits)
        });
    if !counts && !one && !unreadable {
        return None;
    }
    if !has_unit && is_thing(text.word(to)) {
        let count = whole_number(&parts, language)?;
        return Some(Figure { from, to, reading: Reading::Count(count) });
    }
    let reading = match evaluate(&parts, language, own) {
        Ok((amount, currency_said)) => Reading::Amount { amount, currency_said },
        Err(why) => Reading::Unclear(why),
    };
    Some(Figure { from, to, reading })
}

/// Connecting words at the ends belong to the sentence, not to the figure.
fn trim<'r>(text: &Text<'_>, row: &'r [(usize, Part)], language: Language) -> &'r [(usize, Part)] {
    let is_loose = |part: Part| {
        matches!(part, Part::Bridge | Part::Of | Part::Atom(Atom::And | Atom::Point | Atom::Oh))
    };
    let mut row = row;
    while let Some(((at, first), tail)) = row.split_first() {
        let article = *first == ARTICLE && is_loose_article(text.word(*at), tail, language);
        if !is_loose(*first) && !article {
            break;
        }
        row = tail;
    }
    while let Some(((_, last), head)) = row.split_last() {
        if !is_loose(*last) && *last != ARTICLE && *last != Part::Minus {
            break;
        }
        row = head;
    }
    row
}

/// Whether an article stands before a number that has its own lead: "a fifty euro note".
fn is_loose_article(word: &str, tail: &[(usize, Part)], language: Language) -> bool {
    match tail.first() {
        Some((_, Part::Atom(Atom::Unit(_) | Atom::Teen(_) | Atom::Tens(_) | Atom::Digits(_)))) => {
            // "Ein fünfzig" may be a slip for "einundfünfzig"; "a fifty" is no slip for anything.
            language == Language::English || word != "ein"
        }
        Some(_) => false,
        None => true,
    }
}

/// Nouns that are counted, so that the number before them is no amount.
fn is_thing(word: &str) -> bool {
    matches!(
        word,
        "day"
            | "days"
            | "week"
            | "weeks"
            | "month"
            | "months"
            | "year"
            | "years"
            | "hour"
            | "hours"
            | "minute"
            | "minutes"
            | "times"
            | "tag"
            | "tage"
            | "tagen"
            | "woche"
            | "wochen"
            | "monat"
            | "monate"
            | "monaten"
            | "jahr"
            | "jahre"
            | "jahren"
            | "uhr"
            | "stunde"
            | "stunden"
            | "minuten"
            | "mal"
            | "transaction"
            | "transactions"
            | "payment"
            | "payments"
            | "booking"
            | "bookings"
            | "purchases"
            | "buchung"
            | "buchungen"
            | "umsaetze"
            | "umsaetzen"
            | "zahlungen"
            | "ueberweisungen"
            | "transaktionen"
            | "percent"
            | "prozent"
            | "quarters"
            | "quartale"
            | "weekends"
    )
}

/// The figure as a plain whole number.
fn whole_number(parts: &[Part], language: Language) -> Option<u128> {
    let mut cursor = Cursor::new(parts, language);
    let value = number(&mut cursor)?;
    cursor.is_at_end().then(|| value.in_units(0))?
}

/// Reads a text that is a number of things and nothing else.
pub(super) fn count(text: &Text<'_>, from: usize, to: usize, language: Language) -> Option<u32> {
    let mut parts = Vec::new();
    for at in from..to {
        let before = parts.len();
        parts_at(text, at, language, &mut parts);
        if parts.len() == before {
            return None;
        }
    }
    let parts: Vec<Part> = parts.into_iter().map(|(_, part)| part).collect();
    whole_number(&parts, language).and_then(|count| u32::try_from(count).ok())
}

type Said = Result<(Money, bool), WhyUnclear>;

fn evaluate(parts: &[Part], language: Language, own: Currency) -> Said {
    let worst = parts.iter().filter_map(|part| match part {
        Part::Unsure(why) => Some(*why),
        Part::Bridge | Part::Of => Some(WhyUnclear::Ambiguous),
        Part::Atom(_)
        | Part::Major(_)
        | Part::Minor(_)
        | Part::Note(_)
        | Part::Minus
        | Part::Joined => None,
    });
    if let Some(why) = worst.max() {
        return Err(why);
    }
    if parts.contains(&Part::Minus) {
        let rest: Vec<Part> = parts.iter().copied().filter(|part| *part != Part::Minus).collect();
        return evaluate(&rest, language, own).and(Err(WhyUnclear::Negative));
    }
    let mut cursor = Cursor::new(parts, language);
    let said = said(&mut cursor, own)?;
    if !cursor.is_at_end() {
        return Err(WhyUnclear::Ambiguous);
    }
    Ok(said)
}

/// One amount from the beginning; the caller refuses what is left over.
fn said(cursor: &mut Cursor<'_, Part>, own: Currency) -> Said {
    let before = take_major(cursor);
    let bare_digits = matches!(cursor.peek(), Some(Part::Atom(Atom::Digits(_))));
    let decimals = if let Some(Part::Atom(Atom::Digits(written))) = cursor.peek() {
        written.decimals
    } else {
        0
    };
    let one_and_a_half = cursor.peek() == Some(Part::Atom(Atom::OneAndAHalf));
    let value = number(cursor).ok_or(WhyUnclear::Ambiguous)?;
    // "1.2345 million" has its decimals behind a million, not behind a euro.
    let scaled = bare_digits && value.decimals == 0;
    if let Some(Part::Note(worth)) = cursor.peek() {
        cursor.step();
        let one = value == Value::whole(1) && !bare_digits && before.is_none();
        let amount = Money::new(i64::from(worth).saturating_mul(100), Currency::GBP);
        return if one { Ok((amount, true)) } else { Err(WhyUnclear::Ambiguous) };
    }
    if let (None, Some(Part::Minor(minor))) = (before, cursor.peek()) {
        cursor.step();
        return small_change(value, minor, own);
    }
    let after = take_major(cursor);
    let named = match (before, after) {
        (Some(one), Some(other)) if one.currency(own) != other.currency(own) => {
            return Err(WhyUnclear::Ambiguous);
        }
        (one, other) => one.or(other),
    };
    let currency = named.map_or(own, |major| major.currency(own));
    // "A half" of what? "Anderthalb" of what? And "1.000" in English is 1,000 to some.
    let is_part = one_and_a_half || value.mantissa < 10;
    if named.is_none() && !bare_digits && value.decimals > 0 && is_part {
        return Err(WhyUnclear::Ambiguous);
    }
    let exponent = u32::from(currency.exponent());
    if decimals > exponent && !scaled {
        return Err(WhyUnclear::TooManyDecimals);
    }
    let mut units = value.in_units(exponent).ok_or(WhyUnclear::TooManyDecimals)?;
    if named.is_some() && !cursor.is_at_end() {
        if value.in_units(0).is_none() || decimals > 0 || exponent != 2 {
            return Err(WhyUnclear::Ambiguous);
        }
        let change = change(cursor, currency)?;
        units = units.checked_add(change).ok_or(WhyUnclear::TooLarge)?;
    }
    money(units, currency).map(|amount| (amount, named.is_some()))
}

fn take_major(cursor: &mut Cursor<'_, Part>) -> Option<Major> {
    let Some(Part::Major(major)) = cursor.peek() else { return None };
    cursor.step();
    Some(major)
}

/// "Twenty cents".
fn small_change(value: Value, minor: Minor, own: Currency) -> Said {
    let currency = minor.says().unwrap_or(own);
    if !minor.belongs_to(currency) {
        return Err(WhyUnclear::Ambiguous);
    }
    let units = value.in_units(0).ok_or(WhyUnclear::TooManyDecimals)?;
    money(units, currency).map(|amount| (amount, minor.says().is_some()))
}

/// The small change behind a whole number of units: "and fifty cents", "fifty", "oh five".
fn change(cursor: &mut Cursor<'_, Part>, currency: Currency) -> Result<u128, WhyUnclear> {
    let joined = cursor.take(Atom::And);
    let zero = cursor.take(Atom::Oh) || cursor.take(Atom::Zero);
    let two_digits = matches!(
        cursor.peek(),
        Some(Part::Atom(Atom::Digits(written))) if written.plain == Some(2)
    );
    let value = match cursor.peek() {
        Some(Part::Atom(Atom::Digits(written))) if written.plain.is_some() => {
            cursor.step();
            written.mantissa
        }
        _ => below_hundred(cursor).ok_or(WhyUnclear::Ambiguous)?.mantissa,
    };
    let minor = match cursor.peek() {
        Some(Part::Minor(minor)) => {
            cursor.step();
            Some(minor)
        }
        _ => None,
    };
    let clear = match minor {
        Some(minor) => minor.belongs_to(currency) && !zero,
        // "Five pounds five" may be five pence, or fifty to some; "five pounds and fifty" may go on.
        None => !joined && ((value >= 10 && !zero) || two_digits || (zero && value < 10)),
    };
    if clear && value < 100 { Ok(value) } else { Err(WhyUnclear::Ambiguous) }
}

fn money(units: u128, currency: Currency) -> Result<Money, WhyUnclear> {
    if units == 0 {
        return Err(WhyUnclear::Zero);
    }
    if units > MINOR_UNITS_LIMIT {
        return Err(WhyUnclear::TooLarge);
    }
    let units = i64::try_from(units).map_err(|_| WhyUnclear::TooLarge)?;
    Ok(Money::new(units, currency))
}

#[cfg(test)]
mod tests;
