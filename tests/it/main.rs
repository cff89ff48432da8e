//! All integration tests, in one binary: the house as a whole, seen from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::wildcard_enum_match_arm,
    clippy::string_slice,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::too_many_lines,
    clippy::disallowed_methods,
    reason = "clippy's allow-…-in-tests does not reach helper functions outside #[test]"
)]

mod app;
mod bad_input;
mod banks;
mod certify;
mod clients;
mod config;
mod conversations;
mod docs;
mod intents;
mod promises;
mod servers;
mod simulator;
mod stores;
mod tidy;
mod transfers;
mod webhooks;
