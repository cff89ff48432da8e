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

/// Test data kept beside the project, where there is such a place.
#[cfg(test)]
fn shared_data(path: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "where the test data is, is said from outside")]
    let root = std::env::var("BANTER_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let file = std::path::Path::new(&root).join(path);
    match std::fs::read_to_string(&file) {
        Ok(text) => Some(text),
        Err(error) => {
            println!("SKIPPED: no shared test data at {}: {error}", file.display());
            None
        }
    }
}

#[cfg(test)]
mod tests;
