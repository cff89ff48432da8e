//! Where log lines go and what they look like. `docs/LOGGING.md` says what may be in one.

use std::io::IsTerminal;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;

use crate::config::{LogFormat, LogLevel, LogSettings};

/// Begins logging, to standard error: standard output belongs to what a command says. A second
/// call changes nothing.
pub fn start(settings: &LogSettings) {
    let level = match settings.level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    let terminal = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(terminal);
    let lines = match settings.format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let subscriber = registry().with(lines.with_filter(level));
    // Somebody else has begun already only where tests share a process.
    let _ = tracing::subscriber::set_global_default(subscriber);
    // A panic's message may hold anything, a customer's words too; where it was says enough.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a bug: something panicked");
    }));
}
