//! Banks: one folder for each dialect, one line in [`CONNECTORS`].
//!
//! **In:** a configured bank's own table. **Out:** a [`BankConnector`] that hands out what this bank
//! can do. A connector knows its dialect and no words of any language; it keeps no state.

pub mod sandbox;

use std::sync::Arc;

use crate::contracts::bank::BankConnector;
use crate::domain::account::BankId;

/// Every dialect by the name that a bank's `connector` setting gives.
pub const CONNECTORS: &[(&str, Build)] = &[("sandbox", sandbox::build)];

pub type Build = fn(&ConnectorContext) -> Result<Arc<dyn BankConnector>, BadConnector>;

/// What a connector is made from.
#[derive(Debug, Clone)]
pub struct ConnectorContext {
    pub bank: BankId,
    /// The dialect's own settings, read by the dialect; keys it does not know are refused.
    pub table: toml::Table,
    /// The bank in memory, for the one dialect that speaks to it.
    pub sandbox: Arc<sandbox::SharedBank>,
}

#[derive(Debug, thiserror::Error)]
pub enum BadConnector {
    #[error("bank {bank}: no connector is called {name:?}; there are: {known}")]
    Unknown { bank: BankId, name: String, known: String },
    #[error("bank {bank}: {what}")]
    Settings { bank: BankId, what: String },
}

/// Makes the connector of that name.
pub fn build(
    name: &str,
    context: &ConnectorContext,
) -> Result<Arc<dyn BankConnector>, BadConnector> {
    let Some((_, build)) = CONNECTORS.iter().find(|(known, _)| *known == name) else {
        let known: Vec<&str> = CONNECTORS.iter().map(|(known, _)| *known).collect();
        return Err(BadConnector::Unknown {
            bank: context.bank.clone(),
            name: name.to_owned(),
            known: known.join(", "),
        });
    };
    build(context)
}
