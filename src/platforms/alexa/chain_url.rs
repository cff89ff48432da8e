//! The address in `SignatureCertChainUrl`.
//!
//! <https://developer.amazon.com/docs/custom-skills/host-a-custom-skill-as-a-web-service.html>
//!
//! The rules are Amazon's; the reading is stricter than its own adapters. Every character that
//! could make another reader see another address is refused, so that what is checked here is what
//! is fetched.

use std::borrow::Cow;

const HOST: &str = "s3.amazonaws.com";
/// Case counts: a bucket's keys do.
const FOLDER: &str = "/echo.api/";
const LENGTH_LIMIT: usize = 256;

/// An address that may be fetched, in the one spelling in which it is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChainUrl<'a>(Cow<'a, str>);

/// Which rule an address breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadChainUrl {
    #[error("the certificate chain's address is too long")]
    TooLong,
    #[error("the certificate chain's address holds a character that none needs")]
    Character,
    #[error("the certificate chain's address is not https")]
    Scheme,
    #[error("the certificate chain's address has a user")]
    UserInfo,
    #[error("the certificate chain's address has another port than 443")]
    Port,
    #[error("the certificate chain's address has another host")]
    Host,
    #[error("the certificate chain's address has another path")]
    Path,
}

impl<'a> ChainUrl<'a> {
    /// Reads and normalises an address.
    pub fn parse(raw: &'a str) -> Result<Self, BadChainUrl> {
        length(raw)?;
        characters(raw)?;
        let rest = without_scheme(raw)?;
        let (authority, path) = match rest.find('/') {
            Some(slash) => rest.split_at_checked(slash).ok_or(BadChainUrl::Path)?,
            None => (rest, ""),
        };
        no_user(authority)?;
        host(without_port(authority)?)?;
        let path = normalised(path)?;
        in_folder(&path)?;
        Ok(Self(spelled(raw, &path)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn length(raw: &str) -> Result<(), BadChainUrl> {
    if raw.len() > LENGTH_LIMIT { Err(BadChainUrl::TooLong) } else { Ok(()) }
}

/// No percent signs, backslashes, queries, fragments, spaces, controls or letters beyond ASCII.
fn characters(raw: &str) -> Result<(), BadChainUrl> {
    let needed = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'/' | b'.' | b'-' | b'_' | b'@')
    };
    if raw.bytes().all(needed) { Ok(()) } else { Err(BadChainUrl::Character) }
}

fn without_scheme(raw: &str) -> Result<&str, BadChainUrl> {
    let (scheme, rest) = raw.split_once("://").ok_or(BadChainUrl::Scheme)?;
    if scheme.eq_ignore_ascii_case("https") { Ok(rest) } else { Err(BadChainUrl::Scheme) }
}

fn no_user(authority: &str) -> Result<(), BadChainUrl> {
    if authority.contains('@') { Err(BadChainUrl::UserInfo) } else { Ok(()) }
}

fn without_port(authority: &str) -> Result<&str, BadChainUrl> {
    match authority.split_once(':') {
        None => Ok(authority),
        Some((host, "443")) => Ok(host),
        Some(_) => Err(BadChainUrl::Port),
    }
}

fn host(host: &str) -> Result<(), BadChainUrl> {
    if host.eq_ignore_ascii_case(HOST) { Ok(()) } else { Err(BadChainUrl::Host) }
}

/// Takes `.` and `..` out. Empty segments are refused, and so is what would climb over the root.
fn normalised(path: &str) -> Result<Cow<'_, str>, BadChainUrl> {
    let segments = path.strip_prefix('/').ok_or(BadChainUrl::Path)?;
    if !segments.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
        return Ok(Cow::Borrowed(path));
    }
    // A dot at the end stands for a folder, and a chain is a file.
    if matches!(segments.rsplit('/').next(), Some("." | "..")) {
        return Err(BadChainUrl::Path);
    }
    let mut kept: Vec<&str> = Vec::new();
    for segment in segments.split('/') {
        match segment {
            "" => return Err(BadChainUrl::Path),
            "." => {}
            ".." => drop(kept.pop().ok_or(BadChainUrl::Path)?),
            _ => kept.push(segment),
        }
    }
    Ok(Cow::Owned(kept.iter().flat_map(|segment| ["/", segment]).collect()))
}

fn in_folder(path: &str) -> Result<(), BadChainUrl> {
    if path.len() > FOLDER.len() && path.starts_with(FOLDER) {
        Ok(())
    } else {
        Err(BadChainUrl::Path)
    }
}

fn spelled<'a>(raw: &'a str, path: &str) -> Cow<'a, str> {
    let usual = raw
        .strip_prefix("https://")
        .and_then(|rest| rest.strip_prefix(HOST))
        .is_some_and(|rest| rest == path);
    if usual { Cow::Borrowed(raw) } else { Cow::Owned(format!("https://{HOST}{path}")) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const USUAL: &str = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem";

    #[test]
    fn other_spellings_of_the_same_address_are_the_same() {
        for raw in [
            USUAL,
            "https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem",
            "https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert.pem",
            "https://s3.amazonaws.com/./echo.api/./echo-api-cert.pem",
            "HTTPS://s3.amazonaws.com/echo.api/echo-api-cert.pem",
            "https://S3.AMAZONAWS.COM/echo.api/echo-api-cert.pem",
        ] {
            assert_eq!(ChainUrl::parse(raw).as_ref().map(ChainUrl::as_str), Ok(USUAL), "{raw}");
        }
    }

    #[test]
    fn every_other_address_is_refused_by_its_rule() {
        use BadChainUrl::{Character, Host, Path, Port, Scheme, TooLong, UserInfo};
        let long = format!("https://s3.amazonaws.com/echo.api/{}", "a".repeat(300));
        for (raw, rule) in [
            ("http://s3.amazonaws.com/echo.api/echo-api-cert.pem", Scheme),
            ("badUrl", Scheme),
            ("", Scheme),
            ("//s3.amazonaws.com/echo.api/c.pem", Scheme),
            ("http://someinsecureurl", Scheme),
            ("https:/s3.amazonaws.com/echo.api/c.pem", Scheme),
            ("https://notamazon.com/echo.api/echo-api-cert.pem", Host),
            ("https://very.bad/echo.api/cert", Host),
            ("https://s3.amazonaws.com.evil.com/echo.api/c.pem", Host),
            ("https://s3.amazonaws.com./echo.api/c.pem", Host),
            ("https:///echo.api/c.pem", Host),
            ("https://s3.amazonaws.com/EcHo.aPi/echo-api-cert.pem", Path),
            ("https://s3.amazonaws.com/ECHO.API/cert", Path),
            ("https://s3.amazonaws.com/invalid.path/echo-api-cert.pem", Path),
            ("https://s3.amazonaws.com/cert", Path),
            ("https://s3.amazonaws.com", Path),
            ("https://s3.amazonaws.com/echo.api/", Path),
            ("https://s3.amazonaws.com/echo.api", Path),
            ("https://s3.amazonaws.com/echo.api/../cert", Path),
            ("https://s3.amazonaws.com/echo.api/../evil/c.pem", Path),
            ("https://s3.amazonaws.com/../echo.api/c.pem", Path),
            ("https://s3.amazonaws.com//echo.api/c.pem", Path),
            ("https://s3.amazonaws.com/echo.api//c.pem", Path),
            ("https://s3.amazonaws.com:563/echo.api/echo-api-cert.pem", Port),
            ("https://s3.amazonaws.com:/echo.api/c.pem", Port),
            ("https://s3.amazonaws.com:0443/echo.api/c.pem", Port),
            ("https://s3.amazonaws.com:443:443/echo.api/c.pem", Port),
            ("https://user:pw@s3.amazonaws.com/echo.api/c.pem", UserInfo),
            ("https://s3.amazonaws.com@evil.com/echo.api/c.pem", UserInfo),
            ("https://evil.com#s3.amazonaws.com/echo.api/c.pem", Character),
            ("https://evil.com?s3.amazonaws.com/echo.api/c.pem", Character),
            ("https://s3.amazonaws.com/echo.api/%2e%2e/evil/c.pem", Character),
            ("https://s3.amazonaws.com/echo.api/%2E%2E/evil/c.pem", Character),
            ("https://s3.amazonaws.com/echo%2eapi/c.pem", Character),
            ("https://s3.amazonaws.com/echo.api/c.pem?versionId=1", Character),
            ("https://s3.amazonaws.com/echo.api/c.pem#x", Character),
            ("https://s3.amazonaws.com\\echo.api\\c.pem", Character),
            ("https://s3.amazonaws.com/echo.api/..\\evil\\c.pem", Character),
            ("https://s3.amazonaws.com/echo.api/c.pem\n", Character),
            (" https://s3.amazonaws.com/echo.api/c.pem", Character),
            ("https://ѕ3.amazonaws.com/echo.api/c.pem", Character),
            (&long, TooLong),
        ] {
            assert_eq!(ChainUrl::parse(raw), Err(rule), "{raw}");
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_what_another_reader_would_fetch(
            raw in "(https|HTTPS)://(s3|S3)\\.amazonaws\\.com(:443)?(/[.a-z%@:/\\\\-]{0,4}){0,3}/echo\\.api/[a-z./-]{0,12}"
        ) {
            if let Ok(ours) = ChainUrl::parse(&raw) {
                let theirs = url::Url::parse(&raw).unwrap();
                prop_assert_eq!(theirs.as_str(), ours.as_str());
                prop_assert!(theirs.path().starts_with("/echo.api/"));
                prop_assert_eq!(ChainUrl::parse(ours.as_str()), Ok(ours.clone()));
            }
        }

        #[test]
        fn no_text_panics(raw in ".*") {
            let _ = ChainUrl::parse(&raw);
        }
    }
}
