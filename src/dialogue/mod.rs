//! The conversation: from a turn to a reply.
//!
//! ```text
//! load ▸ understand ▸ route ▸ guard ▸ slots ▸ handler ▸ word ▸ save
//! ```
//!
//! **What it is.** [`engine`] loads and saves; [`course`] is the turn in between: stop, cancel,
//! help, repeat and starting over win over everything, then a yes or no to what was asked, then
//! wishes. [`asking`] guards a wish (linked? allowed? may it be said here?), hands it to the
//! intent's handler and turns the [`Outcome`](handler::Outcome) into an answer. [`read_back`]
//! holds what makes a yes count. A turn that acts is claimed first, so that its second arrival
//! does nothing.
//!
//! **In and out.** In goes a turn, out comes a reply; between two turns remains a
//! [`Memory`](memory::Memory) without a word of the bank's.
//!
//! **What it must not know.** Platforms and bank dialects. No amount, number or name gets out
//! except through the [`gate`].

mod asking;
mod choosing;
mod course;
pub mod desk;
pub mod disclosure;
pub mod engine;
pub mod filled;
pub mod gate;
pub mod handler;
pub mod intents;
mod kept;
pub mod left;
mod listening;
mod memory;
mod money;
pub mod policy_file;
mod read_back;
pub mod saying;
pub mod settings;
mod slots;
mod status;
pub mod trace;
pub mod wording;
