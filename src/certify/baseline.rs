//! A report against an earlier one: what changed since the build that was certified.

use std::collections::BTreeMap;
use std::fmt;

use super::report::Report;

/// A variant that ended otherwise than before, or was not there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub module: String,
    pub variant: String,
    /// Nothing: it is new.
    pub before: Option<String>,
    /// Nothing: it is gone.
    pub after: Option<String>,
}

/// Everything that is not as it was, in the order of the modules' names.
pub fn changes(before: &Report, after: &Report) -> Vec<Change> {
    let (before, after) = (verdicts(before), verdicts(after));
    let mut changes = Vec::new();
    for (&(module, variant), &now) in &after {
        let then = before.get(&(module, variant)).copied();
        if then != Some(now) {
            changes.push(change((module, variant), then, Some(now)));
        }
    }
    for (&(module, variant), &then) in &before {
        if !after.contains_key(&(module, variant)) {
            changes.push(change((module, variant), Some(then), None));
        }
    }
    changes.sort();
    changes
}

fn verdicts(report: &Report) -> BTreeMap<(&str, &str), &str> {
    let variants = report.modules.iter().flat_map(|module| {
        let variants = module.variants.iter();
        variants.map(|v| ((module.id.as_str(), v.name.as_str()), v.verdict.as_str()))
    });
    variants.collect()
}

fn change((module, variant): (&str, &str), before: Option<&str>, after: Option<&str>) -> Change {
    Change {
        module: module.to_owned(),
        variant: variant.to_owned(),
        before: before.map(ToOwned::to_owned),
        after: after.map(ToOwned::to_owned),
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = self.before.as_deref().unwrap_or("new");
        let after = self.after.as_deref().unwrap_or("gone");
        write!(f, "{} {}: {before} → {after}", self.module, self.variant)
    }
}
