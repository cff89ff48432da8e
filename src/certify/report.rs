//! What came of a run, as it is kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::contracts::certification::{Clause, Exchange, Finding, Verdict};

/// Of the JSON; a reader refuses another.
pub(super) const FORMAT: u32 = 1;
/// More of one message proves nothing more.
const EVIDENCE_BYTES: usize = 64 * 1024;
const MASK: &str = "(left out)";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub format: u32,
    pub tool: String,
    pub platform: String,
    pub rules: String,
    pub url: String,
    pub locale: String,
    pub began: DateTime<Utc>,
    pub took_ms: u64,
    pub modules: Vec<ModuleReport>,
    pub unclaimed: Vec<UnclaimedReport>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleReport {
    pub id: String,
    pub title: String,
    pub source: String,
    pub verdict: String,
    pub variants: Vec<VariantReport>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantReport {
    pub name: String,
    pub verdict: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub exchanges: Vec<Sent>,
}

/// One exchange, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    pub headers: Vec<(String, String)>,
    pub request: String,
    pub status: u16,
    pub answer: String,
    pub took_ms: u64,
}

/// A rule that nothing checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnclaimedReport {
    pub id: String,
    pub title: String,
    pub source: String,
    pub why: String,
}

/// How many modules ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub pass: usize,
    pub warn: usize,
    pub fail: usize,
    pub review: usize,
    pub skipped: usize,
}

/// Why an earlier report cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadReport {
    #[error("it is not the JSON of a report")]
    NotJson(#[source] serde_json::Error),
    #[error("it is a report of format {0}, and only format {FORMAT} is read")]
    OtherFormat(u32),
}

/// The worst that a module's variants came to; skipped only where nothing was tried.
const WORST_FIRST: [&str; 4] = ["fail", "review", "warn", "pass"];

impl Report {
    pub fn counts(&self) -> Counts {
        let count =
            |name: &str| self.modules.iter().filter(|module| module.verdict == name).count();
        Counts {
            pass: count("pass"),
            warn: count("warn"),
            fail: count("fail"),
            review: count("review"),
            skipped: count("skipped"),
        }
    }

    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec_pretty(self)
    }

    pub fn from_json(json: &[u8]) -> Result<Self, BadReport> {
        let report: Self = serde_json::from_slice(json).map_err(BadReport::NotJson)?;
        if report.format == FORMAT {
            Ok(report)
        } else {
            Err(BadReport::OtherFormat(report.format))
        }
    }
}

impl ModuleReport {
    pub(super) fn new(clause: &Clause, findings: Vec<Finding>, secrets: &[String]) -> Self {
        let variants: Vec<VariantReport> =
            findings.into_iter().map(|finding| VariantReport::new(finding, secrets)).collect();
        let ended = |verdict: &&str| variants.iter().any(|variant| variant.verdict == *verdict);
        let verdict = WORST_FIRST.into_iter().find(|verdict| ended(verdict));
        Self {
            id: clause.id.to_owned(),
            title: clause.title.to_owned(),
            source: clause.source.to_owned(),
            verdict: verdict.unwrap_or(Verdict::Skipped(String::new()).name()).to_owned(),
            variants,
        }
    }
}

impl VariantReport {
    fn new(finding: Finding, secrets: &[String]) -> Self {
        Self {
            name: finding.variant,
            verdict: finding.verdict.name().to_owned(),
            reason: finding.verdict.reason().map(ToOwned::to_owned),
            exchanges: finding.exchanges.iter().map(|sent| Sent::new(sent, secrets)).collect(),
        }
    }
}

impl Sent {
    fn new(exchange: &Exchange, secrets: &[String]) -> Self {
        let text = |bytes: &[u8]| {
            let (kept, cut) = bytes.split_at(bytes.len().min(EVIDENCE_BYTES));
            let mut text = String::from_utf8_lossy(kept).into_owned();
            for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
                text = text.replace(secret.as_str(), MASK);
            }
            if !cut.is_empty() {
                text.push_str(&format!("… and {} bytes more", cut.len()));
            }
            text
        };
        Self {
            headers: exchange.headers.clone(),
            request: text(&exchange.request),
            status: exchange.status,
            answer: text(&exchange.answer),
            took_ms: exchange.took_ms,
        }
    }
}

impl UnclaimedReport {
    pub(super) fn new((clause, why): &(Clause, &'static str)) -> Self {
        Self {
            id: clause.id.to_owned(),
            title: clause.title.to_owned(),
            source: clause.source.to_owned(),
            why: (*why).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAUSE: Clause = Clause { id: "E1", title: "t", source: "s" };

    fn finding(verdict: Verdict) -> Finding {
        Finding { variant: "v".to_owned(), verdict, exchanges: Vec::new() }
    }

    fn module(verdicts: &[Verdict]) -> String {
        let findings = verdicts.iter().cloned().map(finding).collect();
        ModuleReport::new(&CLAUSE, findings, &[]).verdict
    }

    #[test]
    fn a_module_is_as_good_as_its_worst_variant() {
        let (skip, warn) = (Verdict::Skipped(String::new()), Verdict::Warn(String::new()));
        let (review, fail) = (Verdict::Review(String::new()), Verdict::Fail(String::new()));
        assert_eq!(module(&[Verdict::Pass, skip.clone()]), "pass");
        assert_eq!(module(&[Verdict::Pass, warn.clone()]), "warn");
        assert_eq!(module(&[warn, review.clone()]), "review");
        assert_eq!(module(&[review, fail]), "fail");
        assert_eq!(module(&[skip]), "skipped");
    }

    #[test]
    fn secrets_are_not_evidence_and_long_answers_are_cut() {
        let exchange = Exchange {
            headers: Vec::new(),
            request: br#"{"accessToken":"s3cret"}"#.to_vec(),
            status: 200,
            answer: vec![b'x'; EVIDENCE_BYTES + 7],
            took_ms: 1,
        };
        let sent = Sent::new(&exchange, &["s3cret".to_owned()]);
        assert!(!sent.request.contains("s3cret"), "{}", sent.request);
        assert!(sent.answer.ends_with("… and 7 bytes more"));
    }
}
