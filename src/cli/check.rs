//! `banter check`

use std::io::Write;
use std::sync::Arc;

use banter::catalog::IntentCatalog;
use banter::config::Settings;
use banter::domain::clock::SystemClock;
use banter::server::House;

use super::{Failure, block_on};

/// Puts everything together as the server would, and listens nowhere.
pub(super) fn run(settings: Settings) -> Result<(), Failure> {
    let profile = if settings.is_development() { "development" } else { "production" };
    let house = block_on(House::build(settings, Arc::new(SystemClock)))?
        .map_err(|error| Failure::fell_short(format!("this would not start:\n{error}")))?;
    let catalog = &house.catalog;
    let mut out = std::io::stdout().lock();
    writeln!(out, "profile: {profile}")?;
    for (name, bank) in &house.banks {
        let fronts: Vec<&str> = bank.platforms.keys().copied().collect();
        writeln!(out, "bank {name}: {}", fronts.join(", "))?;
    }
    let locales: Vec<String> =
        catalog.locales().map(|locale| locale.locale().to_string()).collect();
    writeln!(out, "intents: {} in {}", catalog.intents().count(), locales.join(", "))?;
    for (locale, intent) in catalog.untranslated() {
        writeln!(out, "untranslated: {intent} in {locale}; it answers with an apology")?;
    }
    writeln!(out, "good: {} sentences", sentences(catalog))?;
    Ok(())
}

fn sentences(catalog: &IntentCatalog) -> usize {
    let of = |locale: &banter::catalog::LocaleCatalog| -> usize {
        catalog.intents().map(|intent| locale.sentences(intent.name.as_str()).len()).sum()
    };
    catalog.locales().map(of).sum()
}
