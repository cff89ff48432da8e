//! A smithy for signed calls: a root, an intermediate and a signing certificate of our own, made
//! fresh, and every way in which such a chain or a signature can be wrong.
//!
//! The simulator signs its calls with it, tests and certification use it to try what a server
//! takes and refuses. A server believes it only where its configuration names the root.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};

mod authority;
mod kit;
mod sha1;

pub use authority::Flaw;
use authority::{A_MINUTE, Root};
pub use kit::{BadKit, Kit};

/// Where the chain pretends to be kept.
pub const CHAIN_URL: &str = "https://s3.amazonaws.com/echo.api/echo-api-cert-forged.pem";

/// Signs calls as Alexa does.
pub struct Forge {
    key: rsa::KeyPair,
    key_pem: String,
    /// The signing certificate first, then those above it.
    chain_pem: String,
    root_pem: String,
    url: String,
}

/// Why a forge cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ForgeError {
    #[error("a certificate cannot be made")]
    Certificate(#[from] rcgen::Error),
    #[error("the key is not an RSA key in PKCS #8")]
    Key,
    #[error("the certificates are not a PEM file")]
    Pem,
    #[error("a signature cannot be made")]
    Signing,
}

/// Headers of a call, by the names that Alexa writes.
pub type Headers = Vec<(String, String)>;

impl Forge {
    /// A chain without a flaw, valid for three months before and after `now`.
    pub fn new(now: DateTime<Utc>) -> Result<Self, ForgeError> {
        Self::make(now, None)
    }

    /// A chain with exactly one thing wrong.
    pub fn flawed(now: DateTime<Utc>, flaw: Flaw) -> Result<Self, ForgeError> {
        Self::make(now, Some(flaw))
    }

    fn make(now: DateTime<Utc>, flaw: Option<Flaw>) -> Result<Self, ForgeError> {
        let root = Root::new(now, A_MINUTE)?;
        let key = authority::signing_key()?;
        let chain_pem = root.chain(&key, flaw)?;
        // The right root of another family: what is trusted did not sign this.
        let trusted =
            if flaw == Some(Flaw::UntrustedRoot) { Root::new(now, A_MINUTE)? } else { root };
        Ok(Self {
            key: rsa_key(key.serialized_der())?,
            key_pem: key.serialize_pem(),
            chain_pem,
            root_pem: trusted.pem(),
            url: CHAIN_URL.to_owned(),
        })
    }

    /// From a chain and its key that somebody keeps: PEM certificates, the signing one first and
    /// the root last, and the key in PKCS #8.
    pub fn from_pem(chain_pem: &str, key_pem: &str, url: &str) -> Result<Self, ForgeError> {
        let key =
            PrivatePkcs8KeyDer::from_pem_slice(key_pem.as_bytes()).map_err(|_| ForgeError::Key)?;
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(chain_pem.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|_| ForgeError::Pem)?;
        let root = certificates.last().ok_or(ForgeError::Pem)?;
        Ok(Self {
            key: rsa_key(key.secret_pkcs8_der())?,
            key_pem: key_pem.to_owned(),
            chain_pem: chain_pem.to_owned(),
            root_pem: authority::pem("CERTIFICATE", root),
            url: url.to_owned(),
        })
    }

    /// The same chain at another address.
    #[must_use]
    pub fn at_url(mut self, url: &str) -> Self {
        url.clone_into(&mut self.url);
        self
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// What a server must be given as a trusted root to believe this forge.
    pub fn root_pem(&self) -> &str {
        &self.root_pem
    }

    /// What would be found at [`Forge::url`].
    pub fn chain_pem(&self) -> &str {
        &self.chain_pem
    }

    /// The signing key, to be kept beside the chain.
    pub fn key_pem(&self) -> &str {
        &self.key_pem
    }

    /// The headers that Alexa would send with this body.
    pub fn sign(&self, body: &[u8]) -> Result<Headers, ForgeError> {
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), body, &mut signature)
            .map_err(|_| ForgeError::Signing)?;
        Ok(self.headers("Signature-256", &signature))
    }

    /// A signature as it was before 2022, over SHA-1, in the header of today.
    pub fn sign_with_sha1(&self, body: &[u8]) -> Result<Headers, ForgeError> {
        Ok(self.headers("Signature-256", &self.sha1(body)?))
    }

    /// A call as it was before 2022: the old header alone.
    pub fn sign_as_before_2022(&self, body: &[u8]) -> Result<Headers, ForgeError> {
        Ok(self.headers("Signature", &self.sha1(body)?))
    }

    /// Whether the key belongs to the certificate is for the server to find out.
    pub fn public_key(&self) -> &[u8] {
        self.key.public_key().as_ref()
    }

    fn sha1(&self, body: &[u8]) -> Result<Vec<u8>, ForgeError> {
        let key = PrivatePkcs8KeyDer::from_pem_slice(self.key_pem.as_bytes())
            .map_err(|_| ForgeError::Key)?;
        sha1::sign(key.secret_pkcs8_der(), body).ok_or(ForgeError::Signing)
    }

    fn headers(&self, name: &str, signature: &[u8]) -> Headers {
        vec![
            ("Content-Type".to_owned(), "application/json; charset=utf-8".to_owned()),
            ("SignatureCertChainUrl".to_owned(), self.url.clone()),
            (name.to_owned(), STANDARD.encode(signature)),
        ]
    }
}

fn rsa_key(pkcs8: &[u8]) -> Result<rsa::KeyPair, ForgeError> {
    rsa::KeyPair::from_pkcs8(pkcs8).map_err(|_| ForgeError::Key)
}

/// How long before and after `now` a forged certificate is valid.
const LIFE: Duration = Duration::days(90);

impl std::fmt::Debug for Forge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Forge({})", self.url)
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{
        RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256,
        UnparsedPublicKey, VerificationAlgorithm,
    };
    use chrono::TimeZone;

    use super::*;

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
    }

    fn verifies(
        forge: &Forge,
        headers: &Headers,
        algorithm: &'static dyn VerificationAlgorithm,
    ) -> bool {
        let signature = STANDARD.decode(&headers[2].1).unwrap();
        UnparsedPublicKey::new(algorithm, forge.public_key()).verify(b"body", &signature).is_ok()
    }

    #[test]
    fn signatures_are_what_they_are_called() {
        let forge = Forge::new(noon()).unwrap();
        let good = forge.sign(b"body").unwrap();
        assert!(verifies(&forge, &good, &RSA_PKCS1_2048_8192_SHA256));
        let old = forge.sign_with_sha1(b"body").unwrap();
        assert!(verifies(&forge, &old, &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY));
        assert!(!verifies(&forge, &old, &RSA_PKCS1_2048_8192_SHA256));
    }

    #[test]
    fn a_forge_can_be_kept_and_used_again() {
        let forge = Forge::new(noon()).unwrap();
        let whole = format!("{}{}", forge.chain_pem(), forge.root_pem());
        let again = Forge::from_pem(&whole, forge.key_pem(), forge.url()).unwrap();
        assert_eq!(again.sign(b"body").unwrap(), forge.sign(b"body").unwrap());
        let (kept, made) = (again.root_pem(), forge.root_pem());
        assert_eq!(
            CertificateDer::from_pem_slice(kept.as_bytes()).unwrap(),
            CertificateDer::from_pem_slice(made.as_bytes()).unwrap()
        );
    }
}
