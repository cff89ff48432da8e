//! A set of test chains under one root: the good one, and one for each flaw. Who runs an endpoint
//! tells it to trust the root and where the chains are; who certifies it signs with them.
//!
//! It is kept as plain files, `root.pem`, `chain.pem`, `key.pem` and `flawed/….pem`, or sent as
//! one JSON object of the same names.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::authority::{Flaw, Root, signing_key};
use super::{Forge, ForgeError};

/// Where test chains pretend to be kept; the file's name follows.
const FOLDER: &str = "https://s3.amazonaws.com/echo.api/banter-test-";
const ROOT: &str = "root.pem";
const CHAIN: &str = "chain.pem";
const KEY: &str = "key.pem";
/// A kit is used for weeks; what is not yet valid must not become so meanwhile.
const BEGINS: Duration = Duration::days(89);
/// A server that is given files would not start with one that holds no certificate at all.
const NOT_KEPT: Flaw = Flaw::NotPem;

/// Chains and their key.
#[derive(Debug)]
pub struct Kit {
    good: Forge,
    flawed: Vec<(Flaw, Forge)>,
    files: BTreeMap<String, String>,
}

/// Why a kit cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BadKit {
    #[error("there is no {0}")]
    Missing(&'static str),
    #[error("{file} cannot be used")]
    Unusable {
        file: &'static str,
        #[source]
        source: ForgeError,
    },
}

impl Kit {
    pub fn new(now: DateTime<Utc>) -> Result<Self, ForgeError> {
        let (root, stranger) = (Root::new(now, BEGINS)?, Root::new(now, BEGINS)?);
        let key = signing_key()?;
        let mut files = BTreeMap::new();
        files.insert(ROOT.to_owned(), root.pem());
        files.insert(CHAIN.to_owned(), root.chain(&key, None)?);
        files.insert(KEY.to_owned(), key.serialize_pem());
        for flaw in Flaw::ALL.into_iter().filter(|flaw| *flaw != NOT_KEPT) {
            let chain = if flaw == Flaw::UntrustedRoot {
                stranger.chain(&key, None)?
            } else {
                root.chain(&key, Some(flaw))?
            };
            files.insert(file(flaw), chain);
        }
        Self::from_files(files).map_err(|error| match error {
            BadKit::Missing(_) => ForgeError::Pem,
            BadKit::Unusable { source, .. } => source,
        })
    }

    /// From files by their names. Flawed chains may be missing.
    pub fn from_files(files: BTreeMap<String, String>) -> Result<Self, BadKit> {
        let text = |name: &'static str| files.get(name).ok_or(BadKit::Missing(name));
        let (root, chain, key) = (text(ROOT)?, text(CHAIN)?, text(KEY)?);
        let unusable = |file: &'static str| move |source| BadKit::Unusable { file, source };
        let forge = |chain: &str, url: &str| Forge::from_pem(chain, key, url);
        let mut good = forge(chain, &address(CHAIN)).map_err(unusable(KEY))?;
        good.root_pem.clone_from(root);
        let mut flawed = Vec::new();
        for flaw in Flaw::ALL {
            let name = file(flaw);
            let Some(chain) = files.get(&name) else { continue };
            // What is no certificate cannot be read as one, and is only ever pointed at.
            let mut forge = forge(good.chain_pem(), &address(&name)).map_err(unusable(KEY))?;
            forge.chain_pem.clone_from(chain);
            forge.root_pem.clone_from(root);
            flawed.push((flaw, forge));
        }
        Ok(Self { good, flawed, files })
    }

    /// Signs as Alexa does.
    pub const fn good(&self) -> &Forge {
        &self.good
    }

    /// Signs with a flawed chain, if the kit has it.
    pub fn flawed(&self, flaw: Flaw) -> Option<&Forge> {
        self.flawed.iter().find(|(known, _)| *known == flaw).map(|(_, forge)| forge)
    }

    /// What is kept, by file name.
    pub const fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// Where each chain pretends to be, and its file.
    pub fn addresses(&self) -> impl Iterator<Item = (String, &str, &str)> {
        let chains = self.files.iter().filter(|(name, _)| !matches!(name.as_str(), ROOT | KEY));
        chains.map(|(name, text)| (address(name), name.as_str(), text.as_str()))
    }

    /// Whether an address, however it is spelled, speaks of a chain of a kit.
    pub fn is_meant_by(url: &str) -> bool {
        FOLDER.rsplit('/').next().is_some_and(|prefix| url.contains(prefix))
    }
}

/// `flawed/wrong-name.pem`
fn file(flaw: Flaw) -> String {
    format!("flawed/{}.pem", flaw.name())
}

fn address(file: &str) -> String {
    format!("{FOLDER}{}", file.rsplit('/').next().unwrap_or(file))
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn kit() -> Kit {
        Kit::new(Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()).unwrap()
    }

    #[test]
    fn a_kit_is_kept_as_files_and_read_again() {
        let kit = kit();
        let again = Kit::from_files(kit.files().clone()).unwrap();
        assert_eq!(again.good().sign(b"body").unwrap(), kit.good().sign(b"body").unwrap());
        for flaw in Flaw::ALL.into_iter().filter(|flaw| *flaw != NOT_KEPT) {
            let (before, after) = (kit.flawed(flaw).unwrap(), again.flawed(flaw).unwrap());
            assert_eq!(before.chain_pem(), after.chain_pem());
            assert_ne!(before.url(), kit.good().url(), "{flaw:?}");
        }
    }

    #[test]
    fn every_chain_has_an_address_of_its_own() {
        let kit = kit();
        let addresses: std::collections::BTreeSet<String> =
            kit.addresses().map(|(address, _, _)| address).collect();
        assert_eq!(addresses.len(), Flaw::ALL.len());
        assert!(addresses.iter().all(|address| Kit::is_meant_by(address)));
        assert!(!Kit::is_meant_by("https://s3.amazonaws.com/echo.api/echo-api-cert-12.pem"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut files = kit().files().clone();
        files.remove("key.pem");
        assert_eq!(Kit::from_files(files).unwrap_err().to_string(), "there is no key.pem");
    }
}
