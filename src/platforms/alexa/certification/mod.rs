//! Certification for Alexa: what a skill's endpoint must do, each rule a module.
//!
//! **In:** a [`Subject`] (chains that the endpoint trusts, the skill's id and model, a test
//! customer's token). **Out:** a [`Plan`] whose modules talk to any endpoint over HTTP, ours or
//! another's, and say for each variant how it went, with everything that was sent and answered.
//!
//! The numbers are Amazon's where it gives any; `E` is the robot before the reviewers, `L` a rule
//! of the voice checklist that lost its number, `R` a rule of the request reference.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::LocalBoxFuture;

use crate::contracts::certification::{Clause, Endpoint, Finding, Module, Plan};

mod answer;
mod calls;
mod claims;
mod core;
mod endings;
pub mod interaction;
mod linking;
mod phrase;
mod phrases;
mod requests;
mod sessions;
mod signatures;
mod stand;
mod subject;

pub use interaction::{BadInteraction, Interaction};
pub use subject::{Lenient, Subject};

use claims::{MODULES, UNCLAIMED};
use stand::Stand;

/// Runs one module's variants.
type Run = for<'a> fn(&'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>>;

/// Which state of the rules the modules follow.
const RULES: &str = "Alexa custom skills: HTTPS endpoint, certification requirements and voice \
                     interface testing, as published in 2026";

/// Everything that is checked, ready to run.
pub fn plan(subject: Subject) -> Plan {
    let subject = Arc::new(subject);
    let module = |(clause, run): &(Clause, Run)| -> Box<dyn Module> {
        Box::new(Check { clause: *clause, run: *run, subject: Arc::clone(&subject) })
    };
    Plan {
        platform: super::NAME,
        rules: RULES,
        modules: MODULES.iter().map(module).collect(),
        unclaimed: UNCLAIMED,
    }
}

/// The rules that are checked, in the order of a run.
pub fn claimed() -> impl Iterator<Item = Clause> {
    MODULES.iter().map(|(clause, _)| *clause)
}

/// The rules that nothing here checks, and why.
pub const fn unclaimed() -> &'static [(Clause, &'static str)] {
    UNCLAIMED
}

/// A module for one subject.
struct Check {
    clause: Clause,
    run: Run,
    subject: Arc<Subject>,
}

#[async_trait(?Send)]
impl Module for Check {
    fn clause(&self) -> Clause {
        self.clause
    }

    async fn run(&self, endpoint: &dyn Endpoint) -> Vec<Finding> {
        let stand = Stand { subject: &self.subject, endpoint };
        (self.run)(&stand).await
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Check({})", self.clause.id)
    }
}
