//! Certification: the platforms' rules, tried against a running server, ours or anyone's.
//!
//! **In:** a plan of a platform's modules and the address of an endpoint. **Out:** a [`Report`],
//! for people as HTML, for CI as JUnit XML, to keep as JSON; and what is different from an
//! earlier one.
//!
//! **What it must not know.** How the endpoint works inside. An answer is data: it is shown, and
//! never believed.

use url::Url;

use crate::contracts::certification::{Clause, Plan};
use crate::domain::clock::Clock;

mod baseline;
mod endpoint;
mod html;
mod junit;
mod report;
mod signing;

pub use baseline::{Change, changes};
pub use endpoint::{BadEndpoint, HttpEndpoint};
pub use html::html;
pub use junit::{CannotWrite, junit};
pub use report::{BadReport, Counts, ModuleReport, Report, Sent, UnclaimedReport, VariantReport};
pub use signing::{NoSigning, Signing};

/// What a report says about the run itself.
#[derive(Debug, Clone)]
pub struct About {
    pub url: Url,
    pub locale: String,
    /// Left out of the evidence.
    pub secrets: Vec<String>,
}

/// Runs every module of a plan, one after the other. `before` hears which one is next, and how
/// many are behind and there in all.
pub async fn run(
    plan: &Plan,
    endpoint: &HttpEndpoint,
    about: &About,
    clock: &dyn Clock,
    mut before: impl FnMut(&Clause, usize, usize),
) -> Report {
    let began = clock.now();
    let mut modules = Vec::new();
    for (behind, module) in plan.modules.iter().enumerate() {
        let clause = module.clause();
        before(&clause, behind, plan.modules.len());
        let findings = module.run(endpoint).await;
        modules.push(ModuleReport::new(&clause, findings, &about.secrets));
    }
    let took = clock.now().signed_duration_since(began);
    Report {
        format: report::FORMAT,
        tool: concat!("banter ", env!("CARGO_PKG_VERSION")).to_owned(),
        platform: plan.platform.to_owned(),
        rules: plan.rules.to_owned(),
        url: about.url.to_string(),
        locale: about.locale.clone(),
        began,
        took_ms: u64::try_from(took.num_milliseconds()).unwrap_or_default(),
        modules,
        unclaimed: plan.unclaimed.iter().map(UnclaimedReport::new).collect(),
    }
}
