//! A language as spoken in a region: `de-DE`.

use std::fmt;

/// A BCP 47 tag of language and region, in canonical case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locale {
    language: [u8; 2],
    region: [u8; 2],
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a locale of language and region such as `en-GB`")]
pub struct BadLocale;

impl Locale {
    pub const EN_US: Self = Self { language: *b"en", region: *b"US" };
    pub const EN_GB: Self = Self { language: *b"en", region: *b"GB" };
    pub const DE_DE: Self = Self { language: *b"de", region: *b"DE" };

    /// Reads `en-GB`, in any case, with `-` or `_`.
    pub fn parse(text: &str) -> Result<Self, BadLocale> {
        let (language, region) = text.split_once(['-', '_']).ok_or(BadLocale)?;
        let letters = |part: &str| -> Option<[u8; 2]> {
            let bytes: [u8; 2] = part.as_bytes().try_into().ok()?;
            bytes.iter().all(u8::is_ascii_alphabetic).then_some(bytes)
        };
        let language = letters(language).ok_or(BadLocale)?.map(|byte| byte.to_ascii_lowercase());
        let region = letters(region).ok_or(BadLocale)?.map(|byte| byte.to_ascii_uppercase());
        Ok(Self { language, region })
    }

    /// `de`
    pub fn language(&self) -> &str {
        std::str::from_utf8(&self.language).unwrap_or("en")
    }

    /// `DE`
    pub fn region(&self) -> &str {
        std::str::from_utf8(&self.region).unwrap_or("US")
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.language(), self.region())
    }
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
