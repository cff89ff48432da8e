//! Certification: our own server keeps every rule, every rule can be broken, and reports say so.

mod broken;
mod reports;

use std::sync::Arc;

use banter::catalog::IntentCatalog;
use banter::certify::{self, About, HttpEndpoint, Report, Signing};
use banter::contracts::certification::Plan;
use banter::domain::clock::SystemClock;
use banter::domain::locale::Locale;
use banter::platforms::alexa::certification::{self, Interaction, Subject};
use banter::server::{self, Running};
use url::Url;

use crate::app::settings;

const SKILL: &str = "amzn1.ask.skill.11111111-1111-4111-8111-111111111111";
pub(super) const TOKEN: &str = "sandbox:mia";

/// Our own server, told which skill it serves.
pub(super) async fn server() -> (Running, Url) {
    let mut settings = settings(&[]);
    let front = settings.banks.get_mut("demo").unwrap().platforms.get_mut("alexa").unwrap();
    front.insert("skill_ids".to_owned(), vec![SKILL.to_owned()].into());
    let running = server::build(settings).await.unwrap().spawn().unwrap();
    let url = Url::parse(&format!("http://{}/demo/alexa", running.address)).unwrap();
    (running, url)
}

/// Our own model; with intents named, only these and what the first phrases ask for.
pub(super) fn interaction(locale: Locale, intents: &[&str]) -> Interaction {
    let catalog = IntentCatalog::embedded().unwrap();
    let mut interaction = Interaction::of_catalog(&catalog, locale).unwrap();
    if !intents.is_empty() {
        interaction.intents.retain(|intent| intents.contains(&intent.name.as_str()));
        interaction.phrases.truncate(2);
    }
    interaction
}

pub(super) fn plan(signing: Signing, locale: Locale, interaction: Interaction) -> Plan {
    certification::plan(Subject {
        kit: signing.kit,
        skill_id: signing.skill_id.unwrap(),
        lenient: signing.lenient,
        token: Some(TOKEN.to_owned()),
        locale,
        interaction,
        clock: Arc::new(SystemClock),
    })
}

pub(super) async fn certified(plan: &Plan, url: &Url) -> Report {
    let endpoint = HttpEndpoint::new(url.clone()).unwrap();
    let about =
        About { url: url.clone(), locale: "en-US".to_owned(), secrets: vec![TOKEN.to_owned()] };
    certify::run(plan, &endpoint, &about, &SystemClock, |_, _, _| {}).await
}

/// Everything that is not well, for a failing test's message.
pub(super) fn troubles(report: &Report) -> Vec<String> {
    let mut troubles = Vec::new();
    for module in &report.modules {
        for variant in &module.variants {
            if !matches!(variant.verdict.as_str(), "pass" | "skipped") {
                let why = variant.reason.as_deref().unwrap_or_default();
                let (verdict, name) = (&variant.verdict, &variant.name);
                troubles.push(format!("{} {name}: {verdict}: {why}", module.id));
            }
        }
    }
    troubles
}

#[tokio::test]
async fn our_own_server_keeps_every_rule_in_every_locale() {
    let (running, url) = server().await;
    for locale in [Locale::EN_US, Locale::EN_GB, Locale::DE_DE] {
        let signing = Signing::borrow(&url).await.unwrap();
        let report = certified(&plan(signing, locale, interaction(locale, &[])), &url).await;
        assert_eq!(troubles(&report), Vec::<String>::new(), "{locale}");
        assert_eq!(report.counts().pass, certification::claimed().count());
        let skipped: Vec<&str> = report
            .modules
            .iter()
            .flat_map(|module| &module.variants)
            .filter(|variant| variant.verdict == "skipped")
            .map(|variant| variant.name.as_str())
            .collect();
        // The one thing that the development profile allows on its own machine.
        assert_eq!(skipped, ["no signature headers at all"]);
    }
    running.stop().await;
}

#[tokio::test]
async fn a_server_without_a_skill_id_is_told_that_it_takes_any() {
    let running = server::build(settings(&[])).await.unwrap().spawn().unwrap();
    let url = Url::parse(&format!("http://{}/demo/alexa", running.address)).unwrap();
    let mut signing = Signing::borrow(&url).await.unwrap();
    assert!(signing.lenient.any_skill);
    signing.skill_id = Some(SKILL.to_owned());
    let interaction = interaction(Locale::EN_US, &["GetBalance"]);
    let report = certified(&plan(signing, Locale::EN_US, interaction), &url).await;
    let module = report.modules.iter().find(|module| module.id == "E11").unwrap();
    assert_eq!(module.verdict, "skipped");
    running.stop().await;
}

#[tokio::test]
async fn test_chains_are_lent_to_this_machine_alone() {
    let (running, url) = server().await;
    let address = format!("http://{}/simulator/signing?bank=demo", running.address);
    let client = reqwest::Client::new();
    assert_eq!(client.get(&address).send().await.unwrap().status(), 200);
    let called = client.get(&address).header("host", "bank.example").send().await.unwrap();
    assert_eq!(called.status(), 404);
    let elsewhere = Url::parse("https://skill.example/alexa").unwrap();
    let told = Signing::borrow(&elsewhere).await.unwrap_err().to_string();
    assert!(told.contains("--new-chain") && told.contains("--chain"), "{url} {told}");
    running.stop().await;
}

#[test]
fn chains_are_kept_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let now = chrono::Utc::now();
    let kit = banter::platforms::alexa::forge::Kit::new(now).unwrap();
    Signing::write(&kit, folder.path()).unwrap();
    let again = Signing::read(folder.path()).unwrap();
    assert_eq!(again.kit.files(), kit.files());
    assert!(!again.lent);
}

#[test]
fn the_documentation_lists_what_is_claimed_and_what_is_not() {
    let page = include_str!("../../../docs/CERTIFYING.md");
    let missing: Vec<String> =
        table().lines().filter(|line| !page.contains(*line)).map(ToOwned::to_owned).collect();
    assert!(missing.is_empty(), "docs/CERTIFYING.md lacks these lines:\n{}", missing.join("\n"));
}

/// The tables of the page.
fn table() -> String {
    let claimed = certification::claimed().map(|clause| {
        format!("| {} | {} | [source]({}) |\n", clause.id, clause.title, clause.source)
    });
    let unclaimed = certification::unclaimed()
        .iter()
        .map(|(clause, why)| format!("| {} | {} | {why} |\n", clause.id, clause.title));
    claimed.chain(unclaimed).collect()
}
