//! The languages whose numbers, amounts and days are read here.

use crate::domain::locale::Locale;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    German,
    /// Digits and currency codes are read; number words are not.
    Other,
}

impl Language {
    pub(super) fn of(locale: Locale) -> Self {
        match locale.language() {
            "en" => Self::English,
            "de" => Self::German,
            _ => Self::Other,
        }
    }
}
