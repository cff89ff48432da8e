//! Chains that were fetched and checked, and those that were not worth it.
//!
//! A call names the address of its chain, and anybody can send a call. So what is fetched is
//! bounded in every direction: one host, one folder ([`ChainUrl`]), so many at once, so many in a
//! while, so many bytes, so long; what failed is not tried again for a time, and nothing grows.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use tokio::sync::OnceCell;

use super::chain::{self, BadChain, Leaf, Roots};
use super::chain_url::ChainUrl;

/// How many chains are kept. Amazon signs with one or two at a time.
const KEPT: usize = 16;
/// How many addresses are remembered as useless.
const REFUSED: usize = 256;
/// How long an address that could not be fetched is left alone.
const REST_AFTER_SILENCE: Duration = Duration::seconds(15);
/// How long an address whose chain was wrong is left alone.
const REST_AFTER_BAD_CHAIN: Duration = Duration::minutes(5);
/// How many fetches may be under way.
const AT_ONCE: usize = 4;
/// How many unknown addresses may be fetched in a row, and how often one more.
const BURST: i64 = 12;
const ONE_MORE_AFTER_MS: i64 = 2_000;
/// A chain is fetched again when it has less than this to live.
const REFRESH_BEFORE: Duration = Duration::hours(24);
const REFRESH_EVERY: Duration = Duration::hours(1);

/// Where chains come from.
#[async_trait]
pub trait ChainSource: Debug + Send + Sync {
    /// The PEM file at an address.
    async fn fetch(&self, url: &str) -> Result<Vec<u8>, NotFetched>;
    /// Whether the address is served without leaving this house, and so as often as one likes.
    fn is_local(&self, url: &str) -> bool;
}

/// Why there is no chain at an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFetched {
    #[error("the certificate chain's host cannot be asked: {why}")]
    NoAnswer { why: String },
    #[error("the certificate chain's host answered {status}")]
    Status { status: u16 },
    #[error("the certificate chain's file cannot be read")]
    File,
}

/// Why there is no key to check a call with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoLeaf {
    #[error(transparent)]
    Bad(#[from] BadChain),
    #[error(transparent)]
    NotFetched(#[from] NotFetched),
    #[error("the certificate chain was refused a moment ago")]
    RefusedBefore,
    #[error("too many unknown certificate chains are asked for")]
    TooMany,
}

/// The chains of one front.
#[derive(Debug)]
pub struct Chains {
    source: Box<dyn ChainSource>,
    roots: Roots,
    /// Read on every call, written when a chain comes.
    kept: RwLock<BTreeMap<Box<str>, Arc<Leaf>>>,
    rim: Mutex<Rim>,
}

/// What stands between an unknown address and a fetch.
#[derive(Debug)]
struct Rim {
    flights: BTreeMap<Box<str>, Flight>,
    refused: BTreeMap<Box<str>, DateTime<Utc>>,
    refreshed: BTreeMap<Box<str>, DateTime<Utc>>,
    /// Fetches of unknown addresses that are still allowed, in milliseconds of waiting.
    allowance_ms: i64,
    counted_at: DateTime<Utc>,
}

/// One fetch that many calls wait for.
type Flight = Arc<OnceCell<Result<Arc<Leaf>, NoLeaf>>>;

impl Chains {
    pub fn new(source: Box<dyn ChainSource>, roots: Roots) -> Arc<Self> {
        let rim = Rim {
            flights: BTreeMap::new(),
            refused: BTreeMap::new(),
            refreshed: BTreeMap::new(),
            allowance_ms: BURST.saturating_mul(ONE_MORE_AFTER_MS),
            counted_at: DateTime::UNIX_EPOCH,
        };
        Arc::new(Self { source, roots, kept: RwLock::default(), rim: Mutex::new(rim) })
    }

    /// The key of the chain at an address, valid now.
    pub async fn leaf(
        self: &Arc<Self>,
        url: &ChainUrl<'_>,
        at: DateTime<Utc>,
    ) -> Result<Arc<Leaf>, NoLeaf> {
        if let Some(leaf) = self.known(url.as_str()) {
            if leaf.until() < at.checked_add_signed(REFRESH_BEFORE).unwrap_or(at) {
                self.refresh_meanwhile(url, at);
            }
            if at <= leaf.until() {
                leaf.in_force(at)?;
                return Ok(leaf);
            }
        }
        let flight = self.board(url.as_str(), at)?;
        let outcome = flight.get_or_init(|| self.fetch(url.as_str(), at)).await.clone();
        self.land(url.as_str(), &flight, &outcome, at);
        outcome
    }

    fn known(&self, url: &str) -> Option<Arc<Leaf>> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).get(url).cloned()
    }

    /// A place in the fetch of an address, which may be under way already.
    fn board(&self, url: &str, at: DateTime<Utc>) -> Result<Flight, NoLeaf> {
        let mut rim = self.rim.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = rim.flights.get(url) {
            return Ok(Arc::clone(flight));
        }
        if rim.refused.get(url).is_some_and(|until| at < *until) {
            return Err(NoLeaf::RefusedBefore);
        }
        if !self.source.is_local(url) && !rim.allows_one_more(at) {
            return Err(NoLeaf::TooMany);
        }
        let flight = Flight::default();
        rim.flights.insert(url.into(), Arc::clone(&flight));
        Ok(flight)
    }

    async fn fetch(&self, url: &str, at: DateTime<Utc>) -> Result<Arc<Leaf>, NoLeaf> {
        let pem = self.source.fetch(url).await?;
        Ok(Arc::new(chain::check(&pem, &self.roots, at)?))
    }

    /// Keeps what came of a fetch. Everybody who waited comes by; the first one does it.
    fn land(
        &self,
        url: &str,
        flight: &Flight,
        outcome: &Result<Arc<Leaf>, NoLeaf>,
        at: DateTime<Utc>,
    ) {
        let mut rim = self.rim.lock().unwrap_or_else(PoisonError::into_inner);
        if !rim.flights.get(url).is_some_and(|current| Arc::ptr_eq(current, flight)) {
            return;
        }
        rim.flights.remove(url);
        match outcome {
            Ok(leaf) => {
                rim.refused.remove(url);
                drop(rim);
                self.keep(url, Arc::clone(leaf));
            }
            Err(error) => {
                tracing::warn!(url, %error, "a certificate chain is refused");
                rim.refuse(url, error, at);
            }
        }
    }

    fn keep(&self, url: &str, leaf: Arc<Leaf>) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        while kept.len() >= KEPT && !kept.contains_key(url) {
            let first_to_end = kept.iter().min_by_key(|(_, leaf)| leaf.until());
            let Some(url) = first_to_end.map(|(url, _)| url.clone()) else { break };
            kept.remove(&url);
        }
        kept.insert(url.into(), leaf);
    }

    /// Fetches a chain that is about to end, while calls go on with the one that is known.
    fn refresh_meanwhile(self: &Arc<Self>, url: &ChainUrl<'_>, at: DateTime<Utc>) {
        {
            let mut rim = self.rim.lock().unwrap_or_else(PoisonError::into_inner);
            if rim.refreshed.get(url.as_str()).is_some_and(|next| at < *next) {
                return;
            }
            // Only addresses of kept chains come here, so this is bounded by them.
            let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
            rim.refreshed.retain(|url, _| kept.contains_key(url));
            let next = at.checked_add_signed(REFRESH_EVERY).unwrap_or(at);
            rim.refreshed.insert(url.as_str().into(), next);
        }
        let (chains, url) = (Arc::clone(self), url.as_str().to_owned());
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            match chains.fetch(&url, at).await {
                Ok(leaf) => chains.keep(&url, leaf),
                Err(error) => tracing::warn!(url, %error, "a certificate chain is not refreshed"),
            }
        });
    }
}

impl Rim {
    /// Takes one fetch out of the allowance, which fills up with time.
    fn allows_one_more(&mut self, at: DateTime<Utc>) -> bool {
        if self.flights.len() >= AT_ONCE {
            return false;
        }
        let waited = at.signed_duration_since(self.counted_at).num_milliseconds().max(0);
        let full = BURST.saturating_mul(ONE_MORE_AFTER_MS);
        self.allowance_ms = self.allowance_ms.saturating_add(waited).min(full);
        self.counted_at = self.counted_at.max(at);
        if self.allowance_ms < ONE_MORE_AFTER_MS {
            return false;
        }
        self.allowance_ms = self.allowance_ms.saturating_sub(ONE_MORE_AFTER_MS);
        true
    }

    fn refuse(&mut self, url: &str, error: &NoLeaf, at: DateTime<Utc>) {
        let rest = match error {
            NoLeaf::Bad(_) => REST_AFTER_BAD_CHAIN,
            NoLeaf::NotFetched(_) | NoLeaf::RefusedBefore | NoLeaf::TooMany => REST_AFTER_SILENCE,
        };
        self.refused.retain(|_, until| at < *until);
        if self.refused.len() >= REFUSED {
            self.refused.pop_first();
        }
        self.refused.insert(url.into(), at.checked_add_signed(rest).unwrap_or(at));
    }
}

#[cfg(test)]
mod tests;
