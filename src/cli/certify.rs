//! `banter certify`

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use banter::certify::{self, About, HttpEndpoint, Report, Signing};
use banter::config::Settings;
use banter::contracts::certification::Plan;
use banter::domain::clock::{Clock, SystemClock};
use banter::domain::locale::Locale;
use banter::platforms::alexa::certification::{self, Interaction, Subject};
use banter::platforms::alexa::forge::Kit;
use clap::Args;
use url::Url;

use super::{Failure, block_on, catalog};

/// A skill of nobody's, for endpoints that take any.
const NO_SKILL: &str = "amzn1.ask.skill.00000000-0000-4000-8000-000000000000";
/// Who is linked at a development server of this house.
const LENT_TOKEN: &str = "sandbox:mia";

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  banter certify alexa --url http://127.0.0.1:8080/demo/alexa --report target/certify\n  banter certify alexa --new-chain chain\n  banter certify alexa --url https://skill.example/alexa --chain chain --skill-id amzn1.ask.skill.… \\\n      --model skill-package/interactionModels/custom/en-GB.json --locale en-GB --token TOKEN"
)]
pub(super) struct Certify {
    /// Whose rules: alexa.
    platform: String,
    /// The endpoint, ours or another's: https, or http on this machine.
    #[arg(long, required_unless_present_any = ["list", "new_chain"])]
    url: Option<Url>,
    /// A folder of --new-chain that the endpoint was told to trust. Without it, a development
    /// server on this machine is asked for its own.
    #[arg(long, value_name = "DIR")]
    chain: Option<PathBuf>,
    /// Where to write report.html, junit.xml and report.json.
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// A report.json of an earlier run: tell what is different now.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// The access token of a test customer whose account is linked.
    #[arg(long)]
    token: Option<String>,
    /// The skill that the endpoint expects to be called for.
    #[arg(long, value_name = "ID")]
    skill_id: Option<String>,
    #[arg(long, default_value = "en-US")]
    locale: String,
    /// An interaction model to take intents and phrases from, instead of our own; example phrases
    /// are read from the skill.json of the same package.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Which rules are checked, and which are not.
    #[arg(long)]
    list: bool,
    /// Make chains to sign with, and say how to have them trusted.
    #[arg(long, value_name = "DIR", conflicts_with = "url")]
    new_chain: Option<PathBuf>,
}

impl Certify {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), Failure> {
        if self.platform != "alexa" {
            return Err(Failure::wrong_use(format!(
                "there are no rules for {:?}; there are for: alexa",
                self.platform
            )));
        }
        if self.list {
            return list();
        }
        if let Some(folder) = &self.new_chain {
            return new_chain(folder);
        }
        let Some(url) = &self.url else { return Err(Failure::wrong_use("--url is missing")) };
        let baseline = self.baseline.as_deref().map(read_report).transpose()?;
        let report = block_on(self.certify(settings, url))??;
        if let Some(folder) = &self.report {
            write_report(&report, folder)?;
        }
        summary(&report, baseline.as_ref(), self.report.as_deref())?;
        match report.counts().fail {
            0 => Ok(()),
            failed => Err(Failure::fell_short(format!("{failed} rules are not kept"))),
        }
    }

    async fn certify(&self, settings: &Settings, url: &Url) -> Result<Report, Failure> {
        let signing = match &self.chain {
            Some(folder) => Signing::read(folder),
            None => Signing::borrow(url).await,
        }
        .map_err(|error| Failure::wrong_use(with_sources(&error)))?;
        let plan = self.plan(settings, signing)?;
        let endpoint = HttpEndpoint::new(url.clone())
            .map_err(|error| Failure::wrong_use(with_sources(&error)))?;
        let about = About {
            url: url.clone(),
            locale: self.locale.clone(),
            secrets: self.token.iter().cloned().collect(),
        };
        let shows = std::io::stderr().is_terminal();
        let report = certify::run(&plan, &endpoint, &about, &SystemClock, |clause, behind, all| {
            if shows {
                // A line that the next one overwrites; a terminal that is gone is no reason to stop.
                let line = format!("\r\u{1b}[K{behind}/{all} {} {}", clause.id, clause.title);
                let _ = std::io::stderr().write_all(line.as_bytes());
            }
        })
        .await;
        if shows {
            let _ = std::io::stderr().write_all("\r\u{1b}[K".as_bytes());
        }
        Ok(report)
    }

    fn plan(&self, settings: &Settings, signing: Signing) -> Result<Plan, Failure> {
        let locale = Locale::parse(&self.locale)
            .map_err(|error| Failure::wrong_use(format!("--locale is {error}")))?;
        let interaction = match &self.model {
            Some(file) => read_model(file, locale)?,
            None => Interaction::of_catalog(&catalog(settings)?, locale)
                .map_err(|error| Failure::wrong_use(with_sources(&error)))?,
        };
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let skill_id = self.skill_id.clone().or(signing.skill_id);
        Ok(certification::plan(Subject {
            kit: signing.kit,
            skill_id: skill_id.unwrap_or_else(|| NO_SKILL.to_owned()),
            lenient: signing.lenient,
            token: self.token.clone().or_else(|| signing.lent.then(|| LENT_TOKEN.to_owned())),
            locale,
            interaction,
            clock,
        }))
    }
}

fn list() -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(listed().as_bytes())?;
    Ok(())
}

/// The rules, as `--list` prints them and the documentation shows them.
fn listed() -> String {
    let mut text = "Checked:\n".to_owned();
    for clause in certification::claimed() {
        text.push_str(&format!("  {:<5} {}\n        {}\n", clause.id, clause.title, clause.source));
    }
    text.push_str("\nNot checked:\n");
    for (clause, why) in certification::unclaimed() {
        text.push_str(&format!("  {:<5} {}: {why}\n", clause.id, clause.title));
    }
    text
}

fn new_chain(folder: &Path) -> Result<(), Failure> {
    if folder.join("key.pem").exists() {
        let told = format!("{} has a key already; choose another folder", folder.display());
        return Err(Failure::wrong_use(told));
    }
    let kit = Kit::new(SystemClock.now()).map_err(Failure::fell_short)?;
    Signing::write(&kit, folder).map_err(|error| Failure::wrong_use(with_sources(&error)))?;
    let mut out = std::io::stdout().lock();
    let folder = folder.display();
    writeln!(
        out,
        "# Chains for tests, good for 90 days. An endpoint that trusts this root believes"
    )?;
    writeln!(out, "# whoever has key.pem, so tell it only to a test installation.\n")?;
    writeln!(out, "[banks.demo.platforms.alexa]")?;
    writeln!(out, "trusted_roots = [\"{folder}/root.pem\"]")?;
    writeln!(out, "\n[banks.demo.platforms.alexa.certificate_files]")?;
    for (url, file, _) in kit.addresses() {
        writeln!(out, "\"{url}\" = \"{folder}/{file}\"")?;
    }
    Ok(())
}

fn read_model(file: &Path, locale: Locale) -> Result<Interaction, Failure> {
    let read = |path: &Path| {
        std::fs::read(path).map_err(|error| {
            Failure::wrong_use(format!("{} cannot be read: {error}", path.display()))
        })
    };
    let model = read(file)?;
    // skill-package/interactionModels/custom/en-GB.json
    let manifest = file.ancestors().nth(3).map(|package| package.join("skill.json"));
    let manifest = manifest.filter(|path| path.is_file()).map(|path| read(&path)).transpose()?;
    Interaction::read(&model, manifest.as_deref(), locale).map_err(|error| {
        Failure::wrong_use(format!("{}: {}", file.display(), with_sources(&error)))
    })
}

fn read_report(file: &Path) -> Result<Report, Failure> {
    let json = std::fs::read(file).map_err(|error| {
        Failure::wrong_use(format!("{} cannot be read: {error}", file.display()))
    })?;
    Report::from_json(&json)
        .map_err(|error| Failure::wrong_use(format!("{}: {error}", file.display())))
}

fn write_report(report: &Report, folder: &Path) -> Result<(), Failure> {
    let json = report.to_json().map_err(Failure::fell_short)?;
    let xml = certify::junit(report).map_err(Failure::fell_short)?;
    let page = certify::html(report);
    let unwritable = |error: std::io::Error| {
        Failure::wrong_use(format!("{} cannot be written: {error}", folder.display()))
    };
    std::fs::create_dir_all(folder).map_err(unwritable)?;
    let files = [
        ("report.json", json),
        ("junit.xml", xml.into_bytes()),
        ("report.html", page.into_bytes()),
    ];
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).map_err(unwritable)?;
    }
    Ok(())
}

/// For a person: what is well in one line, what is not with its reason.
fn summary(
    report: &Report,
    baseline: Option<&Report>,
    folder: Option<&Path>,
) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    for module in &report.modules {
        writeln!(out, "{:<7} {:<5} {}", module.verdict, module.id, module.title)?;
        for variant in module.variants.iter().filter(|variant| variant.verdict != "pass") {
            let why = plain(variant.reason.as_deref().unwrap_or_default());
            writeln!(out, "        {} {}: {why}", variant.verdict, plain(&variant.name))?;
        }
    }
    let counts = report.counts();
    writeln!(
        out,
        "\n{} pass, {} warn, {} fail, {} review, {} skipped",
        counts.pass, counts.warn, counts.fail, counts.review, counts.skipped
    )?;
    if let Some(before) = baseline {
        let changes = certify::changes(before, report);
        writeln!(out, "\nsince {}: {} changed", before.began.to_rfc3339(), changes.len())?;
        for change in changes {
            writeln!(out, "  {}", plain(&change.to_string()))?;
        }
    }
    if let Some(folder) = folder {
        writeln!(out, "\nreport: {}", folder.join("report.html").display())?;
    }
    Ok(())
}

/// Text that came from an endpoint moves no cursor.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn with_sources(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        source = cause.source();
    }
    line
}
