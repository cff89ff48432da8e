//! The conversation: from a turn to a reply.

pub mod desk;
pub mod disclosure;
pub mod engine;
pub mod filled;
mod gate;
pub mod handler;
pub mod intents;
pub mod left;
pub mod policy_file;
pub mod saying;
pub mod settings;
pub mod wording;
