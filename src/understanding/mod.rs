//! Words to wishes: what a customer said, as an intent and its slots, with how sure we are.
//!
//! **In:** a text as typed or transcribed, the locale, and the little that the conversation knows:
//! the day, the account's currency, the customer's own names, what was asked last.
//! **Out:** [`Understood`]: always a best guess, and whether it may be acted on.
//!
//! Nothing here acts, remembers or asks anybody. The same words give the same answer, every time
//! and everywhere. Where money is said and not certain, the answer is *unclear*, never a guess.
//! It must not know platforms, banks or wording.

mod amount;
mod context;
mod currency;
mod date;
mod guess;
mod language;
mod lexed;
mod listen;
mod lists;
mod matcher;
mod names;
mod numbers;
mod template;
mod text;
mod understood;

pub use context::{AccountName, Context, Pending};
pub use listen::{NotUnderstandable, Understanding};
pub use names::{NameMatch, match_name};
pub use understood::{Confidence, Understood};

#[cfg(test)]
mod tests;
