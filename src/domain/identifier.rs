//! Account and card numbers: parsed, masked, compared. Never shown whole by `Debug`.

use std::fmt;

/// An IBAN (ISO 13616) with country, structure and ISO 7064 check digits verified.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Iban(iban::Iban);

/// A UK sort code (six digits) with its account number (eight digits).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SortCodeAccount {
    sort_code: Box<str>,
    account_number: Box<str>,
}

/// A US routing number (ABA, nine digits, checksum 3-7-1) with its account number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RoutingAccount {
    routing_number: Box<str>,
    account_number: Box<str>,
}

/// How an account is addressed by other banks.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum AccountIdentifier {
    Iban(Iban),
    SortCodeAccount(SortCodeAccount),
    RoutingAccount(RoutingAccount),
}

/// What is left of a card number: its last digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MaskedPan(LastDigits);

/// At most the last four digits of a number, the only part of one that is ever said.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LastDigits(Box<str>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadIdentifier {
    #[error("not a valid IBAN")]
    Iban,
    #[error("not a sort code of six digits and an account number of eight")]
    SortCodeAccount,
    #[error("not a routing number with a right checksum and an account number of 4 to 17 digits")]
    RoutingAccount,
    #[error("not two to four last digits")]
    LastDigits,
}

impl Iban {
    /// Reads an IBAN with or without spaces, in either case.
    pub fn parse(text: &str) -> Result<Self, BadIdentifier> {
        let compact: String =
            text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        compact.parse().map(Self).map_err(|_| BadIdentifier::Iban)
    }

    /// The electronic format, without spaces. For banks, never for speakers.
    pub fn electronic(&self) -> &str {
        iban::IbanLike::electronic_str(&self.0)
    }
}

impl SortCodeAccount {
    pub fn parse(sort_code: &str, account_number: &str) -> Result<Self, BadIdentifier> {
        let sort_code: String = sort_code.chars().filter(|c| *c != '-' && *c != ' ').collect();
        let digits =
            |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(&sort_code, 6) || !digits(account_number, 8) {
            return Err(BadIdentifier::SortCodeAccount);
        }
        Ok(Self { sort_code: sort_code.into(), account_number: account_number.into() })
    }

    pub fn sort_code(&self) -> &str {
        &self.sort_code
    }

    pub fn account_number(&self) -> &str {
        &self.account_number
    }
}

impl RoutingAccount {
    pub fn parse(routing_number: &str, account_number: &str) -> Result<Self, BadIdentifier> {
        let digits: Option<Vec<u32>> = routing_number.chars().map(|c| c.to_digit(10)).collect();
        let weighted = |digits: &[u32]| -> u32 {
            digits.iter().zip([3_u32, 7, 1].iter().cycle()).map(|(d, w)| d.saturating_mul(*w)).sum()
        };
        let sound =
            digits.is_some_and(|digits| digits.len() == 9 && weighted(&digits).is_multiple_of(10));
        let length = account_number.len();
        if !sound
            || !(4..=17).contains(&length)
            || !account_number.bytes().all(|b| b.is_ascii_digit())
        {
            return Err(BadIdentifier::RoutingAccount);
        }
        Ok(Self { routing_number: routing_number.into(), account_number: account_number.into() })
    }

    pub fn routing_number(&self) -> &str {
        &self.routing_number
    }

    pub fn account_number(&self) -> &str {
        &self.account_number
    }
}

impl AccountIdentifier {
    /// The last four digits, which may be said.
    pub fn last_digits(&self) -> LastDigits {
        LastDigits::of(match self {
            Self::Iban(iban) => iban.electronic(),
            Self::SortCodeAccount(account) => account.account_number(),
            Self::RoutingAccount(account) => account.account_number(),
        })
    }

    /// One text for hashing and comparing: scheme, colon, number. For banks, never for speakers.
    pub fn canonical(&self) -> String {
        match self {
            Self::Iban(iban) => format!("iban:{}", iban.electronic()),
            Self::SortCodeAccount(a) => format!("scan:{}{}", a.sort_code, a.account_number),
            Self::RoutingAccount(a) => format!("aba:{}-{}", a.routing_number, a.account_number),
        }
    }

    /// Reads what `canonical` writes.
    pub fn parse_canonical(text: &str) -> Result<Self, BadIdentifier> {
        if let Some(iban) = text.strip_prefix("iban:") {
            return Iban::parse(iban).map(Self::Iban);
        }
        if let Some((sort_code, number)) =
            text.strip_prefix("scan:").and_then(|digits| digits.split_at_checked(6))
        {
            return SortCodeAccount::parse(sort_code, number).map(Self::SortCodeAccount);
        }
        let (routing, number) = text
            .strip_prefix("aba:")
            .and_then(|rest| rest.split_once('-'))
            .ok_or(BadIdentifier::RoutingAccount)?;
        RoutingAccount::parse(routing, number).map(Self::RoutingAccount)
    }
}

impl LastDigits {
    /// Two to four digits, as a customer says them.
    pub fn parse(text: &str) -> Result<Self, BadIdentifier> {
        if (2..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.into()))
        } else {
            Err(BadIdentifier::LastDigits)
        }
    }

    /// The last four letters or digits of a number; fewer if it is shorter.
    pub fn of(number: &str) -> Self {
        let kept: Vec<char> =
            number.chars().rev().filter(char::is_ascii_alphanumeric).take(4).collect();
        Self(kept.into_iter().rev().collect::<String>().into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl MaskedPan {
    /// Keeps the last four digits of a card number and forgets the rest.
    pub fn of(number: &str) -> Self {
        Self(LastDigits::of(number))
    }

    pub fn last_digits(&self) -> &LastDigits {
        &self.0
    }
}

macro_rules! masked_debug {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}
masked_debug!(Iban, SortCodeAccount, RoutingAccount, AccountIdentifier, MaskedPan, LastDigits);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_iban_with_wrong_check_digits_is_refused() {
        assert!(Iban::parse("DE89 3704 0044 0532 0130 00").is_ok());
        assert_eq!(Iban::parse("DE88 3704 0044 0532 0130 00"), Err(BadIdentifier::Iban));
    }

    #[test]
    fn a_routing_number_with_a_wrong_checksum_is_refused() {
        assert!(RoutingAccount::parse("021000021", "12345678").is_ok());
        assert!(RoutingAccount::parse("021000022", "12345678").is_err());
    }

    #[test]
    fn canonical_text_is_read_back() {
        for identifier in [
            AccountIdentifier::Iban(Iban::parse("DE89370400440532013000").unwrap()),
            AccountIdentifier::SortCodeAccount(
                SortCodeAccount::parse("20-00-00", "55779911").unwrap(),
            ),
            AccountIdentifier::RoutingAccount(
                RoutingAccount::parse("021000021", "12345678").unwrap(),
            ),
        ] {
            assert_eq!(AccountIdentifier::parse_canonical(&identifier.canonical()), Ok(identifier));
        }
    }

    proptest! {
        #[test]
        fn masking_never_shows_more_than_four(number in ".*") {
            prop_assert!(LastDigits::of(&number).as_str().chars().count() <= 4);
            prop_assert!(MaskedPan::of(&number).last_digits().as_str().chars().count() <= 4);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = AccountIdentifier::parse_canonical(&text);
            let _ = Iban::parse(&text);
        }
    }
}
