//! Other people's verifiers about what the forge signs: what they believe is what Alexa would have
//! sent, so what the server believes is no invention of ours. Skipped, loudly, where they are not
//! installed: `pip install ask-sdk-webservice-support`, `npm install alexa-verifier` (and `NODE_PATH`).

use std::path::{Path, PathBuf};
use std::process::Command;

use banter::domain::locale::Locale;
use banter::platforms::alexa::device::{Device, Setup};
use banter::platforms::alexa::forge::{Flaw, Forge};
use chrono::Utc;

/// The verifiers say: not installed.
const MISSING: i32 = 77;

fn call() -> Vec<u8> {
    let mut device = Device::new(Setup::at_home(Locale::EN_GB, Some("sandbox:mia")));
    device.intend("PaySavedPayee", &[("payee", "Anna Müller"), ("amount", "50")], Utc::now())
}

/// Everything about a signed call, as files.
fn written(forge: &Forge, signed: &[u8], sent: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, what: &[u8]| std::fs::write(folder.path().join(name), what).unwrap();
    let headers = forge.sign(signed).unwrap();
    let (_, signature) = headers.iter().find(|(name, _)| name == "Signature-256").unwrap();
    write("chain.pem", forge.chain_pem().as_bytes());
    write("root.pem", forge.root_pem().as_bytes());
    write("url", forge.url().as_bytes());
    write("signature", signature.as_bytes());
    write("body", sent);
    folder
}

/// Whether it is believed; nothing where the verifier is not there.
fn believed(program: &str, script: &str, folder: &Path) -> Option<bool> {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(script);
    let ran = Command::new(program).arg(script).arg(folder).output();
    let status = ran.as_ref().ok().and_then(|ran| ran.status.code());
    match status {
        Some(0) => Some(true),
        Some(1) => Some(false),
        None | Some(MISSING) => {
            eprintln!("SKIPPED: {program} cannot verify here: its package is not installed");
            None
        }
        Some(other) => panic!("{program} ended with {other}: {ran:?}"),
    }
}

fn check(program: &str, script: &str, flaws: &[Flaw]) {
    let now = Utc::now();
    let body = call();
    let forge = Forge::new(now).unwrap();
    let Some(good) = believed(program, script, written(&forge, &body, &body).path()) else {
        return;
    };
    assert!(good, "{program} refuses what the forge signs");
    let mut other = body.clone();
    other.push(b' ');
    let changed = believed(program, script, written(&forge, &body, &other).path());
    assert_eq!(changed, Some(false), "{program} believes a changed body");
    for flaw in flaws {
        let forge = Forge::flawed(now, *flaw).unwrap();
        let flawed = believed(program, script, written(&forge, &body, &body).path());
        assert_eq!(flawed, Some(false), "{program} believes {flaw:?}");
    }
}

/// What each of them looks at. The server looks at all of them and more: `webhooks/`.
const FLAWS_PYTHON_SEES: [Flaw; 13] = [
    Flaw::Expired,
    Flaw::NotYetValid,
    Flaw::IntermediateExpired,
    Flaw::WrongName,
    Flaw::NameOnlyAsSubject,
    Flaw::LongerName,
    Flaw::Wildcard,
    Flaw::SelfSigned,
    Flaw::UntrustedRoot,
    Flaw::Gap,
    Flaw::WrongKeyUsage,
    Flaw::IntermediateIsNotAuthority,
    Flaw::OtherKey,
];
const FLAWS_NODE_SEES: [Flaw; 6] = [
    Flaw::Expired,
    Flaw::NotYetValid,
    Flaw::WrongName,
    Flaw::NameOnlyAsSubject,
    Flaw::LongerName,
    Flaw::OtherKey,
];

#[test]
fn the_python_sdk_believes_what_the_forge_signs_and_nothing_flawed() {
    check("python3", "verify.py", &FLAWS_PYTHON_SEES);
}

#[test]
fn node_believes_what_the_forge_signs_and_nothing_flawed() {
    check("node", "verify.mjs", &FLAWS_NODE_SEES);
}
