//! The commands, one file each. They read arguments, print for a person or for a pipe, and leave
//! everything else to the rooms of the library.

mod certify;
mod check;
mod export;
mod keys;
mod serve;
mod talk;
mod understand;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use banter::catalog::IntentCatalog;
use banter::config::{Settings, Surroundings, load};
use clap::{Parser, Subcommand};

/// The thing checked fell short.
const FELL_SHORT: u8 = 1;
/// Wrong use: arguments, configuration, input that cannot be read.
const WRONG_USE: u8 = 2;

#[derive(Debug, Parser)]
#[command(name = "banter", version, about = "The counter a bank keeps inside every assistant.")]
#[command(
    after_help = "Example:\n  banter                              the development server, no configuration needed\n  echo \"what's my balance\" | banter talk"
)]
struct Arguments {
    /// A TOML file; `BANTER_CONFIG` names one too. Without: the development profile.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the server (what `banter` alone does).
    #[command(after_help = "Example:\n  banter serve --config bank.toml")]
    Serve,
    /// A conversation in the terminal, with the same engine and the sandbox bank.
    Talk(talk::Talk),
    /// Lines in, JSON lines out: how each would be understood.
    Understand(understand::Understand),
    /// Write interaction models and packages from the intents.
    Export(export::Export),
    /// Try a platform's rules against a running server, ours or anyone's.
    Certify(Box<certify::Certify>),
    /// Check configuration and intents, without starting.
    #[command(after_help = "Example:\n  banter check --config bank.toml")]
    Check,
    /// Make keys for `store.keys` and `store.naming_key`.
    #[command(after_help = "Example:\n  banter keys >> secrets.env")]
    Keys,
}

/// Why a command did not do what was asked: an exit status, and what to say on standard error.
#[derive(Debug)]
pub(crate) struct Failure {
    status: u8,
    message: String,
}

impl Failure {
    #[expect(clippy::needless_pass_by_value, reason = "so that it fits `map_err`")]
    pub(crate) fn fell_short(message: impl ToString) -> Self {
        Self { status: FELL_SHORT, message: message.to_string() }
    }

    #[expect(clippy::needless_pass_by_value, reason = "so that it fits `map_err`")]
    pub(crate) fn wrong_use(message: impl ToString) -> Self {
        Self { status: WRONG_USE, message: message.to_string() }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::fell_short(error)
    }
}

pub(crate) fn run() -> ExitCode {
    let arguments = Arguments::parse();
    match dispatch(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that went away (`banter … | head`) is no fault of ours.
        Err(failure) if failure.message.contains("Broken pipe") => ExitCode::SUCCESS,
        Err(failure) => {
            #[expect(clippy::print_stderr, reason = "a command speaks to the person who ran it")]
            if !failure.message.is_empty() {
                eprintln!("banter: {}", failure.message);
            }
            ExitCode::from(failure.status)
        }
    }
}

fn dispatch(arguments: Arguments) -> Result<(), Failure> {
    let file = arguments.config;
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(settings(file)?),
        Command::Talk(talk) => talk.run(settings(file)?),
        Command::Understand(understand) => understand.run(&settings(file)?),
        Command::Export(export) => export.run(&settings(file)?),
        Command::Certify(certify) => certify.run(&settings(file)?),
        Command::Check => check::run(settings(file)?),
        Command::Keys => keys::run(),
    }
}

fn settings(file: Option<PathBuf>) -> Result<Settings, Failure> {
    load(&Surroundings::of_this_process(file)).map_err(Failure::wrong_use)
}

/// The intents a command works with: the operator's folder, or those compiled in.
pub(crate) fn catalog(settings: &Settings) -> Result<IntentCatalog, Failure> {
    let folder = &settings.dialogue.intents;
    let read = if folder.is_empty() {
        IntentCatalog::embedded()
    } else {
        IntentCatalog::load(Path::new(folder))
    };
    read.map_err(Failure::fell_short)
}

/// A runtime for commands that need no server.
pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(work))
}
