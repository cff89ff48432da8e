//! From configuration to a front that is ready, or a complaint that says what to write where.

use std::collections::BTreeMap;

use chrono::Duration;

use super::chain::Roots;
use super::chains::Chains;
use super::source::{Pem, Source};
use super::verify::{TOLERANCE, Verifier};
use super::{Alexa, Config, NAME, apology, decode, slots};
use crate::domain::locale::Locale;
use crate::domain::turn::PlatformName;
use crate::platforms::{BuildError, PlatformContext};

pub(super) fn front(context: PlatformContext) -> Result<Alexa, BuildError> {
    let PlatformContext { bank, table, catalog, development, clock: _ } = context;
    let config = Config::read(table).map_err(wrong)?;
    if config.skill_ids.is_empty() && !development {
        return Err(wrong("`skill_ids` is empty: name the skills that may call".to_owned()));
    }
    let chains = Chains::new(Box::new(source(&config)?), roots(&config)?);
    let default_locale = match &config.default_locale {
        Some(name) => {
            Locale::parse(name).map_err(|error| wrong(format!("`default_locale` is {error}")))?
        }
        None => Locale::EN_US,
    };
    let time_zone = match &config.time_zone {
        Some(name) => Some(name.parse().map_err(|_| {
            wrong("`time_zone` is no name of the tz database, such as `Europe/Berlin`".to_owned())
        })?),
        None => None,
    };
    let tolerance = tolerance(&config);
    let platform = PlatformName::parse(NAME)
        .map_err(|_| BuildError::Broken { platform: NAME, what: "its name is none" })?;
    let reader = decode::Reader {
        bank,
        platform,
        shapes: slots::Shapes::new(&catalog),
        default_locale,
        time_zone,
    };
    let apologies = apology::Apologies::new(&catalog).map_err(|_| BuildError::Broken {
        platform: NAME,
        what: "its apology cannot be written",
    })?;
    let verifier = Verifier::new(chains, config.skill_ids, tolerance, development);
    Ok(Alexa { verifier, reader, apologies })
}

fn wrong(what: String) -> BuildError {
    BuildError::Configuration { platform: NAME, what }
}

/// Never more than Amazon allows, whatever an operator writes.
fn tolerance(config: &Config) -> Duration {
    let asked =
        config.tolerance_seconds.map_or(TOLERANCE, |seconds| Duration::seconds(i64::from(seconds)));
    if asked > TOLERANCE {
        tracing::warn!("`tolerance_seconds` is cut to 150, the most that Amazon allows");
    }
    asked.min(TOLERANCE)
}

fn roots(config: &Config) -> Result<Roots, BuildError> {
    let mut roots = match config.system_roots {
        Some(false) => Roots::none(),
        Some(true) | None => Roots::of_system(),
    };
    for entry in &config.trusted_roots {
        let pem = Pem::new(entry);
        roots.add_pem(&readable(&pem)?).map_err(|error| certificates(&pem, error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(wrong("there is no trusted root: name one in `trusted_roots`".to_owned()));
    }
    Ok(roots)
}

fn source(config: &Config) -> Result<Source, BuildError> {
    let mut files = BTreeMap::new();
    for (url, entry) in &config.certificate_files {
        let address = Source::address(url).ok_or_else(|| {
            wrong(format!("`certificate_files`: {url} is no address that Amazon keeps chains at"))
        })?;
        let pem = Pem::new(entry);
        readable(&pem)?;
        files.insert(address, pem);
    }
    Source::new(files).map_err(|error| certificates(&Pem::new("TLS"), error.to_string()))
}

fn readable(pem: &Pem) -> Result<Vec<u8>, BuildError> {
    pem.read().map_err(|error| certificates(pem, error.kind().to_string()))
}

fn certificates(pem: &Pem, what: String) -> BuildError {
    BuildError::Certificates { platform: NAME, origin: pem.name().to_owned(), what }
}
