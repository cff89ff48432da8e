//! Money in minor units of one currency, with checked sums and no floats.

use std::fmt;

/// An ISO 4217 currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

/// An exact sum: minor units (cents, pence) of one currency. Negative means owed or leaving.
///
/// There is no `Display`: only wording may turn a disclosed amount into words.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor_units: i64,
    currency: Currency,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMoney {
    #[error("{0:?} is not an ISO 4217 currency code")]
    UnknownCurrency(String),
    #[error("not a decimal amount")]
    NotANumber,
    #[error("more decimals than the currency has")]
    TooManyDecimals,
    #[error("the amount is too large to hold")]
    TooLarge,
    #[error("two currencies cannot be added or compared")]
    CurrenciesDiffer,
}

impl Currency {
    pub const EUR: Self = Self(iso_currency::Currency::EUR);
    pub const GBP: Self = Self(iso_currency::Currency::GBP);
    pub const USD: Self = Self(iso_currency::Currency::USD);

    /// Reads an upper-case ISO 4217 code such as `EUR`.
    pub fn parse(code: &str) -> Result<Self, BadMoney> {
        iso_currency::Currency::from_code(code)
            .map(Self)
            .ok_or_else(|| BadMoney::UnknownCurrency(code.chars().take(8).collect()))
    }

    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals the currency has: 2 for the euro, 0 for the yen, 3 for the dinar.
    pub fn exponent(self) -> u8 {
        self.0.exponent().and_then(|digits| u8::try_from(digits).ok()).unwrap_or(0)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code().cmp(other.code())
    }
}

impl Money {
    pub const fn new(minor_units: i64, currency: Currency) -> Self {
        Self { minor_units, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Reads a plain decimal with a full stop, as bank interfaces write it: `-12.50`.
    pub fn parse_decimal(text: &str, currency: Currency) -> Result<Self, BadMoney> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let exponent = usize::from(currency.exponent());
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(BadMoney::NotANumber);
        }
        if digits.contains('.') && fraction.is_empty() {
            return Err(BadMoney::NotANumber);
        }
        if fraction.len() > exponent {
            return Err(BadMoney::TooManyDecimals);
        }
        let padded = format!("{whole}{fraction:0<exponent$}");
        let minor_units: i64 = padded.parse().map_err(|_| BadMoney::TooLarge)?;
        Ok(Self::new(if negative { minor_units.saturating_neg() } else { minor_units }, currency))
    }

    /// Writes what `parse_decimal` reads. For wire formats, never for customers.
    pub fn to_decimal(self) -> String {
        let exponent = usize::from(self.currency.exponent());
        let sign = if self.minor_units < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.minor_units.unsigned_abs(), width = exponent + 1);
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(exponent));
        if fraction.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{fraction}")
        }
    }

    pub const fn minor_units(self) -> i64 {
        self.minor_units
    }

    pub const fn currency(self) -> Currency {
        self.currency
    }

    pub const fn is_zero(self) -> bool {
        self.minor_units == 0
    }

    pub const fn is_positive(self) -> bool {
        self.minor_units > 0
    }

    pub const fn is_negative(self) -> bool {
        self.minor_units < 0
    }

    pub const fn abs(self) -> Self {
        Self::new(self.minor_units.saturating_abs(), self.currency)
    }

    pub fn checked_neg(self) -> Option<Self> {
        Some(Self::new(self.minor_units.checked_neg()?, self.currency))
    }

    pub fn checked_add(self, other: Self) -> Result<Self, BadMoney> {
        if self.currency != other.currency {
            return Err(BadMoney::CurrenciesDiffer);
        }
        let sum = self.minor_units.checked_add(other.minor_units).ok_or(BadMoney::TooLarge)?;
        Ok(Self::new(sum, self.currency))
    }

    pub fn checked_sub(self, other: Self) -> Result<Self, BadMoney> {
        self.checked_add(other.checked_neg().ok_or(BadMoney::TooLarge)?)
    }

    /// Whether this is more than `other`; an error between two currencies.
    pub fn exceeds(self, other: Self) -> Result<bool, BadMoney> {
        if self.currency != other.currency {
            return Err(BadMoney::CurrenciesDiffer);
        }
        Ok(self.minor_units > other.minor_units)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Money(… {})", self.currency.code())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(minor in any::<i64>().prop_filter("min", |m| *m != i64::MIN)) {
            for code in ["EUR", "JPY", "BHD"] {
                let money = Money::new(minor, Currency::parse(code).unwrap());
                prop_assert_eq!(Money::parse_decimal(&money.to_decimal(), money.currency()), Ok(money));
            }
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Money::parse_decimal(&text, Currency::EUR);
        }
    }

    #[test]
    fn more_decimals_than_the_currency_has_are_refused() {
        let yen = Currency::parse("JPY").unwrap();
        assert_eq!(Money::parse_decimal("1.5", yen), Err(BadMoney::TooManyDecimals));
        assert_eq!(Money::parse_decimal("1.505", Currency::EUR), Err(BadMoney::TooManyDecimals));
    }

    #[test]
    fn two_currencies_do_not_mix() {
        let euro = Money::new(1, Currency::EUR);
        assert_eq!(euro.checked_add(Money::new(1, Currency::GBP)), Err(BadMoney::CurrenciesDiffer));
    }

    #[test]
    fn debug_shows_no_amount() {
        assert_eq!(format!("{:?}", Money::new(123_456, Currency::EUR)), "Money(… EUR)");
    }
}
