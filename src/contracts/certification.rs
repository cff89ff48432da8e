//! Certification as the OpenID conformance suite words it: plan, module, variant, verdict, clause.

use std::fmt::Debug;

use async_trait::async_trait;

/// The rule a module checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clause {
    /// `E1`, `L9`.
    pub id: &'static str,
    pub title: &'static str,
    /// Where the rule is written.
    pub source: &'static str,
}

/// How one variant ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Warn(String),
    Fail(String),
    /// A human must look.
    Review(String),
    Skipped(String),
}

/// One HTTP exchange, kept as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    pub headers: Vec<(String, String)>,
    pub request: Vec<u8>,
    pub status: u16,
    pub answer: Vec<u8>,
    pub took_ms: u64,
}

/// What came of one variant of one module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub variant: String,
    pub verdict: Verdict,
    pub exchanges: Vec<Exchange>,
}

/// The server under test.
#[async_trait]
pub trait Endpoint: Debug + Send + Sync {
    async fn post(&self, headers: &[(String, String)], body: &[u8]) -> Result<Exchange, String>;
}

/// One check. Runs all its variants.
#[async_trait]
pub trait Module: Debug + Send + Sync {
    fn clause(&self) -> Clause;
    async fn run(&self, endpoint: &dyn Endpoint) -> Vec<Finding>;
}
