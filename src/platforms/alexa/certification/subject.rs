//! What is known of the endpoint before it is tried.

use std::sync::Arc;

use super::interaction::Interaction;
use crate::domain::clock::Clock;
use crate::domain::locale::Locale;
use crate::platforms::alexa::forge::Kit;

/// The skill under test, and what it has been told.
#[derive(Debug)]
pub struct Subject {
    /// What the endpoint must have been told to trust.
    pub kit: Kit,
    pub skill_id: String,
    /// What its development profile is lenient about, if it said so.
    pub lenient: Lenient,
    /// The access token of a linked account; without one, what needs a customer is skipped.
    pub token: Option<String>,
    pub locale: Locale,
    pub interaction: Interaction,
    pub clock: Arc<dyn Clock>,
}

/// What a server on this very machine takes while it is being developed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lenient {
    pub unsigned_calls: bool,
    pub any_skill: bool,
}
