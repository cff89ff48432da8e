//! What is written of a run, also of one against an endpoint that means harm.

use async_trait::async_trait;
use banter::certify::{self, ModuleReport, Report, Sent, VariantReport};
use chrono::{TimeZone, Utc};

const HOSTILE: &str = "</pre><script>alert(1)</script>\u{0}\u{1b}[31m ]]> & \"";

fn variant(name: &str, verdict: &str) -> VariantReport {
    VariantReport {
        name: name.to_owned(),
        verdict: verdict.to_owned(),
        reason: (verdict != "pass").then(|| HOSTILE.to_owned()),
        exchanges: vec![Sent {
            headers: vec![("Signature-256".to_owned(), "AA==".to_owned())],
            request: "{}".to_owned(),
            status: 200,
            answer: HOSTILE.to_owned(),
            took_ms: 7,
        }],
    }
}

fn report(variants: Vec<VariantReport>) -> Report {
    Report {
        format: 1,
        tool: "banter".to_owned(),
        platform: "alexa".to_owned(),
        rules: "rules".to_owned(),
        url: "http://127.0.0.1/demo/alexa".to_owned(),
        locale: "en-US".to_owned(),
        began: Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap(),
        took_ms: 42,
        modules: vec![ModuleReport {
            id: "E7".to_owned(),
            title: "a rule".to_owned(),
            source: "https://example.com/rule".to_owned(),
            verdict: "fail".to_owned(),
            variants,
        }],
        unclaimed: Vec::new(),
    }
}

#[test]
fn an_answer_stays_text_on_the_page() {
    let page = certify::html(&report(vec![variant("x", "fail"), variant(HOSTILE, "pass")]));
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_eq!(page.matches("</pre>").count(), page.matches("<pre>").count());
}

#[test]
fn the_xml_can_be_read_and_counts_right() {
    let verdicts = ["pass", "warn", "fail", "review", "skipped"];
    let xml = certify::junit(&report(verdicts.map(|verdict| variant(verdict, verdict)).to_vec()));
    let read = quick_junit::Report::deserialize_from_str(&xml.unwrap()).unwrap();
    let suite = &read.test_suites[0];
    assert_eq!((suite.tests, suite.failures, suite.skipped), (5, 1, 1));
    assert_eq!(suite.test_cases[1].name.as_str(), "warn");
}

#[test]
fn the_json_is_read_back_as_it_was() {
    let before = report(vec![variant("a", "fail"), variant("b", "pass")]);
    let json = before.to_json().unwrap();
    assert_eq!(Report::from_json(&json).unwrap(), before);
    let other = String::from_utf8(json).unwrap().replace("\"format\": 1", "\"format\": 2");
    let told = Report::from_json(other.as_bytes()).unwrap_err().to_string();
    assert!(told.contains("format 2"), "{told}");
    assert!(Report::from_json(b"[]").is_err());
}

#[test]
fn a_baseline_names_what_changed_and_nothing_else() {
    let same = variant("same", "pass");
    let before = report(vec![same.clone(), variant("worse", "pass"), variant("gone", "fail")]);
    let after = report(vec![same, variant("worse", "fail"), variant("new", "pass")]);
    let told: Vec<String> =
        certify::changes(&before, &after).iter().map(ToString::to_string).collect();
    assert_eq!(told, ["E7 gone: fail → gone", "E7 new: new → pass", "E7 worse: pass → fail"]);
    assert!(certify::changes(&after, &after).is_empty());
}

#[derive(Debug)]
struct Unused;

#[async_trait]
impl banter::contracts::certification::Endpoint for Unused {
    async fn post(
        &self,
        _: &[(String, String)],
        _: &[u8],
    ) -> Result<banter::contracts::certification::Exchange, String> {
        Err("nobody is there".to_owned())
    }
}

#[tokio::test]
async fn an_endpoint_that_is_gone_fails_and_is_no_panic() {
    use banter::platforms::alexa::certification::{Interaction, Lenient, Subject, plan};
    let locale = banter::domain::locale::Locale::EN_US;
    let catalog = banter::catalog::IntentCatalog::embedded().unwrap();
    let mut interaction = Interaction::of_catalog(&catalog, locale).unwrap();
    interaction.intents.retain(|intent| intent.name == "PaySavedPayee");
    let plan = plan(Subject {
        kit: banter::platforms::alexa::forge::Kit::new(Utc::now()).unwrap(),
        skill_id: "x".to_owned(),
        lenient: Lenient::default(),
        token: Some("t".to_owned()),
        locale,
        interaction,
        clock: std::sync::Arc::new(banter::domain::clock::SystemClock),
    });
    for module in &plan.modules {
        let findings = module.run(&Unused).await;
        assert!(!findings.is_empty(), "{module:?}");
        let failed = findings.iter().any(|finding| finding.verdict.name() == "fail");
        assert!(failed, "{module:?}: {findings:#?}");
    }
}
