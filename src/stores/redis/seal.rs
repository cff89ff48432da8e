//! What is written to Redis is sealed first: AES-256-GCM-SIV (RFC 8452), bound to the name it is
//! stored under, so that a value moved to another name does not open.
//!
//! ```text
//! format 1 │ key id 4 │ nonce 12 │ ciphertext │ tag 16
//! ```
//!
//! SIV, because nonces are drawn at random and plain GCM allows only 2³² of them with one key, a
//! number that a busy bank reaches within months.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{digest, hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::contracts::session::StoreError;

const FORMAT: u8 = 1;
const KEY_LEN: usize = 32;
const KEY_ID_LEN: usize = 4;
const HEADER: usize = 1 + KEY_ID_LEN + NONCE_LEN;

/// The keys that seal and name things. The newest seals, all of them open. Cheap to clone.
#[derive(Clone)]
pub struct KeyRing(Arc<Ring>);

struct Ring {
    newest_first: Vec<SealingKey>,
    naming: hmac::Key,
}

struct SealingKey {
    id: [u8; KEY_ID_LEN],
    key: LessSafeKey,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    #[error("there is no key to seal with")]
    None,
    #[error("sealing key {0} is not 32 bytes in base64")]
    Sealing(usize),
    #[error("the naming key is not 32 bytes in base64")]
    Naming,
    #[error("no randomness for a key")]
    NoRandomness,
}

impl KeyRing {
    /// Sealing keys newest first, and the key that hides people's identifiers in the names of
    /// what is stored. To rotate, put a new sealing key in front, and take an old one away once
    /// everything it sealed has expired. The naming key cannot change: what is stored would no
    /// longer be found.
    pub fn parse<S: AsRef<str>>(newest_first: &[S], naming: &str) -> Result<Self, BadKey> {
        let mut keys = Vec::with_capacity(newest_first.len());
        for (place, text) in (1..).zip(newest_first) {
            let bytes = bytes_of(text.as_ref()).ok_or(BadKey::Sealing(place))?;
            keys.push(SealingKey::new(&bytes).ok_or(BadKey::Sealing(place))?);
        }
        if keys.is_empty() {
            return Err(BadKey::None);
        }
        let naming = bytes_of(naming).ok_or(BadKey::Naming)?;
        let naming = hmac::Key::new(hmac::HMAC_SHA256, naming.as_slice());
        Ok(Self(Arc::new(Ring { newest_first: keys, naming })))
    }

    /// A key to put into the configuration, for sealing or for naming.
    pub fn new_key() -> Result<Zeroizing<String>, BadKey> {
        random_key()
    }

    /// Keys that live as long as this process, for the development profile.
    pub fn random() -> Result<Self, BadKey> {
        Self::parse(&[random_key()?.as_str()], &random_key()?)
    }

    pub(super) fn naming(&self) -> &hmac::Key {
        &self.0.naming
    }

    /// Seals for one name. `before` stays readable in front of it and is bound to it as well.
    pub(super) fn seal(
        &self,
        name: &str,
        before: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let failed = StoreError::Unreadable { what: "a value could not be sealed" };
        let (Some(newest), mut nonce) = (self.0.newest_first.first(), [0; NONCE_LEN]) else {
            return Err(failed);
        };
        if rand::fill(&mut nonce).is_err() {
            return Err(failed);
        }
        let start = before.len().saturating_add(HEADER);
        let length = start.saturating_add(plain.len()).saturating_add(AES_256_GCM_SIV.tag_len());
        let mut sealed = Vec::with_capacity(length);
        sealed.extend_from_slice(before);
        sealed.push(FORMAT);
        sealed.extend_from_slice(&newest.id);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let bound = bound(name, before);
        let tag = sealed.get_mut(start..).and_then(|plain| {
            let nonce = Nonce::assume_unique_for_key(nonce);
            newest.key.seal_in_place_separate_tag(nonce, Aad::from(&bound), plain).ok()
        });
        sealed.extend_from_slice(tag.ok_or(failed)?.as_ref());
        Ok(sealed)
    }

    /// Opens what was sealed for this name after `before` bytes. Whatever does not open is
    /// unreadable; why is nobody's business.
    pub(super) fn open(
        &self,
        name: &str,
        before: usize,
        mut sealed: Vec<u8>,
    ) -> Result<Vec<u8>, StoreError> {
        let length = self.open_in_place(name, before, &mut sealed);
        let length = length.ok_or(StoreError::Unreadable { what: "a sealed value" })?;
        sealed.drain(..before.saturating_add(HEADER));
        sealed.truncate(length);
        Ok(sealed)
    }

    fn open_in_place(&self, name: &str, before: usize, value: &mut [u8]) -> Option<usize> {
        let (before, sealed) = value.split_at_mut_checked(before)?;
        let (header, sealed) = sealed.split_at_mut_checked(HEADER)?;
        let (format, header) = header.split_first()?;
        let (id, nonce) = header.split_at_checked(KEY_ID_LEN)?;
        if *format != FORMAT {
            return None;
        }
        let key = self.0.newest_first.iter().find(|key| key.id == id)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let plain = key.key.open_in_place(nonce, Aad::from(bound(name, before)), sealed).ok()?;
        Some(plain.len())
    }
}

impl SealingKey {
    fn new(bytes: &[u8]) -> Option<Self> {
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM_SIV, bytes).ok()?);
        // Told apart by a digest, so that nobody has to number keys.
        let digest = digest::digest(&digest::SHA256, bytes);
        let id = digest.as_ref().first_chunk::<KEY_ID_LEN>()?;
        Some(Self { id: *id, key })
    }
}

/// The name, and what stands in front of the sealed value. No name holds a zero byte.
fn bound(name: &str, before: &[u8]) -> Vec<u8> {
    let mut bound = Vec::with_capacity(name.len().saturating_add(before.len()).saturating_add(1));
    bound.extend_from_slice(name.as_bytes());
    bound.push(0);
    bound.extend_from_slice(before);
    bound
}

fn bytes_of(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = Zeroizing::new(STANDARD.decode(text.trim()).ok()?);
    (bytes.len() == KEY_LEN).then_some(bytes)
}

/// A new key, as configuration writes it.
pub fn random_key() -> Result<Zeroizing<String>, BadKey> {
    let mut bytes = Zeroizing::new([0_u8; KEY_LEN]);
    rand::fill(bytes.as_mut_slice()).map_err(|_| BadKey::NoRandomness)?;
    Ok(Zeroizing::new(STANDARD.encode(bytes.as_slice())))
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing({} keys)", self.0.newest_first.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_newest_seals_and_all_open() {
        let (old, new, naming) =
            (random_key().unwrap(), random_key().unwrap(), random_key().unwrap());
        let before = KeyRing::parse(&[old.as_str()], &naming).unwrap();
        let after = KeyRing::parse(&[new.as_str(), old.as_str()], &naming).unwrap();
        let without_old = KeyRing::parse(&[new.as_str()], &naming).unwrap();
        let sealed_before = before.seal("name", b"", b"plain").unwrap();
        let sealed_after = after.seal("name", b"", b"plain").unwrap();
        assert_eq!(after.open("name", 0, sealed_before.clone()).unwrap(), b"plain");
        assert_eq!(without_old.open("name", 0, sealed_after).unwrap(), b"plain");
        assert!(without_old.open("name", 0, sealed_before).is_err());
    }

    #[test]
    fn a_key_that_is_no_key_is_named_by_its_place() {
        let good = random_key().unwrap();
        let keys = [good.as_str(), "c2hvcnQ="];
        assert_eq!(KeyRing::parse(&keys, &good).err(), Some(BadKey::Sealing(2)));
        assert_eq!(KeyRing::parse(&[good.as_str()], "").err(), Some(BadKey::Naming));
        assert_eq!(KeyRing::parse::<&str>(&[], &good).err(), Some(BadKey::None));
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_under_its_name_alone(
            plain in prop::collection::vec(any::<u8>(), 0..600),
            before in prop::collection::vec(any::<u8>(), 0..12),
        ) {
            let ring = KeyRing::random().unwrap();
            let sealed = ring.seal("a", &before, &plain).unwrap();
            prop_assert_eq!(ring.open("a", before.len(), sealed.clone()).unwrap(), plain);
            prop_assert!(ring.open("b", before.len(), sealed).is_err());
        }

        #[test]
        fn a_changed_byte_never_opens(plain in ".{0,64}", at in any::<prop::sample::Index>()) {
            let ring = KeyRing::random().unwrap();
            let mut sealed = ring.seal("a", b"12345678", plain.as_bytes()).unwrap();
            let at = at.index(sealed.len());
            sealed[at] ^= 1;
            prop_assert!(ring.open("a", 8, sealed).is_err());
        }

        #[test]
        fn no_value_panics(value in prop::collection::vec(any::<u8>(), 0..80), before in 0_usize..90) {
            prop_assert!(KeyRing::random().unwrap().open("a", before, value).is_err());
        }
    }
}
