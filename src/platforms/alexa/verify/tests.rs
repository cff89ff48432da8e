use chrono::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::platforms::alexa::chain::Roots;
use crate::platforms::alexa::forge::Forge;
use crate::platforms::alexa::source::{Pem, Source};

const SKILL: &str = "amzn1.ask.skill.ours";

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

fn glance(request: &str) -> String {
    format!(
        r#"{{"context":{{"System":{{"application":{{"applicationId":"{SKILL}"}}}}}},"request":{request}}}"#
    )
}

fn instant_before(seconds: i64) -> String {
    noon().checked_sub_signed(Duration::seconds(seconds)).unwrap().to_rfc3339()
}

fn freshness(request: &str) -> Result<(), Refusal> {
    let body = glance(request);
    fresh(&body::read(body.as_bytes()).unwrap(), noon(), TOLERANCE)
}

fn sent(kind: &str, seconds_ago: i64) -> Result<(), Refusal> {
    let at = instant_before(seconds_ago);
    freshness(&format!(r#"{{"type":"{kind}","timestamp":"{at}"}}"#))
}

#[test]
fn a_call_may_be_150_seconds_old_or_early_and_no_more() {
    assert_eq!(sent("LaunchRequest", 0), Ok(()));
    assert_eq!(sent("LaunchRequest", 150), Ok(()));
    assert_eq!(sent("LaunchRequest", -150), Ok(()));
    assert_eq!(sent("LaunchRequest", 151), Err(Refusal::TooOld));
    assert_eq!(sent("LaunchRequest", 200), Err(Refusal::TooOld));
    assert_eq!(sent("LaunchRequest", -151), Err(Refusal::TooEarly));
    assert_eq!(sent("LaunchRequest", -3000), Err(Refusal::TooEarly));
}

#[test]
fn exactly_five_events_may_be_an_hour_late_and_none_early() {
    for kind in LATE_EVENTS {
        assert_eq!(sent(kind, 3600), Ok(()), "{kind}");
        assert_eq!(sent(kind, 3601), Err(Refusal::TooOld), "{kind}");
        assert_eq!(sent(kind, -151), Err(Refusal::TooEarly), "{kind}");
    }
    for kind in [
        "AlexaSkillEvent.ProactiveSubscriptionChanged",
        "AlexaSkillEvent.NotificationSubscriptionChanged",
        "alexaskillevent.skillenabled",
        "IntentRequest",
    ] {
        assert_eq!(sent(kind, 1000), Err(Refusal::TooOld), "{kind}");
    }
}

#[test]
fn timestamps_come_in_many_forms() {
    for stamp in [
        r#""2026-11-22T12:00:00Z""#,
        r#""2026-11-22T12:00:00.000Z""#,
        r#""2026-11-22T12:00:00.123456789Z""#,
        r#""2026-11-22T13:00:00+01:00""#,
        "1795348800000",
        r#""1795348800000""#,
    ] {
        assert_eq!(freshness(&format!(r#"{{"timestamp":{stamp}}}"#)), Ok(()), "{stamp}");
        assert_eq!(freshness(&format!(r#"{{"timeStamp":{stamp}}}"#)), Ok(()), "{stamp}");
    }
}

#[test]
fn a_timestamp_that_cannot_be_read_is_refused() {
    for stamp in
        [r#""not a date""#, r#""""#, r#""2026-11-22""#, r#""NaN""#, "-1", "99999999999999999"]
    {
        let refused = freshness(&format!(r#"{{"timestamp":{stamp}}}"#));
        assert!(matches!(refused, Err(Refusal::TimestampUnreadable)), "{stamp}: {refused:?}");
    }
    assert_eq!(freshness("{}"), Err(Refusal::TimestampMissing));
    assert_eq!(freshness(r#"{"timestamp":null}"#), Err(Refusal::TimestampMissing));
    assert_eq!(freshness("null"), Err(Refusal::RequestMissing));
}

proptest! {
    #[test]
    fn no_timestamp_is_taken_that_is_not_near(seconds in -1_000_000_i64..1_000_000) {
        prop_assert_eq!(sent("LaunchRequest", seconds).is_ok(), seconds.abs() <= 150);
    }
}

fn addressed_to(context: Option<&str>, session: Option<&str>) -> Result<(), Refusal> {
    let part = |id: Option<&str>| match id {
        Some(id) => format!(r#"{{"application":{{"applicationId":"{id}"}}}}"#),
        None => "{}".to_owned(),
    };
    let body =
        format!(r#"{{"session":{},"context":{{"System":{}}}}}"#, part(session), part(context));
    addressed(&body::read(body.as_bytes()).unwrap(), &[SKILL.to_owned(), "second".to_owned()])
}

#[test]
fn the_skill_must_be_ours_wherever_it_is_named() {
    assert_eq!(addressed_to(Some(SKILL), Some(SKILL)), Ok(()));
    assert_eq!(addressed_to(Some(SKILL), None), Ok(()));
    assert_eq!(addressed_to(None, Some(SKILL)), Ok(()));
    assert_eq!(addressed_to(Some("other"), Some("other")), Err(Refusal::OtherSkill));
    assert_eq!(addressed_to(Some(SKILL), Some("other")), Err(Refusal::TwoSkills));
    assert_eq!(addressed_to(Some(SKILL), Some("second")), Err(Refusal::TwoSkills));
    assert_eq!(addressed_to(None, None), Err(Refusal::SkillMissing));
    assert_eq!(addressed_to(Some(""), None), Err(Refusal::SkillMissing));
    assert_eq!(addressed_to(Some(&format!("{SKILL}x")), None), Err(Refusal::OtherSkill));
}

struct Bench {
    forge: Forge,
    verifier: Verifier,
}

fn bench(development: bool) -> Bench {
    let forge = Forge::new(noon()).unwrap();
    let mut roots = Roots::none();
    roots.add_pem(forge.root_pem().as_bytes()).unwrap();
    let files = [(forge.url().into(), Pem::new(forge.chain_pem()))].into_iter().collect();
    let chains = Chains::new(Box::new(Source::new(files).unwrap()), roots);
    let verifier = Verifier::new(chains, vec![SKILL.to_owned()], TOLERANCE, development);
    Bench { forge, verifier }
}

impl Bench {
    async fn tried(
        &self,
        headers: &[(&str, &str)],
        body: &[u8],
        loopback: bool,
    ) -> Result<Proof, String> {
        let inbound = Inbound { headers, body, from_loopback: loopback, at: noon() };
        match self.verifier.verify(inbound).await {
            Ok(verified) => Ok(verified.proof()),
            Err(PlatformError::NotVerified { check, .. }) => Err(check.to_owned()),
            Err(other) => Err(other.to_string()),
        }
    }
}

fn launch() -> String {
    glance(r#"{"type":"LaunchRequest","timestamp":"2026-11-22T12:00:00Z"}"#)
}

fn borrowed(headers: &[(String, String)]) -> Vec<(&str, &str)> {
    headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn header_names_are_found_in_any_case() {
    let bench = bench(false);
    let body = launch();
    let headers = bench.forge.sign(body.as_bytes()).unwrap();
    for change in [str::to_lowercase, str::to_uppercase, |name: &str| name.to_owned()] {
        let headers: Vec<_> =
            headers.iter().map(|(name, value)| (change(name), value.clone())).collect();
        let proof = bench.tried(&borrowed(&headers), body.as_bytes(), false).await;
        assert_eq!(proof, Ok(Proof::Signature));
    }
}

#[tokio::test]
async fn any_change_of_the_body_breaks_the_signature() {
    let bench = bench(false);
    let body = launch();
    let headers = bench.forge.sign(body.as_bytes()).unwrap();
    for at in 0..body.len() {
        let mut changed = body.clone().into_bytes();
        changed[at] ^= 1;
        let refused = bench.tried(&borrowed(&headers), &changed, false).await;
        assert_eq!(refused, Err("signature".to_owned()), "byte {at}");
    }
}

#[tokio::test]
async fn unsigned_calls_are_taken_from_this_machine_in_development_alone() {
    let body = launch();
    let development = bench(true);
    let proof = development.tried(&[], body.as_bytes(), true).await;
    assert_eq!(proof, Ok(Proof::LoopbackInDevelopment));
    assert!(development.tried(&[], body.as_bytes(), false).await.is_err());
    assert!(bench(false).tried(&[], body.as_bytes(), true).await.is_err());
}

#[tokio::test]
async fn whatever_claims_to_be_signed_is_verified_in_development_too() {
    let bench = bench(true);
    let body = launch();
    for header in ["Signature", "signature", "Signature-256", "SIGNATURECERTCHAINURL"] {
        for value in ["", "AAAA"] {
            let refused = bench.tried(&[(header, value)], body.as_bytes(), true).await;
            assert!(refused.is_err(), "{header}: {value:?}");
        }
    }
    let headers = bench.forge.sign(body.as_bytes()).unwrap();
    let proof = bench.tried(&borrowed(&headers), body.as_bytes(), true).await;
    assert_eq!(proof, Ok(Proof::Signature));
}

#[tokio::test]
async fn two_signatures_are_two_stories() {
    let bench = bench(false);
    let body = launch();
    let headers = bench.forge.sign(body.as_bytes()).unwrap();
    let mut headers = borrowed(&headers);
    headers.push(("signature-256", "AAAA"));
    let refused = bench.tried(&headers, body.as_bytes(), false).await;
    assert_eq!(refused, Err("one signature".to_owned()));
}

#[tokio::test]
async fn a_refusal_says_nothing_of_what_the_call_held() {
    let bench = bench(false);
    let body = glance(r#"{"type":"secret","timestamp":"secret"}"#);
    let headers = bench.forge.sign(body.as_bytes()).unwrap();
    let headers = borrowed(&headers);
    let inbound =
        Inbound { headers: &headers, body: body.as_bytes(), from_loopback: false, at: noon() };
    let error = bench.verifier.verify(inbound).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
}
