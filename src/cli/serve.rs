//! `banter serve`

use std::io::{IsTerminal, Write};

use banter::config::Settings;
use banter::server;

use super::Failure;

pub(super) fn run(settings: Settings) -> Result<(), Failure> {
    server::start_log(&settings.log);
    let development = settings.is_development();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let application = server::build(settings)
            .await
            .map_err(|error| Failure::wrong_use(format!("the server cannot start:\n{error}")))?;
        if development {
            greet(&format!("http://{}", application.address()))?;
        }
        application.run().await?;
        Ok(())
    })
}

/// For a person at a terminal, and in a container's log: where to look and what to say.
fn greet(at: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let bold = |text: &str| {
        if std::io::stdout().is_terminal() { format!("\x1b[1m{text}\x1b[0m") } else { text.into() }
    };
    writeln!(out, "Banter is listening: the sandbox bank, nothing real, this machine only.\n")?;
    writeln!(out, "  look   {}", bold(&format!("{at}/simulator")))?;
    writeln!(out, "  say    \"what's my balance\"")?;
    writeln!(
        out,
        "         \"send Anna fifty euros\"   and approve it on the phone beside the speaker"
    )?;
    writeln!(out, "  Alexa  POST {at}/demo/alexa")?;
    writeln!(out, "\nStop with Ctrl-C.")?;
    out.flush()
}
