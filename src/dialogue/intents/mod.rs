//! What is done for each intent: a file for each, a line for each.

use super::handler::IntentHandler;

/// The catalog's intents and their handlers.
pub const HANDLERS: &[(&str, &dyn IntentHandler)] = &[];
