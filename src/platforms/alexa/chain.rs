//! A certificate chain, from PEM to the one key that may sign calls.
//!
//! Everything about a chain that holds for its whole life is checked here, once: that it leads to
//! a root that is trusted, that every certificate on the way is valid and may do what it does, and
//! that it was made for Alexa. What depends on the moment is checked again for each call.

use std::sync::OnceLock;
use std::time::Duration;

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use chrono::{DateTime, Utc};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use super::der::{self, DIGITAL_SIGNATURE, KEY_CERT_SIGN, Particulars, Reader};
use super::verify::SIGNER;

/// More certificates than any chain of Amazon's ever had.
const CERTIFICATE_LIMIT: usize = 10;
/// 1.2.840.113549.1.1.1
const RSA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const RSA_LEAST_BYTES: usize = 256;

/// The signing certificate of a chain that was checked, as far as calls need it.
pub struct Leaf {
    key: ParsedPublicKey,
    /// When every certificate on the way to the root is valid.
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

/// What is trusted: the system's roots, and those of the configuration.
pub struct Roots(Vec<TrustAnchor<'static>>);

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadChain {
    #[error("the certificate chain is not PEM")]
    NotPem,
    #[error("the certificate chain has no certificate or too many")]
    Length,
    #[error("the signing certificate cannot be read")]
    Unreadable(#[source] Option<webpki::Error>),
    #[error("the signing certificate is not Alexa's")]
    Name,
    #[error("a certificate of the chain may not be used for this")]
    KeyUsage,
    #[error("the signing key is not an RSA key of 2048 bits or more")]
    Key,
    #[error("the certificate chain does not lead to a trusted root")]
    NotTrusted(#[source] webpki::Error),
    #[error("a certificate of the chain has expired")]
    Expired,
    #[error("a certificate of the chain is not valid yet")]
    NotYetValid,
}

impl Leaf {
    /// Whether the chain is valid at this moment. Asked for each call, however long ago the chain
    /// was checked.
    pub fn in_force(&self, at: DateTime<Utc>) -> Result<(), BadChain> {
        if at < self.from {
            return Err(BadChain::NotYetValid);
        }
        if at > self.until {
            return Err(BadChain::Expired);
        }
        Ok(())
    }

    pub const fn until(&self) -> DateTime<Utc> {
        self.until
    }

    /// Whether the key made this signature, RSA PKCS #1 v1.5 over SHA-256.
    pub fn signed(&self, body: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(body, signature).is_ok()
    }
}

impl Roots {
    /// The system's roots. Read from disk once, however many fronts there are.
    pub fn of_system() -> Self {
        static ROOTS: OnceLock<Vec<TrustAnchor<'static>>> = OnceLock::new();
        let anchors = ROOTS.get_or_init(|| {
            let found = rustls_native_certs::load_native_certs();
            if !found.errors.is_empty() {
                tracing::warn!(
                    errors = found.errors.len(),
                    "some of the system's roots are unreadable"
                );
            }
            // A root that webpki cannot read cannot be trusted either, and is no reason to stop.
            found.certs.iter().filter_map(|root| anchor(root).ok()).collect()
        });
        Self(anchors.clone())
    }

    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Trusts the certificates of a PEM file as well.
    pub fn add_pem(&mut self, pem: &[u8]) -> Result<(), BadChain> {
        for root in certificates(pem)? {
            self.0.push(anchor(&root).map_err(|error| BadChain::Unreadable(Some(error)))?);
        }
        Ok(())
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn anchor(root: &CertificateDer<'_>) -> Result<TrustAnchor<'static>, webpki::Error> {
    anchor_from_trusted_cert(root).map(|anchor| anchor.to_owned())
}

/// Checks a chain, the signing certificate first.
pub fn check(pem: &[u8], roots: &Roots, at: DateTime<Utc>) -> Result<Leaf, BadChain> {
    let chain = certificates(pem)?;
    let (first, others) = chain.split_first().ok_or(BadChain::Length)?;
    let leaf = EndEntityCert::try_from(first).map_err(|error| BadChain::Unreadable(Some(error)))?;
    made_for_alexa(&leaf)?;
    let own = particulars(first)?;
    may(own, DIGITAL_SIGNATURE)?;
    let (mut from, mut until) = (own.not_before, own.not_after);
    for certificate in path_to_root(&leaf, others, roots, at)? {
        let own = particulars(&certificate)?;
        may(own, KEY_CERT_SIGN)?;
        from = from.max(own.not_before);
        until = until.min(own.not_after);
    }
    let leaf = Leaf { key: rsa_key(&leaf)?, from, until };
    leaf.in_force(at)?;
    Ok(leaf)
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BadChain> {
    let mut certificates = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        certificates.push(certificate.map_err(|_| BadChain::NotPem)?);
        if certificates.len() > MOST_IN_A_FILE {
            return Err(BadChain::Length);
        }
    }
    if certificates.is_empty() { Err(BadChain::NotPem) } else { Ok(certificates) }
}

/// A file of roots may hold more than a chain does.
const MOST_IN_A_FILE: usize = 500;

/// The name, exactly: a wildcard that covers it was not made for Alexa.
fn made_for_alexa(leaf: &EndEntityCert<'_>) -> Result<(), BadChain> {
    let named = leaf.valid_dns_names().any(|name| name.eq_ignore_ascii_case(SIGNER));
    if named { Ok(()) } else { Err(BadChain::Name) }
}

fn particulars(certificate: &CertificateDer<'_>) -> Result<Particulars, BadChain> {
    der::particulars(certificate).ok_or(BadChain::Unreadable(None))
}

/// A certificate without a key usage may do everything.
fn may(certificate: Particulars, what: u8) -> Result<(), BadChain> {
    match certificate.key_usage {
        Some(bits) if bits & what == 0 => Err(BadChain::KeyUsage),
        Some(_) | None => Ok(()),
    }
}

/// The certificates between the leaf and a trusted root; webpki checks signatures, validity,
/// purposes and constraints on the way.
fn path_to_root(
    leaf: &EndEntityCert<'_>,
    others: &[CertificateDer<'static>],
    roots: &Roots,
    at: DateTime<Utc>,
) -> Result<Vec<CertificateDer<'static>>, BadChain> {
    if others.len() >= CERTIFICATE_LIMIT {
        return Err(BadChain::Length);
    }
    let seconds = u64::try_from(at.timestamp()).map_err(|_| BadChain::NotYetValid)?;
    let path = leaf
        .verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            &roots.0,
            others,
            UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
            KeyUsage::server_auth(),
            None,
            None,
        )
        .map_err(why_not_trusted)?;
    Ok(path.intermediate_certificates().map(|certificate| certificate.der().into_owned()).collect())
}

fn why_not_trusted(error: webpki::Error) -> BadChain {
    use webpki::Error;
    #[expect(clippy::wildcard_enum_match_arm, reason = "the library's enum, which grows")]
    match error {
        Error::CertExpired { .. } => BadChain::Expired,
        Error::CertNotValidYet { .. } => BadChain::NotYetValid,
        Error::RequiredEkuNotFoundContext(_) | Error::EmptyEkuExtension => BadChain::KeyUsage,
        other => BadChain::NotTrusted(other),
    }
}

/// The leaf's key, parsed once for all calls that it will sign.
fn rsa_key(leaf: &EndEntityCert<'_>) -> Result<ParsedPublicKey, BadChain> {
    let info = leaf.subject_public_key_info();
    is_strong_rsa(&info).ok_or(BadChain::Key)?;
    ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, info.as_ref()).map_err(|_| BadChain::Key)
}

fn is_strong_rsa(info: &[u8]) -> Option<()> {
    let mut info = Reader::new(Reader::new(info).expect(der::SEQUENCE)?);
    let algorithm = Reader::new(info.expect(der::SEQUENCE)?).expect(der::OBJECT_IDENTIFIER)?;
    let key = info.expect(der::BIT_STRING)?.strip_prefix(&[0])?;
    let modulus = Reader::new(Reader::new(key).expect(der::SEQUENCE)?).expect(der::INTEGER)?;
    let modulus = modulus.strip_prefix(&[0]).unwrap_or(modulus);
    (algorithm == RSA && modulus.len() >= RSA_LEAST_BYTES).then_some(())
}

impl std::fmt::Debug for Leaf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Leaf(until {})", self.until)
    }
}

impl std::fmt::Debug for Roots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Roots({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::platforms::alexa::forge::{Flaw, Forge};

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
    }

    fn roots_of(forge: &Forge) -> Roots {
        let mut roots = Roots::none();
        roots.add_pem(forge.root_pem().as_bytes()).unwrap();
        roots
    }

    #[test]
    fn a_chain_without_a_flaw_gives_its_key() {
        let forge = Forge::new(noon()).unwrap();
        let leaf = check(forge.chain_pem().as_bytes(), &roots_of(&forge), noon()).unwrap();
        assert_eq!(leaf.key.as_ref().len(), 294);
    }

    #[test]
    fn every_flaw_of_a_chain_is_called_by_its_name() {
        for flaw in Flaw::ALL {
            let forge = Forge::flawed(noon(), flaw).unwrap();
            let found = check(forge.chain_pem().as_bytes(), &roots_of(&forge), noon()).err();
            match flaw {
                Flaw::Expired | Flaw::IntermediateExpired => {
                    assert_eq!(found, Some(BadChain::Expired), "{flaw:?}");
                }
                Flaw::NotYetValid => assert_eq!(found, Some(BadChain::NotYetValid)),
                Flaw::WrongName | Flaw::NameOnlyAsSubject | Flaw::LongerName | Flaw::Wildcard => {
                    assert_eq!(found, Some(BadChain::Name), "{flaw:?}");
                }
                Flaw::SelfSigned
                | Flaw::UntrustedRoot
                | Flaw::Gap
                | Flaw::IntermediateIsNotAuthority => {
                    assert!(matches!(found, Some(BadChain::NotTrusted(_))), "{flaw:?} {found:?}");
                }
                Flaw::WrongPurpose | Flaw::WrongKeyUsage | Flaw::IntermediateMayNotSign => {
                    assert_eq!(found, Some(BadChain::KeyUsage), "{flaw:?}");
                }
                Flaw::WeakKey | Flaw::EllipticKey => {
                    assert_eq!(found, Some(BadChain::Key), "{flaw:?}");
                }
                Flaw::NotPem => assert_eq!(found, Some(BadChain::NotPem)),
                Flaw::NotCertificate => {
                    assert!(matches!(found, Some(BadChain::Unreadable(_))), "{found:?}");
                }
                // The chain is good; the signature will not be.
                Flaw::OtherKey => assert_eq!(found, None, "{flaw:?}"),
            }
        }
    }

    #[test]
    fn a_checked_chain_is_still_refused_after_its_time() {
        let forge = Forge::new(noon()).unwrap();
        let leaf = check(forge.chain_pem().as_bytes(), &roots_of(&forge), noon()).unwrap();
        let second = chrono::Duration::seconds(1);
        assert_eq!(leaf.in_force(leaf.until), Ok(()));
        assert_eq!(leaf.in_force(leaf.until + second), Err(BadChain::Expired));
        assert_eq!(leaf.in_force(leaf.from - second), Err(BadChain::NotYetValid));
    }
}
