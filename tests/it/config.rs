//! The configuration as an operator meets it: defaults, a file, the environment, and what is said
//! of each mistake.

use std::path::PathBuf;
use std::sync::Arc;

use banter::config::{ConfigErrors, Profile, Settings, Surroundings, load};
use banter::domain::clock::SystemClock;
use banter::server::House;

fn with(file: &str, variables: &[(&str, &str)]) -> Result<Settings, ConfigErrors> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("banter.toml");
    std::fs::write(&path, file).unwrap();
    let variables =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    load(&Surroundings { file: Some(path), variables })
}

fn complaint(file: &str, variables: &[(&str, &str)]) -> String {
    with(file, variables).unwrap_err().to_string()
}

#[test]
fn nothing_configured_is_the_development_profile_with_one_bank() {
    let settings = load(&Surroundings::default()).unwrap();
    assert_eq!(settings.profile, Profile::Development);
    assert_eq!(settings.server.bind, "127.0.0.1:8080");
    assert_eq!(settings.banks["demo"].connector, "sandbox");
    assert!(settings.banks["demo"].platforms.contains_key("alexa"));
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let settings = with(
        "[server]\nbind = \"127.0.0.1:1\"\nworkers = 3\n",
        &[
            ("BANTER__SERVER__BIND", "127.0.0.1:2"),
            ("BANTER__STORE__REDIS_URL", "redis://127.0.0.1"),
        ],
    )
    .unwrap();
    assert_eq!(settings.server.bind, "127.0.0.1:2");
    assert_eq!(settings.server.workers, 3);
    assert_eq!(settings.server.body_limit_bytes, 3_145_728);
    assert_eq!(settings.store.redis_url, "redis://127.0.0.1");
}

#[test]
fn an_unknown_key_is_an_error_that_names_the_nearest_known_one() {
    let said = complaint("[store]\nredis_ulr = \"redis://127.0.0.1\"\n", &[]);
    assert!(said.contains("nobody reads `store.redis_ulr`"), "{said}");
    assert!(said.contains("did you mean `store.redis_url`?"), "{said}");
    assert!(said.contains("banter.toml"), "{said}");
}

#[test]
fn an_unknown_variable_is_an_error_too() {
    let said = complaint("", &[("BANTER__SERVER__BNID", "127.0.0.1:1")]);
    assert!(said.contains("the environment: nobody reads `server.bnid`"), "{said}");
    assert!(said.contains("did you mean `server.bind`?"), "{said}");
}

#[test]
fn an_unknown_key_of_a_bank_is_found_and_a_fronts_own_table_is_left_to_the_front() {
    let said = complaint("[banks.demo]\nconector = \"sandbox\"\n", &[]);
    assert!(said.contains("did you mean `banks.demo.connector`?"), "{said}");
    let settings = with(
        "[banks.demo.platforms.alexa]\ncertificate_files = { \"https://a.b/c.pem\" = \"d.pem\" }\n",
        &[],
    )
    .unwrap();
    let alexa = &settings.banks["demo"].platforms["alexa"];
    assert_eq!(alexa["certificate_files"]["https://a.b/c.pem"].as_str(), Some("d.pem"));
}

#[test]
fn a_value_of_the_wrong_kind_names_the_key() {
    let said = complaint("[server]\nworkers = \"many\"\n", &[]);
    assert!(said.contains("workers"), "{said}");
}

#[test]
fn a_file_that_is_not_toml_or_not_there_is_named() {
    assert!(complaint("[server\n", &[]).contains("is not TOML"));
    let nowhere = Surroundings { file: Some(PathBuf::from("nowhere.toml")), ..Default::default() };
    assert!(load(&nowhere).unwrap_err().to_string().contains("nowhere.toml cannot be read"));
}

#[test]
fn production_names_everything_that_is_missing_at_once() {
    let said = complaint("profile = \"production\"\n", &[]);
    for wanted in
        ["store.redis_url", "store.keys", "store.naming_key", "server.public_url", "[banks.<id>]"]
    {
        assert!(said.contains(wanted), "{wanted} is not in: {said}");
    }
}

#[test]
fn production_has_no_bank_that_was_not_configured() {
    let settings = with(
        "[banks.first]\nname = \"First\"\nconnector = \"sandbox\"\ncurrency = \"EUR\"\ntime_zone = \"Europe/Berlin\"\n",
        &[
            ("BANTER__PROFILE", "production"),
            ("BANTER__STORE__REDIS_URL", "redis://127.0.0.1"),
            ("BANTER__STORE__KEYS", "a2V5LW9uZQ==,a2V5LXR3bw=="),
            ("BANTER__STORE__NAMING_KEY", "a2V5LXRocmVl"),
            ("BANTER__SERVER__PUBLIC_URL", "https://voice.example"),
        ],
    )
    .unwrap();
    assert_eq!(settings.banks.keys().collect::<Vec<_>>(), ["first"]);
    assert_eq!(settings.store.keys.len(), 2);
    assert!(!format!("{settings:?}").contains("a2V5"), "a key is shown");
}

#[tokio::test]
async fn a_disclosure_line_for_a_front_that_nobody_has_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("disclosure.toml");
    let lines = "front.alexa.balance = \"band\"\nfront.alexia.transaction = \"not_here\"\n";
    std::fs::write(&path, lines).unwrap();
    let mut settings = with("", &[]).unwrap();
    settings.banks.get_mut("demo").unwrap().disclosure = path;
    let said = House::build(settings, Arc::new(SystemClock)).await.unwrap_err().to_string();
    assert!(said.contains("banks.demo.disclosure: bank line 2"), "{said}");
    assert!(said.contains("no front alexia; there are: alexa"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn development_listens_on_this_machine_alone() {
    for bind in ["0.0.0.0:8080", "192.168.1.5:8080", "[::]:8080", "bank.example:8080"] {
        let said = complaint("", &[("BANTER__SERVER__BIND", bind)]);
        assert!(said.contains("loopback only"), "{bind}: {said}");
    }
    for bind in ["127.0.0.1:0", "[::1]:8080", "localhost:8080", "127.0.0.2:1"] {
        assert!(with("", &[("BANTER__SERVER__BIND", bind)]).is_ok(), "{bind}");
    }
}
