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
pub(super) const A_MINUTE: Duration = Duration::minutes(1);
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

    /// What its chain is called in a file's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::IntermediateExpired => "intermediate-expired",
            Self::WrongName => "wrong-name",
            Self::NameOnlyAsSubject => "name-only-as-subject",
            Self::LongerName => "longer-name",
            Self::Wildcard => "wildcard",
            Self::SelfSigned => "self-signed",
            Self::UntrustedRoot => "untrusted-root",
            Self::Gap => "gap",
            Self::WrongPurpose => "wrong-purpose",
            Self::WrongKeyUsage => "wrong-key-usage",
            Self::IntermediateIsNotAuthority => "intermediate-is-no-authority",
            Self::IntermediateMayNotSign => "intermediate-may-not-sign",
            Self::WeakKey => "weak-key",
            Self::EllipticKey => "elliptic-key",
            Self::OtherKey => "other-key",
            Self::NotPem => "not-pem",
            Self::NotCertificate => "not-a-certificate",
        }
    }
}

/// What stands above every chain.
pub(super) struct Root {
    key: KeyPair,
    params: CertificateParams,
    certificate: Certificate,
    now: DateTime<Utc>,
    /// When what is not yet valid will be.
    begins: Duration,
}

/// A public key of 1024 bits whose private half nobody has: no library makes such keys any more.
const WEAK_KEY: &str = "MIGJAoGBAMCkR6BN3MZ9vABSXQiv4jocEabWN3VEMwISg2gWU0HU/LW+u23HPFGopxLTgDDtAsEKo3AwhW2h\
    pW+yhloW4XbAvs6MHQfP+ltlRDoKaxPaqyg/yky/TdLa0tkoTs8wPz0okc7YJsQfI7ZKpLawOX9z/ZhQ11LP\
    ytBIRSKkevu9AgMBAAE=";

struct WeakKey(Vec<u8>);

impl Root {
    /// Authorities have elliptic keys, which are made in no time; only the signing key must be RSA.
    pub(super) fn new(now: DateTime<Utc>, begins: Duration) -> Result<Self, ForgeError> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let params = authority("Banter Test Root", now)?;
        let certificate = params.self_signed(&key)?;
        Ok(Self { key, params, certificate, now, begins })
    }

    pub(super) fn pem(&self) -> String {
        pem("CERTIFICATE", self.certificate.der())
    }

    /// A chain for a signing key, with at most one thing wrong. That the root is not trusted is
    /// for the caller to arrange.
    pub(super) fn chain(&self, key: &KeyPair, flaw: Option<Flaw>) -> Result<String, ForgeError> {
        let issuer = Issuer::from_params(&self.params, &self.key);
        let middle_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let middle_params = self.intermediate(flaw)?;
        let middle = middle_params.signed_by(&middle_key, &issuer)?;
        let leaf = self.leaf(flaw, key, &Issuer::from_params(&middle_params, &middle_key))?;
        let pem_of = |certificates: &[&Certificate]| -> String {
            certificates.iter().map(|certificate| pem("CERTIFICATE", certificate.der())).collect()
        };
        Ok(match flaw {
            Some(Flaw::SelfSigned) => pem_of(&[&leaf]),
            Some(Flaw::Gap) => pem_of(&[&leaf, &self.certificate]),
            Some(Flaw::NotPem) => {
                "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>".to_owned()
            }
            Some(Flaw::NotCertificate) => pem("CERTIFICATE", b"not a certificate"),
            _ => pem_of(&[&leaf, &middle]),
        })
    }

    fn intermediate(&self, flaw: Option<Flaw>) -> Result<CertificateParams, ForgeError> {
        let mut params = authority("Banter Test Authority", self.now)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        match flaw {
            Some(Flaw::IntermediateExpired) => {
                valid(&mut params, self.now, LIFE_AGO, A_MINUTE_AGO);
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
        &self,
        flaw: Option<Flaw>,
        key: &KeyPair,
        issuer: &Issuer<'_, &KeyPair>,
    ) -> Result<Certificate, ForgeError> {
        let names = match flaw {
            Some(Flaw::WrongName) => vec!["echo-api.example.com".to_owned()],
            Some(Flaw::NameOnlyAsSubject) => Vec::new(),
            Some(Flaw::LongerName) => {
                vec![format!("evil-{SIGNER}"), format!("{SIGNER}.example.com")]
            }
            Some(Flaw::Wildcard) => vec!["*.amazon.com".to_owned()],
            _ => vec![SIGNER.to_owned()],
        };
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, SIGNER);
        params.key_usages =
            vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        valid(&mut params, self.now, LIFE_AGO, LIFE);
        match flaw {
            Some(Flaw::Expired) => {
                valid(&mut params, self.now, LIFE_AGO, A_MINUTE_AGO);
            }
            Some(Flaw::NotYetValid) => {
                valid(&mut params, self.now, self.begins, LIFE);
            }
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
            Some(Flaw::OtherKey) => params.signed_by(&signing_key()?, issuer)?,
            _ => params.signed_by(key, issuer)?,
        })
    }
}

pub(super) fn signing_key() -> Result<KeyPair, ForgeError> {
    Ok(KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?)
}

fn authority(name: &str, now: DateTime<Utc>) -> Result<CertificateParams, ForgeError> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    valid(&mut params, now, LIFE_AGO, LIFE);
    Ok(params)
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
