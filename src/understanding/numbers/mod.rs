//! Numbers as people write and say them, exactly: a mantissa and a count of decimals.
//!
//! A number is read as a whole or not at all. What two readers could read in two ways ("two
//! fifty", "1.234" in English) has no value here.

mod cardinal;
mod english;
mod german;
mod written;

pub(super) use cardinal::{Cursor, Piece, below_hundred, number};
pub(super) use written::Written;

use super::language::Language;

/// The pieces that numbers are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Atom {
    Digits(Written),
    /// One to nine.
    Unit(u8),
    /// Ten to nineteen.
    Teen(u8),
    /// Twenty to ninety.
    Tens(u8),
    Hundred,
    /// A thousand and up.
    Scale(u64),
    And,
    /// "A", "ein": one, where a unit, a hundred or a scale follows.
    Article,
    Half,
    /// The end of "zweieinhalb".
    AndAHalf,
    /// "Anderthalb".
    OneAndAHalf,
    Point,
    Zero,
    /// "Oh" in "three pounds oh five"; elsewhere a sigh.
    Oh,
}

/// An exact decimal: `mantissa` over ten to the power of `decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value {
    pub mantissa: u128,
    pub decimals: u32,
}

impl Value {
    pub(super) const fn whole(mantissa: u128) -> Self {
        Self { mantissa, decimals: 0 }
    }

    pub(super) fn times(self, factor: u64) -> Option<Self> {
        let mantissa = self.mantissa.checked_mul(u128::from(factor))?;
        Some(Self { mantissa, decimals: self.decimals })
    }

    /// The value in units of ten to the power of minus `exponent`, if it is a whole number of them.
    pub(super) fn in_units(self, exponent: u32) -> Option<u128> {
        if exponent >= self.decimals {
            let factor = 10_u128.checked_pow(exponent.checked_sub(self.decimals)?)?;
            return self.mantissa.checked_mul(factor);
        }
        let divisor = 10_u128.checked_pow(self.decimals.checked_sub(exponent)?)?;
        (self.mantissa.checked_rem(divisor)? == 0).then(|| self.mantissa.checked_div(divisor))?
    }
}

/// Takes a word apart into number pieces; none where it is no number, or more than one.
pub(super) fn atoms_of(word: &str, language: Language) -> Vec<Atom> {
    match language {
        Language::English => english::atom(word).into_iter().collect(),
        Language::German => german::atoms(word),
        Language::Other => Vec::new(),
    }
}

/// Words that stand for an uncertain number: "a few hundred", "ein paar".
pub(super) fn is_vague(word: &str, language: Language) -> bool {
    match language {
        Language::English => english::is_vague(word),
        Language::German => german::is_vague(word),
        Language::Other => false,
    }
}
