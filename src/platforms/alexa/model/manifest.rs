//! `skill.json` and `ask-resources.json`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{BadModel, Package};
use crate::catalog::{IntentCatalog, LocaleCatalog};

/// The events that let go of a person, or take note of them.
const EVENTS: [&str; 2] = ["SKILL_DISABLED", "SKILL_ACCOUNT_LINKED"];
/// The store shows three.
const EXAMPLES: usize = 3;

pub(super) fn check(package: &Package) -> Vec<BadModel> {
    let mut problems = Vec::new();
    let mut refuse = |broken: bool, field: &'static str, why: &'static str| {
        if broken {
            problems.push(BadModel::Package { field, why });
        }
    };
    refuse(package.name.trim().is_empty(), "name", "is empty");
    refuse(!is_https(&package.endpoint), "endpoint", "is no https address on port 443");
    refuse(!is_https(&package.privacy_policy_url), "privacy_policy_url", "is no https address");
    refuse(!is_https(&package.terms_of_use_url), "terms_of_use_url", "is no https address");
    let code =
        |country: &String| country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
    refuse(package.countries.is_empty(), "countries", "names no country");
    refuse(
        !package.countries.iter().all(code),
        "countries",
        "has an entry that is no ISO 3166 code",
    );
    problems
}

fn is_https(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| {
        url.scheme() == "https" && url.port().is_none() && url.host_str().is_some()
    })
}

/// The files' place in a project of Amazon's command line tool.
pub(super) fn resources() -> Value {
    json!({
        "askcliResourcesVersion": "2020-03-31",
        "profiles": { "default": { "skillMetadata": { "src": "./skill-package" } } },
    })
}

pub(super) fn manifest(catalog: &IntentCatalog, package: &Package) -> Value {
    let endpoint = json!({ "uri": package.endpoint, "sslCertificateType": "Trusted" });
    let each = |write: fn(&Package, &LocaleCatalog) -> Value| -> BTreeMap<String, Value> {
        let locales = catalog.locales();
        locales.map(|locale| (locale.locale().to_string(), write(package, locale))).collect()
    };
    let events: Vec<Value> = EVENTS.iter().map(|event| json!({ "eventName": event })).collect();
    json!({ "manifest": {
        "manifestVersion": "1.0",
        "publishingInformation": {
            "locales": each(store_page),
            "category": "BUSINESS_AND_FINANCE",
            "distributionMode": "PUBLIC",
            "isAvailableWorldwide": false,
            "distributionCountries": package.countries,
            "testingInstructions": package.testing_instructions,
        },
        "apis": { "custom": { "endpoint": endpoint, "interfaces": [] } },
        "events": { "endpoint": endpoint, "subscriptions": events },
        "permissions": [],
        "privacyAndCompliance": {
            "allowsPurchases": false,
            "usesPersonalInfo": true,
            "isChildDirected": false,
            "isExportCompliant": true,
            "containsAds": false,
            "locales": each(privacy_pages),
        },
    } })
}

fn store_page(package: &Package, locale: &LocaleCatalog) -> Value {
    let name = &package.name;
    let called = locale.invocation_name();
    let german = locale.locale().language() == "de";
    let (open, ask) = if german { ("öffne", "frage") } else { ("open", "ask") };
    let mut phrases = vec![format!("Alexa, {open} {called}")];
    for example in locale.examples().iter().take(EXAMPLES.saturating_sub(1)) {
        phrases.push(format!("Alexa, {ask} {called} {example}"));
    }
    let (summary, description) = if german {
        (
            format!("Mit {name} über die eigenen Konten sprechen."),
            format!(
                "Fragen Sie nach Kontostand und Umsätzen, sperren Sie eine Karte, und \
                 beauftragen Sie Überweisungen, die Sie in der App von {name} freigeben. Dazu \
                 verknüpfen Sie einmal Ihr Konto."
            ),
        )
    } else {
        (
            format!("Talk to your accounts at {name}."),
            format!(
                "Ask for balances and transactions, freeze a card, and start payments that you \
                 approve in the app of {name}. You link your account once to begin."
            ),
        )
    };
    json!({
        "name": name,
        "summary": summary,
        "description": description,
        "examplePhrases": phrases,
        "keywords": if german { ["bank", "konto", "überweisung"] } else { ["bank", "account", "payments"] },
    })
}

fn privacy_pages(package: &Package, _: &LocaleCatalog) -> Value {
    json!({
        "privacyPolicyUrl": package.privacy_policy_url,
        "termsOfUseUrl": package.terms_of_use_url,
    })
}
