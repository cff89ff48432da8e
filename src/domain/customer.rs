//! The person the bank knows (PSU), and how sure we are that it is they who speak.

use super::name::identifier;

identifier!(
    /// The bank's own handle for a customer.
    masked CustomerId, 128
);

/// How sure we are of the speaker, least first (authentication confidence; step-up raises it).
///
/// Only the bank's app raises it to the top; a speaker's voice never does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assurance {
    /// No account is linked.
    Anonymous,
    /// The device's owner has linked an account.
    Linked,
    /// The platform also recognised the person, as a hint.
    Recognised,
    /// The customer approved this very thing in the bank's app.
    ApprovedInApp,
}
