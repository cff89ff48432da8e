//! Alexa: every case that verifiers in the field are tried with, and where Amazon's own are
//! too kind. Signed at test time, so timestamps are fresh.

use std::sync::Arc;

use banter::catalog::IntentCatalog;
use banter::contracts::platform::{Heard, Inbound, Platform, PlatformError};
use banter::domain::account::BankId;
use banter::domain::clock::ManualClock;
use banter::platforms::alexa::forge::{CHAIN_URL, Flaw, Forge, Headers};
use banter::platforms::{PLATFORMS, PlatformContext};
use chrono::{DateTime, Duration, TimeZone, Utc};

const SKILL: &str = "amzn1.ask.skill.ours";

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

/// A front in the production profile that trusts the forge and finds its chain in the
/// configuration.
struct Front {
    forge: Forge,
    platform: Arc<dyn Platform>,
    /// Gone from the disk with the front.
    _chain: Option<tempfile::NamedTempFile>,
}

fn build(table: &str) -> Result<Arc<dyn Platform>, String> {
    let (_, build) = PLATFORMS.iter().find(|(name, _)| *name == "alexa").unwrap();
    let context = PlatformContext {
        bank: BankId::parse("demo").unwrap(),
        table: table.parse().unwrap(),
        catalog: Arc::new(IntentCatalog::embedded().unwrap()),
        development: false,
        clock: Arc::new(ManualClock::at(noon())),
    };
    build(context).map_err(|error| error.to_string())
}

fn front_with(forge: Forge) -> Front {
    // A file, so that what is no PEM at all can stand where the chain should.
    let chain = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(chain.path(), forge.chain_pem()).unwrap();
    let table = format!(
        "skill_ids = [{SKILL:?}]\ntrusted_roots = [{:?}]\n[certificate_files]\n{CHAIN_URL:?} = {:?}\n",
        forge.root_pem(),
        chain.path().to_str().unwrap(),
    );
    Front { platform: build(&table).unwrap(), forge, _chain: Some(chain) }
}

fn front() -> Front {
    front_with(Forge::new(noon()).unwrap())
}

impl Front {
    /// The rule that refused the call, or nothing.
    async fn refuses(&self, headers: &Headers, body: &[u8]) -> Option<String> {
        let headers: Vec<_> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let inbound = Inbound { headers: &headers, body, from_loopback: true, at: noon() };
        match self.platform.verify(inbound).await {
            Ok(call) => {
                self.platform.decode(&call).unwrap();
                None
            }
            Err(PlatformError::NotVerified { check, .. }) => Some(check.to_owned()),
            Err(error) => Some(error.to_string()),
        }
    }

    async fn refuses_signed(&self, body: &str) -> Option<String> {
        self.refuses(&self.forge.sign(body.as_bytes()).unwrap(), body.as_bytes()).await
    }
}

fn call(kind: &str, seconds_ago: i64) -> String {
    let at = (noon() - Duration::seconds(seconds_ago)).to_rfc3339();
    request(&format!(r#"{{"type":"{kind}","requestId":"r","timestamp":"{at}","locale":"en-US"}}"#))
}

fn request(request: &str) -> String {
    format!(
        r#"{{"version":"1.0","context":{{"System":{{"application":{{"applicationId":"{SKILL}"}},"user":{{"userId":"u"}}}}}},"request":{request}}}"#
    )
}

fn launch() -> String {
    call("LaunchRequest", 0)
}

/// The signed launch with one header as given, or without it.
fn with_header(front: &Front, name: &str, value: Option<&str>) -> Headers {
    let mut headers = front.forge.sign(launch().as_bytes()).unwrap();
    headers.retain(|(key, _)| key != name);
    if let Some(value) = value {
        headers.push((name.to_owned(), value.to_owned()));
    }
    headers
}

fn some(rule: &str) -> Option<String> {
    Some(rule.to_owned())
}

// Cases 1 to 6: the headers.

#[tokio::test]
async fn a_signed_call_is_taken() {
    assert_eq!(front().refuses_signed(&launch()).await, None);
}

#[tokio::test]
async fn headers_that_are_missing_or_empty_are_refused() {
    let front = front();
    for (header, rule) in
        [("SignatureCertChainUrl", "chain url present"), ("Signature-256", "signature present")]
    {
        for value in [None, Some(""), Some("  ")] {
            let headers = with_header(&front, header, value);
            let refused = front.refuses(&headers, launch().as_bytes()).await;
            assert_eq!(refused, some(rule), "{header}: {value:?}");
        }
    }
    assert!(front.refuses(&Headers::new(), launch().as_bytes()).await.is_some());
}

#[tokio::test]
async fn signatures_that_are_none_are_refused() {
    let front = front();
    let zeroes = "A".repeat(344);
    for (signature, rule) in [
        ("....$#%@$se", "signature encoding"),
        ("AAAA", "signature"),
        (zeroes.as_str(), "signature encoding"),
    ] {
        let headers = with_header(&front, "Signature-256", Some(signature));
        let refused = front.refuses(&headers, launch().as_bytes()).await;
        assert!(refused == some(rule) || refused == some("signature"), "{signature}: {refused:?}");
    }
}

// Cases 7 to 16, and the differential table: the address.

#[tokio::test]
async fn addresses_of_other_places_are_refused() {
    let front = front();
    for (url, rule) in [
        ("http://s3.amazonaws.com/echo.api/echo-api-cert-forged.pem", "chain url scheme"),
        ("https://notamazon.com/echo.api/echo-api-cert-forged.pem", "chain url host"),
        ("https://very.bad/echo.api/cert", "chain url host"),
        ("https://s3.amazonaws.com/EcHo.aPi/echo-api-cert-forged.pem", "chain url path"),
        ("https://s3.amazonaws.com/ECHO.API/cert", "chain url path"),
        ("https://s3.amazonaws.com/invalid.path/echo-api-cert-forged.pem", "chain url path"),
        ("https://s3.amazonaws.com/cert", "chain url path"),
        ("https://s3.amazonaws.com/echo.api/../cert", "chain url path"),
        ("https://s3.amazonaws.com:563/echo.api/echo-api-cert-forged.pem", "chain url port"),
        ("badUrl", "chain url scheme"),
        ("http://someinsecureurl", "chain url scheme"),
        ("https://s3.amazonaws.com/echo.api/../evil/c.pem", "chain url path"),
        ("https://s3.amazonaws.com/echo.api/%2e%2e/evil/c.pem", "chain url characters"),
        ("https://user:pw@s3.amazonaws.com/echo.api/c.pem", "chain url user"),
        ("https://s3.amazonaws.com@evil.com/echo.api/c.pem", "chain url user"),
        ("https://s3.amazonaws.com.evil.com/echo.api/c.pem", "chain url host"),
        ("https://evil.com#s3.amazonaws.com/echo.api/c.pem", "chain url characters"),
        ("https://s3.amazonaws.com//echo.api/c.pem", "chain url path"),
        ("//echo.api/c.pem", "chain url scheme"),
    ] {
        let headers = with_header(&front, "SignatureCertChainUrl", Some(url));
        assert_eq!(front.refuses(&headers, launch().as_bytes()).await, some(rule), "{url}");
    }
}

#[tokio::test]
async fn other_spellings_of_the_right_address_are_taken() {
    let front = front();
    for url in [
        "https://s3.amazonaws.com:443/echo.api/echo-api-cert-forged.pem",
        "https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert-forged.pem",
        "HTTPS://s3.amazonaws.com/echo.api/echo-api-cert-forged.pem",
        "https://S3.AMAZONAWS.COM/echo.api/echo-api-cert-forged.pem",
    ] {
        let headers = with_header(&front, "SignatureCertChainUrl", Some(url));
        assert_eq!(front.refuses(&headers, launch().as_bytes()).await, None, "{url}");
    }
}

// Cases 18 to 24: the chain and its key. 17 and 25 are beside the cache, which they need to see.

#[tokio::test]
async fn every_flaw_of_a_chain_is_refused_by_its_rule() {
    for flaw in Flaw::ALL {
        let front = front_with(Forge::flawed(noon(), flaw).unwrap());
        let rule = match flaw {
            Flaw::Expired | Flaw::NotYetValid | Flaw::IntermediateExpired => "certificate validity",
            Flaw::WrongName | Flaw::NameOnlyAsSubject | Flaw::LongerName | Flaw::Wildcard => {
                "certificate name"
            }
            Flaw::SelfSigned
            | Flaw::UntrustedRoot
            | Flaw::Gap
            | Flaw::IntermediateIsNotAuthority => "chain trust",
            Flaw::WrongPurpose | Flaw::WrongKeyUsage | Flaw::IntermediateMayNotSign => {
                "certificate usage"
            }
            Flaw::WeakKey | Flaw::EllipticKey => "certificate key",
            Flaw::NotPem | Flaw::NotCertificate => "chain format",
            Flaw::OtherKey => "signature",
        };
        assert_eq!(front.refuses_signed(&launch()).await, some(rule), "{flaw:?}");
    }
}

#[tokio::test]
async fn another_forges_signature_is_refused() {
    let front = front();
    let headers = Forge::new(noon()).unwrap().sign(launch().as_bytes()).unwrap();
    assert_eq!(front.refuses(&headers, launch().as_bytes()).await, some("signature"));
}

#[tokio::test]
async fn sha1_is_not_believed_in_either_header() {
    let front = front();
    let body = launch();
    let headers = front.forge.sign_with_sha1(body.as_bytes()).unwrap();
    assert_eq!(front.refuses(&headers, body.as_bytes()).await, some("signature"));
    let headers = front.forge.sign_as_before_2022(body.as_bytes()).unwrap();
    assert_eq!(front.refuses(&headers, body.as_bytes()).await, some("signature present"));
}

#[tokio::test]
async fn a_changed_body_is_refused() {
    let front = front();
    let headers = front.forge.sign(launch().as_bytes()).unwrap();
    let changed = launch().replace("LaunchRequest", "LaunchRequesu");
    assert_eq!(front.refuses(&headers, changed.as_bytes()).await, some("signature"));
}

// Cases 26 to 37: the body.

#[tokio::test]
async fn bodies_that_are_none_are_refused_though_signed() {
    let front = front();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let huge = format!(r#"{{"x":"{}"}}"#, "x".repeat(10_000_000));
    for body in ["", "hello", "{\"request\":", "[]", "null", "7", deep.as_str(), huge.as_str()] {
        assert!(front.refuses_signed(body).await.is_some());
    }
    let half = b"{\"request\":\"\xc3";
    assert!(front.refuses(&front.forge.sign(half).unwrap(), half).await.is_some());
}

#[tokio::test]
async fn calls_without_request_or_timestamp_are_refused() {
    let front = front();
    for (body, rule) in [
        (request("null"), "request present"),
        (request("{}"), "timestamp present"),
        (request(r#"{"type":"LaunchRequest","timestamp":null}"#), "timestamp present"),
        (request(r#"{"type":"LaunchRequest","timestamp":"not a date"}"#), "timestamp present"),
    ] {
        assert_eq!(front.refuses_signed(&body).await, some(rule), "{body}");
    }
}

#[tokio::test]
async fn age_counts_in_both_directions() {
    let front = front();
    for (kind, seconds_ago, taken) in [
        ("LaunchRequest", 150, true),
        ("LaunchRequest", 151, false),
        ("LaunchRequest", 200, false),
        ("LaunchRequest", -5, true),
        ("LaunchRequest", -150, true),
        ("LaunchRequest", -151, false),
        ("LaunchRequest", -3000, false),
        ("AlexaSkillEvent.SkillDisabled", 3600, true),
        ("AlexaSkillEvent.SkillDisabled", 3601, false),
        ("AlexaSkillEvent.SkillEnabled", -3000, false),
        ("AlexaSkillEvent.ProactiveSubscriptionChanged", 1000, false),
    ] {
        let refused = front.refuses_signed(&call(kind, seconds_ago)).await;
        assert_eq!(refused, (!taken).then(|| "timestamp".to_owned()), "{kind} {seconds_ago}");
    }
}

#[tokio::test]
async fn letters_beyond_ascii_are_signed_like_all_others() {
    let body = launch().replace("\"userId\":\"u\"", "\"userId\":\"Pokémon\"");
    assert_eq!(front().refuses_signed(&body).await, None);
}

#[tokio::test]
async fn another_skills_call_is_refused() {
    let body = launch().replace(SKILL, "amzn1.ask.skill.other");
    assert_eq!(front().refuses_signed(&body).await, some("skill id"));
}

// Cases 35 and 36: the configuration.

#[test]
fn a_tolerance_may_not_be_negative_and_is_cut_to_what_amazon_allows() {
    let config = |line: &str| build(&format!("skill_ids = [{SKILL:?}]\n{line}"));
    assert!(config("tolerance_seconds = -1").unwrap_err().contains("configuration"));
    assert!(config("tolerance_seconds = 9000").is_ok());
}

#[tokio::test]
async fn a_tolerance_above_amazons_changes_nothing() {
    let forge = Forge::new(noon()).unwrap();
    let table = format!(
        "skill_ids = [{SKILL:?}]\ntolerance_seconds = 9000\ntrusted_roots = [{:?}]\n\
         [certificate_files]\n{CHAIN_URL:?} = {:?}\n",
        forge.root_pem(),
        forge.chain_pem(),
    );
    let front = Front { platform: build(&table).unwrap(), forge, _chain: None };
    let refused = front.refuses_signed(&call("LaunchRequest", 151)).await;
    assert_eq!(refused, some("timestamp"));
}

#[test]
fn a_configuration_that_cannot_work_is_refused_with_what_is_wrong() {
    for (table, part) in [
        ("", "skill_ids"),
        ("skill_ids = [\"x\"]\nskil = 1", "skil"),
        ("skill_ids = [\"x\"]\ntime_zone = \"Berlin\"", "time_zone"),
        ("skill_ids = [\"x\"]\ndefault_locale = \"german\"", "default_locale"),
        ("skill_ids = [\"x\"]\nsystem_roots = false", "trusted_roots"),
        ("skill_ids = [\"x\"]\ntrusted_roots = [\"/nowhere/root.pem\"]", "/nowhere/root.pem"),
        (
            "skill_ids = [\"x\"]\n[certificate_files]\n\"https://evil.example/c\" = \"c.pem\"",
            "evil",
        ),
    ] {
        let error = build(table).unwrap_err();
        assert!(error.contains(part), "{table}: {error}");
    }
}

// Every recorded call is answered: a turn, or business of Alexa's own.

#[tokio::test]
async fn every_recorded_call_is_taken_when_it_is_signed() {
    let front = front();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/platforms/alexa");
    let mut tried = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let body = std::fs::read(&path).unwrap();
        let headers = front.forge.sign(&body).unwrap();
        let refused = front.refuses(&headers, &body).await;
        assert_eq!(refused, None, "{}", path.display());
        tried += 1;
    }
    assert!(tried > 50);
}

#[tokio::test]
async fn something_of_ours_that_broke_is_a_whole_answer() {
    let front = front();
    let body = launch();
    let headers = front.forge.sign(body.as_bytes()).unwrap();
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let inbound =
        Inbound { headers: &headers, body: body.as_bytes(), from_loopback: false, at: noon() };
    let call = front.platform.verify(inbound).await.unwrap();
    assert!(
        matches!(front.platform.decode(&call).unwrap(), Heard::Turns(turns) if turns.len() == 1)
    );
    let answer = front.platform.apologise(&call);
    let answer: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(answer["response"]["shouldEndSession"], true);
    assert!(answer["response"]["outputSpeech"]["ssml"].as_str().unwrap().len() > 20);
}
