//! Certificates of our own: a root, an intermediate, and the one that signs.

use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, PublicKeyData,
    RsaKeySize, SignatureAlgorithm,
};

use super::{ForgeError, LIFE};
use crate::platforms::alexa::verify::SIGNER;

const LIFE_AGO: Duration = Duration::days(-90);
const A_MINUTE: Duration = Duration::minutes(1);
const A_MINUTE_AGO: Duration = Duration::minutes(-1);

/// One thing that is wrong with a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// The signing certificate ran out a minute ago.
    Expired,
    /// The signing certificate begins in a minute.
    NotYetValid,
    /// The certificate above the signing one has run out.
    IntermediateExpired,
    /// The signing certificate is somebody else's.
    WrongName,
    /// The right name, but only as the common name.
    NameOnlyAsSubject,
    /// A name that merely ends with the right one.
    LongerName,
    /// A name that stands for many, the right one among them.
    Wildcard,
    /// The signing certificate signed itself.
    SelfSigned,
    /// The root is not the one that [`super::Forge::root_pem`] gives.
    UntrustedRoot,
    /// The intermediate is missing: the signing certificate, then the root.
    Gap,
    /// Made for clients, not for servers.
    WrongPurpose,
    /// Made for encryption, not for signatures.
    WrongKeyUsage,
    /// The certificate above the signing one may not sign certificates.
    IntermediateIsNotAuthority,
    /// The certificate above the signing one has a key usage without certificates.
    IntermediateMayNotSign,
    /// An RSA key of 1024 bits.
    WeakKey,
    /// A key that is not RSA.
    EllipticKey,
    /// The signature will be made with another key than the certificate's.
    OtherKey,
    /// No certificate at all, only words.
    NotPem,
    /// A PEM file of something else.
    NotCertificate,
}

impl Flaw {
    pub const ALL: [Self; 19] = [
        Self::Expired,
        Self::NotYetValid,
        Self::IntermediateExpired,
        Self::WrongName,
        Self::NameOnlyAsSubject,
        Self::LongerName,
        Self::Wildcard,
        Self::SelfSigned,
        Self::UntrustedRoot,
        Self::Gap,
        Self::WrongPurpose,
        Self::WrongKeyUsage,
        Self::IntermediateIsNotAuthority,
        Self::IntermediateMayNotSign,
        Self::WeakKey,
        Self::EllipticKey,
        Self::OtherKey,
        Self::NotPem,
        Self::NotCertificate,
    ];
}

/// A chain, its root, and the key that will sign.
pub(super) struct Made {
    pub(super) key: KeyPair,
    pub(super) chain_pem: String,
    pub(super) root_pem: String,
}

/// A public key of 1024 bits whose private half nobody has: no library makes such keys any more.
const WEAK_KEY: &str = "MIGJAoGBAMCkR6BN3MZ9vABSXQiv4jocEabWN3VEMwISg2gWU0HU/LW+u23HPFGopxLTgDDtAsEKo3AwhW2h\
    pW+yhloW4XbAvs6MHQfP+ltlRDoKaxPaqyg/yky/TdLa0tkoTs8wPz0okc7YJsQfI7ZKpLawOX9z/ZhQ11LP\
    ytBIRSKkevu9AgMBAAE=";

struct WeakKey(Vec<u8>);

/// Authorities have elliptic keys, which are made in no time; only the signing key must be RSA.
pub(super) fn chain(now: DateTime<Utc>, flaw: Option<Flaw>) -> Result<Made, ForgeError> {
    let root_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let root_params = authority("Banter Test Root", now)?;
    let root = root_params.self_signed(&root_key)?;
    let root_issuer = Issuer::from_params(&root_params, &root_key);

    let middle_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let middle_params = intermediate(now, flaw)?;
    let middle = middle_params.signed_by(&middle_key, &root_issuer)?;
    let middle_issuer = Issuer::from_params(&middle_params, &middle_key);

    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
    let leaf = leaf(now, flaw, &key, &middle_issuer)?;
    let other_root = authority("Banter Test Root", now)?
        .self_signed(&KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?)?;

    let pem_of = |certificates: &[&Certificate]| -> String {
        certificates.iter().map(|certificate| pem("CERTIFICATE", certificate.der())).collect()
    };
    let chain_pem = match flaw {
        Some(Flaw::SelfSigned) => pem_of(&[&leaf]),
        Some(Flaw::Gap) => pem_of(&[&leaf, &root]),
        Some(Flaw::NotPem) => {
            "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>".to_owned()
        }
        Some(Flaw::NotCertificate) => pem("CERTIFICATE", b"not a certificate"),
        _ => pem_of(&[&leaf, &middle]),
    };
    let root = if flaw == Some(Flaw::UntrustedRoot) { other_root } else { root };
    Ok(Made { key, chain_pem, root_pem: pem_of(&[&root]) })
}

fn authority(name: &str, now: DateTime<Utc>) -> Result<CertificateParams, ForgeError> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    valid(&mut params, now, LIFE_AGO, LIFE);
    Ok(params)
}

fn intermediate(now: DateTime<Utc>, flaw: Option<Flaw>) -> Result<CertificateParams, ForgeError> {
    let mut params = authority("Banter Test Authority", now)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    match flaw {
        Some(Flaw::IntermediateExpired) => {
            valid(&mut params, now, LIFE_AGO, A_MINUTE_AGO);
        }
        Some(Flaw::IntermediateIsNotAuthority) => params.is_ca = IsCa::ExplicitNoCa,
        Some(Flaw::IntermediateMayNotSign) => {
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        }
        _ => {}
    }
    Ok(params)
}

fn leaf(
    now: DateTime<Utc>,
    flaw: Option<Flaw>,
    key: &KeyPair,
    issuer: &Issuer<'_, &KeyPair>,
) -> Result<Certificate, ForgeError> {
    let names = match flaw {
        Some(Flaw::WrongName) => vec!["echo-api.example.com".to_owned()],
        Some(Flaw::NameOnlyAsSubject) => Vec::new(),
        Some(Flaw::LongerName) => vec![format!("evil-{SIGNER}"), format!("{SIGNER}.example.com")],
        Some(Flaw::Wildcard) => vec!["*.amazon.com".to_owned()],
        _ => vec![SIGNER.to_owned()],
    };
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, SIGNER);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    valid(&mut params, now, LIFE_AGO, LIFE);
    match flaw {
        Some(Flaw::Expired) => valid(&mut params, now, LIFE_AGO, A_MINUTE_AGO),
        Some(Flaw::NotYetValid) => valid(&mut params, now, A_MINUTE, LIFE),
        Some(Flaw::WrongPurpose) => {
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        }
        Some(Flaw::WrongKeyUsage) => params.key_usages = vec![KeyUsagePurpose::KeyEncipherment],
        _ => {}
    }
    Ok(match flaw {
        Some(Flaw::SelfSigned) => params.self_signed(key)?,
        Some(Flaw::WeakKey) => params.signed_by(&weak_key()?, issuer)?,
        Some(Flaw::EllipticKey) => {
            params.signed_by(&KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?, issuer)?
        }
        Some(Flaw::OtherKey) => {
            let other = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
            params.signed_by(&other, issuer)?
        }
        _ => params.signed_by(key, issuer)?,
    })
}

fn weak_key() -> Result<WeakKey, ForgeError> {
    STANDARD.decode(WEAK_KEY).map(WeakKey).map_err(|_| ForgeError::Key)
}

impl PublicKeyData for WeakKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_RSA_SHA256
    }
}

fn valid(params: &mut CertificateParams, now: DateTime<Utc>, from: Duration, to: Duration) {
    let at = |offset: Duration| SystemTime::from(now.checked_add_signed(offset).unwrap_or(now));
    params.not_before = at(from).into();
    params.not_after = at(to).into();
}

/// Wraps bytes as PEM.
pub(super) fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while let Some((line, after)) = rest.split_at_checked(64) {
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    if !rest.is_empty() {
        pem.push_str(rest);
        pem.push('\n');
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}
