//! Digits with separators: `1,234.56`, `1.234,56`, `50.2`.

use crate::domain::intent::WhyUnclear;
use crate::understanding::language::Language;

/// More digits than any amount has.
const DIGITS_LIMIT: usize = 18;

/// A number in digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::understanding) struct Written {
    pub mantissa: u128,
    /// How many digits were written behind the point, zeros included.
    pub decimals: u32,
    /// Plain digits and nothing else, and how many.
    pub plain: Option<u8>,
    /// `05`
    pub leading_zero: bool,
}

impl Written {
    /// Reads one token of digits and separators. A separator before exactly three digits is what
    /// the language says it is; everywhere else there is only one way to read it.
    pub(in crate::understanding) fn read(
        token: &str,
        language: Language,
    ) -> Result<Self, WhyUnclear> {
        let digits: String = token.chars().filter(char::is_ascii_digit).collect();
        if digits.len() > DIGITS_LIMIT {
            return Err(WhyUnclear::TooLarge);
        }
        let mantissa = digits.parse().map_err(|_| WhyUnclear::Ambiguous)?;
        let parts: Vec<&str> = token.split(is_separator).collect();
        let separators: Vec<char> =
            token.chars().map(straight).filter(|c| is_separator(*c)).collect();
        let (first, last) = (parts.first().unwrap_or(&""), parts.last().unwrap_or(&""));
        let Some(mark) = separators.last().copied() else {
            let leading_zero = token.len() > 1 && token.starts_with('0');
            let plain = u8::try_from(token.len()).ok();
            return Ok(Self { mantissa, decimals: 0, plain, leading_zero });
        };
        let is_point = match separators.iter().filter(|c| **c == mark).count() {
            1 if separators.len() == 1 && is_group(first, last) => is_decimal(mark, language)?,
            1 => mark != '\'',
            _ => false,
        };
        let groups: &[&str] =
            if is_point { parts.split_last().map_or(&[], |(_, rest)| rest) } else { &parts };
        let marks = if is_point {
            separators.split_last().map_or(&[][..], |(_, m)| m)
        } else {
            &separators
        };
        if !is_grouped(groups) || marks.windows(2).any(|pair| pair.first() != pair.last()) {
            return Err(WhyUnclear::Ambiguous);
        }
        let decimals = if is_point { u32::try_from(last.len()).unwrap_or(u32::MAX) } else { 0 };
        Ok(Self { mantissa, decimals, plain: None, leading_zero: false })
    }
}

const fn is_separator(character: char) -> bool {
    matches!(character, '.' | ',' | '\'' | '’')
}

const fn straight(character: char) -> char {
    if character == '’' { '\'' } else { character }
}

/// Whether `1.234` could be a group of thousands at all.
fn is_group(first: &str, last: &str) -> bool {
    last.len() == 3 && (1..=3).contains(&first.len()) && !first.starts_with('0')
}

fn is_decimal(mark: char, language: Language) -> Result<bool, WhyUnclear> {
    match (mark, language) {
        ('\'', _) | (',', Language::English) | ('.', Language::German) => Ok(false),
        ('.', Language::English) | (',', Language::German) => Ok(true),
        (_, Language::English | Language::German | Language::Other) => Err(WhyUnclear::Ambiguous),
    }
}

/// One group of any length without leading zeros, or groups of three behind a shorter first.
fn is_grouped(groups: &[&str]) -> bool {
    match groups {
        [] => false,
        [only] => only.len() <= 1 || !only.starts_with('0'),
        [first, rest @ ..] => {
            (1..=3).contains(&first.len())
                && !first.starts_with('0')
                && rest.iter().all(|group| group.len() == 3)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(token: &str, language: Language) -> Result<(u128, u32), WhyUnclear> {
        Written::read(token, language).map(|written| (written.mantissa, written.decimals))
    }

    #[test]
    fn separators_are_read_as_the_language_writes_them() {
        assert_eq!(read("1,234.56", Language::English), Ok((123_456, 2)));
        assert_eq!(read("1.234,56", Language::German), Ok((123_456, 2)));
        assert_eq!(read("1.000", Language::German), Ok((1000, 0)));
        assert_eq!(read("1,000", Language::English), Ok((1000, 0)));
        assert_eq!(read("1.000", Language::English), Ok((1000, 3)));
        assert_eq!(read("1'234.50", Language::German), Ok((123_450, 2)));
    }

    #[test]
    fn where_there_is_one_way_to_read_it_the_language_does_not_matter() {
        for language in [Language::English, Language::German, Language::Other] {
            assert_eq!(read("50.20", language), Ok((5020, 2)));
            assert_eq!(read("50,2", language), Ok((502, 1)));
            assert_eq!(read("1.234.567", language), Ok((1_234_567, 0)));
            assert_eq!(read("1.234,56", language), Ok((123_456, 2)));
        }
    }

    #[test]
    fn what_nobody_writes_has_no_value() {
        for token in ["12,34.56", "1,2,3", "22.11.2026", "1.2,3.4", "00.5", "1'50", "1,234'567.8"] {
            assert_eq!(read(token, Language::English), Err(WhyUnclear::Ambiguous), "{token}");
        }
        assert_eq!(read("1.000", Language::Other), Err(WhyUnclear::Ambiguous));
        assert_eq!(read(&"9".repeat(1000), Language::English), Err(WhyUnclear::TooLarge));
    }
}
