//! `banter export`

use std::io::Write;
use std::path::PathBuf;

use banter::config::Settings;
use banter::platforms::alexa::model;
use clap::Args;

use super::{Failure, catalog};

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  banter export alexa --bank demo --out build/alexa")]
pub(super) struct Export {
    /// What to write for: alexa.
    platform: String,
    /// A bank of the configuration.
    #[arg(long)]
    bank: String,
    /// The folder to write into; made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Export {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), Failure> {
        if self.platform != "alexa" {
            return Err(Failure::wrong_use(format!(
                "nothing is exported for {:?}; there is: alexa",
                self.platform
            )));
        }
        let Some(bank) = settings.banks.get(&self.bank) else {
            let known: Vec<&str> = settings.banks.keys().map(String::as_str).collect();
            let known = known.join(", ");
            return Err(Failure::wrong_use(format!("--bank {}: there are: {known}", self.bank)));
        };
        let public_url = match settings.server.public_url.trim_end_matches('/') {
            "" => "https://banter.example",
            url => url,
        };
        let package = model::Package {
            name: bank.name.clone(),
            endpoint: format!("{public_url}/{}/alexa", self.bank),
            privacy_policy_url: bank.privacy_policy_url.clone(),
            terms_of_use_url: bank.terms_of_use_url.clone(),
            countries: bank.countries.clone(),
            testing_instructions: bank.testing_instructions.clone(),
        };
        let files = model::export(&catalog(settings)?, &package).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Failure::fell_short(format!("Amazon would not take this:\n{}", lines.join("\n")))
        })?;
        let mut out = std::io::stdout().lock();
        for (path, bytes) in files {
            let path = self.out.join(path);
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
            }
            std::fs::write(&path, bytes).map_err(|error| unwritable(&path, &error))?;
            writeln!(out, "{}", path.display())?;
        }
        Ok(())
    }
}

fn unwritable(path: &std::path::Path, error: &std::io::Error) -> Failure {
    Failure::wrong_use(format!("{} cannot be written: {error}", path.display()))
}
