//! Chains from Amazon's bucket, and from files where one may not fetch.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;

use super::chain_url::ChainUrl;
use super::chains::{ChainSource, NotFetched};
use crate::net::{Client, NetError, Options};

/// A chain has four certificates of some two kilobytes.
const SIZE_LIMIT_BYTES: usize = 64 * 1024;
/// A call must be answered within eight seconds; the chain may cost two of them.
const TIME_LIMIT: Duration = Duration::from_secs(2);

/// Files first, then the bucket.
#[derive(Debug)]
pub struct Source {
    files: BTreeMap<Box<str>, Pem>,
    client: Client,
}

/// A PEM file, or its text where the configuration holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Pem(String);

impl Pem {
    pub fn new(path_or_text: &str) -> Self {
        Self(path_or_text.to_owned())
    }

    /// Reads the file. It may be replaced while the server runs.
    pub fn read(&self) -> std::io::Result<Vec<u8>> {
        if self.0.trim_start().starts_with("-----BEGIN") {
            return Ok(self.0.clone().into_bytes());
        }
        std::fs::read(&self.0)
    }

    /// How it is called in an error.
    pub fn name(&self) -> &str {
        if self.0.trim_start().starts_with("-----BEGIN") { "the configuration" } else { &self.0 }
    }
}

impl Source {
    pub fn new(files: BTreeMap<Box<str>, Pem>) -> Result<Self, NetError> {
        let options = Options {
            connect_timeout: TIME_LIMIT,
            timeout: TIME_LIMIT,
            max_body_bytes: SIZE_LIMIT_BYTES,
            ..Options::default()
        };
        Ok(Self { files, client: Client::new(options)? })
    }

    /// The spelling under which an address of the configuration is found again.
    pub fn address(raw: &str) -> Option<Box<str>> {
        ChainUrl::parse(raw).ok().map(|url| url.as_str().into())
    }
}

#[async_trait]
impl ChainSource for Source {
    async fn fetch(&self, url: &str) -> Result<Vec<u8>, NotFetched> {
        if let Some(pem) = self.files.get(url).cloned() {
            let read = tokio::task::spawn_blocking(move || pem.read());
            return read.await.ok().and_then(Result::ok).ok_or(NotFetched::File);
        }
        let answer = self
            .client
            .get(url, &[])
            .await
            .map_err(|error| NotFetched::NoAnswer { why: error.to_string() })?;
        match answer.status {
            200 => Ok(answer.body),
            status => Err(NotFetched::Status { status }),
        }
    }

    fn is_local(&self, url: &str) -> bool {
        self.files.contains_key(url)
    }
}

impl std::fmt::Debug for Pem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pem({})", self.name())
    }
}
