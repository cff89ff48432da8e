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
    /// Allowed, and not as it should be.
    Warn(String),
    Fail(String),
    /// A human must look.
    Review(String),
    /// Could not be tried, and why.
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
    /// Why there is no answer is told in words, for the report.
    async fn post(&self, headers: &[(String, String)], body: &[u8]) -> Result<Exchange, String>;
}

/// One check. Runs all its variants. One thread runs all of them, one after the other: what an
/// endpoint remembers of one must not be an accident of the order.
#[async_trait(?Send)]
pub trait Module: Debug {
    fn clause(&self) -> Clause;
    async fn run(&self, endpoint: &dyn Endpoint) -> Vec<Finding>;
}

/// What a platform's rules come to.
#[derive(Debug)]
pub struct Plan {
    pub platform: &'static str,
    /// Which state of which rules.
    pub rules: &'static str,
    pub modules: Vec<Box<dyn Module>>,
    /// Rules that nothing here checks, and why.
    pub unclaimed: &'static [(Clause, &'static str)],
}

impl Verdict {
    /// The name in reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn(_) => "warn",
            Self::Fail(_) => "fail",
            Self::Review(_) => "review",
            Self::Skipped(_) => "skipped",
        }
    }

    /// What there is to say about it.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Pass => None,
            Self::Warn(why) | Self::Fail(why) | Self::Review(why) | Self::Skipped(why) => Some(why),
        }
    }
}
