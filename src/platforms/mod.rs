//! The fronts: one folder for each assistant, and one line for each here.
//!
//! **What goes in and out.** A call as bytes goes in; [`Platform::verify`] says whether the
//! assistant itself sent it, [`Platform::decode`] makes turns of it, [`Platform::encode`] writes
//! the reply in the assistant's own form.
//!
//! **What a front must not know.** Another front, the web framework, a bank, or what an intent
//! does. It reads its own part of the configuration and nothing else.

use std::sync::Arc;

use crate::catalog::IntentCatalog;
use crate::contracts::platform::Platform;
use crate::domain::account::BankId;
use crate::domain::clock::Clock;

pub mod alexa;

/// Makes a front of its configuration.
pub type Build = fn(PlatformContext) -> Result<Arc<dyn Platform>, BuildError>;

/// Every front there is: its name in routes and in the configuration, and how it is built.
pub const PLATFORMS: &[(&str, Build)] = &[(alexa::NAME, alexa::build)];

/// What a front is built from.
#[derive(Debug)]
pub struct PlatformContext {
    pub bank: BankId,
    /// The front's own part of the configuration; it refuses keys that it does not know.
    pub table: toml::Table,
    pub catalog: Arc<IntentCatalog>,
    /// The development profile: what a front may be lenient about on this very machine.
    pub development: bool,
    pub clock: Arc<dyn Clock>,
}

/// Why a front cannot start.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The front's part of the configuration does not say what it must.
    #[error("the configuration of {platform} is wrong: {what}")]
    Configuration { platform: &'static str, what: String },
    /// A certificate file that is named cannot be used.
    #[error("{platform} cannot use the certificates of {origin}: {what}")]
    Certificates { platform: &'static str, origin: String, what: String },
    /// A name that the code itself gives is not one.
    #[error("{platform} cannot be built: {what}")]
    Broken { platform: &'static str, what: &'static str },
}
