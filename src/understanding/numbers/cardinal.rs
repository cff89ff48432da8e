//! The grammar of numbers, over pieces from any language.

use super::{Atom, Value};
use crate::understanding::language::Language;

/// A place in a row of pieces, of which only some are parts of numbers.
#[derive(Debug, Clone, Copy)]
pub(in crate::understanding) struct Cursor<'p, P> {
    pieces: &'p [P],
    at: usize,
    /// Units before tens, with an "und" between: the other order has no meaning, and the reverse.
    german: bool,
}

/// A piece that may be part of a number.
pub(in crate::understanding) trait Piece: Copy {
    fn atom(self) -> Option<Atom>;
}

impl Piece for Atom {
    fn atom(self) -> Option<Atom> {
        Some(self)
    }
}

impl<'p, P: Piece> Cursor<'p, P> {
    pub(in crate::understanding) fn new(pieces: &'p [P], language: Language) -> Self {
        Self { pieces, at: 0, german: language == Language::German }
    }

    pub(in crate::understanding) fn peek(&self) -> Option<P> {
        self.pieces.get(self.at).copied()
    }

    pub(in crate::understanding) const fn is_at_end(&self) -> bool {
        self.at >= self.pieces.len()
    }

    pub(in crate::understanding) const fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn atom(&self) -> Option<Atom> {
        self.peek().and_then(Piece::atom)
    }

    fn atom_after(&self, ahead: usize) -> Option<Atom> {
        self.pieces.get(self.at.saturating_add(ahead)).copied().and_then(Piece::atom)
    }

    pub(in crate::understanding) fn take(&mut self, atom: Atom) -> bool {
        let found = self.atom() == Some(atom);
        if found {
            self.step();
        }
        found
    }
}

/// Reads the longest number that the grammar knows. What is left over is the caller's to refuse.
pub(in crate::understanding) fn number<P: Piece>(cursor: &mut Cursor<'_, P>) -> Option<Value> {
    let mut total: u128 = 0;
    let mut smallest_scale: Option<u64> = None;
    loop {
        let before = *cursor;
        let joined = smallest_scale.is_some() && cursor.take(Atom::And);
        let Some(mut group) = group(cursor, smallest_scale.is_none()) else {
            *cursor = before;
            break;
        };
        let Some(Atom::Scale(scale)) = cursor.atom() else {
            let Some(smallest) = smallest_scale else { return with_fraction(cursor, group) };
            // "Two million five" may be five, or five hundred thousand.
            let clear = joined
                || group.mantissa >= 1000
                || (smallest == 1000 && (cursor.german || group.mantissa >= 10));
            if group.decimals > 0 || group.mantissa >= u128::from(smallest) || !clear {
                *cursor = before;
                break;
            }
            total = total.checked_add(group.mantissa)?;
            return Some(Value::whole(total));
        };
        if smallest_scale.is_some_and(|smallest| scale >= smallest) {
            *cursor = before;
            break;
        }
        cursor.step();
        group = group.times(scale)?;
        if group.decimals > 0 {
            // "2.5 million" is whole once it is multiplied; "1.2345 thousand" is not, and is no money.
            let whole = group.in_units(0);
            if smallest_scale.is_some() || whole.is_none() {
                return None;
            }
            return whole.map(Value::whole);
        }
        total = total.checked_add(group.mantissa)?;
        smallest_scale = Some(scale);
    }
    smallest_scale.map(|_| Value::whole(total))
}

/// A number below a thousand, or one in digits. A hundred or a thousand may stand alone at first.
fn group<P: Piece>(cursor: &mut Cursor<'_, P>, first: bool) -> Option<Value> {
    let lead = match cursor.atom() {
        Some(Atom::Half) => {
            let after = if cursor.atom_after(1) == Some(Atom::Article) { 2 } else { 1 };
            (0..after).for_each(|_| cursor.step());
            return Some(Value { mantissa: 5, decimals: 1 });
        }
        Some(Atom::Article) if cursor.atom_after(1) == Some(Atom::Half) => {
            cursor.step();
            cursor.step();
            return Some(Value { mantissa: 5, decimals: 1 });
        }
        Some(Atom::OneAndAHalf) => {
            cursor.step();
            return Some(Value { mantissa: 15, decimals: 1 });
        }
        Some(Atom::Zero) if first => {
            cursor.step();
            return Some(Value::whole(0));
        }
        Some(Atom::Scale(_)) if first => return Some(Value::whole(1)),
        Some(Atom::Hundred) if first || cursor.german => Value::whole(1),
        Some(Atom::Digits(written)) => {
            cursor.step();
            if written.leading_zero || (!first && written.plain.is_none()) {
                return None;
            }
            let value = Value { mantissa: written.mantissa, decimals: written.decimals };
            if cursor.atom() != Some(Atom::Hundred) || value.mantissa > 99 || value.decimals > 0 {
                return Some(value);
            }
            value
        }
        _ => below_hundred(cursor)?,
    };
    if let Some(half) = and_a_half(cursor, lead) {
        return Some(half);
    }
    if !cursor.take(Atom::Hundred) {
        return Some(lead);
    }
    let hundreds = lead.times(100)?;
    let before = *cursor;
    cursor.take(Atom::And);
    let Some(rest) = below_hundred(cursor) else {
        *cursor = before;
        return Some(hundreds);
    };
    hundreds.mantissa.checked_add(rest.mantissa).map(Value::whole)
}

/// "Two and a half", "zweieinhalb".
fn and_a_half<P: Piece>(cursor: &mut Cursor<'_, P>, lead: Value) -> Option<Value> {
    let before = *cursor;
    let found = cursor.take(Atom::AndAHalf)
        || (cursor.take(Atom::And) && cursor.take(Atom::Article) && cursor.take(Atom::Half));
    if !found {
        *cursor = before;
        return None;
    }
    let mantissa = lead.mantissa.checked_mul(10)?.checked_add(5)?;
    Some(Value { mantissa, decimals: 1 })
}

/// One to ninety-nine, in the English order or the German one. The German "ein" is one only here,
/// before a hundred, a scale or the name of a unit; on its own it is an article.
pub(in crate::understanding) fn below_hundred<P: Piece>(
    cursor: &mut Cursor<'_, P>,
) -> Option<Value> {
    let value = match cursor.atom()? {
        Atom::Teen(teen) => teen,
        Atom::Tens(tens) => {
            if let (false, Some(Atom::Unit(unit))) = (cursor.german, cursor.atom_after(1)) {
                cursor.step();
                tens.saturating_add(unit)
            } else {
                tens
            }
        }
        unit @ (Atom::Unit(_) | Atom::Article) => {
            let unit = if let Atom::Unit(unit) = unit { unit } else { 1 };
            if let (true, Some(Atom::And), Some(Atom::Tens(tens))) =
                (cursor.german, cursor.atom_after(1), cursor.atom_after(2))
            {
                cursor.step();
                cursor.step();
                tens.saturating_add(unit)
            } else {
                unit
            }
        }
        Atom::Digits(_)
        | Atom::Hundred
        | Atom::Scale(_)
        | Atom::And
        | Atom::Half
        | Atom::AndAHalf
        | Atom::OneAndAHalf
        | Atom::Point
        | Atom::Zero
        | Atom::Oh => return None,
    };
    cursor.step();
    Some(Value::whole(u128::from(value)))
}

/// "Twenty three point five", "drei Komma sieben fünf", "two point five million".
fn with_fraction<P: Piece>(cursor: &mut Cursor<'_, P>, whole: Value) -> Option<Value> {
    if cursor.atom() != Some(Atom::Point) || whole.decimals > 0 {
        return Some(whole);
    }
    cursor.step();
    let mut value = whole;
    let mut digits = 0_u32;
    while let Some(digit) = digit(cursor) {
        cursor.step();
        digits = digits.checked_add(1)?;
        value.mantissa = value.mantissa.checked_mul(10)?.checked_add(digit)?;
    }
    if digits == 0 {
        let two = below_hundred(cursor)?;
        value.mantissa = value.mantissa.checked_mul(100)?.checked_add(two.mantissa)?;
        digits = 2;
    }
    value.decimals = digits;
    let Some(Atom::Scale(scale)) = cursor.atom() else { return Some(value) };
    cursor.step();
    value.times(scale)?.in_units(0).map(Value::whole)
}

fn digit<P: Piece>(cursor: &Cursor<'_, P>) -> Option<u128> {
    match cursor.atom()? {
        Atom::Unit(unit) => {
            // "Komma fünfundzwanzig" is one number of two digits.
            let is_last = !(cursor.atom_after(1) == Some(Atom::And)
                && matches!(cursor.atom_after(2), Some(Atom::Tens(_))));
            is_last.then_some(u128::from(unit))
        }
        Atom::Zero | Atom::Oh => Some(0),
        Atom::Digits(written) => (written.plain == Some(1)).then_some(written.mantissa),
        Atom::Teen(_)
        | Atom::Tens(_)
        | Atom::Hundred
        | Atom::Scale(_)
        | Atom::And
        | Atom::Article
        | Atom::Half
        | Atom::AndAHalf
        | Atom::OneAndAHalf
        | Atom::Point => None,
    }
}
