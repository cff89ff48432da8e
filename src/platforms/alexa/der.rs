//! The few pieces of DER that webpki keeps to itself: a certificate's validity and key usage.
//!
//! Certificates come here only after webpki has read them; this reads them again, strictly, and
//! gives up on anything that it does not know.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const OBJECT_IDENTIFIER: u8 = 0x06;
pub const UTC_TIME: u8 = 0x17;
pub const GENERALIZED_TIME: u8 = 0x18;
pub const SEQUENCE: u8 = 0x30;
const EXPLICIT_VERSION: u8 = 0xa0;
const EXPLICIT_EXTENSIONS: u8 = 0xa3;
/// 2.5.29.15
const KEY_USAGE: [u8; 3] = [0x55, 0x1d, 0x0f];

/// Elements one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(&'a [u8]);

/// What a certificate says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Particulars {
    pub not_before: DateTime<Utc>,
    pub not_after: DateTime<Utc>,
    /// The first byte of the key usage bits, where there is such an extension.
    pub key_usage: Option<u8>,
}

/// The bit for signatures over data.
pub const DIGITAL_SIGNATURE: u8 = 0b1000_0000;
/// The bit for signatures over certificates.
pub const KEY_CERT_SIGN: u8 = 0b0000_0100;

impl<'a> Reader<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next element: its tag and content. Lengths are definite and fit into three bytes.
    pub fn element(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, mut rest) = rest.split_first()?;
        let length = if first < 0x80 {
            usize::from(first)
        } else {
            let (bytes, after) = rest.split_at_checked(usize::from(first & 0x7f))?;
            if bytes.is_empty() || bytes.len() > 3 {
                return None;
            }
            rest = after;
            bytes.iter().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte))
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, content))
    }

    /// The content of the next element, which must have this tag.
    pub fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.element().filter(|(found, _)| *found == tag).map(|(_, content)| content)
    }

    /// The content of the next element if it has this tag; otherwise it stays where it is.
    pub fn optional(&mut self, tag: u8) -> Option<&'a [u8]> {
        let mut ahead = *self;
        let content = ahead.expect(tag)?;
        *self = ahead;
        Some(content)
    }
}

/// Reads a certificate's validity and key usage.
pub fn particulars(certificate: &[u8]) -> Option<Particulars> {
    let mut body =
        Reader::new(Reader::new(Reader::new(certificate).expect(SEQUENCE)?).expect(SEQUENCE)?);
    body.optional(EXPLICIT_VERSION);
    body.expect(INTEGER)?; // serial number
    body.expect(SEQUENCE)?; // signature algorithm
    body.expect(SEQUENCE)?; // issuer
    let mut validity = Reader::new(body.expect(SEQUENCE)?);
    let (not_before, not_after) = (time(validity.element()?)?, time(validity.element()?)?);
    body.expect(SEQUENCE)?; // subject
    body.expect(SEQUENCE)?; // public key
    let mut key_usage = None;
    while let Some((tag, content)) = body.element() {
        if tag == EXPLICIT_EXTENSIONS {
            key_usage = key_usage_among(content)?;
        }
    }
    Some(Particulars { not_before, not_after, key_usage })
}

/// `None`: unreadable. `Some(None)`: no such extension.
fn key_usage_among(extensions: &[u8]) -> Option<Option<u8>> {
    let mut extensions = Reader::new(Reader::new(extensions).expect(SEQUENCE)?);
    while let Some((_, extension)) = extensions.element() {
        let mut extension = Reader::new(extension);
        if extension.expect(OBJECT_IDENTIFIER)? != KEY_USAGE {
            continue;
        }
        let value = loop {
            let (tag, content) = extension.element()?;
            if tag == OCTET_STRING {
                break content;
            }
        };
        let bits = Reader::new(value).expect(BIT_STRING)?;
        // The first byte counts the unused bits of the last one.
        return Some(Some(bits.get(1).copied().unwrap_or(0)));
    }
    Some(None)
}

fn time((tag, content): (u8, &[u8])) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(content).ok()?.strip_suffix('Z')?;
    let (year, rest) = match tag {
        // Two digits stand for 1950 to 2049.
        UTC_TIME => {
            let (year, rest) = text.split_at_checked(2)?;
            let year = number(year)?;
            (if year < 50 { year.checked_add(2000)? } else { year.checked_add(1900)? }, rest)
        }
        GENERALIZED_TIME => {
            let (year, rest) = text.split_at_checked(4)?;
            (number(year)?, rest)
        }
        _ => return None,
    };
    let pair = |at: usize| number(rest.get(at..at.checked_add(2)?)?);
    if rest.len() != 10 {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, pair(0)?, pair(2)?)?;
    let time = NaiveTime::from_hms_opt(pair(4)?, pair(6)?, pair(8)?)?;
    Some(NaiveDateTime::new(date, time).and_utc())
}

fn number(digits: &str) -> Option<u32> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_kinds_of_time_are_read() {
        let old = time((UTC_TIME, b"491231235959Z")).unwrap();
        assert_eq!(old.to_rfc3339(), "2049-12-31T23:59:59+00:00");
        let new = time((GENERALIZED_TIME, b"20500101000000Z")).unwrap();
        assert_eq!(new.to_rfc3339(), "2050-01-01T00:00:00+00:00");
        assert_eq!(time((UTC_TIME, b"4912312359Z")), None);
        assert_eq!(time((GENERALIZED_TIME, b"2050010100000\xffZ")), None);
    }

    #[test]
    fn a_length_beyond_the_end_is_refused() {
        assert!(Reader::new(&[SEQUENCE, 0x82, 0xff, 0xff, 0]).element().is_none());
        assert!(Reader::new(&[SEQUENCE, 0x80]).element().is_none());
        assert!(Reader::new(&[SEQUENCE, 0x84, 0, 0, 0, 1, 0]).element().is_none());
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = particulars(&bytes);
        }
    }
}
