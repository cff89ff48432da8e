//! The one binary: parses arguments, dispatches.
//!
//! Exit status: 0 good, 1 the thing checked fell short, 2 wrong use.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
